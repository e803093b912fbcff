package live_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

// gateway holds sockets as API Gateway does: what it is told for one that is gone, or
// is not there yet, it answers so.
type gateway struct {
	mu     sync.Mutex
	open   map[desk.SocketID]bool
	heard  map[desk.SocketID][]string // frames
	posts  int
	refuse map[desk.SocketID]error // what it answers
	close  error
}

func (g *gateway) Post(_ context.Context, id desk.SocketID, hints []desk.Hint) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.posts++
	if err := g.refuse[id]; err != nil {
		return err
	}
	if !g.open[id] {
		return desk.ErrNotFound
	}
	var said []string
	for _, h := range hints {
		said = append(said, strings.TrimSpace(fmt.Sprint(h.Kind, " ", h.Dialog)))
	}
	g.heard[id] = append(g.heard[id], strings.Join(said, ", "))
	return nil
}

func (g *gateway) Close(_ context.Context, id desk.SocketID) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.close == nil {
		delete(g.open, id)
	}
	return g.close
}

// told are the frames that a socket was sent since it was asked last.
func (g *gateway) told(id desk.SocketID) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := g.heard[id]
	delete(g.heard, id)
	return out
}

// lobby is the gateway's half of what is told live, over a store.
type lobby struct {
	*testing.T
	store.Store
	engine *embedded.Engine
	flaky  *storetest.Flaky
	gate   *gateway
	now    time.Time
	pusher *live.Pusher
	door   *live.Door
	office *live.TicketOffice
	line   desk.Line
	said   int
}

func newLobby(t *testing.T) *lobby {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "l.db"), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	l := &lobby{T: t, engine: e, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), line: desk.Line{ID: "shop", Channel: desk.ChannelTelegram}}
	clock := func() time.Time { return l.now }
	l.flaky = &storetest.Flaky{Engine: e}
	l.Store = store.Store{Engine: l.flaky, Now: clock, Channels: channel.Switchboard(channel.Plugs(nil))}
	l.gate = &gateway{open: map[desk.SocketID]bool{}, heard: map[desk.SocketID][]string{}, refuse: map[desk.SocketID]error{}}
	who := live.Callers{Accounts: l.Store, Keys: l.Store, Teams: l.Store, Now: clock}
	l.pusher = &live.Pusher{Finder: live.Finder{Dialogs: l.Store, Newest: l.Store}, Sockets: l.Store, Callers: who, Gateway: l.gate, Now: clock}
	l.door = &live.Door{Sockets: l.Store, Callers: who, Gateway: l.gate, Now: clock}
	l.office = &live.TicketOffice{Sockets: l.Store, Now: clock}
	return l
}

func (l *lobby) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// signsIn makes an operator with a session, and answers with who they are.
func (l *lobby) signsIn(name desk.OperatorID, r desk.Rights) desk.Actor {
	l.Helper()
	r.Leads = desk.MayChange
	o, err := l.SaveOperator(l.Context(), desk.Operator{ID: name, Name: "a name", Role: desk.RoleOperator, Rights: r}, nil)
	l.must(err)
	s := desk.Session{ID: desk.SessionID("s" + name), Operator: name, CreatedAt: l.now, SeenAt: l.now}
	l.must(l.AddSession(l.Context(), s, o))
	return o.Actor(s.ID, nil)
}

// enters has somebody open a socket.
func (l *lobby) enters(id desk.SocketID, a desk.Actor) {
	l.Helper()
	ticket, _, err := l.office.Issue(l.Context(), a)
	l.must(err)
	l.must(l.door.Open(l.Context(), id, ticket))
	l.gate.open[id] = true
}

// says has a customer say something, and answers with the dialog.
func (l *lobby) says(who string) desk.Dialog {
	l.Helper()
	l.said++
	l.now = l.now.Add(time.Second)
	got, err := l.Append(l.Context(), desk.Append{Line: l.line, Message: desk.Message{Customer: desk.CustomerID(who), External: desk.ExternalID(fmt.Sprint(l.said)), Author: desk.ByCustomer, Text: "secret words", SentAt: l.now}})
	l.must(err)
	return got.Dialog
}

// records are what changed.
func (l *lobby) records() []desk.FeedRecord {
	l.Helper()
	all, err := l.engine.Changes(l.Context(), "", 1000)
	l.must(err)
	var out []desk.FeedRecord
	for _, c := range all {
		out = append(out, builtin.Record(c))
		l.engine.Take(c.Place)
	}
	return out
}

// pushes tells all that changed, and answers with what became of it.
func (l *lobby) pushes() (became []error, unreached error) {
	l.Helper()
	rs := l.records()
	became = make([]error, len(rs))
	return became, l.pusher.Tell(l.Context(), rs, became)
}

