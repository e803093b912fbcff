package bitrix24_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares the calls since a step with those that are kept.
func golden(t *testing.T, name string, asked, answered []string) {
	t.Helper()
	var b strings.Builder
	for i, q := range asked {
		fmt.Fprintf(&b, "> %s\n", q)
		if i < len(answered) {
			var v any
			must(t, json.Unmarshal([]byte(answered[i]), &v))
			raw, err := json.MarshalIndent(v, "", " ")
			must(t, err)
			fmt.Fprintf(&b, "%s\n\n", raw)
		}
	}
	file := filepath.Join("testdata", name+".golden")
	if *update {
		must(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("%s (-want +got)\n%s", name, d)
	}
}

func deal(t *testing.T, m *bitrix24.CRM) desk.Card {
	t.Helper()
	c, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "b24"}, Title: "Chairs"}, "o")
	must(t, err)
	return c
}

// What is sent for each verb, and what comes back, to the letter.
func TestCalls_Golden(t *testing.T) {
	b, address := serve(t)
	b.AddField("deal", "UF_CRM_PAY", "Оплата", "enumeration", false, "Карта", "Наличные")
	b.AddField("contact", "UF_CRM_SUFLER_TELEGRAM_USER_ID", "Telegram", "string", false)
	m := open(t, connection(address))
	var contact, card desk.Card
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"fields", func() error { _, err := m.Fields(t.Context(), "b24", desk.KindDeal); return err }},
		{"create_contact", func() (err error) {
			contact, err = m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindContact, Connection: "b24"}, Title: "Ann", Values: map[desk.FieldName]desk.Value{
				"name": "Ann", "phone": "+14155552671", "telegram_user_id": "77",
			}}, "customer:ann")
			return err
		}},
		{"create_deal", func() (err error) {
			card, err = m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "b24"}, Title: "Chairs & tables", Contact: contact.Ref, Pipeline: "9"}, "dialog:d")
			return err
		}},
		{"find_phone", func() error {
			_, err := m.Find(t.Context(), "b24", desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"})
			return err
		}},
		{"find_messenger", func() error {
			_, err := m.Find(t.Context(), "b24", desk.Identity{Kind: "telegram", Value: "77"})
			return err
		}},
		{"made_from", func() error { _, err := m.MadeFrom(t.Context(), "b24", desk.KindDeal, "dialog:d"); return err }},
		{"open_cards", func() error { _, err := m.OpenCards(t.Context(), contact.Ref); return err }},
		{"change", func() error {
			_, err := m.ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: card.Ref, Fields: []desk.FieldChange{
				{Field: "opportunity", New: "1200.00 EUR"}, {Field: "UF_CRM_PAY", New: "Наличные"}, {Field: "closedate", New: "2026-04-01"}, {Field: "comments", New: "a & b [c] 50%"},
			}})
			return err
		}},
		{"pipelines", func() error { _, err := m.Pipelines(t.Context(), "b24"); return err }},
		{"put", func() error {
			moved := card
			moved.Title, moved.Stage = "Tables", "C9:WON"
			_, err := m.PutCard(t.Context(), moved, nil)
			return err
		}},
		{"list", func() error {
			_, err := m.ListCards(t.Context(), desk.CardFilter{Connection: "b24", Kind: desk.KindDeal, Pipelines: []desk.PipelineID{"9"}}, desk.PageAsk{Limit: 10})
			return err
		}},
		{"goods", func() error {
			b.AddRow(card.Ref.ID, "Oak chair", 1200, 4)
			got, err := m.Goods(t.Context(), []desk.CardRef{card.Ref})
			if d := cmp.Diff(map[desk.CardRef][]desk.Good{card.Ref: {{Name: "Oak chair", Quantity: "4", Price: "1200"}}}, got); d != "" {
				t.Errorf("goods (-want +got)\n%s", d)
			}
			return err
		}},
		{"cards_of", func() error { _, err := m.CardsOf(t.Context(), contact.Ref); return err }},
		{"note", func() error {
			return m.AddNote(t.Context(), desk.CardNote{Card: card.Ref, Mark: desk.NoteMark("r1"), Text: "CoPilot read the chat\n[URL=https://evil.example]x[/URL]"})
		}},
		{"note_again", func() error {
			return m.AddNote(t.Context(), desk.CardNote{Card: card.Ref, Mark: desk.NoteMark("r1"), Text: "CoPilot read the chat", Again: true})
		}},
		{"note_taken", func() error { return m.TakeNote(t.Context(), card.Ref, desk.NoteMark("r1")) }},
		{"task", func() error { return m.SetTask(t.Context(), approval(card.Ref, b.Now(), false)) }},
		{"task_done", func() error { return m.SetTask(t.Context(), approval(card.Ref, b.Now(), true)) }},
		{"process", func() error { return m.StartProcess(t.Context(), desk.CardProcess{Card: card.Ref, Process: "17"}) }},
		{"check", func() error { m.Try(t.Context()); return nil }},
	} {
		before := len(b.Asked())
		must(t, step.do())
		golden(t, step.name, b.Asked()[before:], b.Answered()[before:])
	}
}

