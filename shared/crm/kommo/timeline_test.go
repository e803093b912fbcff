package kommo_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/desk"
)

// Every call for what people see on a card is made as it was: a golden file has them
// all.
func TestTimeline_Golden(t *testing.T) {
	s, m := account(t)
	ctx, d := t.Context(), deal(t, m, desk.Card{Title: "Chairs"})
	before := len(s.Story())
	n := desk.CardNote{Card: d.Ref, Mark: desk.NoteMark("r1"), Text: "CoPilot read the chat\n• Size: XL — «size <XL>»"}
	task := desk.CardTask{
		Card: d.Ref, Mark: desk.ApprovalMark, Title: "CoPilot: awaiting approval", Text: "Keep or replace them in Sufler.", Due: start, Badges: []desk.Badge{desk.BadgeAwaiting, desk.BadgeFilled},
	}
	done := task
	done.Done, done.Badges = true, []desk.Badge{desk.BadgeFilled}
	with := desk.CardNote{Card: d.Ref, Mark: desk.NoteMark("r2"), Text: "CoPilot read on", Task: &task}
	next := desk.CardNote{Card: d.Ref, Mark: desk.NoteMark("r3"), Text: "It read a third time", Task: &task}
	for _, do := range []func() error{
		func() error { return m.AddNote(ctx, n) },
		func() error { n.Again = true; return m.AddNote(ctx, n) },
		func() error { return m.SetTask(ctx, task) },
		func() error { return m.SetTask(ctx, task) }, // repeated
		func() error { return m.SetTask(ctx, done) },
		func() error { return m.TakeNote(ctx, d.Ref, n.Mark) },
		// A note with what is to be done is a task; where one is open it is a note of its own.
		func() error { return m.AddNote(ctx, with) },
		func() error { with.Again = true; return m.AddNote(ctx, with) },
		func() error { return m.AddNote(ctx, next) },
		func() error { return m.TakeNote(ctx, d.Ref, with.Mark) },
		func() error { return m.StartProcess(ctx, desk.CardProcess{Card: d.Ref, Process: "17"}) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.Join(s.Story()[before:], "\n") + "\n"
	const golden = "testdata/timeline.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("calls (-want +got)\n%s", diff)
	}
}

// FF-08: the tag of what was filled comes with the values, in one call, whoever's they are
// in the end: also where a person wrote the same, or the answer was lost after the work. A
// value that was not written brings no tag.
func TestTags_ComeWithWhatIsFilled_FF08(t *testing.T) {
	for name, c := range map[string]struct {
		has  string // what the card holds when it is written
		want []string
	}{
		"it is empty": {"", []string{"CoPilot: filled"}}, "a person wrote the same": {"XL", []string{"CoPilot: filled"}}, "a person wrote another": {"S", nil},
	} {
		t.Run(name, func(t *testing.T) {
			for lost := range 4 {
				s, m := account(t)
				s.AddField("leads", "SIZE", "text", "Size")
				d := deal(t, m, desk.Card{Title: "Chairs", Values: map[desk.FieldName]desk.Value{"size": desk.Value(c.has)}})
				ch := change(d.Ref, "size", "XL")
				ch.Badges = []desk.Badge{desk.BadgeFilled}
				before := len(s.Story())
				s.FailAt(lost, true)
				all := crmtest.CRMs("shop", m)
				for range 2 {
					if _, err := all.ChangeCard(t.Context(), ch); err != nil && lost == 0 {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(c.want, s.Tags("leads", d.Ref.ID)); diff != "" {
					t.Errorf("answer %d lost: tags (-want +got)\n%s", lost, diff)
				}
				patched := 0
				for _, call := range s.Story()[before:] {
					if strings.HasPrefix(call, "PATCH") {
						patched++
					}
				}
				if lost == 0 && patched != len(c.want) {
					t.Errorf("%d calls that write, want %d", patched, len(c.want))
				}
			}
		})
	}
}

// A card whose values were just written with both tags is not read again before its task
// is made: who answers for it is told along. Where it has tasks of somebody's, those are
// looked at, and after a try of which nobody knows the end, everything.
func TestBeside_SavesTheLook(t *testing.T) {
	for name, c := range map[string]struct {
		busy, again bool
		reads       []string
	}{
		"it has no tasks": {false, false, nil}, "it has a task": {true, false, []string{"tasks?"}}, "once more": {false, true, []string{"leads/", "tasks?", "notes?"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, m := account(t)
			s.AddField("leads", "SIZE", "text", "Size")
			d := deal(t, m, desk.Card{Title: "Chairs"})
			if c.busy {
				if err := m.SetTask(t.Context(), desk.CardTask{Card: d.Ref, Mark: "another", Title: "Call", Due: start}); err != nil {
					t.Fatal(err)
				}
			}
			ch := change(d.Ref, "size", "XL")
			ch.Badges = []desk.Badge{desk.BadgeFilled, desk.BadgeAwaiting}
			done, err := m.ChangeCard(t.Context(), ch)
			if err != nil {
				t.Fatal(err)
			}
			before := len(s.Story())
			task := desk.CardTask{Card: d.Ref, Mark: desk.ApprovalMark, Title: "Awaiting", Text: "Decide.", Due: start, Badges: ch.Badges, Beside: done.Beside}
			if err := m.AddNote(t.Context(), desk.CardNote{Card: d.Ref, Mark: desk.NoteMark("r1"), Text: "It read", Task: &task, Again: c.again}); err != nil {
				t.Fatal(err)
			}
			var reads []string
			for _, call := range s.Story()[before:] {
				if strings.HasPrefix(call, "GET") {
					reads = append(reads, call)
				}
			}
			if len(reads) != len(c.reads) {
				t.Fatalf("reads %q, want %q", reads, c.reads)
			}
			for i, part := range c.reads {
				if !strings.Contains(reads[i], part) {
					t.Errorf("read %d is %s, want %s", i, reads[i], part)
				}
			}
			all := s.Tasks()
			if made := all[len(all)-1]; !strings.Contains(made["text"].(string), "It read") || fmt.Sprint(made["responsible_user_id"]) != "7" {
				t.Errorf("the task is %v", made)
			}
		})
	}
}

// A note that is longer than a task is sure to take, or that Kommo takes for no task's text,
// is a note of its own, whole, and the task says what is to be done.
func TestBeside_ALongNoteIsItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		words   int
		refuses bool
	}{"longer than a task": {3000, false}, "a text that Kommo does not take": {10, true}} {
		t.Run(name, func(t *testing.T) {
			s, m := account(t)
			d := deal(t, m, desk.Card{Title: "Chairs"})
			refused := false
			s.Instead = func(r *http.Request) (int, map[string]string, string) {
				if !c.refuses || refused || r.Method != http.MethodPost || r.URL.Path != "/api/v4/tasks" {
					return 0, nil, ""
				}
				refused = true
				return 400, map[string]string{"Content-Type": "application/problem+json"}, `{"validation-errors": [{"request_id": "0", "errors": [{"code": "TooLong", "path": "0.text", "detail": "secret"}]}]}`
			}
			n := desk.CardNote{Card: d.Ref, Mark: desk.NoteMark("r1"), Text: strings.Repeat("слово ", c.words)}
			task := desk.CardTask{Card: d.Ref, Mark: desk.ApprovalMark, Title: "Awaiting", Text: "Decide.", Due: start}
			n.Task = &task
			for range 2 { // told again
				if err := m.AddNote(t.Context(), n); err != nil {
					t.Fatal(err)
				}
				n.Again = true
			}
			notes, tasks := s.Notes(), s.Tasks()
			if len(notes) != 1 || !strings.Contains(fmt.Sprint(notes[0]), strings.TrimSpace(n.Text)) || !strings.Contains(fmt.Sprint(notes[0]), n.Mark) {
				t.Errorf("%d notes, of %d letters", len(notes), len(fmt.Sprint(notes)))
			}
			if len(tasks) != 1 || strings.Contains(fmt.Sprint(tasks[0]["text"]), "слово") || !strings.Contains(fmt.Sprint(tasks[0]["text"]), task.Mark) {
				t.Errorf("to do: %.300v", tasks)
			}
		})
	}
}

// FF-08, FF-09: a card's tags say what is on it, and those that people put there stay.
func TestTags_ThoseOfPeopleStay(t *testing.T) {
	s, m := account(t)
	d := deal(t, m, desk.Card{Title: "Chairs"})
	s.Tag("leads", d.Ref.ID, "vip")
	for _, c := range []struct {
		badges []desk.Badge
		want   []string
	}{
		{[]desk.Badge{desk.BadgeAwaiting}, []string{"CoPilot: awaiting", "vip"}},
		{[]desk.Badge{desk.BadgeAwaiting, desk.BadgeFilled}, []string{"CoPilot: awaiting", "CoPilot: filled", "vip"}},
		{[]desk.Badge{desk.BadgeFilled}, []string{"CoPilot: filled", "vip"}},
		{nil, []string{"vip"}},
	} {
		if err := m.SetTask(t.Context(), desk.CardTask{Card: d.Ref, Mark: desk.ApprovalMark, Title: "t", Due: start, Done: true, Badges: c.badges}); err != nil {
			t.Fatal(err)
		}
		got := s.Tags("leads", d.Ref.ID)
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v (-want +got)\n%s", c.badges, diff)
		}
	}
	if n := len(s.Tasks()); n != 0 {
		t.Errorf("%d tasks were made of none", n)
	}
}

