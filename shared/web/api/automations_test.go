package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// rule makes one.
func (h *house) rule(body string) string {
	h.t.Helper()
	return fmt.Sprint(at(h.as("admin", "POST", "/v1/automations", body).is(201).doc(), "id"))
}

// settles tells each change and does each job twice, until nothing follows but what
// waits for its time.
func (h *house) settles() {
	h.t.Helper()
	for range 12 {
		h.clock.move(time.Millisecond)
		h.tell()
		h.tell()
		wakes, jobs := h.timers.take()
		slices.Sort(jobs)
		for _, id := range slices.Compact(jobs) {
			for range 2 {
				must(h.t, h.worker.Do(h.t.Context(), id))
			}
		}
		for _, w := range wakes {
			must(h.t, h.analyzer.Analyze(h.t.Context(), w))
		}
	}
}

// twice has whoever wants to know hear of each change twice.
func (h *house) twice() *house {
	h.feed.Consumers = slices.Concat(h.feed.Consumers, h.feed.Consumers)
	return h
}

// did is how often rules did something, as their logs have it.
func (h *house) did(rule string) (states []string) {
	h.t.Helper()
	items, _ := at(h.as("admin", "GET", "/v1/automations/"+rule+"/log", nil).is(200).doc(), "items").([]any)
	for _, f := range items {
		states = append(states, strings.TrimSpace(fmt.Sprint(at(f, "state"), " ", or(at(f, "code"), ""))))
	}
	return states
}

func or(v any, other string) string {
	if v == nil {
		return other
	}
	return fmt.Sprint(v)
}

// TestAutomationActsOnce_AT01_AT02_AT03: upon each thing that may happen, once, though
// changes are told twice and jobs done twice; and upon nothing else.
func TestAutomationActsOnce_AT01_AT02_AT03(t *testing.T) {
	for name, when := range map[string]string{
		"a dialog opens":              `{"kind":"dialog_opened"}`,
		"words are said":              `{"kind":"message","words":["BLUE chairs","never said"]}`,
		"nobody answers":              `{"kind":"unanswered","forSeconds":600}`,
		"it is assigned":              `{"kind":"assigned"}`,
		"it is closed":                `{"kind":"closed"}`,
		"a run is done":               `{"kind":"run_done"}`,
		"a proposal stays open":       `{"kind":"proposal_open","forSeconds":3600,"field":"client_phone"}`,
		"a field is filled":           `{"kind":"field_filled","field":"quantity"}`,
		"a deal comes to a stage":     `{"kind":"stage_changed","stage":"won"}`,
		"… that is another":           `{"kind":"stage_changed","stage":"lost"}`,
		"words that nobody says":      `{"kind":"message","words":["blu"]}`,
		"a field that stays as it is": `{"kind":"field_filled","field":"client_phone"}`,
		"somebody answers in time":    `{"kind":"unanswered","forSeconds":100000}`,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t).twice()
			f := newTold(t)
			hook, _, _ := h.webhook(f, "ids", "handover")
			rule := h.rule(`{"title":"R","when":` + when + `,"then":[{"kind":"webhook","webhook":"` + hook + `"}]}`)
			h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}, "client_phone": {"+15550001111", "Hello"}}
			dialog, deal := h.bound(`{"client_phone":"+15550002222"}`, "Hello", "Two Blüe CHAIRS, please")
			h.settles()
			h.clock.move(11 * time.Minute)
			h.settles()
			h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/accept", nil).is(200)
			h.read(dialog)
			h.settles()
			h.clock.move(2 * time.Hour)
			h.settles()
			h.as("admin", "PATCH", "/v1/cards/"+deal, `{"stage":"won"}`, "If-Match", "*").is(200)
			h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/reply", `{"text":"Yes"}`).is(201)
			h.settles()
			h.clock.move(40 * time.Hour)
			h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/close", nil).is(200)
			h.settles()
			want := 1
			if strings.Contains(name, "another") || strings.Contains(name, "nobody says") || strings.Contains(name, "stays as") || strings.Contains(name, "in time") {
				want = 0
			}
			calls := f.take()
			if len(calls) != want || len(h.did(rule)) != want {
				t.Fatalf("it acted %d times; the log is %v", len(calls), h.did(rule))
			}
			if want == 1 {
				if got := calls[0].doc(); at(got, "type") != "automation.fired" || at(got, "data", "code") != rule || at(got, "data", "dialog") != string(dialog) {
					t.Errorf("got %v", got)
				}
			}
		})
	}
}

