package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

// group is the id of the company's group on Telegram.
const group = -1001234567890

// hasABot gives the shop a bot that knows one answer, and a group that is told of who
// needs a person.
func (h *house) hasABot(handOver map[string]any) {
	h.t.Helper()
	h.call(h.admin, "POST", "/v1/faq", map[string]any{"question": "What are your opening hours?", "answers": []map[string]any{{"text": "From nine to six."}}}, nil)
	h.call(h.admin, "PUT", "/v1/teams/support", map[string]any{"title": "Support"}, nil)
	h.changes("/v1/lines/"+shop, map[string]any{
		"title": "The shop", "bot": "builtin", "team": "support", "options": map[string]any{"admin_chat": fmt.Sprint(group)},
	})
	h.changes("/v1/lines/"+shop, map[string]any{"handOver": handOver})
}

// told is what the group was told.
func (h *house) told() []string { return h.telegram.Sent(group) }

// The bot says a group's id there when it is added, by the answer to the webhook, so
// that somebody can make it the admin chat; a second word of the same is none (FB-05).
func TestTheBotSaysItsGroupsID_FB05(t *testing.T) {
	h := newHouse(t)
	member := func(was, is string) string {
		h.updates++
		a := h.update(shop, map[string]any{"update_id": h.updates, "my_chat_member": map[string]any{
			"chat": map[string]any{"id": group, "type": "supergroup", "title": "Us"}, "from": map[string]any{"id": 5}, "date": h.clock.Now().Unix(),
			"old_chat_member": map[string]any{"status": was}, "new_chat_member": map[string]any{"status": is},
		}})
		if a.Status != http.StatusOK {
			t.Errorf("got %d", a.Status)
		}
		return string(a.Body)
	}
	said := member("left", "member")
	if !strings.Contains(said, `"method":"sendMessage"`) || !strings.Contains(said, fmt.Sprint(`"chat_id":`, group)) || !strings.Contains(said, fmt.Sprint("id is ", group)) {
		t.Errorf("it says %s", said)
	}
	if again := member("member", "administrator") + member("administrator", "left"); again != "" {
		t.Errorf("then it says %s", again)
	}
	h.refused(h.admin, "PATCH", "/v1/lines/"+shop, map[string]any{"handOver": map[string]any{"notify": shop, "task": false, "transfers": false}}, 422, "invalid", "If-Match", "*")
	h.refused(h.admin, "PATCH", "/v1/lines/"+shop, map[string]any{"options": map[string]any{"admin_chat": "1001"}}, 422, "invalid", "If-Match", "*")
	h.refused(h.admin, "PATCH", "/v1/lines/"+shop, map[string]any{"handOver": map[string]any{"notify": "none", "task": false, "transfers": false}}, 422, "invalid", "If-Match", "*")
}

// What the bot can't answer goes to people, who are told in the group, once, with a link
// to the chat, whatever is repeated (FB-05, HO-05, SYS-19).
func TestAHandoverIsToldInTheAdminChat_FB05_HO05_SYS19(t *testing.T) {
	h := newHouse(t)
	h.hasABot(map[string]any{"notify": shop, "task": false, "transfers": false})
	h.says(anna, "When do you open?", "I want to talk to a person about my broken chair")
	h.pass(time.Minute)
	child := h.dialogsOf(shop, anna)[0]
	want := "A person is needed: Anna Brown · The shop\n«I want to talk to a person about my broken chair»\nhttp://localhost:8080/app/chats/" + child.ID
	if got := h.told(); len(got) != 1 || got[0] != want {
		t.Fatalf("the group was told %q, want %q", got, want)
	}
	h.again(child.ID)
	h.restart()
	h.pass(time.Minute)
	h.says(anna, "Hello?")
	h.call(h.as("dan"), "POST", "/v1/dialogs/"+child.ID+"/accept", nil, nil)
	h.pass(time.Minute)
	if got := h.told(); len(got) != 1 {
		t.Errorf("after repeats the group was told %q", got)
	}

	// An operator's own transfer is told only where the line wants that.
	h.call(h.admin, "POST", "/v1/dialogs/"+child.ID+"/transfer", map[string]any{"team": "support"}, nil)
	h.pass(time.Minute)
	if got := h.told(); len(got) != 1 {
		t.Errorf("a transfer was told: %q", got)
	}
	h.changes("/v1/lines/"+shop, map[string]any{"handOver": map[string]any{"notify": shop, "task": false, "transfers": true}})
	h.call(h.admin, "POST", "/v1/dialogs/"+h.dialogsOf(shop, anna)[0].ID+"/transfer", map[string]any{"team": "support"}, nil)
	h.pass(time.Minute)
	if got := h.told(); len(got) != 2 {
		t.Errorf("a transfer that is to be told was told so often: %d", len(got)-1)
	}
}

