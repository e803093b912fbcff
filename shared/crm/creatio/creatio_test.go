package creatio_test

import (
	"errors"
	"flag"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/creatio"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	start  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// company is a Creatio, and a plug that signs in to it as a user; with the option
// identity, by OAuth.
func company(t *testing.T, own ...string) (*parties.Creatio, *creatio.CRM, string) {
	t.Helper()
	s := parties.NewCreatio(start, append(own, "UsrTelegramUserId")...)
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, open(t, h.URL, nil, nil), h.URL
}

func open(t *testing.T, address string, options, secrets map[string]string) *creatio.CRM {
	t.Helper()
	c := desk.Connection{ID: "shop", Kind: desk.CRMCreatio, Options: map[string]string{"address": address, "user": "robot"}, Secrets: map[string]string{"password": "p4ss"}}
	maps.Copy(c.Options, options)
	maps.Copy(c.Secrets, secrets)
	m, err := creatio.Open(c, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	m.Now = func() time.Time { return start }
	return m
}

func of(k desk.CardKind) desk.CardRef { return desk.CardRef{Kind: k, Connection: "shop"} }

func TestCRM(t *testing.T) {
	for name, no := range map[string]bool{"several requests in one": false, "one by one": true} {
		t.Run(name, func(t *testing.T) { contract(t, no, false) })
	}
	// Nobody made the column that keeps what a record was made from: all holds by looking,
	// whatever answer is lost.
	t.Run("without our column", func(t *testing.T) { contract(t, false, true) })
}

func contract(t *testing.T, noBatch, noColumn bool) {
	names := []string{"UsrCity", "UsrSame", "UsrGone", "UsrCompany"}
	for i := range 60 {
		names = append(names, fmt.Sprint("UsrF", i))
	}
	crmtest.Run(t, func(t *testing.T) *crmtest.World {
		s, m, _ := company(t, names...)
		s.NoBatch = noBatch
		for _, collection := range []string{"Lead", "Opportunity", "Case"} {
			s.AddColumn(collection, "UsrName")
		}
		s.AddColumn("Opportunity", "OwnerId:Guid")
		for _, collection := range []string{"Contact", "Account", "Lead", "Opportunity", "Case"} {
			if noColumn {
				s.DropColumn(collection, "UsrSuflerOrigin")
			}
		}
		return &crmtest.World{
			NoOrigin: noColumn, Works: parties.Users(0, true), Gave: func(card desk.CardRef) string {
				for _, r := range s.Records("Opportunity") {
					if r["Id"] == card.ID {
						return fmt.Sprint(r["OwnerId"])
					}
				}
				return ""
			},
			Plug: m, Connection: "shop", Now: s.Now, Move: s.Move, FailAt: s.FailAt, Steps: s.Steps,
			Notes: func(card desk.CardRef) (out []string) {
				for _, n := range s.Feed(card.ID) {
					out = append(out, html.UnescapeString(n))
				}
				return out
			},
			Process: "UsrWelcome",
			Started: func(card desk.CardRef) (n int) {
				for _, on := range s.Started() {
					if on == card.ID {
						n++
					}
				}
				return n
			},
			Tasks:    func(card desk.CardRef) []string { return s.Activities(card.ID) },
			Pipeline: "opportunity", Stage: desk.StageID(s.Records("OpportunityStage")[0]["Id"].(string)),
		}
	})
}

// OP-18 to OP-25: a case has its eight fields there.
func TestCase_ItsEightFields(t *testing.T) {
	s, m, _ := company(t)
	must := func(c desk.Card) desk.Card {
		t.Helper()
		made, err := m.CreateCard(t.Context(), c, "")
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	acme := must(desk.Card{Ref: of(desk.KindCompany), Title: "Acme"})
	ann := must(desk.Card{Ref: of(desk.KindContact), Title: "Ann", Company: acme.Ref})
	must(desk.Card{Ref: of(desk.KindContact), Title: "Olga Operator"})
	want := map[desk.FieldName]desk.Value{
		desk.CaseSubject: "It is broken", desk.CaseDescription: "It is broken\nand loud", desk.CaseSource: desk.CaseFromChat,
		desk.CaseRegistered: "2026-03-01T12:00:00Z", desk.CaseState: desk.CaseNew, desk.CaseResponsible: "Olga Operator",
	}
	got := must(desk.Card{Ref: of(desk.KindCase), Title: "It is broken", Contact: ann.Ref, Company: acme.Ref, Values: want})
	if d := cmp.Diff(want, got.Values); d != "" || got.Contact != ann.Ref || got.Company != acme.Ref || got.Title != "It is broken" {
		t.Errorf("a case of %v and %v (-want +got)\n%s", got.Contact, got.Company, d)
	}
	there := s.Records("Case")[0]
	if there["OriginId"] != s.Records("CaseOrigin")[1]["Id"] || there["StatusId"] != s.Records("CaseStatus")[0]["Id"] {
		t.Errorf("there it is %v", there)
	}
}

// One session is shared by all calls, and opened anew once where it ended, however
// Creatio says so; who may not do a thing is not signed in again and again.
func TestSession(t *testing.T) {
	for _, how := range []string{"", "401", "redirect", "page"} {
		for name, options := range map[string]map[string]string{"user": nil, "client": {"client_id": "client"}} {
			s, _, address := company(t)
			s.Ended = how
			if options != nil {
				options["identity"] = address
			}
			m := open(t, address, options, map[string]string{"client_secret": "s3cret"})
			made, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
			if err != nil {
				t.Fatal(name, how, err)
			}
			s.EndSessions()
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if _, err := m.Card(t.Context(), made.Ref); err != nil {
						t.Errorf("%s, ended by %q: %v", name, how, err)
					}
				})
			}
			wg.Wait()
			if s.Logins() != 2 {
				t.Errorf("%s, ended by %q: signed in %d times", name, how, s.Logins())
			}
			before := s.Logins()
			s.Instead = func(r *http.Request) (int, map[string]string, string) {
				if strings.Contains(r.URL.Path, "Opportunity") {
					return 403, nil, "secret words"
				}
				return 0, nil, ""
			}
			if _, err := m.Card(t.Context(), made.Ref); !errors.Is(err, desk.ErrRefused) || strings.Contains(err.Error(), "secret") || s.Logins() != before+1 {
				t.Errorf("%s without the right: %v, signed in %d times", name, err, s.Logins()-before)
			}
		}
	}
}