// TestAutomationUponAHandover_AT01_AT02: a rule acts once for each time that a dialog is
// handed over to people, and in the dialog that goes on.
func TestAutomationUponAHandover_AT01_AT02(t *testing.T) {
	h := newHouse(t).twice()
	h.known("olga")
	h.team("sales", "olga")
	rule := h.rule(`{"title":"R","when":{"kind":"handed_over"},"if":{"teams":["sales"]},"then":[{"kind":"note","text":"handed over"}]}`)
	first := h.chat(h.line("site", desk.LeadNever), "u1", "Hello")
	h.settles()
	second := fmt.Sprint(h.as("supervisor", "POST", "/v1/dialogs/"+string(first)+"/transfer", `{"team":"sales"}`).is(201).doc()["id"])
	h.settles()
	third := fmt.Sprint(h.as("supervisor", "POST", "/v1/dialogs/"+second+"/transfer", `{"operator":"olga"}`).is(201).doc()["id"])
	h.settles()
	h.as("admin", "POST", "/v1/dialogs/"+third+"/close", nil).is(200)
	h.settles()
	log := h.did(rule)
	items, _ := at(h.as("admin", "GET", "/v1/dialogs/"+second+"/messages", nil).is(200).doc(), "items").([]any)
	n := 0
	for _, m := range items {
		if at(m, "text") == "handed over" {
			n++
		}
	}
	if n != 1 || len(log) == 0 || len(log) > 2 {
		t.Errorf("%d notes in the dialog that went on, and the log is %v: %v", n, log, items)
	}
}

