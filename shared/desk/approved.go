package desk

import "strings"

// ApprovedTemplate is a template as the messenger has approved it: what a Template fills
// in. See Template.
type ApprovedTemplate struct {
	Name     string
	Language string // as the messenger writes it: "en_US"
	Category string // in the messenger's words, "marketing"
	Text     string // of the body, with its places as {{1}} or {{city}}
	Footer   string
	// Named: its places have names, else they are counted from 1.
	Named   bool
	Header  ApprovedHeader
	Buttons []ApprovedButton
}

// ApprovedHeader is what stands above a template's text.
type ApprovedHeader struct {
	Kind HeaderKind // "": nothing
	Text string     // of a text, with at most one place
}

// HeaderKind is what a template's header is.
type HeaderKind string

// Kinds of headers.
const (
	HeaderText     HeaderKind = "text"
	HeaderImage    HeaderKind = "image"
	HeaderVideo    HeaderKind = "video"
	HeaderDocument HeaderKind = "document"
)

// ApprovedButton is one of a template's buttons, and what of it must be filled in.
type ApprovedButton struct {
	Text  string
	Needs ButtonNeed // "": it goes out as it is
}

// ButtonNeed is what a template's button must be given.
type ButtonNeed string

// What a button must be given.
const (
	ButtonNeedsURL  ButtonNeed = "urlSuffix"
	ButtonNeedsCode ButtonNeed = "code"
)

// Params are the places of the body's text, each once, in the order in which they
// stand: "1" and "2", or names.
func (t ApprovedTemplate) Params() []string { return places(t.Text) }

// Param is the place in the header's text; "": there is none.
func (h ApprovedHeader) Param() string {
	if all := places(h.Text); len(all) > 0 {
		return all[0]
	}
	return ""
}

// places are what stands in {{ }}, each once. Linear in the text.
func places(text string) []string {
	out, seen := []string{}, map[string]bool{}
	for {
		_, rest, ok := strings.Cut(text, "{{")
		if !ok {
			return out
		}
		name, after, ok := strings.Cut(rest, "}}")
		if !ok {
			return out
		}
		if name = strings.TrimSpace(name); name != "" && !seen[name] && len(out) < maxParams {
			seen[name] = true
			out = append(out, name)
		}
		text = after
	}
}
