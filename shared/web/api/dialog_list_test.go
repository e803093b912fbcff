package api_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestDialogRows_CL02_CL03_CL10_CL11_CL12_CB10_OP41_ST01_ST02_ST03_ST04: a row has all that a
// list of dialogs shows.
func TestDialogRows_CL02_CL03_CL10_CL11_CL12_CB10_OP41_ST01_ST02_ST03_ST04(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "POST", "/v1/teams", `{"id":"chairs","title":"Chairs","waitingAlertSeconds":60}`).is(201)
	l := h.line("shop", desk.LeadOnFirstMessage)
	l.Title, l.Team = "The shop", "chairs"
	l, err := h.st.SaveLine(t.Context(), l)
	must(t, err)
	id := h.chat(l, "u1", "Hello", "I need\n a  chair")
	row := func(who string) any {
		return at(h.as(who, "GET", "/v1/dialogs", nil).is(200).doc(), "items", 0)
	}
	says := func(who string, want map[string]any) {
		t.Helper()
		got := row(who)
		for what, w := range want {
			if have := at(got, what); fmt.Sprint(have) != fmt.Sprint(w) {
				t.Errorf("%s, %s: got %v, want %v", who, what, have, w)
			}
		}
	}
	h.clock.move(2 * time.Minute)
	says("admin", map[string]any{
		"id": id, "state": "waiting", "turn": "operator", "detailed": "waiting_operator", "channel": "web", "line": "shop", "lineTitle": "The shop", "team": "chairs", "teamTitle": "Chairs",
		"name": "Anna u1", "priority": "normal", "labels": "[]",
	})
	h.as("admin", "PATCH", "/v1/settings", `{"labels":[{"id":"vip","title":"VIP"}]}`, "If-Match", "*").is(200)
	h.as("admin", "PATCH", "/v1/dialogs/"+string(id), `{"labels":["vip"],"priority":"urgent"}`).is(200)
	says("admin", map[string]any{"priority": "urgent", "labels": "[vip]"})
	if got := at(h.as("supervisor", "GET", "/v1/dialogs?unread=true", nil).is(200).doc(), "items", 0, "unread", "count"); got != 2.0 {
		t.Errorf("unread are %v, want both messages", got)
	}
	if got := row("admin"); at(got, "waiting", "since") != at(got, "openedAt") || at(got, "openedAt") == nil || at(got, "lastAt") == nil {
		t.Errorf("it waits since %v, and opened %v", at(got, "waiting", "since"), at(got, "openedAt"))
	}
	if got := row("admin"); at(got, "waiting", "alert") != true || at(got, "last", "text") != "I need a chair" || at(got, "last", "author") != "customer" || at(got, "cards", 0, "title") == "" {
		t.Errorf("got %v", got)
	}
	contact := fmt.Sprint(at(row("admin"), "contact"))
	h.as("admin", "PATCH", "/v1/cards/"+contact, `{"values":{"name":"Anna Kovalchuk","phone":"+34600111222","email":"anna@shop.example"}}`, "If-Match", "*").is(200)
	says("admin", map[string]any{"name": "Anna Kovalchuk", "phone": "+34600111222", "email": "anna@shop.example"})

	olga, _ := h.invited("olga@shop.example", desk.RoleSupervisor, desk.Rights{Leads: desk.MayChange})
	h.as("supervisor", "POST", "/v1/dialogs/"+string(id)+"/transfer", `{"operator":"`+string(olga)+`"}`).is(201)
	if got := at(row("admin"), "operatorName"); got == nil || got == "" {
		t.Errorf("the row has no operator's name: %v", row("admin"))
	}
	one := h.chat(l, "u2", "Hi")
	h.clock.move(10 * time.Second)
	h.as("operator", "POST", "/v1/dialogs/"+string(one)+"/accept", nil).is(200)
	says("admin", map[string]any{"id": one, "detailed": "in_progress_operator", "operator": "olga"})
	h.clock.move(10 * time.Second)
	h.as("operator", "POST", "/v1/dialogs/"+string(one)+"/reply", `{"text":"Yes?"}`).is(201)
	says("admin", map[string]any{"detailed": "in_progress_customer"})
	h.clock.move(10 * time.Second)
	h.as("operator", "POST", "/v1/dialogs/"+string(one)+"/close", nil).is(200)
	says("admin", map[string]any{"detailed": "closed", "waiting": nil})
	for what, want := range map[string]float64{"acceptedSeconds": 10, "repliedSeconds": 20, "talkedSeconds": 20, "closedSeconds": 30} {
		if got := at(row("admin"), "times", what); got != want {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
}

// TestDialogRowsWithoutCustomers_RS02: who may not see customers' data is shown the
// dialog without it.
func TestDialogRowsWithoutCustomers_RS02(t *testing.T) {
	h := newHouse(t)
	h.chat(h.line("shop", desk.LeadOnFirstMessage), "u1", "Hello")
	h.person("who sees no customers", desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayRead, Dialogs: desk.ScopeAll}})
	row := at(h.as("who sees no customers", "GET", "/v1/dialogs", nil).is(200).doc(), "items", 0)
	for _, what := range []string{"name", "username", "phone", "email"} {
		if got := at(row, what); got != nil && got != "" {
			t.Errorf("%s is %v", what, got)
		}
	}
	if at(row, "last", "text") != "Hello" {
		t.Errorf("what is said is gone, too: %v", row)
	}
}

