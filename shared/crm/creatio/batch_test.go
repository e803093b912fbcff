package creatio_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
)

// A Creatio that does not take several requests in one call, for whatever reason, is asked
// one by one, and nothing is done twice; whether it takes them by now is asked after an
// hour.
func TestBatch_NotTakenIsDoneOneByOne(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		kind, body string
		busy       bool // nobody knows whether it was done: the change is tried again
	}{
		"an older one":           {404, "text/html", "<html>", false},
		"no such method":         {405, "", "", false},
		"a form that it has not": {400, "application/json", `{"error": {"message": "secret words"}}`, false},
		"not for this user":      {403, "text/html", "", false},
		"a page":                 {200, "text/html", "<html>secret words</html>", true},
		"another form of answer": {200, "multipart/mixed", "--batchresponse_1\r\n", true},
		"no answers":             {200, "application/json", `{"responses": []}`, true},
		"a list":                 {200, "application/json", `[]`, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, m, _ := company(t, "UsrCity")
			deal, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
			if err != nil {
				t.Fatal(err)
			}
			asked, refuses := 0, true
			s.Instead = func(r *http.Request) (int, map[string]string, string) {
				if !strings.HasSuffix(r.URL.Path, "$batch") {
					return 0, nil, ""
				}
				if asked++; !refuses {
					return 0, nil, ""
				}
				return c.status, map[string]string{"Content-Type": c.kind}, c.body
			}
			fill := func(id, from, to string) (desk.Changed, error) {
				return crmtest.CRMs("shop", m).ChangeCard(t.Context(), desk.CardChange{ID: id, Card: deal.Ref, Fields: []desk.FieldChange{{Field: "city", Old: desk.Value(from), New: desk.Value(to)}}})
			}
			got, err := fill("c", "", "Riga")
			if c.busy {
				if !errors.Is(err, desk.ErrBusy) || strings.Contains(err.Error(), "secret") {
					t.Fatalf("got %v", err)
				}
				got, err = fill("c", "", "Riga")
			}
			if err != nil || !got.Set["city"] {
				t.Errorf("changed %+v, %v", got, err)
			}
			note := desk.CardNote{Card: deal.Ref, Mark: "mark-1", Text: "It read", Task: &desk.CardTask{Card: deal.Ref, Mark: desk.ApprovalMark, Title: "Awaiting", Due: start}}
			for range 2 { // told again
				if err := m.AddNote(t.Context(), note); err != nil {
					t.Fatal(err)
				}
				note.Again = true
			}
			if f, a := s.Feed(deal.Ref.ID), s.Activities(deal.Ref.ID); len(f) != 1 || len(a) != 1 {
				t.Errorf("people see %q, to do %q", f, a)
			}
			most := 1
			if c.status == 403 { // once more in another session
				most = 2
			}
			if asked != most {
				t.Errorf("a batch was tried %d times", asked)
			}
			m.Now = func() time.Time { return start.Add(time.Hour) }
			refuses = false
			if got, err := fill("d", "Riga", "Oslo"); err != nil || !got.Set["city"] || asked != most+1 {
				t.Errorf("an hour later: %+v, %v, tried %d times", got, err, asked)
			}
		})
	}
}

