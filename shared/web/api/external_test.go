package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

const botApp, ourApp = "900", "777"

// routed is a house with a line of a page on which another platform's bot answers first.
type routed struct {
	*house
	line    desk.Line
	plug    channel.Plug
	threads *parties.Threads
	n       int64
}

func newRouted(t *testing.T, ch desk.Channel, options ...string) *routed {
	t.Helper()
	h := newHouse(t)
	h.known("olga")
	_, err := h.st.SaveTeam(t.Context(), desk.Team{ID: "sales", Title: "Sales", Rule: desk.RuleOrder})
	if err != nil && !errors.Is(err, desk.ErrConflict) {
		t.Fatal(err)
	}
	r := &routed{house: h, threads: &parties.Threads{Bot: botApp, Ours: ourApp}}
	server := httptest.NewServer(r.threads)
	t.Cleanup(server.Close)
	r.line = desk.Line{
		ID: desk.LineID("page-" + string(ch)), Channel: ch, Active: true, LeadPolicy: desk.LeadNever, Team: "sales", Bot: desk.BotExternal,
		Secrets: map[string]string{"app_secret": "s", "verify_token": "v", "token": "t"},
		Options: map[string]string{"page_id": "1020", "account_id": "1020", "app_id": ourApp, "api_url": server.URL},
	}
	for i := 0; i+1 < len(options); i += 2 {
		r.line.Options[options[i]] = options[i+1]
	}
	r.line, err = h.st.SaveLine(t.Context(), r.line)
	must(t, err)
	r.threads.Person = parties.Person{Line: r.line, Name: "Anna Brown"}
	r.plug = channel.Plugs(server.Client(), "127.0.0.1")[ch]
	h.handing = func(to desk.Handing) error {
		return r.plug.(interface {
			Hand(ctx context.Context, line desk.Line, h desk.Handing) error
		}).Hand(t.Context(), r.line, to)
	}
	return r
}

// tells has a webhook come in.
func (r *routed) tells(body parties.Obj) {
	r.t.Helper()
	if err := r.hears(body); err != nil {
		r.t.Fatal(err)
	}
	r.settle()
}

// hears is tells without what follows; it may be called by many at once.
func (r *routed) hears(body parties.Obj) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	parsed, err := r.plug.Parse(r.line, desk.Webhook{Body: b, At: r.clock.Now()})
	if err != nil {
		return err
	}
	_, err = r.receiver.Receive(r.t.Context(), r.line, parsed.Inbound)
	return err
}

// settle tells what changed and does what is due, until nothing is left.
func (r *routed) settle() {
	r.t.Helper()
	for range 3 {
		r.tell()
		r.work()
	}
}

func (r *routed) saying(text string) parties.Saying {
	r.n++
	r.clock.move(time.Second)
	return parties.Saying{Kind: parties.Text, Text: text, Number: r.n, At: r.clock.Now()}
}

func (r *routed) says(user, text string) {
	r.t.Helper()
	body, err := r.threads.Says(user, r.saying(text))
	must(r.t, err)
	r.tells(body)
}

func (r *routed) botSays(user, text string) {
	r.t.Helper()
	r.tells(r.threads.BotSays(user, r.saying(text)))
}

func (r *routed) passes(user string) {
	r.t.Helper()
	r.clock.move(time.Second)
	r.tells(r.threads.Pass(user, r.clock.Now()))
}

// newest is a customer's newest dialog, as the API shows it.
func (r *routed) newest(user string) map[string]any {
	r.t.Helper()
	d, err := r.st.Newest(r.t.Context(), desk.NewCustomerID(r.line.ID, user))
	must(r.t, err)
	return r.as("admin", "GET", "/v1/dialogs/"+string(d.ID), nil).is(200).doc()
}

// said is what a dialog's thread holds, by author.
func (r *routed) said(id any) (out []string) {
	r.t.Helper()
	doc := r.as("admin", "GET", fmt.Sprintf("/v1/dialogs/%v/messages?thread=true", id), nil).is(200).doc()
	items, _ := doc["items"].([]any)
	for _, m := range items {
		out = append(out, fmt.Sprintf("%v: %v", at(m, "author"), at(m, "text")))
	}
	return out
}

