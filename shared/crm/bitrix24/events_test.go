package bitrix24_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
)

// An event is an id and what happened to it; who can't prove to be the company's
// Bitrix24 is heard of nothing.
func TestHeard(t *testing.T) {
	c := connection("https://company.bitrix24.com")
	c.Secrets["application_token"] = "app-token"
	m := open(t, c)
	deal := desk.CardEvent{Card: desk.CardRef{Kind: desk.KindDeal, ID: "7405", Connection: "b24"}}
	kase := desk.CardEvent{Card: desk.CardRef{Kind: desk.KindCase, ID: "7405", Connection: "b24"}}
	good := func(event string) string { return parties.BitrixEvent(event, 7405, "app-token") }
	for name, c := range map[string]struct {
		body string
		want []desk.CardEvent
		err  error
	}{
		"a deal changed":              {good("ONCRMDEALUPDATE"), []desk.CardEvent{deal}, nil},
		"a deal was deleted":          {good("ONCRMDEALDELETE"), []desk.CardEvent{deal}, nil},
		"a deal went elsewhere":       {good("ONCRMDEALMOVETOCATEGORY"), []desk.CardEvent{deal}, nil},
		"in small letters":            {good("onCrmDealUpdate"), []desk.CardEvent{deal}, nil},
		"a case changed":              {good("ONCRMDYNAMICITEMUPDATE") + "&" + url.QueryEscape("data[FIELDS][ENTITY_TYPE_ID]") + "=1038", []desk.CardEvent{kase}, nil},
		"another smart process's":     {good("ONCRMDYNAMICITEMUPDATE") + "&" + url.QueryEscape("data[FIELDS][ENTITY_TYPE_ID]") + "=1040", nil, nil},
		"one that was made":           {good("ONCRMDEALADD"), nil, nil},
		"a field's settings":          {good("ONCRMDEALUSERFIELDUPDATE"), nil, nil},
		"no card's":                   {good("ONTASKUPDATE"), nil, nil},
		"no id":                       {parties.BitrixEvent("ONCRMDEALUPDATE", 0, "app-token"), nil, nil},
		"another token":               {parties.BitrixEvent("ONCRMDEALUPDATE", 7405, "other"), nil, desk.ErrRefused},
		"no token":                    {"event=ONCRMDEALUPDATE&" + url.QueryEscape("data[FIELDS][ID]") + "=7405", nil, desk.ErrRefused},
		"a token behind another":      {parties.BitrixEvent("ONCRMDEALUPDATE", 7405, "other") + "&" + url.QueryEscape("auth[application_token]") + "=app-token", nil, desk.ErrRefused},
		"nothing":                     {"", nil, desk.ErrRefused},
		"what is no form":             {"%zz=%", nil, desk.ErrInvalid},
		"what is longer than a novel": {"a=" + strings.Repeat("x", 70<<10), nil, desk.ErrInvalid},
	} {
		got, err := m.Heard(t.Context(), desk.Webhook{Body: []byte(c.body)})
		if d := cmp.Diff(c.want, got); d != "" || !errors.Is(err, c.err) {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, d)
		}
	}
	if _, err := open(t, connection("https://company.bitrix24.com")).Heard(t.Context(), desk.Webhook{Body: []byte(parties.BitrixEvent("ONCRMDEALUPDATE", 1, ""))}); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a connection without a token hears an empty one: %v", err)
	}
}

// FuzzHeard: whatever is posted, nothing panics, and what is heard names a card.
func FuzzHeard(f *testing.F) {
	for _, seed := range []string{parties.BitrixEvent("ONCRMDEALUPDATE", 7405, "app-token"), "data[FIELDS][ID]=1&data[FIELDS][ID][x]=2&auth[application_token]=app-token&event=oncrmleadupdate", "[[[]]]=&&;;=%", "event[]=x"} {
		f.Add(seed)
	}
	c := connection("https://company.bitrix24.com")
	c.Secrets["application_token"] = "app-token"
	m, err := bitrix24.Open(c, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		all, err := m.Heard(t.Context(), desk.Webhook{Body: []byte(body)})
		for _, e := range all {
			if read, bad := desk.ParseCardRef(e.Card.String()); err != nil || bad != nil || read != e.Card || !strings.Contains(body, "app-token") {
				t.Errorf("%q is heard as %v (%v)", body, e, err)
			}
		}
	})
}