func approval(card desk.CardRef, due time.Time, done bool) desk.CardTask {
	return desk.CardTask{Card: card, Mark: desk.ApprovalMark, Title: "CoPilot: awaiting approval", Text: "Keep or replace.", Due: due, Done: done}
}

// A run reads with at most three calls and writes with one: the card with the fields,
// the card, the card just before it is written; and the change, which is read back in
// the same call.
func TestRun_CallsOfBitrix24(t *testing.T) {
	b, address := serve(t)
	card := deal(t, open(t, connection(address)))
	crms := crmtest.CRMs("b24", open(t, connection(address))) // with nothing in memory
	start := b.Steps()
	for range 2 { // whether runs are made by themselves; what the card holds
		_, err := crms.Card(t.Context(), card.Ref)
		must(t, err)
		_, err = crms.Fields(t.Context(), "b24", desk.KindDeal)
		must(t, err)
	}
	got, err := crms.ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: card.Ref, Fields: []desk.FieldChange{{Field: "comments", New: "x"}, {Field: "opportunity", New: "5.00 EUR"}}})
	if err != nil || len(got.Set) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	var methods []string
	for _, q := range b.Asked()[len(b.Asked())-(b.Steps()-start):] {
		method, _, _ := strings.Cut(q, " ")
		methods = append(methods, method)
	}
	if d := cmp.Diff([]string{"batch", "crm.item.get", "crm.item.get", "batch"}, methods); d != "" {
		t.Errorf("three reads and a write (-want +got)\n%s", d)
	}
}

// What a customer wrote can't become a reference to another command's answer.
func TestChange_NoValueIsAReference(t *testing.T) {
	b, address := serve(t)
	m := open(t, connection(address))
	card := deal(t, m)
	_, err := m.ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: card.Ref, Fields: []desk.FieldChange{{Field: "comments", New: "$result[2_card][item][id]"}}})
	must(t, err)
	for _, q := range b.Asked() {
		if strings.HasPrefix(q, "batch ") && strings.Contains(q, "result%5B") {
			t.Errorf("it went out in a batch: %s", q)
		}
	}
	if got := b.Cards("deal")[0]["comments"]; got != "$result[2_card][item][id]" {
		t.Errorf("the field holds %v", got)
	}
}

// One value that is not taken, and one that may not be set, stop no other (promise 5).
func TestChange_OneValueThatIsNotTaken(t *testing.T) {
	for name, set := range map[string]func(*parties.Bitrix24){
		"it is wrong":                       func(b *parties.Bitrix24) { b.Bad = "Gotham" },
		"the owner may not set it":          func(b *parties.Bitrix24) { b.Locked = "UF_CRM_CITY" },
		"it was deleted since we were told": func(b *parties.Bitrix24) { b.DropField("deal", "UF_CRM_CITY") },
	} {
		b, address := serve(t)
		b.AddField("deal", "UF_CRM_CITY", "City", "string", false)
		m := open(t, connection(address))
		card := deal(t, m)
		set(b)
		got, err := crmtest.CRMs("b24", m).ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: card.Ref, Fields: []desk.FieldChange{{Field: "UF_CRM_CITY", New: "Gotham"}, {Field: "comments", New: "Ann"}}})
		want := desk.Changed{Set: map[desk.FieldName]bool{"comments": true}, Stale: map[desk.FieldName]desk.Value{"UF_CRM_CITY": ""}}
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, d)
		}
	}
}

// A phone that is changed is changed in its place: the others stay.
func TestChange_OnePhoneOfSeveral(t *testing.T) {
	b, address := serve(t)
	id := b.Make("contact", map[string]any{"name": "Ann", "fm": map[string]any{
		"n0": map[string]any{"typeId": "PHONE", "valueType": "WORK", "value": "+1 415 555-26-71"}, "n1": map[string]any{"typeId": "PHONE", "valueType": "HOME", "value": "+14155552699"},
	}})
	m := open(t, connection(address))
	ref := desk.CardRef{Kind: desk.KindContact, ID: fmt.Sprint(id), Connection: "b24"}
	for _, phone := range []string{"+14155552671", "+14155552699"} {
		if found, err := m.Find(t.Context(), "b24", desk.Identity{Kind: desk.IdentityPhone, Value: phone}); err != nil || len(found) != 1 || found[0] != ref {
			t.Errorf("by %s: %v, %v", phone, found, err)
		}
	}
	for _, to := range []desk.Value{"+14155552672", ""} {
		was, err := m.Card(t.Context(), ref)
		must(t, err)
		_, err = m.ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: ref, Fields: []desk.FieldChange{{Field: "phone", Old: was.Values["phone"], New: to}}})
		must(t, err)
		var have []string
		for _, e := range b.Cards("contact")[0]["fm"].([]any) {
			have = append(have, fmt.Sprint(e.(map[string]any)["value"]))
		}
		want := []string{string(to), "+14155552699"}
		if to == "" {
			want = want[1:]
		}
		if d := cmp.Diff(want, have); d != "" {
			t.Error(d)
		}
	}
}