func (r *routed) path(d map[string]any, verb string) string {
	return fmt.Sprintf("/v1/dialogs/%v/%s", d["id"], verb)
}

var pages = []desk.Channel{desk.ChannelMessenger, desk.ChannelInstagram}

// TestExternalBotPrimary_SYS09_FB14_FB17_FB18_FB19_FB20_FB21_HO06: while the bot answers,
// the dialog is the bot's, seen in lists and on nobody's desk; handed over, its child
// waits for the line's team with all that was said; once people have finished, the bot's
// app has the thread, by one call; what the customer says then is the bot's again.
func TestExternalBotPrimary_SYS09_FB14_FB17_FB18_FB19_FB20_FB21_HO06(t *testing.T) {
	for _, ch := range pages {
		t.Run(string(ch), func(t *testing.T) {
			r := newRouted(t, ch)
			r.says("44", "What does it cost?")
			r.botSays("44", "Ten.")
			d := r.newest("44")
			if d["state"] != "bot" || d["team"] != "sales" || at(d, "waiting") != nil {
				t.Fatalf("while the bot answers: got %v", d)
			}
			if got := r.ids("/v1/dialogs?state=bot", "id"); !slices.Equal(got, []string{fmt.Sprint(d["id"])}) {
				t.Errorf("among the bot's: got %v", got)
			}
			if got := r.ids("/v1/dialogs?state=waiting", "id"); len(got) != 0 {
				t.Errorf("among those that wait: got %v", got)
			}
			r.says("44", "And my contract?")
			r.passes("44")
			child := r.newest("44")
			if child["state"] != "waiting" || child["team"] != "sales" || child["parent"] != d["id"] || child["turn"] != "operator" {
				t.Fatalf("handed over: got %v", child)
			}
			want := []string{"customer: What does it cost?", "bot: Ten.", "customer: And my contract?", "note: " + desk.NoteBotPassed.Text("en")}
			if got := r.said(child["id"]); !slices.Equal(got, want) {
				t.Errorf("the thread: got %q, want %q", got, want)
			}
			if parent := r.as("admin", "GET", fmt.Sprintf("/v1/dialogs/%v", d["id"]), nil).is(200).doc(); parent["closeReason"] != "transfer" {
				t.Errorf("the parent: got %v", parent)
			}
			r.as("operator", "POST", r.path(child, "accept"), nil).is(200)
			r.as("operator", "POST", r.path(child, "reply"), `{"text":"Here it is."}`).is(201)
			r.settle()
			r.as("operator", "POST", r.path(child, "close"), nil).is(200)
			for range 3 {
				r.settle()
			}
			if got := r.threads.Called(); !slices.Equal(got, []string{"pass_thread_control 44 " + botApp}) {
				t.Errorf("our calls: got %q, want the thread passed once", got)
			}
			r.says("44", "Thanks!")
			if next := r.newest("44"); next["state"] != "bot" || next["id"] == child["id"] || next["parent"] != nil {
				t.Errorf("after it: got %v, want a new dialog of the bot's", next)
			}
		})
	}
}

