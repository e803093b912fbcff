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
var ErrHeld error = untold("held behind an earlier change of the same item")

// ErrUnkept is in what became of a record that could be neither told nor kept: whoever
// gives it up loses it, unless it goes into a Letterbox.
var ErrUnkept error = untold("it could not be kept to be told later")

// untold is why a change is told later, a kind of desk.ErrBusy, which is made by no start.
type untold string

func (u untold) Error() string { return desk.ErrBusy.Error() + ": " + string(u) }
func (untold) Unwrap() error   { return desk.ErrBusy }

// Keeper sees to it that nobody misses a record for good of which the feed's tries are over,
// or what its batch holds of the same item behind it, which AWS gives up with it.
type Keeper interface {
	// Keep keeps a record, to be told all consumers later. Idempotent, as a record may fail
	// many times, and harmless if it is told after all.
	Keep(ctx context.Context, r desk.FeedRecord) error
}

// Dispatcher tells records to all consumers.
type Dispatcher struct {
	Consumers []Consumer
	Keeper    Keeper // of each record that was not told; nil: nobody
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
			out[i] = d.kept(ctx, r, out[i])
		}
	}
	return out
}

// kept has a record kept that was not told. One for which there was no time is told by the
// next call.
func (d Dispatcher) kept(ctx context.Context, r desk.FeedRecord, cause error) error {
	switch {
	case d.Keeper == nil:
		return cause
	case ctx.Err() != nil:
		return errors.Join(cause, ErrUnkept)
	}
	if err := desk.Try(func() error { return d.Keeper.Keep(ctx, r) }); err != nil {
		return errors.Join(cause, fmt.Errorf("%w: %w", ErrUnkept, err))
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
