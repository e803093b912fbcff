package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestOwnWordsAreWithoutWhatWasFilledIn_FB01_WG04: a form's answers and what was agreed to
// ask for nothing; what somebody asks in a form does.
func TestOwnWordsAreWithoutWhatWasFilledIn_FB01_WG04(t *testing.T) {
	for _, c := range []struct{ rule, form, rest, want string }{
		{"no form", "", "how much is it?", "how much is it?"},
		{"answers, words, consent", "Servicio: Limpieza\n¿Es la primera vez? Sí\n", "\n¿y los sábados abren?\n\n☑ Acepto la política\nde privacidad", "¿y los sábados abren?"},
		{"answers alone", "Тема: Цены", "", ""},
		{"consent alone", "", "☑ I agree to it", ""},
		{"what is asked in a form", "Topic: Prices\nYour question: how much is delivery\n", "\n☑ I agree", "how much is delivery"},
		{"… with a mark", "Тема: доставка?\n", "", "доставка?"},
		{"a name that begins as a question does", "Your name: Will Smith\n", "\nhello", "hello"},
		{"a colon in somebody's own words", "", "Question: do you deliver", "Question: do you deliver"},
		{"a sign within a line", "", "see ☑ below", "see ☑ below"},
	} {
		m := desk.Message{Author: desk.ByCustomer, Text: c.form + c.rest, Filled: len(c.form)}
		if got := m.OwnWords(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, got, c.want)
		}
		m.Attachments = []desk.Attachment{{Kind: desk.AttachedVoice, Transcript: "and a voice"}}
		if got, want := m.OwnWords(), strings.TrimSpace(c.want+"\nand a voice"); got != want {
			t.Errorf("%s, with a voice note: got %q, want %q", c.rule, got, want)
		}
	}
	edited := desk.Message{Text: "Topic: Prices", Filled: 13}.WithVersion(desk.Version{Text: "how much?", At: time.Unix(1, 0)})
	if got := edited.OwnWords(); got != "how much?" {
		t.Errorf("edited: got %q", got)
	}
	torn := desk.Message{Text: "Тема", Filled: 3}
	if got := torn.OwnWords(); got != "Тема" {
		t.Errorf("a count that tears a letter: got %q", got)
	}
	in := desk.Inbound{Text: "a\r\nb\r\n\x00own", Filled: 6}.Plain()
	if got := in.Text[in.Filled:]; got != "own" {
		t.Errorf("what Plain leaves of a form: the own words are %q", got)
	}
}
