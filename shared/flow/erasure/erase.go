package erasure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Erasures takes away what is kept of people, piece by piece. What is gone
// already is no error anywhere.
type Erasures interface {
	// Erasure finds one. ErrNotFound.
	Erasure(ctx context.Context, id desk.ErasureID) (desk.Erasure, error)
	// SaveErasure stores it. ErrConflict: it is no longer of that Version.
	SaveErasure(ctx context.Context, e desk.Erasure) (desk.Erasure, error)
	// BeginErasure is SaveErasure with its job (desk.NewEraseJob), made anew.
	BeginErasure(ctx context.Context, e desk.Erasure) (desk.Erasure, error)

	// Known are the customers that one person is known as, id among them.
	Known(ctx context.Context, id desk.CustomerID) ([]desk.CustomerID, error)
	// Part parts a customer from whoever has the id from now on, and stores e with
	// the part, in one step: open dialogs are closed and what comes later is a new
	// customer's, in a dialog of the next number. ErrNotFound: there is nobody, or
	// they were parted before; where e has a Before, they have a dialog that is open
	// or was closed later. ErrConflict: e is no longer of that Version.
	Part(ctx context.Context, e desk.Erasure, c desk.CustomerID) (desk.Erasure, error)
	// Formers are the customers as they were when they were parted, until TakeRest.
	Formers(ctx context.Context, p desk.Part) ([]desk.Customer, error)
	// PastDialogs are the first of a part's dialogs, so many at most; none: all are
	// taken.
	PastDialogs(ctx context.Context, p desk.Part, limit int) ([]desk.Dialog, error)
	// ClosedBefore are dialogs that were closed before a moment.
	ClosedBefore(ctx context.Context, at desk.Seq, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	// DialogRuns are a dialog's runs.
	DialogRuns(ctx context.Context, d desk.DialogID, ask desk.PageAsk) (desk.Page[desk.Run], error)

	TakeRun(ctx context.Context, r desk.Run) error
	// TakeMessages takes at most 25 messages with their jobs. A repeat of one
	// is known for desk.GoneFor: Append answers Gone, and UpdateOrDefer keeps nothing.
	TakeMessages(ctx context.Context, ms []desk.Message) error
	// TakeDialog takes a dialog whose runs and messages are taken.
	TakeDialog(ctx context.Context, d desk.DialogID) error
	// TakeRest takes what else is left of a part whose dialogs are taken.
	TakeRest(ctx context.Context, p desk.Part) error

	// Strip takes lines of a card's timeline away, what became of its changes, and
	// of its margin what came of runs and dialogs. It answers with the lines taken.
	Strip(ctx context.Context, ref desk.CardRef, entry func(desk.Entry) bool, run func(desk.RunID) bool, dialog func(desk.DialogID) bool) (int, error)
	// TakeBeside takes what is kept of ours beside a card.
	TakeBeside(ctx context.Context, ref desk.CardRef) error
	// CustomersOf are the customers who are the contact.
	CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error)
	// Merge and MergedInto are flow.Merges'.
	Merge(ctx context.Context, from desk.CardRef) (desk.Merge, error)
	MergedInto(ctx context.Context, into desk.CardRef) ([]desk.CardRef, error)
	// MergeRuns are the runs that offer what a contact held, or is offered, since it was
	// merged.
	MergeRuns(ctx context.Context, contact desk.CardRef) ([]desk.Run, error)
}

// Cards are the CRMs'.
type Cards interface {
	flow.Cards
	flow.CardIndex
	// PutCard is flow.CardDesk's.
	PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error)
	// TakeNote and SetTask are flow.Timelines'.
	TakeNote(ctx context.Context, card desk.CardRef, mark string) error
	SetTask(ctx context.Context, t desk.CardTask) error
	Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error)
}

// Exports are the files that lists were written into.
type Exports interface {
	// Withdraw takes them all away: nobody knows who is in which. Idempotent.
	Withdraw(ctx context.Context) error
}

