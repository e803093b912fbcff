package rest_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

var update = flag.Bool("update", false, "write the golden file anew")

// told writes down each call and its answer.
type told struct {
	http.RoundTripper
	lines []string
}

func (t *told) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := []byte{}
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	res, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	got, _ := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(got))
	t.lines = append(t.lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), sent)), strings.TrimRight(fmt.Sprintf("  %d %s", res.StatusCode, bytes.TrimSpace(got)), " "))
	return res, nil
}

// Every call that a description makes possible is made as it was, and answered as it was: a
// golden file has them all.
func TestCalls_Golden(t *testing.T) {
	_, address := serve(t)
	m := open(t, address, parties.RestCalls(`{"name": "phone", "path": "fields.phone", "type": "phone"}, {"name": "email", "path": "fields.email", "type": "email"},
		{"name": "telegram_user_id", "path": "fields.telegram", "type": "string"}, {"name": "name", "path": "fields.name", "type": "string"}, {"name": "sum", "path": "fields.sum", "type": "money", "currency": "EUR"}`))
	story := &told{RoundTripper: m.HTTP.Transport}
	m.HTTP = &http.Client{Transport: story}
	m.Now = func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	ctx, of := t.Context(), func(k desk.CardKind) desk.CardRef { return desk.CardRef{Kind: k, Connection: "shop"} }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	step := func(name string) { story.lines = append(story.lines, "# "+name) }
	step("made from")
	_, err := m.MadeFrom(ctx, "shop", desk.KindContact, "ann")
	must(err)
	step("make")
	acme, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindCompany), Title: "Acme"}, "")
	must(err)
	ann, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindContact), Title: "Ann", Company: acme.Ref, Values: map[desk.FieldName]desk.Value{"phone": "+14155552671", "telegram_user_id": "77"}}, "ann")
	must(err)
	deal, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindDeal), Title: "Chairs & tables", Contact: ann.Ref, Pipeline: "sales", Stage: "new"}, "chairs")
	must(err)
	step("find")
	for _, id := range []desk.Identity{{Kind: desk.IdentityPhone, Value: "+14155552671"}, {Kind: desk.IdentityEmail, Value: "a&b@shop.example"}, {Kind: "telegram", Value: "77"}, {Kind: desk.IdentityName, Value: "ann/acme"}} {
		_, err = m.Find(ctx, "shop", id)
		must(err)
	}
	_, err = m.OpenCards(ctx, ann.Ref)
	must(err)
	_, err = m.CardsOf(ctx, acme.Ref)
	must(err)
	_, err = m.ListCards(ctx, desk.CardFilter{Connection: "shop", Kind: desk.KindDeal}, desk.PageAsk{Limit: 10})
	must(err)
	step("change")
	_, err = m.ChangeCard(ctx, desk.CardChange{ID: "c", Card: deal.Ref, Fields: []desk.FieldChange{{Field: "sum", New: "1200.50 EUR"}}})
	must(err)
	step("read and put")
	deal, err = m.Card(ctx, deal.Ref)
	must(err)
	deal.Stage, deal.Title = "won", "Chairs"
	_, err = m.PutCard(ctx, deal, nil)
	must(err)
	step("a note, once more, and taken")
	note := desk.CardNote{Card: deal.Ref, Mark: desk.NoteMark("r1"), Text: "CoPilot read the chat\n«{token}»"}
	must(m.AddNote(ctx, note))
	note.Again = true
	must(m.AddNote(ctx, note))
	must(m.TakeNote(ctx, deal.Ref, note.Mark))
	step("a thing to do, and done")
	task := desk.CardTask{Card: deal.Ref, Mark: desk.ApprovalMark, Title: "CoPilot: awaiting approval", Text: "Keep or replace.", Due: m.Now()}
	must(m.SetTask(ctx, task))
	task.Done = true
	must(m.SetTask(ctx, task))
	step("users")
	_, err = m.Users(ctx, "shop")
	must(err)
	step("check")
	for _, c := range m.Try(ctx) {
		if !c.OK {
			t.Errorf("%+v", c)
		}
	}
	got := strings.Join(story.lines, "\n") + "\n"
	const golden = "testdata/calls.golden"
	if *update {
		must(os.MkdirAll("testdata", 0o755))
		must(os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(err)
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("calls (-want +got)\n%s", d)
	}
}
