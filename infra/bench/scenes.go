package main

import (
	"context"
	"fmt"
	"strings"
	"time"

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
	rowMessage = "a message in an open dialog"
	rowRepeat  = "the same message, repeated"
	rowFirst   = "the first message of a new customer"
)

// anna is the customer of the scenes.
const anna = 5550001

// order is a chat of eight messages of the customer's and four of the
// operator's, with five values in it.
var order = []turn{
	{0, customer, "Hello! Do you bake cakes to order?"},
	{40 * time.Second, operator, "Good morning! Yes, we do. What would you like?"},
	{50 * time.Second, customer, "A honey cake for my daughter's birthday"},
	{10 * time.Second, customer, "I need 3 cakes, she has a large class"},
	{60 * time.Second, operator, "With pleasure. When do you need them, and what is the budget?"},
	{45 * time.Second, customer, "On 12 March 2026"},
	{8 * time.Second, customer, "We can spend 150 EUR"},
	{70 * time.Second, operator, "That will do. How can we reach you?"},
	{35 * time.Second, customer, "My phone is +44 20 7946 0958"},
	{20 * time.Second, customer, "Or write to anna@example.com"},
	{55 * time.Second, operator, "Thank you, Anna. See you on the 12th!"},
	{30 * time.Second, customer, "Thank you!"},
}

// finds is what the scripted reader finds in order: each value stands in the
// message that is its quote.
func finds(chat desk.Chat) desk.Reading {
	r := desk.Reading{Summary: "Anna orders three honey cakes for 12 March, up to 150 EUR.", Reader: "script", Model: "none", Prompt: "1"}
	for _, f := range []struct {
		field        desk.FieldName
		value, quote string
	}{
		{"product", "honey cake", "honey cake"},
		{"quantity", "3", "3 cakes"},
		{"budget", "150 EUR", "150 EUR"},
		{"client_phone", "+44 20 7946 0958", "+44 20 7946 0958"},
		{"client_email", "anna@example.com", "anna@example.com"},
	} {
		for _, m := range chat.Messages {
			if strings.Contains(m.Text, f.quote) {
				r.Findings = append(r.Findings, desk.Finding{Field: f.field, Value: f.value, Quote: f.quote, Message: m.Seq})
				break
			}
		}
	}
	return r
}

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
func counts(ctx context.Context, open func(desk.Mode) (*house, error)) ([]Row, error) {
	var rows []Row
	for _, part := range []struct {
		mode desk.Mode
		play func(context.Context, *scenes)
	}{
		{desk.ModeManual, intake}, {desk.ModeManual, talk}, {desk.ModeAll, automatic}, {desk.ModeManual, waiting}, {desk.ModeManual, lists},
	} {
		h, err := open(part.mode)
		if err != nil {
			return nil, err
		}
		h.script, h.model = finds, true
		s := &scenes{house: h}
		part.play(ctx, s)
		if s.err != nil {
			return nil, s.err
		}
		rows = append(rows, s.rows...)
	}
	return rows, nil
}

// intake is what messengers' webhooks cause.
func intake(ctx context.Context, s *scenes) {
	said := func(n int, text string) func() error { return func() error { return s.said(anna, n, text) } }
	settle := func() error { return s.settle(ctx) }
	s.row(ctx, rowFirst, said(1, order[0].text))
	s.row(ctx, "  its dialog is bound: contact and lead are made", settle)
	s.then(func() error { return s.pass(ctx, 5*time.Second) })
	s.row(ctx, rowMessage, said(2, order[2].text))
	s.row(ctx, rowRepeat, said(2, order[2].text))
	s.then(func() error { return s.pass(ctx, time.Second) })
	s.row(ctx, "a message of 2 KB", said(3, strings.Repeat("a long story ", 160)))
	s.then(func() error { return s.pass(ctx, time.Second) })
	s.row(ctx, "a photo", func() error { return s.showed(anna, 6) })
	s.row(ctx, "  our own copy of it is kept", settle)
	s.then(func() error { return s.pass(ctx, time.Hour-time.Second) })
	s.row(ctx, "  closing: idle, nothing follows", func() error { return s.pass(ctx, 5*time.Second) })
	s.row(ctx, "the first message of a known customer", said(4, "Hello again"))
	s.row(ctx, "  its dialog is bound to what is there", settle)
	s.then(func() error { return s.pass(ctx, 59*time.Minute) })
	s.then(said(5, "Are you there?"))
	s.row(ctx, "  closing: somebody wrote, asked again later", func() error { return s.pass(ctx, 2*time.Minute) })
}

// talk is what an operator does.
func talk(ctx context.Context, s *scenes) {
	id := s.dialog(anna, 1)
	reply := func(key string) func() error {
		return func() error {
			return s.post("/v1/dialogs/"+string(id)+"/reply", key, `{"text":"Good morning! What would you like?"}`)
		}
	}
	settle := func() error { return s.settle(ctx) }
	s.then(func() error { return s.play(ctx, anna, order) })
	s.then(func() error { return s.settle(ctx) })
	s.row(ctx, "an operator's reply", reply("k1"))
	s.row(ctx, "  it is sent", settle)
	s.then(func() error { return s.pass(ctx, time.Minute) })
	s.row(ctx, "a run is asked for", func() error { return s.post("/v1/dialogs/"+string(id)+"/runs", "k2", `{}`) })
	s.row(ctx, "  it reads 13 messages and fills 5 fields", settle)
	s.row(ctx, "a dialog is closed by hand", func() error { return s.post("/v1/dialogs/"+string(id)+"/close", "k3", "") })
	s.row(ctx, "a page of a dialog's messages", func() error { return s.get("/v1/dialogs/" + string(id) + "/messages") })
}

// automatic is what follows a dialog's end by itself.
func automatic(ctx context.Context, s *scenes) {
	s.then(func() error { return s.play(ctx, anna, order) })
	// The first deadline, an hour after the opening, has somebody in it.
	s.then(func() error { return s.pass(ctx, time.Hour-time.Second) })
	s.row(ctx, "a dialog closes by itself, and a run follows", func() error { return s.pass(ctx, 5*time.Second) })
}

// waiting is a line that makes leads only once the data are complete: it looks
// at every message.
func waiting(ctx context.Context, s *scenes) {
	s.then(func() error { return s.saveLine(ctx, s.store(), desk.LeadWhenDataComplete) })
	s.then(func() error { return s.pass(ctx, 2*store.Fresh) })
	s.then(func() error { return s.said(anna, 1, order[0].text) })
	s.then(func() error { return s.settle(ctx) })
	s.row(ctx, "a message where leads wait for data", func() error {
		if err := s.said(anna, 2, order[2].text); err != nil {
			return err
		}
		return s.settle(ctx)
	})
}

// lists is what the console asks for, and the sweep of every minute.
func lists(ctx context.Context, s *scenes) {
	for i := range 60 {
		s.then(func() error { return s.said(anna+i, 1, "Hello") })
	}
	s.then(func() error { return s.settle(ctx) })
	s.row(ctx, "a page of 50 dialogs", func() error { return s.get("/v1/dialogs?limit=50") })
	s.row(ctx, "a page of 50 cards with their badges", func() error { return s.get("/v1/cards?kind=lead&limit=50") })
	s.row(ctx, "a minute in which nothing is overdue", func() error {
		s.meter.Count(Use{Invocations: 1})
		_, err := s.sweeper.Sweep(ctx)
		return err
	})
}