// TestExternalBotFull_FB16_FB22_FB23_FB24_FB25_FB26_FB28_FB29: what the bot answers alone
// is kept, and completed some time after the last message of either side: the team's
// time, or 60 minutes.
func TestExternalBotFull_FB16_FB22_FB23_FB24_FB25_FB26_FB28_FB29(t *testing.T) {
	for name, c := range map[string]struct{ team, idle time.Duration }{
		"the team's time": {10 * time.Minute, 10 * time.Minute}, "60 minutes": {0, 60 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRouted(t, desk.ChannelMessenger)
			team, err := r.st.Team(t.Context(), "sales")
			must(t, err)
			team.Idle = c.team
			_, err = r.st.SaveTeam(t.Context(), team)
			must(t, err)
			r.says("44", "What does it cost?")
			r.clock.move(9 * time.Minute)
			r.botSays("44", "Ten.")
			d := r.newest("44")
			id, last := desk.DialogID(fmt.Sprint(d["id"])), r.clock.Now()
			for _, at := range []time.Duration{c.idle - time.Second, c.idle} {
				r.clock.move(last.Add(at).Sub(r.clock.Now()))
				again, err := r.closer.Due(t.Context(), id)
				must(t, err)
				if closed := again.Again.IsZero(); closed != (at == c.idle) {
					t.Errorf("after %s: closed %v", at, closed)
				}
			}
			r.settle()
			if d := r.newest("44"); d["state"] != "closed" || d["closeReason"] != "idle" {
				t.Errorf("got %v", d)
			}
			if got := r.said(id); !slices.Equal(got, []string{"customer: What does it cost?", "bot: Ten."}) {
				t.Errorf("what is kept: got %q", got)
			}
			if got := r.threads.Called(); len(got) != 0 || r.threads.Has("44") != botApp {
				t.Errorf("our calls: got %q, the thread is %s's; want it the bot's all the time", got, r.threads.Has("44"))
			}
		})
	}
}

// TestExternalBotStopsForPeople_HO01_HO02_HO04: whoever joins in the bot's dialog has the
// thread taken, or asked for where the page lets us take none; restarting gives it back.
func TestExternalBotStopsForPeople_HO01_HO02_HO04(t *testing.T) {
	for _, ch := range pages {
		for _, noTaking := range []bool{false, true} {
			t.Run(fmt.Sprint(ch, noTaking), func(t *testing.T) {
				r := newRouted(t, ch, "bot_app_id", botApp)
				r.threads.NoTaking = noTaking
				r.says("44", "Hello")
				d := r.newest("44")
				r.as("operator", "POST", r.path(d, "accept"), nil).is(200)
				for range 3 {
					r.settle()
				}
				want := []string{"take_thread_control 44"}
				if noTaking {
					want = []string{"request_thread_control 44"}
				}
				if got := r.threads.Called(); !slices.Equal(got, want) {
					t.Fatalf("a person joined: got %q, want %q", got, want)
				}
				if noTaking {
					return
				}
				r.as("operator", "POST", r.path(d, "bot"), nil).is(200)
				for range 3 {
					r.settle()
				}
				if got := r.threads.Called(); !slices.Equal(got, append(want, "pass_thread_control 44 "+botApp)) || r.newest("44")["state"] != "bot" {
					t.Errorf("restarted: got %q, %v", got, r.newest("44")["state"])
				}
			})
		}
	}
}

// TestExternalBotInboxIsAPerson_HO01_HO03: who answers in the page's own inbox is a person,
// by its app; another app is the bot.
func TestExternalBotInboxIsAPerson_HO01_HO03(t *testing.T) {
	for _, ch := range pages {
		r := newRouted(t, ch)
		r.says("44", "Hello")
		r.tells(r.threads.InboxSays("44", r.saying("I am here")))
		if d := r.newest("44"); d["state"] != "in_progress" || !slices.Equal(r.said(d["id"]), []string{"customer: Hello", "operator: I am here"}) {
			t.Errorf("%s: got %v, %q", ch, d["state"], r.said(d["id"]))
		}
	}
}

// TestExternalBotTakesBack_SYS09: what nobody has accepted is the bot's again; what
// somebody has stays theirs. A restart that the platform asks for is no restart of ours.
func TestExternalBotTakesBack_SYS09(t *testing.T) {
	for _, accepted := range []bool{false, true} {
		r := newRouted(t, desk.ChannelMessenger)
		r.says("44", "Hello")
		r.passes("44")
		d := r.newest("44")
		if accepted {
			r.as("operator", "POST", r.path(d, "accept"), nil).is(200)
			r.settle()
		}
		r.clock.move(time.Second)
		took := r.threads.Take("44", r.clock.Now())
		r.tells(took)
		r.tells(took) // a repeat
		want := map[bool]string{false: "bot", true: "in_progress"}[accepted]
		if got := r.newest("44"); got["state"] != want || got["id"] != d["id"] {
			t.Errorf("accepted %v: got %v", accepted, got)
		}
	}
}

