package kommo

import (
	"crypto/subtle"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Heard reads what Kommo's webhook tells: a form, of which the ids alone count. Kommo
// signs nothing, so the address has a secret, which proves it. A card that was made is
// nobody's yet; what is no card's is none of ours. Of more cards than kit.MaxHeard the rest
// is left to the hourly look.
//
// https://developers.kommo.com/docs/webhooks-general
func (m *CRM) Heard(w desk.Webhook) ([]desk.CardEvent, error) {
	if m.hook == "" {
		return nil, desk.Refuse(desk.CodeForbidden, "The connection has no webhook_secret: it hears nothing.")
	}
	if given := w.Query["secret"]; len(given) != 1 || subtle.ConstantTimeCompare([]byte(given[0]), []byte(m.hook)) != 1 {
		return nil, desk.Refuse(desk.CodeForbidden, "The address that was called does not have the connection's secret in it.")
	}
	form, err := url.ParseQuery(string(w.Body))
	if err != nil {
		return nil, fmt.Errorf("%w: what Kommo's webhook sends is a form", desk.ErrInvalid)
	}
	var out []desk.CardEvent
	have := map[desk.CardRef]bool{}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if ref := m.told(name, form); ref.ID != "" && !have[ref] && len(out) < kit.MaxHeard {
			have[ref], out = true, append(out, desk.CardEvent{Card: ref})
		}
	}
	return out, nil
}

// told is the card that an id of the form is of, like leads[status][0][id]; zero: it is
// of none.
func (m *CRM) told(name string, form url.Values) desk.CardRef {
	prefix, ok := strings.CutSuffix(name, "[id]")
	parts := strings.Split(strings.ReplaceAll(prefix, "]", ""), "[")
	if !ok || len(parts) != 3 || !slices.Contains([]string{"update", "status", "responsible", "delete", "restore"}, parts[1]) {
		return desk.CardRef{}
	}
	if _, err := strconv.ParseUint(parts[2], 10, 16); err != nil {
		return desk.CardRef{}
	}
	k := map[string]desk.CardKind{"leads": desk.KindDeal, "contacts": desk.KindContact, "companies": desk.KindCompany}[parts[0]]
	if k == desk.KindContact && form.Get(prefix+"[type]") == "company" { // companies are told of among contacts
		k = desk.KindCompany
	}
	id := form.Get(name)
	if n, err := strconv.ParseUint(id, 10, 63); k == "" || err != nil || n == 0 || strconv.FormatUint(n, 10) != id {
		return desk.CardRef{}
	}
	return kit.Ref(m.Connection, k, id)
}
