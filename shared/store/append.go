package store

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Append implements flow.MessageLog. An ordinary message of an open dialog is two
// writes and no read:
//
//  1. the message, unless its external id is there, at the place of now;
//  2. the customer's newest dialog moved there, if it is open and ends before.
//
// Between the two the process may die, or another may be faster. A message that
// was stored and not counted is counted by the messenger's repeat, or lies in the
// stretch of whatever dialog comes next: dialogs lie end to end, so it is never
// outside. If the dialog has moved past the message's place, the message moves
// behind it, so that nobody who has read up to there misses it. Only the call that
// stored a message moves it, and only until a repeat is at work on it too (share).
//
// What a person says from elsewhere, where a bot may be answering, is one write: were
// it stored and the dialog still the bot's, the bot would go on talking (HO-01). What
// another platform's bot says is, too: it depends on the dialog whose turn it is then.
func (s Store) Append(ctx context.Context, a desk.Append) (desk.Appended, error) {
	store := s.append
	if a.Joins() {
		store = func(ctx context.Context, a desk.Append) (desk.Appended, error) { return s.appendWhole(ctx, a, nil) }
	}
	out, err := store(ctx, a)
	if err != nil {
		return desk.Appended{}, fmt.Errorf("append message %s: %w", a.Message.External, err)
	}
	return out, nil
}

func (s Store) append(ctx context.Context, a desk.Append) (desk.Appended, error) {
	a.Message.Seq = desk.SeqAt(s.Now())
	put, err := putMessage(a.Message)
	if err != nil {
		return desk.Appended{}, err
	}
	now, err := s.Engine.Write(ctx, put)
	if old, there := conditionFailed(err, 0); there {
		return s.onDuplicate(ctx, a, old)
	}
	if err != nil {
		return desk.Appended{}, err
	}
	m, err := messageFrom(now)
	if err != nil {
		return desk.Appended{}, err
	}
	out, err := s.advanceDialog(ctx, a, m, true)
	out.New = !out.Gone
	return out, err
}

// advanceDialog counts a stored message in its dialog: step 2 and what may come
// between. mine: we stored it just now, so we may move it.
func (s Store) advanceDialog(ctx context.Context, a desk.Append, m desk.Message, mine bool) (desk.Appended, error) {
	looked := false
	for range maxRaces {
		now, err := s.Engine.Write(ctx, advanceOp(m, looked))
		if err == nil {
			h, err := headFrom(now)
			return appended(m, h), err
		}
		met, raced := conditionFailed(err, 0)
		if !raced {
			return desk.Appended{}, err
		}
		var h head
		if met != nil {
			if h, err = headFrom(met); err != nil {
				return desk.Appended{}, err
			}
		}
		switch {
		case met != nil && h.Last == m.Seq && h.lastID == markOf(m.External):
			return appended(m, h), nil // done before; the answer was lost
		case h.gone != 0 && !looked:
			if gone, err := s.dropGone(ctx, m); gone || err != nil {
				return erased(m), err
			}
			looked = true
		case met != nil && h.Last >= m.Seq && !mine:
			return s.locate(ctx, m, h)
		case met != nil && h.Last >= m.Seq:
			if m, mine, err = s.move(ctx, m, h.Last); err != nil {
				return desk.Appended{}, err
			}
		case met == nil || !h.Open():
			opened, ok, err := s.open(ctx, a, m, h, met)
			if err != nil || ok {
				return opened, err
			}
		}
	}
	return desk.Appended{}, busy("count a message")
}

// erased answers for a message of which nothing may come back.
func erased(m desk.Message) desk.Appended { return desk.Appended{Message: m, Gone: true} }

func appended(m desk.Message, h head) desk.Appended {
	return desk.Appended{Message: m, Dialog: h.Dialog, Opened: h.opener == markOf(m.External)}
}

