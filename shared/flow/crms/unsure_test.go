package crms_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
)

// margins are flow.Annotations in memory.
type margins map[desk.CardRef]desk.CardAnnotations

func (m margins) Annotations(_ context.Context, ref desk.CardRef) (desk.CardAnnotations, error) {
	a := m[ref]
	a.Card = ref
	return a, nil
}
func (m margins) AddEntries(context.Context, []desk.Entry) error { return nil }
func (m margins) SaveMargin(_ context.Context, a desk.CardAnnotations, _ []desk.Entry) error {
	m[a.Card] = a
	return nil
}

// Where a CRM can't keep what a card was made from, it is looked for as a person would look,
// made once if it is not there, and marked unsure: also where the answer was lost. Whoever is
// only called alike is somebody else, unless we tried before.
func TestCreateCard_WithoutOriginsIsUnsure(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	of := func(k desk.CardKind) desk.CardRef { return desk.CardRef{Kind: k, Connection: "sold"} }
	phone := map[desk.FieldName]desk.Value{"phone": "+14155552671"}
	for name, c := range map[string]struct {
		before []desk.Card // that others made
		later  time.Duration
		lost   bool // the answer to our first try
		card   desk.Card
		all    int  // cards in the end
		unsure bool // the card that is answered
		theirs bool // it is the one of before
	}{
		"a new one":                                   {card: desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, all: 1, unsure: true},
		"its answer lost":                             {lost: true, card: desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, all: 1, unsure: true},
		"its answer lost, known by a phone":           {lost: true, card: desk.Card{Ref: of(desk.KindContact), Title: "Ann", Values: phone}, all: 1, unsure: true},
		"a deal, its answer lost":                     {lost: true, card: desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, all: 1, unsure: true},
		"somebody with the phone is there":            {before: []desk.Card{{Ref: of(desk.KindContact), Title: "Mrs Brown", Values: phone}}, card: desk.Card{Ref: of(desk.KindContact), Title: "Ann", Values: phone}, all: 1, theirs: true},
		"somebody called alike is there":              {before: []desk.Card{{Ref: of(desk.KindContact), Title: "Ann"}}, card: desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, all: 2, unsure: true},
		"called alike with another phone, and lost":   {before: []desk.Card{{Ref: of(desk.KindContact), Title: "Ann", Values: map[desk.FieldName]desk.Value{"phone": "+14155550000"}}}, lost: true, card: desk.Card{Ref: of(desk.KindContact), Title: "Ann", Values: phone}, all: 2, unsure: true},
		"called alike, made long ago, and never made": {before: []desk.Card{{Ref: of(desk.KindDeal), Title: "Chairs"}}, later: 25 * time.Hour, card: desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, all: 2, unsure: true},
	} {
		t.Run(name, func(t *testing.T) {
			f, kept := &crmtest.Fake{Connection: "sold", Now: func() time.Time { return now }, NoOrigin: true}, margins{}
			m := crmtest.CRMs("sold", f)
			m.Margins, m.Now = kept, func() time.Time { return now }
			var theirs desk.CardRef
			for _, b := range c.before {
				made, err := f.CreateCard(t.Context(), b, "")
				if err != nil {
					t.Fatal(err)
				}
				theirs = made.Ref
			}
			now = now.Add(c.later)
			if c.lost {
				before := f.Calls()
				for n := 1; ; n++ { // the last call of the try is the one that makes it
					f.FailAt(n, true)
					_, err := m.CreateCard(t.Context(), c.card, "o")
					f.FailAt(0, false)
					if err == nil {
						break
					}
				}
				if f.Calls() == before {
					t.Fatal("nothing was tried")
				}
			}
			var got desk.Card
			for range 3 {
				var err error
				if got, err = m.CreateCard(t.Context(), c.card, "o"); err != nil {
					t.Fatal(err)
				}
			}
			if all := f.Cards(c.card.Ref.Kind); len(all) != c.all {
				t.Errorf("%d cards, want %d: %+v", len(all), c.all, all)
			}
			if kept[got.Ref].Unsure != c.unsure || (got.Ref == theirs) != c.theirs {
				t.Errorf("%s is unsure: %v, theirs is %s", got.Ref, kept[got.Ref].Unsure, theirs)
			}
		})
	}
}

// A CRM that refuses for another reason is refused, and nothing is looked for.
func TestCreateCard_RefusedIsRefused(t *testing.T) {
	f := &crmtest.Fake{Connection: "sold", Now: time.Now, Down: func() error { return desk.Refuse(desk.CodeCRMRefused, "It says no.") }}
	if _, err := crmtest.CRMs("sold", f).CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "sold"}}, "o"); err == nil {
		t.Error("it was made")
	}
}
