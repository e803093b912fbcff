package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

const asl = "../closing.asl.json"

// opener opens companies for a test.
func opener(t *testing.T) opens {
	t.Helper()
	m, err := readMachine(asl)
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{dir: t.TempDir(), machine: m}
	t.Cleanup(func() {
		if err := b.close(); err != nil {
			t.Error(err)
		}
	})
	return func(s desk.Settings) (*house, error) { return b.open(t.Context(), s) }
}

// What a message may cost (design.md): in an open dialog at most two calls to
// the store, four write units, no read and nothing on a queue.
func TestAMessageInAnOpenDialog(t *testing.T) {
	rows, err := counts(t.Context(), opener(t))
	if err != nil {
		t.Fatal(err)
	}
	u := find(rows, rowMessage).Use
	if u.Requests != 1 || u.Invocations != 1 {
		t.Errorf("it woke %d functions by %d requests, want one by one", u.Invocations, u.Requests)
	}
	if u.Calls > 2 || u.Writes > 4 || u.Reads != 0 || u.Sends != 0 || u.Transitions != 0 {
		t.Errorf("got %+v, want at most 2 calls, 4 write units, and nothing else", u)
	}
}

// ceilings hold what each thing uses. What becomes cheaper may pass; what
// becomes dearer must be weighed, and its ceiling raised by hand. What a message
// costs is held to the unit, and so are queues and transitions everywhere; the
// calls and units of all else may grow by slack, so that one more look of a verb
// passes and what multiplies does not.
func ceilings() map[string]Use {
	return map[string]Use{
		rowFirst: {Calls: 3, Writes: 15, Sends: 1, Transitions: 1},
		"  its dialog is bound: contact and lead are made": {Calls: 16, Writes: 18, Reads: 7},
		rowMessage:                               {Calls: 2, Writes: 3},
		rowTold:                                  {Calls: 1, Reads: 1},
		rowLive:                                  {Calls: 1, Reads: 2, Frames: 20},
		rowRelisted:                              {Calls: 8, Writes: 8, Reads: 5},
		rowFigures:                               {Calls: 3, Writes: 6, Reads: 2},
		rowRepeat:                                {Calls: 3, Writes: 1, Reads: 2},
		"a message of 2 KB":                      {Calls: 2, Writes: 7},
		"a photo":                                {Calls: 3, Writes: 5, Sends: 1},
		"  our own copy of it is kept":           {Calls: 5, Writes: 4, Reads: 3, Objects: 1},
		"  closing: idle, nothing follows":       {Calls: 7, Writes: 2, Reads: 7, Transitions: 3},
		"the first message of a known customer":  {Calls: 4, Writes: 19, Reads: 1, Sends: 1, Transitions: 1},
		"  its dialog is bound to what is there": {Calls: 10, Writes: 8, Reads: 5},
		"  closing: somebody wrote, asked again later": {Calls: 4, Reads: 5, Transitions: 3},
		"an operator's reply":                          {Calls: 8, Writes: 12, Reads: 6, Sends: 1},
		"  it is sent":                                 {Calls: 8, Writes: 8, Reads: 4},
		"a run is asked for":                           {Calls: 9, Writes: 10, Reads: 6, Sends: 1},
		"  it reads 13 messages and fills 5 fields":    {Calls: 19, Writes: 34, Reads: 9},
		rowContact:                                                  {Invocations: 1, Calls: 15, Writes: 30, Reads: 9, Sends: 1},
		"a dialog is closed by hand":                                {Calls: 6, Writes: 9, Reads: 3}, // its operator has one less; the answer is kept
		"a page of a dialog's messages":                             {Calls: 2, Reads: 2},
		"a dialog closes by itself, and a run follows":              {Calls: 29, Writes: 44, Reads: 18, Sends: 1, Transitions: 3},
		"a message where leads wait for data":                       {Calls: 14, Writes: 9, Reads: 8, Sends: 1},
		"the first message of a new customer, where a team answers": {Calls: 3, Writes: 19, Sends: 2, Transitions: 1},
		"  its dialog is bound, routed and assigned":                {Calls: 29, Writes: 28, Reads: 20, Sends: 1},
		"an assigned dialog is accepted":                            {Calls: 5, Writes: 6, Reads: 2},
		"five seconds of an operator's typing are noted":            {Calls: 5, Writes: 2, Reads: 4, Sends: 1},
		"  the messenger shows them":                                {Calls: 5, Reads: 5},
		"a dialog is handed to another team":                        {Calls: 13, Writes: 23, Reads: 10, Sends: 2, Transitions: 1},
		"  the child is routed, and waits":                          {Calls: 15, Writes: 6, Reads: 15},
		rowAnswered:                                                 {Requests: 1, Invocations: 3, Calls: 20, Writes: 25, Reads: 11, Sends: 2},
		rowPicked:                                                   {Requests: 1, Invocations: 3, Calls: 22, Writes: 29, Reads: 12, Sends: 2, Readings: 1, MicroUSD: 160},
		rowHanded:                                                   {Requests: 1, Invocations: 4, Calls: 36, Writes: 50, Reads: 23, Sends: 3, Transitions: 1},
		"a page of 50 dialogs":                                      {Calls: 9, Reads: 131},
		"a page of 50 dialogs with what is unread":                  {Calls: 59, Reads: 230},
		"a page of 50 cards with their badges":                      {Calls: 4, Reads: 77},
		"a message that a rule acts upon is told":                   {Told: 1, Calls: 1, Writes: 6, Sends: 1},
		"  the rule does two things":                                {Invocations: 1, Calls: 12, Writes: 11, Reads: 7},
		"60 dialogs are exported: asked for":                        {Requests: 1, Invocations: 1, Calls: 6, Writes: 8, Reads: 3, Sends: 1},
		"  they are written into a file":                            {Invocations: 1, Calls: 18, Writes: 6, Reads: 159, Sends: 1, Objects: 2},
		rowHour:                                                     {Calls: 11, Reads: 69}, // once an hour, the deals that open dialogs follow in CRMs are looked for, too
		rowMinute:                                                   {Calls: 5, Reads: 4},
		"an ordinary dialog: 8 messages in, 4 replies":              {Calls: 261, Writes: 402, Reads: 186, Sends: 7, Transitions: 7},
		"a burst: 12 messages in 12 seconds, no reply":              {Calls: 156, Writes: 416, Reads: 97, Sends: 3, Transitions: 7},
		"a long dialog: 1,000 messages in, 100 replies":             {Calls: 6798, Writes: 7520, Reads: 5064, Sends: 102, Transitions: 25},
	}
}