// TestExternalBotAnyOrder_SYS09: what the messenger tells comes in any order, each once or
// twice: in the end the customer waits for people in a child of the bot's dialog, and has
// the thread given back when it is closed.
func TestExternalBotAnyOrder_SYS09(t *testing.T) {
	orders := [][]int{{0, 1, 2, 3}, {3, 0, 1, 2}, {0, 3, 2, 1}, {2, 3, 1, 0}, {1, 3, 0, 2}, {3, 2, 1, 0}, {0, 1, 3, 2, 3, 2, 1, 0}, {3, 3, 0, 0, 2, 1, 1, 2}}
	for _, order := range orders {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			r := newRouted(t, desk.ChannelMessenger, "bot_app_id", botApp)
			hello, err := r.threads.Says("44", r.saying("What about my contract?"))
			must(t, err)
			said := r.threads.BotSays("44", r.saying("A colleague will answer."))
			pass := r.threads.Pass("44", r.clock.Now())
			fine, err := r.threads.Says("44", r.saying("Fine")) // told as whoever has the thread is
			must(t, err)
			told := []parties.Obj{hello, said, fine, pass}
			for _, i := range order {
				r.clock.move(time.Second)
				r.tells(told[i])
			}
			d := r.newest("44")
			if d["state"] != "waiting" || d["parent"] == nil || d["turn"] != "operator" || d["number"] != 2.0 {
				t.Fatalf("got %v", d)
			}
			all := strings.Join(r.said(d["id"]), "\n")
			for _, want := range []string{"customer: What about my contract?", "bot: A colleague will answer.", "customer: Fine", "note: "} {
				if strings.Count(all, want) != 1 {
					t.Errorf("got %q, want %q once", all, want)
				}
			}
			r.as("operator", "POST", r.path(d, "close"), nil).is(200)
			r.settle()
			if got := r.threads.Called(); !slices.Equal(got, []string{"pass_thread_control 44 " + botApp}) {
				t.Errorf("our calls: got %q", got)
			}
		})
	}
}

