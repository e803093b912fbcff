package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// FuzzCursor: a cursor comes from anybody. It is refused, or it is a place that
// is written again as it was read; a query finds it good or refuses it.
func FuzzCursor(f *testing.F) {
	good, err := cursor(Item{"pk": "p", "sk": "s", "seq": int64(7)})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", good, "e30", "!", "eyJuIjp7InNlcSI6MWU5OX19", "eyJ0Ijp7InBrIjoiXHUwMDAwIn19"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := place(s)
		if err != nil {
			if !errors.Is(err, desk.ErrInvalid) {
				t.Fatalf("got %v, want ErrInvalid", err)
			}
			return
		}
		again, err := cursor(at)
		if err != nil {
			t.Fatal(err)
		}
		back, err := place(again)
		if d := cmp.Diff(at, back); err != nil || d != "" {
			t.Fatalf("%v (-first +second)\n%s", err, d)
		}
		for _, q := range []Query{{PK: "p"}, {PK: "p", Index: BySeq}, {PK: "p", Index: ByList}} {
			q.After = at
			if x, err := ValidateQuery(q); err == nil && at != nil && at.Str(x.PK) != "p" {
				t.Fatalf("a place outside of the partition passes: %v", at)
			} else if err != nil && !errors.Is(err, desk.ErrInvalid) {
				t.Fatal(err)
			}
		}
	})
}
