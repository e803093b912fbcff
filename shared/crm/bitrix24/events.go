package bitrix24

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// maxEvent is how long a post of Bitrix24's may be, in bytes: they hold ids.
const maxEvent = 64 << 10

// pressed is the event of a button of ours. Its data are what the action says, beside
// id, entityTypeId, entityId, activityId and userId; Bitrix24 signs them until it is
// pressed, so nobody presses what was not there.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/configurable/structure/action.md
const pressed = "ONCRMTIMELINEITEMACTION"

// Heard reads an event: a form, of which the ids alone count. What is no card's is none of
// ours.
//
// An outbound webhook's is proven by the connection's application_token. One that was
// told to our application is proven by the key in the address that we bound, and must
// be of the company that let us in, with the token that it told us on installing.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/events/safe-event-handlers.md
func (m *CRM) Heard(ctx context.Context, w desk.Webhook) ([]desk.CardEvent, error) {
	if m.token == "" && m.app.id == "" {
		return nil, desk.Refuse(desk.CodeForbidden, "The connection has no application_token: copy it from the outbound webhook in Bitrix24.")
	}
	form, err := formOf(w)
	if err != nil {
		return nil, err
	}
	token, event := form.Get("auth[application_token]"), strings.ToUpper(form.Get("event"))
	if m.token == "" || !same(token, m.token) {
		if m.app.id == "" {
			return nil, desk.Refuse(desk.CodeForbidden, "The call does not carry the connection's application token.")
		}
		if err := m.ofOurs(ctx, form.Get("key"), form.Get("auth[member_id]"), token); err != nil {
			return nil, err
		}
		switch event {
		case "ONAPPUNINSTALL":
			return []desk.CardEvent{{Removed: true}}, nil
		case pressed:
			return m.pressed(ctx, form)
		}
		if m.centre() && lineEvent(event) {
			return m.withCustomers(ctx, m.lineTold(event, form)), nil
		}
	}
	card := m.told(event, form)
	if card.ID == "" {
		return nil, nil
	}
	return []desk.CardEvent{{Card: card}}, nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// ofOurs refuses what does not come from the company that let our application in. Where
// that was let in by a browser, and told nothing that proves its calls, the first call
// that has our key tells it.
func (m *CRM) ofOurs(ctx context.Context, key, member, token string) error {
	if !same(key, m.key()) {
		return desk.Refuse(desk.CodeForbidden, "The address that was called does not have our key in it.")
	}
	if token == "" { // each event of Bitrix24's has one
		return desk.Refuse(desk.CodeForbidden, "The call carries no application token.")
	}
	g, err := m.tenant(ctx, member, token)
	if err != nil || g.Events != "" {
		return err
	}
	g.Events = desk.Digest("events", token)
	if _, err = m.keeper.Grants.SaveGrant(ctx, g); errors.Is(err, desk.ErrConflict) {
		return nil // the next call tells it
	}
	return err
}

// tenant is what lets us in, of the company that a call names, which must show what it
// told us on installing, if it did.
func (m *CRM) tenant(ctx context.Context, member, token string) (desk.Grant, error) {
	no := desk.Refuse(desk.CodeForbidden, "The call is not proven to be of the Bitrix24 that let us in.")
	if m.keeper == nil {
		return desk.Grant{}, no
	}
	g, err := m.keeper.Grants.Grant(ctx, m.Connection)
	if errors.Is(err, desk.ErrNotFound) {
		return g, no
	}
	if err != nil {
		return g, err
	}
	if g.Account == "" || !same(member, g.Account) || g.Events != "" && !same(desk.Digest("events", token), g.Events) {
		return g, no
	}
	return g, nil
}

// pressed is what a person pressed, if they may. Bitrix24 gives the handler of an event the
// token of whoever caused it: by that it is asked who they are, and whether they change the
// card. Two calls. It leaves the token out only where no person is known to have caused the
// event, and a press is a person's: without one nothing is pressed, and what comes is a hint
// to look at the card anew.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/_includes/auth-params-in-events.md
func (m *CRM) pressed(ctx context.Context, form url.Values) ([]desk.CardEvent, error) {
	events, token := m.press(form), form.Get("auth[access_token]")
	if len(events) == 0 {
		return nil, nil
	}
	if token == "" {
		return []desk.CardEvent{{Card: events[0].Card}}, nil
	}
	if len(token) > 512 {
		return nil, errVisit
	}
	by := m.visitor(token)
	who, item, err := m.whose(ctx, by, events[0].Card)
	if err == nil && kit.Plain(who["ID"]) != events[0].Pressed.Person {
		err = errVisit
	}
	if err == nil {
		err = m.mayChange(ctx, by, events[0].Card, item)
	}
	if err != nil {
		return nil, fmt.Errorf("who pressed on %s: %w", events[0].Card, err)
	}
	return events, nil
}

// press is what a person pressed on an activity of ours.
func (m *CRM) press(form url.Values) []desk.CardEvent {
	at := func(name string) string { return form.Get("data[" + name + "]") }
	p := desk.Pressed{
		Press: desk.Press(at("id")), Run: desk.RunID(at("run")), Field: desk.FieldName(at("field")), Person: at("userId"), Mark: at("activityId") + "/" + form.Get("ts"),
	}
	known := slices.Contains([]desk.Press{desk.PressRead, desk.PressKeep, desk.PressReplace, desk.PressSeen}, p.Press)
	for _, k := range []desk.CardKind{desk.KindLead, desk.KindDeal, desk.KindContact, desk.KindCompany, desk.KindCase} {
		of, err := m.kind(k)
		if err != nil || at("entityTypeId") != strconv.Itoa(of.entity) || !known || p.Run == "" || len(p.Run) > 128 || len(p.Field) > 128 || len(p.Person) > 20 {
			continue
		}
		if card := m.ref(k, at("entityId")); card.ID != "" {
			return []desk.CardEvent{{Card: card, Pressed: p}}
		}
	}
	return nil
}

// told is the card that an event is about; zero: it is about none of ours. A card that
// was made is nobody's yet.
func (m *CRM) told(event string, form url.Values) desk.CardRef {
	what, ok := strings.CutPrefix(event, "ONCRM")
	if !ok {
		return desk.CardRef{}
	}
	for _, k := range []desk.CardKind{desk.KindLead, desk.KindDeal, desk.KindContact, desk.KindCompany, desk.KindCase} {
		name := strings.ToUpper(string(k))
		if k == desk.KindCase {
			if name = "DYNAMICITEM"; form.Get("data[FIELDS][ENTITY_TYPE_ID]") != strconv.Itoa(m.cases) {
				continue
			}
		}
		if verb, ok := strings.CutPrefix(what, name); ok && slices.Contains([]string{"UPDATE", "DELETE", "MOVETOCATEGORY"}, verb) {
			return m.ref(k, form.Get("data[FIELDS][ID]"))
		}
	}
	return desk.CardRef{}
}

// PersonNamed implements flow.Timelines. Without the right user_brief Bitrix24 does not
// tell.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/user/user-get.md
func (m *CRM) PersonNamed(ctx context.Context, _ desk.ConnectionID, id string) (string, error) {
	n, err := strconv.Atoi(id)
	if err != nil || n <= 0 {
		return "", nil
	}
	said, err := m.call(ctx, "user.get", args{"ID": n})
	if errors.Is(err, desk.ErrRefused) || errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrInvalid) {
		return "#" + id, nil
	}
	if err != nil {
		return "", err
	}
	all, _ := said.([]any)
	for _, one := range all {
		if u, _ := one.(map[string]any); kit.Plain(u["ID"]) == id {
			if name := nameOf(u); name != "" {
				return name, nil
			}
		}
	}
	return "#" + id, nil
}

func nameOf(u map[string]any) string {
	return strings.TrimSpace(kit.Plain(u["NAME"]) + " " + kit.Plain(u["LAST_NAME"]))
}
