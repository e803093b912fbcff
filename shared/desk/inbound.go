package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// InboundKind is what a messenger tells us.
type InboundKind string

// The kinds of inbound.
const (
	InMessage  InboundKind = "message"  // said by Author; an operator's is an echo
	InEdit     InboundKind = "edit"     // a newer text of External
	InDeletion InboundKind = "deletion" // External was taken back
	InReaction InboundKind = "reaction" // Text is the emoji, "" when removed; At orders them, then Own
	InStatus   InboundKind = "status"   // how far External, ours, got
	InBlocked  InboundKind = "blocked"  // the customer can't be written to any more
	InUnblock  InboundKind = "unblocked"
	// Of a line on which another platform's bot answers first; see BotExternal.
	InPassed InboundKind = "passed" // it hands the customer over to us; External names that it did
	InTaken  InboundKind = "taken"  // it took the customer back
)

// Inbound is one thing that a messenger's webhook told us, read by the
// channel's plug. It is not yet stored, and all of it is data.
type Inbound struct {
	Kind        InboundKind
	From        Profile // the customer, also when the author is an operator
	Author      Author
	External    ExternalID
	Own         ExternalID // of a reaction: its own id, where the messenger gives it one
	Text        string
	Cut         int // how many bytes of the text were left out; see Plain
	Filled      int // with so many bytes of form answers the text begins; see Message.OwnWords
	Payload     string
	Attachments []Attachment
	ReplyTo     ExternalID
	Forwarded   bool      // the messenger says that these are somebody else's words
	Raw         []byte    // the whole call, where its words could not be read; see Message
	At          time.Time // the messenger's own time
	EditedAt    time.Time // of an edit

	Status    Status    // of a status
	Code      string    // why it failed: the messenger's code …
	Reason    string    // … and in words
	Watermark time.Time // a status for everything sent up to then, External empty
	// Marker is what we gave the messenger with our own message, so that its
	// echo is known even before the send returned: our external id.
	Marker ExternalID

	// Of a line on which another platform's bot answers first.
	Ours bool   // the messenger gives the answer to us
	App  string // whose app handed the customer over, or took them back; "": it does not say
}

const (
	// MaxID is the longest id that a messenger may give, in bytes (WhatsApp: 512).
	MaxID = 512
	// MaxText is how much of one text is kept, in bytes. Telegram's rich messages
	// alone may have more: their beginning is better than nothing.
	MaxText = 64 << 10
)

// Check says what is wrong with an inbound in itself, whoever sent it: it can't
// be stored. ErrInvalid.
func (in Inbound) Check() error {
	needsID := in.Kind == InMessage || in.Kind == InEdit || in.Kind == InDeletion || in.Kind == InReaction || in.Kind == InPassed || in.Kind == InTaken
	switch {
	case in.From.User == "" || len(in.From.User) > MaxID || len(in.External) > MaxID || len(in.Own) > MaxID || len(in.App) > MaxID:
		return fmt.Errorf("%w: the customer's or the message's id is missing or longer than %d bytes", ErrInvalid, MaxID)
	case needsID && in.External == "":
		return fmt.Errorf("%w: the message has no id", ErrInvalid)
	case in.Kind == InEdit && in.EditedAt.IsZero() && in.At.IsZero():
		return fmt.Errorf("%w: an edit needs its time", ErrInvalid)
	case in.Kind == InReaction && len(in.Text) > MaxReaction:
		return fmt.Errorf("%w: the reaction is longer than %d bytes", ErrInvalid, MaxReaction)
	}
	return nil
}

// MaxName is how much of a person's name is kept, in letters: lists show it whole.
const MaxName = 200

// Named is the profile with names that can be shown beside others: not over MaxName
// letters, on one line, without what turns the direction of the text that follows.
func (p Profile) Named() Profile {
	p.Name, p.Username = shown(p.Name), shown(p.Username)
	return p
}

// turns says whether a character turns the direction of the text that follows it.
func turns(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// onOneLine is a text that stands beside others, on one line: nothing in it moves what
// stands there, so that "photo\u202egnp.exe" shows what it ends with.
func onOneLine(s string) string {
	odd := func(r rune) bool { return unicode.IsControl(r) || turns(r) || r == '\u2028' || r == '\u2029' }
	if !strings.ContainsFunc(s, odd) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case turns(r), r == 0:
			return -1
		case odd(r):
			return ' '
		}
		return r
	}, s)
}

// inLines is a text as a person said it, in lines: without the control characters that no
// keyboard has, which a terminal obeys and a spreadsheet or a CRM refuses. What turns
// direction stays: it is part of how some languages are written, and whoever shows the
// text keeps it within (dir=auto).
func inLines(s string) string {
	odd := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	if !strings.ContainsFunc(s, odd) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == 0:
			return -1
		case odd(r):
			return ' '
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

func shown(name string) string {
	name = onOneLine(name)
	if utf8.RuneCountInString(name) <= MaxName {
		return name
	}
	return strings.TrimSpace(string([]rune(name)[:MaxName-1])) + "…"
}

// Plain is the inbound as it can be kept and shown: names on one line, its text without
// control characters, and at most MaxText of that, no letter torn. What was left out at
// its end is counted.
func (in Inbound) Plain() Inbound {
	filled := inLines(in.Text[:min(in.Filled, len(in.Text))])
	in.From, in.Text = in.From.Named(), inLines(in.Text)
	in.Filled = min(len(filled), len(in.Text))
	in.Attachments = slices.Clone(in.Attachments)
	for i, a := range in.Attachments {
		in.Attachments[i].Name, in.Attachments[i].Address = onOneLine(a.Name), onOneLine(a.Address)
	}
	if len(in.Text) <= MaxText {
		return in
	}
	end := MaxText
	for !utf8.RuneStart(in.Text[end]) {
		end--
	}
	in.Cut, in.Text, in.Filled = len(in.Text)-end, in.Text[:end], min(in.Filled, end)
	return in
}
