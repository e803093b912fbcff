package api_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// counts has what changed so far told to the figures, twice, and of the items the
// newest first: only within one item there is an order.
func (h *house) counts() {
	h.t.Helper()
	changes, err := h.engine.Changes(h.t.Context(), "", 10_000)
	must(h.t, err)
	byItem, items := map[string][]desk.FeedRecord{}, []string{}
	for _, c := range changes {
		r := builtin.Record(c)
		if byItem[r.Item] == nil {
			items = append([]string{r.Item}, items...)
		}
		byItem[r.Item] = append(byItem[r.Item], r)
		h.engine.Take(c.Place)
	}
	d := feed.Dispatcher{Consumers: []feed.Consumer{assembly.Parts{Store: h.st, BuiltIn: builtin.CRM{Table: h.st.Table()}}.Counter()}}
	for range 2 {
		for _, item := range items {
			must(h.t, errors.Join(d.Tell(h.t.Context(), byItem[item])...))
		}
	}
}

// TestStatistics_ST01_ST02_ST03_ST04_ST05_ST08_BX09 follows three dialogs of two days: what is told of
// them twice is counted once, by whom, with their times, and by field of CoPilot.
func TestStatistics_ST01_ST02_ST03_ST04_ST05_ST08_BX09(t *testing.T) {
	h := newHouseWith(t, embedded.Knobs{NoSync: true, Feed: store.InFeed})
	h.as("admin", "PATCH", "/v1/settings", `{"copilot":true,"zone":"Asia/Tokyo"}`, "If-Match", "*").is(200)
	h.known("olga")
	h.team("sales", "olga")
	h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}}
	dialog, _ := h.bound("")
	run := h.read(dialog)
	first := "/v1/dialogs/" + string(dialog)
	h.counts()
	if got := h.as("admin", "GET", "/v1/statistics", nil).is(200).doc(); at(got, "total", "opened") != 1.0 || at(got, "total", "closed") != 0.0 || at(got, "zone") != "Asia/Tokyo" ||
		at(got, "total", "openedByHour", 18) != 1.0 { // 9:00 in UTC
		t.Errorf("one is open: %v", got)
	}
	opened := h.clock.Now()
	h.as("operator", "POST", first+"/accept", nil).is(200)
	h.clock.move(time.Hour)
	h.as("operator", "POST", first+"/reply", `{"text":"Good day"}`).is(201)
	h.clock.move(time.Hour)
	h.as("operator", "POST", first+"/close", nil).is(200)
	h.as("admin", "POST", "/v1/runs/"+run+"/undo", `{}`).is(200)
	h.clock.move(20 * time.Hour) // the next day there
	second, _ := h.bound("")
	h.become(second, func(d desk.Dialog) desk.Dialog { d.Team = "sales"; return d })
	h.as("supervisor", "POST", "/v1/dialogs/"+string(second)+"/close", nil).is(200)
	h.counts()
	got := h.as("admin", "GET", "/v1/statistics?from=2025-03-14&to=2025-03-15&by=day", nil).is(200).doc()
	total, copilot := at(got, "total"), at(got, "total", "copilot")
	for what, c := range map[string]struct {
		got  []any
		want string
	}{
		"in all":       {[]any{at(total, "opened"), at(total, "closed"), at(total, "closedBy", "by_hand")}, "[2 2 2]"},
		"by day":       {[]any{at(got, "rows", 0, "key"), at(got, "rows", 0, "opened"), at(got, "rows", 1, "key"), at(got, "rows", 1, "opened")}, "[2025-03-14 1 2025-03-15 1]"},
		"of CoPilot":   {[]any{at(copilot, "runs"), at(copilot, "microUSD"), at(copilot, "readers", "script", "runs")}, "[1 1500 1]"},
		"of a version": {[]any{at(copilot, "versions", "script none 1", "runs"), at(copilot, "versions", "script none 1", "undone"), at(copilot, "fields", "quantity", "versions", "script none 1", "undone")}, "[1 1 1]"},
		"of a field":   {[]any{at(copilot, "fields", "quantity", "filled"), at(copilot, "fields", "quantity", "undone"), at(copilot, "fields", "quantity", "acceptance")}, "[1 1 0]"},
	} {
		if fmt.Sprint(c.got) != c.want {
			t.Errorf("%s: got %v, want %s", what, c.got, c.want)
		}
	}
	for by, want := range map[string]string{"line": "site 2 2", "channel": "web 2 2", "team": " 1 1, sales 1 1", "operator": " 1 1, olga 1 1"} {
		var rows []string
		items, _ := at(h.as("admin", "GET", "/v1/statistics?from=2025-03-14&to=2025-03-15&by="+by, nil).is(200).doc(), "rows").([]any)
		for _, it := range items {
			rows = append(rows, fmt.Sprint(at(it, "key"), " ", at(it, "opened"), " ", at(it, "closed")))
		}
		if got := strings.Join(rows, ", "); got != want {
			t.Errorf("by %s: got %q, want %q", by, got, want)
		}
	}
	customer, _, err := dialog.Split()
	must(t, err)
	row := h.as("admin", "GET", "/v1/dialogs?customer="+string(customer), nil).is(200).doc()
	hers := h.as("admin", "GET", "/v1/statistics?operator=olga", nil).is(200).doc()
	for of, exact := range map[string]string{"accepted": "acceptedSeconds", "replied": "repliedSeconds", "talked": "talkedSeconds", "ended": "closedSeconds"} {
		want, _ := at(row, "items", 0, "times", exact).(float64)
		if median, _ := at(hers, "total", of, "medianSeconds").(float64); want == 0 || median < want*0.98 || median > want*1.02 {
			t.Errorf("%s: got %v, want %v", of, median, want)
		}
	}
	if h.clock.Now().Sub(opened) < 22*time.Hour {
		t.Error("the second is not of another day")
	}

	// Whoever may not see a closed dialog sees nothing of it that is counted (RS-07).
	for who, want := range map[desk.Scope]string{desk.ScopeOwn: "1", desk.ScopeTeam: "2", desk.ScopeAll: "2"} {
		h.person(string(who), desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayRead, Dialogs: who, Statistics: true}})
		if got := fmt.Sprint(at(h.as(string(who), "GET", "/v1/statistics", nil).is(200).doc(), "total", "closed")); got != want {
			t.Errorf("the scope %s sees %s closed, want %s", who, got, want)
		}
	}
	h.as("admin", "GET", "/v1/statistics?from=2020-01-01&to=2025-03-15", nil).no(422, "period_too_long")
	h.as("admin", "GET", "/v1/statistics?from=2025-03-15&to=2025-03-14", nil).no(422, "invalid")
	h.as("admin", "GET", "/v1/statistics?by=customer", nil).no(422, "invalid")

	// Erased, they stay counted, and nothing is told of whose they were (SYS-07).
	before := h.as("admin", "GET", "/v1/statistics?by=operator", nil).is(200)
	h.as("admin", "DELETE", "/v1/customers/"+string(customer), nil).is(202)
	h.work()
	h.counts()
	h.as("admin", "GET", first, nil).is(404)
	if after := h.as("admin", "GET", "/v1/statistics?by=operator", nil).is(200); string(after.body) != string(before.body) {
		t.Errorf("after an erasure: got %s, want %s", after.body, before.body)
	}
}

