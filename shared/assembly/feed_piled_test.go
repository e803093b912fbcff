package assembly_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// TestFeed_WhatPilesUpOfOneItemIsReadAFewTimesEach_BX05: of ten times as many changes of one
// item that wait, each is read no more often, neither while none can be told nor when all are,
// by their jobs in whatever order; and each is told once, in the feed's order.
func TestFeed_WhatPilesUpOfOneItemIsReadAFewTimesEach_BX05(t *testing.T) {
	for _, n := range []int{30, 300} {
		failing, telling := piledUp(t, n)
		if failing > 12*n || telling > 2*n {
			t.Errorf("of %d changes %d are read while they fail, and %d when they are told", n, failing, telling)
		}
	}
}

// piledUp has n changes of one item wait, and says how many of them are read by a round of
// their jobs while they fail, and by one when they are told.
func piledUp(t *testing.T, n int) (failing, telling int) {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "t.db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	counted := &readUntold{Engine: e}
	st, heard := store.Store{Engine: counted, Now: func() time.Time { return at }}, &hears{ill: true}
	p := assembly.Parts{Store: st, BuiltIn: builtin.CRM{Table: st.Table()}, Outbox: &remembered{}, Now: st.Now}
	var jobs []desk.JobID
	for i := range n {
		it := store.Item{"pk": "C#shop/anna", "sk": "M#1", "seq": int64(1), "version": int64(i), "m": `{"text":"Hello"}`}
		u, _, err := st.KeepUntold(t.Context(), builtin.Record(store.Change{Place: fmt.Sprint(i + 1), New: it}))
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, desk.NewRetellJob(u).ID)
	}
	teller := p.Reteller()
	teller.Consumers = []feed.Consumer{heard}
	worker := &work.Worker{Jobs: st, Outbox: p.Outbox, Now: st.Now, Handlers: map[desk.JobKind]work.Handler{desk.JobRetell: teller.Job()}}
	round := func() int {
		at = at.Add(time.Hour)
		counted.n = 0
		for i := range jobs {
			if err := worker.Do(t.Context(), jobs[(i+n/2)%n]); err != nil { // from the middle on
				t.Fatal(err)
			}
		}
		return counted.n
	}
	failing = round()
	heard.ill = false
	telling = round()
	var want []int64
	for i := range n {
		want = append(want, int64(i))
	}
	if d := cmp.Diff(want, heard.versions); d != "" {
		t.Errorf("told are (-want +got)\n%s", d)
	}
	if left := allKept(t, st); len(left) != 0 {
		t.Errorf("%d are kept still", len(left))
	}
	return failing, telling
}

// hears hears of versions, in their order, unless it is ill.
type hears struct {
	ill      bool
	versions []int64
}

func (h *hears) Changed(_ context.Context, r desk.FeedRecord) error {
	if h.ill {
		return errors.New("it is ill")
	}
	h.versions = append(h.versions, r.Message.Version)
	return nil
}

// readUntold is an engine that counts which kept changes are read.
type readUntold struct {
	store.Engine
	n int
}

func (r *readUntold) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	if k.PK == "UNTOLD" {
		r.n++
	}
	return r.Engine.Get(ctx, k, strong)
}

func (r *readUntold) Query(ctx context.Context, q store.Query) (store.Found, error) {
	found, err := r.Engine.Query(ctx, q)
	if q.PK == "UNTOLD" {
		r.n += len(found.Items)
	}
	return found, err
}