// TestDialogsAreFilteredFurther_CL07_CL13: by all that a row shows, and all at once.
func TestDialogsAreFilteredFurther_CL07_CL13(t *testing.T) {
	h := newHouse(t)
	shop := h.line("shop", desk.LeadOnFirstMessage)
	start := h.clock.Now()
	one := h.chat(shop, "a", "Hi")
	h.clock.move(time.Hour)
	two := h.chat(shop, "b", "Hi")
	h.as("operator", "POST", "/v1/dialogs/"+string(two)+"/accept", nil).is(200)
	h.clock.move(time.Hour)
	three := h.chat(shop, "c", "Hi")
	h.as("operator", "POST", "/v1/dialogs/"+string(three)+"/close", nil).is(200)
	h.as("supervisor", "PATCH", "/v1/dialogs/"+string(one), `{"priority":"urgent"}`).is(200)
	h.as("admin", "PATCH", "/v1/settings", `{"labels":[{"id":"vip","title":"VIP"},{"id":"late","title":"Late"}]}`, "If-Match", "*").is(200)
	h.as("admin", "POST", "/v1/teams", `{"id":"chairs","title":"Chairs"}`).is(201)
	h.as("supervisor", "PATCH", "/v1/dialogs/"+string(two), `{"labels":["vip"]}`).is(200)
	h.become(three, func(d desk.Dialog) desk.Dialog { d.Labels = []desk.LabelID{"late"}; return d })
	h.become(one, func(d desk.Dialog) desk.Dialog { d.Team = "chairs"; return d })
	doc := h.as("admin", "GET", "/v1/dialogs/"+string(one), nil).is(200).doc()
	contact, lead := fmt.Sprint(doc["contact"]), fmt.Sprint(at(doc, "cards", 0, "card"))
	after := func(d time.Duration) string { return start.Add(d).Format(time.RFC3339) }
	for query, want := range map[string][]desk.DialogID{
		"detailed=waiting_operator":                         {one},
		"detailed=in_progress_operator":                     {two},
		"detailed=in_progress_customer":                     nil,
		"detailed=closed&detailed=waiting_operator":         {three, one},
		"state=waiting&state=closed":                        {three, one},
		"turn=operator":                                     {two, one},
		"turn=nobody":                                       {three},
		"line=shop":                                         {three, two, one},
		"line=none":                                         nil,
		"channel=web&channel=viber":                         {three, two, one},
		"channel=viber":                                     nil,
		"team=chairs":                                       {one},
		"operator=olga":                                     {two},
		"label=vip":                                         {two},
		"label=vip&label=late":                              {three, two},
		"label=vip&team=chairs":                             nil,
		"q=anna+a&state=waiting&team=chairs":                {one},
		"priority=urgent":                                   {one},
		"priority=normal":                                   {three, two},
		"contact=" + contact:                                {one},
		"card=" + lead:                                      {one},
		"card=" + lead + "&priority=normal":                 nil,
		"openedFrom=" + after(30*time.Minute):               {three, two},
		"openedTo=" + after(90*time.Minute):                 {two, one},
		"closedFrom=" + after(0):                            {three},
		"closedTo=" + after(0):                              nil,
		"closedFrom=" + after(0) + "&line=shop":             {three},
		"contact=" + contact + "&detailed=waiting_operator": {one},
	} {
		var ids []string
		for _, id := range want {
			ids = append(ids, string(id))
		}
		if got := h.ids("/v1/dialogs?limit=2&"+query, "id"); !slices.Equal(got, ids) {
			t.Errorf("%s: got %v, want %v", query, got, ids)
		}
	}
	h.as("admin", "GET", "/v1/dialogs?card="+contact, nil).no(422, "invalid")
	h.as("deals only", "GET", "/v1/dialogs?card="+lead, nil).no(403, "forbidden")
}