// TestCountAnew_ST09: who asks for it has all counted anew, as it was counted: what was
// lost is counted again, all else stays, however often.
func TestCountAnew_ST09(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadNever)
	path := ""
	for i := range 130 { // more than a page
		path = "/v1/dialogs/" + string(h.chat(l, fmt.Sprint("c", i), "Hello"))
	}
	h.as("operator", "POST", path+"/accept", nil).is(200)
	h.as("operator", "POST", path+"/close", nil).is(200)
	figures := func() string { return string(h.as("admin", "GET", "/v1/statistics?by=operator", nil).is(200).body) }
	before := figures()
	again := func() {
		t.Helper()
		progress := h.progress("/v1/statistics/rebuild")
		h.work()
		if got := progress(); got != "done" {
			t.Errorf("when it is done: %s", got)
		}
	}
	again()
	counted := figures()
	if counted == before || at(h.as("admin", "GET", "/v1/statistics", nil).is(200).doc(), "total", "opened") != 130.0 {
		t.Errorf("the feed was lost: got %s", counted)
	}
	h.counts() // it was late only
	if got := figures(); got != counted {
		t.Errorf("by the feed: got %s, want %s as counted anew", got, counted)
	}
	again()
	if got := figures(); got != counted {
		t.Errorf("counted anew: got %s, want %s", got, counted)
	}
}

