package flow_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sufler/sufler/shared/desk"
)

// Whatever is merged, parted and written in between, in any order: each customer and
// each of their dialogs is the contact's in which the one that they came with ended,
// as a model says that knows but who went into whom.
func TestMerge_AnyOrderIsAsTheModelSays_OP36(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		users := []string{"u0", "u1", "u2"}
		var own []desk.CardRef
		dialogs := map[string]int{}
		for _, u := range users {
			w.hear(w.said(u, u+"-0", "hello"))
			w.pass(time.Second)
			own, dialogs[u] = append(own, w.dialog(u, 1).Contact), 1
		}
		went := map[int]int{}
		end := func(i int) int {
			for {
				next, gone := went[i]
				if !gone {
					return i
				}
				i = next
			}
		}
		for n := range rapid.IntRange(1, 8).Draw(r, "steps") {
			a, b := rapid.IntRange(0, 2).Draw(r, "a"), rapid.IntRange(0, 2).Draw(r, "b")
			later := rapid.Bool().Draw(r, "the job comes later")
			switch rapid.SampledFrom([]string{"merge", "unmerge", "write", "write anew"}).Draw(r, "what") {
			case "merge":
				_, gone := went[a]
				_, away := went[b]
				_, err := w.parts().Merger().Merge(t.Context(), admin, own[a], own[b], nil)
				switch may := a != b && (gone && went[a] == b || !gone && !away); {
				case !may && err == nil:
					r.Fatalf("%d went into %d, with %v", a, b, went)
				case may && err != nil && w.idle(): // else its parting may be under way
					r.Fatalf("merge %d into %d, with %v: %v", a, b, went, err)
				}
				if err == nil {
					went[a] = b
				}
			case "unmerge":
				_, gone := went[a]
				_, away := went[went[a]]
				if _, err := w.parts().Merger().Unmerge(t.Context(), admin, own[a]); err == nil {
					delete(went, a)
				} else if gone && !away && w.idle() {
					r.Fatalf("unmerge %d, with %v: %v", a, went, err)
				}
			case "write anew":
				w.pass(3 * time.Hour)
				dialogs[users[a]]++
				fallthrough
			default:
				w.hear(w.said(users[a], fmt.Sprint(users[a], "-", n+1), "more"))
				dialogs[users[a]] = max(dialogs[users[a]], 1)
			}
			if !later {
				w.pass(time.Minute)
			}
		}
		w.pass(time.Minute)
		for i, u := range users {
			want := own[end(i)]
			c, err := w.store.Customer(t.Context(), desk.NewCustomerID("shop", u))
			if err != nil || c.Contact != want {
				r.Fatalf("%s is %s's (%v), want %s's; went %v", u, c.Contact, err, want, went)
			}
			ds, err := w.store.ListDialogs(t.Context(), desk.DialogFilter{Customers: []desk.CustomerID{c.ID}}, desk.PageAsk{Limit: 50})
			if err != nil || len(ds.Items) == 0 {
				r.Fatal(err)
			}
			if j := slices.IndexFunc(ds.Items, func(d desk.Dialog) bool { return d.Contact != want }); j >= 0 {
				r.Fatalf("dialog %s is %s's, want %s's; went %v", ds.Items[j].ID, ds.Items[j].Contact, want, went)
			}
		}
	})
}

// idle says that no job waits.
func (w *world) idle() bool { return len(w.nudges) == 0 }