// Who said on the website who they are is called so in the notice, as their contact is; who
// did not is a customer (FB-05, CH-15).
func TestTheNoticeNamesWhoTheCustomerSaidTheyAre_FB05_CH15(t *testing.T) {
	h := newHouse(t)
	h.hasABot(map[string]any{"notify": shop, "task": false, "transfers": true})
	h.changes("/v1/lines/website", map[string]any{"team": "support", "handOver": map[string]any{"notify": shop, "task": false, "transfers": true}})
	told := func(dialog, want string) {
		t.Helper()
		before := len(h.told())
		h.call(h.admin, "POST", "/v1/dialogs/"+dialog+"/transfer", map[string]any{"team": "support"}, nil)
		h.pass(time.Minute)
		if got := h.told(); len(got) != before+1 || !strings.HasPrefix(got[before], want) {
			t.Errorf("the group was told %q, want %q", got[before:], want)
		}
	}
	h.visits(h.visitor(), "Hello")
	h.pass(time.Minute)
	told(h.dialogs("line=website")[0].ID, "A person is needed: Customer · ")
	d, _ := h.olga(h.visitor())
	told(d, "A person is needed: Olga Petrova · ")
}

// again has what tells of a handover hear of it once more, and do all of its jobs again.
func (h *house) again(dialog string) {
	h.t.Helper()
	d, err := h.sys.Store.Dialog(h.t.Context(), desk.DialogID(dialog))
	h.must(err)
	h.must(h.sys.Verbs.HandOvers().Changed(h.t.Context(), desk.FeedRecord{Dialog: &desk.Change[desk.Dialog]{New: &d}}))
	worker := h.sys.Verbs.Worker()
	for range 2 {
		for _, job := range desk.HandJobs(d, h.clock.Now()) {
			if _, err := h.sys.Store.Job(h.t.Context(), job.ID); err == nil {
				h.must(worker.Do(h.t.Context(), job.ID))
			}
		}
	}
	h.pass(time.Minute)
}

// A notice of which nobody heard whether it arrived is not sent again (HO-05).
func TestANoticeGoesOutAtMostOnce_HO05(t *testing.T) {
	for name, c := range map[string]struct {
		first func(calls int)
		want  int
	}{
		"it broke off on the way": {func(calls int) {
			if calls == 1 {
				panic("killed")
			}
		}, 0},
		"it went through": {func(int) {}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.hasABot(map[string]any{"notify": shop, "task": false, "transfers": false})
			d := h.says(anna, "Hello")
			h.pass(time.Minute)
			calls := 0
			h.calls = func(r *http.Request) {
				body, err := io.ReadAll(r.Body)
				h.must(err)
				if r.Body = io.NopCloser(bytes.NewReader(body)); bytes.Contains(body, []byte(fmt.Sprint(group))) {
					calls++
					c.first(calls)
				}
			}
			h.says(anna, "An operator, please")
			h.pass(10 * time.Minute)
			if child := h.dialogsOf(shop, anna)[0].ID; child != d {
				h.again(child)
			}
			if got := h.told(); len(got) != c.want {
				t.Errorf("the group was told %d times, want %d: %q", len(got), c.want, got)
			}
			if calls != 1 {
				t.Errorf("it was tried %d times", calls)
			}
		})
	}
}

