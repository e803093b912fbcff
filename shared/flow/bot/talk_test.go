package bot

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestWhatWasAskedBeforeIsAQuestion_FB01_FB13_FB27_WG04: what is read with a question that
// only goes on is what was asked before, and neither data that somebody was asked for nor
// what they filled into a form.
func TestWhatWasAskedBeforeIsAQuestion_FB01_FB13_FB27_WG04(t *testing.T) {
	required := []desk.FieldName{"phone", "name"}
	type said struct {
		text   string
		filled int
		bot    string // what the bot said to it, as what; "": nothing
	}
	for rule, c := range map[string]struct {
		says             []said // the oldest first
		question, before string
		form             bool
	}{
		"a question": {[]said{{"how much is delivery", 0, answering}, {"and on Sunday?", 0, ""}}, "and on Sunday?", "how much is delivery", false},
		"data that were asked for, twice": {[]said{{"how much is delivery", 0, demanding("phone", false)}, {"+44 20 7946 0000", 0, demanding("name", false)}, {"Anna", 0, answering}, {"and on Sunday?", 0, ""}},
			"and on Sunday?", "how much is delivery", false},
		"data, the question before that": {[]said{{"how much is delivery", 0, demanding("phone", true)}, {"+44 20 7946 0000", 0, answering}, {"and on Sunday?", 0, ""}},
			"and on Sunday?", "how much is delivery", false},
		"what is asked meanwhile is no data": {[]said{{"is there a warranty", 0, demanding("phone", false)}, {"how much is delivery?", 0, answering}, {"and on Sunday?", 0, ""}},
			"and on Sunday?", "how much is delivery?", false},
		"while data are asked for": {[]said{{"how much is delivery", 0, demanding("phone", false)}, {"O'Hara", 0, ""}}, "O'Hara", "", false},
		"a form":                   {[]said{{"Topic: Prices", 13, answering}, {"and on Sunday?", 0, ""}}, "and on Sunday?", "", false},
		"a form with words":        {[]said{{"Topic: Prices\n\nwhen are you open?\n\n☑ I agree", 13, answering}, {"and on Sunday?", 0, ""}}, "and on Sunday?", "when are you open?", false},
		"a form alone":             {[]said{{"Topic: Prices", 13, ""}}, "", "", true},
		"a form and then a word":   {[]said{{"Topic: Prices", 13, ""}, {"when are you open?", 0, ""}}, "when are you open?", "", false},
	} {
		var ms []desk.Message
		for i, s := range c.says {
			id := desk.ExternalID(rune('a' + i))
			ms = append(ms, desk.Message{External: id, Seq: desk.Seq(2*i + 1), Author: desk.ByCustomer, Text: s.text, Filled: s.filled})
			if s.bot != "" {
				ms = append(ms, desk.Message{External: named(s.bot, id), Seq: desk.Seq(2*i + 2), Author: desk.ByBot, Text: "…"})
			}
		}
		for i := range len(ms) / 2 { // the newest first
			ms[i], ms[len(ms)-1-i] = ms[len(ms)-1-i], ms[i]
		}
		got := talkOf(ms, required)
		if got.question != c.question || got.before != c.before || got.filled != c.form {
			t.Errorf("%s: got %q after %q, a form: %v; want %q after %q, %v", rule, got.question, got.before, got.filled, c.question, c.before, c.form)
		}
	}
}