// TestAFilterTellsNoMoreThanARow_RS07: of a dialog that one only sees to be there it
// is not found out by filters what the row leaves out.
func TestAFilterTellsNoMoreThanARow_RS07(t *testing.T) {
	h := newHouse(t)
	id := h.chat(h.line("shop", desk.LeadNever), "a", "Hi")
	_, err := h.st.ChangeWorkload(t.Context(), "olga", func(w desk.Workload) (desk.Workload, error) { w.Status = desk.OperatorActive; return w, nil })
	must(t, err)
	_, err = h.st.ChangeDialog(t.Context(), id, func(d desk.Dialog) (desk.Dialog, error) {
		return d.Assign("olga", time.Hour, h.clock.Now()), nil
	})
	must(t, err)
	h.person("Olga", desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayRead, Dialogs: desk.ScopeOwn}})
	count := func(query string) int {
		items, _ := h.as("Olga", "GET", "/v1/dialogs?"+query, nil).is(200).doc()["items"].([]any)
		return len(items)
	}
	if got := count("state=waiting"); got != 1 {
		t.Fatalf("an assigned dialog is in %d rows", got)
	}
	for _, query := range []string{"line=shop", "channel=web", "line=shop&state=waiting"} {
		if got := count(query); got != 0 {
			t.Errorf("%s: the row is in the list, and so says it", query)
		}
	}
}

// TestDialogsAreFound_CL05_CL06: by the beginnings of a name's words, a phone in any
// form, an e-mail; by the contact's as by the messenger's; and narrowed like any list.
func TestDialogsAreFound_CL05_CL06(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadOnFirstMessage)
	id := h.chat(l, "núñez", "Hello")
	other := h.chat(l, "else", "Hello")
	contact := fmt.Sprint(h.as("admin", "GET", "/v1/dialogs/"+string(id), nil).is(200).doc()["contact"])
	h.as("admin", "PATCH", "/v1/cards/"+contact, `{"values":{"name":"Алёна Ковальчук","phone":"+34600111222","email":"alena.k@shop.example"}}`, "If-Match", "*").is(200)
	for q, want := range map[string][]desk.DialogID{
		"anna": {other, id}, "ANN": {other, id}, "a": {other, id}, "nunez": {id}, "Núñ": {id}, "anna nun": {id}, "anna else": {other},
		"ален": {id}, "Алёна к": {id}, "ковальчукова": nil, "нна": nil,
		"+34600111222": {id}, "600 111 222": {id}, "(600) 111-22": {id}, "0034 600 111 222": {id}, "34600": {id}, "111222": nil,
		"alena.k@shop.example": {id}, "ALENA.K@sh": {id}, "shop.ex": {id}, "alena.x@shop.example": nil,
		"anna&state=closed": nil, "anna&line=shop&limit=1": {other, id}, "nunez&state=waiting&sort=activity": {id}, "nunez&line=other": nil,
	} {
		var ids []string
		for _, id := range want {
			ids = append(ids, string(id))
		}
		q, rest, _ := strings.Cut(q, "&")
		if got := h.ids("/v1/dialogs?q="+url.QueryEscape(q)+"&"+rest, "id"); !slices.Equal(got, ids) {
			t.Errorf("%s %s: got %v, want %v", q, rest, got, ids)
		}
	}
	h.as("admin", "GET", "/v1/dialogs?q=%21%21", nil).no(422, "invalid")
	h.person("who sees no customers", desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayRead, Dialogs: desk.ScopeAll}})
	h.as("who sees no customers", "GET", "/v1/dialogs?q=anna", nil).no(403, "forbidden")
}

