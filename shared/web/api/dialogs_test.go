package api_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func TestADialogIsAcceptedOnce_DG08(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	for range 2 {
		d := h.as("operator", "POST", path+"/accept", nil).is(200).doc()
		if d["state"] != "in_progress" || d["operator"] != "olga" || d["turn"] != "operator" {
			t.Errorf("got %v", d)
		}
	}
	h.as("deals only", "POST", path+"/accept?takeOver=true", nil).no(409, "already_accepted")
	h.as("supervisor", "POST", path+"/accept", nil).no(409, "already_accepted") // nobody takes over without a word
	if d := h.as("supervisor", "POST", path+"/accept?takeOver=true", nil).is(200).doc(); d["operator"] != "sue" {
		t.Errorf("a supervisor takes over: got %v", d)
	}
	h.as("supervisor", "PATCH", path, `{"state":"waiting","operator":"otto"}`).no(422, "operator_unknown")
	h.known("otto")
	if d := h.as("supervisor", "PATCH", path, `{"state":"waiting","operator":"otto"}`).is(200).doc(); d["state"] != "waiting" || d["operator"] != "otto" {
		t.Errorf("got %v", d)
	}
	h.as("admin", "PATCH", path, `{"state":"closed"}`).no(422, "invalid")
	h.as("supervisor", "POST", path+"/close", nil).is(200)
	h.as("supervisor", "POST", path+"/accept", nil).no(409, "dialog_closed")
	h.as("supervisor", "PATCH", path, `{"state":"bot"}`).no(409, "dialog_closed")
}

func TestRepliesAndNotes_OP37_CH22(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	reply := h.as("operator", "POST", path+"/reply", `{"text":"Good day"}`).is(201).doc()
	if reply["status"] != "queued" || reply["author"] != "operator" || reply["operator"] != "olga" {
		t.Errorf("got %v", reply)
	}
	h.work()
	h.as("operator", "POST", path+"/note", `{"text":"A regular"}`).is(201)
	items := h.as("operator", "GET", path+"/messages", nil).is(200).doc()["items"]
	if at(items, 2, "status") != "sent" || at(items, 3, "author") != "note" || at(items, 3, "status") != nil {
		t.Errorf("got %v", items)
	}
	if d := h.as("operator", "GET", path, nil).doc(); d["state"] != "in_progress" || d["turn"] != "customer" || d["operator"] != "olga" {
		t.Errorf("CL-11: got %v", d)
	}
	h.as("admin", "PATCH", "/v1/lines/site", `{"active":false}`, "If-Match", "*").is(200)
	h.as("operator", "POST", path+"/reply", `{"text":"Still there?"}`).no(409, "line_inactive")
	h.as("operator", "POST", path+"/note", `{"text":"Line is off"}`).is(201)
	h.as("admin", "PATCH", "/v1/lines/site", `{"active":true}`, "If-Match", "*").is(200)
	h.as("operator", "POST", path+"/close", nil).is(200)
	h.as("operator", "POST", path+"/reply", `{"text":"Bye"}`).no(409, "dialog_closed")
}

func TestClosingByHand_DG22(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	first := h.as("operator", "POST", path+"/close", nil).is(200)
	h.clock.move(time.Minute)
	again := h.as("supervisor", "POST", path+"/close", nil).is(200)
	if string(first.body) != string(again.body) {
		t.Errorf("closing again: got %s, want %s", again.body, first.body)
	}
	if d := first.doc(); d["state"] != "closed" || d["turn"] != "nobody" || d["closeReason"] != "by_hand" || d["closedBy"] != "Olga" || d["closedById"] != "olga" {
		t.Errorf("got %v", d)
	}
}

