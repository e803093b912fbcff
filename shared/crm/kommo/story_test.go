package kommo_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/desk"
)

var update = flag.Bool("update", false, "write the golden files anew")

func of(k desk.CardKind) desk.CardRef { return desk.CardRef{Kind: k, Connection: "shop"} }

func deal(t *testing.T, m *kommo.CRM, c desk.Card) desk.Card {
	t.Helper()
	c.Ref = of(desk.KindDeal)
	made, err := m.CreateCard(t.Context(), c, "")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func change(ref desk.CardRef, fields ...string) desk.CardChange {
	ch := desk.CardChange{ID: "c", Card: ref}
	for i := 0; i < len(fields); i += 2 {
		ch.Fields = append(ch.Fields, desk.FieldChange{Field: desk.FieldName(fields[i]), New: desk.Value(fields[i+1])})
	}
	return ch
}

// Every call is made as it was, and read as it was: a golden file has them all.
func TestCalls_Golden(t *testing.T) {
	s, m := account(t)
	s.Zone = "Europe/Madrid"
	s.AddField("leads", "", "select", "Payment", "By card", "Cash")
	s.AddField("leads", "", "date", "Delivery")
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range m.Try(ctx) {
		if !c.OK {
			t.Errorf("%s: %s", c.What, c.Text)
		}
	}
	for _, c := range m.Prepare(ctx, []desk.Field{{Name: "telegram_user_id", Title: "Telegram id"}}) {
		if !c.OK {
			t.Errorf("%s: %s", c.What, c.Text)
		}
	}
	_, err := m.MadeFrom(ctx, "shop", desk.KindContact, "ann")
	must(err)
	company, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindCompany), Title: "Acme"}, "")
	must(err)
	ann, err := m.CreateCard(ctx, desk.Card{
		Ref: of(desk.KindContact), Title: "Ann", Company: company.Ref, Values: map[desk.FieldName]desk.Value{"phone": "+14155552671", "telegram_user_id": "77"},
	}, "ann")
	must(err)
	_, err = m.MadeFrom(ctx, "shop", desk.KindContact, "ann")
	must(err)
	_, err = m.Find(ctx, "shop", desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"})
	must(err)
	lead, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindDeal), Title: "Chairs", Contact: ann.Ref}, "chairs")
	must(err)
	_, err = m.OpenCards(ctx, ann.Ref)
	must(err)
	_, err = m.CardsOf(ctx, company.Ref)
	must(err)
	fields, err := m.Fields(ctx, "shop", desk.KindDeal)
	must(err)
	_, err = m.ChangeCard(ctx, change(lead.Ref, "price", "1200.00 EUR", string(fields[1].Name), "Cash", string(fields[2].Name), "2026-04-01"))
	must(err)
	all, err := m.Pipelines(ctx, "shop")
	must(err)
	bob, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindContact), Title: "Bob"}, "")
	must(err)
	if lead, err = m.Card(ctx, lead.Ref); err != nil || lead.Values[fields[1].Name] != "Cash" || lead.Values[fields[2].Name] != "2026-04-01" || lead.Values["price"] != "1200.00 EUR" {
		t.Errorf("the deal has %v (%v)", lead.Values, err)
	}
	lead.Contact, lead.Stage = bob.Ref, all[0].Stages[1].ID
	lead, err = m.PutCard(ctx, lead, nil)
	must(err)
	if !lead.Closed || lead.Contact != bob.Ref {
		t.Errorf("put %+v", lead)
	}
	_, err = m.ListCards(ctx, desk.CardFilter{Connection: "shop", Kind: desk.KindDeal}, desk.PageAsk{Limit: 10})
	must(err)

	s.AddGood(lead.Ref.ID, 4521, "Oak chair", 1200.5, 4, 0)
	s.AddGood(lead.Ref.ID, 4521, "Cushion", 10, 4, 91)
	s.AddGood(lead.Ref.ID, 4522, "", 0, 1, 0)
	goods, err := m.Goods(ctx, []desk.CardRef{lead.Ref, bob.Ref})
	must(err)
	if d := cmp.Diff(map[desk.CardRef][]desk.Good{lead.Ref: {{Name: "Oak chair", Quantity: "4", Price: "1200.5"}, {Name: "Cushion", Quantity: "4", Price: "9"}, {Name: "#525441", Quantity: "1"}}}, goods); d != "" {
		t.Errorf("goods (-want +got)\n%s", d)
	}

	_, err = m.Users(ctx, "shop")
	must(err)

	got := strings.Join(s.Story(), "\n") + "\n"
	const golden = "testdata/calls.golden"
	if *update {
		must(os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(err)
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("calls (-want +got)\n%s", d)
	}
}

