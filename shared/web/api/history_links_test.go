package api_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestALinkIsOfItsOwnDialog_CB09_RS06: who reads one of a customer's dialogs neither sees
// nor ends a link that was made in another, which they may not read.
func TestALinkIsOfItsOwnDialog_CB09_RS06(t *testing.T) {
	h := newHouse(t)
	rights := desk.Rights{Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange, Dialogs: desk.ScopeOwn}
	for _, who := range []desk.OperatorID{"olga", "dan"} {
		h.known(who)
		h.person(string(who), desk.Actor{Role: desk.RoleOperator, Operator: who, Rights: rights})
	}
	shop := h.line("shop", desk.LeadNever)
	first := h.chat(shop, "ann", "one")
	h.become(first, func(d desk.Dialog) desk.Dialog {
		return d.Taken("dan", h.clock.Now()).Closed(desk.ClosedByHand, "Dan", h.clock.Now())
	})
	h.clock.move(time.Minute)
	second := h.chat(shop, "ann", "two")
	h.become(second, func(d desk.Dialog) desk.Dialog { return d.Taken("olga", h.clock.Now()) })
	dans, _ := h.as("dan", "POST", "/v1/dialogs/"+string(first)+"/history-link", `{}`).is(201).doc()["id"].(string)
	olgas, _ := h.as("olga", "POST", "/v1/dialogs/"+string(second)+"/history-link", `{}`).is(201).doc()["id"].(string)

	path := "/v1/dialogs/" + string(second) + "/history-links"
	if got := h.as("olga", "GET", path, nil).is(200).doc(); at(got, "items", 0, "id") != olgas || at(got, "items", 1) != nil {
		t.Errorf("Olga is shown %v", got)
	}
	h.as("olga", "DELETE", path+"/"+dans, nil).no(403, "forbidden")
	h.as("olga", "DELETE", path+"/none", nil).is(204)
	h.as("olga", "DELETE", path+"/"+olgas, nil).is(204)
	for _, v := range h.as("admin", "GET", path, nil).is(200).doc()["items"].([]any) {
		if inForce := at(v, "id") == dans; at(v, "inForce") != inForce {
			t.Errorf("of two, of which Olga's is revoked: %v", v)
		}
	}
}