func TestSession_AWrongPasswordIsRefused(t *testing.T) {
	_, _, address := company(t)
	for _, m := range []*creatio.CRM{
		open(t, address, nil, map[string]string{"password": "wrong"}),
		open(t, address, map[string]string{"identity": address, "client_id": "client"}, map[string]string{"client_secret": "wrong"}),
	} {
		_, err := m.Fields(t.Context(), "shop", desk.KindDeal)
		if !errors.Is(err, desk.ErrRefused) || strings.Contains(err.Error(), "secret words") {
			t.Errorf("got %v", err)
		}
		if c := m.Try(t.Context()); len(c) != 1 || c[0].OK {
			t.Errorf("the check says %+v", c)
		}
	}
}

// One bad value stops no other (promise 5).
func TestChange_OneValueThatIsNotTaken(t *testing.T) {
	s, m, _ := company(t, "UsrCity", "UsrSize")
	c, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
	if err != nil {
		t.Fatal(err)
	}
	s.Bad = "Gotham"
	got, err := crmtest.CRMs("shop", m).ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: c.Ref, Fields: []desk.FieldChange{
		{Field: "city", New: "Gotham"}, {Field: "size", New: "XL"}, {Field: "amount", New: "1200.5"}, {Field: "due_date", New: "2026-04-01T09:00:00Z"},
	}})
	want := desk.Changed{Set: map[desk.FieldName]bool{"size": true, "amount": true, "due_date": true}, Stale: map[desk.FieldName]desk.Value{"city": ""}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
}

