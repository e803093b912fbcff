package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func TestARunFromAskingToDone(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound(`{"product":"table"}`)
	path := "/v1/dialogs/" + string(dialog) + "/runs"
	h.reader.found = map[desk.FieldName][2]string{"product": {"chairs", "chairs"}, "quantity": {"2", "Two"}, "budget": {"300.00 EUR", "no such words"}}
	asked := h.as("operator", "POST", path, nil).is(202) // a body may be left out
	run, _ := asked.doc()["id"].(string)
	if asked.header.Get("Location") != "/v1/runs/"+run || asked.doc()["state"] != "waiting" || asked.doc()["card"] != deal || asked.doc()["by"] != "Olga" {
		t.Errorf("got %s %v", asked.body, asked.header)
	}
	// While it waits, asking again answers with it.
	if again := h.as("operator", "POST", path, `{"language":"es"}`).is(202).doc(); again["id"] != run {
		t.Errorf("got %v, want the run that waits", again)
	}
	h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"all":"keep"}`).no(409, "not_finished")
	h.clock.move(31 * time.Second)
	h.work()
	doc := h.as("reader", "GET", "/v1/runs/"+run, nil).is(200).doc()
	if doc["state"] != "awaiting_approval" || doc["summary"] != "Anna wants two chairs." || doc["startsAt"] != nil {
		t.Errorf("got %v", doc)
	}
	want := map[string]any{"reader": "script", "model": "none", "prompt": "1", "inputTokens": 7.0, "outputTokens": 0.0, "cacheReadTokens": 0.0, "cacheWriteTokens": 0.0, "costUsd": 0.0015}
	if d := cmp.Diff(want, doc["reader"]); d != "" {
		t.Error(d)
	}
	outcomes := map[any]any{}
	for _, o := range doc["outcomes"].([]any) {
		outcomes[at(o, "field")] = o
	}
	for field, want := range map[string][]any{
		"product":  {"proposed", "chairs", "table", "chairs"},
		"quantity": {"filled", 2.0, nil, "Two"},
		"comment":  {"unsupported", nil, nil, nil}, // FF-03: a text is not switched on
		"discount": {"not_found", nil, nil, nil},
	} {
		o := outcomes[field]
		if got := []any{at(o, "outcome"), at(o, "value"), at(o, "old"), at(o, "quote")}; !cmp.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", field, got, want)
		}
	}
	if got := h.as("reader", "GET", path, nil).is(200).doc(); at(got, "items", 0, "id") != run || at(got, "items", 1) != nil {
		t.Errorf("got %v", got)
	}
	h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"fields":{"colour":"keep"}}`).no(409, "no_proposal")
	h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"fields":{"product":"burn"}}`).no(422, "invalid")
	for range 2 {
		decided := h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"fields":{"product":"replace"}}`).is(200).doc()
		if decided["state"] != "done" {
			t.Errorf("got %v", decided)
		}
	}
	h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"fields":{"product":"keep"}}`).no(409, "already_decided")
	for range 2 {
		h.as("operator", "POST", "/v1/runs/"+run+"/undo", nil).is(200)
	}
	if got := h.as("reader", "GET", "/v1/cards/"+deal, nil).doc(); at(got, "values", "product") != "table" || at(got, "values", "quantity") != nil || len(got["badges"].([]any)) != 0 {
		t.Errorf("everything was taken back: got %v", got)
	}
}

// TestNobodyDecidesOnWhatTheyMayNotSee_RS02_FF11: who may not see customers' data
// decides on the other fields alone, and takes back no value of theirs.
func TestNobodyDecidesOnWhatTheyMayNotSee_RS02_FF11(t *testing.T) {
	h := newHouse(t)
	sees := h.scopes()[desk.ScopeAll]
	h.as("admin", "PUT", "/v1/fields/deal/product", `{"title":"Product","type":"string","private":true}`).is(200)
	dialog, deal := h.bound(`{"product":"table","comment":"none","discount":1}`)
	h.reader.found = map[desk.FieldName][2]string{"product": {"chairs", "chairs"}, "discount": {"2", "Two"}, "quantity": {"2", "Two"}}
	run := fmt.Sprint(h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/runs", nil).is(202).doc()["id"])
	h.clock.move(31 * time.Second)
	h.work()
	path := "/v1/runs/" + run
	blind := func(body string) { h.as(sees[1], "POST", path+"/decisions", body).no(403, "forbidden") }
	for range 2 {
		blind(`{"fields":{"product":"replace"}}`)
		blind(`{"fields":{"product":"keep"}}`)
	}
	if doc := h.as(sees[0], "GET", path, nil).is(200).doc(); doc["state"] != "awaiting_approval" {
		t.Errorf("it is %v", doc)
	}
	h.as(sees[0], "POST", path+"/decisions", `{"fields":{"product":"replace"}}`).is(200)
	h.as(sees[1], "POST", path+"/undo", `{"fields":["product"]}`).no(403, "forbidden")
	h.as(sees[1], "POST", path+"/undo", nil).no(403, "forbidden") // the others are taken back
	if got := h.as("reader", "GET", "/v1/cards/"+deal, nil).is(200).doc(); at(got, "values", "product") != "chairs" || at(got, "values", "quantity") != nil {
		t.Errorf("got %v", got["values"])
	}
}

func TestARunIsRefusedWithTheConditionThatFailed_MC12_MC14_CP01(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadNever)
	dialog := h.chat(l, "u", "Hello")
	path := "/v1/dialogs/" + string(dialog)
	h.clock.move(time.Minute)
	h.as("operator", "POST", path+"/runs", `{}`).no(409, "no_card")
	deal := h.card(desk.KindDeal, "")
	h.as("operator", "POST", path+"/cards", `{"card":"`+deal+`"}`).is(200)
	h.as("operator", "POST", path+"/runs", `{}`).no(409, "too_few_messages")
	h.chat(l, "u", "Two chairs")
	h.as("admin", "PATCH", "/v1/settings", `{"copilot":false}`, "If-Match", "*").is(200)
	h.as("operator", "POST", path+"/runs", `{}`).no(409, "copilot_off")
	h.as("admin", "PATCH", "/v1/settings", `{"copilot":true}`, "If-Match", "*").is(200)
	h.as("reader", "POST", path+"/runs", `{}`).no(403, "forbidden")
	h.as("operator", "POST", path+"/runs", `{}`).is(202)
}
