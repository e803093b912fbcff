package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// screen shows the demo in a terminal.
type screen struct {
	w     io.Writer
	plain bool // no colours
}

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
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
)

// styled is text made by the screen itself: it may go to the terminal as it is.
type styled string

// in colours a text, whoever wrote it; "": no colour.
func (s *screen) in(colour, text string) styled {
	if text = visible(text); s.plain || colour == "" || text == "" {
		return styled(text)
	}
	return styled("\x1b[" + colour + "m" + text + "\x1b[0m")
}

// line prints a line. Texts among args are other people's (a customer's words, a
// name, an answer of the server) and can't move the cursor, change the title of
// the window or turn the direction of writing.
func (s *screen) line(format string, args ...any) {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = visible(text)
		}
	}
	fmt.Fprintf(s.w, format+"\n", args...)
}

// visible is a text with everything spelled out that a terminal would obey
// instead of showing it: control characters but line breaks, and Unicode's
// directional controls (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
func visible(text string) string {
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

func (s *screen) opening(chats int) {
	s.line("%s", s.in(bold, "Sufler plays "+fmt.Sprint(chats)+" chats through its own webhook and API."))
	s.line("The quiet period is %s. Each message of a customer is delivered twice, as messengers do.", demoQuiet)
	s.line("%s", s.in(dim, "Chats: events/chats. Reader: offline (rules, no model, no network)."))
}

func (s *screen) chapter(title string) { s.line("\n%s", s.in(bold, "━━ "+title)) }

// channel shows a chat on one channel.
func (s *screen) channel(ch desk.Channel, end string, well bool) {
	mark := s.in(green, "✔")
	if !well {
		mark = s.in(red, "✘")
	}
	s.line("  %s %-12s %s %s  %s %s  %s", mark, ch, s.in(cyan, "customer"), demoAsks, s.in(green, "operator"), demoAnswers+" [1 kg] [2 kg]", s.in(dim, end))
}

func (s *screen) title(c chat) {
	language := map[string]string{"ru": "Russian", "es": "Spanish", "en": "English"}[c.Lang]
	s.chapter(fmt.Sprintf("%s · %s · %s · %s", c.ID, language, c.TZ, strings.Join(c.Tags, ", ")))
	s.line("")
}

// said shows a message.
func (s *screen) said(from string, at time.Time, zone *time.Location, text string) {
	who := s.in(cyan, "customer")
	if from == "operator" {
		who = s.in(green, "operator")
	}
	s.line("  %s  %s  %s", s.in(dim, at.In(zone).Format("15:04:05")), who, text)
}

// refused shows a refusal of a run.
func (s *screen) refused(p problem) {
	s.line("  %s", s.in(dim, "          CoPilot? refused: "+p.Code+". "+p.Detail))
}

// waiting shows a run that was accepted.
func (s *screen) waiting(r runDoc) {
	s.line("  %s", s.in(dim, "          CoPilot? "+r.State+": it starts by itself once the dialog is quiet"))
}

// mark names an outcome, twelve characters wide.
func (s *screen) mark(kind string) styled {
	name, colour := "· not found", dim
	switch kind {
	case "filled", "replaced":
		name, colour = "✔ "+kind, green
	case "proposed":
		name, colour = "? proposed", yellow
	case "unchanged", "kept", "declined", "undone":
		name = "= " + kind
	case "invalid", "unsupported", "stale":
		name, colour = "✘ "+kind, red
	}
	return s.in(colour, name+strings.Repeat(" ", max(0, 13-utf8.RuneCountInString(name))))
}

// card shows the summary and, field by field, what was there, what is, and why.
func (s *screen) card(a *act) {
	s.line("\n  %s %s", s.in(bold, "Summary"), a.run.Summary)
	s.line("\n  %s  %s", s.in(bold, "Card "+a.card), s.in(dim, "run "+a.run.State+", badges: "+badges(a.after)))
	for _, f := range a.chat.Fields {
		o := a.run.outcome(f.Name)
		s.line("  %s  %s", s.mark(o.Outcome), s.change(f.Title, o.Outcome, a.before[f.Name], a.after.Values[f.Name], o))
		if o.Quote != "" {
			i := a.said[o.Message]
			s.line("                  %s", s.in(dim, fmt.Sprintf("proof: “%s” (message %d, %s)", oneLine(o.Quote), i+1, a.chat.Messages[i].From)))
		}
		if o.Reason != "" {
			s.line("                  %s", s.in(dim, "why: "+o.Reason))
		}
	}
}

// change shows what a field held and holds.
func (s *screen) change(title, what string, was, is json.RawMessage, o outcomeDoc) styled {
	before, after := none(shown(was)), none(shown(is))
	name := s.in(bold, title) + ": "
	switch {
	case what == "proposed":
		return name + s.in("", before) + s.in(dim, " stays; offered: ") + s.in(yellow, none(shown(o.Value)))
	case what == "invalid":
		return name + s.in("", after) + s.in(dim, " stays; refused: ") + s.in("", oneLine(o.Claim))
	case before != after:
		return name + s.in(dim, before+" → ") + s.in(green, after)
	}
	return name + s.in("", after)
}

// decided shows what a person did.
func (s *screen) decided(what string, a *act, o outcomeDoc, from, to string) {
	s.line("  %s %s of %s: %s → %s", s.in(bold, what), o.Field, a.card, none(from), s.in(green, none(to)))
}

// verdict says whether everything came out.
func (s *screen) verdict(played []*act, wrong []string, took time.Duration) {
	count := map[string]int{}
	labelled := 0
	for _, a := range played {
		labelled += len(a.chat.Gold)
		for _, o := range a.run.Outcomes {
			count[o.Outcome]++
		}
	}
	s.line("\n%s %d of %d values that stand in the chats were found: %d filled, %d proposed, %d there already; %.1f s.",
		s.in(bold, "━━"), count["filled"]+count["proposed"]+count["unchanged"], labelled, count["filled"], count["proposed"], count["unchanged"], took.Seconds())
	if len(wrong) == 0 {
		s.line("%s", s.in(green, "Everything came out as it should: each value is proven, nothing forbidden was written, no old value was lost."))
		return
	}
	for _, w := range wrong {
		s.line("%s", s.in(red, "✘ "+w))
	}
}

func none(s string) string {
	if s = oneLine(s); s == "" {
		return "(empty)"
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
