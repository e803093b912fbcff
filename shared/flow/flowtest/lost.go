package flowtest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sufler/sufler/shared/desk"
)

// lostSuite fails each step of a verb in turn, before and after its work, then
// repeats the verb, and wants the end state to be as if nothing had happened.
var lostSuite = map[string]func(*T){
	"a message": func(t *T) {
		t.everyFault(func(i int) error { return t.say(i, "m") }, nil)
	},
	"a message that opens the next dialog": func(t *T) {
		t.everyFault(func(i int) error { return t.say(i, "m") }, func() {
			if ds := t.dialogs(); len(ds) > 0 {
				t.close(ds[len(ds)-1].ID)
			}
		})
	},
	"a message that opens the first dialog": func(t *T) {
		t.everyFault(func(i int) error {
			return t.say(i, "m")
		}, func() {
			t.cust = desk.NewCustomerID(t.line.ID, fmt.Sprint(t.Steps()))
			t.known = nil
		})
	},
	"a reply": func(t *T) {
		d := t.append("m").Dialog
		t.known = append(t.known, "m")
		t.everyFault(func(i int) error {
			a := t.said(desk.ByOperator, t.id(i, "own"), "x")
			v := desk.ReplyDelivery(t.line.ID, a.Message, d.ID, t.Clock.Now())
			a.In, a.Delivery = d.ID, &v
			_, err := t.Append(t.ctx, a)
			if err == nil {
				_, err = t.Delivery(t.ctx, v.ID)
			}
			return err
		}, nil)
	},
	"a change of a dialog": func(t *T) {
		d := t.append("m").Dialog
		t.known = append(t.known, "m")
		t.everyFault(func(i int) error {
			got, err := t.ChangeDialog(t.ctx, d.ID, func(d desk.Dialog) (desk.Dialog, error) {
				return d.Bind(desk.BoundCard{Ref: desk.CardRef{Kind: desk.Deal, ID: fmt.Sprint("d", i)}}), nil
			})
			if err == nil && len(got.Cards) != i+1 {
				return fmt.Errorf("%d cards are bound after %d changes", len(got.Cards), i+1)
			}
			return err
		}, nil)
	},
	"a card": func(t *T) {
		t.everyFault(func(i int) error {
			c, err := t.CreateCard(t.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.Lead}, Contact: desk.CardRef{Kind: desk.Contact, ID: fmt.Sprint(i)}}, fmt.Sprint("o", i))
			if err != nil {
				return err
			}
			got, err := t.OpenCards(t.ctx, c.Contact)
			if err == nil && len(got) != 1 {
				return fmt.Errorf("the contact has %d cards", len(got))
			}
			return err
		}, nil)
	},
	"a change of a card": func(t *T) {
		c := t.card(desk.Deal, "o", desk.CardRef{})
		t.everyFault(func(i int) error {
			f := desk.FieldName(fmt.Sprint("f", i))
			got, err := t.ChangeCard(t.ctx, desk.CardChange{ID: fmt.Sprint(i), Card: c.Ref, Fields: []desk.FieldChange{{Field: f, New: "v"}}})
			if err == nil && !got.Set[f] {
				return fmt.Errorf("field %s was not set", f)
			}
			return err
		}, nil)
	},
	"a run": func(t *T) {
		t.everyFault(func(i int) error {
			r := t.run(fmt.Sprint("r", i))
			r.Card.ID = fmt.Sprint(i)
			got, _, err := t.CreateRun(t.ctx, r)
			if err == nil && got.ID != r.ID {
				return fmt.Errorf("got run %s", got.ID)
			}
			return err
		}, nil)
	},
	"a hand-over": func(t *T) {
		var parent, child desk.Dialog
		t.everyFault(func(int) error { return t.Follow(t.ctx, parent, child) }, func() {
			t.Clock.Move(time.Second)
			id := desk.ExternalID(fmt.Sprint("m", t.Steps()))
			t.known = append(t.known, id)
			parent, child = t.handed(t.append(string(id)).Dialog)
		})
	},
}

// id is an external id that the stream shall hold from now on.
func (t *T) id(i int, kind string) string {
	id := fmt.Sprint(kind, i)
	for _, have := range t.known {
		if string(have) == id {
			return id
		}
	}
	t.known = append(t.known, desk.ExternalID(id))
	return id
}