// TestDialogsByActivity: the last that was said first, page by page.
func TestDialogsByActivity(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadNever)
	var ids []string
	for i := range 6 {
		h.clock.move(time.Hour)
		ids = append(ids, string(h.chat(l, fmt.Sprint("u", i), "Hello")))
	}
	h.clock.move(time.Hour)
	h.as("operator", "POST", "/v1/dialogs/"+ids[4]+"/close", nil).is(200)
	h.chat(l, "u1", "Are you there?")
	want := []string{ids[1], ids[5], ids[4], ids[3], ids[2], ids[0]}
	for _, query := range []string{"", "&line=shop", "&limit=2", "&limit=1&line=shop&channel=web"} {
		if got := h.ids("/v1/dialogs?sort=activity"+query, "id"); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
	cursor, _ := h.as("admin", "GET", "/v1/dialogs?sort=activity&limit=1", nil).is(200).doc()["next"].(string)
	h.as("admin", "GET", "/v1/dialogs?sort=opened&cursor="+cursor, nil).no(422, "bad_cursor")
	// Within a quarter of an hour entries stand still; a page is in order all the same.
	h.clock.move(time.Second)
	h.chat(l, "u5", "Hm")
	h.clock.move(time.Second)
	h.chat(l, "u1", "Hm")
	if got := h.ids("/v1/dialogs?sort=activity", "id"); got[0] != ids[1] || got[1] != ids[5] {
		t.Errorf("got %v, want %s and %s first", got, ids[1], ids[5])
	}
}

// TestTheOldestWaitFirst_OP41: who waits is listed in the order in which they are
// answered, page by page, whoever asks.
func TestTheOldestWaitFirst_OP41(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadNever)
	var ids []string
	for i := range 5 {
		h.clock.move(time.Minute)
		ids = append(ids, string(h.chat(l, fmt.Sprint("u", i), "Hello")))
	}
	h.as("operator", "POST", "/v1/dialogs/"+ids[1]+"/close", nil).is(200)
	for query, want := range map[string][]string{
		"&state=waiting":           {ids[0], ids[2], ids[3], ids[4]},
		"&state=waiting&limit=1":   {ids[0], ids[2], ids[3], ids[4]},
		"&line=shop&limit=2":       ids,
		"":                         ids,
		"&state=closed&line=shop":  {ids[1]},
		"&state=waiting&line=none": {},
	} {
		if got := h.ids("/v1/dialogs?sort=oldest"+query, "id"); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
}

// grouped are how many dialogs each value has.
func (h *house) grouped(who, query string) (map[string]float64, map[string]any) {
	h.t.Helper()
	groups, _ := h.as(who, "GET", "/v1/dialogs?limit=1&"+query, nil).is(200).doc()["groups"].(map[string]any)
	out := map[string]float64{}
	items, _ := groups["items"].([]any)
	for _, it := range items {
		out[fmt.Sprint(at(it, "value"))], _ = at(it, "count").(float64)
	}
	return out, groups
}