// TestAutomationDoesEverything_AT01_AT05_AT06: each action, in their order; one that is
// refused stops no other.
func TestAutomationDoesEverything_AT01_AT05_AT06(t *testing.T) {
	h := newHouse(t).twice()
	h.known("dan")
	h.as("admin", "PATCH", "/v1/settings", `{"labels":[{"id":"vip","title":"VIP"}]}`, "If-Match", "*").is(200)
	dialog, deal := h.bound("")
	f := newTold(t)
	hook, _, _ := h.webhook(f, "ids", "handover")
	rule := h.rule(`{"title":"Refunds","when":{"kind":"message","words":["refund"]},"then":[
		{"kind":"reply","text":"We are looking into it."},{"kind":"note","text":"Be quick."},{"kind":"label","label":"vip"},{"kind":"priority","priority":"urgent"},
		{"kind":"stage","stage":"nowhere"},{"kind":"stage","stage":"won"},{"kind":"assign","operator":"dan"},{"kind":"assign","operator":"olga"},{"kind":"run"},{"kind":"webhook","webhook":"` + hook + `"}]}`)
	l, err := h.st.Line(t.Context(), "site")
	must(t, err)
	d, err := h.st.Dialog(t.Context(), dialog)
	must(t, err)
	c, err := h.st.Customer(t.Context(), d.Customer)
	must(t, err)
	h.tell()
	h.chat(l, c.Profile.User, "I want a refund")
	h.settles()
	got := h.as("admin", "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc()
	for what, want := range map[string]any{"turn": "operator", "operator": "dan", "state": "in_progress", "priority": "urgent", "labels": "[vip]"} {
		if have := fmt.Sprint(at(got, what)); have != fmt.Sprint(want) {
			t.Errorf("%s is %v, want %v", what, have, want)
		}
	}
	if got := h.as("admin", "GET", "/v1/cards/"+deal, nil).is(200).doc(); at(got, "stage") != "won" {
		t.Errorf("the deal is in %v", at(got, "stage"))
	}
	items, _ := at(h.as("admin", "GET", "/v1/dialogs/"+string(dialog)+"/messages", nil).is(200).doc(), "items").([]any)
	var said []string
	for _, m := range items {
		said = append(said, fmt.Sprint(at(m, "author"), ": ", at(m, "text")))
	}
	for _, want := range []string{"bot: We are looking into it.", "note: Be quick."} {
		if n := len(slices.DeleteFunc(slices.Clone(said), func(s string) bool { return s != want })); n != 1 {
			t.Errorf("%q is there %d times: %q", want, n, said)
		}
	}
	if runs, _ := at(h.as("admin", "GET", "/v1/dialogs/"+string(dialog)+"/runs", nil).is(200).doc(), "items").([]any); len(runs) != 1 {
		t.Errorf("%d runs were asked for", len(runs))
	}
	if calls := f.take(); len(calls) != 1 {
		t.Errorf("the webhook was called %d times", len(calls))
	}
	if log := h.did(rule); !slices.Equal(log, []string{"failed already_accepted"}) {
		t.Errorf("the log is %q", log)
	}
	if entries := h.entries("/v1/cards/" + deal); !strings.Contains(fmt.Sprint(entries), "Refunds") {
		t.Errorf("the timeline does not say who moved it: %v", entries)
	}
}

// TestAutomationHasConditions_AT01: all parts must hold; what does not act is not in
// the log.
func TestAutomationHasConditions_AT01(t *testing.T) {
	h := newHouse(t).twice()
	h.as("admin", "POST", "/v1/teams", `{"id":"chairs","title":"Chairs","hours":{"week":[{"day":"friday","from":"08:00","to":"18:00"}]}}`).is(201) // it is a Friday
	h.as("admin", "PATCH", "/v1/settings", `{"labels":[{"id":"vip","title":"VIP"}]}`, "If-Match", "*").is(200)
	dialog, deal := h.bound(`{"quantity":2}`)
	h.become(dialog, func(d desk.Dialog) desk.Dialog { d.Team, d.Labels = "chairs", []desk.LabelID{"vip"}; return d })
	h.tell()
	rules := map[string]bool{
		`{}`: true, `{"lines":["site"],"teams":["chairs"],"labels":["vip","x"],"channels":["web"],"hours":"open","field":"quantity","value":"2"}`: true,
		`{"lines":["other"]}`: false, `{"teams":["other"]}`: false, `{"labels":["x"]}`: false, `{"channels":["viber"]}`: false, `{"hours":"closed"}`: false,
		`{"field":"quantity"}`: true, `{"field":"quantity","value":"3"}`: false, `{"field":"client_name"}`: false,
	}
	ids := map[string]string{}
	for cond := range rules {
		ids[cond] = h.rule(`{"title":"R","when":{"kind":"stage_changed"},"if":` + cond + `,"then":[{"kind":"note","text":"x"}]}`)
	}
	h.as("admin", "PATCH", "/v1/cards/"+deal, `{"stage":"won"}`, "If-Match", "*").is(200)
	h.settles()
	for cond, want := range rules {
		if got := h.did(ids[cond]); slices.Equal(got, []string{"done"}) != want || !want && len(got) != 0 {
			t.Errorf("if %s: the log is %q", cond, got)
		}
	}
}

// TestAutomationsDoNotLoop_AT01: what a rule does may have another act, five deep; then
// it is cut, and the log says so.
func TestAutomationsDoNotLoop_AT01(t *testing.T) {
	h := newHouse(t).twice()
	_, deal := h.bound("")
	h.tell()
	won := h.rule(`{"title":"A","when":{"kind":"stage_changed","stage":"won"},"then":[{"kind":"stage","stage":"lost"}]}`)
	lost := h.rule(`{"title":"B","when":{"kind":"stage_changed","stage":"lost"},"then":[{"kind":"stage","stage":"won"}]}`)
	h.as("admin", "PATCH", "/v1/cards/"+deal, `{"stage":"won"}`, "If-Match", "*").is(200)
	for range 3 {
		h.settles()
	}
	if a, b := h.did(won), h.did(lost); !slices.Equal(a, []string{"done", "done", "done"}) || !slices.Equal(b, []string{"cut", "done", "done"}) {
		t.Errorf("A did %q, B did %q", a, b)
	}
	chain := at(h.as("admin", "GET", "/v1/automations/"+lost+"/log", nil).is(200).doc(), "items", 0, "chain")
	if fmt.Sprint(chain) != fmt.Sprint([]string{won, lost, won, lost, won, lost}) {
		t.Errorf("the chain is %v", chain)
	}
}

// TestHandoversDoNotLoop_AT05: as little as two rules that hand a dialog to and fro.
func TestHandoversDoNotLoop_AT05(t *testing.T) {
	h := newHouse(t).twice()
	for _, team := range []string{"a", "b"} {
		h.as("admin", "POST", "/v1/teams", `{"id":"`+team+`","title":"`+team+`"}`).is(201)
	}
	first := h.rule(`{"title":"A","when":{"kind":"dialog_opened"},"if":{"teams":["a"]},"then":[{"kind":"assign","team":"b"}]}`)
	second := h.rule(`{"title":"B","when":{"kind":"dialog_opened"},"if":{"teams":["b"]},"then":[{"kind":"assign","team":"a"}]}`)
	l := h.teamLine("a")
	h.chat(l, "u1", "Hello")
	for range 3 {
		h.settles()
	}
	if a, b := h.did(first), h.did(second); !slices.Equal(a, []string{"done", "done", "done"}) || !slices.Equal(b, []string{"cut", "done", "done"}) {
		t.Errorf("A did %q, B did %q", a, b)
	}
}

// TestAutomationOnceInADialog_AT01: and in the next one again.
func TestAutomationOnceInADialog_AT01(t *testing.T) {
	h := newHouse(t).twice()
	rule := h.rule(`{"title":"R","once":true,"when":{"kind":"message"},"then":[{"kind":"reply","text":"Welcome"}]}`)
	l := h.line("shop", desk.LeadNever)
	for range 2 {
		id := h.chat(l, "u1", "Hello", "Anybody?", "Hello??")
		h.settles()
		h.as("admin", "POST", "/v1/dialogs/"+string(id)+"/close", nil).is(200)
		h.clock.move(time.Minute)
	}
	if got := h.did(rule); !slices.Equal(got, []string{"done", "done"}) {
		t.Errorf("got %q", got)
	}
}

// TestChatActions_OP14_OP15_OP16: rules on buttons, for whoever may act in the dialog,
// once for each time that it is pressed.
func TestChatActions_OP14_OP15_OP16(t *testing.T) {
	h := newHouse(t).twice()
	rule := h.rule(`{"title":"Escalate","when":{"kind":"button"},"if":{"lines":["site"]},"then":[{"kind":"priority","priority":"high"},{"kind":"note","text":"Escalated"}]}`)
	h.rule(`{"title":"Elsewhere","when":{"kind":"button"},"if":{"lines":["other"]},"then":[{"kind":"run"}]}`)
	h.rule(`{"title":"Off","off":true,"when":{"kind":"button"},"then":[{"kind":"run"}]}`)
	plain := h.rule(`{"title":"No button","when":{"kind":"closed"},"then":[{"kind":"run"}]}`)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog) + "/actions"
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/accept", nil).is(200)
	if got := at(h.as("operator", "GET", path, nil).is(200).doc(), "items"); fmt.Sprint(got) != fmt.Sprintf("[map[id:%s title:Escalate]]", rule) {
		t.Errorf("got %v", got)
	}
	for range 2 {
		if got := h.as("operator", "POST", path+"/"+rule, nil, "Idempotency-Key", "k1").is(202).doc(); at(got, "event") != "dialog.action" || at(got, "by") != "Olga" {
			t.Errorf("got %v", got)
		}
		h.settles()
	}
	if got := h.as("operator", "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc(); at(got, "priority") != "high" {
		t.Errorf("got %v", got)
	}
	if got := h.did(rule); !slices.Equal(got, []string{"done"}) {
		t.Errorf("the log is %q", got)
	}
	h.clock.move(time.Second)
	h.as("operator", "POST", path+"/"+rule, nil).is(202)
	h.settles()
	if got := h.did(rule); !slices.Equal(got, []string{"done", "done"}) {
		t.Errorf("pressed again the log is %q", got)
	}
	h.as("operator", "POST", path+"/"+plain, nil).no(404, "not_found")
	h.as("operator", "POST", path+"/none", nil).no(404, "not_found")
	h.as("leads only", "POST", path+"/"+rule, nil).is(409) // Olga has the dialog
	h.as("reader", "POST", path+"/"+rule, nil).no(403, "forbidden")
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/close", nil).is(200)
	h.as("operator", "POST", path+"/"+rule, nil).no(409, "dialog_closed")
	h.as("operator", "GET", path, nil).no(409, "dialog_closed")
}

