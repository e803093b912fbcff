package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

func TestTurnsAreFair(t *testing.T) {
	for _, test := range []struct {
		rule        string
		perLine     int
		perCustomer int
		jobs        string // line.customer, in the order of their times
		want        string // in the order in which they are begun; "-": one ends, the oldest
	}{
		{"lines take turns", 0, 0, "a.1 a.2 a.3 b.1 b.2 c.1", "a.1 b.1 c.1 a.2 b.2 a.3"},
		{"on a line customers do", 0, 0, "a.1 a.1 a.1 a.2 a.3", "a.1 a.2 a.3 a.1 a.1"},
		{"a customer has one at a time", 0, 1, "a.1 a.1 a.2", "a.1 a.2 - a.1"},
		{"a line has its share", 2, 0, "a.1 a.2 a.3 a.4 b.1", "a.1 b.1 a.2 - a.3 - - a.4"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			ts := turns[string]{PerLine: test.perLine, PerCustomer: test.perCustomer}
			for _, job := range strings.Fields(test.jobs) {
				line, customer, _ := strings.Cut(job, ".")
				ts.Add(&alarm[string]{key: job, turn: turn{line, customer}})
			}
			var got []string
			var running []*alarm[string]
			for ended := true; ended; {
				for a := ts.Next(); a != nil; a = ts.Next() {
					got, running = append(got, a.key), append(running, a)
				}
				if ended = len(running) > 0 && len(got) < len(strings.Fields(test.want)); ended {
					ts.Done(running[0].turn)
					got, running = append(got, "-"), running[1:]
				}
			}
			if d := cmp.Diff(test.want, strings.Join(got, " ")); d != "" {
				t.Errorf("begun (-want +got):\n%s", d)
			}
			for _, a := range running {
				ts.Done(a.turn)
			}
			for a := ts.Next(); a != nil; a = ts.Next() {
				ts.Done(a.turn)
			}
			if ts.all.running != 0 || ts.all.lanes.Len() != 0 || len(ts.all.byName) != 0 {
				t.Errorf("left over: %+v", ts.all)
			}
		})
	}
}

// Twenty visitors of the website, each with a chat that is read, and one customer
// with as many readings, are ahead: the run of another line comes in its turn.
func TestNobodysReadingsGoAheadOfEverybodys(t *testing.T) {
	h := newHouse(t)
	h.line("other", nil)
	var order []string
	name := map[desk.DialogID]string{}
	h.reader.Before = func(c desk.Chat) { order = append(order, name[c.Dialog]) }
	ready := func(who, d string) {
		name[desk.DialogID(d)] = who
		h.ask(h.admin, d)
	}
	for i := range 20 {
		v := h.visitor()
		h.visits(v, strings.Repeat("1 ", 500))
		ready("visitor", h.visits(v, fmt.Sprint("order #", i)))
	}
	ready("anna", h.saysTo("other", anna, "Hello!", "I am Anna."))
	ready("boris", h.says(boris, "Hello!", "I am Boris."))
	h.clock.Set(h.clock.Now().Add(time.Minute)) // nobody was there to read meanwhile
	h.settle()
	if len(order) != 22 {
		t.Fatalf("%d readings, want 22: %v", len(order), order)
	}
	if got := strings.Join(order[:4], " "); strings.Count(got, "visitor") > 2 {
		t.Errorf("the first readings are of %s, want the other lines among them", got)
	}
}

// A messenger that answers nobody has its share of those who deliver; a reply on
// another line goes out meanwhile, however many wait on the first.
func TestAHangingMessengerHoldsUpItsOwnLineAlone(t *testing.T) {
	h := newHouse(t)
	h.line("stuck", nil)
	var stuck []string
	for i := range 3 * workers {
		who := parties.BotUser{ID: int64(5000 + i), First: "Eve", Language: "en"}
		stuck = append(stuck, h.saysTo("stuck", who, "Hello!"))
	}
	well := h.says(anna, "Hello!")
	hung, arrived, release := make(chan bool, 3*workers), make(chan bool), make(chan bool)
	h.calls = func(r *http.Request) {
		if strings.Contains(r.URL.Path, "token-of-stuck") {
			hung <- true
			<-release
		} else {
			arrived <- true
		}
	}
	reply := func(dialog string) {
		h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+dialog+"/reply", map[string]any{"text": "Are you there?"}, nil))
	}
	for _, d := range stuck {
		reply(d)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { h.sys.Scheduler.Run(ctx, t.Context()); close(done) }()
	for range lineShare {
		<-hung
	}
	reply(well)
	<-arrived // else the test never ends
	if n := h.sys.Scheduler.Nudges.of("stuck"); n > lineShare {
		t.Errorf("%d deliver on the line that hangs, want %d at most", n, lineShare)
	}
	stop()
	close(release)
	<-done
}

