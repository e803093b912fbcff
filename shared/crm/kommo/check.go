package kommo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

func isGone(err error) bool { return errors.Is(err, desk.ErrNotFound) }

// Try calls what changes nothing, and says in words what works.
func (m *CRM) Try(ctx context.Context) []desk.Checked {
	known, err := m.askAccount(ctx)
	if err != nil {
		return []desk.Checked{kit.Failed(desk.Checked{About: desk.AboutReach, What: "reach the account"}, err)}
	}
	out := []desk.Checked{{
		About: desk.AboutReach, What: "reach the account", OK: true, Code: desk.CheckedAccount, Text: fmt.Sprintf("Kommo answered. Its people write dates in the zone %s, and sums in %s.", known.zone, known.currency),
		Values: map[string]string{"zone": fmt.Sprint(known.zone), "currency": known.currency},
	}}
	admin, err := m.isAdmin(ctx)
	if err != nil {
		return append(out, kit.Failed(desk.Checked{About: desk.AboutTokenUser, What: "know the token's user"}, err))
	}
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindCompany, desk.KindDeal} {
		out = append(out, m.tryKind(ctx, k, known, admin))
	}
	pipelines, err := m.Pipelines(ctx, m.Connection)
	stages := desk.Checked{About: desk.AboutPipelines, What: "read the pipelines", OK: len(pipelines) > 0, Code: desk.CheckedPipelines, Text: fmt.Sprintf("Pipelines: %d.", len(pipelines))}
	switch {
	case err != nil:
		stages = kit.Failed(stages, err)
	case m.Pipeline != "" && !slices.ContainsFunc(pipelines, func(p desk.Pipeline) bool { return p.ID == m.Pipeline }):
		stages.OK, stages.Code, stages.Text = false, desk.CheckedNoPipelines, "The account has no pipeline "+string(m.Pipeline)+", in which the connection has new leads made. Give it the number of another one, or none."
	case !stages.OK:
		stages.Code = desk.CheckedNoPipelines
	}
	return append(out, stages.Saying("count", strconv.Itoa(len(pipelines))))
}

// Prepare makes the fields of ours that are not there: by one a card is found again, by
// the others a contact is by a messenger's id of them. Repeating makes nothing more.
func (m *CRM) Prepare(ctx context.Context, ids []desk.Field) []desk.Checked {
	var out []desk.Checked
	make := func(k desk.CardKind, code, title string) {
		tried := desk.Checked{About: desk.AboutOwnField, What: "the field \"" + title + "\" of " + collections.Get()[k], OK: true, Code: desk.CheckedThere, Text: "It is there.", Values: map[string]string{"title": title, "kind": string(k)}}
		if _, err := m.own(ctx, k, code, title); err != nil {
			tried = kit.Failed(tried, err)
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
	tried := desk.Checked{About: desk.AboutCards, What: "work with " + collections.Get()[k]}.Saying("kind", string(k))
	if _, _, err := lists[entity](ctx, m, collections.Get()[k], collections.Get()[k]+"?limit=1"); err != nil {
		return kit.Failed(tried, err)
	}
	s, err := m.askSchema(ctx, k, known)
	if err != nil {
		return kit.Failed(tried, err)
	}
	tried = tried.Saying("count", strconv.Itoa(len(s.fields))).Saying("title", originTitle)
	if _, ok := s.coded(originCode, originTitle); ok {
		tried.OK, tried.Code, tried.Text = true, desk.CheckedFields, fmt.Sprintf("Fields that CoPilot can be let fill: %d. The one of ours by which a card is found again is there.", len(s.fields))
		return tried
	}
	if admin {
		tried.OK, tried.Code, tried.Text = true, desk.CheckedFieldsSoon, fmt.Sprintf("Fields that CoPilot can be let fill: %d. A field of ours, by which a card is found again, will be made with the first card.", len(s.fields))
	} else {
		tried.Code, tried.Text = desk.CheckedNoOwnField, fmt.Sprintf("A text field named %q is missing, by which a card is found again, and the token's user is no administrator, who could make it: until then what is made is looked for as people would, and marked unsure. Make it for %s, or use an administrator's token.", originTitle, collections.Get()[k])
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
