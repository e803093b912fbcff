package desk

import (
	"strings"
)

// CannedPart is a piece of a canned response's text: words, or a variable with what
// stands there where it has no value.
type CannedPart struct {
	Words    string
	Variable string // "": the part is Words
	Fallback string
}

// The variables: of the customer's profile, of who sends, of the line, and, with a
// field's name, or title, behind the dot, of the dialog's card and of the contact.
var cannedVariables = []string{"customer.name", "customer.phone", "customer.email", "customer.username", "operator.name", "line.title"}

// ParseCanned cuts a text into its parts: {{customer.name|there}} is a variable with
// its fallback, which may be left out. Two braces always begin a variable. ErrInvalid:
// one is not closed, or there is none of that name.
func ParseCanned(text string) ([]CannedPart, error) {
	var out []CannedPart
	for text != "" {
		words, rest, found := strings.Cut(text, "{{")
		if words != "" {
			out = append(out, CannedPart{Words: words})
		}
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, "}}")
		if !closed || strings.Contains(inside, "{{") {
			return nil, wrongVariable("a variable begins with {{ and is not closed by }}")
		}
		name, fallback, _ := strings.Cut(inside, "|")
		name = strings.TrimSpace(name)
		if !knownVariable(name) {
			return nil, wrongVariable("there is no variable {{" + name + "}}; there are " + strings.Join(cannedVariables, ", ") + ", card.FIELD and contact.FIELD")
		}
		out = append(out, CannedPart{Variable: name, Fallback: strings.TrimSpace(fallback)})
		text = after
	}
	return out, nil
}

func wrongVariable(text string) error {
	return &Refusal{Code: CodeBadVariable, Kind: ErrInvalid, Text: "In the template's text " + text + "."}
}

func knownVariable(name string) bool {
	for _, v := range cannedVariables {
		if name == v {
			return true
		}
	}
	_, ok := CannedField(name)
	return ok
}

// CannedField is the field that a variable of a card names: "title" is the card's.
func CannedField(variable string) (field FieldName, ok bool) {
	of, name, _ := strings.Cut(variable, ".")
	plain := strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
	return FieldName(name), (of == "card" || of == "contact") && name != "" && len(name) <= 64 && plain
}

// RenderCanned puts values into the parts, and says which variables have none. A value
// is put in as it is, on one line and cut: no variable in it counts.
func RenderCanned(parts []CannedPart, value func(variable string) string) (text string, missing []string) {
	var b strings.Builder
	for _, p := range parts {
		if p.Variable == "" {
			b.WriteString(p.Words)
			continue
		}
		v := oneLine(value(p.Variable))
		if v == "" {
			v, missing = p.Fallback, append(missing, p.Variable)
		}
		b.WriteString(v)
	}
	return b.String(), missing
}

// maxCannedValue is how long a value may be in a text, in characters.
const maxCannedValue = 200

func oneLine(v string) string {
	v = strings.Join(strings.Fields(strings.ToValidUTF8(v, "")), " ")
	n := 0
	for i := range v {
		if n++; n > maxCannedValue {
			return v[:i] + "…"
		}
	}
	return v
}
