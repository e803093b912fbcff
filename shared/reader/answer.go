package reader

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/words"
)

// badAnswer is an answer that may be asked for once more. It has the kind that
// the reading ends with if the next one is no better.
type badAnswer struct {
	trouble string // what was wrong, for the model: none of its words
	err     error
}

func (b *badAnswer) Error() string { return b.err.Error() }
func (b *badAnswer) Unwrap() error { return b.err }

// toolInput is what the tool is called with. Values are raw: a model that writes
// one entry in a wrong form must not spoil the others.
type toolInput struct {
	Summary string            `json:"summary"`
	Values  []json.RawMessage `json:"values"`
}

// toolValue is one entry. Message, value and confidence come as number or text,
// whatever the schema says.
type toolValue struct {
	Field      string          `json:"field"`
	Quote      string          `json:"quote"`
	Message    json.RawMessage `json:"message"`
	Value      json.RawMessage `json:"value"`
	Confidence json.RawMessage `json:"confidence"`
}

// take reads an answer into the reading.
func (a *asking) take(answer Answer) error {
	if err := a.stopped(answer); err != nil {
		return err
	}
	in, err := decode(answer)
	if err != nil {
		return err
	}
	a.out.Summary = a.supported(in.Summary)
	a.out.Findings = a.findings(in.Values)
	return nil
}

// stopped says what an answer's end means, if it is not simply done.
func (a *asking) stopped(answer Answer) error {
	switch answer.Stop {
	case StopRefused:
		return desk.Refuse(desk.CodeReaderRefused, "The model, or a filter before it, would not read this dialog.")
	case StopWindow:
		return &badAnswer{"it did not fit", fmt.Errorf("%w: the dialog does not fit into model %s, even cut to half: lower the chat's token limit", desk.ErrInvalid, a.out.Model)}
	case StopLength:
		if _, err := decode(answer); err != nil {
			return &badAnswer{"the answer was cut at its longest", fmt.Errorf("%w: the answer of model %s does not fit into its token limit: raise it", desk.ErrInvalid, a.out.Model)}
		}
	case StopMalformed:
		return &badAnswer{"the call was not valid JSON", fmt.Errorf("%w: model %s did not manage a readable answer", desk.ErrBusy, a.out.Model)}
	}
	return nil
}

// decode reads the tool call, or the same JSON given as text by a model that
// can't be forced to call a tool.
func decode(answer Answer) (toolInput, error) {
	raw := answer.Input
	if raw == nil {
		raw = jsonIn(answer.Text)
	}
	if raw == nil {
		return toolInput{}, &badAnswer{"the tool was not called", desk.Refuse(desk.CodeReaderRefused, "The model answered in words and would not report a reading.")}
	}
	var in struct {
		Summary *string          `json:"summary"`
		Values  *json.RawMessage `json:"values"`
	}
	bad := &badAnswer{"the call was not valid JSON of the tool's schema", fmt.Errorf("%w: the model's answer is not JSON of the tool's schema", desk.ErrBusy)}
	if err := json.Unmarshal(raw, &in); err != nil || in.Summary == nil || in.Values == nil {
		return toolInput{}, bad
	}
	out := toolInput{Summary: *in.Summary}
	list := *in.Values
	// Some models write the list as a text that holds JSON.
	var text string
	if json.Unmarshal(list, &text) == nil {
		list = json.RawMessage(text)
	}
	if err := json.Unmarshal(list, &out.Values); err != nil {
		return toolInput{}, bad
	}
	return out, nil
}

// jsonIn is the JSON object in a text that holds a reading, or nil: the first of them,
// whatever stands around it.
func jsonIn(text string) []byte {
	var any []byte
	for from, tries := 0, 0; tries < maxBraces; tries++ {
		i := strings.IndexByte(text[from:], '{')
		if i < 0 {
			break
		}
		from += i
		var raw json.RawMessage
		if err := json.NewDecoder(strings.NewReader(text[from:])).Decode(&raw); err != nil {
			from++
			continue
		}
		var in map[string]json.RawMessage
		if json.Unmarshal(raw, &in) == nil && (in["values"] != nil || in["summary"] != nil) {
			return raw
		}
		if any == nil {
			any = raw
		}
		from += len(raw)
	}
	return any
}