// say appends the i-th message.
func (t *T) say(i int, kind string) error {
	t.Clock.Move(time.Second)
	_, err := t.Append(t.ctx, t.said(desk.ByCustomer, t.id(i, kind), "x"))
	return err
}

// everyFault does a verb once for each way in which one of its steps can fail,
// and repeats it. i numbers the attempts; before prepares one.
func (t *T) everyFault(verb func(i int) error, before func()) {
	if t.FailAt == nil {
		return
	}
	i := 0
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			if n > 60 {
				t.Fatal("a verb of more than 60 steps")
			}
			if before != nil {
				before()
			}
			start := t.Steps()
			t.FailAt(n, after)
			err := verb(i)
			t.FailAt(0, false)
			reached := t.Steps()-start >= n
			if reached && err == nil && !after {
				t.Logf("step %d failed and nobody minded", n)
			}
			for range 2 {
				if err := verb(i); err != nil {
					t.Fatalf("repeat after step %d failed (after its work: %v): %v", n, after, err)
				}
			}
			if err := whole(t.ctx, t.World, t.cust, t.known, false); err != nil {
				t.Fatalf("after step %d failed (after its work: %v): %v", n, after, err)
			}
			i++
			if !reached {
				break
			}
		}
	}
}

// raceSuite lets many do the same at once.
var raceSuite = map[string]func(*T){
	"first messages of a new customer at once make one dialog": func(t *T) {
		opened := t.atOnce(8, func(i int) (bool, error) {
			a, err := t.Append(t.ctx, t.said(desk.ByCustomer, fmt.Sprint("m", i), "x"))
			return a.Opened, err
		})
		if ds := t.dialogs(); len(ds) != 1 || opened != 1 {
			t.Errorf("%d dialogs, opened by %d", len(ds), opened)
		}
		t.whole("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7")
	},
	"the same message at once is one": func(t *T) {
		fresh := t.atOnce(8, func(int) (bool, error) {
			a, err := t.Append(t.ctx, t.said(desk.ByCustomer, "m", "x"))
			return a.New, err
		})
		if fresh != 1 {
			t.Errorf("%d were told that it is new", fresh)
		}
		t.whole("m")
	},
	"messages, replies, edits and closings at once leave the stream whole": func(t *T) {
		t.append("m")
		want := []desk.ExternalID{"m"}
		for i := range 8 {
			want = append(want, desk.ExternalID(fmt.Sprint("m", i)))
		}
		t.atOnce(24, func(i int) (bool, error) {
			if i%3 == 2 {
				ds, err := dialogsOf(t.ctx, t.World, t.cust)
				if err == nil {
					_, err = t.ChangeDialog(t.ctx, ds[len(ds)-1].ID, closing(t.Clock.Now()))
				}
				return false, err
			}
			// Each message comes twice.
			_, err := t.Append(t.ctx, t.said(desk.ByCustomer, fmt.Sprint("m", i/3), "x"))
			if err == nil {
				_, err = t.Amend(t.ctx, t.cust, "m", func(m desk.Message) desk.Message {
					return m.WithVersion(desk.Version{At: time.Unix(int64(i), 0).UTC(), Text: fmt.Sprint(i)})
				})
			}
			return false, err
		})
		t.whole(want...)
		m, err := t.Message(t.ctx, t.cust, "m")
		if err != nil || len(m.Versions) != 17 {
			t.Errorf("%d versions (%v), want 17", len(m.Versions), err)
		}
	},
	"one of many askers makes the run": func(t *T) {
		made := t.atOnce(8, func(i int) (bool, error) {
			_, created, err := t.CreateRun(t.ctx, t.run(fmt.Sprint("r", i)))
			return created, err
		})
		if made != 1 {
			t.Errorf("%d runs were made", made)
		}
	},
	"changes of one card at once all happen": func(t *T) {
		c := t.card(desk.Deal, "o", desk.CardRef{})
		t.atOnce(8, func(i int) (bool, error) {
			_, err := t.ChangeCard(t.ctx, desk.CardChange{ID: fmt.Sprint(i), Card: c.Ref, Fields: []desk.FieldChange{{Field: desk.FieldName(fmt.Sprint("f", i)), New: "v"}}})
			return true, err
		})
		got, err := t.Card(t.ctx, c.Ref)
		if err != nil || len(got.Values) != 9 {
			t.Errorf("values %v, %v", got.Values, err)
		}
	},
}