func TestATransferShowsTheWholeThread_DG18_DG21(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound("", "Hello", "A chair, please")
	path := "/v1/dialogs/" + string(dialog)
	h.as("operator", "POST", path+"/transfer", `{"team":"nobodys"}`).no(422, "team_unknown")
	h.as("admin", "PUT", "/v1/teams/night", `{"title":"At night"}`).is(200)
	child := h.as("operator", "POST", path+"/transfer", `{"team":"sales"}`).is(201).doc()
	if child["state"] != "waiting" || child["parent"] != string(dialog) || child["thread"] != string(dialog) || child["team"] != "sales" || at(child["cards"], 0, "card") != deal {
		t.Errorf("got %v", child)
	}
	if d := h.as("operator", "GET", path, nil).doc(); d["state"] != "closed" || d["closeReason"] != "transfer" || d["child"] != child["id"] || child["child"] != nil {
		t.Errorf("got %v", d)
	}
	h.as("operator", "POST", path+"/transfer", `{"team":"sales"}`).is(201) // a repeat
	h.as("operator", "POST", path+"/transfer", `{"operator":"otto"}`).no(409, "dialog_closed")
	to, _ := child["id"].(string)
	h.as("supervisor", "POST", "/v1/dialogs/"+to+"/reply", `{"text":"Sales here"}`).is(201)
	if got := h.ids("/v1/teams?", "id"); !slices.Equal(got, []string{"sales", "night"}) {
		t.Errorf("teams: got %q", got)
	}
	if got := h.ids("/v1/dialogs/"+to+"/messages?limit=1", "text"); !slices.Equal(got, []string{"Sales here"}) {
		t.Errorf("got %q", got)
	}
	if got := h.ids("/v1/dialogs/"+to+"/messages?limit=1&thread=true", "text"); !slices.Equal(got, []string{"Hello", "A chair, please", "Sales here"}) {
		t.Errorf("DG-21: got %q", got)
	}
	if got := h.ids(path+"/messages?limit=9", "text"); !slices.Equal(got, []string{"Hello", "A chair, please"}) {
		t.Errorf("the parent's own: got %q", got)
	}
}

func TestAMessageIsShownWhole(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadNever)
	in := desk.Inbound{
		Kind: desk.InMessage, From: desk.Profile{User: "u", Name: "Anna", Phone: "+34600000000"}, External: "m1", Text: "Hree", At: h.clock.Now().Add(-time.Second),
		Attachments: []desk.Attachment{
			{Kind: desk.AttachedLocation, Lat: 0, Long: 37.5, Name: "Home"},
			{Kind: desk.AttachedVoice, Ref: "f1", MIME: "audio/ogg", Size: 12, Duration: 1500 * time.Millisecond, Transcript: "two chairs"},
			{Kind: desk.AttachedContact, Name: "Anna", Phone: "+34600000000", Own: true},
		},
	}
	edit := desk.Inbound{Kind: desk.InEdit, From: in.From, External: "m1", Text: "Here", EditedAt: h.clock.Now(), Attachments: in.Attachments}
	got, err := h.receiver.Receive(t.Context(), l, []desk.Inbound{in, edit})
	must(t, err)
	path := "/v1/dialogs/" + string(got[0].Dialog)
	m := at(h.as("admin", "GET", path+"/messages", nil).is(200).doc(), "items", 0)
	for _, c := range []struct {
		path []any
		want any
	}{
		{[]any{"text"}, "Here"},
		{[]any{"versions", 0, "text"}, "Hree"},
		{[]any{"versions", 0, "at"}, nil},
		{[]any{"versions", 1, "text"}, "Here"},
		{[]any{"versions", 1, "at"}, "2025-03-14T09:00:00.000Z"},
		{[]any{"sentAt"}, "2025-03-14T08:59:59.000Z"},
		{[]any{"attachments", 0, "lat"}, 0.0},
		{[]any{"attachments", 0, "long"}, 37.5},
		{[]any{"attachments", 1, "seconds"}, 1.5},
		{[]any{"attachments", 1, "transcript"}, "two chairs"},
		{[]any{"attachments", 1, "lat"}, nil},
		{[]any{"attachments", 2, "own"}, true},
	} {
		if got := at(m, c.path...); got != c.want {
			t.Errorf("%v: got %v, want %v", c.path, got, c.want)
		}
	}
	d := h.as("admin", "GET", path, nil).is(200).doc()
	if at(d, "profile", "name") != "Anna" || at(d, "profile", "user") != "u" || at(d, "copilot", "code") != "no_card" || d["channel"] != "web" {
		t.Errorf("CH-15, CH-21: got %v", d)
	}
}
