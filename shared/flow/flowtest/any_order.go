package flowtest

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sufler/sufler/shared/desk"
)

// anyOrder appends, repeats, edits, closes, hands over and fails in any order,
// and wants the stream whole whatever happens.
func anyOrder(t *testing.T, w *World) {
	customers := 0
	newT(t, w).setWorkload("boris", desk.OperatorInactive, 1e6)
	rapid.Check(t, func(rt *rapid.T) {
		customers++
		x := newT(t, w)
		x.cust = desk.NewCustomerID(x.line.ID, fmt.Sprint("any", customers))
		owed := map[string]bool{} // failed: to be repeated
		deleted := map[string]bool{}
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			w.Clock.Move(time.Duration(rapid.Int64Range(-2, 3).Draw(rt, "clock")) * time.Microsecond)
			id := fmt.Sprint("m", rapid.IntRange(0, 5).Draw(rt, "id"))
			if w.FailAt != nil && rapid.IntRange(0, 2).Draw(rt, "fails") == 0 {
				w.FailAt(rapid.IntRange(1, 5).Draw(rt, "at"), rapid.Bool().Draw(rt, "after"))
			}
			switch rapid.SampledFrom([]string{"say", "say", "say", "edit", "early", "close", "reply", "follow"}).Draw(rt, "do") {
			case "say":
				by := rapid.SampledFrom([]desk.Author{desk.ByCustomer, desk.ByOperator, desk.ByBot}).Draw(rt, "by")
				a := x.said(by, id, "x")
				if rapid.Bool().Draw(rt, "bot") {
					a.Line.Active, a.Line.Bot = true, desk.BotBuiltIn
				}
				_, err := x.Append(x.ctx, a)
				owed[id] = err != nil
			case "edit":
				_, _ = x.UpdateMessage(x.ctx, x.cust, desk.ExternalID(id), func(m desk.Message) desk.Message { m.Text += "!"; return m })
			case "early":
				if x.UpdateOrDefer(x.ctx, x.cust, desk.ExternalID(id), gone) == nil {
					deleted[id] = true
				}
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
		for id := range deleted {
			m, err := x.Message(x.ctx, x.cust, desk.ExternalID(id))
			if _, came := owed[id]; came && (err != nil || !m.Deleted) {
				rt.Fatalf("message %s was taken back: deleted %v, %v", id, m.Deleted, err)
			}
		}
		if err := whole(x.ctx, w, x.cust, known, w.FailAt != nil); err != nil {
			rt.Fatal(err)
		}
	})
}

func gone(m desk.Message) desk.Message { m.Deleted = true; return m }

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
		_, err := t.AppendIn(t.ctx, a, d.ID, nil)
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
	d.State, d.Turn, d.CloseReason, d.ClosedAt = desk.StateClosed, desk.TurnNobody, desk.ClosedTransfer, now
	return d
}