// What a batch answers is believed of each request by itself, in whatever order it is told:
// what was not read back as it was written is read once more, and what is not told nobody
// knows.
func TestBatch_EachAnswerByItself(t *testing.T) {
	for name, c := range map[string]struct {
		body string // D stands for the deal
		want desk.Changed
		err  error
	}{
		"in another order":         {`{"responses": [{"id": "2", "status": 200, "body": {"Id": "D", "UsrCity": "Riga"}}, {"id": "1", "status": 204}]}`, desk.Changed{Set: map[desk.FieldName]bool{"city": true}}, nil},
		"read before it was done":  {`{"responses": [{"id": "1", "status": 204}, {"id": "2", "status": 200, "body": {"Id": "D", "UsrCity": ""}}]}`, desk.Changed{}, nil},
		"read of another record":   {`{"responses": [{"id": "1", "status": 204}, {"id": "2", "status": 200, "body": {"Id": "00000000-0000-4000-8000-0000000000ff", "UsrCity": "Riga"}}]}`, desk.Changed{}, nil},
		"done, and not read":       {`{"responses": [{"id": "1", "status": 204}]}`, desk.Changed{}, nil},
		"done, and reading failed": {`{"responses": [{"id": "1", "status": 204}, {"id": "2", "status": 500}]}`, desk.Changed{}, nil},
		"a body that is none":      {`{"responses": [{"id": "1", "status": 204}, {"id": "2", "status": 200, "body": "secret words"}]}`, desk.Changed{}, nil},
		"read alone":               {`{"responses": [{"id": "2", "status": 200, "body": {"Id": "D", "UsrCity": "Riga"}}]}`, desk.Changed{}, desk.ErrBusy},
		"not done":                 {`{"responses": [{"id": "1", "status": 404}]}`, desk.Changed{}, desk.ErrNotFound},
		"no right":                 {`{"responses": [{"id": "1", "status": 403, "body": {"error": {"message": "secret words"}}}]}`, desk.Changed{}, desk.ErrRefused},
		"down":                     {`{"responses": [{"id": "1", "status": 500}]}`, desk.Changed{}, desk.ErrBusy},
		"no status":                {`{"responses": [{"id": "1"}]}`, desk.Changed{}, desk.ErrBusy},
	} {
		s, m, _ := company(t, "UsrCity")
		deal, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
		if err != nil {
			t.Fatal(err)
		}
		s.Instead = func(r *http.Request) (int, map[string]string, string) {
			if strings.HasSuffix(r.URL.Path, "$batch") {
				return 200, map[string]string{"Content-Type": "application/json"}, strings.ReplaceAll(c.body, `"D"`, `"`+deal.Ref.ID+`"`)
			}
			return 0, nil, ""
		}
		got, err := m.ChangeCard(t.Context(), desk.CardChange{ID: "c", Card: deal.Ref, Fields: []desk.FieldChange{{Field: "city", New: "Riga"}}})
		if d := cmp.Diff(c.want, got); d != "" || !errors.Is(err, c.err) || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, d)
		}
	}
}

// A note for a card that somebody deleted is nowhere: the look at the card goes first, and
// Creatio does nothing after a request that it refuses.
func TestBatch_NoNoteOfACardThatIsGone(t *testing.T) {
	s, m, _ := company(t)
	deal, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
	if err != nil {
		t.Fatal(err)
	}
	s.Take("Opportunity", deal.Ref.ID)
	note := desk.CardNote{Card: deal.Ref, Mark: "mark-1", Text: "It read"}
	for _, task := range []*desk.CardTask{nil, {Card: deal.Ref, Mark: desk.ApprovalMark, Title: "Awaiting", Due: start}} {
		note.Task = task
		if err := m.AddNote(t.Context(), note); !errors.Is(err, desk.ErrNotFound) || len(s.Feed(deal.Ref.ID)) != 0 || len(s.Activities(deal.Ref.ID)) != 0 {
			t.Errorf("%v; there are %q, %q", err, s.Feed(deal.Ref.ID), s.Activities(deal.Ref.ID))
		}
	}
}

// An activity that somebody deleted before it was ended stops no other, and not the note.
func TestBatch_AnActivityThatIsGoneStopsNoOther(t *testing.T) {
	s, m, _ := company(t)
	deal, err := m.CreateCard(t.Context(), desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
	if err != nil {
		t.Fatal(err)
	}
	task := desk.CardTask{Card: deal.Ref, Mark: desk.ApprovalMark, Title: "Awaiting", Due: start}
	for range 2 { // two who open it at once may make two
		if err := m.SetTask(t.Context(), task); err != nil {
			t.Fatal(err)
		}
		task.Mark = desk.ApprovalMark + "-2"
	}
	all := s.Records("Activity")
	for _, a := range all {
		s.Set("Activity", a["Id"].(string), "Notes", desk.ApprovalMark)
	}
	calls, next := 0, m.HTTP.Transport
	m.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if calls++; calls == 2 { // between the look and the write
			s.Take("Activity", all[0]["Id"].(string))
		}
		return next.RoundTrip(r)
	})}
	done := desk.CardTask{Card: deal.Ref, Mark: desk.ApprovalMark, Title: "Awaiting", Due: start, Done: true}
	if err := m.AddNote(t.Context(), desk.CardNote{Card: deal.Ref, Mark: "mark-1", Text: "It read", Task: &done}); err != nil {
		t.Fatal(err)
	}
	if a, f := s.Activities(deal.Ref.ID), s.Feed(deal.Ref.ID); len(a) != 0 || len(f) != 1 {
		t.Errorf("to do still %q, people see %q", a, f)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
