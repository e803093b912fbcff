// Package live tells operators what changes while they look at it. It hears of
// changes from the feed, and says hints: which thing is otherwise now, by its ids,
// never what it holds, and to nobody who may not see it. Whoever is told reads the
// thing anew by the API. So a hint that comes twice, late, or before another thing's
// costs a reading and nothing else.
//
// In one process, a Hub keeps the newest news for whoever watches. Where none runs on
// and on, a gateway holds the WebSockets, and a Pusher has it tell them (sockets.go).
package live

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/sight"
)

// News is one change, with what decides who may hear of it.
type News struct {
	hint desk.Hint
	// A dialog as it was and as it is; nil: it was not there, it is gone. Where the
	// change is of something in a dialog, both are as it is.
	before, after *desk.Dialog
	by            desk.OperatorID // who types, and knows it
	staff         bool            // who may what is to be asked anew
}

// Finder makes news of changes.
type Finder struct {
	Dialogs sight.Dialogs
	Newest  flow.Newest
}

// News are those of a record. A new message is told with its dialog, which moves with
// it; what happens later to a message, a run or in the typing costs a reading, to
// know in which dialog.
func (f Finder) News(ctx context.Context, r desk.FeedRecord) ([]News, error) {
	switch {
	case r.Staff:
		return []News{{staff: true}}, nil
	case r.Dialog != nil:
		return f.dialog(ctx, r)
	case r.Message != nil && r.Message.Old != nil && r.Message.New != nil:
		return f.message(ctx, *r.Message.New)
	case r.Run != nil:
		run, _ := r.Run.Newest()
		if run.Merges() { // what is beside its card changes with it
			return nil, nil
		}
		return f.in(ctx, run.Dialog, desk.Hint{Kind: desk.HintRun, Dialog: run.Dialog, Run: run.ID, Card: run.Card}, "")
	case r.Typing != nil && r.Typing.New != nil:
		return f.in(ctx, r.TypingIn, desk.Hint{Kind: desk.HintTyping, Dialog: r.TypingIn}, r.Typing.New.By)
	case r.Annotations != nil:
		m, _ := r.Annotations.Newest()
		return []News{{hint: desk.Hint{Kind: desk.HintProposal, Card: m.Card}}}, nil
	case r.Card != nil:
		c, _ := r.Card.Newest()
		return []News{{hint: desk.Hint{Kind: desk.HintCard, Card: c.Ref}}}, nil
	}
	return nil, nil
}

// dialog is the news of a dialog, and of the one that it goes on after, which comes
// closed to a place where it was not before.
func (f Finder) dialog(ctx context.Context, r desk.FeedRecord) ([]News, error) {
	d, _ := r.Dialog.Newest()
	out := []News{{hint: desk.Hint{Kind: desk.HintDialog, Dialog: d.ID}, before: r.Dialog.Old, after: r.Dialog.New}}
	if r.Left == nil || !r.Left.Open() {
		return out, nil
	}
	now, err := f.named(ctx, r.Left.ID)
	if err != nil {
		return nil, err
	}
	return append(out, News{hint: desk.Hint{Kind: desk.HintDialog, Dialog: r.Left.ID}, before: r.Left, after: now}), nil
}

// in is the news of something in a dialog.
func (f Finder) in(ctx context.Context, id desk.DialogID, h desk.Hint, by desk.OperatorID) ([]News, error) {
	d, err := f.named(ctx, id)
	if err != nil || d == nil {
		return nil, err
	}
	return []News{{hint: h, before: d, after: d, by: by}}, nil
}

// named is a dialog as it is; nil: it is gone.
func (f Finder) named(ctx context.Context, id desk.DialogID) (*desk.Dialog, error) {
	d, err := f.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("news of dialog %s: %w", id, err)
	}
	return &d, nil
}

// message is the news of a message that was changed. A customer's dialogs lie end to
// end, so the one it lies in is found in as many readings as their number has bits.
func (f Finder) message(ctx context.Context, m desk.Message) ([]News, error) {
	last, err := f.Newest.Newest(ctx, m.Customer)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("news of a message of %s: %w", m.Customer, err)
	}
	d := &last
	for low, high := 1, last.Number; m.Seq <= d.After && low < high; {
		middle := (low + high) / 2
		earlier, err := f.named(ctx, desk.NewDialogID(m.Customer, middle))
		if err != nil {
			return nil, err
		}
		if earlier == nil || earlier.Last < m.Seq { // or it was erased, with all before it
			low = middle + 1
			continue
		}
		d, high = earlier, middle
	}
	if m.Seq <= d.After {
		return nil, nil
	}
	h := desk.Hint{Kind: desk.HintMessage, Dialog: d.ID, Message: m.Seq}
	return []News{{hint: h, before: d, after: d}}, nil
}