func TestCeilings(t *testing.T) {
	left := ceilings()
	open := opener(t)
	rows, err := counts(t.Context(), open)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := stories(t.Context(), open)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range append(rows, whole...) {
		top, there := left[r.Name]
		if !there {
			t.Errorf("%q has no ceiling; it uses %+v", r.Name, r.Use)
		}
		if !within(r, top) {
			t.Errorf("%q\n uses %+v,\n more than %+v", r.Name, r.Use, top)
		}
		delete(left, r.Name)
	}
	for name := range left {
		t.Errorf("nothing is counted for %q", name)
	}
}

// What a message changes is told by one call at most, which asks once who is connected
// and uses nothing else, and a million messages with it stay below what was promised;
// to whoever is connected it is one frame each, and no more of anything else than the
// room they take on a page.
func TestTellingCostsAtMostOneCallAMessage(t *testing.T) {
	rows, err := counts(t.Context(), opener(t))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Use{Told: 1, Calls: 1, Reads: 1}, find(rows, rowTold).Use); d != "" {
		t.Error(d)
	}
	c := counted{rows: rows}
	if got := million * BillOf(c.inAll()).Total(); got > goalInAll {
		t.Errorf("a million messages cost %.2f in all, want at most %.2f", got, goalInAll)
	}
}

// slack is how much more of calls and units is let pass, and no less than two.
const slack = 0.25

