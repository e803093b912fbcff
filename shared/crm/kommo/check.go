package kommo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

func isGone(err error) bool { return errors.Is(err, desk.ErrNotFound) }

// Try calls what changes nothing, and says in words what works.
func (m *CRM) Try(ctx context.Context) []desk.Checked {
	known, err := m.askAccount(ctx)
	if err != nil {
		return []desk.Checked{{What: "reach the account", Text: kit.Said(err)}}
	}
	out := []desk.Checked{{What: "reach the account", OK: true, Text: fmt.Sprintf("Kommo answered. Its people write dates in the zone %s, and sums in %s.", known.zone, known.currency)}}
	admin, err := m.isAdmin(ctx)
	if err != nil {
		return append(out, desk.Checked{What: "know the token's user", Text: kit.Said(err)})
	}
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindCompany, desk.KindDeal} {
		out = append(out, m.tryKind(ctx, k, known, admin))
	}
	pipelines, err := m.Pipelines(ctx, m.Connection)
	switch {
	case err != nil:
		out = append(out, desk.Checked{What: "read the pipelines", Text: kit.Said(err)})
	default:
		out = append(out, desk.Checked{What: "read the pipelines", OK: len(pipelines) > 0, Text: fmt.Sprintf("There are %d.", len(pipelines))})
	}
	return out
}

// Prepare makes the fields of ours that are not there: by one a card is found again, by
// the others a contact is by a messenger's id of them. Repeating makes nothing more.
func (m *CRM) Prepare(ctx context.Context, ids []desk.Field) []desk.Checked {
	var out []desk.Checked
	make := func(k desk.CardKind, code, title string) {
		tried := desk.Checked{What: "the field \"" + title + "\" of " + collections.Get()[k], OK: true, Text: "It is there."}
		if _, err := m.own(ctx, k, code, title); err != nil {
			tried.OK, tried.Text = false, kit.Said(err)
		}
		out = append(out, tried)
	}
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindCompany, desk.KindDeal} {
		make(k, originCode, originTitle)
	}
	for _, f := range ids {
		make(desk.KindContact, strings.ToUpper(string(f.Name)), f.Title)
	}
	return out
}

// tryKind says whether cards of a kind can be listed, and found again once they were
// made.
func (m *CRM) tryKind(ctx context.Context, k desk.CardKind, known account, admin bool) desk.Checked {
	tried := desk.Checked{What: "work with " + collections.Get()[k]}
	if _, _, err := lists[entity](ctx, m, collections.Get()[k], collections.Get()[k]+"?limit=1"); err != nil {
		tried.Text = kit.Said(err)
		return tried
	}
	s, err := m.askSchema(ctx, k, known)
	if err != nil {
		tried.Text = kit.Said(err)
		return tried
	}
	if _, ok := s.coded(originCode, originTitle); ok {
		tried.OK, tried.Text = true, fmt.Sprintf("They have %d fields that CoPilot can be let fill, and the one of ours by which a card is found again.", len(s.fields))
		return tried
	}
	if admin {
		tried.OK, tried.Text = true, fmt.Sprintf("They have %d fields that CoPilot can be let fill. A field of ours, by which a card is found again, will be made with the first card.", len(s.fields))
	} else {
		tried.Text = fmt.Sprintf("A text field named %q is missing, by which a card is found again, and the token's user is no administrator, who could make it. Make it for %s, or use an administrator's token.", originTitle, collections.Get()[k])
	}
	return tried
}

// isAdmin says whether the token's user may make fields.
//
// https://developers.kommo.com/reference/get-user
func (m *CRM) isAdmin(ctx context.Context) (bool, error) {
	var a struct {
		User json.Number `json:"current_user_id"`
	}
	if err := m.call(ctx, http.MethodGet, "account", nil, &a); err != nil {
		return false, err
	}
	var u struct {
		Rights struct {
			Admin bool `json:"is_admin"`
		} `json:"rights"`
	}
	err := m.call(ctx, http.MethodGet, "users/"+a.User.String(), nil, &u)
	if errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrRefused) { // only administrators see users
		return false, nil
	}
	return u.Rights.Admin, err
}