// TestDialogsAreCounted_CL21: by all that they are filtered by, over all pages, and
// together with any filter.
func TestDialogsAreCounted_CL21(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "PATCH", "/v1/settings", `{"labels":[{"id":"vip","title":"VIP"},{"id":"late","title":"Late"}]}`, "If-Match", "*").is(200)
	h.as("admin", "POST", "/v1/teams", `{"id":"chairs","title":"Chairs"}`).is(201)
	shop, site := h.line("shop", desk.LeadOnFirstMessage), h.line("site", desk.LeadNever)
	shop.Title, shop.Team = "The shop", "chairs"
	shop, err := h.st.SaveLine(t.Context(), shop)
	must(t, err)
	one, two, three := h.chat(shop, "a", "Hi"), h.chat(shop, "b", "Hi"), h.chat(site, "c", "Hi")
	path := func(id desk.DialogID) string { return "/v1/dialogs/" + string(id) }
	h.as("supervisor", "PATCH", path(one), `{"labels":["vip","late"],"priority":"urgent"}`).is(200)
	h.as("supervisor", "PATCH", path(two), `{"labels":["vip"]}`).is(200)
	h.as("operator", "POST", path(two)+"/accept", nil).is(200)
	h.as("operator", "POST", path(two)+"/reply", `{"text":"Yes?"}`).is(201)
	h.as("operator", "POST", path(three)+"/close", nil).is(200)
	doc := h.as("admin", "GET", path(one), nil).is(200).doc()
	contact, lead := fmt.Sprint(doc["contact"]), fmt.Sprint(at(doc, "cards", 0, "card"))
	for query, want := range map[string]map[string]float64{
		"group=state":            {"waiting": 1, "in_progress": 1, "closed": 1},
		"group=turn":             {"operator": 1, "customer": 1, "nobody": 1},
		"group=detailed":         {"waiting_operator": 1, "in_progress_customer": 1, "closed": 1},
		"group=line":             {"shop": 2, "site": 1},
		"group=channel":          {"web": 3},
		"group=team":             {"chairs": 2, "": 1},
		"group=operator":         {"olga": 1, "": 2},
		"group=label":            {"vip": 2, "late": 1, "": 1},
		"group=priority":         {"normal": 2, "urgent": 1},
		"group=line&turn=nobody": {"site": 1},
		"group=line&detailed=in_progress_customer": {"shop": 1},
		"group=state&label=vip":                    {"waiting": 1, "in_progress": 1},
		"group=label&q=anna+b":                     {"vip": 1},
		"group=state&line=none":                    {},
		"group=state&contact=" + contact:           {"waiting": 1},
		"group=contact&label=late":                 {contact: 1},
		"group=card&label=late":                    {lead: 1},
		"group=state&sort=activity":                {"waiting": 1, "in_progress": 1, "closed": 1},
	} {
		got, groups := h.grouped("admin", query)
		if !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
		if groups["since"] != nil || groups["more"] != false {
			t.Errorf("%s: all were counted, got %v", query, groups)
		}
	}
	_, groups := h.grouped("admin", "group=line")
	if at(groups, "total") != 3.0 || at(groups, "items", 0, "title") != "The shop" || at(groups, "items", 0, "value") != "shop" {
		t.Errorf("got %v", groups)
	}
	c, _, err := one.Split()
	must(t, err)
	if got, _ := h.grouped("admin", "group=turn&customer="+string(c)); !maps.Equal(got, map[string]float64{"operator": 1}) {
		t.Errorf("of a customer: got %v", got)
	}
	next, _ := h.as("admin", "GET", "/v1/dialogs?limit=1&group=line", nil).is(200).doc()["next"].(string)
	if got := h.as("admin", "GET", "/v1/dialogs?limit=1&cursor="+next, nil).is(200).doc(); got["groups"] != nil || at(got, "items", 0, "id") != string(two) {
		t.Errorf("the next page, not counted: got %v", got)
	}
}

// TestCountsTellNoMoreThanRows_RS07_RS02: what one may not see is not counted, nor
// where something is that one only sees to be there.
func TestCountsTellNoMoreThanRows_RS02_RS07(t *testing.T) {
	h := newHouse(t)
	h.scopes()
	l := h.line("shop", desk.LeadNever)
	l.LeadPolicy = desk.LeadOnFirstMessage
	for i, s := range situations {
		id := h.chat(l, fmt.Sprint("u", i), "Hi")
		h.become(id, func(d desk.Dialog) desk.Dialog { return s.make(h, d) })
	}
	for scope, want := range map[desk.Scope][2]float64{desk.ScopeOwn: {4, 3}, desk.ScopeTeam: {6, 4}, desk.ScopeAll: {8, 8}} {
		who := fmt.Sprintf("%s, customers %v", scope, false)
		_, states := h.grouped(who, "group=state")
		lines, _ := h.grouped(who, "group=line")
		if states["total"] != want[0] || lines["shop"] != want[1] {
			t.Errorf("%s: counted %v, on the line %v, want %v", who, states["total"], lines["shop"], want)
		}
		_, groups := h.grouped(who, "group=contact")
		for i := range 3 {
			if got := at(groups, "items", i, "title"); got != nil && got != "" {
				t.Errorf("%s is told who a customer is: %v", who, got)
			}
		}
		for _, by := range []string{"channel", "card", "contact"} {
			if _, groups := h.grouped(who, "group="+by); groups["total"] != want[1] {
				t.Errorf("%s, by %s: counted %v, want %v", who, by, groups["total"], want[1])
			}
		}
	}
	kinds, _ := h.grouped("deals only", "group=card")
	for card := range kinds {
		if strings.HasPrefix(card, "lead:") {
			t.Errorf("who may read deals only is told of %s", card)
		}
	}
}

