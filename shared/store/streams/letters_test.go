package streams

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// objects are a bucket's.
type objects map[string]string

func (o objects) Names(_ context.Context, prefix string, _ desk.PageAsk) (page desk.Page[string], err error) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if strings.HasPrefix(name, prefix) {
			page.Items = append(page.Items, name)
		}
	}
	return page, nil
}

func (o objects) Open(_ context.Context, name string) (desk.File, error) {
	raw, ok := o[name]
	if !ok {
		return desk.File{}, desk.ErrNotFound
	}
	return desk.File{Body: io.NopCloser(strings.NewReader(raw))}, nil
}

func (o objects) Keep(_ context.Context, name string, f desk.File) (int64, error) {
	raw, err := io.ReadAll(f.Body)
	o[name] = string(raw)
	return int64(len(raw)), err
}

func (o objects) Remove(_ context.Context, name string) error {
	delete(o, name)
	return nil
}

const named = "aws/lambda/14e0db71-5d35-4eb5-b481-8945cf9d10c2/shardId-00000001772452800184-864758bb/2026/03/02/2026-03-02T12.03.49-316aa6d0"

// TestLetterbox_AsItIsDocumented: a letter holds the batch that was given up, and is read as
// the batch is that the function was called with; what is taken out of it is in it no more,
// and the rest of it stays as it was.
func TestLetterbox_AsItIsDocumented(t *testing.T) {
	raw, err := os.ReadFile("../../../events/feed/letter.json")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	o := objects{named: string(raw), "other/thing": "x"}
	b := Letterbox{Objects: o, Read: store.Change.Record, Found: func(n int) { found += n }}
	page, err := b.Letters(t.Context(), desk.PageAsk{Limit: 100})
	if d := cmp.Diff([]string{named}, page.Items); d != "" || err != nil || found != 1 {
		t.Fatalf("%d found, %v: %s", found, err, d)
	}
	whole := Records(batch(t), store.Change.Record)
	same := func(a, b desk.FeedRecord) bool {
		return a.Item == b.Item && cmp.Equal(a.Told, b.Told) && (a.Err == nil) == (b.Err == nil)
	}
	got, err := b.Letter(t.Context(), named)
	if err != nil || !slices.EqualFunc(got, whole, same) || len(whole) != 5 {
		t.Fatalf("got %+v, %v; want %+v", got, err, whole)
	}
	if err := b.Take(t.Context(), named, make([]bool, 4)); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("of another letter: %v", err)
	}
	if err := b.Take(t.Context(), named, []bool{true, false, true, false, true}); err != nil {
		t.Fatal(err)
	}
	got, err = b.Letter(t.Context(), named)
	if err != nil || !slices.EqualFunc(got, []desk.FeedRecord{whole[1], whole[3]}, same) {
		t.Errorf("left are %+v, %v", got, err)
	}
	var before, after map[string]any
	if err := errors.Join(json.Unmarshal(raw, &before), json.Unmarshal([]byte(o[named]), &after)); err != nil {
		t.Fatal(err)
	}
	delete(before, payload)
	delete(after, payload)
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("what else it says (-before +after)\n%s", d)
	}
	for range 2 {
		if err := b.Take(t.Context(), named, []bool{true, true}); err != nil || len(o) != 1 {
			t.Errorf("all is taken: %v, %d objects", err, len(o))
		}
	}
	if _, err := b.Letter(t.Context(), named); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a letter that is gone: %v", err)
	}
}

// TestLetterbox_WhatIsNoLetterStays: nothing is made of it, and nothing is taken away.
func TestLetterbox_WhatIsNoLetterStays(t *testing.T) {
	for name, raw := range map[string]string{
		"no JSON": `{`, "no payload": `{"version":"1.0"}`, "an empty one": `{"payload":""}`, "a text": `{"payload":"<Whole Event>"}`, "half a text": `{"payload":"{\"Rec`,
	} {
		o := objects{named: raw}
		b := Letterbox{Objects: o, Read: store.Change.Record}
		_, read := b.Letter(t.Context(), named)
		taken := b.Take(t.Context(), named, nil)
		if !errors.Is(read, desk.ErrInvalid) || !errors.Is(taken, desk.ErrInvalid) || o[named] != raw {
			t.Errorf("%s: %v, %v, %s", name, read, taken, o[named])
		}
	}
}
