package listing_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/listing"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/words"
)

var at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// outbox keeps what is put on it.
type outbox struct{ jobs []desk.JobID }

func (o *outbox) Enqueue(_ context.Context, v desk.Job, _ time.Duration) error {
	o.jobs = append(o.jobs, v.ID)
	return nil
}

// mortal is an engine whose process dies at a call, before its work or after it.
type mortal struct {
	store.Engine
	calls int // left
}

var errDied = fmt.Errorf("%w: the process died", desk.ErrBusy)

func (m *mortal) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	m.calls--
	if m.calls < 0 {
		return nil, errDied
	}
	it, err := m.Engine.Write(ctx, ops...)
	if m.calls == 0 {
		return nil, errDied
	}
	return it, err
}

// TestListsAreMadeAnewThoughCutOff_CL01: a job that makes the lists anew goes on where
// the one before it ended, in stretches that fit into its lease, and after a process that
// died between any two writes; then every dialog and every card stands where it belongs.
func TestListsAreMadeAnewThoughCutOff_CL01(t *testing.T) {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "x.db"), embedded.Knobs{NoSync: true})
	must(t, err)
	defer e.Close()
	now := at
	clock := func() time.Time { now = now.Add(desk.JobLease / 8); return now }
	flaky := &mortal{Engine: e, calls: 1 << 30}
	st := store.Store{Engine: flaky, Now: func() time.Time { return at }}
	crm := builtin.CRM{Table: st.Table()}
	const n = 350
	line := desk.Line{ID: "shop", Channel: desk.ChannelWeb}
	for i := range n {
		_, err := st.Append(t.Context(), desk.Append{Line: line, Profile: desk.Profile{Name: "Anna"}, Message: desk.Message{Customer: desk.NewCustomerID("shop", fmt.Sprint(i)), External: "m", Author: desk.ByCustomer, Text: "Hi"}})
		must(t, err)
	}
	for i := range 250 {
		_, err := crm.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindLead}}, fmt.Sprint(i))
		must(t, err)
	}
	out := &outbox{}
	again := &listing.Again{Lister: &listing.Lister{Entries: st, Customers: st, Cards: crm, Words: words.Bares}, Jobs: st, Outbox: out, Now: clock}
	for range 2 {
		_, err := again.Ask(t.Context(), desk.Actor{Role: desk.RoleAdmin}, "mark")
		must(t, err)
	}
	w := &work.Worker{Jobs: st, Outbox: out, Now: clock, Handlers: map[desk.JobKind]work.Handler{desk.JobLists: again.Job()}}
	done := map[desk.JobID]bool{}
	for lives := 0; len(out.jobs) > 0; lives++ {
		id := out.jobs[0]
		flaky.calls = 150 + lives%5*270 // three writes a dialog
		w.Since = clock()               // a process that died claims again
		now = now.Add(time.Hour)
		_ = w.Do(t.Context(), id)
		flaky.calls = 1 << 30
		v, err := st.Job(t.Context(), id)
		must(t, err)
		if v.Ended() {
			done[id], out.jobs = true, slices.DeleteFunc(out.jobs, func(j desk.JobID) bool { return j == id })
		}
	}
	if len(done) < 3 {
		t.Errorf("done in %d stretches: the test shows less than it says", len(done))
	}
	seen := map[desk.DialogID]bool{}
	for ask := (desk.PageAsk{Limit: 200}); ; {
		page, err := st.ListDialogs(t.Context(), desk.DialogFilter{Lines: []desk.LineID{"shop"}, Find: []string{"anna"}}, ask)
		must(t, err)
		for _, d := range page.Items {
			seen[d.ID] = true
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	if len(seen) != n {
		t.Errorf("%d dialogs are found, want %d", len(seen), n)
	}
	cards := map[desk.CardRef]bool{}
	for ask := (desk.PageAsk{Limit: 200}); ; {
		page, err := crm.ListCards(t.Context(), desk.CardFilter{Kind: desk.KindLead, ChangedSince: at.Add(-time.Hour)}, ask)
		must(t, err)
		for _, c := range page.Items {
			cards[c.Ref] = true
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	if len(cards) != 250 {
		t.Errorf("%d cards are among those that changed, want 250", len(cards))
	}
	if _, err := again.Ask(t.Context(), desk.Actor{Role: desk.RoleOperator}, "other"); err == nil {
		t.Error("an operator may have lists made anew")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