// The deal goes to the line's stage, once: who moves it on is not overruled (FB-07,
// AT-06, HO-05).
func TestAHandoverMovesTheDeal_FB07_AT06(t *testing.T) {
	h := newHouse(t)
	h.call(h.admin, "PUT", "/v1/pipelines/sales", map[string]any{"title": "Sales", "stages": []map[string]any{
		{"id": "new", "title": "New"}, {"id": "help", "title": "Нужна помощь менеджера"}, {"id": "won", "title": "Won", "final": "won"},
	}}, nil, "If-Match", "*")
	h.hasABot(map[string]any{"stage": "help", "task": true, "transfers": false})
	d := h.says(anna, "Hello")
	h.pass(time.Minute)
	deal := h.makes("deal", "Chairs", map[string]any{"pipeline": "sales", "stage": "new"}).Ref
	h.binds(d, deal)
	h.says(anna, "A person, please: call an operator")
	h.pass(time.Minute)
	stage := func() string {
		var card struct{ Stage string }
		h.call(h.admin, "GET", "/v1/cards/"+deal, nil, &card)
		return card.Stage
	}
	if got := stage(); got != "help" {
		t.Fatalf("the deal is at %q, want help", got)
	}
	a, err := h.admin.Send(t.Context(), "GET", "/v1/cards/"+deal, nil)
	h.must(err)
	h.call(h.admin, "PATCH", "/v1/cards/"+deal, map[string]any{"stage": "new"}, nil, "If-Match", a.Header.Get("ETag"))
	h.again(h.dialogsOf(shop, anna)[0].ID)
	h.restart()
	h.pass(10 * time.Minute)
	if got := stage(); got != "new" {
		t.Errorf("after a person moved it, it is at %q", got)
	}

	// A stage that the deal's pipeline does not have is said on the card, and stops nothing.
	h.changes("/v1/lines/"+shop, map[string]any{"handOver": map[string]any{"stage": "nowhere", "notify": shop, "task": false, "transfers": true}})
	h.call(h.admin, "POST", "/v1/dialogs/"+h.dialogsOf(shop, anna)[0].ID+"/transfer", map[string]any{"team": "support"}, nil)
	h.pass(time.Minute)
	if es := h.timeline(deal, "failed"); len(es) != 1 || stage() != "new" || len(h.told()) != 1 {
		t.Errorf("the timeline says %+v, the deal is at %q, the group was told %d times", es, stage(), len(h.told()))
	}
}

// A task for the manager stands on the card in the company's CRM, once for each
// handover, and ends when somebody accepts the dialog (FB-06, AT-05, HO-05).
func TestAHandoverIsATaskInTheCRM_FB06_AT05(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	h.hasABot(map[string]any{"task": true, "transfers": false})
	h.says(anna, "Hello, I am Anna")
	h.pass(time.Minute)
	h.says(anna, "Call an operator, please")
	h.pass(time.Minute)
	child := h.dialogsOf(shop, anna)[0].ID
	todos := func() (open, done int) {
		for _, todo := range b.Todos() {
			if todo["COMPLETED"] == "Y" {
				done++
			} else {
				open++
			}
		}
		return open, done
	}
	if open, done := todos(); open != 1 || done != 0 || !strings.Contains(fmt.Sprint(b.Todos()), "/app/chats/"+child) {
		t.Fatalf("to do are %v", b.Todos())
	}
	h.again(child)
	h.restart()
	h.pass(time.Minute)
	if open, done := todos(); open+done != 1 {
		t.Errorf("after repeats to do are %v", b.Todos())
	}
	h.call(h.as("dan"), "POST", "/v1/dialogs/"+child+"/accept", nil, nil)
	h.pass(time.Minute)
	if open, done := todos(); open != 0 || done != 1 {
		t.Errorf("once it is accepted to do are %v", b.Todos())
	}
}

