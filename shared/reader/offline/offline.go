// Package offline reads a dialog by rules alone: no model, no network, no
// clock, the same bytes for the same chat every time. It serves who has no
// model, the tests, and a model's second opinion.
//
// It would rather find nothing than something unsure. A value comes from what
// the customer says about a field, from the answer to a question about it, or
// from what the operator says and the customer takes; what is asked hypothetically,
// offered and not taken, said as a joke, ordered from "the system", or about
// somebody else, is no value. The rules are lists of words by language and type
// (ru, es, en), never by chat. It relies on package value for types.
package offline

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Version names the rules; a run records it. It changes whenever the same chat
// may read otherwise.
const Version = "offline-14"

// Reader is flow's reader port. Its zero value is ready and reads by the weights of
// weights.go; it keeps nothing, so it may be shared, and reading again gives the same
// reading.
type Reader struct{ by *Weights }

// Read reads the chat. It fails only if ctx has ended, which it looks at before
// each message for each field, some milliseconds apart at most. Its cost is
// bounded: what a long message or chat leaves out, the summary says.
func (r Reader) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	t := r.listen(ctx, chat)
	found := t.found()
	if t.over() {
		return desk.Reading{}, fmt.Errorf("read offline: %w: %w", desk.ErrBusy, t.err)
	}
	out := desk.Reading{Reader: "offline", Prompt: Version, Summary: t.summary(found)}
	if t.over() { // the summary looks for numbers to call
		return desk.Reading{}, fmt.Errorf("read offline: %w: %w", desk.ErrBusy, t.err)
	}
	if n := len(chat.Messages); n > 0 {
		out.Upto = chat.Messages[n-1].Seq
	}
	for _, c := range found {
		out.Findings = append(out.Findings, c.finding())
	}
	return out, nil
}
