package offline_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/words"
)

// labelled is a chat with its gold values. The file is the project's own; a
// larger set is judged by infra/eval.
type labelled struct {
	ID, Lang, Region, TZ, Currency string
	Messages                       []struct {
		From, Text string
		TS         time.Time
	}
	Fields []struct {
		Name, Title, Type, Format, Description, Currency string
		Enum                                             []string
		Current                                          any
	}
	Gold map[string]struct {
		Value    any
		Accept   []any
		Evidence []int
	}
	Forbidden map[string][]any
}

func labelledChats(tb testing.TB) []labelled {
	tb.Helper()
	out := labelledIn(tb, "dev-handwritten.jsonl")
	if len(out) != 40 {
		tb.Fatalf("got %d chats, want 40", len(out))
	}
	return out
}

func labelledIn(tb testing.TB, name string) []labelled {
	tb.Helper()
	file, err := os.Open("../../../events/chats/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // read only
	var out []labelled
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var l labelled
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			tb.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

func (l labelled) chat(tb testing.TB) desk.Chat {
	tb.Helper()
	zone, err := time.LoadLocation(l.TZ)
	if err != nil {
		tb.Fatal(err)
	}
	c := desk.Chat{Locale: desk.Locale{Language: l.Lang, Zone: zone, Region: l.Region, Currency: l.Currency}, Current: map[desk.FieldName]desk.Value{}}
	for i, m := range l.Messages {
		by := desk.ByCustomer
		if m.From == "operator" {
			by = desk.ByOperator
		}
		c.Messages = append(c.Messages, desk.Message{Seq: desk.Seq(i + 1), Author: by, Text: m.Text, SentAt: m.TS})
	}
	for _, f := range l.Fields {
		d := field(f.Name, f.Title, f.Description, desk.FieldType(f.Type), f.Enum...)
		d.Format, d.Currency, d.Grants = f.Format, f.Currency, f.Name == "discount" || strings.Contains(f.Title, "Скидка")
		c.Fields = append(c.Fields, d)
		if f.Current != nil {
			c.Current[d.Name] = desk.Value(plain(f.Current))
		}
	}
	return c
}

// plain is a gold value as text that can be compared: figures for phones and
// amounts, words without marks and address words for the rest.
func plain(v any) string {
	switch x := v.(type) {
	case map[string]any:
		return fmt.Sprintf("%.2f %v", x["amount"], x["currency"])
	case float64:
		return fmt.Sprint(x)
	}
	var kept []string
	for _, w := range words.Of(fmt.Sprint(v)) {
		if !strings.Contains(" ул улица улице д дом кв квартира г пр проспект пункт calle c ", " "+w.Text+" ") {
			kept = append(kept, w.Text)
		}
	}
	return strings.Join(kept, " ")
}

type tally struct{ right, wrong, missed, proofs int }

func (t tally) f1() float64 { return 2 * float64(t.right) / float64(2*t.right+t.wrong+t.missed) }

// count compares one chat's findings with its gold values.
func (l labelled) count(t *testing.T, c desk.Chat, r desk.Reading, sum *tally) {
	t.Helper()
	got := map[string]desk.Finding{}
	for _, f := range r.Findings {
		got[string(f.Field)] = f
	}
	for _, f := range c.Fields {
		name := string(f.Name)
		g, wanted := l.Gold[name]
		found, ok := got[name]
		v := plain(asGold(f, found.Value))
		if ok && c.Current[f.Name] != "" && plain(string(c.Current[f.Name])) == v {
			ok = false // unchanged
		}
		for _, bad := range l.Forbidden[name] {
			if ok && plain(bad) == v {
				t.Errorf("%s: wrote a forbidden value into %s", l.ID, name)
			}
		}
		switch {
		case !wanted && ok:
			sum.wrong++
		case wanted && !ok:
			sum.missed++
		case wanted && right(v, append(g.Accept, g.Value)):
			sum.right++
			for _, e := range g.Evidence {
				if e == int(found.Message)-1 {
					sum.proofs++
				}
			}
		case wanted:
			sum.wrong, sum.missed = sum.wrong+1, sum.missed+1
		}
	}
}

// asGold is a canonical value as the gold file writes it.
func asGold(f desk.Field, v string) any {
	if f.Type == desk.TypeMoney {
		amount, currency := desk.Value(v).Money()
		var n float64
		if _, err := fmt.Sscan(amount, &n); err == nil {
			return map[string]any{"amount": n, "currency": currency}
		}
	}
	return v
}

func right(v string, any []any) bool {
	for _, a := range any {
		p := plain(a)
		if p == v || p != "" && strings.ReplaceAll(p, " ", "") == strings.ReplaceAll(v, " ", "") {
			return true
		}
	}
	return false
}

// Floors of the handwritten chats, per language.
func TestHandwrittenChats(t *testing.T) {
	sums := map[string]*tally{"ru": {}, "es": {}, "en": {}}
	for _, l := range labelledChats(t) {
		c := l.chat(t)
		r, err := offline.Reader{}.Read(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		found(t, c) // each is proven
		l.count(t, c, r, sums[l.Lang])
	}
	for lang, s := range sums {
		t.Logf("%s: F1 %.3f, %+v", lang, s.f1(), *s)
		if s.f1() < 0.85 {
			t.Errorf("%s: got F1 %.3f, want at least 0.85", lang, s.f1())
		}
		if hit := float64(s.proofs) / float64(s.right); hit < 0.95 {
			t.Errorf("%s: got %.3f of the right values by a right message, want at least 0.95", lang, hit)
		}
	}
}

func TestTheSameChatReadsTheSame(t *testing.T) {
	for _, l := range labelledChats(t) {
		first, err := offline.Reader{}.Read(context.Background(), l.chat(t))
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			again, err := offline.Reader{}.Read(context.Background(), l.chat(t))
			if diff := cmp.Diff(first, again); diff != "" || err != nil {
				t.Fatalf("%s: %v %s", l.ID, err, diff)
			}
		}
	}
}

var reFigure = regexp.MustCompile(`\d+`)

func TestEveryFigureOfASummaryStandsInTheChat(t *testing.T) {
	for _, l := range labelledChats(t) {
		c := l.chat(t)
		var said strings.Builder
		for _, m := range c.Messages {
			said.WriteString(m.Text + "\n")
		}
		for _, language := range []string{"ru", "es", "en", "de"} {
			c.Locale.Language = language
			r, err := offline.Reader{}.Read(context.Background(), c)
			if err != nil || r.Summary == "" {
				t.Fatalf("%s: %v, summary %q", l.ID, err, r.Summary)
			}
			for _, n := range reFigure.FindAllString(r.Summary, -1) {
				if !strings.Contains(said.String(), n) {
					t.Errorf("%s: the summary says %s, the chat does not", l.ID, n)
				}
			}
		}
	}
}

// A stranger may send a megabyte: what is read of it is bounded.
func TestAHugeMessageIsReadInPart(t *testing.T) {
	text := strings.Repeat("call Anna Smith, 202-555-0143 on March 5 at 5 pm, 5 Elm Street; ", 1<<20/64)
	c := en("C: x", enName, enPhone, enDay, enHour, enAddress, enPrice)
	c.Messages[0].Text = text
	done := make(chan desk.Reading, 1)
	go func() {
		r, err := offline.Reader{}.Read(context.Background(), c)
		if err != nil {
			t.Error(err)
		}
		done <- r
	}()
	select {
	case r := <-done:
		if len(r.Summary) > 2000 {
			t.Errorf("got a summary of %d bytes", len(r.Summary))
		}
	case <-time.After(20 * time.Second):
		t.Fatal("still reading after 20 s")
	}
}

func TestDatesWithATimeAreReadWhole(t *testing.T) {
	var sum tally
	for _, l := range labelledIn(t, "datetime.jsonl") {
		c := l.chat(t)
		r, err := offline.Reader{}.Read(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		l.count(t, c, r, &sum)
	}
	if want := (tally{right: 5, proofs: 5}); sum != want {
		t.Errorf("got %+v, want %+v", sum, want)
	}
}