// A run costs two calls that read and one that writes, which reads the card back, once the
// columns are known; where Creatio takes no batch, three that read and one that writes.
func TestRun_CountsItsCalls(t *testing.T) {
	for noBatch, want := range map[bool][]string{false: {"GET", "GET", "POST"}, true: {"GET", "GET", "POST", "PATCH", "GET", "GET", "GET", "PATCH", "GET"}} {
		s, m, _ := company(t, "UsrCity")
		s.NoBatch = noBatch
		c, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
		if err != nil {
			t.Fatal(err)
		}
		crm, before := crmtest.CRMs("shop", m), len(s.Story())
		for _, run := range []string{"Riga", "Oslo"}[:map[bool]int{false: 1, true: 2}[noBatch]] { // it is asked once whether it takes one
			if _, err := crm.Fields(t.Context(), "shop", desk.KindDeal); err != nil {
				t.Fatal(err)
			}
			was, err := crm.Card(t.Context(), c.Ref)
			if err != nil {
				t.Fatal(err)
			}
			ch := desk.CardChange{ID: run, Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", Old: was.Values["city"], New: desk.Value(run)}}}
			if got, err := crm.ChangeCard(t.Context(), ch); err != nil || !got.Set["city"] {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		var did []string
		for _, call := range s.Story()[before:] {
			method, _, _ := strings.Cut(call, " ")
			did = append(did, method)
		}
		if d := cmp.Diff(want, did); d != "" {
			t.Errorf("without batches: %v (-want +got)\n%s", noBatch, d)
		}
	}
}

// What Creatio says of a value that is not there, or has a form that we don't know.
func TestRead(t *testing.T) {
	s, m, _ := company(t, "UsrCity", "UsrCount:Int32", "UsrDone:Boolean")
	c, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindContact), Title: "Ann"}, "")
	if err != nil {
		t.Fatal(err)
	}
	for column, v := range map[string]any{"BirthDate": "1990-05-06T00:00:00+03:00", "MobilePhone": "8 916 204-55-18", "UsrCount": 7, "UsrDone": true, "UsrCity": "  "} {
		s.Set("Contact", c.Ref.ID, column, v)
	}
	got, err := m.Card(t.Context(), c.Ref)
	want := map[desk.FieldName]desk.Value{"name": "Ann", "birth_date": "1990-05-06", "phone": "8 916 204-55-18", "count": "7", "done": "true"}
	if d := cmp.Diff(want, got.Values); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	found, err := m.Find(t.Context(), "shop", desk.Identity{Kind: desk.IdentityPhone, Value: "+79162045518"})
	if err != nil || len(found) != 1 {
		t.Errorf("by the phone as people write it: %v, %v", found, err)
	}
	if found, err := m.Find(t.Context(), "shop", desk.Identity{Kind: "telegram", Value: "x' or Name eq 'Ann"}); err != nil || len(found) != 0 {
		t.Errorf("a value ended its text: %v, %v", found, err)
	}
}

// A site has thousands of objects, and tells of all of them at once.
func TestFields_OfALargeSite(t *testing.T) {
	s, m, _ := company(t, "UsrCity")
	s.Others = 40_000 // 8 MB
	fs, err := m.Fields(t.Context(), "shop", desk.KindContact)
	if err != nil || !slices.ContainsFunc(fs, func(f desk.Field) bool { return f.Name == "city" }) {
		t.Errorf("got %v, %v", fs, err)
	}
}

