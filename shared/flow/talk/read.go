package talk

import (
	"context"
	"fmt"
	"sync"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// ReadMarkers keeps up to where operators have read dialogs.
type ReadMarkers interface {
	// ReadMarkers are the operator's, of dialogs in their order; with Upto 0 where
	// they have none. No dialog comes twice.
	ReadMarkers(ctx context.Context, of desk.OperatorID, ds []desk.DialogID) ([]desk.ReadMarker, error)
	// MoveReadMarker stores m unless one further on is stored, and answers with what
	// is stored then. Repeating is harmless.
	MoveReadMarker(ctx context.Context, m desk.ReadMarker) (desk.ReadMarker, error)
}

// ReadTracker knows what operators have not read. A message costs nothing for it:
// who asks, counts.
//
// Repeating is harmless: a marker never goes back.
type ReadTracker struct {
	Dialogs     flow.Dialogs
	Messages    flow.Messages
	ReadMarkers ReadMarkers
}

// Read notes that the asking operator has read a dialog up to a place, and answers
// with what is left.
func (r *ReadTracker) Read(ctx context.Context, by desk.Actor, id desk.DialogID, upto desk.Seq) (desk.Unread, error) {
	d, err := mineToRead(ctx, r.Dialogs, by, id)
	if err != nil {
		return desk.Unread{}, err
	}
	m, err := r.ReadMarkers.MoveReadMarker(ctx, d.MarkRead(by.Operator, upto))
	if err != nil {
		return desk.Unread{}, fmt.Errorf("marker in %s: %w", id, err)
	}
	if len(d.MarkersFor()) == 1 {
		return r.count(ctx, d, reading{m.Upto, m.Upto})
	}
	reads, err := r.reads(ctx, by.Operator, []desk.Dialog{d})
	if err != nil {
		return desk.Unread{}, err
	}
	return r.count(ctx, d, reading{m.Upto, max(reads[0].thread, m.Upto)})
}

// reading is how far an operator has read: a dialog, and its thread.
type reading struct{ dialog, thread desk.Seq }

// reads are how far the operator has read dialogs, by all their markers at once.
func (r *ReadTracker) reads(ctx context.Context, by desk.OperatorID, ds []desk.Dialog) ([]reading, error) {
	var ids []desk.DialogID
	at := map[desk.DialogID]int{}
	for _, d := range ds {
		for _, id := range d.MarkersFor() {
			if _, there := at[id]; !there {
				at[id] = len(ids)
				ids = append(ids, id)
			}
		}
	}
	markers, err := r.ReadMarkers.ReadMarkers(ctx, by, ids)
	if err != nil {
		return nil, fmt.Errorf("markers of %s: %w", by, err)
	}
	out := make([]reading, len(ds))
	for i, d := range ds {
		out[i].dialog = markers[at[d.ID]].Upto
		for _, id := range d.MarkersFor() {
			out[i].thread = max(out[i].thread, markers[at[id]].Upto)
		}
	}
	return out, nil
}

// mineToRead is a dialog that the actor may read, for what they keep beside it.
func mineToRead(ctx context.Context, ds flow.Dialogs, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	if err := by.MustReadDialogs(); err != nil {
		return desk.Dialog{}, err
	}
	if err := by.MustStandForOperator(); err != nil {
		return desk.Dialog{}, err
	}
	d, err := ds.Dialog(ctx, id)
	if err != nil {
		return d, fmt.Errorf("dialog %s: %w", id, err)
	}
	return d, by.MustReadDialog(d)
}

// atOnce is how many dialogs are counted at the same time.
const atOnce = 8

// Unread is what the asking operator has not read of dialogs, in their order; nil
// for who stands for no operator. What they may not read is not counted. It reads all markers at once, and messages only of
// dialogs where something was said after theirs.
func (r *ReadTracker) Unread(ctx context.Context, by desk.Actor, ds []desk.Dialog) ([]desk.Unread, error) {
	if by.Operator == "" || len(ds) == 0 {
		return nil, nil
	}
	reads, err := r.reads(ctx, by.Operator, ds)
	if err != nil {
		return nil, err
	}
	var all sync.WaitGroup
	free := make(chan struct{}, atOnce)
	out, errs := make([]desk.Unread, len(ds)), make([]error, len(ds))
	for i, d := range ds {
		if out[i].Read = reads[i].dialog; !d.Open() || by.Sight(d) != desk.SeesWords {
			continue
		}
		free <- struct{}{}
		all.Go(func() {
			out[i], errs[i] = r.count(ctx, d, reads[i])
			<-free
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Total sums up what the asking operator has not read of dialogs, those that are
// theirs for instance, and those that are offered to them and have to be accepted before
// anything of them can be read; one that is no more counts nothing. Each part is bounded, the
// sum is not.
func (r *ReadTracker) Total(ctx context.Context, by desk.Actor, ids []desk.DialogID) (total desk.Unread, err error) {
	var ds []desk.Dialog
	for _, id := range ids {
		d, err := r.Dialogs.Dialog(ctx, id)
		if absent(err) {
			continue
		}
		if err != nil {
			return total, fmt.Errorf("dialog %s: %w", id, err)
		}
		ds = append(ds, d)
	}
	us, err := r.Unread(ctx, by, ds)
	for _, d := range ds {
		if d.OfferedTo(by) { // one whose words they don't see counts as one
			us = append(us, desk.Unread{Count: 1, Since: d.WaitsFrom()})
		}
	}
	for _, u := range us {
		total.Count += u.Count
		total.More = total.More || u.More
		if !u.Since.IsZero() && (total.Since.IsZero() || u.Since.Before(total.Since)) {
			total.Since = u.Since
		}
	}
	return total, err
}

// unreadPages is how many pages of messages are looked at for one count.
const unreadPages = 2

// count counts the customer's messages after what was read.
func (r *ReadTracker) count(ctx context.Context, d desk.Dialog, upto reading) (desk.Unread, error) {
	u := desk.Unread{Read: upto.dialog}
	after, some := d.UnreadAfter(upto.thread)
	if !some {
		return u, nil
	}
	ask := desk.PageAsk{Limit: desk.MaxUnread + 1}
	for range unreadPages {
		page, err := r.Messages.Messages(ctx, d.Customer, after, 0, false, ask)
		if err != nil {
			return u, fmt.Errorf("unread messages of %s: %w", d.ID, err)
		}
		for _, said := range page.Items {
			u = u.With(said)
		}
		if ask.Cursor = page.Next; ask.Cursor == "" || u.More {
			return u, nil
		}
	}
	u.More = true
	return u, nil
}
