package desk

import (
	"strings"
	"testing"
)

// A person's name is shown in lists beside others: it is neither endless nor does it
// turn what follows.
func TestNamesCanBeShown(t *testing.T) {
	for told, want := range map[string]string{
		"Anna Brown": "Anna Brown", "": "", "\u202egnp.exe": "gnp.exe", "a\nb\tc": "a b c", "\u2066x\u2069": "x", "Ольга": "Ольга", "نورا": "نورا",
		strings.Repeat("W", MaxName): strings.Repeat("W", MaxName), strings.Repeat("ы", 20_000): strings.Repeat("ы", MaxName-1) + "…",
	} {
		if got := (Inbound{From: Profile{Name: told, Username: told}}).Plain().From; got.Name != want || got.Username != want {
			t.Errorf("%.20q is called %.20q, %.20q, want %.20q", told, got.Name, got.Username, want)
		}
		if got := (Profile{Name: "old"}).With(Profile{Name: told}); told != "" && got.Name != want {
			t.Errorf("%.20q is called %.20q later, want %.20q", told, got.Name, want)
		}
	}
}

// TestWhatIsShownMovesNothing: a text keeps its lines and what turns direction within it,
// and has no control characters; a file's name, which stands in a line of ours, turns
// nothing. Doing it again changes nothing.
func TestWhatIsShownMovesNothing(t *testing.T) {
	in := Inbound{
		Text:        "a\x00b\r\nc\rd\te\x1b[31m\u0085 \u202eabc\u202c مرحبا\u200f",
		Attachments: []Attachment{{Kind: AttachedDocument, Name: "photo\u202egnp.exe\r\nX: \x00y", Address: "1\u2028Main"}},
	}
	got := in.Plain()
	if want := "ab\nc\nd\te [31m  \u202eabc\u202c مرحبا\u200f"; got.Text != want {
		t.Errorf("the text is %q, want %q", got.Text, want)
	}
	if a := got.Attachments[0]; a.Name != "photognp.exe  X: y" || a.Address != "1 Main" {
		t.Errorf("the file is called %+q, at %+q", a.Name, a.Address)
	}
	if in.Attachments[0].Name == got.Attachments[0].Name {
		t.Error("what was given was changed")
	}
	if again := got.Plain(); again.Text != got.Text || again.Attachments[0] != got.Attachments[0] {
		t.Errorf("again: %+v", again)
	}
	for name, ok := range map[string]bool{"price.pdf": true, "цены №1.pdf": true, "אבג.pdf": true, "photo\u202egnp.exe": false, "a\u2066b": false, "a\x00": false} {
		if err := CheckFileName(name); (err == nil) != ok {
			t.Errorf("%q: %v, want allowed %v", name, err, ok)
		}
	}
}
