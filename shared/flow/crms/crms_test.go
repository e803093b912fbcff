package crms_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
)

// sold is a CRM that promises nothing, with a lead in it.
func sold(t *testing.T) (*crmtest.Fake, desk.CardRef) {
	t.Helper()
	f := &crmtest.Fake{Connection: "sold", Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }}
	c, err := f.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindLead, Connection: "sold"}}, "o")
	if err != nil {
		t.Fatal(err)
	}
	return f, c.Ref
}

func fills(ref desk.CardRef) desk.CardChange {
	return desk.CardChange{ID: "c", Card: ref, Fields: []desk.FieldChange{{Field: "city", New: "Madrid"}, {Field: "size", New: "XL"}}}
}

// Promise 3, where nothing is compared before it is set: what a person was faster
// with stays, and is told to be stale; so is what the CRM passed over.
func TestChange_OnlyWhatStillHolds(t *testing.T) {
	f, ref := sold(t)
	f.Has = map[desk.CardKind][]desk.Field{desk.KindLead: {{Name: "city"}}}
	f.Set(ref, "city", "Riga")
	want := desk.Changed{Stale: map[desk.FieldName]desk.Value{"city": "Riga", "size": ""}}
	for range 2 {
		got, err := crmtest.CRMs("sold", f).ChangeCard(t.Context(), fills(ref))
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%v (-want +got)\n%s", err, d)
		}
	}
	if got := f.Cards(desk.KindLead)[0].Values["city"]; got != "Riga" {
		t.Errorf("the person's value is %q now", got)
	}
}

// An answer that is lost after the work costs nothing, and what a person took back
// since is not written again.
func TestChange_RepeatedAfterALostAnswer(t *testing.T) {
	for n := 1; n <= 3; n++ {
		f, ref := sold(t)
		m := crmtest.CRMs("sold", f)
		f.FailAt(n, true)
		if _, err := m.ChangeCard(t.Context(), fills(ref)); !errors.Is(err, desk.ErrBusy) {
			t.Fatalf("call %d: %v", n, err)
		}
		want := desk.Changed{Set: map[desk.FieldName]bool{"city": true, "size": true}}
		for i := range 2 {
			got, err := m.ChangeCard(t.Context(), fills(ref))
			if d := cmp.Diff(want, got); err != nil || d != "" {
				t.Errorf("call %d, repeat %d: %v (-want +got)\n%s", n, i, err, d)
			}
			f.Set(ref, "city", "") // a person takes it back
		}
		if got := f.Cards(desk.KindLead)[0].Values["city"]; got != "" {
			t.Errorf("call %d: what was taken back is %q again", n, got)
		}
	}
}

// D10 where a CRM has only deals: what would be a lead is a deal there, once.
func TestCreate_ALeadIsADealWhereThereAreNoLeads_D10(t *testing.T) {
	f := &crmtest.Fake{Connection: "sold", Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }, NoLeads: true}
	m := crmtest.CRMs("sold", f)
	var refs []desk.CardRef
	for range 2 {
		c, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindLead, Connection: "sold"}}, "o")
		if err != nil || c.Ref.Kind != desk.KindDeal {
			t.Fatalf("made %v, %v", c.Ref, err)
		}
		refs = append(refs, c.Ref)
	}
	ref, err := m.MadeFrom(t.Context(), "sold", desk.KindLead, "o")
	if err != nil || ref != refs[0] || refs[1] != refs[0] || len(f.Cards(desk.KindDeal)) != 1 {
		t.Errorf("made %v, found %v (%v), there are %d", refs, ref, err, len(f.Cards(desk.KindDeal)))
	}
}

func TestConnection_NobodyMadeIsRefused(t *testing.T) {
	f, ref := sold(t)
	ref.Connection = "gone"
	_, err := crmtest.CRMs("sold", f).Card(t.Context(), ref)
	var no *desk.Refusal
	if !errors.As(err, &no) || no.Code != desk.CodeNoConnection {
		t.Errorf("got %v, want no_connection", err)
	}
}

func TestSlow_IsBusy(t *testing.T) {
	f, ref := sold(t)
	f.Slow = true
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := crmtest.CRMs("sold", f).ChangeCard(ctx, fills(ref)); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want busy", err)
	}
}