// TestExternalBotAtOneInstant_HO01: standby, echo, the handing over, an acceptance, a reply
// and the jobs of all, each twice, at one instant: the customer has one open dialog, with
// people, and the thread is ours; closed, it is the bot's.
func TestExternalBotAtOneInstant_HO01(t *testing.T) {
	r := newRouted(t, desk.ChannelMessenger)
	for round := range 15 {
		user := fmt.Sprint("44", round)
		r.says(user, "Hello")
		d := r.newest(user)
		more, err := r.threads.Says(user, r.saying("And my contract?"))
		must(t, err)
		bodies := []parties.Obj{more, r.threads.BotSays(user, r.saying("One moment.")), r.threads.Pass(user, r.clock.Now())}
		var all []func()
		for _, b := range append(bodies, bodies...) {
			all = append(all, func() {
				if err := r.hears(b); err != nil {
					t.Error(err)
				}
				_, nudges := r.timers.take()
				for _, n := range nudges {
					if err := r.worker.Do(t.Context(), n); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all = append(all, func() { r.as("operator", "POST", r.path(d, "accept"), nil) }, func() { r.as("operator", "POST", r.path(d, "reply"), `{"text":"I am here"}`) })
		var wg sync.WaitGroup
		begin := make(chan struct{})
		for _, do := range all {
			wg.Go(func() { <-begin; do() })
		}
		close(begin)
		wg.Wait()
		r.settle()
		now := r.newest(user)
		if now["state"] != "waiting" && now["state"] != "in_progress" || r.threads.Has(user) != ourApp {
			t.Errorf("round %d: got %v, the thread is %s's", round, now, r.threads.Has(user))
		}
		said := strings.Join(r.said(now["id"]), "\n")
		for _, want := range []string{"Hello", "And my contract?", "One moment."} {
			if strings.Count(said, want) != 1 {
				t.Errorf("round %d: got %q, want %q once", round, said, want)
			}
		}
		r.as("supervisor", "POST", r.path(now, "close"), nil).is(200)
		r.settle()
		if r.threads.Has(user) != botApp {
			t.Errorf("round %d: closed, the thread is %s's", round, r.threads.Has(user))
		}
	}
}

// TestExternalBotKilled_FB21: whatever call's answer is lost, the thread goes back, and an
// error that lasts is told where people look.
func TestExternalBotKilled_FB21(t *testing.T) {
	r := newRouted(t, desk.ChannelMessenger)
	r.says("44", "Hello")
	r.passes("44")
	d := r.newest("44")
	r.threads.Lose(1)
	r.as("supervisor", "POST", r.path(d, "close"), nil).is(200)
	r.settle()
	r.clock.move(time.Minute)
	r.settle()
	if got := r.threads.Called(); !slices.Equal(got, []string{"pass_thread_control 44 " + botApp}) || r.threads.Has("44") != botApp {
		t.Errorf("got %q, the thread is %s's", got, r.threads.Has("44"))
	}
	r.says("55", "Hello")
	r.handing = func(desk.Handing) error {
		return &desk.SendError{Code: "no_flag", Reason: "The platform has no such flag."}
	}
	d = r.newest("55")
	r.as("operator", "POST", r.path(d, "accept"), nil).is(200)
	for range 3 {
		r.settle()
	}
	if got := r.said(d["id"]); len(got) != 2 || !strings.Contains(got[1], "note: "+desk.NoteBotGoesOn.Text("en")+"\nThe platform has no such flag.") {
		t.Errorf("got %q, want one note that says why", got)
	}
}

// flagged is a house with a line of a bot platform that answers first, and what its API
// was called.
func flagged(t *testing.T, ch desk.Channel, option, flag string) (*routed, func() []string) {
	t.Helper()
	r := newRouted(t, ch, option, flag)
	var mu sync.Mutex
	var called []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		c, err := parties.ReadCall(q)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		called = append(called, q.Method+" "+q.URL.Path+" "+c.Raw)
		mu.Unlock()
		_ = parties.WriteObj(w, parties.Obj{"status": "success", "state": true})
	}))
	t.Cleanup(server.Close)
	r.line.Options["api_url"] = server.URL
	r.plug = channel.Plugs(server.Client(), "127.0.0.1")[ch]
	return r, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(called)
	}
}

