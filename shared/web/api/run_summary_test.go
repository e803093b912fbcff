package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// summaries are those that a card's timeline tells, the newest first, the current one
// with a star.
func (h *house) summaries(card string) []string {
	h.t.Helper()
	var out []string
	for _, e := range h.as("reader", "GET", "/v1/cards/"+card+"/timeline", nil).is(200).doc()["items"].([]any) {
		if at(e, "kind") != "summary" {
			continue
		}
		text := fmt.Sprint(at(e, "text"))
		if at(e, "current") == true {
			text = "*" + text
		}
		out = append(out, text)
	}
	return out
}

// TestASummaryBelongsToWhoeverTouchedIt_BX10: versions are kept, and a later run's
// summary stands beside it, never in its place.
func TestASummaryBelongsToWhoeverTouchedIt_BX10(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound(`{}`)
	h.clock.move(time.Minute)
	run := h.read(dialog)
	path := "/v1/runs/" + run
	edit := func(who, path, body, etag string) answer { return h.as(who, "PATCH", path, body, "If-Match", etag) }
	etag := h.as("operator", "GET", path, nil).is(200).header.Get("ETag")
	h.as("operator", "PATCH", path, `{"summary":"Two chairs, by Friday."}`).no(428, "precondition_required")
	edit("operator", path, `{"summary":"  "}`, etag).no(422, "invalid")
	edit("operator", path, `{"summary":"`+strings.Repeat("x", 4001)+`"}`, etag).no(422, "invalid")
	edit("reader", path, `{"summary":"Mine."}`, etag).no(403, "forbidden")
	h.person("of leads", desk.Actor{Role: desk.RoleOperator, Operator: "lea", Rights: desk.Rights{Leads: desk.MayChange, Deals: desk.MayRead, Customers: true}})
	edit("of leads", path, `{"summary":"Mine."}`, etag).no(403, "forbidden")
	h.clock.move(time.Second)
	doc := edit("operator", path, `{"summary":"Two chairs, by Friday."}`, etag).is(200).doc()
	if doc["summary"] != "Two chairs, by Friday." || doc["summaryCurrent"] != true || doc["summaryPinned"] != true {
		t.Errorf("got %v", doc)
	}
	edit("operator", path, `{"summary":"Another."}`, etag).no(412, "precondition_failed") // somebody was faster
	h.clock.move(time.Second)
	edit("operator", path, `{"summary":"Two chairs, by Saturday."}`, "*").is(200)
	edit("operator", path, `{"summary":"Two chairs, by Saturday."}`, "*").is(200) // once more: no version

	h.reader.summary = "Anna wants three chairs."
	second := h.read(dialog)
	want := []string{"Anna wants three chairs.", "*Two chairs, by Saturday.", "Two chairs, by Friday.", "Anna wants two chairs."}
	if d := cmp.Diff(want, h.summaries(deal)); d != "" {
		t.Errorf("-want +told\n%s", d)
	}
	var versions []string
	for _, v := range h.as("reader", "GET", path, nil).is(200).doc()["summaryVersions"].([]any) {
		versions = append(versions, fmt.Sprint(at(v, "text"), " ", at(v, "by")))
	}
	if d := cmp.Diff([]string{"Anna wants two chairs. <nil>", "Two chairs, by Friday. Olga", "Two chairs, by Saturday. Olga"}, versions); d != "" {
		t.Errorf("-want +kept\n%s", d)
	}
	if doc := h.as("reader", "GET", "/v1/runs/"+second, nil).is(200).doc(); doc["summaryCurrent"] == true {
		t.Errorf("a later run's came in its place: %v", doc)
	}
	// Until a person says so.
	edit("operator", path, `{"pinned":false}`, "*").is(200)
	edit("operator", path, `{"pinned":false}`, "*").is(200)
	if got := h.summaries(deal); got[0] != "*Anna wants three chairs." || strings.HasPrefix(got[1], "*") {
		t.Errorf("got %v", got)
	}
	edit("operator", "/v1/runs/"+second, `{"pinned":true}`, "*").is(200)
	h.reader.summary = "Anna wants four chairs."
	h.read(dialog)
	if got := h.summaries(deal); got[1] != "*Anna wants three chairs." {
		t.Errorf("got %v", got)
	}
	// Dry runs have none to edit.
	tried := fmt.Sprint(h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/runs", `{"dry":true}`).is(202).doc()["id"])
	h.work()
	edit("operator", "/v1/runs/"+tried, `{"summary":"x"}`, "*").no(409, "not_finished")
	edit("operator", "/v1/runs/"+tried, `{"pinned":true}`, "*").no(409, "not_finished")
}

// TestARunSaysWhatIsNew_BX10: which values and points the last run did not have, and how
// many messages came since.
func TestARunSaysWhatIsNew_BX10(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadNever)
	dialog := h.chat(l, "u", "Two chairs, please", "To Boston")
	deal := h.card(desk.KindDeal, `{}`)
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/cards", `{"card":"`+deal+`"}`).is(200)
	h.clock.move(time.Minute)
	h.reader.summary = "- Two chairs\n- To Boston"
	h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}, "product": {"chairs", "chairs"}}
	first := h.read(dialog)
	if doc := h.as("reader", "GET", "/v1/runs/"+first, nil).is(200).doc(); doc["since"] != nil || doc["newMessages"] != 0.0 {
		t.Errorf("the first run says %v, %v", doc["since"], doc["newMessages"])
	}
	h.chat(l, "u", "Make it 3", "And a courier", "At noon")
	if doc := h.as("reader", "GET", "/v1/runs/"+first, nil).is(200).doc(); doc["newMessages"] != 3.0 {
		t.Errorf("%v messages came since, want 3", doc["newMessages"])
	}
	h.clock.move(time.Minute)
	h.reader.summary = "- 3 chairs\n- To Boston\n- A courier at noon"
	h.reader.found = map[desk.FieldName][2]string{"quantity": {"3", "Make it 3"}, "product": {"chairs", "chairs"}, "delivery_address": {"noon", "noon"}}
	doc := h.as("reader", "GET", "/v1/runs/"+h.read(dialog), nil).is(200).doc()
	since, _ := doc["since"].(map[string]any)
	if since == nil || since["run"] != first || since["at"] == nil {
		t.Fatalf("got %v", doc["since"])
	}
	delete(since, "run")
	delete(since, "at")
	want := map[string]any{"new": []any{"delivery_address"}, "changed": []any{"quantity"}, "points": []any{"3 chairs", "A courier at noon"}}
	if d := cmp.Diff(want, since); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	for _, o := range doc["outcomes"].([]any) {
		if want := map[any]any{"quantity": "changed", "delivery_address": "new"}[at(o, "field")]; at(o, "news") != want {
			t.Errorf("%v: %v, want %v", at(o, "field"), at(o, "news"), want)
		}
	}
}