// atOnce runs do n times at once and counts those that answer true.
func (t *T) atOnce(n int, do func(i int) (bool, error)) int {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	yes := 0
	for i := range n {
		wg.Go(func() {
			ok, err := do(i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("racer %d: %v", i, err)
			}
			if ok {
				yes++
			}
		})
	}
	wg.Wait()
	return yes
}

// anyOrder appends, repeats, edits, closes, hands over and fails in any order,
// and wants the stream whole whatever happens.
func anyOrder(t *testing.T, w *World) {
	customers := 0
	rapid.Check(t, func(rt *rapid.T) {
		customers++
		x := newT(t, w)
		x.cust = desk.NewCustomerID(x.line.ID, fmt.Sprint("any", customers))
		owed := map[string]bool{} // failed: to be repeated
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			w.Clock.Move(time.Duration(rapid.Int64Range(-2, 3).Draw(rt, "clock")) * time.Microsecond)
			id := fmt.Sprint("m", rapid.IntRange(0, 5).Draw(rt, "id"))
			if w.FailAt != nil && rapid.IntRange(0, 2).Draw(rt, "fails") == 0 {
				w.FailAt(rapid.IntRange(1, 5).Draw(rt, "at"), rapid.Bool().Draw(rt, "after"))
			}
			switch rapid.SampledFrom([]string{"say", "say", "say", "edit", "close", "reply", "follow"}).Draw(rt, "do") {
			case "say":
				by := rapid.SampledFrom([]desk.Author{desk.ByCustomer, desk.ByOperator, desk.ByBot}).Draw(rt, "by")
				_, err := x.Append(x.ctx, x.said(by, id, "x"))
				owed[id] = err != nil
			case "edit":
				_, _ = x.Amend(x.ctx, x.cust, desk.ExternalID(id), func(m desk.Message) desk.Message { m.Text += "!"; return m })
			default:
				x.onNewest(rt, owed)
			}
			if w.FailAt != nil {
				w.FailAt(0, false)
			}
		}
		var known []desk.ExternalID
		for id, failed := range owed {
			known = append(known, desk.ExternalID(id))
			if failed {
				if _, err := x.Append(x.ctx, x.said(desk.ByCustomer, id, "x")); err != nil {
					rt.Fatal(err)
				}
			}
		}
		if err := whole(x.ctx, w, x.cust, known, w.FailAt != nil); err != nil {
			rt.Fatal(err)
		}
	})
}

// onNewest does something to the newest dialog, if there is one. What fails here
// is not repeated: it may have happened or not.
func (t *T) onNewest(rt *rapid.T, owed map[string]bool) {
	ds, err := dialogsOf(t.ctx, t.World, t.cust)
	if err != nil || len(ds) == 0 {
		return
	}
	d := ds[len(ds)-1]
	switch rapid.SampledFrom([]string{"close", "reply", "follow"}).Draw(rt, "newest") {
	case "close":
		_, _ = t.ChangeDialog(t.ctx, d.ID, closing(t.Clock.Now()))
	case "reply":
		id := fmt.Sprint("own", rapid.IntRange(0, 3).Draw(rt, "own"))
		a := t.said(desk.ByOperator, id, "x")
		a.In = d.ID
		_, err := t.Append(t.ctx, a)
		if err == nil {
			owed[id] = false
			return
		}
		// A lost answer or a refusal: what was stored, if so, is known by looking.
		if t.FailAt != nil {
			t.FailAt(0, false)
		}
		if _, err := t.Message(t.ctx, t.cust, desk.ExternalID(id)); err == nil {
			owed[id] = false
		}
	case "follow":
		if d.Open() {
			_ = t.Follow(t.ctx, closedOf(d, t.Clock.Now()), d.Child("boris", "", t.Clock.Now()))
		}
	}
}

func closedOf(d desk.Dialog, now time.Time) desk.Dialog {
	d.State, d.Turn, d.CloseReason, d.ClosedAt = desk.Closed, desk.TurnNobody, desk.ClosedTransfer, now
	return d
}
