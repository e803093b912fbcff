package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// searched is what of one kind was found: the values of a key.
func (h *house) searched(who, q, kind, key string) []string {
	h.t.Helper()
	items, _ := at(h.as(who, "GET", "/v1/search?in="+kind+"&q="+url.QueryEscape(q), nil).is(200).doc(), kind, "items").([]any)
	out := []string{}
	for _, it := range items {
		out = append(out, fmt.Sprint(at(it, key)))
	}
	return out
}

// TestSearch_CL05_CL06_OP39: one call finds people by name, phone and e-mail, their
// dialogs and cards, and what is said in open dialogs.
func TestSearch_CL05_CL06_OP39(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadOnFirstMessage)
	first := h.chat(l, "núñez", "Hello", "Where is my Señor Chair?")
	h.as("operator", "POST", "/v1/dialogs/"+string(first)+"/close", nil).is(200)
	again := h.chat(l, "núñez", "Hello again, the señor chair is broken")
	other := h.chat(l, "else", strings.Repeat("well, ", 60)+"the delivery to Boston is late "+strings.Repeat("indeed ", 60))
	contact := fmt.Sprint(h.as("admin", "GET", "/v1/dialogs/"+string(again), nil).is(200).doc()["contact"])
	h.as("admin", "PATCH", "/v1/cards/"+contact, `{"values":{"name":"Алёна Ковальчук","phone":"+34600111222","email":"alena.k@shop.example"}}`, "If-Match", "*").is(200)
	never := h.card(desk.KindContact, `{"name":"Zoe Never","email":"zoe@shop.example"}`)
	lead := h.card(desk.KindLead, `{"client_name":"Karin Larsen","client_phone":"+14155552671","client_email":"karin.l@shop.example"}`)
	deal := fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"deal","title":"A garden fence"}`).is(201).doc()["ref"])
	for _, c := range []struct {
		q, kind, key string
		want         []string
	}{
		{"алена к", "customers", "contact", []string{contact}},
		{"алена к", "customers", "dialog", []string{string(again)}},
		{"алена к", "dialogs", "id", []string{string(again), string(first)}},
		{"(600) 111-22", "customers", "name", []string{"Алёна Ковальчук"}},
		{"alena.k@sh", "customers", "phone", []string{"+34600111222"}},
		{"ann", "customers", "dialog", []string{string(other), string(again)}},
		{"nobody", "customers", "dialog", []string{}},
		{"GARDEN f", "cards", "card", []string{deal}},
		{deal, "cards", "title", []string{"A garden fence"}},
		{"deal:none", "cards", "card", []string{}},
		{"zoe@shop.example", "cards", "card", []string{never}},
		{"karin larsen", "cards", "card", []string{lead}}, // as its fields say, whatever its title
		{"karin.l", "cards", "card", []string{lead}},
		{"(415) 555-26", "cards", "card", []string{lead}},
		{"4155552671", "cards", "card", []string{lead}},
		{"senor CHAIR", "messages", "dialog", []string{string(again)}}, // not of the closed one
		{"boston", "messages", "dialog", []string{string(other)}},
		{"boston chair", "messages", "dialog", []string{}},
	} {
		if got := h.searched("admin", c.q, c.kind, c.key); !slices.Equal(got, c.want) {
			t.Errorf("%q among %s: got %v, want %v", c.q, c.kind, got, c.want)
		}
	}
	if got := h.searched("admin", "алена", "cards", "card"); len(got) < 2 || got[0] != contact || !strings.HasPrefix(got[1], "lead:") {
		t.Errorf("got the cards %v, want the contact and the leads", got)
	}
	if got := h.searched("admin", "boston", "messages", "text")[0]; len([]rune(got)) > 140 || !strings.HasPrefix(got, "… well,") || !strings.Contains(got, "delivery to Boston is late") || !strings.HasSuffix(got, "…") {
		t.Errorf("got the excerpt %q", got)
	}
	doc := h.as("admin", "GET", "/v1/search?q=anna&limit=1", nil).is(200).doc()
	if at(doc, "customers", "more") != true || at(doc, "dialogs", "more") != true || at(doc, "dialogs", "all") != "/v1/dialogs?q=anna" {
		t.Errorf("got %v", doc)
	}
	if got := h.ids(fmt.Sprint(at(doc, "dialogs", "all")), "id"); len(got) != 3 {
		t.Errorf("the whole list has %v", got)
	}
	for _, kind := range []string{"customers", "dialogs", "cards", "messages"} {
		if at(doc, kind, "items") == nil {
			t.Errorf("without in there are no %s: %v", kind, doc)
		}
	}
	h.as("admin", "GET", "/v1/search?q=%21%21", nil).no(422, "invalid")
	h.as("admin", "GET", "/v1/search", nil).is(422)
}

// TestSearchFindsWhatWasSaidBeforeTheHandOver_FB18_OP39: to the bot, in an open dialog's
// closed parent; and nobody finds it who may not read that dialog.
func TestSearchFindsWhatWasSaidBeforeTheHandOver_FB18_OP39(t *testing.T) {
	h := newHouse(t)
	h.shop()
	l := h.botLine(desk.ChannelTelegram)
	id := h.asks(l, "anna", "how much is delivery to Cartagena")
	h.asks(l, "anna", "I want to talk to a human")
	h.work()
	child := h.dialogNow(id).Continuation()
	if child == "" {
		t.Fatal("the bot did not hand over")
	}
	if got := h.searched("admin", "cartagena", "messages", "dialog"); !slices.Equal(got, []string{string(child)}) {
		t.Errorf("got %v, want the open dialog, %s", got, child)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(child)+"/accept", nil).is(200)
	h.person("other", desk.Actor{Operator: "other", Role: desk.RoleOperator, Rights: desk.Rights{Leads: desk.MayRead, Dialogs: desk.ScopeOwn}})
	if got := h.searched("other", "cartagena", "messages", "dialog"); len(got) != 0 {
		t.Errorf("another operator found %v", got)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(child)+"/close", nil).is(200)
	if got := h.searched("admin", "cartagena", "messages", "dialog"); len(got) != 0 {
		t.Errorf("with all closed: got %v", got)
	}
}

// TestSearchGoesOn: of many open dialogs a page finds a few, the last spoken in first,
// and the next goes on behind them, until each was looked at once.
func TestSearchGoesOn(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadNever)
	var want []string
	for i := range 50 {
		h.clock.move(time.Hour)
		text := "Nothing"
		if i%5 == 0 {
			text = "A red chair"
		}
		if id := h.chat(l, fmt.Sprint("u", i), text, "And?"); i%5 == 0 {
			want = append([]string{string(id)}, want...)
		}
	}
	var got []string
	looked, pages := 0.0, 0
	cursor := ""
	for ok := true; ok; pages++ {
		doc := h.as("admin", "GET", "/v1/search?q=red&in=messages&limit=4&cursor="+cursor, nil).is(200).doc()
		items, _ := at(doc, "messages", "items").([]any)
		for _, it := range items {
			got = append(got, fmt.Sprint(at(it, "dialog")))
		}
		if len(items) > 4 {
			t.Errorf("a page has %d", len(items))
		}
		n, _ := at(doc, "messages", "lookedAtDialogs").(float64)
		looked += n
		cursor, ok = at(doc, "messages", "next").(string)
	}
	if !slices.Equal(got, want) || looked != 50 || pages < 3 {
		t.Errorf("got %v on %d pages, looking at %v, want %v", got, pages, looked, want)
	}
	next := fmt.Sprint(at(h.as("admin", "GET", "/v1/search?q=red&in=messages&limit=1", nil).is(200).doc(), "messages", "next"))
	h.as("admin", "GET", "/v1/search?q=blue&in=messages&cursor="+next, nil).no(422, "bad_cursor")
	h.as("admin", "GET", "/v1/search?q=red&cursor="+next, nil).no(422, "invalid")
	h.as("admin", "GET", "/v1/search?q=red&in=messages&cursor=x", nil).no(422, "bad_cursor")
	mark, _, _ := strings.Cut(next, ".")
	h.as("admin", "GET", "/v1/search?q=red&in=messages&cursor="+mark+".99.x", nil).no(422, "bad_cursor")
	h.as("admin", "GET", "/v1/search?q=red&in=messages&cursor="+mark+".0.x", nil).no(422, "bad_cursor")
}

// TestSearchFindsNoMoreThanOneSees: in every situation of a dialog, by every scope:
// what is said only by who reads it, customers and their dialogs only by who sees both
// (RS-02, RS-03, RS-06, RS-07, CL-15, CL-23, D12, OP-10).
func TestSearchFindsNoMoreThanOneSees_RS02_RS03_RS06_RS07_CL15_CL23_D12_OP10(t *testing.T) {
	h := newHouse(t)
	scopes := h.scopes()
	h.person("Dan", desk.Actor{Role: desk.RoleOperator, Operator: "dan", Rights: desk.Rights{Leads: desk.MayChange, Dialogs: desk.ScopeAll}})
	dialogs, _ := h.seed()
	for i, m := range marked {
		d, err := h.st.Dialog(t.Context(), dialogs[i])
		must(t, err)
		if d.State == desk.StateClosed && m.make == nil { // it goes on in a child, which has no words of its own
			continue
		}
		for scope, reads := range map[desk.Scope]bool{desk.ScopeOwn: m.own, desk.ScopeTeam: m.team, desk.ScopeAll: m.all} {
			for k, customers := range []bool{true, false} {
				who := scopes[scope][k]
				if got, may := len(h.searched(who, m.mark+" text", "messages", "dialog")) == 1, reads && d.Open(); got != may {
					t.Errorf("%s finds what is said in %s: %v, want %v", who, m.mark, got, may)
				}
				for _, kind := range []string{"customers", "dialogs"} {
					if got, may := len(h.searched(who, m.mark, kind, "id")) == 1, reads && customers; got != may {
						t.Errorf("%s finds %s of %s: %v, want %v", who, kind, m.mark, got, may)
					}
				}
				for _, q := range []string{m.mark, fmt.Sprintf("+346000000%02d", i), fmt.Sprintf("mail-%s@shop.example", m.mark)} {
					if got := h.searched(who, q, "cards", "card"); !customers && len(got) > 0 {
						t.Errorf("%s finds cards by a customer's %s: %v", who, q, got)
					}
				}
			}
		}
	}
	doc := h.as(scopes[desk.ScopeAll][1], "GET", "/v1/search?q=name", nil).is(200).doc()
	for _, kind := range []string{"customers", "dialogs"} {
		if at(doc, kind, "code") != "forbidden" || at(doc, kind, "reason") == "" {
			t.Errorf("%s: got %v, want to be told why", kind, at(doc, kind))
		}
	}
	h.as("admin", "POST", "/v1/cards", `{"kind":"deal","title":"A garden fence"}`).is(201)
	if got := h.searched("leads only", "garden", "cards", "card"); len(got) > 0 {
		t.Errorf("who may read leads only finds %v", got)
	}
}