// onDuplicate answers for a message that is stored already, and does what may be left.
func (s Store) onDuplicate(ctx context.Context, a desk.Append, old Item) (desk.Appended, error) {
	c := a.Message.Customer
	if ours := old.Str("alias"); ours != "" {
		var err error
		if old, err = s.get(ctx, messageKey(c, desk.ExternalID(ours))); err != nil {
			return desk.Appended{}, fmt.Errorf("aliased message: %w", err)
		}
	}
	m, err := messageFrom(old)
	if err != nil {
		return desk.Appended{}, err
	}
	it, err := s.Engine.Get(ctx, headKey(c), true)
	if err != nil {
		return desk.Appended{}, err
	}
	if it != nil {
		h, err := headFrom(it)
		if err != nil {
			return desk.Appended{}, err
		}
		if h.gone != 0 {
			if gone, err := s.dropGone(ctx, m); gone || err != nil {
				return erased(m), err
			}
		}
		if m.Seq <= h.Last {
			return s.locate(ctx, m, h)
		}
	}
	// Stored and not counted: the first attempt was cut off, or is at work now.
	if m, err = s.share(ctx, m); err != nil {
		return desk.Appended{}, err
	}
	return s.advanceDialog(ctx, a, m, false)
}

// locate answers with the dialog in whose stretch the message lies; h is the
// customer's newest. A message that died between the writes, and that nothing
// moving followed, is still owed its effect.
func (s Store) locate(ctx context.Context, m desk.Message, h head) (desk.Appended, error) {
	if m.Seq <= h.After {
		d, err := s.archivedAt(ctx, m.Customer, m.Seq, h.Number-1)
		if absent(err) {
			return erased(m), nil
		}
		return appended(m, d), err
	}
	if !h.Open() || !m.ResetsQuiet() || h.LastSpoken >= m.Seq {
		return appended(m, h), nil
	}
	op := advanceOp(m, true)
	delete(op.Set, "last")
	delete(op.Set, "last_id")
	op.If = []Cond{Exists("open"), Equal("number", int64(h.Number)), Less("said", int64(m.Seq))}
	now, err := s.Engine.Write(ctx, op)
	if lostRace(err) {
		return appended(m, h), nil // a later message said more
	}
	if err != nil {
		return desk.Appended{}, err
	}
	h, err = headFrom(now)
	return appended(m, h), err
}

// archivedAt finds the closed dialog whose stretch holds a place, by halving:
// dialogs are numbered without gaps and lie end to end; those that were erased
// are the first ones.
func (s Store) archivedAt(ctx context.Context, c desk.CustomerID, at desk.Seq, newest int) (head, error) {
	low, high := 1, newest
	for low <= high {
		mid := (low + high) / 2
		it, err := s.get(ctx, archivedKey(c, mid))
		if absent(err) {
			low = mid + 1
			continue
		}
		if err != nil {
			return head{}, fmt.Errorf("dialog %d of %s: %w", mid, c, err)
		}
		h, err := headFrom(it)
		switch {
		case err != nil:
			return head{}, err
		case at <= h.After:
			high = mid - 1
		case at > h.Last:
			low = mid + 1
		default:
			return h, nil
		}
	}
	return head{}, fmt.Errorf("%w: no dialog of %s holds place %d", desk.ErrNotFound, c, at)
}

// move gives a message of ours a new place after last, unless a repeat is at
// work on it too: then it stays, and is no longer ours to move.
func (s Store) move(ctx context.Context, m desk.Message, last desk.Seq) (desk.Message, bool, error) {
	to := max(desk.SeqAt(s.Now()), last+1)
	now, err := s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: messageKey(m.Customer, m.External), Set: Item{"seq": int64(to)},
		If: []Cond{Equal("seq", int64(m.Seq)), Missing("shared")},
	})
	mine := true
	if met, raced := conditionFailed(err, 0); raced && met != nil {
		_, shared := met["shared"]
		now, mine, err = met, !shared, nil
	}
	if err != nil {
		return m, false, err
	}
	m, err = messageFrom(now)
	return m, mine, err
}

// share marks a message so that nobody moves it any more, and answers with its
// place.
func (s Store) share(ctx context.Context, m desk.Message) (desk.Message, error) {
	now, err := s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: messageKey(m.Customer, m.External), Set: Item{"shared": int64(1)},
		If: []Cond{Exists("seq")},
	})
	if err != nil {
		return m, err
	}
	return messageFrom(now)
}