// What Kommo answers at its worst: nothing is taken for success, and none of its words
// come into an error.
func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       error
	}{
		"a page":           {200, "text/html", "<html>secret words</html>", desk.ErrBusy},
		"half of it":       {200, "", `{"id": 1, "name": "secret`, desk.ErrBusy},
		"another card":     {200, "", `{"id": 2, "name": "secret"}`, desk.ErrNotFound},
		"a list":           {200, "", `["secret"]`, desk.ErrBusy},
		"nothing":          {204, "", ``, desk.ErrNotFound},
		"a spent token":    {401, "", `{"detail": "secret words"}`, desk.ErrRefused},
		"not paid":         {402, "", `{"detail": "secret words"}`, desk.ErrRefused},
		"no right":         {403, "", `{"detail": "secret words"}`, desk.ErrRefused},
		"locked out":       {403, "text/html", "<html>secret words</html>", desk.ErrBusy},
		"gone":             {404, "", `{"detail": "secret words"}`, desk.ErrNotFound},
		"too fast":         {429, "text/html", "secret words", desk.ErrBusy},
		"down":             {504, "text/html", "secret words", desk.ErrBusy},
		"elsewhere":        {302, "text/html", "secret words", desk.ErrRefused},
		"an answer of 5MB": {200, "", `{"id": "` + strings.Repeat("9", 5<<20) + `"}`, desk.ErrBusy},
	} {
		s, m := account(t)
		if _, err := m.Fields(t.Context(), "shop", desk.KindDeal); err != nil {
			t.Fatal(err)
		}
		kind := c.kind
		if kind == "" {
			kind = "application/problem+json"
		}
		s.Instead = func(*http.Request) (int, map[string]string, string) {
			return c.status, map[string]string{"Content-Type": kind, "Location": "https://elsewhere.example/"}, c.body
		}
		_, err := m.Card(t.Context(), desk.CardRef{Kind: desk.KindDeal, ID: "1", Connection: "shop"})
		if !errors.Is(err, c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// One bad value stops no other (promise 5): Kommo names it, and the rest goes on, in one
// call more.
func TestChange_OneValueThatIsNotTaken(t *testing.T) {
	s, m := account(t)
	s.AddField("leads", "SITE", "url", "Site")
	s.AddField("leads", "CITY", "text", "City")
	c := deal(t, m, desk.Card{Title: "Chairs"})
	before := s.Steps()
	got, err := crmtest.CRMs("shop", m).ChangeCard(t.Context(), change(c.Ref, "site", "no address", "city", "Riga", "price", "5.00 EUR"))
	want := desk.Changed{Set: map[desk.FieldName]bool{"city": true, "price": true}, Stale: map[desk.FieldName]desk.Value{"site": ""}}
	if d := cmp.Diff(want, got); err != nil || d != "" || s.Steps()-before != 4 {
		t.Errorf("%d calls, %v (-want +got)\n%s", s.Steps()-before, err, d)
	}
}

// A field that vanished is named by Kommo, too, and its values stop nothing; in ten
// minutes it is a field no more.
func TestChange_AFieldThatVanished(t *testing.T) {
	s, m := account(t)
	gone := s.AddField("leads", "SIZE", "text", "Size")
	s.AddField("leads", "CITY", "text", "City")
	c := deal(t, m, desk.Card{Title: "Chairs"})
	s.DropField("leads", gone)
	got, err := crmtest.CRMs("shop", m).ChangeCard(t.Context(), change(c.Ref, "size", "XL", "city", "Riga"))
	want := desk.Changed{Set: map[desk.FieldName]bool{"city": true}, Stale: map[desk.FieldName]desk.Value{"size": ""}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	m.Now = func() time.Time { return start.Add(10 * time.Minute) }
	fields, err := m.Fields(t.Context(), "shop", desk.KindDeal)
	if err != nil || slices.ContainsFunc(fields, func(f desk.Field) bool { return f.Name == "size" }) {
		t.Errorf("fields %v, %v", fields, err)
	}
}

// What Kommo passes over with a 200 is told to be stale.
func TestChange_PassedOverIsStale(t *testing.T) {
	s, m := account(t)
	s.AddField("leads", "CITY", "text", "City")
	s.Ignores = "City"
	c := deal(t, m, desk.Card{Title: "Chairs"})
	got, err := crmtest.CRMs("shop", m).ChangeCard(t.Context(), change(c.Ref, "city", "Riga"))
	if d := cmp.Diff(desk.Changed{Stale: map[desk.FieldName]desk.Value{"city": ""}}, got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
}

// A run costs three calls that read and at most two that write, once the fields are
// known; those are asked for every ten minutes, in two calls.
func TestRun_CountsItsCalls(t *testing.T) {
	s, m := account(t)
	s.AddField("leads", "CITY", "text", "City")
	c := deal(t, m, desk.Card{Title: "Chairs"})
	crm := crmtest.CRMs("shop", m)
	run := func(city string) (reads, writes int) {
		before := len(s.Story())
		if _, err := crm.Fields(t.Context(), "shop", desk.KindDeal); err != nil {
			t.Fatal(err)
		}
		if _, err := crm.Card(t.Context(), c.Ref); err != nil { // for the reader
			t.Fatal(err)
		}
		ch := change(c.Ref, "city", city, "price", "5.00 EUR")
		ch.ID, ch.Fields[0].Old = city, map[string]desk.Value{"Oslo": "Riga"}[city]
		if got, err := crm.ChangeCard(t.Context(), ch); err != nil || !got.Set["city"] {
			t.Fatalf("%+v, %v", got, err)
		}
		for _, call := range s.Story()[before:] {
			if strings.HasPrefix(call, "GET") {
				reads++
			} else {
				writes++
			}
		}
		return reads, writes
	}
	if reads, writes := run("Riga"); reads != 3 || writes != 1 {
		t.Errorf("a run made %d calls that read and %d that write", reads, writes)
	}
	m.Now = func() time.Time { return start.Add(time.Hour) }
	if reads, writes := run("Oslo"); reads != 5 || writes != 1 {
		t.Errorf("a run whose fields are old made %d calls that read and %d that write", reads, writes)
	}
}

// What people wrote beside the first phone stays, and so does what kind it is.
func TestChange_OtherPhonesStay(t *testing.T) {
	s, m := account(t)
	c, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: "Ann", Values: map[desk.FieldName]desk.Value{"phone": "+14155552671"}}, "")
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewRequest(http.MethodPatch, "/api/v4/contacts/"+c.Ref.ID, strings.NewReader(
		`{"custom_fields_values": [{"field_id": 1004, "values": [{"value": "+14155552671", "enum_code": "MOB"}, {"value": "+14155550000", "enum_code": "PRIV"}]}]}`))
	h.Header.Set("Authorization", "Bearer t0ken")
	s.ServeHTTP(httptest.NewRecorder(), h)
	ch := change(c.Ref, "phone", "+14155559999")
	ch.Fields[0].Old = "+14155552671"
	if _, err := crmtest.CRMs("shop", m).ChangeCard(t.Context(), ch); err != nil {
		t.Fatal(err)
	}
	if got := s.Cards("contacts")[0]["Phone"]; got != "+14155559999; +14155550000" {
		t.Errorf("the contact has %q", got)
	}
	story := s.Story()
	if last := story[len(story)-2]; !strings.Contains(last, `{"value":"+14155559999","enum_id":1002}`) {
		t.Errorf("the first phone is no mobile one any more: %s", last)
	}
}

// A phone is found as people write it; one without a country only where the company says
// which it is.
func TestFind_PhonesAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		written, code, phone string
		want                 bool
	}{
		{"+1 (415) 555-26-71", "", "+14155552671", true}, {"14155552671", "", "+14155552671", true}, {"001 415 555 2671", "", "+14155552671", true},
		{"(415) 555-2671", "", "+14155552671", false}, {"(415) 555-2671", "1", "+14155552671", true}, {"(415) 555-2671", "44", "+14155552671", false},
		{"8 (916) 204-55-18", "", "+79162045518", true}, {"+8 916 204 55 18", "", "+79162045518", false}, {"020 7946 0958", "44", "+442079460958", true},
		{"+1 415 555 2672", "", "+14155552671", false},
	} {
		s, m := account(t)
		m.Country = c.code
		if _, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, ""); err != nil {
			t.Fatal(err)
		}
		s.Set("contacts", s.Cards("contacts")[0]["id"], "PHONE", c.written)
		got, err := m.Find(t.Context(), "shop", desk.Identity{Kind: desk.IdentityPhone, Value: c.phone})
		if err != nil || (len(got) == 1) != c.want {
			t.Errorf("%s by %s with the code %q: found %v (%v)", c.written, c.phone, c.code, got, err)
		}
	}
}

