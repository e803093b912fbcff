package bitrix24_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
)

func TestOpen_SaysWhatIsWrong(t *testing.T) {
	for what, c := range map[string]struct {
		webhook, country, cases, says string
	}{
		"no address":       {"company.bitrix24.com", "", "", "webhook"},
		"no secret":        {"https://company.bitrix24.com/rest/1/", "", "", "webhook"},
		"a query":          {"https://company.bitrix24.com/rest/1/abc?x=1", "", "", "webhook"},
		"a password":       {"https://a:b@company.bitrix24.com/rest/1/abc/", "", "", "webhook"},
		"another page":     {"https://company.bitrix24.com/crm/1/abc/", "", "", "webhook"},
		"a country's name": {"https://company.bitrix24.com/rest/1/abc/", "Ukraine", "", "country"},
		"no smart process": {"https://company.bitrix24.com/rest/1/abc/", "", "2", "cases"},
	} {
		_, err := bitrix24.Open(desk.Connection{ID: "b24", Secrets: map[string]string{"webhook": c.webhook}, Options: map[string]string{"country": c.country, "cases": c.cases}}, nil)
		if !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "abc") && c.says != "webhook" {
			t.Errorf("%s: got %v", what, err)
		}
	}
	for _, good := range []string{"https://company.bitrix24.com/rest/1/abc", "https://company.bitrix24.com/rest/1/abc/", "https://company.bitrix24.com/rest/1/abc/profile.json"} {
		if _, err := bitrix24.Open(desk.Connection{Secrets: map[string]string{"webhook": good}}, nil); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

// The check says in words what works and what lacks.
func TestTry(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(*parties.Bitrix24)
		bad  []string
		says string
	}{
		"all is well": {func(b *parties.Bitrix24) {
			b.AddField("contact", "UF_CRM_SUFLER_TELEGRAM_USER_ID", "T", "string", false)
		}, nil, ""},
		"no right to start processes": {func(b *parties.Bitrix24) {
			b.Scopes = []string{"crm"}
			b.AddField("contact", "UF_CRM_SUFLER_TELEGRAM_USER_ID", "T", "string", false)
		}, nil, "lacks the right bizproc"},
		"no field of ours": {func(*parties.Bitrix24) {}, []string{"find a contact by a messenger's id"}, "prepare"},
		"no right to see deals": {func(b *parties.Bitrix24) { b.Forbids = []int{2} },
			[]string{"read a deal", "find a contact by a messenger's id"}, "no deal"},
		"the wrong right": {func(b *parties.Bitrix24) { b.Scopes = []string{"user"} },
			[]string{"the webhook's rights", "read a contact", "read a company", "read a lead", "read a deal", "read a case", "find a contact by a messenger's id"}, "right crm"},
		"it is down":     {func(b *parties.Bitrix24) { b.FailAt(1, false) }, []string{"reach it"}, "502"},
		"it was deleted": {func(b *parties.Bitrix24) { b.Code = "other" }, []string{"reach it"}, "deleted"},
	} {
		b, address := serve(t)
		c.set(b)
		var bad []string
		all := ""
		for _, one := range open(t, connection(address)).Try(t.Context()) {
			if all += one.Text + "\n"; !one.OK {
				bad = append(bad, one.What)
			}
		}
		if d := cmp.Diff(c.bad, bad); d != "" || !strings.Contains(all, c.says) || strings.Contains(all, code) {
			t.Errorf("%s: it says\n%s(-want +got)\n%s", name, all, d)
		}
	}
}

// Preparing makes the fields that lack, once; without the right it says who can.
func TestPrepare(t *testing.T) {
	b, address := serve(t)
	b.AddField("contact", "UF_CRM_SUFLER_VIBER_USER_ID", "Viber", "string", false)
	m := open(t, connection(address))
	ids := []desk.Field{{Name: "telegram_user_id", Title: "Telegram id"}, {Name: "viber_user_id", Title: "Viber id"}}
	for i, want := range []string{"It was made.", "It is there."} {
		made := len(b.Asked())
		all := m.Prepare(t.Context(), ids)
		if len(all) != 2 || !all[0].OK || all[0].Text != want || all[1].Text != "It is there." {
			t.Errorf("time %d: %+v", i, all)
		}
		golden(t, fmt.Sprint("prepare_", i), b.Asked()[made:], b.Answered()[made:])
	}
	contact, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindContact, Connection: "b24"}, Title: "Ann", Values: map[desk.FieldName]desk.Value{"telegram_user_id": "77"}}, "")
	must(t, err)
	found, err := m.Find(t.Context(), "b24", desk.Identity{Kind: "telegram", Value: "77"})
	if err != nil || len(found) != 1 || found[0] != contact.Ref {
		t.Errorf("found %v, %v", found, err)
	}
	b, address = serve(t)
	b.NoAdmin = true
	for _, one := range open(t, connection(address)).Prepare(t.Context(), ids) {
		if one.OK || !strings.Contains(one.Text, "administrator") {
			t.Errorf("%+v", one)
		}
	}
}
