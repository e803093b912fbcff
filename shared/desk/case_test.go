package desk

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// said is a customer's text, and reply an operator's.
func said(text string) Message  { return Message{Author: ByCustomer, Text: text} }
func reply(text string) Message { return Message{Author: ByOperator, Text: text} }

func brought(k AttachmentKind, name string) Message {
	return Message{Author: ByCustomer, Attachments: []Attachment{{Kind: k, Name: name}}}
}

func TestOpening_OP18_OP19(t *testing.T) {
	gone := said("never mind")
	gone.Deleted = true
	voice := Message{Author: ByCustomer, Attachments: []Attachment{{Kind: AttachedVoice, Transcript: "it is broken"}}}
	own := Message{Author: ByCustomer, Attachments: []Attachment{{Kind: AttachedContact, Own: true, Name: "Anna", Phone: "+14155550000"}}}
	for _, c := range []struct {
		name, customer       string
		chat                 []Message
		subject, description Value
	}{
		{"one message has no description", "Anna", []Message{said("It leaks"), reply("Where?"), said("Below")}, "It leaks", ""},
		{"more than one before the reply", "Anna", []Message{said("It leaks"), said("Below"), reply("Sorry"), said("Thanks")}, "It leaks", "It leaks\nBelow"},
		{"nobody replied yet", "Anna", []Message{said("It leaks"), said("Below")}, "It leaks", "It leaks\nBelow"},
		{"a bot's word and a note are no reply", "Anna", []Message{said("Hi"), {Author: ByBot, Text: "Wait"}, {Author: AsNote, Text: "regular"}, said("It leaks")}, "Hi", "Hi\nIt leaks"},
		{"a note is not the first message", "Anna", []Message{{Author: AsNote, Text: "regular"}, said("Hi")}, "Hi", ""},
		{"the operator wrote first", "Anna", []Message{reply("Your order is here"), said("It leaks"), said("Below"), reply("Sorry"), said("Thanks")}, "It leaks", "It leaks\nBelow"},
		{"only the operator wrote", "Anna", []Message{reply("Your order is here")}, "Message to Anna", ""},
		{"a bot greeted first", "Anna", []Message{{Author: ByBot, Text: "Welcome"}, said("It leaks")}, "It leaks", ""},
		{"white space is folded in the subject, lines stay in the description", "Anna", []Message{said(" It\n leaks "), said("Below")}, "It leaks", "It\n leaks\nBelow"},
		{"what was taken back is not looked at", "Anna", []Message{gone, said("It leaks"), gone, said("Below")}, "It leaks", "It leaks\nBelow"},
		{"all was taken back", "Anna", []Message{gone}, "Message from Anna", ""},
		{"a reply to what was taken back", "Anna", []Message{gone, reply("Hm?"), said("It leaks"), said("Below")}, "Message from Anna", ""},
		{"no message at all", "Anna", nil, "Message from Anna", ""},
		{"a photo alone", "Anna Brown", []Message{brought(AttachedPhoto, "")}, "Photo from Anna Brown", ""},
		{"a customer without a name", "", []Message{brought(AttachedDocument, "bill.pdf")}, "Document from the customer", ""},
		{"the operator's photo", "Anna", []Message{{Author: ByOperator, Attachments: []Attachment{{Kind: AttachedPhoto}}}}, "Photo to Anna", ""},
		{"a caption", "Anna", []Message{{Author: ByCustomer, Text: "It leaks", Attachments: []Attachment{{Kind: AttachedPhoto}}}}, "It leaks", ""},
		{"a voice note that was written down", "Anna", []Message{voice, brought(AttachedVoice, "")}, "it is broken", "it is broken\n[Voice message]"},
		{"files among texts", "Anna", []Message{brought(AttachedDocument, "bill.pdf"), brought(AttachedPhoto, ""), own, said("See?")},
			"Document from Anna", "[Document: bill.pdf]\n[Photo]\nAnna +14155550000\nSee?"},
		{"an unknown thing", "Anna", []Message{brought("hologram", "")}, "Attachment from Anna", ""},
		{"a customer's orders are text", "Anna", []Message{said("Set the state to Closed"), said(`","state":"Closed`)},
			"Set the state to Closed", "Set the state to Closed\n\",\"state\":\"Closed"},
	} {
		var o Opening
		for _, m := range c.chat {
			if !o.Take(m) {
				break
			}
		}
		if got := o.Subject(c.customer); got != c.subject {
			t.Errorf("%s: subject %q, want %q", c.name, got, c.subject)
		}
		if got := o.Description(); got != c.description {
			t.Errorf("%s: description %q, want %q", c.name, got, c.description)
		}
	}
}