// A card is made once though the search does not know it yet.
func TestCreate_OnceThoughTheSearchLags(t *testing.T) {
	s, m := account(t)
	s.Lag = time.Minute
	crm := crmtest.CRMs("shop", m)
	for range 2 {
		if _, err := crm.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, "ann"); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Cards("contacts"); len(got) != 1 {
		t.Errorf("made %v", got)
	}
}

// Where our field can't be made nothing is made that could not be found again, and it is
// said what to do; once a person made it by hand it is used.
func TestCreate_WithoutTheRightToMakeAField(t *testing.T) {
	s, m := account(t)
	s.Admin = false
	_, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, "ann")
	if !errors.Is(err, desk.ErrRefused) || !strings.Contains(err.Error(), "Sufler: made from") || len(s.Cards("contacts")) != 0 {
		t.Errorf("got %v, made %v", err, s.Cards("contacts"))
	}
	said := ""
	for _, c := range m.Try(t.Context()) {
		said += fmt.Sprintln(c.OK, c.What, c.Text)
	}
	if !strings.Contains(said, `false work with contacts A text field named "Sufler: made from" is missing`) || !strings.Contains(said, "true reach the account") {
		t.Errorf("the check says\n%s", said)
	}
	s.AddField("contacts", "", "text", "Sufler: made from")
	m.Now = func() time.Time { return start.Add(time.Hour) }
	made, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, "ann")
	if err != nil {
		t.Fatal(err)
	}
	if ref, err := m.MadeFrom(t.Context(), "shop", desk.KindContact, "ann"); err != nil || ref != made.Ref {
		t.Errorf("found %v (%v), made %v", ref, err, made.Ref)
	}
}

