package rest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/crm/rest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

func serve(t *testing.T) (*parties.RestCRM, string) {
	t.Helper()
	s := &parties.RestCRM{Token: "t0ken", At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, h.URL
}

func open(t *testing.T, address, calls string) *rest.CRM {
	t.Helper()
	m, err := rest.Open(desk.Connection{
		ID: "shop", Kind: desk.CRMRest, Secrets: map[string]string{"token": "t0ken"}, Options: map[string]string{"address": address + "/api", "calls": calls},
	}, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fieldsOf describes text fields at their place, and those of other types.
func fieldsOf(more ...string) string {
	out := []string{
		`{"name": "phone", "path": "fields.phone", "type": "phone"}`, `{"name": "email", "path": "fields.email", "type": "email"}`,
	}
	names := []string{"name", "city", "same", "gone", "company", "telegram_user_id"}
	for i := range 60 {
		names = append(names, fmt.Sprint("f", i))
	}
	for _, n := range names {
		out = append(out, fmt.Sprintf(`{"name": %q, "path": "fields.%s", "type": "string"}`, n, n))
	}
	return strings.Join(append(out, more...), ",")
}

// TestAnyCRMByAnAdapterOfItsOwn_FB08: a CRM that we have no folder for is reached by its own API,
// which a description of its calls adapts, and keeps what a CRM promises of cards and
// their values.
func TestAnyCRMByAnAdapterOfItsOwn_FB08(t *testing.T) {
	contract(t, false)
	// Where no field is named for what a card was made from, it is looked for as people
	// would: all holds, whatever answer is lost.
	t.Run("without origins", func(t *testing.T) { contract(t, true) })
}

func contract(t *testing.T, noOrigin bool) {
	calls := parties.RestCalls(fieldsOf())
	if noOrigin {
		calls = strings.ReplaceAll(calls, `"origin": "fields.made_from", `, "")
	}
	crmtest.Run(t, func(t *testing.T) *crmtest.World {
		s, address := serve(t)
		return &crmtest.World{
			Works: parties.Users(0, false), Gave: func(card desk.CardRef) string { return s.Owner("deals", card.ID) },
			NoOrigin: noOrigin, Plug: open(t, address, calls), Connection: "shop", Now: s.Now,
			Move: s.Move, FailAt: s.FailAt, Steps: s.Steps,
			Notes: func(c desk.CardRef) []string { return s.Beside("notes", string(c.Kind), c.ID) },
			Tasks: func(c desk.CardRef) []string { return s.Beside("tasks", string(c.Kind), c.ID) },
		}
	})
}

// Each type is written as the CRM has it, and read as it was.
func TestValues_BothWays(t *testing.T) {
	for _, c := range []struct {
		field string
		v     desk.Value
		there any
	}{
		{`{"name": "x", "type": "string"}`, "oak", "oak"},
		{`{"name": "x", "type": "text"}`, "two\nlines", "two\nlines"},
		{`{"name": "x", "type": "email"}`, "ann@shop.example", "ann@shop.example"},
		{`{"name": "x", "type": "url"}`, "https://a.example/b", "https://a.example/b"},
		{`{"name": "x", "type": "integer", "as": "text"}`, "-12", "-12"},
		{`{"name": "x", "type": "number"}`, "12.5", json.Number("12.5")},
		{`{"name": "x", "type": "date", "as": "time"}`, "2026-03-01", "2026-03-01T00:00:00Z"},
		{`{"name": "x", "type": "datetime", "as": "unix_ms"}`, "2026-03-01T12:30:00Z", json.Number("1772368200000")},
		{`{"name": "x", "type": "boolean", "as": "text"}`, "true", "true"},
		{`{"name": "x", "type": "enum", "options": [{"value": "Cash"}]}`, "Cash", "Cash"},
		{`{"name": "x", "type": "integer"}`, "-12", json.Number("-12")},
		{`{"name": "x", "type": "number", "as": "text"}`, "12.5", "12.5"},
		{`{"name": "x", "type": "money", "currency": "EUR"}`, "1200.00 EUR", json.Number("1200")},
		{`{"name": "x", "type": "money", "as": "text", "currency": "EUR"}`, "1200.50 EUR", "1200.5"},
		{`{"name": "x", "type": "money", "as": "amount|currency"}`, "1000.00 UAH", "1000.00|UAH"},
		{`{"name": "x", "type": "date"}`, "2026-03-01", "2026-03-01"},
		{`{"name": "x", "type": "date", "as": "unix"}`, "2026-03-01", json.Number("1772323200")},
		{`{"name": "x", "type": "date", "as": "unix_ms"}`, "2026-03-01", json.Number("1772323200000")},
		{`{"name": "x", "type": "datetime"}`, "2026-03-01T12:30:00Z", "2026-03-01T12:30:00Z"},
		{`{"name": "x", "type": "datetime", "as": "unix"}`, "2026-03-01T12:30:00Z", json.Number("1772368200")},
		{`{"name": "x", "type": "boolean"}`, "false", false},
		{`{"name": "x", "type": "boolean", "as": "number"}`, "true", json.Number("1")},
		{`{"name": "x", "type": "enum", "options": [{"id": "7", "value": "By card"}]}`, "By card", "7"},
		{`{"name": "x", "type": "enum", "as": "number", "options": [{"id": "7", "value": "By card"}]}`, "By card", json.Number("7")},
		{`{"name": "x", "type": "multi_enum", "options": [{"id": "1", "value": "a"}, {"value": "b"}]}`, "a\nb", []any{"1", "b"}},
		{`{"name": "x", "type": "multi_enum", "as": "text", "options": [{"id": "1", "value": "a"}, {"value": "b"}]}`, "a\nb", "1;b"},
		{`{"name": "x", "type": "phone"}`, "+14155552671", "+14155552671"},
		{`{"name": "x", "type": "address"}`, "5 Elm St", "5 Elm St"},
	} {
		f := fieldOf(t, c.field)
		got, err := f.Written(c.v)
		if d := cmp.Diff(c.there, got); err != nil || d != "" {
			t.Errorf("%s: %q is written so: %v (-want +got)\n%s", c.field, c.v, err, d)
		}
		if got := f.Read(got); got != c.v {
			t.Errorf("%s: %v is read as %q, want %q", c.field, c.there, got, c.v)
		}
	}
}

// What people wrote in forms of their own is read, or stands as it is: it is never
// taken for an empty field, which would be filled.
func TestValues_NothingThatIsThereIsEmpty(t *testing.T) {
	for _, c := range []struct {
		field string
		there any
		want  desk.Value
	}{
		{`{"name": "x", "type": "phone"}`, "+1 (415) 555-26-71", "+14155552671"},
		{`{"name": "x", "type": "phone"}`, "8 916 204-55-18", "8 916 204-55-18"},
		{`{"name": "x", "type": "integer"}`, "about ten", "about ten"},
		{`{"name": "x", "type": "integer"}`, json.Number("1e2"), "100"},
		{`{"name": "x", "type": "number"}`, "1,200", "1,200"},
		{`{"name": "x", "type": "number"}`, "007.50", "7.5"},
		{`{"name": "x", "type": "money", "currency": "EUR"}`, json.Number("0"), "0.00 EUR"},
		{`{"name": "x", "type": "money"}`, json.Number("5"), "5"},
		{`{"name": "x", "type": "date"}`, "2026-03-01T23:30:00-05:00", "2026-03-01"}, // the day as it is written
		{`{"name": "x", "type": "date"}`, "2026-03-01T00:00:00+03:00", "2026-03-01"},
		{`{"name": "x", "type": "date"}`, "2026-03-01T00:00:00-05:00", "2026-03-01"},
		{`{"name": "x", "type": "date"}`, "2026-02-28T19:00:00-05:00", "2026-03-01"}, // midnight of UTC, told in another zone
		{`{"name": "x", "type": "date"}`, "2026-03-01T12:00:00+12:00", "2026-03-01"},
		{`{"name": "x", "type": "date"}`, "2026-03-01T00:00:00.000Z", "2026-03-01"},
		{`{"name": "x", "type": "date", "as": "unix"}`, json.Number("0"), "0"}, // nobody knows whether that is a day
		{`{"name": "x", "type": "datetime"}`, "2026-03-02T01:30:00+03:00", "2026-03-01T22:30:00Z"},
		{`{"name": "x", "type": "datetime"}`, "2026-03-01T22:30:00.987Z", "2026-03-01T22:30:00Z"},
		{`{"name": "x", "type": "datetime"}`, "2026-03-01 22:30:00", "2026-03-01T22:30:00Z"},
		{`{"name": "x", "type": "datetime", "as": "unix_ms"}`, "1772404200000", "2026-03-01T22:30:00Z"},
		{`{"name": "x", "type": "date"}`, "next week", "next week"},
		{`{"name": "x", "type": "enum", "options": [{"id": "7", "value": "By card"}]}`, "8", "8"},
		{`{"name": "x", "type": "multi_enum", "options": [{"id": "7", "value": "By card"}]}`, []any{"7", "8"}, `["7","8"]`},
		{`{"name": "x", "type": "string"}`, []any{map[string]any{"value": "Ann"}}, `[{"value":"Ann"}]`},
		{`{"name": "x", "type": "string"}`, "  ", ""},
		{`{"name": "x", "type": "enum", "options": [{"value": "Roma"}, {"value": "Centro"}]}`, nil, ""}, // not its first option
		{`{"name": "x", "type": "enum", "options": [{"value": "Roma"}]}`, "", ""},
		{`{"name": "x", "type": "multi_enum", "options": [{"value": "Roma"}, {"value": "Centro"}]}`, []any{}, ""},
		{`{"name": "x", "type": "multi_enum", "as": "text", "options": [{"value": "Roma"}]}`, "", ""},
		{`{"name": "x", "type": "string"}`, nil, ""},
		{`{"name": "x", "type": "string"}`, []any{}, ""},
		{`{"name": "x", "type": "boolean"}`, false, "false"},
	} {
		if got := fieldOf(t, c.field).Read(c.there); got != c.want {
			t.Errorf("%s: %v is read as %q, want %q", c.field, c.there, got, c.want)
		}
	}
}

func fieldOf(t *testing.T, text string) rest.Field {
	t.Helper()
	var f rest.Field
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// One bad value stops no other (promise 5).
func TestChange_OneValueThatIsNotTaken(t *testing.T) {
	s, address := serve(t)
	m := open(t, address, parties.RestCalls(fieldsOf()))
	c, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "shop"}, Title: "Chairs"}, "o")
	if err != nil {
		t.Fatal(err)
	}
	s.Bad = "Gotham"
	got, err := crmtest.CRMs("shop", m).ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", New: "Gotham"}, {Field: "name", New: "Ann"}}})
	want := desk.Changed{Set: map[desk.FieldName]bool{"name": true}, Stale: map[desk.FieldName]desk.Value{"city": ""}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
}

// What a CRM answers at its worst: nothing is taken for success, and none of its
// words come into the error.
func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"a page":               {200, "<html>secret words</html>", desk.ErrBusy},
		"half of it":           {200, `{"data": {"id": 1, "na`, desk.ErrBusy},
		"a card of nobody":     {200, `{"data": {"name": "secret words"}}`, desk.ErrNotFound},
		"a list":               {200, `[1, 2]`, desk.ErrNotFound},
		"nothing":              {204, ``, desk.ErrNotFound},
		"too fast":             {429, `{"message": "secret words"}`, desk.ErrBusy},
		"down":                 {503, "secret words", desk.ErrBusy},
		"gone":                 {404, "secret words", desk.ErrNotFound},
		"no right":             {403, "secret words", desk.ErrRefused},
		"elsewhere":            {302, "secret words", desk.ErrRefused},
		"an answer of 5 MB":    {200, `{"data": "` + strings.Repeat("x", 5<<20) + `"}`, desk.ErrBusy},
		"not what we wrote":    {422, "secret words", desk.ErrInvalid},
		"ids of another shape": {200, `{"data": {"id": {"secret": "words"}}}`, desk.ErrNotFound},
	} {
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		}))
		_, err := open(t, h.URL, parties.RestCalls(fieldsOf())).Card(t.Context(), desk.CardRef{Kind: desk.KindDeal, ID: "1", Connection: "shop"})
		if !errors.Is(err, c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		h.Close()
	}
}

