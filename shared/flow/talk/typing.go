package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Typings keeps who is typing in dialogs, for a moment.
type Typings interface {
	// NoteTyping stores t, unless a fresh one of theirs is stored (desk.Typing.Fresh),
	// of the same kind.
	NoteTyping(ctx context.Context, d desk.DialogID, t desk.Typing) error
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
	Now     func() time.Time
}

// Operator notes that the asking operator types in a dialog, a reply or a note, which
// the customer is not to know of: one that they may read and answer in.
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
	return t.note(ctx, id, typing)
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
	return t.note(ctx, d.ID, desk.NewTyping("", t.Now()))
}

// ToCustomer says until when somebody counts as typing to a customer; zero: nobody
// does.
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
		if one.Shown() && one.Until.After(until) {
			until = one.Until
		}
	}
	return until, nil
}

func (t *Typist) note(ctx context.Context, d desk.DialogID, typing desk.Typing) error {
	if err := t.Typings.NoteTyping(ctx, d, typing); err != nil {
		return fmt.Errorf("note typing in %s: %w", d, err)
	}
	return nil
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
