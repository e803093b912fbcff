package creatio_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/creatio"
	"github.com/sufler/sufler/shared/desk"
)

// Every call for what people see on a card is made as it was: a golden file has them
// all.
func TestTimeline_Golden(t *testing.T) {
	s, m, _ := company(t)
	ctx := t.Context()
	s.AddColumn("Opportunity", "OwnerId:Guid")
	owner, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindContact), Title: "Olga Operator"}, "")
	if err != nil {
		t.Fatal(err)
	}
	d, err := m.CreateCard(ctx, desk.Card{Ref: of(desk.KindDeal), Title: "Chairs"}, "")
	if err != nil {
		t.Fatal(err)
	}
	s.Set("Opportunity", d.Ref.ID, "OwnerId", owner.Ref.ID)
	before := len(s.Story())
	n := desk.CardNote{Card: d.Ref, Mark: desk.NoteMark("r1"), Text: "CoPilot read the chat\n• Size: XL — «size <b>XL</b>»"}
	task := desk.CardTask{Card: d.Ref, Mark: desk.ApprovalMark, Title: "CoPilot: awaiting approval", Text: "Keep or replace them in Sufler.", Due: start}
	done := task
	done.Done = true
	for _, do := range []func() error{
		func() error { return m.AddNote(ctx, n) },
		func() error { n.Again = true; return m.AddNote(ctx, n) },
		func() error { return m.SetTask(ctx, task) },
		func() error { return m.SetTask(ctx, task) }, // repeated
		func() error { return m.SetTask(ctx, done) },
		func() error { return m.TakeNote(ctx, d.Ref, n.Mark) },
		func() error { return m.StartProcess(ctx, desk.CardProcess{Card: d.Ref, Process: "UsrWelcome"}) },
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

const hook = "a-secret-of-24-letters-x"

func signed(secret, body string) desk.Webhook {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return desk.Webhook{Body: []byte(body), Header: map[string]string{"x-sufler-signature": "sha256=" + hex.EncodeToString(mac.Sum(nil))}}
}

// A business process tells of a card by its object and id; who does not know the secret
// is heard of nothing.
func TestHeard(t *testing.T) {
	m := open(t, "https://company.creatio.com", nil, map[string]string{"webhook_secret": hook})
	const id = "00000000-0000-4000-8000-000000000012"
	deal := []desk.CardEvent{{Card: desk.CardRef{Kind: desk.KindDeal, ID: id, Connection: "shop"}}}
	good := `{"kind": "Opportunity", "id": "` + id + `"}`
	for name, c := range map[string]struct {
		call desk.Webhook
		want []desk.CardEvent
		err  error
	}{
		"an opportunity":     {signed(hook, good), deal, nil},
		"by our word":        {signed(hook, `{"kind": "deal", "id": "`+strings.ToUpper(id)+`"}`), deal, nil},
		"several":            {signed(hook, `{"cards": [`+good+`, `+good+`, {"kind": "Activity", "id": "`+id+`"}]}`), deal, nil},
		"another object":     {signed(hook, `{"kind": "Activity", "id": "`+id+`"}`), nil, nil},
		"no id":              {signed(hook, `{"kind": "Opportunity", "id": "12"}`), nil, nil},
		"nothing":            {signed(hook, `{}`), nil, nil},
		"no JSON":            {signed(hook, `kind=Opportunity`), nil, desk.ErrInvalid},
		"a list":             {signed(hook, `[`+good+`]`), nil, desk.ErrInvalid},
		"too many":           {signed(hook, `{"cards": [`+strings.Repeat(good+`, `, 100)+good+`]}`), nil, desk.ErrInvalid},
		"another secret":     {signed("a-secret-of-24-letters-y", good), nil, desk.ErrRefused},
		"no signature":       {desk.Webhook{Body: []byte(good)}, nil, desk.ErrRefused},
		"another body's":     {desk.Webhook{Body: []byte(good), Header: signed(hook, "{}").Header}, nil, desk.ErrRefused},
		"another form of it": {desk.Webhook{Body: []byte(good), Header: map[string]string{"x-sufler-signature": "sha1=00"}}, nil, desk.ErrRefused},
	} {
		got, err := m.Heard(c.call)
		if d := cmp.Diff(c.want, got); d != "" || !errors.Is(err, c.err) {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, d)
		}
	}
	if _, err := open(t, "https://company.creatio.com", nil, nil).Heard(signed("", good)); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a connection without a secret hears what an empty one signs: %v", err)
	}
	short := desk.Connection{Options: map[string]string{"address": "https://company.creatio.com", "user": "u"}, Secrets: map[string]string{"password": "p", "webhook_secret": "short"}}
	if _, err := creatio.Open(short, nil); !errors.Is(err, desk.ErrInvalid) || strings.Contains(err.Error(), "short") {
		t.Errorf("a secret that can be guessed: %v", err)
	}
}
