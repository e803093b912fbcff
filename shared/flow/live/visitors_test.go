package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
)

// pages is the lobby of a website's visitors.
type pages struct {
	*lobby
	office *live.VisitorOffice
	door   *live.VisitorDoor
}

func newPages(t *testing.T) *pages {
	p := &pages{lobby: newLobby(t)}
	p.line = desk.Line{ID: "site", Channel: desk.ChannelWeb}
	p.pusher.Visitors, p.pusher.VisitorGateway = p.Store, p.gate
	clock := func() time.Time { return p.now }
	p.office = &live.VisitorOffice{Visitors: p.Store, Now: clock}
	p.door = &live.VisitorDoor{Visitors: p.Store, Gateway: p.gate, Now: clock}
	return p
}

func (p *pages) ticket(c desk.CustomerID) string {
	p.Helper()
	ticket, err := p.office.Issue(p.Context(), p.line.ID, c)
	p.must(err)
	return ticket
}

// enters has a page of a visitor's open a socket.
func (p *pages) enters(id desk.SocketID, c desk.CustomerID) {
	p.Helper()
	p.must(p.door.Open(p.Context(), id, p.ticket(c)))
	p.gate.open[id] = true
	p.now = p.now.Add(time.Millisecond)
}

// answers has the company say something to a customer.
func (p *pages) answers(c desk.CustomerID, author desk.Author) desk.Message {
	p.Helper()
	p.said++
	p.now = p.now.Add(time.Second)
	got, err := p.Append(p.Context(), desk.Append{Line: p.line, Message: desk.Message{Customer: c, External: desk.ExternalID(fmt.Sprint(p.said)), Author: author, Text: "secret words", SentAt: p.now, Status: desk.StatusSent}})
	p.must(err)
	return got.Message
}

// TestVisitors_EachIsToldOfTheirOwnAlone: pages of a visitor are told that something was
// said to them or is otherwise, or that somebody writes, by its kind alone; of what is
// another's, or a note, or that they saw what was said, they are told nothing (RS-07).
func TestVisitors_EachIsToldOfTheirOwnAlone_RS07_CH21(t *testing.T) {
	p := newPages(t)
	d := p.says("anna")
	p.says("ben")
	p.push()
	p.enters("anna1", "anna")
	p.enters("anna2", "anna")
	p.enters("ben1", "ben")
	said := p.answers("anna", desk.ByOperator)
	p.push()
	p.wants("anna1", "she is answered", "message")
	p.wants("anna2", "on her other page, too", "message")
	p.wants("ben1", "it is another's")
	_, err := p.UpdateMessage(t.Context(), "anna", said.External, func(m desk.Message) desk.Message {
		return m.WithVersion(desk.Version{Text: "other words", At: p.now})
	})
	p.must(err)
	p.push()
	p.wants("anna1", "it was edited", "message")
	_, err = p.UpdateMessage(t.Context(), "anna", said.External, func(m desk.Message) desk.Message {
		return m.WithStatus(desk.StatusDelivered, "", "")
	})
	p.must(err)
	p.answers("anna", desk.AsNote)
	_, err = p.NoteTyping(t.Context(), d.ID, desk.Typing{By: "olga", Until: p.now.Add(desk.TypingLife), Note: true})
	p.must(err)
	p.push()
	p.wants("anna1", "it arrived; a note was written")
	p.now = p.now.Add(time.Minute)
	_, err = p.NoteTyping(t.Context(), d.ID, desk.NewTyping("olga", p.now))
	p.must(err)
	p.push()
	p.wants("anna1", "somebody writes", "typing")
	p.wants("ben1", "nothing of all that was his")
}

// TestVisitors_AreToldOfAMessageThatComesAlone_CH21: a batch may end between a message and
// its dialog, and neither holds what the other says.
func TestVisitors_AreToldOfAMessageThatComesAlone_CH21(t *testing.T) {
	p := newPages(t)
	p.says("anna")
	p.push()
	p.enters("anna1", "anna")
	said := p.answers("anna", desk.ByOperator)
	note := desk.Message{Customer: "anna", External: "note", Author: desk.AsNote}
	for _, m := range []desk.Message{note, said} {
		p.must(p.pusher.Tell(t.Context(), []desk.FeedRecord{{Item: "it", Message: &desk.Change[desk.Message]{New: &m, Version: 1}}}, make([]error, 1)))
	}
	p.wants("anna1", "she is answered", "message")
}

// TestVisitors_WhereNobodyComesNothingIsRead: as long as no page was let in on any line
// the feed reads for visitors nothing at all; where some were, of other lines' customers.
func TestVisitors_WhereNobodyComesNothingIsRead_NF03(t *testing.T) {
	p := newPages(t)
	counts := &counted{Visitors: p.Store}
	p.pusher.Visitors = counts
	p.says("anna")
	p.push()
	if len(counts.asked) != 0 {
		t.Errorf("it asks for %q before anybody came", counts.asked)
	}
	p.enters("anna1", "anna")
	p.says("anna")
	p.line.ID = "shop"
	p.says("carl")
	p.push()
	if !slices.Equal(counts.asked, []desk.CustomerID{"anna"}) {
		t.Errorf("it asks for %q, want anna alone", counts.asked)
	}
	p.now = p.now.Add(3*time.Hour + time.Minute)
	counts.asked = nil
	p.says("dora")
	p.push()
	if len(counts.asked) != 0 {
		t.Errorf("it asks for %q when all have gone", counts.asked)
	}
}

