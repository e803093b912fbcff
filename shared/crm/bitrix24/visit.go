package bitrix24

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Our page in a tab of a lead or a deal. Bitrix24 has the browser of whoever opens the tab
// post who they are; nothing of that is believed until Bitrix24 itself said so.

// visitLife is how long the page may come back to us: as long as the token of whoever
// opened it lives.
const visitLife = 55 * time.Minute

// pass is what a page comes back with, sealed.
type pass struct {
	Token, Place, Card, Language string
	Ends                         int64
}

var errVisit = desk.Refuse(desk.CodeForbidden, "Open the tab of the card in Bitrix24 again: it is not known who you are, or no longer.")

// Visit is who opened the tab. The post must be of the company that let us in. Who they
// are, and that they see the card, Bitrix24 tells by their own token, at the address
// that we know and at no other: one call. Refused otherwise.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/widgets/crm/detail-tab.md
func (m *CRM) Visit(ctx context.Context, w desk.Webhook) (desk.CardVisit, error) {
	nobody := desk.CardVisit{Frame: m.address}
	form, err := formOf(w)
	if err != nil || m.app.id == "" {
		return nobody, errVisit
	}
	if _, err := m.tenant(ctx, form.Get("member_id"), form.Get("APPLICATION_TOKEN")); err != nil {
		return nobody, err
	}
	var place struct {
		ID json.RawMessage `json:"ID"`
	}
	if err := json.Unmarshal([]byte(form.Get("PLACEMENT_OPTIONS")), &place); err != nil {
		return nobody, errVisit
	}
	p := pass{
		Token: form.Get("AUTH_ID"), Place: form.Get("PLACEMENT"), Card: strings.Trim(string(place.ID), `"`), Language: form.Get("LANG"),
		Ends: m.Now().Add(visitLife).Unix(),
	}
	v, _, err := m.visit(ctx, p)
	v.Frame = m.address
	return v, err
}

// Return is who comes back with a pass, to change something: they must be who they were,
// and be able to change the card there: what its responsible is, is written once more by
// their token, which changes nothing.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/universal/crm-item-update.md
func (m *CRM) Return(ctx context.Context, sealed string) (desk.CardVisit, error) {
	p, err := m.opened(sealed)
	if err != nil || m.app.id == "" || m.Now().Unix() >= p.Ends {
		return desk.CardVisit{Frame: m.address}, errVisit
	}
	v, item, err := m.visit(ctx, p)
	v.Frame = m.address
	if err != nil {
		return v, err
	}
	return v, m.mayChange(ctx, m.visitor(p.Token), v.Card, item)
}

// mayChange refuses whoever may not change a card: what its responsible is, is written once
// more by their token, which changes nothing.
func (m *CRM) mayChange(ctx context.Context, by kit.Access, card desk.CardRef, item map[string]any) error {
	k, id, err := m.owner(card)
	if err != nil {
		return err
	}
	if kit.Plain(item["assignedById"]) == "" {
		return errVisit
	}
	_, err = m.callAs(ctx, by, "crm.item.update", args{
		"entityTypeId": k.entity, "id": id, "fields": args{"assignedById": item["assignedById"]}, "useOriginalUfNames": "Y",
	})
	return err
}

// visitor is how calls are made by the token of a person there.
func (m *CRM) visitor(token string) kit.Access {
	return kit.Access{Address: m.address + "/rest/", Token: token}
}

// whose are who a token is of, and the card as they see it: one call.
func (m *CRM) whose(ctx context.Context, by kit.Access, card desk.CardRef) (who, item map[string]any, err error) {
	k, id, err := m.owner(card)
	if err != nil {
		return nil, nil, err
	}
	look := k.get(id)
	said, err := m.callAs(ctx, by, "batch", args{"halt": 1, "cmd": args{"0_who": "profile?", "1_card": look.method + "?" + query(look.args)}})
	if err != nil {
		return nil, nil, err
	}
	all, _ := said.(map[string]any)
	results, _ := all["result"].(map[string]any)
	who, _ = results["0_who"].(map[string]any)
	item = itemOf(results["1_card"])
	if n, err := strconv.Atoi(kit.Plain(who["ID"])); err != nil || n <= 0 || kit.Plain(item["id"]) != card.ID {
		return nil, nil, errVisit
	}
	return who, item, nil
}

func (m *CRM) visit(ctx context.Context, p pass) (desk.CardVisit, map[string]any, error) {
	kindOf, ours := tabs()[p.Place]
	card := m.ref(kindOf, p.Card)
	if !ours || card.ID == "" || p.Token == "" || len(p.Token) > 512 || len(p.Language) > 16 {
		return desk.CardVisit{}, nil, errVisit
	}
	who, item, err := m.whose(ctx, m.visitor(p.Token), card)
	if err != nil {
		return desk.CardVisit{}, nil, err
	}
	sealed, err := m.sealed(p)
	if err != nil {
		return desk.CardVisit{}, nil, err
	}
	name := nameOf(who)
	if name == "" {
		name = "#" + kit.Plain(who["ID"])
	}
	return desk.CardVisit{Card: card, Name: name, Language: p.Language, Pass: sealed, Ends: time.Unix(p.Ends, 0).UTC()}, item, nil
}

// sealed is a pass that only we read.
func (m *CRM) sealed(p pass) (string, error) { return kit.SealAs(m.app.secret, m.visits(), p) }

func (m *CRM) opened(s string) (p pass, err error) {
	if kit.UnsealAs(m.app.secret, m.visits(), s, &p) != nil {
		return p, errVisit
	}
	return p, nil
}

func (m *CRM) visits() string { return "sufler visits of " + string(m.Connection) }
