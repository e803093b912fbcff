package kommo_test

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

// Users come 250 at a time, to administrators; to others that is said.
func TestUsers_PageByPageAndToAdministrators(t *testing.T) {
	s, m := account(t)
	s.More = 300
	before := s.Steps()
	got, err := m.Users(t.Context(), "shop")
	if d := cmp.Diff(parties.Users(300, false), got); d != "" || err != nil || s.Steps()-before != 2 {
		t.Errorf("%d calls, %v (-want +got)\n%s", s.Steps()-before, err, d)
	}
	s.Admin = false
	_, err = m.Users(t.Context(), "shop")
	var why *desk.Because
	if !errors.Is(err, desk.ErrRefused) || !errors.As(err, &why) || why.Code != desk.WhyUsersRight {
		t.Errorf("to an employee: %v", err)
	}
}

// The connection's responsible is given each card that we make; one who left keeps no card
// from being made.
func TestCreate_ForTheConnectionsResponsible(t *testing.T) {
	for said, want := range map[string]string{"1": "1", "99": "7", "": "7"} {
		s := &parties.Kommo{Token: "t0ken", Admin: true, At: start}
		h := httptest.NewServer(s)
		t.Cleanup(h.Close)
		m := open(t, h.URL, map[string]string{desk.OptionResponsible: said})
		c, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "shop"}, Title: "Chairs"}, "o")
		if err != nil || s.Owner("leads", c.Ref.ID) != want || len(s.Cards("leads")) != 1 || c.Title != "Chairs" {
			t.Errorf("responsible %q: %q, %+v, %v", said, s.Owner("leads", c.Ref.ID), c, err)
		}
	}
}
