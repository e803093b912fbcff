package api_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
)

// What a customer bought is told with its goods by Kommo and Creatio, too.
func TestAContactsHistory_TellsTheGoodsOfOtherCRMs_CB11(t *testing.T) {
	for kind, connect := range map[string]func(h *house) (secrets, options string, won func(deal string), add func(deal, name string)){
		"kommo": func(h *house) (string, string, func(string), func(string, string)) {
			k := &parties.Kommo{Token: "t0ken", Admin: true, At: h.clock.Now()}
			server := httptest.NewServer(k)
			h.t.Cleanup(server.Close)
			return `{"token":"t0ken"}`, `{"address":"` + server.URL + `"}`, func(deal string) { k.Stage(deal, 142) },
				func(deal, name string) { k.AddGood(deal, 4521, name, 1200.5, 4, 0) }
		},
		"creatio": func(h *house) (string, string, func(string), func(string, string)) {
			c := parties.NewCreatio(h.clock.Now())
			server := httptest.NewServer(c)
			h.t.Cleanup(server.Close)
			return `{"password":"p4ss"}`, `{"address":"` + server.URL + `","user":"robot"}`, func(deal string) {
				for _, stage := range c.Records("OpportunityStage") {
					if stage["Successful"] == true {
						c.Set("Opportunity", deal, "StageId", stage["Id"])
					}
				}
			}, func(deal, name string) { c.AddGood(deal, name, 1200.5, 4, true) }
		},
	} {
		t.Run(kind, func(t *testing.T) {
			h := newHouse(t)
			secrets, options, won, add := connect(h)
			h.as("admin", "POST", "/v1/connections", `{"id":"hub","kind":"`+kind+`","secrets":`+secrets+`,"options":`+options+`}`).is(201)
			contact := fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"contact","connection":"hub","title":"Ann"}`).is(201).doc()["ref"])
			for _, title := range []string{"Chairs", "Tables"} {
				ref := fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"deal","connection":"hub","title":"`+title+`","contact":"`+contact+`"}`).is(201).doc()["ref"])
				_, id, _ := strings.Cut(ref, ":")
				add(id, title)
				if title == "Chairs" {
					won(id)
				}
			}
			got := map[string]any{}
			for _, it := range h.as("admin", "GET", "/v1/contacts/"+contact+"/history", nil).is(200).doc()["items"].([]any) {
				if at(it, "kind") == "card" {
					got[fmt.Sprint(at(it, "card", "title"))] = at(it, "goods")
				}
			}
			want := map[string]any{"Chairs": []any{map[string]any{"name": "Chairs", "quantity": "4", "price": "1200.5"}}, "Tables": nil}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}