const hook = "a-secret-of-24-letters-x"

func hearing(t *testing.T) *kommo.CRM {
	t.Helper()
	m, err := kommo.Open(desk.Connection{ID: "shop", Kind: desk.CRMKommo, Secrets: map[string]string{"token": "t0ken", "webhook_secret": hook}, Options: map[string]string{"address": "https://shop.kommo.com"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// An event is an id and what happened to it; who does not know the address's secret is
// heard of nothing.
func TestHeard(t *testing.T) {
	m := hearing(t)
	event := func(k desk.CardKind) []desk.CardEvent {
		return []desk.CardEvent{{Card: desk.CardRef{Kind: k, ID: "7405", Connection: "shop"}}}
	}
	told := func(what, kind string) string { return parties.KommoEvent(what, "7405", kind) }
	for name, c := range map[string]struct {
		secret, body string
		want         []desk.CardEvent
		err          error
	}{
		"a lead changed":              {hook, told("leads[update]", ""), event(desk.KindDeal), nil},
		"a lead moved":                {hook, told("leads[status]", ""), event(desk.KindDeal), nil},
		"a lead was deleted":          {hook, told("leads[delete]", ""), event(desk.KindDeal), nil},
		"somebody else's lead":        {hook, told("leads[responsible]", ""), event(desk.KindDeal), nil},
		"a contact changed":           {hook, told("contacts[update]", "contact"), event(desk.KindContact), nil},
		"a company changed":           {hook, told("contacts[update]", "company"), event(desk.KindCompany), nil},
		"one of each":                 {hook, told("leads[update]", "") + "&" + told("contacts[update]", "contact"), append(event(desk.KindContact), event(desk.KindDeal)...), nil},
		"the same twice":              {hook, told("leads[update]", "") + "&" + told("leads[status]", ""), event(desk.KindDeal), nil},
		"one that was made":           {hook, told("leads[add]", ""), nil, nil},
		"a message":                   {hook, told("message[add]", ""), nil, nil},
		"no number":                   {hook, parties.KommoEvent("leads[update]", "12x", ""), nil, nil},
		"number 0":                    {hook, parties.KommoEvent("leads[update]", "0", ""), nil, nil},
		"a field's id":                {hook, url.QueryEscape("leads[update][0][custom_fields][0][id]") + "=7405", nil, nil},
		"nothing":                     {hook, "", nil, nil},
		"another secret":              {"a-secret-of-24-letters-y", told("leads[update]", ""), nil, desk.ErrRefused},
		"no secret":                   {"", told("leads[update]", ""), nil, desk.ErrRefused},
		"what is no form":             {hook, "%zz=%", nil, desk.ErrInvalid},
		"what is no form, of anybody": {"x", "%zz=%", nil, desk.ErrRefused},
	} {
		got, err := m.Heard(desk.Webhook{Body: []byte(c.body), Query: map[string][]string{"secret": {c.secret}}})
		if d := cmp.Diff(c.want, got); d != "" || !errors.Is(err, c.err) {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, d)
		}
	}
	if _, err := m.Heard(desk.Webhook{Body: []byte(told("leads[update]", "")), Query: map[string][]string{"secret": {"x", hook}}}); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a secret behind another: %v", err)
	}
	if _, err := open(t, "https://shop.kommo.com", nil).Heard(desk.Webhook{Query: map[string][]string{"secret": {""}}}); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a connection without a secret hears an empty one: %v", err)
	}
	short := desk.Connection{Secrets: map[string]string{"token": "t", "webhook_secret": "short"}, Options: map[string]string{"address": "https://shop.kommo.com"}}
	if _, err := kommo.Open(short, nil); !errors.Is(err, desk.ErrInvalid) || strings.Contains(err.Error(), "short") {
		t.Errorf("a secret that can be guessed: %v", err)
	}
}

// FuzzHeard: whatever is posted, nothing panics, and what is heard names a card.
func FuzzHeard(f *testing.F) {
	for _, seed := range []string{parties.KommoEvent("leads[update]", "7405", ""), "leads[update][0][id]=1&leads[update][0][id][x]=2", "[[[]]]=&&;;=%", "contacts[update][99999999999][id]=1"} {
		f.Add(seed)
	}
	m, err := kommo.Open(desk.Connection{
		ID: "shop", Secrets: map[string]string{"token": "t", "webhook_secret": hook}, Options: map[string]string{"address": "https://shop.kommo.com"},
	}, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		all, err := m.Heard(desk.Webhook{Body: []byte(body), Query: map[string][]string{"secret": {hook}}})
		for _, e := range all {
			if read, bad := desk.ParseCardRef(e.Card.String()); err != nil || bad != nil || read != e.Card {
				t.Errorf("%q is heard as %v (%v)", body, e, err)
			}
		}
	})
}