type counted struct {
	live.Visitors
	asked []desk.CustomerID
}

func (c *counted) VisitorSockets(ctx context.Context, id desk.CustomerID) ([]desk.VisitorSocket, error) {
	c.asked = append(c.asked, id)
	return c.Visitors.VisitorSockets(ctx, id)
}

// TestVisitors_AreBounded: a ticket lets in once, for a minute, and at no other door; of
// a visitor four pages are there, the newest; of a line, so many within the hour (NF-05).
func TestVisitors_AreBounded_NF05(t *testing.T) {
	p := newPages(t)
	ticket := p.ticket("anna")
	if err := p.lobby.door.Open(t.Context(), "x", ticket); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a visitor's ticket at the operators' door: %v", err)
	}
	operators, _, err := p.lobby.office.Issue(t.Context(), p.signsIn("olga", desk.Rights{Dialogs: desk.ScopeAll}))
	p.must(err)
	if err := p.door.Open(t.Context(), "x", operators); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("an operator's ticket at the visitors' door: %v", err)
	}
	var all sync.WaitGroup
	in := make(chan bool, 8)
	for n := range 8 {
		all.Go(func() { in <- p.door.Open(t.Context(), desk.SocketID(fmt.Sprint("r", n)), ticket) == nil })
	}
	all.Wait()
	close(in)
	let := 0
	for ok := range in {
		if ok {
			let++
		}
	}
	if let != 1 {
		t.Errorf("one ticket lets %d in", let)
	}
	late := p.ticket("anna")
	p.now = p.now.Add(desk.TicketLife + time.Second)
	for _, bad := range []string{late, "", "none"} {
		if err := p.door.Open(t.Context(), "late", bad); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("ticket %q: %v", bad, err)
		}
	}
	for _, id := range []desk.SocketID{"", "a#b", desk.SocketID(strings.Repeat("x", 200))} {
		if err := p.door.Open(t.Context(), id, p.ticket("anna")); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("socket %q: %v", id, err)
		}
	}
	for n := range 6 {
		p.enters(desk.SocketID(fmt.Sprint("b", n)), "ben")
	}
	open, err := p.VisitorSockets(t.Context(), "ben")
	p.must(err)
	var ids []string
	for _, s := range open {
		ids = append(ids, string(s.ID))
	}
	if !slices.Equal(ids, []string{"b2", "b3", "b4", "b5"}) || p.gate.open["b0"] || p.gate.open["b1"] || !p.gate.open["b2"] {
		t.Errorf("of six pages %q are kept, and the gateway has %v", ids, p.gate.open)
	}
	for range 3 {
		p.must(p.CountVisitor(t.Context(), "busy", 3))
	}
	if err := p.CountVisitor(t.Context(), "busy", 3); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("the fourth of three: %v", err)
	}
	p.must(p.CountVisitor(t.Context(), "other", 3))
	p.now = p.now.Add(time.Hour)
	p.must(p.CountVisitor(t.Context(), "busy", 3))
}

// TestVisitors_WhoCantBeToldIsHungUpOn: it costs nobody else anything, nor the feed; one
// that is gone is forgotten, and so is one whose time is over (NF-05).
func TestVisitors_WhoCantBeToldIsHungUpOn_NF05(t *testing.T) {
	p := newPages(t)
	p.says("anna")
	p.push()
	for _, id := range []desk.SocketID{"gone", "bad", "good"} {
		p.enters(id, "anna")
	}
	delete(p.gate.open, "gone")
	p.gate.refuse["bad"] = desk.ErrBusy
	p.answers("anna", desk.ByOperator)
	became, unreached := p.pushes()
	if err := errors.Join(became...); err != nil || !errors.Is(unreached, desk.ErrBusy) {
		t.Errorf("got %v, %v, want that all was told but on one page", err, unreached)
	}
	p.wants("good", "it is reached", "message")
	open, err := p.VisitorSockets(t.Context(), "anna")
	if err != nil || len(open) != 1 || open[0].ID != "good" || p.gate.open["bad"] {
		t.Errorf("got %v, %v, want the good one left", open, err)
	}
	p.now = p.now.Add(desk.SocketLife)
	p.answers("anna", desk.ByOperator)
	p.push()
	p.wants("good", "its time is over")
	if got := live.VisitorBeat(); len(got) != 1 || got[0].Kind != desk.HintReload {
		t.Errorf("who says that they are there is answered %v, want to read anew", got)
	}
}