// TestExternalBotFlags_SYS16_SYS17_HO01_HO03_HO04: a platform's flag says who answers. A
// person's reply in Sufler sets it, once; closing, or restarting the bot, takes it back,
// once; and who sets it there, the scenario or a person, hands the customer over.
func TestExternalBotFlags_SYS16_SYS17_HO01_HO03_HO04(t *testing.T) {
	for ch, c := range map[desk.Channel]struct {
		option, flag string
		says         func(text, flag string, n int) parties.Obj
		on, off      string
	}{
		desk.ChannelManyChat: {"person_field", "sufler_person", func(text, flag string, n int) parties.Obj {
			return parties.Obj{"id": "44", "key": "user:44", "page_id": "1020", "message_id": n, "last_input_text": text, "custom_fields": parties.Obj{"sufler_person": flag == "1"}}
		}, `POST /fb/subscriber/setCustomFieldByName {"field_name":"sufler_person","field_value":true,"subscriber_id":44}`,
			`POST /fb/subscriber/setCustomFieldByName {"field_name":"sufler_person","field_value":false,"subscriber_id":44}`},
		desk.ChannelSmartSender: {"person_tag", "7", func(text, flag string, n int) parties.Obj {
			return parties.Obj{"userId": "44", "person": flag, "messageId": n, "text": text}
		}, "POST /contacts/44/tags/7 ", "DELETE /contacts/44/tags/7 "},
	} {
		t.Run(string(ch), func(t *testing.T) {
			r, called := flagged(t, ch, c.option, c.flag)
			n := 0
			says := func(text, flag string) {
				n++
				r.clock.move(time.Second)
				r.tells(c.says(text, flag, n))
				r.settle()
			}
			wants := func(when string, want ...string) {
				t.Helper()
				for range 3 {
					r.settle()
				}
				if got := called(); !slices.EqualFunc(got, want, func(g, w string) bool { return strings.TrimSpace(g) == strings.TrimSpace(w) }) {
					t.Fatalf("%s: got %q, want %q", when, got, want)
				}
			}
			says("What does it cost?", "0")
			d := r.newest("44")
			if d["state"] != "bot" {
				t.Fatalf("got %v", d)
			}
			wants("the platform answers")
			r.as("operator", "POST", r.path(d, "reply"), `{"text":"I am here"}`).is(201)
			wants("a person replied", c.on)
			says("Thanks", "1") // nothing new
			r.as("operator", "POST", r.path(d, "bot"), nil).is(200)
			wants("restarted", c.on, c.off)
			says("I want a person", "1") // the scenario set it
			child := r.newest("44")
			if child["state"] != "waiting" || child["parent"] != d["id"] {
				t.Fatalf("handed over: got %v", child)
			}
			wants("handed over", c.on, c.off, c.on)
			r.as("operator", "POST", r.path(child, "close"), nil).is(200)
			wants("closed", c.on, c.off, c.on, c.off)
			says("", "1") // a person pressed it there, and nobody said anything
			if d := r.newest("44"); d["state"] != "waiting" || d["parent"] == nil {
				t.Errorf("handed over without words: got %v", d)
			}
			says("", "1")
			wants("at the end", c.on, c.off, c.on, c.off, c.on)
		})
	}
}

// TestExternalBotByAPI_SYS09_HO02_HO06: a bot that writes through our API says things as
// the bot, hands over by one call, and says nothing where a person has joined.
func TestExternalBotByAPI_SYS09_HO02_HO06(t *testing.T) {
	h := newHouse(t)
	h.known("olga")
	l := desk.Line{ID: "tg", Channel: desk.ChannelTelegram, Active: true, LeadPolicy: desk.LeadNever, Team: "sales", Bot: desk.BotExternal, Secrets: map[string]string{"token": "t"}}
	l, err := h.st.SaveLine(t.Context(), l)
	must(t, err)
	id := h.chat(l, "anna", "What does it cost?")
	path := "/v1/dialogs/" + string(id)
	said := h.as("no operator", "POST", path+"/bot/reply", `{"text":"Ten."}`).is(201).doc()
	if said["author"] != "bot" {
		t.Errorf("got %v", said)
	}
	h.work()
	if d := h.dialogNow(id); d.State != desk.StateBot || d.Turn != desk.TurnCustomer || d.Operator != "" {
		t.Errorf("after the bot's words: got %+v", d)
	}
	h.chat(l, "anna", "And my contract?")
	child := h.as("no operator", "POST", path+"/bot/handover", nil).is(200).doc()
	if again := h.as("no operator", "POST", path+"/bot/handover", nil).is(200).doc(); again["id"] != child["id"] {
		t.Errorf("handed over again: got %v, want %v", again["id"], child["id"])
	}
	if child["state"] != "waiting" || child["parent"] != string(id) || child["bot"] != "external" {
		t.Errorf("got %v", child)
	}
	h.as("no operator", "POST", path+"/bot/reply", `{"text":"Wait!"}`).no(409, "dialog_closed")
	next := fmt.Sprintf("/v1/dialogs/%v", child["id"])
	h.as("operator", "POST", next+"/accept", nil).is(200)
	h.as("no operator", "POST", next+"/bot/reply", `{"text":"Wait!"}`).no(409, "dialog_moved")
	h.as("operator", "POST", next+"/bot", nil).is(200) // restarted: the bot goes on
	h.as("no operator", "POST", next+"/bot/reply", `{"text":"Here I am."}`).is(201)
}