// A value stays where it is put: it adds no part to an address, and no member to a
// body.
func TestPlaceholders_HoldData(t *testing.T) {
	s, address := serve(t)
	m := open(t, address, parties.RestCalls(fieldsOf()))
	ref := desk.CardRef{Kind: desk.KindDeal, ID: "../contacts/1?x={contact}#", Connection: "shop"}
	if _, err := m.Card(t.Context(), ref); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if _, err := m.Find(t.Context(), "shop", desk.Identity{Kind: desk.IdentityEmail, Value: "a@b.example&field=x"}); err != nil {
		t.Error(err)
	}
	for _, id := range []string{".", "..", "../deals/5", "a/b", `..\deals\5`, "%2e%2e/5"} {
		if _, err := m.Card(t.Context(), desk.CardRef{Kind: desk.KindDeal, ID: id, Connection: "shop"}); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("a card %s: got %v", id, err)
		}
	}
	want := []string{"GET /api/contacts?field=email&value=a%40b.example%26field%3Dx null"}
	if d := cmp.Diff(want, s.Asked()); d != "" {
		t.Error(d)
	}
}

// A signed call tells of cards by our kinds and the CRM's ids; who does not know the secret
// is heard of nothing.
func TestHeard(t *testing.T) {
	c := desk.Connection{
		ID: "shop", Secrets: map[string]string{"token": "t", "webhook_secret": "a-secret-of-24-letters-x"}, Options: map[string]string{"address": "https://crm.example", "calls": parties.RestCalls(fieldsOf())},
	}
	m, err := rest.Open(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"cards": [{"kind": "deal", "id": "9"}, {"kind": "invoice", "id": "9"}, {"kind": "deal", "id": ""}]}`
	mac := hmac.New(sha256.New, []byte("a-secret-of-24-letters-x"))
	mac.Write([]byte(body))
	signature := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	got, err := m.Heard(desk.Webhook{Body: []byte(body), Header: map[string]string{"x-sufler-signature": signature}})
	if d := cmp.Diff([]desk.CardEvent{{Card: desk.CardRef{Kind: desk.KindDeal, ID: "9", Connection: "shop"}}}, got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	for name, call := range map[string]desk.Webhook{"no signature": {Body: []byte(body)}, "another body": {Body: []byte(`{}`), Header: map[string]string{"x-sufler-signature": signature}}} {
		if _, err := m.Heard(call); !errors.Is(err, desk.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	can, err := m.Can(t.Context(), "shop")
	delete(c.Secrets, "webhook_secret")
	deaf, _ := rest.Open(c, nil)
	if cannot, _ := deaf.Can(t.Context(), "shop"); err != nil || !can.Events || cannot.Events {
		t.Errorf("events: %v, without a secret %v (%v)", can.Events, cannot.Events, err)
	}
}

func TestReadCalls_SaysWhatIsWrong(t *testing.T) {
	good := parties.RestCalls(fieldsOf())
	for what, c := range map[string]struct{ old, now, says string }{
		"no JSON":                  {`"header"`, `header`, "no JSON"},
		"a name mistaken":          {`"pipelines"`, `"pipes"`, `"pipes" is no part`},
		"… and where":              {`"header":`, "\n\n\"heads\":", "line 4"},
		"options as words":         {`"fields": [`, `"fields": [{"name": "how", "type": "enum", "options": ["cash"]}, `, `{"value":`},
		"an option without a word": {`"fields": [`, `"fields": [{"name": "how", "type": "enum", "options": [{"id": "1"}]}, `, "without a value"},
		"no read":                  {`"read": {"path": "/deals/{id}", "card": "data"},`, ``, "read"},
		"no id":                    {`"path": "/deals/{id}"`, `"path": "/deals/1"`, "{id}"},
		"a method":                 {`"PATCH"`, `"DELETE"`, "DELETE"},
		"a note for ever":          {`"end": {"method": "DELETE", "path": "/notes/{entry}"},`, ``, "note.end"},
		"notes of nobody":          {`"/notes?contact=deal-{id}"`, `"/notes"`, "note.list"},
		"a note that says nothing": {`"fields": {"text": "{text}"}`, `"fields": {}`, "{text}"},
		"no text of a task":        {`"text": "fields.text", "done"`, `"done"`, "task"},
		"a task deleted":           {`{"method": "PATCH", "path": "/tasks/{entry}"`, `{"method": "DELETE", "path": "/tasks/{entry}"`, "DELETE"},
		"a note as a song":         {`"id": "id", "text": "fields.text"` + "\n\t},", `"id": "id", "text": "fields.text", "as": "song"` + "\n\t},", "song"},
		"a type":                   {`"type": "phone"`, `"type": "telephone"`, "telephone"},
		"a form":                   {`"type": "phone"`, `"type": "phone", "as": "unix"`, "unix"},
		"a kind":                   {`"case":`, `"ticket":`, "ticket"},
		"two of a name":            {`"name": "city"`, `"name": "name"`, "name of its own"},
		"no contact":               {`"contact":`, `"lead2":`, "lead2"},
		"more behind it":           {`"won"}]}]`, `"won"}]}]} {"a": [1]`, "behind"},
		"a field in a list":        {`"path": "fields.email"`, `"path": "emails.0.value"`, "list"},
		"a long one":               {`"Sales"`, `"` + strings.Repeat("x", 70<<10) + `"`, "bytes"},
	} {
		text := strings.ReplaceAll(good, c.old, c.now)
		if text == good {
			t.Fatalf("%s: nothing was changed", what)
		}
		if _, err := rest.ReadCalls(text); !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want it to say %q", what, err, c.says)
		}
	}
}

// What people see of ours formats nothing where texts are HTML, and on a kind of card whose
// notes nobody described there is none.
func TestNote_IsText(t *testing.T) {
	s, address := serve(t)
	calls := strings.Replace(parties.RestCalls(fieldsOf()), `"text": "fields.text"`+"\n\t},", `"text": "fields.text", "as": "html"`+"\n\t},", 1) // of contacts
	m := open(t, address, calls)
	ref := desk.CardRef{Kind: desk.KindContact, Connection: "shop"}
	c, err := m.CreateCard(t.Context(), desk.Card{Ref: ref, Title: "Ann"}, "o")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.AddNote(t.Context(), desk.CardNote{Card: c.Ref, Mark: "mark-1", Text: "she wrote\n<img src=x> {token}"}); err != nil {
		t.Fatal(err)
	}
	if got := s.Beside("notes", "contact", c.Ref.ID); len(got) != 1 || got[0] != "she wrote<br>&lt;img src=x&gt; {token}<br>mark-1" {
		t.Errorf("people see %q", got)
	}
	bare := open(t, address, regexp.MustCompile(`(?s),\s*"note": \{.*?\n\t\},\s*"task": \{.*?\n\t\}`).ReplaceAllString(calls, ""))
	can, err := bare.Can(t.Context(), "shop")
	if err != nil || can.Notes || can.Tasks {
		t.Errorf("without a description: %+v, %v", can, err)
	}
}

// The worked example of README.md is one that works: a deal of HubSpot's is found
// made, filled and read.
func TestReadme_TheExampleWorks(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(page)
	if block == nil {
		t.Fatal("README.md has no example")
	}
	var asked []string
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.RequestURI()+" "+string(raw))
		switch {
		case strings.HasSuffix(r.URL.Path, "/search"):
			fmt.Fprint(w, `{"total": 1, "results": [{"id": "51", "properties": {"email": "Ann@shop.example", "firstname": "Ann"}, "createdAt": "2026-03-01T12:00:00.123Z"}]}`)
		case r.Method == http.MethodPost:
			fmt.Fprint(w, `{"id": "9", "properties": {}}`)
		default:
			fmt.Fprint(w, `{"id": "9", "properties": {"dealname": "Chairs", "amount": "1200", "dealstage": "closedwon", "pipeline": "default", "closedate": "2026-04-01T00:00:00Z"}}`)
		}
	}))
	defer h.Close()
	m, err := rest.Open(desk.Connection{
		ID: "hub", Kind: desk.CRMRest, Secrets: map[string]string{"token": "t"}, Options: map[string]string{"address": h.URL, "calls": string(block[1])},
	}, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	found, err := m.Find(t.Context(), "hub", desk.Identity{Kind: desk.IdentityEmail, Value: "ann@shop.example"})
	if err != nil || len(found) != 1 || found[0].ID != "51" {
		t.Errorf("found %v, %v", found, err)
	}
	deal, err := m.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, Connection: "hub"}, Title: "Chairs", Contact: found[0], Pipeline: "default"}, "o")
	if err != nil || deal.Title != "Chairs" || deal.Values["amount"] != "1200.00 USD" || deal.Values["closedate"] != "2026-04-01" || !deal.Closed {
		t.Errorf("made %+v, %v", deal, err)
	}
	if _, err := m.ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: deal.Ref, Fields: []desk.FieldChange{{Field: "amount", New: "99.50 USD"}, {Field: "closedate", New: "2026-05-01"}}}); err != nil {
		t.Error(err)
	}
	m.Now = func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	if err := m.AddNote(t.Context(), desk.CardNote{Card: deal.Ref, Mark: "mark-1", Text: "CoPilot read the chat"}); err != nil {
		t.Error(err)
	}
	want := []string{
		`POST /crm/v3/objects/contacts/search {"filterGroups":[{"filters":[{"operator":"EQ","propertyName":"email","value":"ann@shop.example"}]}],"limit":100,"properties":["email","phone","firstname","sufler_origin"]}`,
		`POST /crm/v3/objects/deals {"associations":[{"to":{"id":"51"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":3}]}],"properties":{"dealname":"Chairs","pipeline":"default","sufler_origin":"` + desk.Digest("origin", "o") + `"}}`,
		`GET /crm/v3/objects/deals/9?properties=dealname,pipeline,dealstage,amount,closedate,description,sufler_origin&associations=contacts `,
		`PATCH /crm/v3/objects/deals/9 {"properties":{"amount":99.5,"closedate":"2026-05-01"}}`,
		`GET /crm/v3/objects/deals/9?properties=dealname,pipeline,dealstage,amount,closedate,description,sufler_origin&associations=contacts `,
		`POST /crm/v3/objects/notes {"associations":[{"to":{"id":"9"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":214}]}],"properties":{"hs_note_body":"CoPilot read the chat\u003cbr\u003emark-1","hs_timestamp":"2026-03-01T12:00:00Z"}}`,
	}
	if d := cmp.Diff(want, asked); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

// FuzzCard: whatever a CRM answers, nothing panics and what is read fits a card.
func FuzzCard(f *testing.F) {
	for _, seed := range []string{`{"id": 1, "name": "x", "fields": {"phone": ["+1"], "city": {"a": 1e999}}}`, `[[[[]]]]`, `{"id": "` + strings.Repeat("9", 200) + `"}`} {
		f.Add(seed)
	}
	text := parties.RestCalls(fieldsOf(`{"name": "sum", "path": "fields.sum", "type": "money", "currency": "EUR"}`, `{"name": "day", "path": "fields.a.day", "type": "date", "as": "unix"}`))
	calls, err := rest.ReadCalls(strings.ReplaceAll(text, `"contact": "contact_id"`, `"contact": "contacts.0.id"`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		var v any
		if d.Decode(&v) != nil {
			return
		}
		m := &rest.CRM{Connection: "shop", Calls: calls}
		c, ok := m.ReadCard(desk.KindDeal, v)
		if !ok {
			return
		}
		if read, err := desk.ParseCardRef(c.Ref.String()); err != nil || read != c.Ref {
			t.Errorf("%q is no card's id", c.Ref.ID)
		}
		for name, v := range c.Values {
			if len(v) > desk.MaxValue || v == "" {
				t.Errorf("%s has %d bytes", name, len(v))
			}
		}
	})
}
