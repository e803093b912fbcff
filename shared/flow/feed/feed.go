// Package feed tells what changed to whoever wants to know: the engines say it
// once, as records; a Dispatcher gives each to the consumers. So no verb tells
// anybody anything, and a message still costs two writes.
//
// functions/feed and infra/local drive it.
package feed

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Consumer hears of what changed: of each change at least once, of changes of one
// thing in their order, of different things in any. It must be idempotent by the
// thing's version. What it answers with an error it hears again, and until then
// nothing more of that thing, so it must not fail for what can't be mended by
// trying again.
type Consumer interface {
	// Changed hears of a record that can be read and says something.
	Changed(ctx context.Context, r desk.FeedRecord) error
}

// ErrHeld is what becomes of a record that follows one of the same item that
// could not be told: it keeps its place behind it.
var ErrHeld = fmt.Errorf("%w: held behind an earlier change of the same item", desk.ErrBusy)

// Mender makes up for what may never be told: a record that fails for so long is given
// up and, on AWS, so is what its batch holds of the same item behind it.
type Mender interface {
	// Mend sees to it that what follows from a record is made once the record's tries
	// are over, whatever becomes of them. It does not keep the record: it is for what
	// follows from how a thing is then. Idempotent, as a record may fail many times.
	Mend(ctx context.Context, r desk.FeedRecord) error
}

// Dispatcher tells records to all consumers.
type Dispatcher struct {
	Consumers []Consumer
	Mender    Mender // of each record that was not told; nil: nobody
}

// Tell tells records, in their order, and answers with what became of each, nil:
// every consumer has it. One that fails, panics or can't be read holds up its own
// item and no other. Telling the same records again is harmless.
func (d Dispatcher) Tell(ctx context.Context, records []desk.FeedRecord) []error {
	out := make([]error, len(records))
	held := map[string]bool{}
	for i, r := range records {
		switch {
		case held[r.Item]:
			out[i] = ErrHeld
		case ctx.Err() != nil:
			out[i] = fmt.Errorf("%w: %w", desk.ErrBusy, ctx.Err())
		default:
			out[i] = d.one(ctx, r)
		}
		if out[i] != nil {
			held[r.Item] = true
			out[i] = d.mend(ctx, r, out[i])
		}
	}
	return out
}

// mend has a record that was not told made up for. One for which there was no time is
// told by the next call.
func (d Dispatcher) mend(ctx context.Context, r desk.FeedRecord, cause error) error {
	if d.Mender == nil || ctx.Err() != nil {
		return cause
	}
	if err := desk.Try(func() error { return d.Mender.Mend(ctx, r) }); err != nil {
		return errors.Join(cause, fmt.Errorf("make up for it: %w", err))
	}
	return cause
}

// one tells one record: the others hear it though one of them fails.
func (d Dispatcher) one(ctx context.Context, r desk.FeedRecord) error {
	if r.Err != nil {
		return r.Err
	}
	if r == (desk.FeedRecord{Item: r.Item}) { // another name of a message, what came before it
		return nil
	}
	var failed []error
	for _, c := range d.Consumers {
		failed = append(failed, desk.Try(func() error { return c.Changed(ctx, r) }))
	}
	return errors.Join(failed...)
}
