package creatio_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

// Users are the contacts of people who sign in, two hundred at a time and without robots;
// where the object of users may not be read that is said.
func TestUsers_PageByPageAndByRights(t *testing.T) {
	s, m, _ := company(t)
	s.More = 250
	got, err := m.Users(t.Context(), "shop")
	if d := cmp.Diff(parties.Users(250, true), got); d != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	s.NoUsers = true
	_, err = m.Users(t.Context(), "shop")
	var why *desk.Because
	if !errors.Is(err, desk.ErrRefused) || !errors.As(err, &why) || why.Code != desk.WhyUsersRight {
		t.Errorf("without the right: %v", err)
	}
}

// The connection's responsible is given each record that we make and that has one; a
// contact who is there no more keeps none from being made.
func TestCreate_ForTheConnectionsResponsible(t *testing.T) {
	anna := parties.Workers(0)[1].GUID()
	for said, want := range map[string]string{anna: anna, "00000000-0000-4000-9000-0000000000ff": "00000000-0000-0000-0000-000000000000"} {
		s, _, address := company(t)
		s.AddColumn("Opportunity", "OwnerId:Guid")
		m := open(t, address, map[string]string{desk.OptionResponsible: said}, nil)
		_, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "o")
		if all := s.Records("Opportunity"); err != nil || len(all) != 1 || all[0]["OwnerId"] != want {
			t.Errorf("responsible %q: %v, %v", said, all, err)
		}
		if _, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindCompany), Title: "Acme"}, "a"); err != nil {
			t.Errorf("a company, which has none: %v", err)
		}
	}
}
