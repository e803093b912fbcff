package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Row is what one thing uses, all functions that it wakes together or, where the
// name is indented, one of them.
type Row struct {
	Name string
	Use
}

// Names of rows that the promises of design.md are about.
const (
	rowMessage  = "a message in an open dialog"
	rowRelisted = "  a dialog's relisting: it is closed"
	rowFigures  = "  a closed dialog's figures, with 13 messages"
	rowTold     = "  what it changed is told, with no other's beside it"
	rowLive     = "  the same, with 20 operators connected who see it"
	rowRepeat   = "the same message, repeated"
	rowFirst    = "the first message of a new customer"
	rowRun      = "  it reads 13 messages and fills 5 fields"
	rowContact  = "  what the customer said of who they are reaches the contact"
	rowHour     = "the first minute of an hour, 60 dialogs open"
	rowMinute   = "a minute in which nothing is overdue"
)

// liveMany is how many operators are connected.
const liveMany = 20

// scenes plays each thing once and says what it used.
type scenes struct {
	*house
	rows []Row
	err  error
}

// row measures one thing in warm functions. After a first error nothing more is
// done.
func (s *scenes) row(ctx context.Context, name string, do func() error) {
	if s.err != nil {
		return
	}
	if s.err = s.warm(ctx); s.err != nil {
		return
	}
	u, err := s.meter.Of(do)
	if err != nil {
		s.err = fmt.Errorf("%s: %w", name, err)
		return
	}
	s.rows = append(s.rows, Row{name, u})
}

// then does what needs no row.
func (s *scenes) then(do func() error) {
	if s.err == nil {
		s.err = do()
	}
}

// counts plays all scenes, each kind of company in a house of its own.
func counts(ctx context.Context, open opens) ([]Row, error) {
	var rows []Row
	for _, part := range []struct {
		mode desk.Mode
		play func(context.Context, *scenes)
	}{
		{desk.ModeManual, heard}, {desk.ModeManual, answered}, {desk.ModeAll, automatic}, {desk.ModeManual, waiting}, {desk.ModeManual, routed}, {desk.ModeManual, lists}, {desk.ModeManual, botted},
	} {
		h, err := open(readBy(part.mode))
		if err != nil {
			return nil, err
		}
		s := &scenes{house: h}
		part.play(ctx, s)
		if s.err != nil {
			return nil, s.err
		}
		rows = append(rows, s.rows...)
	}
	return rows, nil
}

// heard is what messengers' webhooks cause.
func heard(ctx context.Context, s *scenes) {
	said := func(n int, text string) func() error { return func() error { return s.said(story.Anna, n, text) } }
	settle := func() error { return s.settle(ctx) }
	s.row(ctx, rowFirst, said(1, story.Order()[0].Text))
	s.row(ctx, "  its dialog is bound: contact and lead are made", settle)
	s.then(func() error { return s.pass(ctx, 5*time.Second) })
	s.then(func() error { return s.tell(ctx, nil) })
	s.row(ctx, rowMessage, said(2, story.Order()[2].Text))
	s.row(ctx, rowTold, func() error { return s.tell(ctx, s.meter) })
	s.then(func() error { return s.connected(ctx, s.store("set-up"), liveMany) })
	s.then(func() error { return s.pass(ctx, time.Second) })
	s.then(said(7, story.Order()[2].Text))
	s.row(ctx, rowLive, func() error { return s.tell(ctx, s.meter) })
	s.then(func() error { return s.disconnected(ctx, s.store("set-up")) })
	s.row(ctx, rowRepeat, said(2, story.Order()[2].Text))
	s.then(func() error { return s.pass(ctx, time.Second) })
	s.row(ctx, "a message of 2 KB", said(3, strings.Repeat("a long story ", 160)))
	s.then(func() error { return s.pass(ctx, time.Second) })
	s.row(ctx, "a photo", func() error { return s.showed(story.Anna, 6) })
	s.row(ctx, "  our own copy of it is kept", settle)
	s.then(func() error { return s.pass(ctx, time.Hour-time.Second) })
	s.row(ctx, "  closing: idle, nothing follows", func() error { return s.pass(ctx, 5*time.Second) })
	s.row(ctx, "the first message of a known customer", said(4, "Hello again"))
	s.row(ctx, "  its dialog is bound to what is there", settle)
	s.then(func() error { return s.pass(ctx, 59*time.Minute) })
	s.then(said(5, "Are you there?"))
	s.row(ctx, "  closing: somebody wrote, asked again later", func() error { return s.pass(ctx, 2*time.Minute) })
}

// answered is what an operator does.
func answered(ctx context.Context, s *scenes) {
	id := s.dialog(story.Anna, 1)
	reply := func(key string) func() error {
		return func() error {
			return s.post("/v1/dialogs/"+string(id)+"/reply", key, `{"text":"Good morning! What would you like?"}`)
		}
	}
	settle := func() error { return s.settle(ctx) }
	s.then(func() error { return s.play(ctx, story.Anna, story.Order()) })
	s.then(func() error { return s.settle(ctx) })
	s.row(ctx, "an operator's reply", reply("k1"))
	s.row(ctx, "  it is sent", settle)
	s.then(func() error { return s.pass(ctx, time.Minute) })
	s.row(ctx, "a run is asked for", func() error { return s.post("/v1/dialogs/"+string(id)+"/runs", "k2", `{}`) })
	s.row(ctx, rowRun, settle)
	s.row(ctx, rowContact, func() error {
		if err := s.hear(ctx, s.told.Contacts()); err != nil {
			return err
		}
		return settle()
	})
	s.then(func() error { return s.tell(ctx, nil) })
	s.then(settle)
	s.row(ctx, "a dialog is closed by hand", func() error { return s.post("/v1/dialogs/"+string(id)+"/close", "k3", "") })
	s.row(ctx, rowRelisted, func() error { return s.hear(ctx, s.told.Lister()) })
	s.row(ctx, rowFigures, func() error { return s.hear(ctx, s.told.Counter()) })
	s.row(ctx, "a page of a dialog's messages", func() error { return s.get("/v1/dialogs/" + string(id) + "/messages") })
}