// TestAutomationsAreKept_AT01: set, changed by version, switched off, deleted; what
// can't work is refused.
func TestAutomationsAreKept_AT01(t *testing.T) {
	h := newHouse(t).twice()
	const good = `{"title":"R","when":{"kind":"dialog_opened"},"then":[{"kind":"note","text":"x"}]}`
	for name, body := range map[string]string{
		"no action": `{"title":"R","when":{"kind":"closed"},"then":[]}`, "no such trigger": strings.Replace(good, "dialog_opened", "x", 1),
		"no time to wait": strings.Replace(good, "dialog_opened", "unanswered", 1), "words of no message": strings.Replace(good, `"dialog_opened"`, `"dialog_opened","words":["a"]`, 1),
		"a time too many": strings.Replace(good, `"dialog_opened"`, `"dialog_opened","forSeconds":5`, 1), "an action too much": strings.Replace(good, `"text":"x"`, `"text":"x","team":"a"`, 1),
		"a note without words": strings.Replace(good, `"text":"x"`, `"text":" "`, 1), "a label that is none": strings.Replace(good, `"kind":"note","text":"x"`, `"kind":"label","label":"none"`, 1),
		"a value of no field": strings.Replace(good, `"then"`, `"if":{"value":"x"},"then"`, 1), "to nobody": strings.Replace(good, `"kind":"note","text":"x"`, `"kind":"assign"`, 1),
	} {
		if a := h.as("admin", "POST", "/v1/automations", body); a.status != 422 {
			t.Errorf("%s: got %d", name, a.status)
		}
	}
	made := h.as("admin", "POST", "/v1/automations", good).is(201)
	path := made.header.Get("Location")
	h.as("admin", "PATCH", path, `{"off":true}`).is(428)
	changed := h.as("admin", "PATCH", path, `{"off":true,"when":{"kind":"unanswered","forSeconds":60}}`, "If-Match", made.header.Get("ETag")).is(200)
	if got := changed.doc(); at(got, "off") != true || at(got, "title") != "R" || at(got, "when", "forSeconds") != 60.0 {
		t.Errorf("got %v", got)
	}
	h.as("admin", "PATCH", path, `{"off":false}`, "If-Match", made.header.Get("ETag")).no(412, "precondition_failed")
	h.as("operator", "GET", path, nil).no(403, "forbidden")
	if got, _ := at(h.as("admin", "GET", "/v1/automations", nil).is(200).doc(), "items").([]any); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	h.chat(h.line("shop", desk.LeadNever), "u1", "Hello")
	h.settles()
	if got := h.did(made.doc()["id"].(string)); len(got) != 0 {
		t.Errorf("one that is off acted: %q", got)
	}
	for range 2 {
		h.as("admin", "DELETE", path, nil).is(204)
	}
	h.as("admin", "GET", path, nil).no(404, "not_found")
}