// push tells all that changed, without any trouble.
func (l *lobby) push() {
	l.Helper()
	became, unreached := l.pushes()
	l.must(errors.Join(append(became, unreached)...))
}

func (l *lobby) wants(id desk.SocketID, what string, frames ...string) {
	l.Helper()
	if got := l.gate.told(id); !slices.Equal(got, frames) {
		l.Errorf("%s: %s is told %q, want %q", what, id, got, frames)
	}
}

// TestPush: who reads a dialog is told of it and of what is said in it, in one frame
// however much changed; who sees only that it is there is told that; others nothing
// (RS-07, OP-10).
func TestPush_RS07_OP10(t *testing.T) {
	l := newLobby(t)
	l.enters("olga1", l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll}))
	l.enters("olga2", l.signsIn("anna", desk.Rights{Dialogs: desk.ScopeOwn}))
	d := l.says("c")
	_, err := l.ChangeDialog(t.Context(), d.ID, func(d desk.Dialog) (desk.Dialog, error) { d.Team = "sales"; return d.Taken("dan", l.now), nil })
	l.must(err)
	l.push()
	l.gate.told("olga1")
	l.gate.told("olga2")
	l.says("c")
	l.says("c")
	l.push()
	l.wants("olga1", "she sees all", "message c-1, dialog c-1, message c-1")
	l.wants("olga2", "it is another's")
	l.push()
	l.wants("olga1", "nothing changed")
	// Whoever does not see it any more is told that it is gone, and nothing else.
	free := l.says("e")
	l.push()
	l.wants("olga2", "it waits for anybody", "dialog e-1, message e-1")
	_, err = l.ChangeDialog(t.Context(), free.ID, func(d desk.Dialog) (desk.Dialog, error) { return d.Taken("dan", l.now), nil })
	l.must(err)
	l.push()
	l.wants("olga2", "Dan has it", "gone e-1")
}

// TestPush_NobodyIsThere: what changes then costs one reading.
func TestPush_NobodyIsThereCostsOneReading(t *testing.T) {
	l := newLobby(t)
	l.says("c")
	rs := l.records()
	before := l.flaky.Calls()
	l.must(l.pusher.Tell(t.Context(), rs, make([]error, len(rs))))
	if got := l.flaky.Calls() - before; got != 1 {
		t.Errorf("got %d calls to the store, want 1", got)
	}
	// … and what is no news, as a message without its dialog, nothing.
	before = l.flaky.Calls()
	for _, r := range rs {
		if r.Message != nil {
			l.must(l.pusher.Tell(t.Context(), []desk.FeedRecord{r}, make([]error, 1)))
		}
	}
	if got := l.flaky.Calls() - before; got != 0 {
		t.Errorf("got %d calls to the store, want none", got)
	}
}

// TestPush_WhoIsGoneIsForgotten: and costs nobody anything.
func TestPush_WhoIsGoneIsForgotten(t *testing.T) {
	l := newLobby(t)
	olga := l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll})
	l.enters("one", olga)
	l.enters("two", olga)
	delete(l.gate.open, "one") // and nobody told us
	l.says("c")
	l.push()
	l.wants("two", "she is there", "dialog c-1, message c-1")
	left, err := l.Sockets(t.Context())
	if err != nil || len(left) != 1 || left[0].ID != "two" {
		t.Errorf("got %+v, %v, want one socket left", left, err)
	}
	l.must(l.door.Closed(t.Context(), "two"))
	l.must(l.door.Closed(t.Context(), "two"))
	posts := l.gate.posts
	l.says("c")
	l.push()
	if l.gate.posts != posts {
		t.Error("who left is told something")
	}
}

// TestPush_WhomItCouldNotReachIsToldToReload: a socket that fails costs only itself, and
// catches up the next time, or with its next beat.
func TestPush_WhomItCouldNotReachIsToldToReload(t *testing.T) {
	l := newLobby(t)
	olga := l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll})
	l.enters("bad", olga)
	l.enters("good", olga)
	l.says("c")
	throttled := fmt.Errorf("%w: 429", desk.ErrBusy)
	l.gate.refuse["bad"] = throttled
	became, unreached := l.pushes()
	if err := errors.Join(became...); err != nil || !errors.Is(unreached, throttled) {
		t.Errorf("got %v, %v, want that all was told but on one socket", err, unreached)
	}
	l.wants("good", "it works", "dialog c-1, message c-1")
	delete(l.gate.refuse, "bad")
	l.says("c")
	l.push()
	l.wants("bad", "it missed something", "reload")
	l.wants("good", "as ever", "dialog c-1, message c-1")
	l.says("c")
	l.push()
	l.wants("bad", "it has caught up", "dialog c-1, message c-1")
	for _, want := range []int{1, 0} {
		if want == 1 {
			l.must(l.MissSocket(t.Context(), "bad", l.now))
		}
		if hints, err := l.door.Beat(t.Context(), "bad"); err != nil || len(hints) != want {
			t.Errorf("a beat is answered %v, %v, want %d hints", hints, err, want)
		}
	}
}

