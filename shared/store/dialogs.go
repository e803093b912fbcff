package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// Dialog implements flow.Dialogs.
func (s Store) Dialog(ctx context.Context, id desk.DialogID) (desk.Dialog, error) {
	h, _, err := s.dialog(ctx, id)
	return h.Dialog, wrap(err, "dialog %s", id)
}

// Newest implements flow.Newest.
func (s Store) Newest(ctx context.Context, c desk.CustomerID) (desk.Dialog, error) {
	it, err := s.get(ctx, headKey(c))
	if err != nil {
		return desk.Dialog{}, wrap(err, "newest dialog of %s", c)
	}
	h, err := headFrom(it)
	return h.Dialog, wrap(err, "newest dialog of %s", c)
}

// dialog finds a dialog and where it lies: it is the customer's newest, or in
// the archive.
func (s Store) dialog(ctx context.Context, id desk.DialogID) (head, Key, error) {
	c, number, err := id.Split()
	if err != nil {
		return head{}, Key{}, err
	}
	k := headKey(c)
	it, err := s.get(ctx, k)
	if err == nil && (it.Int("number") != int64(number) || isGrave(it)) {
		k = archivedKey(c, number)
		it, err = s.get(ctx, k)
	}
	if err != nil {
		return head{}, k, err
	}
	h, err := headFrom(it)
	return h, k, err
}

// ChangeDialog implements flow.Dialogs. What the store alone moves — the
// dialog's place in the stream and among the customer's dialogs — a change must
// leave, and a closed dialog stays closed.
func (s Store) ChangeDialog(ctx context.Context, id desk.DialogID, change func(desk.Dialog) (desk.Dialog, error)) (desk.Dialog, error) {
	for range maxRaces {
		h, k, err := s.dialog(ctx, id)
		if err != nil {
			return desk.Dialog{}, wrap(err, "dialog %s", id)
		}
		now, err := change(h.Dialog)
		if err != nil {
			return desk.Dialog{}, err
		}
		if err := mayBecome(h.Dialog, now); err != nil {
			return desk.Dialog{}, err
		}
		if reflect.DeepEqual(h.Dialog, now) && h.waits == waits(now) {
			return now, nil
		}
		next := h
		next.Dialog, next.version = now, h.version+1
		along, err := s.alongside(ctx, step{h, &next})
		if err != nil {
			return desk.Dialog{}, err
		}
		it, err := next.item(k)
		if err != nil {
			return desk.Dialog{}, err
		}
		_, err = s.Engine.Write(ctx, append([]Op{Put(it, Equal("number", int64(h.Number)), Equal("version", h.version))}, along...)...)
		if err == nil {
			next, err = headFrom(it)
			return next.Dialog, err
		}
		if !lostRace(err) {
			return desk.Dialog{}, wrap(err, "change dialog %s", id)
		}
	}
	return desk.Dialog{}, busy("change a dialog")
}

func mayBecome(old, now desk.Dialog) error {
	same := now.ID == old.ID && now.Customer == old.Customer && now.Number == old.Number && now.First == old.First &&
		now.After == old.After && now.Last == old.Last && now.ThreadAfter == old.ThreadAfter && now.OpenedAt.Equal(old.OpenedAt)
	if !same || now.Open() && !old.Open() {
		return fmt.Errorf("%w: dialog %s can't be moved or opened again", desk.ErrInvalid, old.ID)
	}
	return nil
}

// Follow implements flow.Dialogs. Idempotent.
func (s Store) Follow(ctx context.Context, parent, child desk.Dialog) error {
	if parent.Open() || child.Customer != parent.Customer || child.Number != parent.Number+1 || child.After != parent.Last ||
		child.ID != desk.NewDialogID(child.Customer, child.Number) {
		return fmt.Errorf("%w: dialog %s does not follow a closed %s", desk.ErrInvalid, child.ID, parent.ID)
	}
	met, err := s.get(ctx, headKey(parent.Customer))
	if err != nil {
		return wrap(err, "dialog %s", parent.ID)
	}
	h, err := headFrom(met)
	if err != nil {
		return err
	}
	if h.ID == child.ID && h.Parent == parent.ID && h.OpenedAt.Equal(utc(child.OpenedAt)) {
		return nil // done before; the answer was lost
	}
	if !h.Open() || !sameButClosed(h.Dialog, parent) {
		return fmt.Errorf("%w: dialog %s changed meanwhile", desk.ErrConflict, parent.ID)
	}
	was := h
	h.Dialog = parent
	next := head{Dialog: child, lastID: h.lastID, gone: s.lately(h.gone), version: 1}
	h.version++
	along, err := s.alongside(ctx, step{was, &h}, step{head{}, &next})
	if err != nil {
		return err
	}
	ops, err := follow(next, h, met)
	if err != nil {
		return err
	}
	route, err := s.routeJob(child)
	if err != nil {
		return err
	}
	_, err = s.Engine.Write(ctx, slices.Concat(ops, along, route)...)
	return wrap(err, "dialog %s follows", child.ID)
}

// sameButClosed says whether parent is have with nothing changed but its end.
func sameButClosed(have, parent desk.Dialog) bool {
	have.State, have.Turn, have.ClosedAt = parent.State, parent.Turn, parent.ClosedAt
	have.CloseReason, have.ClosedBy, have.Closer, have.HandedTo = parent.CloseReason, parent.ClosedBy, parent.Closer, parent.HandedTo
	return reflect.DeepEqual(have, parent)
}