// TestListsMadeAnew_CL01: dialogs of which the feed never told are listed when an
// administrator has the lists made anew, and those of which it did stand where they stood,
// however often.
func TestListsMadeAnew_CL01(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadOnFirstMessage)
	told := h.chat(l, "a", "Hi")
	h.as("operator", "POST", "/v1/dialogs/"+string(told)+"/close", nil).is(200)
	h.tell()
	untold := h.chat(l, "b", "Hi")
	for { // the feed is lost
		changes, err := h.engine.Changes(t.Context(), "", 200)
		must(t, err)
		if len(changes) == 0 {
			break
		}
		for _, c := range changes {
			h.engine.Take(c.Place)
		}
	}
	if got := h.ids("/v1/dialogs?line=shop", "id"); !slices.Equal(got, []string{string(told)}) {
		t.Fatalf("got %v, want only %s before", got, told)
	}
	for range 2 {
		progress := h.progress("/v1/lists/rebuild")
		h.work()
		if got := progress(); got != "done" {
			t.Errorf("when it is done: %s", got)
		}
		for query, want := range map[string][]string{"line=shop": {string(untold), string(told)}, "state=closed": {string(told)}, "q=anna+b": {string(untold)}, "sort=activity": {string(untold), string(told)}} {
			if got := h.ids("/v1/dialogs?"+query, "id"); !slices.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", query, got, want)
			}
		}
	}
}

// TestDialogsThatNobodyHas_OP02: what a colleague answered elsewhere is in progress and
// nobody's; who may see it finds it, and it is theirs once they accept it.
func TestDialogsThatNobodyHas_OP02(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadOnFirstMessage)
	answered, waits, taken, closed := h.chat(l, "u1", "Hello"), h.chat(l, "u2", "Hi"), h.chat(l, "u3", "Hey"), h.chat(l, "u4", "Bye")
	_, err := h.receiver.Receive(t.Context(), l, []desk.Inbound{{Kind: desk.InMessage, From: desk.Profile{User: "u1"}, Author: desk.ByOperator, External: "u1/theirs", Text: "Good day!"}})
	must(t, err)
	h.as("operator", "POST", "/v1/dialogs/"+string(taken)+"/accept", nil).is(200)
	h.as("admin", "POST", "/v1/dialogs/"+string(closed)+"/close", nil).is(200)
	for query, want := range map[string][]desk.DialogID{
		"free=true&state=in_progress": {answered}, "free=true": {waits, answered}, "free=true&operator=olga": {taken, waits, answered},
		"free=true&state=closed": {}, "free=false&operator=olga": {taken},
	} {
		got := []desk.DialogID{}
		for _, d := range at(h.as("operator", "GET", "/v1/dialogs?"+query, nil).is(200).doc(), "items").([]any) {
			got = append(got, desk.DialogID(fmt.Sprint(at(d, "id"))))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(answered)+"/accept", nil).is(200)
	if got := at(h.as("operator", "GET", "/v1/dialogs?free=true&state=in_progress", nil).is(200).doc(), "items"); len(got.([]any)) != 0 {
		t.Errorf("accepted, and still nobody's: %v", got)
	}
}

// progress asks for something anew, which then runs, and gives how it is later.
func (h *house) progress(path string) func() string {
	h.t.Helper()
	asked := h.as("admin", "POST", path, nil).is(202)
	at := asked.header.Get("Location")
	if asked.doc()["state"] != "running" || !strings.HasPrefix(at, path+"/") {
		h.t.Errorf("asked for: %v at %q", asked.doc(), at)
	}
	h.as("supervisor", "GET", at, nil).no(403, "forbidden")
	h.as("admin", "GET", at+"x", nil).no(404, "not_found")
	return func() string { return h.as("admin", "GET", at, nil).is(200).doc()["state"].(string) }
}
