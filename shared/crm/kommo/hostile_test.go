package kommo_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// A CRM, or whoever knows its secret, costs us few calls and few jobs, whatever it answers
// and however much it tells of.
func TestHostile_FewCallsAndFewJobs(t *testing.T) {
	s, m := account(t)
	if _, err := m.Fields(t.Context(), "shop", desk.KindDeal); err != nil {
		t.Fatal(err)
	}
	var leads []string
	for i := range 50_000 {
		leads = append(leads, fmt.Sprintf(`{"id":%d}`, i+1))
	}
	calls := 0
	s.Instead = func(r *http.Request) (int, map[string]string, string) {
		calls++
		if strings.HasPrefix(r.URL.Path, "/api/v4/contacts/") {
			return 200, map[string]string{"Content-Type": "application/hal+json"}, `{"id":7,"_embedded":{"leads":[` + strings.Join(leads, ",") + `]}}`
		}
		if !strings.Contains(r.URL.RawQuery, "=50000") && calls == 2 {
			t.Errorf("those that were made last are not asked for first: %.200s", r.URL.RawQuery)
		}
		return 200, map[string]string{"Content-Type": "application/hal+json"}, `{"_links":{"next":{"href":"https://shop.kommo.com/next"}},"_embedded":{"leads":[{"id":50000,"status_id":1}]}}`
	}
	if _, err := m.OpenCards(t.Context(), desk.CardRef{Kind: desk.KindContact, Connection: "shop", ID: "7"}); err != nil {
		t.Error(err)
	}
	if calls > 6 {
		t.Errorf("a contact with 50,000 leads costs %d calls", calls)
	}

	// Pages that never end, of a search that anybody's name starts.
	calls = 0
	s.Instead = func(r *http.Request) (int, map[string]string, string) {
		calls++
		return 200, map[string]string{"Content-Type": "application/hal+json"}, `{"_links":{"next":{"href":"https://shop.kommo.com/next"}},"_embedded":{"contacts":[{"id":1,"name":"x"}]}}`
	}
	if _, err := m.Find(t.Context(), "shop", desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"}); err != nil {
		t.Error(err)
	}
	if calls > 20 {
		t.Errorf("a search whose pages never end costs %d calls", calls)
	}

	// An event that tells of ten thousand cards.
	var form []string
	for i := range 10_000 {
		form = append(form, fmt.Sprintf("leads[update][%d][id]=%d", i, i+1))
	}
	events, err := hearing(t).Heard(desk.Webhook{Body: []byte(strings.Join(form, "&")), Query: map[string][]string{"secret": {hook}}})
	if err != nil || len(events) != 100 {
		t.Errorf("an event of 10,000 cards makes %d jobs, %v", len(events), err)
	}
}