// TestPush_WhoIsNobodyAnyMore: a session that ended, an account that was switched off, a
// key that was revoked and a right that was taken away hang up, before anything more is
// told (RS-07); whoever may more or less reads anew.
func TestPush_WhoIsNobodyAnyMoreIsHungUpOn_RS07(t *testing.T) {
	for name, ends := range map[string]func(l *lobby, o desk.Operator){
		"the session ends": func(l *lobby, o desk.Operator) { l.must(l.DropSession(l.Context(), "olga", "solga")) },
		"all sessions end": func(l *lobby, o desk.Operator) {
			o.Epoch++
			_, err := l.SaveOperator(l.Context(), o, nil)
			l.must(err)
		},
		"the account is switched off": func(l *lobby, o desk.Operator) {
			o.OffAt = l.now
			_, err := l.SaveOperator(l.Context(), o, nil)
			l.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLobby(t)
			l.enters("hers", l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll}))
			l.enters("other", l.signsIn("anna", desk.Rights{Dialogs: desk.ScopeAll}))
			o, err := l.Operator(t.Context(), "olga")
			l.must(err)
			l.records()
			ends(l, o)
			l.says("c")
			l.push()
			l.wants("hers", name)
			l.wants("other", name, "dialog c-1, message c-1")
			if l.gate.open["hers"] || !l.gate.open["other"] {
				t.Errorf("open are %v, want the other's", l.gate.open)
			}
		})
	}
	t.Run("the right is taken away", func(t *testing.T) {
		l := newLobby(t)
		l.enters("hers", l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll}))
		d := l.says("c")
		_, err := l.ChangeDialog(t.Context(), d.ID, func(d desk.Dialog) (desk.Dialog, error) { return d.Taken("dan", l.now), nil })
		l.must(err)
		l.push()
		l.gate.told("hers")
		o, err := l.Operator(t.Context(), "olga")
		l.must(err)
		o.Dialogs = desk.ScopeOwn
		_, err = l.SaveOperator(t.Context(), o, nil)
		l.must(err)
		l.says("c")
		l.push()
		l.wants("hers", "she sees less", "reload")
		l.says("c")
		l.push()
		l.wants("hers", "it is Dan's")
	})
	t.Run("the key is revoked", func(t *testing.T) {
		l := newLobby(t)
		k := desk.Key{Actor: desk.Actor{Key: "k", Role: desk.RoleAdmin}, CreatedAt: l.now}
		l.must(l.SaveKey(t.Context(), k))
		l.enters("script", k.Actor)
		l.records()
		l.says("c")
		l.push()
		l.wants("script", "it is an admin's", "dialog c-1, message c-1")
		k.RevokedAt = l.now
		l.must(l.SaveKey(t.Context(), k))
		l.says("c")
		l.push()
		l.wants("script", "it was revoked")
		if l.gate.open["script"] {
			t.Error("it is still open")
		}
	})
	t.Run("she joins a team", func(t *testing.T) {
		l := newLobby(t)
		l.enters("hers", l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeTeam}))
		l.records()
		_, err := l.SaveTeam(t.Context(), desk.Team{ID: "sales", Title: "Sales", Members: []desk.OperatorID{"olga"}})
		l.must(err)
		l.push()
		l.wants("hers", "she sees more", "reload")
		l.must(l.MissSocket(t.Context(), "hers", l.now)) // a change of the socket itself tells nobody
		l.push()
		l.wants("hers", "nothing changed")
	})
}

// TestPush_ABeatFindsWhatNobodyTold: a session whose time has passed, and a socket that
// was forgotten and could not be closed.
func TestPush_ABeatFindsWhatNobodyTold(t *testing.T) {
	l := newLobby(t)
	l.enters("hers", l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll}))
	l.gate.close = errors.New("down")
	l.must(l.DropSession(t.Context(), "olga", "solga"))
	became, unreached := l.pushes()
	if errors.Join(became...) != nil || unreached == nil {
		t.Errorf("got %v, %v, want only that it was not closed", became, unreached)
	}
	l.gate.close = nil
	if _, err := l.door.Beat(t.Context(), "hers"); !errors.Is(err, desk.ErrNotFound) || l.gate.open["hers"] {
		t.Errorf("got %v, open: %v, want it closed", err, l.gate.open["hers"])
	}
	l.enters("later", l.signsIn("anna", desk.Rights{Dialogs: desk.ScopeAll}))
	l.now = l.now.Add(desk.SocketLife)
	l.says("c")
	l.push()
	l.wants("later", "its time has passed")
}

