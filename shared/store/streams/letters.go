package streams

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Objects are a bucket's.
type Objects interface {
	// Names are the names that begin with a prefix, in their order.
	Names(ctx context.Context, prefix string, ask desk.PageAsk) (desk.Page[string], error)
	// Open reads one. ErrNotFound.
	Open(ctx context.Context, name string) (desk.File, error)
	// Keep writes one, over what is there.
	Keep(ctx context.Context, name string, file desk.File) (int64, error)
	// Remove takes one away. Idempotent.
	Remove(ctx context.Context, name string) error
}

// Letterbox is the bucket into which Lambda puts what the stream's event source gives up: an
// object for each batch, with all that the function was called with.
//
// https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
type Letterbox struct {
	Objects Objects
	Read    func(store.Change) desk.FeedRecord
	Found   func(n int) // if set: hears how many letters a page of them has
}

// Prefix is how the objects' names begin: aws/lambda/EVENT-SOURCE/SHARD/YEAR/MONTH/DAY/TIME-UUID.
const Prefix = "aws/lambda/"

// maxLetter bounds what is read of a letter: a call's 6 MB, as a text within JSON.
const maxLetter = 32 << 20

// event is what the function was called with.
type event struct {
	Records []json.RawMessage `json:"Records"`
}

// letter is an object. Its payload is a text that is JSON; one that is JSON itself is read, too.
type letter map[string]json.RawMessage

const payload = "payload"

func (l letter) event() (e event, err error) {
	raw := []byte(l[payload])
	if bytes.HasPrefix(raw, []byte(`"`)) {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return e, err
		}
		raw = []byte(text)
	}
	if len(raw) == 0 {
		return e, errors.New("it has no payload")
	}
	return e, json.Unmarshal(raw, &e)
}

// Letters implements feed.Letterbox.
func (b Letterbox) Letters(ctx context.Context, ask desk.PageAsk) (desk.Page[string], error) {
	page, err := b.Objects.Names(ctx, Prefix, ask)
	if err == nil && len(page.Items) > 0 && b.Found != nil {
		b.Found(len(page.Items))
	}
	return page, err
}

// Letter implements feed.Letterbox.
func (b Letterbox) Letter(ctx context.Context, name string) ([]desk.FeedRecord, error) {
	_, held, err := b.open(ctx, name)
	return Records(held.Records, b.Read), err
}

// Take implements feed.Letterbox. Of two that take at the same time each has kept what it
// takes out: whatever the later one writes, no record is nowhere.
func (b Letterbox) Take(ctx context.Context, name string, marked []bool) error {
	l, held, err := b.open(ctx, name)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return nil
	case err != nil:
		return err
	case len(held.Records) != len(marked):
		return fmt.Errorf("letter %s: %w", name, desk.ErrConflict)
	}
	var left event
	for i, raw := range held.Records {
		if !marked[i] {
			left.Records = append(left.Records, raw)
		}
	}
	if len(left.Records) == 0 {
		return b.Objects.Remove(ctx, name)
	}
	if l[payload], err = json.Marshal(left); err != nil {
		return err
	}
	raw, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = b.Objects.Keep(ctx, name, desk.File{Body: io.NopCloser(bytes.NewReader(raw)), Size: int64(len(raw))})
	return err
}

func (b Letterbox) open(ctx context.Context, name string) (l letter, held event, err error) {
	f, err := b.Objects.Open(ctx, name)
	if err != nil {
		return nil, held, err
	}
	defer func() { err = errors.Join(err, f.Body.Close()) }()
	raw, err := io.ReadAll(io.LimitReader(f.Body, maxLetter))
	if err != nil {
		return nil, held, fmt.Errorf("%w: letter %s: %w", desk.ErrBusy, name, err)
	}
	if err = json.Unmarshal(raw, &l); err == nil {
		held, err = l.event()
	}
	if err != nil {
		return nil, held, fmt.Errorf("%w: letter %s can't be read: %w", desk.ErrInvalid, name, err)
	}
	return l, held, nil
}
