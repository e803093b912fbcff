package bitrix24_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
)

// Users come fifty at a time, with their e-mails where the right user_basic is there;
// without any right to users that is said, and which one is missing.
func TestUsers_PageByPageAndByRights(t *testing.T) {
	b, address := serve(t)
	m := open(t, connection(address))
	b.More = 120
	for _, c := range []struct {
		scopes []string
		calls  int
		emails bool
	}{{[]string{"crm", "user_basic"}, 3, true}, {[]string{"crm", "user_brief"}, 3, false}} {
		b.Scopes = c.scopes
		before := len(b.Asked())
		got, err := m.Users(t.Context(), "b24")
		must(t, err)
		want := parties.Users(120, false)
		for i := range want {
			if !c.emails {
				want[i].Email = ""
			}
		}
		if d := cmp.Diff(want, got); d != "" || len(b.Asked())-before != c.calls {
			t.Errorf("%v: %d calls (-want +got)\n%s", c.scopes, len(b.Asked())-before, d)
		}
	}
	b.Scopes = []string{"crm"}
	_, err := m.Users(t.Context(), "b24")
	var why *desk.Because
	if !errors.Is(err, desk.ErrRefused) || !errors.As(err, &why) || why.Code != desk.WhyUsersRight || why.Values["rights"] != "user_basic" {
		t.Errorf("without a right: %v", err)
	}
	b.More, b.Scopes = 3000, []string{"user"}
	if got, err := m.Users(t.Context(), "b24"); err != nil || len(got) != desk.MaxCRMUsers {
		t.Errorf("of three thousand %d are told, %v", len(got), err)
	}
}

// The connection's responsible is given each card that we make, unless it names another; a
// responsible who left keeps no card from being made, nor is the card made twice.
func TestCreate_ForTheConnectionsResponsible(t *testing.T) {
	for said, want := range map[string]string{"7": "7", "99": "1", "": "1"} {
		b, address := serve(t)
		c := connection(address)
		c.Options[desk.OptionResponsible] = said
		m := open(t, c)
		_, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "b24"}, Title: "Chairs"}, "o")
		must(t, err)
		if all := b.Cards("deal"); len(all) != 1 || fmt.Sprint(all[0]["assignedById"]) != want {
			t.Errorf("responsible %q: %v", said, all)
		}
	}
	c := connection("https://company.bitrix24.com")
	c.Options[desk.OptionResponsible] = "Olga"
	if _, err := bitrix24.Open(c, nil); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("a name: %v", err)
	}
}