// TestALabelThatRulesNeedStays_DG24_AT01: it is told which rules need it; once none
// does, it goes.
func TestALabelThatRulesNeedStays_DG24_AT01(t *testing.T) {
	h := newHouse(t)
	labels := func(body string) answer { return h.as("admin", "PATCH", "/v1/settings", body, "If-Match", "*") }
	labels(`{"labels":[{"id":"vip","title":"VIP"},{"id":"late","title":"Late"},{"id":"old","title":"Old"}]}`).is(200)
	gives := h.rule(`{"title":"Greets","when":{"kind":"dialog_opened"},"then":[{"kind":"label","label":"vip"}]}`)
	looks := h.rule(`{"title":"Hurries","when":{"kind":"closed"},"if":{"labels":["vip","late"]},"then":[{"kind":"note","text":"x"}]}`)
	for _, left := range []string{`{"labels":[{"id":"late","title":"Late"}]}`, `{"labels":[]}`} {
		a := labels(left)
		if a.no(409, "still_needed"); !strings.Contains(string(a.body), "vip: Greets, Hurries") {
			t.Errorf("got %s, want both rules named", a.body)
		}
	}
	labels(`{"labels":[{"id":"vip","title":"Very important"},{"id":"late","title":"Late"}]}`).is(200) // nothing needs old
	h.as("admin", "DELETE", "/v1/automations/"+gives, nil).is(204)
	labels(`{"labels":[{"id":"late","title":"Late"}]}`).no(409, "still_needed")
	h.as("admin", "DELETE", "/v1/automations/"+looks, nil).is(204)
	labels(`{"labels":[]}`).is(200)
}