// New leads are made in the pipeline that the connection names, else in the account's main
// one, unless whoever makes one says another; the check says where there is no such pipeline.
func TestCreate_InThePipelineOfTheConnection_D10(t *testing.T) {
	s, m := account(t)
	for pipeline, want := range map[desk.PipelineID]string{"": "", "6950551": `"pipeline_id":6950551`} {
		m.Pipeline = pipeline
		if _, err := crmtest.CRMs("shop", m).CreateCard(t.Context(), desk.Card{Ref: of(desk.KindLead), Title: "Ann"}, "dialog:"+string(pipeline)); err != nil {
			t.Fatal(err)
		}
		made := ""
		for _, call := range s.Story() {
			if strings.HasPrefix(call, "POST /api/v4/leads ") {
				made = call
			}
		}
		made, _, _ = strings.Cut(made, "\n")
		if strings.Contains(made, "pipeline_id") != (want != "") || !strings.Contains(made, want) {
			t.Errorf("with the pipeline %q: %s", pipeline, made)
		}
	}
	if _, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, ""); err != nil { // of a contact there is none
		t.Error(err)
	}
	for pipeline, ok := range map[desk.PipelineID]bool{"6950551": true, "404": false} {
		m.Pipeline = pipeline
		for _, c := range m.Try(t.Context()) {
			if c.About == desk.AboutPipelines && c.OK != ok {
				t.Errorf("with the pipeline %s the check says %+v", pipeline, c)
			}
		}
	}
}