// What Bitrix24 says at its worst, alone and within a batch: what may work later is
// busy, what a person must mend is a refusal, and none of its words come through.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		want   error
	}{
		{503, "QUERY_LIMIT_EXCEEDED", desk.ErrBusy}, {429, "OPERATION_TIME_LIMIT", desk.ErrBusy}, {503, "OVERLOAD_LIMIT", desk.ErrBusy},
		{500, "INTERNAL_SERVER_ERROR", desk.ErrBusy}, {500, "ERROR_UNEXPECTED_ANSWER", desk.ErrBusy}, {200, "QUERY_LIMIT_EXCEEDED", desk.ErrBusy},
		{401, "expired_token", desk.ErrRefused}, {401, "NO_AUTH_FOUND", desk.ErrRefused}, {403, "insufficient_scope", desk.ErrRefused},
		{403, "ACCESS_DENIED", desk.ErrRefused}, {400, "ACCESS_DENIED", desk.ErrRefused}, {403, "INVALID_CREDENTIALS", desk.ErrRefused},
		{403, "user_access_error", desk.ErrRefused}, {404, "ERROR_METHOD_NOT_FOUND", desk.ErrRefused}, {500, "PORTAL_DELETED", desk.ErrRefused},
		{400, "NOT_FOUND", desk.ErrNotFound}, {400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", desk.ErrInvalid}, {400, "100", desk.ErrInvalid}, {418, "SOMETHING_NEW", desk.ErrInvalid},
	} {
		for _, within := range []bool{false, true} {
			b, address := serve(t)
			m := open(t, connection(address))
			card := deal(t, m)
			fails := "crm.item.get"
			if within {
				m = open(t, connection(address)) // the first card is read within a batch
			}
			b.Says = func(method string) (int, string) {
				if method == fails {
					return c.status, c.code
				}
				return 0, ""
			}
			_, err := m.Card(t.Context(), card.Ref)
			if !errors.Is(err, c.want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), code) {
				t.Errorf("%d %s, within a batch: %v: got %v, want %v", c.status, c.code, within, err, c.want)
			}
		}
	}
}

// What stands in front of Bitrix24 answers in its place.
func TestAnswers_ThatAreNotBitrix24s(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"a page":                 {200, "<html>secret words</html>", desk.ErrBusy},
		"half of it":             {200, `{"result": {"item": {"id": 1, "ti`, desk.ErrBusy},
		"nothing":                {200, "", desk.ErrBusy},
		"no result":              {200, `{"time": {}}`, desk.ErrBusy},
		"a list for a map":       {200, `{"result": []}`, desk.ErrBusy},
		"a fault of newer kind":  {400, `{"error": {"code": "NOT_FOUND", "message": "secret words"}}`, desk.ErrNotFound},
		"an old fault":           {400, `{"error": "", "error_description": "Not found"}`, desk.ErrNotFound},
		"an old one of rights":   {400, `{"error": "", "error_description": "Access denied."}`, desk.ErrRefused},
		"… in Russian":           {400, `{"error": "", "error_description": "Доступ запрещен."}`, desk.ErrRefused},
		"… in Ukrainian":         {400, `{"error": "", "error_description": "Доступ заборонено"}`, desk.ErrRefused},
		"… in Spanish":           {400, `{"error": "", "error_description": "Acceso denegado."}`, desk.ErrRefused},
		"an old one, in Russian": {400, `{"error": "", "error_description": "Сделка не найдена"}`, desk.ErrNotFound},
		"… of values":            {400, `{"error": "", "error_description": "Поле \u00abСумма\u00bb заполнено неверно"}`, desk.ErrInvalid},
		"a code knows better":    {400, `{"error": "CRM_FIELD_ERROR_VALUE_NOT_VALID", "error_description": "Значение не найдено"}`, desk.ErrInvalid},
		"elsewhere":              {302, "", desk.ErrRefused},
		"nobody there":           {404, "<html>secret words</html>", desk.ErrRefused},
		"a wall":                 {403, "<html>secret words</html>", desk.ErrRefused},
		"down":                   {502, "<html>secret words</html>", desk.ErrBusy},
		"an answer without end":  {200, `{"result": "` + strings.Repeat("x", 9<<20) + `"}`, desk.ErrBusy},
		"a batch that is an old": {200, `{"result": {"result": [], "result_error": []}}`, desk.ErrBusy},
	} {
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		}))
		_, err := open(t, connection(h.URL)).Card(t.Context(), desk.CardRef{Kind: desk.KindDeal, ID: "1", Connection: "b24"})
		if !errors.Is(err, c.want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), code) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		h.Close()
	}
}

// An address that nobody answers is busy, and is not said: it is a secret.
func TestUnreachable_KeepsTheAddress(t *testing.T) {
	_, err := open(t, connection("http://127.0.0.1:1")).Card(t.Context(), desk.CardRef{Kind: desk.KindDeal, ID: "1", Connection: "b24"})
	if !errors.Is(err, desk.ErrBusy) || strings.Contains(err.Error(), code) || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("got %v", err)
	}
}