// Who asks for a person at once is handed over before the CRM has said whose the cards
// are. The chat that people work in has them, too, and the task is there, once, as soon
// as the CRM tells (FB-06, CB-05).
func TestAHandoverBeforeTheCRMAnswers_FB06_CB05(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	h.hasABot(map[string]any{"task": true, "transfers": false})
	var down atomic.Bool
	down.Store(true)
	b.Says = func(string) (int, string) {
		if down.Load() {
			return http.StatusServiceUnavailable, "OVERLOAD"
		}
		return 0, ""
	}
	h.says(anna, "Call an operator, please")
	h.pass(20 * time.Second)
	ds := h.dialogsOf(shop, anna)
	if len(ds) != 2 || h.dialog(ds[0].ID).Contact != "" || len(b.Todos()) != 0 {
		t.Fatalf("there are %+v, and to do is %v", ds, b.Todos())
	}
	down.Store(false)
	h.pass(30 * time.Minute)
	child, parent := h.dialog(ds[0].ID), h.dialog(ds[1].ID)
	if child.Contact == "" || child.Contact != parent.Contact || len(child.Cards) != 1 || len(b.Todos()) != 1 {
		t.Errorf("the chat has %q and %v, the closed half %q and %v; to do is %v", child.Contact, child.Cards, parent.Contact, parent.Cards, b.Todos())
	}
}

// A CRM without a plug of its own is handed over to by its description: the thing to do
// stands on its card, and the deal goes to the stage there, once (FB-08, SYS-20).
func TestAHandoverReachesACRMByHTTP_FB08_SYS20(t *testing.T) {
	h := newHouse(t)
	r := &parties.RestCRM{Token: "t0ken", At: h.clock.Now()}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts = []string{u.Host}
	h.restart()
	calls := strings.Replace(parties.RestCalls(`{"name": "city", "path": "fields.city", "type": "string"}`), `{"id": "won"`, `{"id": "help", "title": "Нужна помощь менеджера"}, {"id": "won"`, 1)
	h.call(h.admin, "POST", "/v1/connections", map[string]any{
		"id": "hub", "kind": "rest", "options": map[string]string{"address": server.URL + "/api", "calls": calls}, "secrets": map[string]string{"token": "t0ken"},
	}, nil)
	h.changes("/v1/lines/"+shop, map[string]any{"connection": "hub", "leadPolicy": "never"})
	h.hasABot(map[string]any{"stage": "help", "task": true, "transfers": false})
	d := h.says(anna, "Hello, I am Anna")
	h.pass(time.Minute)
	deal := h.makes("deal", "Chairs", map[string]any{"connection": "hub", "contact": h.dialog(d).Contact, "pipeline": "sales", "stage": "new"}).Ref
	h.binds(d, deal)
	h.says(anna, "Call an operator, please")
	h.pass(time.Minute)
	child := h.dialogsOf(shop, anna)[0].ID
	id := strings.TrimPrefix(deal, "hub.deal:")
	there := func() (todos int, stage string) {
		var card struct{ Stage string }
		h.call(h.admin, "GET", "/v1/cards/"+deal, nil, &card)
		return len(r.Beside("tasks", "deal", id)), card.Stage
	}
	h.again(child)
	h.pass(time.Minute)
	if todos, stage := there(); todos != 1 || stage != "help" {
		t.Errorf("%d things are to be done there, the deal is at %q", todos, stage)
	}
	h.call(h.as("dan"), "POST", "/v1/dialogs/"+child+"/accept", nil, nil)
	h.pass(time.Minute)
	if todos, _ := there(); todos != 0 {
		t.Errorf("once it is accepted %d things are to be done there", todos)
	}
}

// Whatever fails on the way is tried again, and each comes once: the group is told, the
// task stands there, whichever call of the CRM fails, before or after its work (HO-05).
func TestAHandoverWhoseCRMFailsComesOnce_HO05(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4} {
		t.Run(fmt.Sprint("call ", n), func(t *testing.T) {
			h := newHouse(t)
			b := h.inBitrix24()
			h.hasABot(map[string]any{"notify": shop, "task": true, "transfers": false})
			h.says(parties.BotUser{ID: 7, First: "Nick"}, "Hello")
			h.pass(time.Minute)
			b.FailAt(n, true)
			h.says(parties.BotUser{ID: 7, First: "Nick"}, "Call an operator, please")
			h.pass(30 * time.Minute)
			if got := b.Todos(); len(got) != 1 || len(h.told()) != 1 {
				t.Errorf("to do are %v, the group was told %d times", got, len(h.told()))
			}
			if says := h.telegram.Sent(7); slices.Contains(says, "") {
				t.Errorf("the customer was told %q", says)
			}
		})
	}
}
