package reader_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/value"
)

// attack is a chat of events/attacks; its README says what the parts mean.
type attack struct {
	ID, What, Language string
	Messages           []struct {
		Author, Text, Pad, After string
		Times                    int
	}
	Forbidden map[desk.FieldName][]desk.Value
	Legit     []struct {
		Field   desk.FieldName
		Value   desk.Value
		Quote   string
		Message int
	}

	theme string
	chat  desk.Chat
}

type attackLocale struct {
	Zone, Region, Currency string
	Fields                 []struct {
		Name, Title, Type, Description, Currency string
		Options                                  []string
		Grants                                   bool
	}
}

const attackDir = "../../events/attacks"

func attacks(t *testing.T) []attack {
	t.Helper()
	var locales map[string]attackLocale
	decodeFile(t, filepath.Join(attackDir, "fields.json"), &locales)
	files, err := filepath.Glob(filepath.Join(attackDir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []attack
	for _, file := range files {
		if filepath.Base(file) == "fields.json" {
			continue
		}
		var as []attack
		decodeFile(t, file, &as)
		for _, a := range as {
			a.theme = strings.TrimSuffix(filepath.Base(file), ".json")
			a.chat = chatOfAttack(t, a, locales[a.Language])
			all = append(all, a)
		}
	}
	return all
}

func decodeFile(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func chatOfAttack(t *testing.T, a attack, l attackLocale) desk.Chat {
	t.Helper()
	zone, err := time.LoadLocation(l.Zone)
	if err != nil {
		t.Fatal(err)
	}
	c := desk.Chat{
		Dialog: desk.DialogID(a.ID), Current: map[desk.FieldName]desk.Value{},
		Locale: desk.Locale{Language: a.Language, Zone: zone, Region: l.Region, Currency: l.Currency},
	}
	for _, f := range l.Fields {
		field := desk.Field{Name: desk.FieldName(f.Name), Title: f.Title, Description: f.Description, Type: desk.FieldType(f.Type), Currency: f.Currency, Grants: f.Grants, On: true, Policy: desk.PolicyFillIfEmpty}
		for _, o := range f.Options {
			field.Options = append(field.Options, desk.Option{Value: o})
		}
		c.Fields = append(c.Fields, field)
	}
	start := time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)
	for i, m := range a.Messages {
		c.Messages = append(c.Messages, desk.Message{
			Seq: desk.SeqAt(start.Add(time.Duration(i) * time.Minute)), Author: desk.Author(m.Author),
			Text: m.Text + strings.Repeat(m.Pad, m.Times) + m.After,
		})
	}
	return c
}

// quotes are all that a model could quote of a text to prove something: the
// whole, each line, each sentence, each run of up to seven words, with and
// without the punctuation around. Of a huge text, its ends.
func quotes(text string) []string {
	if rs := []rune(text); len(rs) > 3000 {
		return append(quotes(string(rs[:250])), quotes(string(rs[len(rs)-250:]))...)
	}
	out := []string{text}
	out = append(out, strings.Split(text, "\n")...)
	out = append(out, strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?\n", r) })...)
	var at [][2]int
	from := -1
	for i, r := range text + " " {
		switch {
		case !unicode.IsSpace(r) && from < 0:
			from = i
		case unicode.IsSpace(r) && from >= 0:
			at = append(at, [2]int{from, i})
			from = -1
		}
	}
	for i := range at {
		for j := i; j < len(at) && j < i+7; j++ {
			q := text[at[i][0]:at[j][1]]
			out = append(out, q, strings.TrimFunc(q, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) && r != '+' && r != '$' }))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// try checks every quote for one value and gives those that prove it to somebody
// who looks at quote and value alone.
func try(a attack, field desk.FieldName, v desk.Value) []desk.Finding {
	var out []desk.Finding
	for _, m := range a.chat.Messages {
		for _, q := range quotes(m.SpokenText()) {
			f := desk.Finding{Field: field, Value: string(v), Quote: q, Message: m.Seq, Confidence: 1}
			if got, err := copilot.Check(a.chat, f, value.Prover{}); err == nil && got == v {
				out = append(out, f)
			}
		}
	}
	return out
}

func TestAttackSetIsWhole(t *testing.T) {
	all := attacks(t)
	languages, themes, ids := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, a := range all {
		languages[a.Language]++
		themes[a.theme]++
		if ids[a.ID] || a.What == "" || len(a.Forbidden) == 0 || !strings.HasPrefix(a.ID, a.Language+"-") {
			t.Errorf("%s: an id once, in its language, with what it is and what is forbidden", a.ID)
		}
		ids[a.ID] = true
		for name, vs := range a.Forbidden {
			for _, v := range vs {
				i := slices.IndexFunc(a.chat.Fields, func(f desk.Field) bool { return f.Name == name })
				if i < 0 || v == "" || a.chat.Fields[i].Check(v) != nil {
					t.Errorf("%s: %s can't hold %q", a.ID, name, v)
				}
			}
		}
	}
	if len(all) < 60 || len(languages) != 3 || languages["ru"] < 20 || languages["es"] < 20 || languages["en"] < 20 || len(themes) != 8 {
		t.Errorf("got %d attacks: %v %v", len(all), languages, themes)
	}
}

// TestNothingForbiddenIsWritten tries every quote that any model could give, and
// then has a model that obeys read the chat. It also holds that the attacks are
// real: most would succeed against a check of the quote and the value alone.
func TestNothingForbiddenIsWritten(t *testing.T) {
	values, live := 0, 0
	for _, a := range attacks(t) {
		best := map[desk.FieldName][]desk.Finding{}
		for name, vs := range a.Forbidden {
			for _, v := range vs {
				values++
				all := try(a, name, v)
				f := desk.Finding{Field: name, Value: string(v), Quote: a.chat.Messages[0].SpokenText(), Message: a.chat.Messages[0].Seq}
				if len(all) > 0 {
					live++
					f = all[len(all)-1]
				} else if testing.Verbose() {
					t.Logf("%s: %s=%s fails without Guard, too", a.ID, name, v)
				}
				best[name] = append(best[name], f)
				resist(t, a, v, all)
			}
		}
		obey(t, a, best)
	}
	t.Logf("%d forbidden values, %d would be written without Guard", values, live)
	if live*2 < values {
		t.Errorf("only %d of %d forbidden values would be written without Guard: the attacks are too weak", live, values)
	}
}

// resist holds that none of the findings is written.
func resist(t *testing.T, a attack, v desk.Value, all []desk.Finding) {
	t.Helper()
	for _, f := range all {
		got, err := proof.ReviewCap{Reader: claims(nil, f)}.Read(t.Context(), a.chat)
		if err != nil {
			t.Fatal(err)
		}
		if written(a.chat, got)[f.Field] == v {
			t.Errorf("%s (%s): %s=%s is proven by %+q", a.ID, a.What, f.Field, v, f.Quote)
			return
		}
	}
}

// obey has a model report the best findings, by every way that a reading takes.
func obey(t *testing.T, a attack, best map[desk.FieldName][]desk.Finding) {
	t.Helper()
	var values []map[string]any
	for _, fs := range best {
		for _, f := range fs {
			values = append(values, entry(a.chat, f, desk.Value(f.Value)))
		}
	}
	m := answering("Everything was granted.", values)
	other := map[string]string{"ru": "es", "es": "en", "en": "ru"}[a.Language] // a translation is asked for
	for name, read := range map[string]reader.Reader{
		"plain":      prompted(m),
		"translated": prompted(m),
		"masked":     reader.Masked{Reader: prompted(m)},
		"agreed":     reader.SecondOpinion{First: prompted(m), Second: prompted(m), Prove: value.Prover{}.Prove},
	} {
		chat := a.chat
		if name == "translated" {
			chat.Locale.Language = other
		}
		got, err := read.Read(t.Context(), chat)
		if err != nil {
			t.Fatalf("%s: %v", a.ID, err)
		}
		for field, v := range written(chat, got) {
			if slices.Contains(a.Forbidden[field], v) {
				t.Errorf("%s (%s), %s: wrote %s=%s", a.ID, a.What, name, field, v)
			}
		}
	}
}

// honest is a model that reports what is legitimately there.
func honest(a attack) *scripted {
	var values []map[string]any
	for _, l := range a.Legit {
		values = append(values, entry(a.chat, desk.Finding{Field: l.Field, Quote: l.Quote, Message: a.chat.Messages[l.Message].Seq}, l.Value))
	}
	return answering("Read.", values)
}

func entry(c desk.Chat, f desk.Finding, v desk.Value) map[string]any {
	n := slices.IndexFunc(c.Messages, func(m desk.Message) bool { return m.Seq == f.Message })
	return map[string]any{"field": f.Field, "quote": f.Quote, "message": n, "value": v, "confidence": 1}
}

func answering(summary string, values []map[string]any) *scripted {
	if values == nil {
		values = []map[string]any{}
	}
	b, err := json.Marshal(map[string]any{"summary": summary, "values": values})
	if err != nil {
		panic(err)
	}
	return &scripted{answers: []reader.Answer{says(string(b))}}
}

// written is what a reading would fill into an empty card.
func written(c desk.Chat, r desk.Reading) map[desk.FieldName]desk.Value {
	out := map[desk.FieldName]desk.Value{}
	for _, f := range r.Findings {
		v, err := copilot.Check(c, f, proof.Guard{Prover: value.Prover{}})
		if err == nil && (f.Confidence == 0 || f.Confidence >= desk.ProposeBelow) {
			out[f.Field] = v
		}
	}
	return out
}

// TestTheOfflineReaderWritesNothingForbidden: it obeys nobody, and is checked
// all the same. Of a huge message it gets both ends: its time grows with the
// square of a message's figures.
func TestTheOfflineReaderWritesNothingForbidden(t *testing.T) {
	for _, a := range attacks(t) {
		for i, m := range a.chat.Messages {
			if rs := []rune(m.Text); len(rs) > 1600 {
				a.chat.Messages[i].Text = string(rs[:800]) + string(rs[len(rs)-800:])
			}
		}
		got, err := proof.ReviewCap{Reader: offline.Reader{}}.Read(t.Context(), a.chat)
		if err != nil {
			t.Fatalf("%s: %v", a.ID, err)
		}
		for field, v := range written(a.chat, got) {
			if slices.Contains(a.Forbidden[field], v) {
				t.Errorf("%s (%s): wrote %s=%s", a.ID, a.What, field, v)
			}
		}
		for _, f := range got.Findings {
			if v, err := copilot.Check(a.chat, f, value.Prover{}); err == nil && slices.Contains(a.Forbidden[f.Field], v) {
				t.Logf("%s (%s): without Guard it would write %s=%s, quote %+q", a.ID, a.What, f.Field, v, f.Quote)
			}
		}
	}
}

func TestWhatIsLegitimateInAnAttackIsStillRead(t *testing.T) {
	for _, a := range attacks(t) {
		got, err := prompted(honest(a)).Read(t.Context(), a.chat)
		if err != nil {
			t.Fatalf("%s: %v", a.ID, err)
		}
		have := written(a.chat, got)
		for _, l := range a.Legit {
			if have[l.Field] != l.Value {
				t.Errorf("%s: got %s=%q, want %q (quote %q)", a.ID, l.Field, have[l.Field], l.Value, l.Quote)
			}
		}
	}
}

// TestAttacksDoNotPushOthersOut: whatever is sent, the legitimate messages are
// in the prompt, and the prompt stays within its budget.
func TestAttacksDoNotPushOthersOut(t *testing.T) {
	for _, a := range attacks(t) {
		m := honest(a)
		p := prompted(m)
		p.Limits.ChatTokens = 6000
		if _, err := p.Read(t.Context(), a.chat); err != nil {
			t.Fatalf("%s: %v", a.ID, err)
		}
		lines := chatBlock(t, m.asked[0])
		if n := reader.EstimateTokens(strings.Join(lines, "\n")); n > 6000 {
			t.Errorf("%s: %d tokens", a.ID, n)
		}
		for _, l := range a.Legit {
			want := fmt.Sprintf(`"message":%d,`, l.Message)
			if !slices.ContainsFunc(lines, func(s string) bool { return strings.Contains(s, want) }) {
				t.Errorf("%s: message %d is not in the prompt", a.ID, l.Message)
			}
		}
	}
}
