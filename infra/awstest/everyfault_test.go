//go:build aws

package awstest_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/schedule"
)

var seed = flag.Uint64("seed", 0, "of TestRandomFaults; 0: another each time, which it prints")

// newFaulty is a stack whose functions live in this process and call AWS through
// a transport that can fail.
func newFaulty(t *testing.T) (*cloud, *faulty) {
	c := newCloud(t)
	f := &faulty{to: c.guard}
	c.inProcess(f)
	c.setUp()
	line, err := c.table().Line(t.Context(), "bot")
	if err != nil {
		t.Fatal(err)
	}
	line.CustomerKey, line.Secrets = "", nil // customers' ids are the same in each of these clouds
	if _, err := c.table().SaveLine(t.Context(), line); err != nil {
		t.Fatal(err)
	}
	c.api(http.MethodPatch, "/v1/settings", map[string]any{"quietSeconds": 0.5, "subscription": true, "leadMode": "all"}, nil)
	c.feed()
	c.sweep()
	return c, f
}

// whole is the main job and what follows: customers write, every dialog is read,
// closed by its steps, and read again by itself. What failed is put off for longer each
// time, and a claim whose holder was cut off holds for two minutes: it waits for those,
// too.
func (c *cloud) whole() {
	c.Helper()
	c.play(1)
	for _, d := range c.dialogs() {
		c.stepTo(d)
	}
	c.until("every dialog is closed, and read by itself", func() bool {
		for _, d := range c.dialogs() {
			rs := c.runs(d.ID)
			if d.State != "closed" || len(rs) != 2 || slices.ContainsFunc(rs, func(r runView) bool { return r.State != "done" && r.State != "failed" }) {
				return false
			}
		}
		return true
	})
	c.until("nothing is on its way any more", func() bool {
		return !slices.ContainsFunc(c.scan(), func(it map[string]any) bool { return it["part_pk"] == "deliveries" })
	})
}

// stepTo is what the state machine does with a dialog: asks the closing function
// again until it answers, and sends its wakeup.
func (c *cloud) stepTo(d dialogView) {
	c.Helper()
	in, err := json.Marshal(schedule.Steps{At: time.Now()})
	if err != nil {
		c.Fatal(err)
	}
	in = []byte(strings.Replace(string(in), `"dialog":""`, fmt.Sprintf(`"dialog":%q`, d.ID), 1))
	for range 100 {
		out, err := c.functions["closing"].invoke(context.WithoutCancel(c.Context()), in)
		if err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		var next schedule.Next
		if err := json.Unmarshal(out, &next); err != nil {
			c.Fatal(err)
		}
		if next.Next == schedule.NextWake {
			c.send("quiet", next.Message)
		} else if next.Next != schedule.NextEnd {
			c.Fatalf("the closing function answers %s", out)
		}
		return
	}
	c.Fatal("the closing function never answered")
}

// TestEveryFault has the whole job done with each ailment in turn: it comes in
// bursts that outlast whoever tries again within a call, so that the caller has
// to bring it again as well. The end is the same, item by item.
func TestEveryFault(t *testing.T) {
	calm, f := newFaulty(t)
	calm.whole()
	wantState, want := calm.state(), calm.contents()
	if len(want) < 50 || !strings.Contains(strings.Join(want, "\n"), "+4915112345678") || calm.model.count() != 2*len(customers) {
		t.Fatalf("the undisturbed job tells nothing: %d readings,\n%s", calm.model.count(), strings.Join(want, "\n"))
	}
	t.Logf("undisturbed: %v", f.calls)
	for _, a := range ailments {
		if !a.again.caller {
			continue // it is no accident; TestWhoTriesAgain looks at it
		}
		t.Run(a.service+" "+a.op+" "+a.rule, func(t *testing.T) {
			t.Parallel()
			c, f := newFaulty(t)
			burst := a.again.attempts()
			every := max(8*burst, 64) // so rare that a verb's calls can all go well
			f.set(func(service, op string, n int) *ailment {
				if service != a.service || a.op != "" && op != a.op || n%every >= burst {
					return nil
				}
				return &a
			})
			c.whole()
			f.set(nil)
			c.same(wantState, want)
			if f.injected() < burst {
				t.Errorf("only %d calls failed", f.injected())
			}
			t.Logf("%d calls failed, the model was asked %d times", f.injected(), c.model.count())
		})
	}
}

// TestRandomFaults has one call in twenty fail with one of all ailments by chance.
// A request or a run that loses the wrong two answers waits until its key or its
// claim lapses.
func TestRandomFaults(t *testing.T) {
	calm, _ := newFaulty(t)
	calm.whole()
	wantState, want := calm.state(), calm.contents()
	for round := range uint64(4) {
		s := *seed
		if s == 0 {
			s = rand.Uint64()
		}
		s += round
		t.Run(fmt.Sprintf("seed %d", s), func(t *testing.T) {
			t.Parallel()
			t.Logf("again with SEED=%d", s)
			c, f := newFaulty(t)
			rng := rand.New(rand.NewPCG(s, 0)) // guarded by f's mutex
			f.set(func(service, op string, _ int) *ailment {
				if rng.Float64() >= 0.05 {
					return nil
				}
				var may []*ailment
				for i, a := range ailments {
					if a.again.caller && a.service == service && (a.op == "" || a.op == op) {
						may = append(may, &ailments[i])
					}
				}
				return may[rng.IntN(len(may))]
			})
			c.whole()
			f.set(nil)
			c.same(wantState, want)
			t.Logf("%d calls failed of %d kinds, the model was asked %d times", f.injected(), len(f.failed), c.model.count())
		})
	}
}

// same holds the end to the undisturbed one: what people see, and every item.
// What is still on its way then, and was told again meanwhile, may come to its
// end first.
func (c *cloud) same(state, contents []string) {
	c.Helper()
	var last string
	for range 40 {
		if last = cmp.Diff(contents, c.contents()); last == "" {
			break
		}
		time.Sleep(250 * time.Millisecond)
	}
	if last != "" {
		c.Errorf("the table holds something else (-want +got)\n%s", last)
	}
	if d := cmp.Diff(state, c.state()); d != "" {
		c.Errorf("people see something else (-want +got)\n%s", d)
	}
}

// set changes what fails from now on, and counts anew.
func (f *faulty) set(choose func(service, op string, n int) *ailment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.choose, f.calls = choose, nil
}