// maxBraces is at how many places of a text a reading is looked for.
const maxBraces = 20

// findings reads the claims, at most one for a field: the one from the latest
// message, since the last word counts. A field that nobody asked for is no
// claim, nor is an entry without a value. A quote that does not stand in its
// message, or a message that is not there (Seq 0), stays as claimed: the check
// drops it and says why.
func (a *asking) findings(values []json.RawMessage) []desk.Finding {
	best := map[desk.FieldName]desk.Finding{}
	for _, raw := range values {
		f, ok := a.finding(raw)
		if !ok {
			continue
		}
		if have, twice := best[f.Field]; !twice || f.Message >= have.Message {
			best[f.Field] = f
		}
	}
	var out []desk.Finding
	for _, field := range a.chat.Fields {
		if f, ok := best[field.Name]; ok {
			out = append(out, f)
			delete(best, field.Name)
		}
	}
	return out
}

func (a *asking) finding(raw json.RawMessage) (desk.Finding, bool) {
	var v toolValue
	if err := json.Unmarshal(raw, &v); err != nil {
		return desk.Finding{}, false // one bad entry never stops the others
	}
	f := desk.Finding{Field: desk.FieldName(strings.TrimSpace(v.Field)), Value: scalar(v.Value), Quote: v.Quote, Confidence: share(v.Confidence)}
	if f.Field = a.field(string(f.Field)); f.Field == "" || f.Value == "" || len(f.Value) > desk.MaxValue {
		return desk.Finding{}, false
	}
	m, original := a.said(scalar(v.Message), v.Quote)
	if m == nil {
		return f, true
	}
	f.Message = m.Seq
	if original != "" {
		f.Quote = original
	}
	return proof.Look(a.chat, f), true
}

// field is the name of a field that was asked for, which a model may spell otherwise or
// call by its title; "": there is none.
func (a *asking) field(called string) desk.FieldName {
	for _, named := range []func(desk.Field) bool{
		func(f desk.Field) bool { return string(f.Name) == called },
		func(f desk.Field) bool { return strings.EqualFold(string(f.Name), called) },
		func(f desk.Field) bool { return strings.EqualFold(f.Title, called) },
	} {
		if i := slices.IndexFunc(a.chat.Fields, named); i >= 0 {
			return a.chat.Fields[i].Name
		}
	}
	return ""
}

// said is the message that a model names, and its words that a quote stands for; "": it
// has none. A model that counts otherwise names another: then it is the only one in which
// the quote stands. nil: no message is meant.
func (a *asking) said(number, quote string) (*desk.Message, string) {
	var named, found *desk.Message
	if i, err := strconv.Atoi(strings.Trim(number, "#[]() ")); err == nil && i >= 0 && i < len(a.chat.Messages) && readable(a.chat.Messages[i]) {
		named = &a.chat.Messages[i]
		if original, ok := words.Original(named.SpokenText(), quote); ok {
			return named, original
		}
	}
	if a.sought++; a.sought > maxSought {
		return named, ""
	}
	var there string
	for i := range a.chat.Messages {
		m := &a.chat.Messages[i]
		if !readable(*m) {
			continue
		}
		if original, ok := words.Original(m.SpokenText(), quote); ok {
			if found != nil {
				return named, "" // which of them?
			}
			found, there = m, original
		}
	}
	if found == nil {
		return named, ""
	}
	return found, there
}

// maxSought is for how many entries of an answer the whole chat is looked through.
const maxSought = 50

// scalar is a JSON text, number or truth value as text; a list of texts is a
// line each (multi_enum); anything else is "".
func scalar(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return strings.Join(list, "\n")
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	var b bool
	if json.Unmarshal(raw, &b) == nil && string(raw) != "null" {
		return strconv.FormatBool(b)
	}
	return ""
}

// share is a confidence between 0 and 1; 0, "does not say", when it is none. A
// model that is sure of nothing says 0.01.
func share(raw json.RawMessage) float64 {
	x, err := strconv.ParseFloat(scalar(raw), 64)
	if err != nil || math.IsNaN(x) || x < 0 || x > 1 {
		return 0
	}
	return max(x, 0.01)
}
