// Package streams reads what DynamoDB Streams tell of the table, as Lambda brings
// it: the store's feed on AWS. It needs no client, and so costs functions/feed no
// start.
//
// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
package streams

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// record is one record of a stream whose view is NEW_AND_OLD_IMAGES.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
type record struct {
	DynamoDB struct {
		Keys           image  `json:"Keys"`
		OldImage       image  `json:"OldImage"`
		NewImage       image  `json:"NewImage"`
		SequenceNumber string `json:"SequenceNumber"`
	} `json:"dynamodb"`
}

type image map[string]attribute

// attribute is a value with its type: exactly one is set. We store no others.
type attribute struct {
	S    *string `json:"S"`
	N    *string `json:"N"`
	B    []byte  `json:"B"` // in base64
	BOOL *bool   `json:"BOOL"`
}

func (a attribute) value() (any, error) {
	switch {
	case a.S != nil:
		return *a.S, nil
	case a.N != nil:
		return strconv.ParseInt(*a.N, 10, 64)
	case a.BOOL != nil:
		return *a.BOOL, nil
	case a.B != nil:
		return a.B, nil
	}
	return nil, fmt.Errorf("%w: a value of a type that we don't store", desk.ErrInvalid)
}

func (i image) item() (store.Item, error) {
	if i == nil {
		return nil, nil
	}
	it := make(store.Item, len(i))
	for name, a := range i {
		v, err := a.value()
		if err != nil {
			return nil, fmt.Errorf("attribute %s: %w", name, err)
		}
		it[name] = v
	}
	return it, nil
}

// Change reads a record. With an error it knows at least the key, if that can be
// read.
func Change(raw []byte) (c store.Change, key store.Key, err error) {
	var r record
	if err := json.Unmarshal(raw, &r); err != nil {
		return c, key, fmt.Errorf("this is no record of a stream: %w", err)
	}
	keys, err := r.DynamoDB.Keys.item()
	if err != nil {
		return c, key, fmt.Errorf("keys of a record: %w", err)
	}
	key = keys.Key()
	c.Place = r.DynamoDB.SequenceNumber
	if c.Old, err = r.DynamoDB.OldImage.item(); err == nil {
		c.New, err = r.DynamoDB.NewImage.item()
	}
	if err == nil && c.Old == nil && c.New == nil {
		err = fmt.Errorf("%w: the record has neither image: the stream's view must be NEW_AND_OLD_IMAGES", desk.ErrBusy)
	}
	if err != nil {
		return store.Change{}, key, fmt.Errorf("record %s of the stream: %w", r.DynamoDB.SequenceNumber, err)
	}
	return c, key, nil
}

// Records reads a batch, each change as read does. What can't be read says so,
// under its item if that can be.
func Records(batch []json.RawMessage, read func(store.Change) desk.FeedRecord) []desk.FeedRecord {
	out := make([]desk.FeedRecord, len(batch))
	for i, raw := range batch {
		c, key, err := Change(raw)
		if err != nil {
			out[i] = desk.FeedRecord{Item: key.Item(), Err: err}
			continue
		}
		out[i] = read(c)
	}
	return out
}

// Filters are the store's patterns as those of an event source, which has five at
// most: one for all sort keys that begin partitions of one kind, or of two that share
// one, and one for all kinds whose every item is told. Each lets records through: what
// passes none starts no function and costs nothing.
//
// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
func Filters() ([]string, error) {
	var order []string
	kinds, sorts, whole := map[string][]rule{}, map[string][]rule{}, []rule{}
	for _, p := range store.FeedPatterns() {
		if p.Prefix && p.SK == "" {
			whole = append(whole, begins(p.PK))
			continue
		}
		with := sharing(p.PK)
		if sorts[with] == nil {
			order = append(order, with)
		}
		if pk := begins(p.PK); !slices.Contains(kinds[with], pk) {
			kinds[with] = append(kinds[with], pk)
		}
		var sk rule = p.SK
		if p.Prefix {
			sk = begins(p.SK)
		}
		sorts[with] = append(sorts[with], sk)
	}
	var out []string
	add := func(pk, sk []rule) error {
		raw, err := json.Marshal(map[string]any{"dynamodb": map[string]any{"Keys": map[string]any{
			"pk": map[string]any{"S": pk}, "sk": map[string]any{"S": sk},
		}}})
		out = append(out, string(raw))
		return err
	}
	for _, with := range order {
		if err := add(kinds[with], sorts[with]); err != nil {
			return nil, err
		}
	}
	if len(whole) > 0 {
		if err := add(whole, []rule{there{true}}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// rule is one of a filter's.
type rule any

type prefix struct {
	Prefix string `json:"prefix"`
}

type there struct {
	Exists bool `json:"exists"`
}

func begins(with string) rule { return prefix{with} }

// sharing names the filter of a kind of partitions. Two share one where neither holds
// items that the other's sort keys let through: a test goes through all there are.
func sharing(pk string) string {
	switch pk {
	case "R#", "K#":
		return "runs and cards"
	case "DR#", "O#":
		return "typing and sessions"
	}
	return pk
}