// automatic is what follows a dialog's end by itself.
func automatic(ctx context.Context, s *scenes) {
	s.then(func() error { return s.play(ctx, story.Anna, story.Order()) })
	// The first deadline, an hour after the opening, has somebody in it.
	s.then(func() error { return s.pass(ctx, time.Hour-time.Second) })
	s.row(ctx, "a dialog closes by itself, and a run follows", func() error { return s.pass(ctx, 5*time.Second) })
}

// waiting is a line that makes leads only once the data are complete: it looks
// at every message.
func waiting(ctx context.Context, s *scenes) {
	s.then(func() error { return s.saveLine(ctx, s.store("set-up"), desk.LeadWhenDataComplete) })
	s.then(func() error { return s.pass(ctx, 2*store.Fresh) })
	s.then(func() error { return s.said(story.Anna, 1, story.Order()[0].Text) })
	s.then(func() error { return s.settle(ctx) })
	s.row(ctx, "a message where leads wait for data", func() error {
		if err := s.said(story.Anna, 2, story.Order()[2].Text); err != nil {
			return err
		}
		return s.settle(ctx)
	})
}

// routed is a line whose dialogs go to a team of three, of whom one is active.
func routed(ctx context.Context, s *scenes) {
	st := s.store("set-up")
	s.then(func() error {
		for _, t := range []desk.Team{
			{ID: "shop", Title: "Shop", Members: []desk.OperatorID{"olga", "max", "nora"}, Rule: desk.RuleLoad, TimeToTake: time.Minute},
			{ID: "night", Title: "Night", Members: []desk.OperatorID{"nora"}},
		} {
			if _, err := st.SaveTeam(ctx, t); err != nil {
				return err
			}
		}
		_, err := st.ChangeWorkload(ctx, "olga", func(w desk.Workload) (desk.Workload, error) { w.Status = desk.OperatorActive; return w, nil })
		if err != nil {
			return err
		}
		s.line.Team = "shop"
		return s.saveLine(ctx, st, desk.LeadNever)
	})
	s.then(func() error { return s.pass(ctx, 2*store.Fresh) })
	id := s.dialog(story.Anna, 1)
	s.row(ctx, "the first message of a new customer, where a team answers", func() error { return s.said(story.Anna, 1, story.Order()[0].Text) })
	s.row(ctx, "  its dialog is bound, routed and assigned", func() error { return s.settle(ctx) })
	s.row(ctx, "an assigned dialog is accepted", func() error { return s.post("/v1/dialogs/"+string(id)+"/accept", "k1", "") })
	s.row(ctx, "five seconds of an operator's typing are noted", func() error { return s.post("/v1/dialogs/"+string(id)+"/typing", "", "") })
	s.row(ctx, "  the messenger shows them", func() error { return s.settle(ctx) })
	s.row(ctx, "a dialog is handed to another team", func() error { return s.post("/v1/dialogs/"+string(id)+"/transfer", "k2", `{"team":"night"}`) })
	s.row(ctx, "  the child is routed, and waits", func() error { return s.settle(ctx) })
}

// lists is what the console asks for, and the sweep of every minute.
func lists(ctx context.Context, s *scenes) {
	for i := range 60 {
		s.then(func() error { return s.said(story.Anna+i, 1, "Hello") })
	}
	s.then(func() error { return s.settle(ctx) })
	s.row(ctx, "a page of 50 dialogs", func() error { return s.get("/v1/dialogs?limit=50") })
	s.row(ctx, "a page of 50 dialogs with what is unread", func() error { return s.get("/v1/dialogs?limit=50&unread=true") })
	s.row(ctx, "a page of 50 cards with their badges", func() error { return s.get("/v1/cards?kind=lead&limit=50") })
	s.row(ctx, "60 dialogs are exported: asked for", func() error { return s.post("/v1/exports", "k9", `{}`) })
	s.row(ctx, "  they are written into a file", func() error { return s.settle(ctx) })
	s.row(ctx, rowHour, func() error { return s.sweep(ctx) }) // it is noon
	s.then(func() error { return s.pass(ctx, time.Minute) })
	s.row(ctx, rowMinute, func() error { return s.sweep(ctx) })
	s.then(func() error {
		return s.post("/v1/automations", "k10", `{"title":"R","when":{"kind":"message","words":["refund"]},"then":[{"kind":"note","text":"x"},{"kind":"priority","priority":"high"}]}`)
	})
	s.then(func() error { return s.pass(ctx, 2*time.Minute) })
	s.then(func() error { return s.tell(ctx, nil) })
	s.then(func() error { return s.said(story.Anna, 2, "A refund, please") })
	s.row(ctx, "a message that a rule acts upon is told", func() error { return s.tell(ctx, s.meter) })
	s.row(ctx, "  the rule does two things", func() error { return s.settle(ctx) })
}
