package desk

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// What can't be stored is wrong in itself, and what is merely odd is not.
func TestCheck_SaysWhatCantBeStored(t *testing.T) {
	long := strings.Repeat("x", MaxID+1)
	who := Profile{User: "7"}
	for name, c := range map[string]struct {
		in   Inbound
		want error
	}{
		"a message":                  {Inbound{Kind: InMessage, From: who, External: "1"}, nil},
		"the longest id":             {Inbound{Kind: InMessage, From: who, External: ExternalID(long[1:])}, nil},
		"a longer id":                {Inbound{Kind: InMessage, From: who, External: ExternalID(long)}, ErrInvalid},
		"a longer customer's id":     {Inbound{Kind: InMessage, From: Profile{User: long}, External: "1"}, ErrInvalid},
		"nobody's":                   {Inbound{Kind: InMessage, External: "1"}, ErrInvalid},
		"without an id":              {Inbound{Kind: InMessage, From: who}, ErrInvalid},
		"a block needs none":         {Inbound{Kind: InBlocked, From: who}, nil},
		"an edit without a time":     {Inbound{Kind: InEdit, From: who, External: "1"}, ErrInvalid},
		"an edit at its send time":   {Inbound{Kind: InEdit, From: who, External: "1", At: noon}, nil},
		"a reaction of a book":       {Inbound{Kind: InReaction, From: who, External: "1", Text: long}, ErrInvalid},
		"a reaction's own longer id": {Inbound{Kind: InReaction, From: who, External: "1", Own: ExternalID(long)}, ErrInvalid},
	} {
		if err := c.in.Check(); !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// A long text is cut between letters, and how much is missing is counted.
func TestShort_CountsWhatIsLeftOut(t *testing.T) {
	for _, text := range []string{"", "short", strings.Repeat("x", MaxText), strings.Repeat("x", MaxText+5), "x" + strings.Repeat("ї", MaxText)} {
		got := Inbound{Text: text}.Plain()
		if !strings.HasPrefix(text, got.Text) || !utf8.ValidString(got.Text) || len(got.Text) > MaxText || len(got.Text)+got.Cut != len(text) {
			t.Errorf("of %d bytes %d are kept and %d counted as left out", len(text), len(got.Text), got.Cut)
		}
		if again := got.Plain(); again.Cut != got.Cut || again.Text != got.Text {
			t.Errorf("cut again: %d bytes left out, want %d", again.Cut, got.Cut)
		}
	}
}
