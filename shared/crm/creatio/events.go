package creatio

import (
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Heard reads what a business process of Creatio tells, {"kind": "Opportunity", "id": …},
// signed; the README has the process. What it names that is no card is none of ours.
func (m *CRM) Heard(w desk.Webhook) ([]desk.CardEvent, error) {
	return kit.Heard(w, m.hook, func(kind, id string) desk.CardRef {
		for k, o := range objects.Get() {
			if strings.EqualFold(kind, o.collection) || kind == string(k) {
				return m.ref(k, id)
			}
		}
		return desk.CardRef{}
	})
}
