package api_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestWebhook_TellsEachKind_BX16: of each kind that can be subscribed to, one who did is
// told when it happens, signed, of that kind alone, and each event once though changes are
// told twice.
func TestWebhook_TellsEachKind_BX16(t *testing.T) {
	opened := func(h *house) desk.DialogID { return h.chat(h.line("site", desk.LeadNever), "u1", "Hello") }
	accepted := func(h *house) desk.DialogID {
		id := opened(h)
		h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
		return id
	}
	// read has a run that fills the quantity and proposes another phone.
	read := func(h *house) string {
		h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}, "client_phone": {"+15550001111", "Hello"}}
		dialog, _ := h.bound(`{"client_phone":"+15550002222"}`)
		return h.read(dialog)
	}
	var all []desk.EventKind
	for kind, tt := range map[desk.EventKind]struct {
		happens func(h *house)
		data    map[string]any
	}{
		desk.EventDialogOpened:   {func(h *house) { opened(h) }, map[string]any{"line": "site"}},
		desk.EventDialogAssigned: {func(h *house) { accepted(h) }, map[string]any{"code": "in_progress"}},
		desk.EventDialogClosed: {func(h *house) {
			h.as("operator", "POST", "/v1/dialogs/"+string(accepted(h))+"/close", nil).is(200)
		}, map[string]any{"code": "by_hand"}},
		desk.EventHandover: {func(h *house) {
			h.known("dan")
			h.as("operator", "POST", "/v1/dialogs/"+string(accepted(h))+"/transfer", `{"operator":"dan"}`).is(201)
		}, map[string]any{"operator": "dan"}},
		desk.EventMessageCreated: {func(h *house) { opened(h) }, map[string]any{"code": "customer"}},
		desk.EventMessageUpdated: {func(h *house) {
			h.as("operator", "POST", "/v1/dialogs/"+string(accepted(h))+"/reply", `{"text":"Hi"}`).is(201)
			h.work()
		}, map[string]any{"code": "sent"}},
		desk.EventRunDone: {func(h *house) { read(h) }, map[string]any{"code": "awaiting_approval"}},
		desk.EventRunFailed: {func(h *house) {
			h.reader.fails = fmt.Errorf("%w: it can't be read", desk.ErrInvalid)
			read(h)
		}, map[string]any{"code": "reader_settings"}},
		desk.EventProposalCreated: {func(h *house) { read(h) }, map[string]any{"field": "client_phone"}},
		desk.EventProposalDecided: {func(h *house) {
			h.as("admin", "POST", "/v1/runs/"+read(h)+"/decisions", `{"all":"replace"}`).is(200)
		}, map[string]any{"field": "client_phone", "code": "replace"}},
		desk.EventFieldFilled: {func(h *house) { read(h) }, map[string]any{"field": "quantity"}},
		desk.EventFieldUndone: {func(h *house) {
			h.as("admin", "POST", "/v1/runs/"+read(h)+"/undo", `{"fields":["quantity"]}`).is(200)
		}, map[string]any{"field": "quantity"}},
		desk.EventCardCreated: {func(h *house) { h.card(desk.KindDeal, "") }, map[string]any{"code": "deal"}},
		desk.EventLeadCreated: {func(h *house) { h.card(desk.KindLead, "") }, map[string]any{"code": "lead"}},
	} {
		t.Run(string(kind), func(t *testing.T) {
			h := newTellingHouse(t)
			f := newTold(t)
			_, secret, _ := h.webhook(f, "ids", string(kind))
			h.tellTeller(1)
			f.take()
			tt.happens(h)
			h.tellTeller(2)
			h.work()
			calls := f.take()
			if len(calls) != 1 {
				t.Fatalf("it was told of %v, want %s once", kinds(calls), kind)
			}
			c := calls[0]
			if !c.verified(secret) || at(c.doc(), "type") != string(kind) {
				t.Errorf("got %s, verified %t", c.body, c.verified(secret))
			}
			for name, want := range tt.data {
				if have := at(c.doc(), "data", name); have != want {
					t.Errorf("%s is %v, want %v: %s", name, have, want, c.body)
				}
			}
		})
		all = append(all, kind)
	}
	for _, k := range desk.EventKinds() {
		if !slices.Contains(all, k) {
			t.Errorf("%s is not tried", k)
		}
	}
}
