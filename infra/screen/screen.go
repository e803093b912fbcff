// Package screen shows chats, cards and what became of them in a terminal. Other
// people's words can't steer it.
package screen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/infra/remote"
)

// Screen is a terminal.
type Screen struct {
	W     io.Writer
	Plain bool // no colours
}

// New is a screen with colours where they make sense.
func New(w io.Writer) *Screen { return &Screen{W: w, Plain: !isTerminal(w)} }

// isTerminal says whether colours make sense.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// The colours, as a terminal's select graphic rendition has them.
const (
	Bold   = "1"
	Dim    = "2"
	Red    = "31"
	Green  = "32"
	Yellow = "33"
	Cyan   = "36"
)

// Styled is text made by the screen itself: it may go to the terminal as it is.
type Styled string

// In colours a text, whoever wrote it; "": no colour.
func (s *Screen) In(colour, text string) Styled {
	if text = Visible(text); s.Plain || colour == "" || text == "" {
		return Styled(text)
	}
	return Styled("\x1b[" + colour + "m" + text + "\x1b[0m")
}

// Summary prints a run's, point by point.
func (s *Screen) Summary(text string) {
	s.Line("\n  %s", s.In(Bold, "Summary"))
	for point := range strings.Lines(text) {
		s.Line("  %s", strings.TrimRight(point, "\n"))
	}
}

// Line prints a line. Texts among args are other people's (a customer's words, a
// name, an answer of the server) and can't move the cursor, change the title of
// the window or turn the direction of writing.
func (s *Screen) Line(format string, args ...any) {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = Visible(text)
		}
	}
	fmt.Fprintf(s.W, format+"\n", args...)
}

// Visible is a text with everything spelled out that a terminal would obey
// instead of showing it: control characters but line breaks, and Unicode's
// directional controls (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
func Visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			fmt.Fprintf(&b, "\\u%04x", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Chapter begins a part.
func (s *Screen) Chapter(title string) { s.Line("\n%s", s.In(Bold, "━━ "+title)) }

// Said shows a message.
func (s *Screen) Said(from string, at time.Time, zone *time.Location, text string) {
	who := s.In(Cyan, "customer")
	if from != "customer" { // an operator, a bot, or a note
		who = s.In(Green, fmt.Sprintf("%-8s", from))
	}
	s.Line("  %s  %s  %s", s.In(Dim, at.In(zone).Format("15:04:05")), who, text)
}

// Mark names an outcome, twelve characters wide.
func (s *Screen) Mark(kind string) Styled {
	name, colour := "· not found", Dim
	switch kind {
	case "filled", "replaced":
		name, colour = "✔ "+kind, Green
	case "proposed":
		name, colour = "? proposed", Yellow
	case "unchanged", "kept", "declined", "undone":
		name = "= " + kind
	case "invalid", "unsupported", "stale":
		name, colour = "✘ "+kind, Red
	}
	return s.In(colour, name+strings.Repeat(" ", max(0, 13-utf8.RuneCountInString(name))))
}

// Change shows what a field held and holds.
func (s *Screen) Change(title, what string, was, is json.RawMessage, o remote.Outcome) Styled {
	before, after := OrNone(Value(was)), OrNone(Value(is))
	name := s.In(Bold, title) + ": "
	switch {
	case what == "proposed":
		return name + s.In("", before) + s.In(Dim, " stays; offered: ") + s.In(Yellow, OrNone(Value(o.Value)))
	case what == "invalid":
		return name + s.In("", after) + s.In(Dim, " stays; refused: ") + s.In("", OneLine(o.Claim))
	case before != after:
		return name + s.In(Dim, before+" → ") + s.In(Green, after)
	}
	return name + s.In("", after)
}

// Empty says whether a JSON value is none.
func Empty(v json.RawMessage) bool {
	return len(v) == 0 || bytes.Equal(bytes.TrimSpace(v), []byte("null"))
}

// Value is a JSON value as a person reads it.
func Value(v json.RawMessage) string {
	var money struct {
		Amount   json.Number `json:"amount"`
		Currency string      `json:"currency"`
	}
	var text string
	switch {
	case Empty(v):
		return ""
	case json.Unmarshal(v, &money) == nil && money.Amount != "":
		return money.Amount.String() + " " + money.Currency
	case json.Unmarshal(v, &text) == nil:
		return text
	}
	return string(v)
}

// Badges of a card, as a person reads them.
func Badges(c remote.Card) string {
	if len(c.Badges) == 0 {
		return "none"
	}
	return strings.Join(c.Badges, ", ")
}

// OrNone is a text on one line, or says that there is none.
func OrNone(s string) string {
	if s = OneLine(s); s == "" {
		return "(empty)"
	}
	return s
}

// OneLine is a text without its line breaks.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