// TestPush_WhatTheStoreCouldNotSayComesAgain: with any reading lost the record does, and
// after that everybody knows; that somebody may be nobody any more is not passed over.
func TestPush_WhatTheStoreCouldNotSayComesAgain(t *testing.T) {
	l := newLobby(t)
	l.enters("hers", l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll}))
	l.enters("other", l.signsIn("anna", desk.Rights{Dialogs: desk.ScopeAll}))
	l.records()
	l.must(l.DropSession(t.Context(), "olga", "solga"))
	l.says("c")
	rs := l.records()
	failed := 0
	for call := 1; ; call++ {
		l.flaky.FailAt(call, false)
		became := make([]error, len(rs))
		_ = l.pusher.Tell(t.Context(), rs, became)
		l.wants("hers", fmt.Sprint("call ", call, " fails"))
		if errors.Join(became...) == nil {
			break
		}
		failed++
		l.flaky.FailAt(0, false)
		became = make([]error, len(rs))
		l.must(errors.Join(append(became, l.pusher.Tell(t.Context(), rs, became))...))
		if got := l.gate.told("other"); len(got) == 0 {
			t.Errorf("call %d failed, and the other is told nothing after it", call)
		}
		if l.gate.open["hers"] {
			t.Errorf("call %d failed, and hers is open", call)
		}
		_, err := l.Operator(t.Context(), "olga")
		l.must(err)
		if _, _, err := l.Session(t.Context(), "olga", "solga"); err == nil {
			t.Fatal("the session is there")
		}
	}
	if failed < 1 {
		t.Error("no call failed")
	}
}

// TestDoor: a ticket lets in once, for a minute, who still is somebody; and not without
// end.
func TestDoor(t *testing.T) {
	l := newLobby(t)
	olga := l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll})
	enter := func(id desk.SocketID, ticket string) error { return l.door.Open(t.Context(), id, ticket) }
	ticket, until, err := l.office.Issue(t.Context(), olga)
	if err != nil || !until.Equal(l.now.Add(desk.TicketLife)) {
		t.Fatalf("got until %v, %v", until, err)
	}
	l.must(enter("a", ticket))
	got, err := l.Socket(t.Context(), "a")
	if err != nil || got.Who.Operator != "olga" || got.Who.Role != desk.RoleOperator || got.Who.Name != "" {
		t.Errorf("got %+v, %v", got, err)
	}
	late, _, err := l.office.Issue(t.Context(), olga)
	l.must(err)
	for what, secret := range map[string]string{"used": ticket, "none": "", "another's": strings.Repeat("x", 26)} {
		if err := enter("b", secret); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%s: got %v, want not found", what, err)
		}
	}
	for _, id := range []desk.SocketID{"", "a b", "a#b", desk.SocketID(strings.Repeat("x", 200))} {
		if err := enter(id, late); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("socket %q: got %v, want invalid", id, err)
		}
	}
	l.now = l.now.Add(desk.TicketLife)
	if err := enter("b", late); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("too late: got %v, want not found", err)
	}
	mine, _, err := l.office.Issue(t.Context(), olga)
	l.must(err)
	l.must(l.DropSession(t.Context(), "olga", "solga"))
	if err := enter("b", mine); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("she signed out: got %v, want not found", err)
	}
	if _, err := l.Socket(t.Context(), "b"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("got %v, want no socket", err)
	}
	if _, _, err := l.office.Issue(t.Context(), desk.Actor{Operator: "nora", Role: desk.RoleOperator}); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("who may read nothing: got %v, want refused", err)
	}
	anna := l.signsIn("anna", desk.Rights{Dialogs: desk.ScopeAll})
	for n := range desk.SocketsEach {
		l.enters(desk.SocketID(fmt.Sprint("n", n)), anna)
	}
	one, _, err := l.office.Issue(t.Context(), anna)
	l.must(err)
	if err := enter("more", one); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("one too many: got %v, want busy", err)
	}
	l.now = l.now.Add(desk.SocketLife)
	l.must(l.TouchSession(t.Context(), desk.Session{ID: "sanna", Operator: "anna", CreatedAt: l.now, SeenAt: l.now}))
	l.enters("again", anna)
}

// TestDoor_OneTicketOneSocket: of many who come at once with one ticket one is let in.
func TestDoor_OneTicketOneSocket(t *testing.T) {
	l := newLobby(t)
	ticket, _, err := l.office.Issue(t.Context(), l.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll}))
	l.must(err)
	var all sync.WaitGroup
	for n := range 16 {
		all.Go(func() { _ = l.door.Open(t.Context(), desk.SocketID(fmt.Sprint("n", n)), ticket) })
	}
	all.Wait()
	if got, err := l.Sockets(t.Context()); err != nil || len(got) != 1 {
		t.Errorf("got %d sockets, %v, want one", len(got), err)
	}
}
