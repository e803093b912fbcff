package bitrix24

import (
	"crypto/subtle"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// maxEvent is how long an event's body may be, in bytes: they hold ids.
const maxEvent = 64 << 10

// Heard reads an event of the outbound webhook: a form, of which the ids alone count,
// and the application token that proves it. What is no card's is none of ours.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/events/index.md
func (m *CRM) Heard(w desk.Webhook) ([]desk.CardEvent, error) {
	if m.token == "" {
		return nil, desk.Refuse(desk.CodeForbidden, "The connection has no application_token: copy it from the outbound webhook in Bitrix24.")
	}
	if len(w.Body) > maxEvent {
		return nil, invalid("an event of Bitrix24 is shorter")
	}
	form, err := url.ParseQuery(string(w.Body))
	if err != nil {
		return nil, invalid("an event of Bitrix24 is a form")
	}
	if subtle.ConstantTimeCompare([]byte(form.Get("auth[application_token]")), []byte(m.token)) != 1 {
		return nil, desk.Refuse(desk.CodeForbidden, "The call does not carry the connection's application token.")
	}
	card := m.told(strings.ToUpper(form.Get("event")), form)
	if card.ID == "" {
		return nil, nil
	}
	return []desk.CardEvent{{Card: card}}, nil
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
