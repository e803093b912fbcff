package flow_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func TestFiles_AreKeptOrSaidToBeMissing_CH19(t *testing.T) {
	for _, c := range []struct {
		name    string
		err     error
		healed  bool // the messenger recovers
		missing string
		tries   int
	}{
		{"kept", nil, false, "", 1},
		{"busy at first", &desk.SendError{Again: true, Code: "503"}, true, "", 2},
		{"busy for too long", &desk.SendError{Again: true, Code: "503"}, false, fmt.Sprintf("The file could not be fetched from the messenger in %d tries.", desk.MaxAttempts), desk.MaxAttempts},
		{"gone for good", &desk.SendError{Code: "404", Reason: "expired"}, true, "expired", 1},
		{"too large", fmt.Errorf("%w: large", desk.ErrInvalid), true, "The file is too large, or of a kind that is not kept.", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.openErr = c.err
			in := w.said("ann", "1", "")
			in.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1"}}
			w.hear(in)
			w.work()
			if c.healed {
				w.openErr = nil
			}
			w.pass(10 * time.Minute)
			a := w.messages("ann")[0].Attachments[0]
			if a.Missing != c.missing || len(w.opened) != c.tries {
				t.Errorf("missing %q after %d tries, want %q after %d", a.Missing, len(w.opened), c.missing, c.tries)
			}
			if c.missing != "" {
				if a.Stored != "" || len(w.files) != 0 {
					t.Errorf("it is missing, and kept: %+v, %v", a, w.files)
				}
				return
			}
			if a.Stored == "" || w.files[a.Stored] != "a picture" || len(w.files) != 1 || a.Size != 9 || a.MIME != "image/png" {
				t.Errorf("kept %+v, %v", a, w.files)
			}
		})
	}
}

// replaced hears a message with one picture, and then an edit that puts another in its place.
func (w *world) replaced(between func(edit func())) {
	w.t.Helper()
	w.pictures = map[string]string{"p1": "the first", "p2": "the second"}
	in := w.said("ann", "1", "this one")
	in.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1"}}
	w.hear(in)
	between(func() {
		in.Kind, in.EditedAt, in.Attachments = desk.InEdit, w.now, []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p2"}}
		w.hear(in)
	})
	if a := w.messages("ann")[0].Attachments; len(a) != 1 || a[0].Ref != "p2" || a[0].Missing != "" || w.files[a[0].Stored] != "the second" {
		w.t.Errorf("got %+v of %v, want the second", a, w.files)
	}
}

// A file that an edit puts in another's place is fetched, whatever became of the
// first.
func TestFiles_AnEditBringsAnother_CH19(t *testing.T) {
	for name, first := range map[string]error{"the first is kept": nil, "the first is lost": &desk.SendError{Again: true, Code: "503"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.openErr = first
			w.replaced(func(edit func()) {
				w.pass(10 * time.Minute)
				if a := w.messages("ann")[0].Attachments[0]; (a.Missing != "") != (first != nil) || (w.files[a.Stored] == "the first") != (first == nil) {
					t.Fatalf("before the edit: %+v, %v", a, w.files)
				}
				w.openErr = nil
				edit()
				w.pass(time.Minute)
			})
		})
	}
}

// So it is when the edit comes while the first one is being fetched, which then comes, or
// does not.
func TestFiles_AnEditBringsAnotherMeanwhile_CH19(t *testing.T) {
	for name, first := range map[string]error{"the first comes": nil, "the first is busy": &desk.SendError{Again: true, Code: "503"}, "the first is gone": &desk.SendError{Code: "404", Reason: "expired"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.openErr = first
			w.replaced(func(edit func()) {
				edited := false
				w.during = func() { edit(); edited = true }
				w.worked = func() { w.openErr = nil }
				w.pass(10 * time.Minute)
				if !edited || !slices.Contains(w.opened, "p1") {
					t.Fatalf("nothing came between: %v", w.opened)
				}
			})
		})
	}
}

// What is missing can be asked for once more, any number of times; what we have stays, and is
// not fetched again.
func TestFiles_AreFetchedAgainOnDemand_CH19(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	w.openErr = &desk.SendError{Again: true, Code: "503"}
	in := w.said("ann", "1", "these")
	in.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1"}, {Kind: desk.AttachedOther, Name: "story", Missing: "It can't be had."}}
	w.hear(in)
	w.pass(10 * time.Minute)
	m := w.messages("ann")[0]
	refetch := func() {
		t.Helper()
		for range 2 {
			got, err := w.refetcher().Refetch(ctx, admin, dialogID("ann", 1), m.Seq)
			if err != nil || got.Attachments[0].Missing != "" || got.Attachments[1].Missing != "It can't be had." {
				t.Fatalf("got %+v, %v", got.Attachments, err)
			}
		}
	}
	for n := range 3 { // it is busy for long, again and again
		if a := w.messages("ann")[0].Attachments[0]; !strings.Contains(a.Missing, "could not be fetched") || len(w.opened) != (n+1)*desk.MaxAttempts {
			t.Fatalf("the %dth time: %+v after %d tries", n+1, a, len(w.opened))
		}
		refetch()
		if n < 2 {
			w.pass(10 * time.Minute)
		}
	}
	w.openErr = nil
	w.pass(time.Minute)
	tries := len(w.opened)
	for range 2 {
		refetch()
		w.work()
		if a := w.messages("ann")[0].Attachments[0]; w.files[a.Stored] != "a picture" || a.Missing != "" || len(w.opened) != tries {
			t.Errorf("got %+v after %d tries more", a, len(w.opened)-tries)
		}
	}
	for name, at := range map[string]desk.Seq{"before the dialog": 1, "after it": m.Seq + 1} {
		if _, err := w.refetcher().Refetch(ctx, admin, dialogID("ann", 1), at); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