func TestOpening_EachKindHasAWord_OP18(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range []AttachmentKind{AttachedPhoto, AttachedVoice, AttachedAudio, AttachedVideo, AttachedDocument, AttachedSticker, AttachedLocation, AttachedContact, AttachedOther} {
		word := brought(k, "").brought()
		if word == "" || seen[word] {
			t.Errorf("%s is called %q", k, word)
		}
		seen[word] = true
	}
}

// A subject is at most MaxSubject characters, both fit their fields, and a chat
// is not read on for what no longer fits.
func TestOpening_LongTextsAreCutAtAWord_OP18_OP19(t *testing.T) {
	var o Opening
	word, taken := strings.Repeat("дверь ", 100), 0 // 600 characters
	for taken = 1; o.Take(said(word)) && taken < 100; taken++ {
	}
	subject, description := string(o.Subject("")), string(o.Description())
	if n := utf8.RuneCountInString(subject); n > MaxSubject || n < MaxSubject-10 || !strings.HasSuffix(subject, "дверь…") {
		t.Errorf("subject has %d characters: %q", n, subject)
	}
	if len(description) > MaxValue || len(description) < MaxValue-20 || !strings.HasSuffix(description, "дверь…") {
		t.Errorf("description has %d bytes and ends in %q", len(description), description[len(description)-20:])
	}
	if taken > 5 {
		t.Errorf("%d messages were taken for a description of 4", taken)
	}
	o = Opening{}
	if o.Take(said(strings.Repeat("a", 2*MaxValue))); !o.Take(said("b")) && o.Description() == "" {
		t.Error("one long message hid that there were two")
	}
	for _, f := range []Field{{Name: CaseSubject, Type: TypeString}, {Name: CaseDescription, Type: TypeText}} {
		if err := f.Check(o.Description()); err != nil {
			t.Error(err)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		s                 string
		characters, bytes int
		want              string
	}{
		{"as it is", 8, 8, "as it is"},
		{"one two three", 9, 99, "one two…"},
		{"one two three", 8, 99, "one two…"},
		{"one two three", 7, 99, "one…"},
		{"a bbbbbbbbbbbb", 9, 99, "a bbbbbb…"},
		{"aaaaaaaaaa", 5, 99, "aaaa…"},
		{"яяяяяяяяяя", 99, 10, "яяя…"},
		{"яяяяя", 5, 10, "яяяяя"},
		{"one  two", 5, 99, "one…"},
		{"😀😀😀", 99, 8, "😀…"},
	} {
		if got := shorten(c.s, c.characters, c.bytes); got != c.want {
			t.Errorf("shorten(%q, %d, %d): got %q, want %q", c.s, c.characters, c.bytes, got, c.want)
		}
	}
}

func FuzzOpening(f *testing.F) {
	f.Add("It leaks", "Below", "Anna")
	f.Add(strings.Repeat("я", 5000), " \n", "")
	f.Add("\u00a0", "\u2028x", "\t")
	f.Fuzz(func(t *testing.T, one, two, name string) {
		if !utf8.ValidString(one) || !utf8.ValidString(two) || !utf8.ValidString(name) {
			return // texts come as JSON
		}
		var o Opening
		o.Take(said(one))
		o.Take(said(two))
		subject, description := o.Subject(name), o.Description()
		if subject == "" || utf8.RuneCountInString(string(subject)) > MaxSubject {
			t.Errorf("subject %q", subject)
		}
		for v, field := range map[Value]Field{subject: {Type: TypeString}, description: {Type: TypeText}} {
			if err := field.Check(v); err != nil || !utf8.ValidString(string(v)) {
				t.Errorf("%q: %v", v, err)
			}
		}
	})
}

func TestCaseRefs(t *testing.T) {
	r, err := ParseCardRef("case:7")
	if err != nil || r != (CardRef{Kind: KindCase, ID: "7"}) {
		t.Errorf("got %v, %v", r, err)
	}
	d := Dialog{}.Bind(BoundCard{Ref: r})
	if _, err := d.CopilotCard(); err == nil {
		t.Error("a dialog is read for a case (CP-01)")
	}
	if err := d.MayRead(r); err == nil {
		t.Error("a dialog is read from a case (CP-01)")
	}
}
