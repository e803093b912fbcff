package picking

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/model"
	"github.com/sufler/sufler/shared/words"
)

// Why a claim did not stand.
const (
	UnknownEntry = "unknown_entry" // it names none that was given
	Unproven     = "unproven"      // its quote does not stand in the entry
	Invented     = "invented"      // what is to be said is not the entry's: all of the entry is said
	Surplus      = "surplus"       // the same entry twice, or more than three
)

// badAnswer is an answer that may be asked for once more.
type badAnswer struct {
	trouble string // what was wrong, for the model: none of its words
	err     error
}

func (b *badAnswer) Error() string { return b.err.Error() }
func (b *badAnswer) Unwrap() error { return b.err }

// claim is one entry of a list; numbers come as texts, too, whatever the schema says.
type claim struct {
	Entry json.RawMessage `json:"entry"`
	Quote string          `json:"quote"`
	Text  string          `json:"text"`
}

// take reads an answer into out, and keeps what stands.
func take(out *desk.FAQChosen, c desk.FAQChoice, a model.Answer) error {
	if a.Stop == model.StopRefused {
		return desk.Refuse(desk.CodeReaderRefused, "The model, or a filter before it, would not look at this question.")
	}
	if a.Stop == model.StopWindow {
		return fmt.Errorf("%w: a question with its entries does not fit into model %s", desk.ErrInvalid, out.Model)
	}
	claims, open, err := decode(a)
	if err != nil {
		return err
	}
	out.Picks, out.Open, out.Dropped = nil, open, nil
	for _, raw := range claims {
		pick, why := stands(c, raw)
		if why == "" && (len(out.Picks) == maxPicks || slices.ContainsFunc(out.Picks, func(o desk.FAQPick) bool { return o.Entry == pick.Entry })) {
			why = Surplus
		}
		switch {
		case why == Invented: // the entry stands, its shortening does not
			out.Dropped, out.Picks = append(out.Dropped, why), append(out.Picks, pick)
		case why != "":
			out.Dropped = append(out.Dropped, why)
		default:
			out.Picks = append(out.Picks, pick)
		}
		if len(out.Dropped) >= maxDropped {
			break
		}
	}
	return nil
}

// maxDropped is after how many false claims nobody looks further.
const maxDropped = 10

// decode reads the tool call, or the same JSON given as text.
func decode(a model.Answer) (claims []json.RawMessage, open bool, err error) {
	raw := a.Input
	if raw == nil {
		if raw = jsonIn(a.Text); raw == nil {
			return nil, false, &badAnswer{"the tool was not called", desk.Refuse(desk.CodeReaderRefused, "The model answered in words and would not choose.")}
		}
	}
	bad := &badAnswer{"the call was not valid JSON of the tool's schema", fmt.Errorf("%w: the model's answer is not JSON of the tool's schema", desk.ErrBusy)}
	var in struct {
		Answers *json.RawMessage `json:"answers"`
		Open    json.RawMessage  `json:"open"`
	}
	if json.Unmarshal(raw, &in) != nil || in.Answers == nil {
		return nil, false, bad
	}
	list := *in.Answers
	var text string
	if json.Unmarshal(list, &text) == nil { // some write the list as a text that holds JSON
		list = json.RawMessage(text)
	}
	if json.Unmarshal(list, &claims) != nil {
		return nil, false, bad
	}
	open, _ = strconv.ParseBool(strings.Trim(string(in.Open), `"`))
	return claims, open, nil
}

// jsonIn is the first JSON object of a text that holds a choice, or nil.
func jsonIn(text string) []byte {
	for from, tries := 0, 0; tries < maxBraces; tries++ {
		i := strings.IndexByte(text[from:], '{')
		if i < 0 {
			return nil
		}
		from += i
		var raw json.RawMessage
		var in map[string]json.RawMessage
		if json.NewDecoder(strings.NewReader(text[from:])).Decode(&raw) == nil && json.Unmarshal(raw, &in) == nil && in["answers"] != nil {
			return raw
		}
		from++
	}
	return nil
}

const maxBraces = 20

// stands says which entry a claim chooses, or why it does not stand.
func stands(c desk.FAQChoice, raw json.RawMessage) (pick desk.FAQPick, why string) {
	var v claim
	if json.Unmarshal(raw, &v) != nil {
		return pick, UnknownEntry
	}
	n, err := strconv.Atoi(strings.Trim(string(v.Entry), `"# `))
	if err != nil || n < 0 || n >= len(c.Entries) {
		return pick, UnknownEntry
	}
	e := c.Entries[n]
	proof := e.Question
	answer, ok := e.Answer(c.Languages...)
	if ok {
		proof = answer.Text
	}
	quote, ok := words.Original(proof, v.Quote)
	if !ok || strings.TrimSpace(quote) == "" {
		return pick, Unproven
	}
	pick = desk.FAQPick{Entry: n, Quote: quote}
	if !c.Shorten || strings.TrimSpace(v.Text) == "" {
		return pick, ""
	}
	said, ok := sentencesOf(answer.Text, v.Text)
	if !ok || !strings.Contains(spaced(said), spaced(quote)) {
		return pick, Invented
	}
	if said != answer.Text {
		pick.Text = said
	}
	return pick, ""
}

// sentencesOf are the whole sentences of an answer that a text is made of, as they
// stand there, if it is made of nothing else.
func sentencesOf(answer, text string) (string, bool) {
	rest := spaced(text)
	var out strings.Builder
	for _, s := range words.SplitAfter(answer, sentenceEnd) {
		plain := spaced(s)
		if plain == "" {
			continue
		}
		after, ok := strings.CutPrefix(rest, plain)
		if !ok || after != "" && after[0] != ' ' {
			continue
		}
		out.WriteString(s)
		if rest = strings.TrimSpace(after); rest == "" {
			return strings.TrimSpace(out.String()), true
		}
	}
	return "", false
}

// sentenceEnd says where a sentence ends: after . ! ? … before a space, and at a line's
// end. An abbreviation makes a sentence shorter than it is: then a text that has the
// whole is made of two.
func sentenceEnd(_, after, r rune) bool {
	return r == '\n' || strings.ContainsRune(".!?…", r) && unicode.IsSpace(after)
}

// spaced is a text with one space where there is any.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }
