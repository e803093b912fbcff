package feed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// box holds letters of items' names, and fails the next call if it is told to, after it did
// what it was asked for.
type box struct {
	letters map[string][]string
	dies    map[string]bool
}

func (b *box) died(call string) error {
	if b.dies[call] {
		delete(b.dies, call)
		return fmt.Errorf("%w: died at %s", desk.ErrBusy, call)
	}
	return nil
}

func (b *box) Letters(context.Context, desk.PageAsk) (desk.Page[string], error) {
	return desk.Page[string]{Items: slices.Sorted(maps.Keys(b.letters))}, b.died("letters")
}

func (b *box) Letter(_ context.Context, name string) (out []desk.FeedRecord, err error) {
	if name == "torn" {
		return nil, fmt.Errorf("%w: torn", desk.ErrInvalid)
	}
	items, ok := b.letters[name]
	if !ok {
		return nil, desk.ErrNotFound
	}
	for _, item := range items {
		out = append(out, message(item, 1))
	}
	return out, b.died("letter")
}

func (b *box) Take(_ context.Context, name string, marked []bool) error {
	var left []string
	for i, item := range b.letters[name] {
		if !marked[i] {
			left = append(left, item)
		}
	}
	if b.letters[name] = left; left == nil {
		delete(b.letters, name)
	}
	return b.died("take")
}

// shelf keeps what it is given but what it can't.
type shelf struct {
	kept []string
	cant map[string]error
}

func (s *shelf) Keep(_ context.Context, r desk.FeedRecord) error {
	if err, can := s.cant[r.Item]; can {
		if err == nil {
			panic("a fault")
		}
		return err
	}
	s.kept = append(s.kept, r.Item)
	return nil
}

// TestCollector_WhatCantBeKeptStaysInItsLetter: and holds nothing else up, in its letter or
// in others; once it can, it is.
func TestCollector_WhatCantBeKeptStaysInItsLetter(t *testing.T) {
	b := &box{letters: map[string][]string{"1": {"a", "b", "a"}, "2": {"c", "d"}, "3": {"e"}, "4": nil, "torn": {"f"}}}
	s := &shelf{cant: map[string]error{"b": errors.New("no"), "c": nil, "e": desk.ErrBusy}}
	c := &Collector{Letterbox: b, Keeper: s}
	for range 2 {
		if _, err := c.Sweep(t.Context()); !errors.Is(err, desk.ErrBusy) {
			t.Errorf("got %v", err)
		}
		if d := cmp.Diff(map[string][]string{"1": {"b"}, "2": {"c"}, "3": {"e"}, "torn": {"f"}}, b.letters); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"a", "a", "d"}, s.kept); d != "" {
			t.Errorf("kept %s", d)
		}
	}
	s.cant = nil
	delete(b.letters, "torn")
	n, err := c.Sweep(t.Context())
	if d := cmp.Diff([]string{"a", "a", "d", "b", "c", "e"}, s.kept); d != "" || err != nil || n != 3 || len(b.letters) != 0 {
		t.Errorf("%d, %v, left %v %s", n, err, b.letters, d)
	}
	if n, err := c.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("nothing is left: %d, %v", n, err)
	}
}

// TestCollector_DiesAnywhere: the next sweep goes on, and each is kept at least once.
func TestCollector_DiesAnywhere(t *testing.T) {
	for _, call := range []string{"letters", "letter", "take"} {
		b, s := &box{letters: map[string][]string{"1": {"a", "b"}}, dies: map[string]bool{call: true}}, &shelf{}
		c := &Collector{Letterbox: b, Keeper: s}
		if _, err := c.Sweep(t.Context()); err == nil {
			t.Errorf("%s: no error", call)
		}
		if _, err := c.Sweep(t.Context()); err != nil || len(b.letters) != 0 || !slices.Contains(s.kept, "a") || !slices.Contains(s.kept, "b") {
			t.Errorf("%s: %v, left %v, kept %v", call, err, b.letters, s.kept)
		}
	}
	b := &box{letters: map[string][]string{"1": {"a"}, "2": {"b"}}}
	if _, err := (&Collector{Letterbox: b, Keeper: &taker{b}}).Sweep(t.Context()); err != nil || len(b.letters) != 0 {
		t.Errorf("another takes the letters meanwhile: %v, %v", err, b.letters)
	}
}

// taker is another sweep, which is faster.
type taker struct{ *box }

func (t *taker) Keep(context.Context, desk.FeedRecord) error {
	clear(t.letters)
	return nil
}

// TestShelver_KeepsNoNewsAndRefusesWhatIsNoChange: who types is news for those who look on;
// what can't be taken apart at all is lost to who says that it was kept.
func TestShelver_KeepsNoNewsAndRefusesWhatIsNoChange(t *testing.T) {
	no := errors.New("a list")
	for _, tt := range []struct {
		r    desk.FeedRecord
		want error
	}{{desk.FeedRecord{Item: "typing", Staff: true}, nil}, {desk.FeedRecord{Item: "a", Err: no}, no}} {
		if err := (&Shelver{}).Keep(t.Context(), tt.r); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: got %v, want %v", tt.r.Item, err, tt.want)
		}
	}
}
