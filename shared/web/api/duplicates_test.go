package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// visits has a visitor write who says of themselves who they are, and gives the
// dialog's path and its contact.
func (h *house) visits(p desk.Profile) (dialog, contact string) {
	h.t.Helper()
	l, err := h.st.Line(h.t.Context(), "site")
	if err != nil {
		l = h.line("site", desk.LeadNever)
	}
	h.clock.move(time.Second)
	got, err := h.receiver.Receive(h.t.Context(), l, []desk.Inbound{{
		Kind: desk.InMessage, From: p, Author: desk.ByCustomer, External: desk.ExternalID(p.User + "/1"), Text: "Hello",
	}})
	must(h.t, err)
	must(h.t, got[0].Err)
	h.work()
	dialog = "/v1/dialogs/" + string(got[0].Dialog)
	contact, _ = h.as("admin", "GET", dialog, nil).is(200).doc()["contact"].(string)
	return dialog, contact
}

// rules switches duplicate rules.
func (h *house) rules(rules string) {
	h.t.Helper()
	h.as("admin", "PATCH", "/v1/settings", `{"duplicates":`+rules+`}`, "If-Match", "*").is(200)
}

// likes is what the page of duplicates shows: each contact with what it has in
// common, the current one with "current".
func (h *house) likes(contact string) map[string]string {
	h.t.Helper()
	out := map[string]string{}
	doc := h.as("reader", "GET", "/v1/contacts/"+contact+"/duplicates", nil).is(200).doc()
	for _, it := range doc["items"].([]any) {
		ref := at(it, "card", "ref").(string)
		out[ref] = strings.Trim(fmt.Sprint(at(it, "by")), "[]")
		if at(it, "current") == true {
			out[ref] += "current"
		}
	}
	return out
}

func TestDuplicatesAreFoundByTheRules_OP33_OP35_OP36a(t *testing.T) {
	h := newHouse(t)
	_, one := h.visits(desk.Profile{User: "1", Name: "Ann Brown", Phone: "+14155552671"})
	_, two := h.visits(desk.Profile{User: "2", Name: "Ann", Phone: "+14155552671", Email: "Ann@example.com"})
	mail := h.card(desk.KindContact, `{"email":"ann@example.com"}`)
	both := h.card(desk.KindContact, `{"phone":"+14155552671","email":"ANN@example.com"}`)
	name := h.card(desk.KindContact, `{"name":"Brown,  ANN","company":"Acme"}`)
	h.card(desk.KindContact, `{"name":"Ann Brown"}`)
	for _, c := range []struct {
		rules, of string
		want      map[string]string
	}{
		{"", one, map[string]string{one: "current", two: "phone", both: "phone"}},
		{"", two, map[string]string{two: "current", one: "phone", mail: "email", both: "phone email"}},
		{"", mail, map[string]string{mail: "current", two: "email", both: "email"}},
		{`["email"]`, two, map[string]string{two: "current", mail: "email", both: "email"}},
		{`[]`, two, map[string]string{two: "current"}},
		{`["name"]`, name, map[string]string{name: "current"}},
	} {
		if c.rules != "" {
			h.rules(c.rules)
		}
		if d := cmp.Diff(c.want, h.likes(c.of)); d != "" {
			t.Errorf("rules %s, like %s (-want +got)\n%s", c.rules, c.of, d)
		}
	}
	h.as("admin", "PATCH", "/v1/cards/"+one, `{"values":{"company":"ACME"}}`, "If-Match", "*").is(200)
	if d := cmp.Diff(map[string]string{name: "current", one: "name"}, h.likes(name)); d != "" {
		t.Errorf("once both have a company (-want +got)\n%s", d)
	}
	h.rules(`["phone"]`)
	h.as("admin", "PATCH", "/v1/cards/"+one, `{"values":{"phone":"+14155552672"}}`, "If-Match", "*").is(200)
	if d := cmp.Diff(map[string]string{two: "current", both: "phone"}, h.likes(two)); d != "" {
		t.Errorf("once the visitor's phone was corrected (-want +got)\n%s", d)
	}
}

// A phone that a messenger vouches for is found though no field says so any more.
func TestDuplicatesAreFoundByWhatCustomersAreKnownBy_OP36a(t *testing.T) {
	h := newHouse(t)
	wa, err := h.st.SaveLine(t.Context(), desk.Line{ID: "wa", Channel: desk.ChannelWhatsApp, Active: true})
	must(t, err)
	got, err := h.receiver.Receive(t.Context(), wa, []desk.Inbound{{
		Kind: desk.InMessage, From: desk.Profile{User: "14155552671", Phone: "+14155552671"}, Author: desk.ByCustomer, External: "w1", Text: "Hello",
	}})
	must(t, err)
	must(t, got[0].Err)
	h.work()
	known := h.as("admin", "GET", "/v1/dialogs/"+string(got[0].Dialog), nil).is(200).doc()["contact"].(string)
	h.as("admin", "PATCH", "/v1/cards/"+known, `{"values":{"phone":null}}`, "If-Match", "*").is(200)
	_, visitor := h.visits(desk.Profile{User: "1", Phone: "+14155552671"})
	if d := cmp.Diff(map[string]string{visitor: "current", known: "phone"}, h.likes(visitor)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestADialogShowsHowManyAreSimilar_OP34(t *testing.T) {
	h := newHouse(t)
	dialog, contact := h.visits(desk.Profile{User: "1", Phone: "+14155552671"})
	similar := func(who string) any { return h.as(who, "GET", dialog, nil).is(200).doc()["similar"] }
	link := "/v1/contacts/" + contact + "/duplicates"
	for i, want := range []map[string]any{
		{"count": 0.0, "more": false, "link": link}, {"count": 1.0, "more": false, "link": link}, {"count": 2.0, "more": false, "link": link},
	} {
		if i > 0 {
			h.card(desk.KindContact, `{"phone":"+14155552671"}`)
		}
		if d := cmp.Diff(any(want), similar("reader")); d != "" {
			t.Errorf("with %d like it (-want +got)\n%s", i, d)
		}
	}
	for range 20 {
		h.card(desk.KindContact, `{"phone":"+14155552671"}`)
	}
	if d := cmp.Diff(any(map[string]any{"count": 20.0, "more": true, "link": link}), similar("reader")); d != "" {
		t.Errorf("with 22 like it (-want +got)\n%s", d)
	}
	if n := len(h.likes(contact)); n != 21 {
		t.Errorf("%d stand side by side, want the current one and 20", n)
	}
}

func TestDuplicatesOfWhatIsNoContact(t *testing.T) {
	h := newHouse(t)
	h.as("reader", "GET", "/v1/contacts/contact:nobody/duplicates", nil).no(404, "not_found")
	h.as("reader", "GET", "/v1/contacts/deal:1/duplicates", nil).no(422, "invalid")
	h.as("admin", "PATCH", "/v1/settings", `{"duplicates":["shoe size"]}`, "If-Match", "*").no(422, "invalid")
}
