package api_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
)

// connectedBitrix24 is a Bitrix24 that is connected as b24.
func (h *house) connectedBitrix24() *parties.Bitrix24 {
	h.t.Helper()
	b := &parties.Bitrix24{Code: "s3cr3tc0de", At: h.clock.Now()}
	server := httptest.NewServer(b)
	h.t.Cleanup(server.Close)
	made := h.as("admin", "POST", "/v1/connections", `{"id":"b24","kind":"bitrix24","secrets":{"webhook":"`+server.URL+`/rest/1/s3cr3tc0de/"}}`).is(201)
	if strings.Contains(string(made.body), "s3cr3tc0de") {
		h.t.Errorf("the webhook's address is shown: %s", made.body)
	}
	return b
}

// Connecting Bitrix24 as its README says: it is prepared, checked, and its fields put to
// use; what is set up there is read anew when an administrator says so, and a field that
// vanished there says so.
func TestConnection_Bitrix24(t *testing.T) {
	h := newHouse(t)
	b := h.connectedBitrix24()
	for _, verb := range []string{"prepare", "check"} {
		for _, one := range h.as("admin", "POST", "/v1/connections/b24/"+verb, nil).is(200).doc()["items"].([]any) {
			worded(t, one)
			if one := one.(map[string]any); one["ok"] != true && !strings.HasSuffix(one["what"].(string), "case") && one["code"] != "no_field_on" {
				t.Errorf("%s: %v", verb, one)
			}
		}
	}
	b.AddField("deal", "UF_CRM_SIZE", "Size", "string", false)
	fields := func() []string {
		var out []string
		for _, f := range h.as("admin", "GET", "/v1/fields/deal?connection=b24", nil).is(200).doc()["items"].([]any) {
			f := f.(map[string]any)
			out = append(out, f["name"].(string))
			if why := f["unsupported"]; why != nil {
				out[len(out)-1] += " is unsupported"
			}
		}
		slices.Sort(out)
		return out
	}
	if d := cmp.Diff([]string{"UF_CRM_SIZE", "closedate", "comments", "opportunity", "sourceId"}, fields()); d != "" {
		t.Errorf("fields (-want +got)\n%s", d)
	}
	h.as("admin", "PUT", "/v1/connections/b24/fields/deal/UF_CRM_SIZE", `{"policy":"fill_if_empty"}`).is(200)
	b.DropField("deal", "UF_CRM_SIZE")
	h.as("admin", "POST", "/v1/connections/b24/refresh", nil).is(204)
	if d := cmp.Diff([]string{"UF_CRM_SIZE is unsupported", "closedate", "comments", "opportunity", "sourceId"}, fields()); d != "" {
		t.Errorf("fields (-want +got)\n%s", d)
	}
	h.as("admin", "PUT", "/v1/connections/b24/fields/deal/UF_CRM_SIZE", `{"policy":"never"}`).no(404, "not_found")
	h.as("admin", "DELETE", "/v1/connections/b24/fields/deal/UF_CRM_SIZE", nil).is(204)
	if d := cmp.Diff([]string{"closedate", "comments", "opportunity", "sourceId"}, fields()); d != "" {
		t.Errorf("fields (-want +got)\n%s", d)
	}
	if strings.Contains(h.log.String(), "s3cr3tc0de") {
		t.Error("the webhook's address is in the log")
	}
}

// What a customer bought is told with its rows of products, by one call of Bitrix24 for all
// deals of a page; a Bitrix24 that does not tell them leaves the rest of the history.
func TestAContactsHistory_TellsTheGoodsOfPurchases_CB11(t *testing.T) {
	h := newHouse(t)
	b := h.connectedBitrix24()
	contact := fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"contact","connection":"b24","title":"Ann"}`).is(201).doc()["ref"])
	deal := func(title, stage string) string {
		ref := fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"deal","connection":"b24","title":"`+title+`","contact":"`+contact+`"}`).is(201).doc()["ref"])
		_, id, _ := strings.Cut(ref, ":")
		n, err := strconv.Atoi(id)
		must(t, err)
		b.Set("deal", n, map[string]any{"stageId": stage, "categoryId": 0})
		return id
	}
	chairs, lamps, tables := deal("Chairs", "WON"), deal("Lamps", "WON"), deal("Tables", "NEW")
	b.AddRow(chairs, "Oak chair", 1200.5, 4)
	b.AddRow(chairs, "Cushion", 10, 4)
	b.AddRow(lamps, "Lamp", 80, 1)
	b.AddRow(tables, "Table", 900, 1)
	told := func() map[string]any {
		out := map[string]any{}
		for _, it := range h.as("admin", "GET", "/v1/contacts/"+contact+"/history", nil).is(200).doc()["items"].([]any) {
			if at(it, "kind") == "card" {
				out[fmt.Sprint(at(it, "card", "title"))] = at(it, "goods")
			}
		}
		return out
	}
	row := func(name, quantity, price string) any {
		return map[string]any{"name": name, "quantity": quantity, "price": price}
	}
	want := map[string]any{"Chairs": []any{row("Oak chair", "4", "1200.5"), row("Cushion", "4", "10")}, "Lamps": []any{row("Lamp", "1", "80")}, "Tables": nil}
	if d := cmp.Diff(want, told()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	b.Says = func(method string) (int, string) {
		if method == "crm.item.productrow.list" {
			return 400, "ERROR_METHOD_NOT_FOUND"
		}
		return 0, ""
	}
	if d := cmp.Diff(map[string]any{"Chairs": nil, "Lamps": nil, "Tables": nil}, told()); d != "" {
		t.Errorf("where they are not told (-want +got)\n%s", d)
	}
}