// within says whether a row keeps to its ceiling.
func within(r Row, top Use) bool {
	room := func(v float64) float64 { return v + max(2, v*slack) }
	switch r.Name {
	case rowFirst, rowMessage, rowRepeat:
		room = func(v float64) float64 { return v }
	}
	return float64(r.Calls) <= room(float64(top.Calls)) && r.Writes <= room(top.Writes) && r.Reads <= room(top.Reads) &&
		r.Frames <= top.Frames && r.Sends <= top.Sends && r.Transitions <= top.Transitions && r.Objects <= top.Objects
}

// Counting is no measurement: whoever counts again finds the same.
func TestCountsAreTheSameEachTime(t *testing.T) {
	var said [2]bytes.Buffer
	for i := range said {
		if err := report(t.Context(), page{w: &said[i]}, asl); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(said[0].String(), said[1].String()); d != "" {
		t.Error(d)
	}
	for _, want := range []string{"2026-11-22", rowMessage, "a state machine per message", "The goal is 3.00"} {
		if !strings.Contains(said[0].String(), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

// flatness is how much dearer the many may be than the few.
const flatness = 1.05

// A page of dialogs costs the same among few as among many.
func TestListsAreFlat(t *testing.T) {
	for name, f := range map[string]desk.DialogFilter{"all": {}, "open": {States: []desk.DialogState{desk.StateInProgress}}} {
		used := func(n int) Use {
			e := filled(t, func(ctx context.Context, e store.Engine) error { return fillDialogs(ctx, e, n, func(int) {}) })
			return usedBy(e, func(e store.Engine) {
				p, err := store.Store{Engine: e, Now: time.Now}.ListDialogs(t.Context(), f, desk.PageAsk{Limit: 50})
				if err != nil || len(p.Items) != 50 {
					t.Fatal(len(p.Items), err)
				}
			})
		}
		if few, many := used(2000), used(6000); growth(few, many) > flatness {
			t.Errorf("%s: among 2,000: %+v, among 6,000: %+v", name, few, many)
		}
	}
}

// A message, and the newest page, cost the same wherever in a dialog they are.
func TestLongDialogsAreFlat(t *testing.T) {
	used := func(n int, do func(store.Store, time.Time) error) Use {
		e := filled(t, func(ctx context.Context, e store.Engine) error { return fillMessages(ctx, e, "c1", n) })
		now := noon.Add(time.Duration(n) * time.Second)
		return usedBy(e, func(e store.Engine) {
			if err := do(store.Store{Engine: e, Now: func() time.Time { return now }}, now); err != nil {
				t.Fatal(err)
			}
		})
	}
	for name, do := range map[string]func(store.Store, time.Time) error{
		"append": func(st store.Store, now time.Time) error {
			a, err := st.Append(t.Context(), desk.Append{Line: benchLine, Message: message("c1", 1_000_000, now)})
			if err == nil && (!a.New || a.Opened) {
				err = fmt.Errorf("not a new message of the same dialog: %+v", a)
			}
			return err
		},
		"newest page": func(st store.Store, _ time.Time) error {
			p, err := st.Messages(t.Context(), "c1", 0, 0, true, desk.PageAsk{Limit: 9})
			if err == nil && len(p.Items) != 9 {
				err = fmt.Errorf("got %d messages, want 9", len(p.Items))
			}
			return err
		},
	} {
		if few, many := used(9, do), used(3000, do); growth(few, many) > flatness {
			t.Errorf("%s: at message 10: %+v, at message 3,000: %+v", name, few, many)
		}
	}
}

func filled(t *testing.T, fill func(context.Context, store.Engine) error) store.Engine {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "store.db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := fill(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	return e
}

// A filled file holds what the store itself writes.
func TestFilledDialogsAreTheStoresOwn(t *testing.T) {
	e := filled(t, func(ctx context.Context, e store.Engine) error { return fillDialogs(ctx, e, 3, func(int) {}) })
	st := store.Store{Engine: e, Now: func() time.Time { return noon.Add(time.Hour) }}
	d, err := st.Dialog(t.Context(), desk.NewDialogID(customerAt(1), 1))
	if err != nil || d.State != desk.StateWaiting || !d.OpenedAt.Equal(noon.Add(apart).Truncate(time.Microsecond)) || d.Last == 0 {
		t.Errorf("got %+v, %v", d, err)
	}
}