// Eraser takes people away: everything that came of their dialogs, at once where
// somebody asks for it, and by and by where it was kept long enough.
//
// Repeating is harmless, also after a kill at any point: whoever has the
// customer's id from the asking on is another customer, what is taken is found
// by what is still there, and the last thing that goes is what it is found by.
type Eraser struct {
	Erasures    Erasures
	Customers   flow.Customers
	Messages    flow.Messages
	Annotations flow.Annotations
	Cards       Cards
	Config      flow.Config
	Files       flow.Remover
	Transcriber flow.Transcriber // may still write down what they said; nil: nobody does
	Exports     Exports
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Ask has a customer erased, or a contact with all of its customers. For an
// administrator. It answers with the erasure that is under way or was done, if
// nothing of them came since. ErrNotFound: there is nobody.
func (e *Eraser) Ask(ctx context.Context, by desk.Actor, c desk.CustomerID, contact desk.CardRef, cards desk.Fate) (desk.Erasure, error) {
	if err := by.MustBe(); err != nil {
		return desk.Erasure{}, err
	}
	if contact.ID != "" {
		if err := e.unmerged(ctx, contact); err != nil {
			return desk.Erasure{}, err
		}
	}
	id := desk.NewErasureID(c, contact)
	have, err := e.Erasures.Erasure(ctx, id)
	known := err == nil
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return desk.Erasure{}, err
	}
	if known && !have.Ended() {
		return have, e.Outbox.Enqueue(ctx, desk.NewEraseJob(desk.Erasure{ID: id, Customer: c}, e.Now()), 0)
	}
	if have.State != desk.ErasureFailed {
		if there, err := e.there(ctx, c, contact); err != nil || !there {
			if err == nil && !known {
				err = fmt.Errorf("%s%s: %w", c, contact, desk.ErrNotFound)
			}
			return have, err
		}
	}
	next := desk.Erasure{
		ID: id, Customer: c, Contact: contact, Cards: cards, By: by.Name, State: desk.ErasureRunning, AskedAt: e.Now().UTC(), Version: have.Version,
	}
	if have.State == desk.ErasureFailed {
		next.Parts, next.Refs, next.Taken = have.Parts, have.Refs, have.Taken
	}
	if next, err = e.Erasures.BeginErasure(ctx, next); err != nil {
		return desk.Erasure{}, err
	}
	if next, err = e.part(ctx, next); err != nil {
		return desk.Erasure{}, err
	}
	return next, e.Outbox.Enqueue(ctx, desk.NewEraseJob(desk.Erasure{ID: id, Customer: c}, e.Now()), 0)
}

// unmerged refuses a contact that went into another one: they are one person now.
func (e *Eraser) unmerged(ctx context.Context, contact desk.CardRef) error {
	m, err := e.Erasures.Merge(ctx, contact)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return desk.Refuse(desk.CodeContactMerged, "The contact "+contact.String()+" was merged into "+m.Into.String()+": erase that, or undo the merge first.")
}

// merging says whether a contact is being merged, or somebody into it: that is
// waited for, so that nothing moves while it is taken.
func (e *Eraser) merging(ctx context.Context, contact desk.CardRef) (bool, error) {
	from, err := e.Erasures.MergedInto(ctx, contact)
	if err != nil {
		return false, err
	}
	for _, ref := range append(from, contact) {
		m, err := e.Erasures.Merge(ctx, ref)
		if err == nil && m.State != desk.Merged {
			return true, nil
		}
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return false, err
		}
	}
	return false, nil
}

// mergedInto are all who went into a contact, and into those.
func (e *Eraser) mergedInto(ctx context.Context, contact desk.CardRef) ([]desk.CardRef, error) {
	if contact.Kind != desk.KindContact {
		return nil, nil
	}
	all, err := e.Erasures.MergedInto(ctx, contact)
	for i := 0; err == nil && i < len(all); i++ {
		var more []desk.CardRef
		more, err = e.Erasures.MergedInto(ctx, all[i])
		all = append(all, more...)
	}
	return all, err
}

// there says whether there is anybody to erase.
func (e *Eraser) there(ctx context.Context, c desk.CustomerID, contact desk.CardRef) (bool, error) {
	if contact.ID != "" {
		_, err := e.Cards.Card(ctx, contact)
		if !errors.Is(err, desk.ErrNotFound) {
			return err == nil, err
		}
	}
	ids, err := e.whom(ctx, desk.Erasure{Customer: c, Contact: contact})
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		if _, err := e.Customers.Customer(ctx, id); !errors.Is(err, desk.ErrNotFound) {
			return err == nil, err
		}
	}
	return false, nil
}

