package intake

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

const (
	// pickReach is how many messages back an offer is looked for: beyond so many
	// of the customer's own nobody means it any more.
	pickReach = 20
	// maxPick is how long words may be that choose a button, in bytes: the longest
	// button, in any script.
	maxPick = 1000
)

// pick gives a message that chooses by words, or by a number, the payload of the
// button that it chooses; its text stays as typed. It looks only where the newest
// message of ours offered something. Idempotent: words are what was
// typed first, whatever edits came since, and come to the same payload.
func (r *Receiver) pick(ctx context.Context, line desk.Line, a desk.Appended, words string) error {
	m := a.Message
	if m.Author != desk.ByCustomer || m.Payload != "" || m.Deleted || words == "" || len(words) > maxPick {
		return nil
	}
	before, err := work.Recent(ctx, r.Messages, m.Customer, a.Dialog.After, m.Seq-1, pickReach)
	if err != nil {
		return err
	}
	for _, ours := range before {
		if ours.Author != desk.ByOperator && ours.Author != desk.ByBot {
			continue
		}
		var numbered []desk.Button
		if r.Numbering != nil {
			numbered = r.Numbering.Numbered(line, ours)
		}
		b, ok := desk.Picked(words, ours.Buttons, numbered)
		if !ok {
			return nil
		}
		_, err := r.MessageLog.UpdateMessage(ctx, m.Customer, m.External, func(have desk.Message) desk.Message {
			if have.Payload == "" {
				have.Payload = b.Answer()
			}
			return have
		})
		return err
	}
	return nil
}
