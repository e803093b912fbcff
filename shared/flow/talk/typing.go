package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Typings keeps who is typing in dialogs, for a moment.
type Typings interface {
	// NoteTyping stores t, unless a fresh one of theirs is stored (desk.Typing.Fresh),
	// of the same kind; and says whether it did.
	NoteTyping(ctx context.Context, d desk.DialogID, t desk.Typing) (noted bool, err error)
	// TypingIn are those whose moment is not over.
	TypingIn(ctx context.Context, d desk.DialogID) ([]desk.Typing, error)
}

// Typist notes who is typing. It is no job, and what fails is not tried again: the
// next letter says it anew.
//
// Repeating is harmless: within desk.TypingEvery nothing is written.
type Typist struct {
	Dialogs flow.Dialogs
	Newest  flow.Newest
	Typings Typings
	Shown   Shown // to customers of messengers
	Now     func() time.Time
}

// Shown has the customer's messenger show that somebody types: all of it on the outbox,
// as whatever leaves us.
type Shown struct {
	Config flow.Config
	Jobs   flow.Jobs
	Outbox flow.Outbox
}

// Operator notes that the asking operator types in a dialog, a reply or a note, which
// the customer is not to know of: one that they may read and answer in. Where the
// messenger can show it to the customer, it is told.
func (t *Typist) Operator(ctx context.Context, by desk.Actor, id desk.DialogID, note bool) error {
	if err := by.MustAnswer(); err != nil {
		return err
	}
	d, err := mineToRead(ctx, t.Dialogs, by, id)
	if err != nil {
		return err
	}
	if !d.Open() {
		return desk.RefuseClosed()
	}
	typing := desk.NewTyping(by.Operator, t.Now())
	typing.Note = note
	if noted, err := t.note(ctx, id, typing); err != nil || !noted || !typing.Shown() {
		return err
	}
	return t.Shown.in(ctx, d)
}

func (s Shown) in(ctx context.Context, d desk.Dialog) error {
	line, err := lineOf(ctx, s.Config, d.Line)
	if err != nil || !line.Active || !line.Traits.Typing {
		return err
	}
	return work.Queue(ctx, s.Jobs, s.Outbox, desk.NewTypingJob(d), 0)
}

// Customer notes that a customer types. Who has no open dialog yet has nobody who
// could see it.
func (t *Typist) Customer(ctx context.Context, c desk.CustomerID) error {
	d, err := t.Newest.Newest(ctx, c)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !d.Open() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("dialog of a customer who types: %w", err)
	}
	_, err = t.note(ctx, d.ID, desk.NewTyping("", t.Now()))
	return err
}

// ToCustomer says until when somebody counts as typing to a customer; zero: nobody
// does. What they typed before the newest message was answered with it.
func (t *Typist) ToCustomer(ctx context.Context, c desk.CustomerID) (until time.Time, err error) {
	d, err := t.Newest.Newest(ctx, c)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !d.Open() {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("dialog of a customer to whom one may type: %w", err)
	}
	all, err := t.Typings.TypingIn(ctx, d.ID)
	if err != nil {
		return time.Time{}, fmt.Errorf("who types in %s: %w", d.ID, err)
	}
	for _, one := range all {
		sent := d.Turn == desk.TurnCustomer && d.LastSpoken.Time().After(one.Began())
		if one.Shown() && !sent && one.Until.After(until) {
			until = one.Until
		}
	}
	return until, nil
}

func (t *Typist) note(ctx context.Context, d desk.DialogID, typing desk.Typing) (noted bool, err error) {
	if noted, err = t.Typings.NoteTyping(ctx, d, typing); err != nil {
		return false, fmt.Errorf("note typing in %s: %w", d, err)
	}
	return noted, nil
}

// In are those who type in an open dialog, but for who asks.
func (t *Typist) In(ctx context.Context, by desk.Actor, d desk.Dialog) (others []desk.Typing, err error) {
	if !d.Open() {
		return nil, nil
	}
	all, err := t.Typings.TypingIn(ctx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("who types in %s: %w", d.ID, err)
	}
	for _, one := range all {
		if one.By == "" || one.By != by.Operator {
			others = append(others, one)
		}
	}
	return others, nil
}