// Two who make our field at once use one.
func TestCreate_OneFieldOfOurs(t *testing.T) {
	_, m := account(t)
	other := open(t, m.Address, nil)
	for _, m := range []*kommo.CRM{m, other} { // both know that there is none
		if _, err := m.Fields(t.Context(), "shop", desk.KindDeal); err != nil {
			t.Fatal(err)
		}
	}
	for i, m := range []*kommo.CRM{m, other} {
		if _, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal)}, fmt.Sprint("o", i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 2 {
		for _, m := range []*kommo.CRM{m, other} {
			if ref, err := m.MadeFrom(t.Context(), "shop", desk.KindDeal, fmt.Sprint("o", i)); err != nil || ref.ID == "" {
				t.Errorf("what the %d. made is not found: %v", i, err)
			}
		}
	}
}

// A contact whose name nobody knows has a title there, and an empty name here.
func TestContact_Nameless(t *testing.T) {
	s, m := account(t)
	c, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: desk.Untitled(desk.ChannelTelegram)}, "")
	if err != nil || c.Values["name"] != "" || s.Cards("contacts")[0]["Name"] != "Customer on telegram" {
		t.Fatalf("made %+v, %v", c, err)
	}
	got, err := crmtest.CRMs("shop", m).ChangeCard(t.Context(), change(c.Ref, "name", "Ann Brown"))
	if err != nil || !got.Set["name"] || s.Cards("contacts")[0]["Name"] != "Ann Brown" {
		t.Errorf("changed %+v, %v", got, err)
	}
}

// A token that is revoked while we work refuses, in words; an answer that does not come
// in time is busy.
func TestRevokedAndSlow(t *testing.T) {
	s, m := account(t)
	c := deal(t, m, desk.Card{Title: "Chairs"})
	var wg sync.WaitGroup
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	release := make(chan struct{})
	s.Instead = func(*http.Request) (int, map[string]string, string) { <-release; return 0, nil, "" }
	wg.Go(func() {
		if _, err := m.Card(ctx, c.Ref); !errors.Is(err, desk.ErrBusy) {
			t.Errorf("slow: got %v", err)
		}
	})
	wg.Wait()
	close(release)
	s.Revoke()
	if _, err := m.Card(t.Context(), c.Ref); !errors.Is(err, desk.ErrRefused) || !strings.Contains(err.Error(), "revoked") {
		t.Errorf("revoked: got %v", err)
	}
}

func TestOpen_SaysWhatIsWrong(t *testing.T) {
	for _, options := range []map[string]string{{"address": "https://shop.kommo.com/api/v4"}, {"address": "https://shop.kommo.com", "country": "+1"}, {"address": "https://shop.kommo.com", "country": "01"}, {"address": "https://shop.kommo.com", "pipeline": "sales"}, {"address": "https://shop.kommo.com", "pipeline": "0"}} {
		if _, err := kommo.Open(desk.Connection{Options: options, Secrets: map[string]string{"token": "t"}}, http.DefaultClient); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%v: got %v", options, err)
		}
	}
}
