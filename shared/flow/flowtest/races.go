package flowtest

import (
	"fmt"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

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
		// In one and the same microsecond, a message whose repeat is at work while it
		// is stored may share its place with another; a clock that goes does not let
		// that happen.
		t.Clock.Tick(time.Millisecond)
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
				_, err = t.UpdateMessage(t.ctx, t.cust, "m", func(m desk.Message) desk.Message {
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
