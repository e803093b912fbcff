// Package dynamo is the store's engine on DynamoDB, by aws-sdk-go-v2. The mains
// that run on AWS push it into the store.
//
// One operation goes as PutItem, UpdateItem or DeleteItem, several as one
// TransactWriteItems with a token, so that the SDK's own repeats are harmless; loose
// ones go as BatchWriteItem.
// What DynamoDB says of conflicts and throttling is tried again a little, then
// it is desk.ErrBusy.
package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Engine is the engine: a client and a table made as Table says. New makes one.
type Engine struct {
	Client *dynamodb.Client
	Name   string // of the table
	// Wait waits before something is tried again; nil: for real.
	Wait func(context.Context, time.Duration) error
}

var _ store.Engine = (*Engine)(nil)

// Tries: how often what met a conflict, a throttle or an unprocessed key is
// tried, beside the SDK's own repeats.
const maxTries = 5

// Warm opens the connection at start-up, before a request has to wait for it: a
// first call over TLS costs more than all that follow.
func (e *Engine) Warm(ctx context.Context) error {
	_, err := e.Get(ctx, store.Key{PK: "WARM", SK: "WARM"}, false)
	return err
}

// Get reads an item.
func (e *Engine) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	if err := store.ValidateKey(k); err != nil {
		return nil, err
	}
	var it store.Item
	err := e.tried(ctx, func() error {
		out, err := e.Client.GetItem(ctx, &dynamodb.GetItemInput{
			TableName: &e.Name, Key: keyTo(k), ConsistentRead: &strong,
		})
		if err == nil && out.Item != nil {
			it, err = itemFrom(out.Item)
		}
		return err
	})
	return it, err
}

// BatchGet reads items, a hundred a request; what DynamoDB leaves unprocessed is
// asked for again.
func (e *Engine) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	place := make(map[store.Key]int, len(ks))
	for i, k := range ks {
		if err := store.ValidateKey(k); err != nil {
			return nil, err
		}
		if _, seen := place[k]; seen {
			return nil, fmt.Errorf("%w: a key twice in one read", desk.ErrInvalid)
		}
		place[k] = i
	}
	out := make([]store.Item, len(ks))
	for len(ks) > 0 {
		n := min(len(ks), store.MaxBatchGet)
		if err := e.batch(ctx, ks[:n], strong, func(it store.Item) { out[place[it.Key()]] = it }); err != nil {
			return nil, err
		}
		ks = ks[n:]
	}
	return out, nil
}

func (e *Engine) batch(ctx context.Context, ks []store.Key, strong bool, found func(store.Item)) error {
	ask := types.KeysAndAttributes{ConsistentRead: &strong}
	for _, k := range ks {
		ask.Keys = append(ask.Keys, keyTo(k))
	}
	for try := 0; ; {
		var got *dynamodb.BatchGetItemOutput
		err := e.tried(ctx, func() (err error) {
			got, err = e.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
				RequestItems: map[string]types.KeysAndAttributes{e.Name: ask},
			})
			return err
		})
		if err != nil {
			return err
		}
		if err := eachItem(got.Responses[e.Name], found); err != nil {
			return err
		}
		left := got.UnprocessedKeys[e.Name].Keys
		switch {
		case len(left) == 0:
			return nil
		case len(left) < len(ask.Keys):
			try = 0 // it goes forward
		default:
			try++
		}
		if try == maxTries {
			return fmt.Errorf("%w: DynamoDB leaves %d keys unprocessed", desk.ErrBusy, len(left))
		}
		ask.Keys = left
		if err := e.wait(ctx, try); err != nil {
			return err
		}
	}
}

func eachItem(avs []map[string]types.AttributeValue, found func(store.Item)) error {
	for _, av := range avs {
		it, err := itemFrom(av)
		if err != nil {
			return err
		}
		found(it)
	}
	return nil
}

// errAgain marks what may be tried again.
type errAgain struct{ error }

func (e errAgain) Unwrap() error { return e.error }

// tried does a call, and does it again while its error is worth that. Its error
// is of the store's kinds.
func (e *Engine) tried(ctx context.Context, call func() error) error {
	for try := 1; ; try++ {
		err := kind(call())
		var again errAgain
		if !errors.As(err, &again) {
			return err
		}
		if try == maxTries {
			return fmt.Errorf("%w: DynamoDB: %w", desk.ErrBusy, again.error)
		}
		if err := e.wait(ctx, try); err != nil {
			return err
		}
	}
}

// pause is the shortest wait after the n-th try: 20, 40, 80 … ms.
func pause(n int) time.Duration { return 10 * time.Millisecond << n }

// wait waits, by chance up to twice the pause, so that those who ran into each
// other don't do so again.
func (e *Engine) wait(ctx context.Context, try int) error {
	d := pause(try)
	d += rand.N(d)
	if e.Wait != nil {
		return e.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", desk.ErrBusy, ctx.Err())
	case <-t.C:
		return nil
	}
}