// whom are the customers whom an erasure was asked for, by all of their ids.
func (e *Eraser) whom(ctx context.Context, er desk.Erasure) ([]desk.CustomerID, error) {
	var who []desk.CustomerID
	if er.Customer != "" {
		who = append(who, er.Customer)
	}
	if er.Contact.ID != "" {
		if _, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Customer], error) {
			return e.Erasures.CustomersOf(ctx, er.Contact, ask)
		}, func(c desk.Customer) error { who = append(who, c.ID); return nil }); err != nil {
			return nil, err
		}
	}
	var all []desk.CustomerID
	for _, id := range who {
		ids, err := e.Erasures.Known(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// part parts everybody whom the erasure is about and who was not parted yet.
func (e *Eraser) part(ctx context.Context, er desk.Erasure) (desk.Erasure, error) {
	ids, err := e.whom(ctx, er)
	if err != nil {
		return er, err
	}
	for try := 0; len(ids) > 0; {
		if slices.ContainsFunc(er.Parts, func(p desk.Part) bool { return p.Customer == ids[0] }) {
			ids = ids[1:]
			continue
		}
		next, err := e.Erasures.Part(ctx, er, ids[0])
		switch {
		case err == nil:
			er, ids = next, ids[1:]
		case errors.Is(err, desk.ErrNotFound):
			ids = ids[1:]
		case errors.Is(err, desk.ErrConflict) && try < work.Retries: // its job is at it, too
			if try++; true {
				er, err = e.Erasures.Erasure(ctx, er.ID)
			}
			if err != nil {
				return er, err
			}
		default:
			return er, err
		}
	}
	return er, nil
}

// turn is how long one piece of an erasure may take before it is put off, so that
// a function's time never cuts it off.
const turn = 20 * time.Second

// errTurn ends a turn.
var errTurn = errors.New("the turn is over")

// Erase does a piece of an erasure. It answers with when to go on; 0: it ended.
func (e *Eraser) Erase(ctx context.Context, id desk.ErasureID) (time.Duration, error) {
	er, err := e.Erasures.Erasure(ctx, id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && er.Ended() {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if wait := er.DoneAt.Add(desk.ErasureSettles).Sub(e.Now()); er.State == desk.ErasureChecking && wait > 0 {
		return wait, nil
	}
	if er.Contact.ID != "" {
		if busy, err := e.merging(ctx, er.Contact); err != nil || busy {
			return time.Second, err
		}
	}
	j := &taking{Eraser: e, Erasure: er, until: e.Now().Add(turn)}
	err = j.do(ctx)
	over := errors.Is(err, errTurn)
	if err != nil && !over {
		return 0, errors.Join(err, j.save(ctx))
	}
	wait := time.Millisecond
	switch {
	case over:
	case j.State == desk.ErasureRunning && j.Before.IsZero():
		j.State, j.DoneAt, wait = desk.ErasureChecking, e.Now().UTC(), desk.ErasureSettles
	default:
		j.State, j.DoneAt, wait = desk.ErasureDone, e.Now().UTC(), 0
		j.Refs, j.Parts = nil, nil
	}
	return wait, j.save(ctx)
}

// GiveUp ends an erasure that failed as often as a job may.
func (e *Eraser) GiveUp(ctx context.Context, id desk.ErasureID, code desk.Code, reason string) error {
	er, err := e.Erasures.Erasure(ctx, id)
	if err != nil || er.Ended() {
		return err
	}
	er.State, er.Code, er.Reason = desk.ErasureFailed, code, reason
	_, err = e.Erasures.SaveErasure(ctx, er)
	return err
}

// Expire begins to take what was kept for as long as the settings say. Asked for
// again while that is under way it does nothing.
func (e *Eraser) Expire(ctx context.Context) error {
	s, err := e.Config.Settings(ctx)
	if err != nil || s.Retention == 0 {
		return err
	}
	before := e.Now().Add(-max(s.Retention, desk.MinRetention)).UTC()
	due, err := e.Erasures.ClosedBefore(ctx, desk.SeqAt(before), desk.PageAsk{Limit: 1})
	if err != nil || len(due.Items) == 0 && due.Next == "" {
		return err
	}
	have, err := e.Erasures.Erasure(ctx, desk.RetentionErasure)
	if err != nil && !errors.Is(err, desk.ErrNotFound) || err == nil && !have.Ended() {
		return err
	}
	next := desk.Erasure{
		ID: desk.RetentionErasure, Cards: desk.KeepCards, By: desk.Automatic.Name, State: desk.ErasureRunning,
		Parts: have.Parts, AskedAt: e.Now().UTC(), Before: before, Version: have.Version,
	}
	if _, err := e.Erasures.BeginErasure(ctx, next); err != nil {
		return err
	}
	return e.Outbox.Enqueue(ctx, desk.NewEraseJob(next, e.Now()), 0)
}
