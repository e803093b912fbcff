package desk

import (
	"strings"
	"time"
)

// Traits are what the lines of a channel are like: what they carry, and the rules
// they are under. Each channel's folder states them, as data; the store puts them
// on the lines that it reads, where verbs and rules look. The zero Traits are a
// channel's without any limit.
type Traits struct {
	Title string // what people call it: "WhatsApp"
	// Behind is the messenger in which the line's customers write: the channel
	// itself; behind a bot platform the one that the line names, "" if it names none.
	Behind Channel

	// Window is how long after the customer's last message an operator may write
	// (OP-31, D7: the limit itself is still allowed); 0: for good.
	Window time.Duration
	// Templates says that there are templates, which know no window.
	Templates bool
	// Repeatable says that sending a message twice is harmless: it shows what is
	// stored, and nothing leaves.
	Repeatable bool

	// Typing says that the messenger can show its people that somebody types.
	Typing bool

	// Introduces says that the channel's people, or the platform that knows them, may
	// say who they are with any message, and say more later (WG-03): forms on a page,
	// and bots that ask.
	Introduces bool
	// Anonymous says that what its people say of themselves proves nothing.
	Anonymous bool
	// AltID says that the channel knows people by a phone, by an id that it gives in
	// the phone's place, or by both: who hides the phone later is the same person.
	AltID bool
	// GlobalIDs says that an id means the same person on all of the channel's lines.
	GlobalIDs bool
	// IDField says that contacts have a field for the channel's ids of people.
	IDField bool

	Text  TextLimit
	Files []FileRules // all of them hold; none: any file may be sent
}

// TextLimit is how long one text may be; longer ones go out in parts.
type TextLimit struct {
	Max   int  // 0: nobody knows
	Bytes bool // of UTF-8; else as JavaScript counts characters
}

// FileRules are what somebody on a message's way takes.
type FileRules struct {
	Of     string // who, as refusals name them
	Limits []FileLimit
}

// FileLimit is what is taken as one kind of attachment.
type FileLimit struct {
	Kind  AttachmentKind
	Max   int64    // bytes
	Types []string // nil: all that may be sent at all
}

// Learns says whether more may be known of a customer than when they got their
// contact: where people introduce themselves, and where somebody shared a phone on
// a channel that does not know them by it.
func (t Traits) Learns(p Profile) bool {
	return t.Introduces || p.Phone != "" && (!t.AltID || t.HidesPhone(p.User))
}

// HidesPhone says whether a person's id is one that stands in the place of a phone.
func (t Traits) HidesPhone(user string) bool {
	return t.AltID && strings.Trim(user, "0123456789") != ""
}
