package store

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// AppendIn implements flow.MessageLog.
func (s Store) AppendIn(ctx context.Context, a desk.Append, in desk.DialogID, job *desk.Job) (desk.Appended, error) {
	c, number, err := in.Split()
	if err != nil || c != a.Message.Customer {
		return desk.Appended{}, fmt.Errorf("dialog %s: %w", in, desk.ErrNotFound)
	}
	for range maxRaces {
		it, err := s.Engine.Get(ctx, headKey(c), true)
		if err != nil {
			return desk.Appended{}, err
		}
		var h head
		if it != nil {
			if h, err = headFrom(it); err != nil {
				return desk.Appended{}, err
			}
		}
		if h.Number != number || !h.Open() {
			return s.lateIn(ctx, a, in, h.Number < number || h.grave)
		}
		if a.Only != nil && !a.Only(h.Dialog) {
			return desk.Appended{}, desk.Refuse(desk.CodeDialogMoved, "Something was said or done in the dialog meanwhile.")
		}
		m := a.Message
		m.Seq = max(desk.SeqAt(s.Now()), h.Last+1)
		ops, next, err := s.within(ctx, a, m, h, job)
		if err != nil {
			return desk.Appended{}, err
		}
		if out, done, err := s.appendOnce(ctx, a, m, next, ops); done || err != nil {
			return out, wrap(err, "append message %s in %s", m.External, in)
		}
	}
	return desk.Appended{}, busy("append to a dialog")
}

// AppendWithJob implements flow.MessageLog.
func (s Store) AppendWithJob(ctx context.Context, a desk.Append, job desk.Job) (desk.Appended, error) {
	out, err := s.appendWhole(ctx, a, &job)
	return out, wrap(err, "append message %s with its job", a.Message.External)
}

// appendWhole stores a message, its dialog as it is then, and its job, if it has one,
// in one write: nobody sees one without the others. With a job the customer must have
// had a dialog.
func (s Store) appendWhole(ctx context.Context, a desk.Append, job *desk.Job) (desk.Appended, error) {
	for range maxRaces {
		met, err := s.Engine.Get(ctx, headKey(a.Message.Customer), true)
		if err != nil {
			return desk.Appended{}, err
		}
		if job != nil && (met == nil || isGrave(met)) {
			return desk.Appended{}, fmt.Errorf("a dialog of %s: %w", a.Message.Customer, desk.ErrNotFound)
		}
		var h head
		if met != nil {
			if h, err = headFrom(met); err != nil {
				return desk.Appended{}, err
			}
		}
		if h.gone != 0 {
			if gone, err := s.dropGone(ctx, a.Message); gone || err != nil {
				return erased(a.Message), err
			}
		}
		m := a.Message
		m.Seq = max(desk.SeqAt(s.Now()), h.Last+1)
		ops, next, err := s.withJob(ctx, a, m, h, met, job)
		if err != nil {
			return desk.Appended{}, err
		}
		if out, done, err := s.appendOnce(ctx, a, m, next, ops); done || err != nil {
			return out, err
		}
	}
	return desk.Appended{}, busy("append to a customer's dialog")
}

// appendOnce writes the operations that store a message, the first of them, with
// its dialog. done is false if something else of them changed meanwhile.
func (s Store) appendOnce(ctx context.Context, a desk.Append, m desk.Message, next head, ops []Op) (out desk.Appended, done bool, err error) {
	_, err = s.Engine.Write(ctx, ops...)
	if old, there := conditionFailed(err, 0); there {
		out, err = s.onDuplicate(ctx, a, old)
		return out, true, err
	}
	if lostRace(err) {
		return desk.Appended{}, false, nil
	}
	out = appended(m, next)
	out.New = true
	return out, err == nil, err
}

// withJob are the operations of appendWhole, and the dialog that takes the message.
func (s Store) withJob(ctx context.Context, a desk.Append, m desk.Message, h head, met Item, job *desk.Job) ([]Op, head, error) {
	if met != nil && h.Open() {
		if job != nil {
			in := *job
			in.Dialog, job = h.ID, &in
		}
		return s.within(ctx, a, m, h, job)
	}
	put, err := putMessage(m)
	if err != nil {
		return nil, head{}, err
	}
	ops, next, err := s.opening(ctx, a, m, h, met)
	ops = append([]Op{put}, ops...)
	if err != nil || job == nil {
		return ops, next, err
	}
	in := *job
	in.Dialog = next.ID
	out, err := newJob(in)
	return append(ops, Put(out)), next, err
}

// within are the operations that store a message with its dialog, which becomes
// the operator's who says it, and its job; and the dialog as it is then.
func (s Store) within(ctx context.Context, a desk.Append, m desk.Message, h head, job *desk.Job) ([]Op, head, error) {
	put, err := putMessage(m)
	if err != nil {
		return nil, head{}, err
	}
	next := h
	next.Dialog = next.AnsweredBy(a.Operator, m.Seq.Time())
	next = next.takes(m)
	if a.Nobody {
		next.Dialog = next.AnsweredByNobody(h.State)
	}
	if a.LeavesTurn(h.Dialog) {
		next.Turn = h.Turn
	}
	if a.BotAgain {
		next.Dialog = next.BotAgain(m.Seq.Time())
	}
	along, err := s.alongside(ctx, step{h, &next})
	if err != nil {
		return nil, head{}, err
	}
	moved, err := next.item(headKey(m.Customer))
	if err != nil {
		return nil, head{}, err
	}
	ops := append([]Op{put, Put(moved, Equal("number", int64(h.Number)), Equal("version", h.version))}, along...)
	if job == nil {
		return ops, next, nil
	}
	out, err := newJob(*job)
	return append(ops, Put(out)), next, err
}

// lateIn answers for a dialog that takes no message any more, or does not exist
// (never): a repeat is answered as it was, everything else is refused.
func (s Store) lateIn(ctx context.Context, a desk.Append, in desk.DialogID, never bool) (desk.Appended, error) {
	old, err := s.Engine.Get(ctx, messageKey(a.Message.Customer, a.Message.External), true)
	switch {
	case err != nil:
		return desk.Appended{}, err
	case isMessage(old) || old.Str("alias") != "":
		return s.onDuplicate(ctx, a, old)
	case never:
		return desk.Appended{}, fmt.Errorf("dialog %s: %w", in, desk.ErrNotFound)
	}
	return desk.Appended{}, desk.RefuseClosed()
}