// Metadata that breaks off is no smaller site.
func TestFields_OfMetadataThatBreaksOff(t *testing.T) {
	s, m, _ := company(t)
	whole := `<edmx:Edmx xmlns:edmx="e"><Schema><EntityType Name="Contact"><Property Name="Id" Type="Edm.Guid"/><Property Name="Name" Type="Edm.String"/></EntityType></Schema></edmx:Edmx>`
	said := ""
	s.Instead = func(r *http.Request) (int, map[string]string, string) {
		if !strings.HasSuffix(r.URL.Path, "$metadata") {
			return 0, nil, ""
		}
		return 200, map[string]string{"Content-Type": "application/xml"}, said
	}
	for n := range len(whole) {
		said = whole[:n]
		if _, err := m.Fields(t.Context(), "shop", desk.KindContact); !errors.Is(err, desk.ErrBusy) {
			t.Fatalf("%q: got %v", said, err)
		}
	}
	said = whole
	if fs, err := m.Fields(t.Context(), "shop", desk.KindContact); err != nil || len(fs) != 1 {
		t.Errorf("the whole: %v, %v", fs, err)
	}
	if _, err := m.Fields(t.Context(), "shop", desk.KindDeal); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a kind that there is not: %v", err)
	}
}

// Metadata without end takes no more memory than metadata has, whatever of it has no end.
func TestFields_OfMetadataWithoutEnd(t *testing.T) {
	s, m, _ := company(t)
	const open = `<edmx:Edmx xmlns:edmx="e"><Schema>`
	for name, body := range map[string]string{
		"a name":     open + `<EntityType Name="` + strings.Repeat("x", 16<<20),
		"a text":     open + strings.Repeat("x", 16<<20),
		"a comment":  open + "<!--" + strings.Repeat("x", 16<<20),
		"columns":    open + `<EntityType Name="Contact">` + strings.Repeat(`<Property Name="a" Type="Edm.String"/>`, 300_000),
		"attributes": open + `<EntityType ` + strings.Repeat(`a="b" `, 3<<20),
	} {
		s.Instead = func(r *http.Request) (int, map[string]string, string) {
			if !strings.HasSuffix(r.URL.Path, "$metadata") {
				return 0, nil, ""
			}
			return 200, map[string]string{"Content-Type": "application/xml"}, body
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := m.Fields(t.Context(), "shop", desk.KindContact)
		runtime.ReadMemStats(&after)
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; !errors.Is(err, desk.ErrBusy) || mb > 40 {
			t.Errorf("%s: %v, after %d MB", name, err, mb)
		}
	}
}

// What Creatio answers at its worst: nothing is taken for success, and none of its words
// come into an error.
func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		kind   string
		body   string
		want   error
	}{
		"a page":         {200, "text/html", "<html>secret words</html>", desk.ErrBusy},
		"half of it":     {200, "application/json", `{"Id": "secret`, desk.ErrBusy},
		"nothing":        {204, "", "", desk.ErrNotFound},
		"another record": {200, "application/json", `{"Id": "00000000-0000-4000-8000-00000000ffff"}`, desk.ErrNotFound},
		"gone":           {404, "", "secret words", desk.ErrNotFound},
		"down":           {500, "", "secret words", desk.ErrBusy},
		"elsewhere":      {302, "", "secret words", desk.ErrRefused},
	} {
		s, m, _ := company(t)
		if _, err := m.Fields(t.Context(), "shop", desk.KindDeal); err != nil {
			t.Fatal(err)
		}
		s.Instead = func(r *http.Request) (int, map[string]string, string) {
			return c.status, map[string]string{"Content-Type": c.kind, "Location": "https://elsewhere.example/"}, c.body
		}
		_, err := m.Card(t.Context(), desk.CardRef{Kind: desk.KindDeal, ID: "00000000-0000-4000-8000-000000000001", Connection: "shop"})
		if !errors.Is(err, c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// Where our column lacks nothing is made that could not be found again, and it is said
// what to do.
func TestCreate_WithoutOurColumn(t *testing.T) {
	s, m, _ := company(t)
	s.DropColumn("Lead", "UsrSuflerOrigin")
	_, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindLead), Title: "Ann"}, "o")
	if !errors.Is(err, desk.ErrRefused) || !strings.Contains(err.Error(), "UsrSuflerOrigin") || len(s.Records("Lead")) != 0 {
		t.Errorf("got %v, made %v", err, s.Records("Lead"))
	}
	for _, c := range m.Try(t.Context()) {
		if c.OK != (c.What != "work with Lead") {
			t.Errorf("%+v", c)
		}
	}
}