// A webhook that never answers has its share of those who deliver: what another one is
// told, and a reply to a customer on the very line, go out meanwhile.
func TestAHangingWebhookHoldsUpNobodyElse_BX16(t *testing.T) {
	h := newHouse(t)
	h.hosts = []string{"127.0.0.1"}
	h.restart()
	hung, told, arrived, release := make(chan bool, 3*workers), make(chan bool, 3*workers), make(chan bool, 1), make(chan bool)
	endpoint := func(answer func()) (line string) {
		s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { answer() }))
		t.Cleanup(s.Close)
		var made struct{ ID string }
		h.must(h.admin.Call(t.Context(), "POST", "/v1/webhooks", map[string]any{"url": s.URL, "kinds": []string{"dialog.closed"}}, &made))
		return "_webhook_" + made.ID
	}
	var dialogs []string
	for i := range 2*workers + 1 {
		dialogs = append(dialogs, h.says(parties.BotUser{ID: int64(5000 + i), First: "Eve", Language: "en"}, "Hello!"))
	}
	hangs := endpoint(func() { hung <- true; <-release })
	endpoint(func() { told <- true })
	h.calls = func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			arrived <- true
		}
	}
	for _, d := range dialogs[1:] {
		h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/close", nil, nil))
	}
	for h.sys.follower.Step(t.Context()) { // tells what changed
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { h.sys.Scheduler.Run(ctx, t.Context()); close(done) }()
	for range lineShare {
		<-hung
	}
	for range 2 * workers {
		<-told // else the test never ends
	}
	h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+dialogs[0]+"/reply", map[string]any{"text": "Are you there?"}, nil))
	<-arrived
	// Of the others some may not be back yet from what they told, and an endpoint may still
	// hold a call that was cut off.
	if n := h.sys.Scheduler.Nudges.of(hangs); n > lineShare {
		t.Errorf("%d are at the webhook that hangs, want %d at most", n, lineShare)
	}
	stop()
	close(release)
	<-done
}

// While all that may be sent on a line hangs, its new customers are bound, and a
// whole share of them at once; another line's come beside them.
func TestBindingsKeepPaceWhateverIsSent(t *testing.T) {
	h := newHouse(t)
	h.line("other", nil)
	var known []string
	for i := range lineShare {
		known = append(known, h.says(parties.BotUser{ID: int64(5000 + i), First: "Eve", Language: "en"}, "Hello!"))
	}
	hung, asked, sent, shown := make(chan bool, lineShare), make(chan bool, binders), make(chan bool), make(chan bool)
	h.calls = func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			hung <- true
			<-sent
		} else {
			asked <- true
			<-shown
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { h.sys.Scheduler.Run(ctx, t.Context()); close(done) }()
	for _, d := range known {
		h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "Are you there?"}, nil))
		<-hung
	}
	hears := func(line string, id int) desk.CustomerID {
		in := h.text(parties.BotUser{ID: int64(id), First: "Anna", Language: "en"}, "Hello!")
		h.must(h.outside().Call(t.Context(), "POST", "/webhooks/telegram/"+line, in, nil, "X-Telegram-Bot-Api-Secret-Token", "secret-of-"+line))
		return h.customer(desk.LineID(line), fmt.Sprint(id))
	}
	var news []desk.CustomerID
	for i := range binderShare {
		news = append(news, hears(shop, 10_000+i))
	}
	news = append(news, hears("other", 20_000))
	for range news {
		<-asked // all at the same time, else the test never ends
	}
	close(shown)
	stop()
	close(sent)
	<-done
	for _, c := range news {
		known, err := h.sys.Store.Customer(t.Context(), c)
		if h.must(err); known.Contact.ID == "" {
			t.Fatalf("%s is not bound", c)
		}
	}
}
