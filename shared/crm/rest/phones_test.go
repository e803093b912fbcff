package rest_test

import (
	"testing"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

// A contact is found by their phone however it is written there, though such a CRM looks for
// parts of texts; another's phone with the same end is another's.
func TestFind_PhonesAsPeopleWriteThem(t *testing.T) {
	for written, want := range map[string]int{
		"+14155552671": 1, "14155552671": 1, "0014155552671": 1, "+1 (415) 555-2671": 1, "+1 415 555 2671": 1, "+1.415.555.2671": 1, "+1 415 555 26 71": 1, "+1 415 555-26-71": 1, "+1 415 555 267 1": 0,
		"+1 212 555 2671": 0, "(415) 555-2671": 0, "": 0,
	} {
		s, address := serve(t)
		m := open(t, address, parties.RestCalls(fieldsOf()))
		c, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindContact, Connection: "shop"}, Title: "Ann"}, "")
		if err != nil {
			t.Fatal(err)
		}
		s.Set("contacts", c.Ref.ID, "phone", written)
		before := s.Steps()
		got, err := m.Find(t.Context(), "shop", desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"})
		if err != nil || len(got) != want || s.Steps()-before > 6 {
			t.Errorf("%q: found %v by %d calls, want %d (%v)", written, got, s.Steps()-before, want, err)
		}
	}
}