// TestAnAdminsRightsAreTold_RS01: what the role may is told as a right.
func TestAnAdminsRightsAreTold_RS01(t *testing.T) {
	h := newHouse(t)
	for who, want := range map[string]bool{"admin": true, "supervisor": false} {
		doc := h.as(who, "GET", "/v1/me", nil).is(200).doc()
		for _, right := range []string{"statistics", "export"} {
			if at(doc, right) != want {
				t.Errorf("%s of %s: got %v, want %v: %v", right, who, at(doc, right), want, doc)
			}
		}
	}
}

// TestATaskNeedsACRMThatHasThem_AT05_OP16: where the card's CRM has no tasks, the log
// says so; the other actions are done.
func TestATaskNeedsACRMThatHasThem_AT05_OP16(t *testing.T) {
	h := newHouse(t)
	id := h.chat(h.line("shop", desk.LeadOnFirstMessage), "a", "Hi")
	rule := h.rule(`{"title":"Call","when":{"kind":"button"},"then":[{"kind":"task","text":"Call back","withinSeconds":3600},{"kind":"priority","priority":"high"}]}`)
	if got := h.as("admin", "GET", "/v1/automations/"+rule, nil).is(200).doc(); at(got, "then", 0, "withinSeconds") != 3600.0 || at(got, "then", 0, "text") != "Call back" {
		t.Errorf("the rule came back as %v", got)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
	h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/actions/"+rule, nil)
	h.work()
	firing := at(h.as("admin", "GET", "/v1/automations/"+rule+"/log", nil).is(200).doc(), "items", 0)
	if at(firing, "state") != "failed" || at(firing, "code") != "cant_task" || at(firing, "done") != 1.0 || at(firing, "refused", 0, "kind") != "task" {
		t.Errorf("the log says %v", firing)
	}
	if got := h.as("admin", "GET", "/v1/dialogs/"+string(id), nil).is(200).doc()["priority"]; got != "high" {
		t.Errorf("the action after it was not done: %v", got)
	}
	for _, bad := range []string{`{"kind":"task"}`, `{"kind":"task","text":"x","stage":"won"}`, `{"kind":"note","text":"x","withinSeconds":5}`} {
		h.as("admin", "POST", "/v1/automations", `{"title":"x","when":{"kind":"closed"},"then":[`+bad+`]}`).no(422, "invalid")
	}
}