// Every call is made as it was, and read as it was.
func TestCalls_Golden(t *testing.T) {
	s, m, _ := company(t)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := m.MadeFrom(ctx, "shop", desk.KindContact, "ann")
	must(err)
	ann, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindContact), Title: "Ann", Values: map[desk.FieldName]desk.Value{"phone": "+14155552671", "telegram_user_id": "77"}}, "ann")
	must(err)
	for _, id := range []desk.Identity{{Kind: desk.IdentityPhone, Value: "+14155552671"}, {Kind: desk.IdentityEmail, Value: "a'b@shop.example"}, {Kind: "telegram", Value: "77"}, {Kind: desk.IdentityName, Value: "ann/acme"}} {
		_, err = m.Find(ctx, "shop", id)
		must(err)
	}
	deal, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindDeal), Title: "Chairs", Contact: ann.Ref}, "chairs")
	must(err)
	_, err = m.ChangeCard(ctx, desk.CardChange{ID: "c", Card: deal.Ref, Fields: []desk.FieldChange{{Field: "amount", New: "1200.5"}}})
	must(err)
	deal, err = m.Card(ctx, deal.Ref)
	must(err)
	deal.Closed = true
	deal, err = m.PutCard(ctx, deal, nil)
	must(err)
	_, err = m.OpenCards(ctx, ann.Ref)
	must(err)
	_, err = m.CardsOf(ctx, ann.Ref)
	must(err)
	_, err = m.ListCards(ctx, desk.CardFilter{Connection: "shop", Kind: desk.KindCase}, desk.PageAsk{Limit: 10})
	must(err)
	for _, c := range m.Try(ctx) {
		if !c.OK {
			t.Errorf("%+v", c)
		}
	}
	sofa, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindDeal), Title: "Sofa", Contact: ann.Ref}, "sofa")
	must(err)
	s.AddGood(deal.Ref.ID, "Oak chair", 1200.5, 4, false)
	s.AddGood(deal.Ref.ID, "Oak chair", 1100, 4, true)
	s.AddGood(sofa.Ref.ID, "Sofa", 800, 1, false)
	goods, err := m.Goods(ctx, []desk.CardRef{deal.Ref, sofa.Ref, ann.Ref})
	must(err)
	want := map[desk.CardRef][]desk.Good{deal.Ref: {{Name: "Oak chair", Quantity: "4", Price: "1100"}}, sofa.Ref: {{Name: "Sofa", Quantity: "1", Price: "800"}}}
	if d := cmp.Diff(want, goods); d != "" {
		t.Errorf("goods: what was ordered, else what the opportunity names (-want +got)\n%s", d)
	}
	s.NoOrders = true
	if goods, err = m.Goods(ctx, []desk.CardRef{deal.Ref}); err != nil || len(goods[deal.Ref]) != 1 || goods[deal.Ref][0].Price != "1200.5" {
		t.Errorf("goods where there are no orders: %v, %v", goods, err)
	}

	_, err = m.Users(ctx, "shop")
	must(err)

	got := strings.Join(s.Story(), "\n") + "\n"
	const golden = "testdata/calls.golden"
	if *update {
		must(os.WriteFile(golden, []byte(got), 0o644))
	}
	there, err := os.ReadFile(golden)
	must(err)
	if d := cmp.Diff(string(there), got); d != "" {
		t.Errorf("calls (-want +got)\n%s", d)
	}
}

func TestOpen_SaysWhatIsWrong(t *testing.T) {
	for _, o := range []map[string]string{
		{"address": "https://c.example"}, {"address": "https://c.example", "identity": "https://is.example"},
		{"address": "https://c.example", "identity": "http://is.example", "client_id": "a"}, {"address": "https://c.example", "user": "a", "country": "+1"},
	} {
		if _, err := creatio.Open(desk.Connection{Options: o, Secrets: map[string]string{"password": "p", "client_secret": "s"}}, http.DefaultClient); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%v: got %v", o, err)
		}
	}
}