// TestMessagesByHour_ST06_ST07: what was said is counted once its dialog closed, by
// whom and in which hour of the company's zone, on the day it was said; once, and what
// is erased stays counted. Made again, the figures are found equal.
func TestMessagesByHour_ST06_ST07_ST09(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "PATCH", "/v1/settings", `{"zone":"Asia/Tokyo"}`, "If-Match", "*").is(200)
	l := h.line("shop", desk.LeadNever)
	id := h.chat(l, "ann", "one", "two") // 18:00 there
	path := "/v1/dialogs/" + string(id)
	h.as("operator", "POST", path+"/accept", nil).is(200)
	h.as("operator", "POST", path+"/reply", `{"text":"Yes?"}`).is(201)
	h.as("operator", "POST", path+"/note", `{"text":"no message"}`).is(201)
	h.clock.move(10 * time.Hour) // 4:00 on the next day
	h.chat(l, "ann", "three")
	h.counts()
	said := func(query string) string {
		m := at(h.as("admin", "GET", "/v1/statistics"+query, nil).is(200).doc(), "total", "messages")
		return fmt.Sprint(at(m, "customers"), at(m, "operators"), at(m, "bots"), at(m, "byHour", 18), at(m, "byHour", 4))
	}
	if got := said(""); got != "0 0 0 0 0" {
		t.Errorf("while it is open: got %s", got)
	}
	h.as("operator", "POST", path+"/close", nil).is(200)
	h.counts()
	for query, want := range map[string]string{"": "3 1 0 3 1", "?from=2025-03-14&to=2025-03-14": "2 1 0 3 0", "?operator=olga": "3 1 0 3 1", "?operator=dan": "0 0 0 0 0", "?line=shop&from=2025-03-15&to=2025-03-15": "1 0 0 0 1"} {
		if got := said(query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	again := func(mended, dialogs int) {
		t.Helper()
		before := h.as("admin", "GET", "/v1/statistics?by=day", nil).is(200).body
		r, err := assembly.Parts{Store: h.st, BuiltIn: builtin.CRM{Table: h.st.Table()}}.Rebuilder().Rebuild(t.Context())
		if err != nil || r.Mended != mended || r.Dialogs != dialogs {
			t.Errorf("made again: got %+v, %v, want %d of %d mended", r, err, mended, dialogs)
		}
		if after := h.as("admin", "GET", "/v1/statistics?by=day", nil).is(200).body; (string(after) == string(before)) != (mended == 0) {
			t.Errorf("made again, %d mended: got %s, had %s", mended, after, before)
		}
	}
	again(0, 1)
	h.become(id, func(d desk.Dialog) desk.Dialog { d.Team = "sales"; return d })
	h.counts()
	if got := said("?team=sales"); got != "3 1 0 3 1" {
		t.Errorf("in another team's care: got %s", got)
	}
	missed := h.chat(l, "bob", "four")
	h.as("operator", "POST", "/v1/dialogs/"+string(missed)+"/close", nil).is(200)
	changes, err := h.engine.Changes(t.Context(), "", 10_000) // the feed is lost
	must(t, err)
	for _, c := range changes {
		h.engine.Take(c.Place)
	}
	again(1, 2)
	again(0, 2)
	if got := said(""); got != "4 1 0 3 2" {
		t.Errorf("what the feed never told is counted: got %s", got)
	}
	customer, _, err := id.Split()
	must(t, err)
	h.as("admin", "DELETE", "/v1/customers/"+string(customer), nil).is(202)
	h.work()
	h.counts()
	again(0, 1)
	if got := said(""); got != "4 1 0 3 2" {
		t.Errorf("what is erased stays counted: got %s", got)
	}
}

// TestConversationsAndLoadByHour_ST06_ST07: what was handed over is two dialogs, each
// in its own channel, state and hands, and one conversation; and how many were open
// by the hour is told once they closed.
func TestConversationsAndLoadByHour_ST06_ST07(t *testing.T) {
	h := newHouse(t)
	h.known("olga")
	l := h.line("shop", desk.LeadNever)
	first := h.chat(l, "ann", "Hello") // at nine
	h.clock.move(time.Hour)
	second := fmt.Sprint(h.as("supervisor", "POST", "/v1/dialogs/"+string(first)+"/transfer", `{"operator":"olga"}`).is(201).doc()["id"])
	h.counts()
	says := func(query string) string {
		f := at(h.as("admin", "GET", "/v1/statistics"+query, nil).is(200).doc(), "total")
		return fmt.Sprint(at(f, "opened"), at(f, "closed"), at(f, "closedBy", "transfer"), at(f, "conversations", "began"), at(f, "conversations", "ended"), at(f, "openByHour", 9), at(f, "openByHour", 10), at(f, "openByHour", 12), at(f, "openByHour", 13))
	}
	if got := says(""); got != "2 1 1 1 0 1 1 0 0" {
		t.Errorf("handed over: got %s", got)
	}
	h.as("operator", "POST", "/v1/dialogs/"+second+"/accept", nil).is(200)
	h.clock.move(2 * time.Hour)
	h.as("operator", "POST", "/v1/dialogs/"+second+"/close", nil).is(200)
	h.counts()
	for query, want := range map[string]string{"": "2 2 1 1 1 1 2 1 0", "?operator=olga": "1 1 <nil> 0 1 0 1 1 0", "?line=shop": "2 2 1 1 1 1 2 1 0"} {
		if got := says(query); got != want {
			t.Errorf("over, %s: got %s, want %s", query, got, want)
		}
	}
}

// TestLoad_ST07: who has how much to do just now, as far as one sees it.
func TestLoad_ST07_RS07(t *testing.T) {
	h := newHouse(t)
	h.known("olga", "dan", "sid")
	h.scopes()
	l := h.line("shop", desk.LeadNever)
	for i, s := range situations {
		id := h.chat(l, fmt.Sprint("u", i), "Hi")
		h.become(id, func(d desk.Dialog) desk.Dialog { return s.make(h, d) })
	}
	waits := h.chat(l, "last", "Hi")
	h.as("operator", "POST", "/v1/dialogs/"+string(waits)+"/accept", nil).is(200)
	for scope, want := range map[desk.Scope]string{desk.ScopeOwn: "2 2 [sales 2 0 2] [olga]", desk.ScopeTeam: "2 3 [sales 2 1 2] [dan olga]", desk.ScopeAll: "3 4 [sales 2 1 2 support 1 1 1] [dan olga sid]"} {
		h.person("asks", desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayRead, Dialogs: scope, Statistics: true}})
		doc := h.as("asks", "GET", "/v1/statistics/load", nil).is(200).doc()
		var teams, operators []any
		for _, x := range doc["teams"].([]any) {
			teams = append(teams, at(x, "team"), at(x, "waiting"), at(x, "inProgress"), at(x, "active"))
		}
		var names []string
		for _, x := range doc["operators"].([]any) {
			names = append(names, fmt.Sprint(at(x, "operator")))
			if at(x, "operator") == "olga" && at(x, "open") != 3.0 {
				t.Errorf("Olga has three open dialogs: %v", x)
			}
		}
		slices.Sort(names)
		for _, n := range names {
			operators = append(operators, n)
		}
		if got := fmt.Sprint(doc["waiting"], doc["inProgress"], teams, operators); got != want {
			t.Errorf("%s: got %s, want %s", scope, got, want)
		}
	}
	h.as("supervisor", "GET", "/v1/statistics/load", nil).no(403, "forbidden")
}
