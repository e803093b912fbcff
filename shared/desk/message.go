package desk

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"
)

// Author is who said a message.
type Author string

// The authors. A note is the operator's, and the customer never sees it (OP-37).
const (
	ByCustomer Author = "customer"
	ByOperator Author = "operator"
	ByBot      Author = "bot"
	AsNote     Author = "note"
)

// AttachmentKind is what is attached.
type AttachmentKind string

// The kinds of attachment.
const (
	AttachedPhoto    AttachmentKind = "photo"
	AttachedVoice    AttachmentKind = "voice"
	AttachedAudio    AttachmentKind = "audio"
	AttachedVideo    AttachmentKind = "video"
	AttachedDocument AttachmentKind = "document"
	AttachedSticker  AttachmentKind = "sticker"
	AttachedLocation AttachmentKind = "location"
	AttachedContact  AttachmentKind = "contact"
	AttachedOther    AttachmentKind = "other"
)

// Attachment is something sent beside or instead of text.
type Attachment struct {
	Kind     AttachmentKind
	Ref      string // the messenger's id of the file
	URL      string // where it can be fetched, if the messenger says so
	Name     string // of the file, the place or the person
	MIME     string
	Size     int64         // bytes, 0: unknown
	Duration time.Duration // of audio and video

	Lat, Long float64 // a location
	Address   string  // of the place, if given

	Phone string // a contact
	// Own says that the contact is the customer's own, as the messenger vouches.
	// Somebody else's card proves nothing about the customer.
	Own        bool
	Transcript string // of a voice note, once there is one (D2)
	HeardBy    string // who wrote the transcript
	Unheard    string // why there will be none, in words for a person …
	UnheardFor string // … and as a code: see UnheardDamaged

	Stored  string // where our own copy lies, once it does (CH-19)
	Missing string // why there will be no copy, in words for a person
}

// Wanted says whether the attachment is a file of which we still want a copy:
// the messenger's own expires. The address of a place is a page's, not a file's.
func (a Attachment) Wanted() bool {
	return a.Kind != AttachedLocation && (a.Ref != "" || a.URL != "") && a.Stored == "" && a.Missing == ""
}

// File is a file on its way. Whoever was given it closes Body.
type File struct {
	Body io.ReadCloser
	MIME string // as its server says; it may lie
	Size int64  // bytes, -1: not said
}

// Message is one thing said. It belongs to a customer's stream; the dialog is
// the stretch of the stream that it lies in.
type Message struct {
	Customer    CustomerID
	Seq         Seq
	External    ExternalID
	Author      Author
	Operator    OperatorID // who, if an operator said it
	Text        string     // the newest version's
	Cut         int        // how many bytes of the text were left out: MaxText
	Filled      int        // with so many bytes of form answers the text begins, as it came; see OwnWords
	Payload     string     // of a pressed button, or of /start
	Attachments []Attachment
	Buttons     []Button // offered with a message of ours
	Template    Template // sent in the place of the text
	ReplyTo     ExternalID
	SentAt      time.Time // the messenger's own time; zero: it gave none
	Versions    []Version // the texts in order, when there is more than one; see WithVersion
	Deleted     bool      // the author took it back; what was said is kept
	Forwarded   bool      // somebody else's words, passed on
	Status      Status
	Code        string     // why it failed, or what it waits for: the messenger's, or ours …
	Reason      string     // … and in words for a person
	Reactions   []Reaction // by author; see WithReaction
	Entries     []FAQID    // of the knowledge base, that the bot gave
	Ratings     []Rating   // of what the bot said; see WithRating
	Centre      CentreMark // of what was said in a connected CRM's own chat
	Changed     time.Time  // when it was last changed after it came; zero: never
	Dropped     []string   // where copies lie of files that an edit took out
	// Raw is the call that brought the message, where its words could not be read:
	// for an administrator, and never said.
	Raw []byte
}

// autoPrefix begins the external id of what a team says by itself.
const autoPrefix = OwnPrefix + "auto-"

// AutoReplyID names what a dialog's team says by itself: each kind once.
func AutoReplyID(d DialogID, kind ReplyKind) ExternalID {
	return autoPrefix + ExternalID(Digest("", string(d), "auto", string(kind)))
}

// Automatic says whether the team said it by itself (AT-04): no bot did, nor a person.
func (m Message) Automatic() bool {
	return m.Author == ByBot && strings.HasPrefix(string(m.External), autoPrefix)
}

// At is when the message was said: the messenger's time, else its arrival.
// Relative dates ("tomorrow") count from it.
func (m Message) At() time.Time {
	if !m.SentAt.IsZero() {
		return m.SentAt
	}
	return m.Seq.Time()
}

// SpokenText is the message as a reader reads it, and the text in which a quote must
// stand word for word: its text, the customer's own contact, an address, a
// transcript, one a line. Another person's contact is not in it.
func (m Message) SpokenText() string {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if !m.Deleted {
		add(m.Text)
	}
	for _, a := range m.Attachments {
		switch {
		case m.Deleted:
		case a.Kind == AttachedContact && a.Own:
			add(strings.TrimSpace(a.Name + " " + a.Phone))
		case a.Kind == AttachedLocation:
			add(a.Address)
		default:
			add(a.Transcript)
		}
	}
	return strings.Join(lines, "\n")
}

// Beginning is the first so many characters of what is said, on one line.
func (m Message) Beginning(most int) string {
	said := []rune(strings.Join(strings.Fields(m.SpokenText()), " "))
	return string(said[:min(most, len(said))])
}

// OwnPhone is the phone in a customer's own contact, "" if the message holds none:
// the messenger vouches that it is theirs.
func (m Message) OwnPhone() string {
	for _, a := range m.Attachments {
		if a.Kind == AttachedContact && a.Own && m.Author == ByCustomer {
			return a.Phone
		}
	}
	return ""
}

// WantsFiles says whether an attachment of the message is to be fetched.
func (m Message) WantsFiles() bool {
	for _, a := range m.Attachments {
		if a.Wanted() {
			return true
		}
	}
	return false
}

// WithAttachments gives the message other attachments; copies that we have of
// the same files stay, and where the others lie is not forgotten.
func (m Message) WithAttachments(as []Attachment) Message {
	out := append([]Attachment(nil), as...)
	m.Dropped = append([]string(nil), m.Dropped...)
	for _, have := range m.Attachments {
		still := slices.ContainsFunc(as, func(a Attachment) bool { return a.Ref == have.Ref && a.URL == have.URL })
		if have.Stored != "" && !still && !slices.Contains(m.Dropped, have.Stored) {
			m.Dropped = append(m.Dropped, have.Stored)
		}
	}
	for i, a := range out {
		for _, have := range m.Attachments {
			if have.Ref == a.Ref && have.URL == a.URL && a.Stored == "" {
				out[i].Stored, out[i].Missing, out[i].Transcript = have.Stored, have.Missing, have.Transcript
				out[i].HeardBy, out[i].Unheard, out[i].UnheardFor = have.HeardBy, have.Unheard, have.UnheardFor
			}
		}
	}
	m.Attachments = out
	return m
}

// Counts says whether the message is one of the customer's for MC-12: text or
// not (D2), and not taken back.
func (m Message) Counts() bool { return m.Author == ByCustomer && !m.Deleted }

// ResetsQuiet says whether the message keeps a dialog from being quiet: either
// side's does (D1), a note does not.
func (m Message) ResetsQuiet() bool { return m.Author != AsNote }

// Profile is what a messenger shows of a person (CH-15…18); public data only.
type Profile struct {
	User     string // the messenger's id of the person on this line
	Also     string // another id of theirs, where the messenger has two (Traits.AltID)
	Name     string
	Username string
	Phone    string
	Email    string
	Photo    string // a reference or an address, as the messenger gives it
	Language string
}

// With is the profile with what is newly told; what is not told stays.
func (p Profile) With(told Profile) Profile {
	for _, f := range []struct {
		have *string
		now  string
	}{
		{&p.User, told.User}, {&p.Also, told.Also}, {&p.Name, told.Name}, {&p.Username, told.Username}, {&p.Phone, told.Phone},
		{&p.Email, told.Email}, {&p.Photo, told.Photo}, {&p.Language, told.Language},
	} {
		if f.now != "" {
			*f.have = f.now
		}
	}
	return p.Named()
}

// KeptAs is the profile of a person with two ids who is kept under one of them.
func (p Profile) KeptAs(user string) Profile {
	if p.User != user {
		p.User, p.Also = user, p.User
	}
	return p
}

// Webhook is a messenger's call as it came. Header names are in lower case. Body
// is raw: signatures are over it.
type Webhook struct {
	Method string
	Query  map[string][]string
	Header map[string]string
	Body   []byte
	At     time.Time // when it came; zero: not known
}

// Answer is what a messenger must be answered, where it expects more than 200
// and an empty body: a verification handshake, a welcome message.
type Answer struct {
	Status int // 0: 200
	Type   string
	Body   []byte
}

// Parsed is what a channel's plug reads in a webhook's body.
type Parsed struct {
	Inbound []Inbound
	// Ignored says, an item a line, what was truly theirs but means nothing to
	// us (a group's message, an unknown type). It holds no customer's text.
	Ignored []string
	Answer  *Answer // nil: 200, empty
}

// Outbound is what a channel's plug is asked to send.
type Outbound struct {
	To          Profile
	Marker      ExternalID // our external id, for messengers that carry one
	Text        string
	Attachments []Attachment
	// Buttons go out as the channel has them; what it has no form for is written
	// into the text, numbered.
	Buttons  []Button
	Template Template // WhatsApp: sent in the place of everything else
	ReplyTo  ExternalID
	// Files gives out the attachments that are Stored.
	Files FileSource
	// Done is how many of the message's parts an earlier attempt has sent: the
	// first ones of texts in their order, then attachments in theirs.
	Done int
}

// FileSource gives out files that we keep, by Attachment.Stored.
type FileSource interface {
	// Open opens a file and says its Size. ErrNotFound: it is not there any more.
	Open(ctx context.Context, key string) (File, error)
	// Lend is an address at which a messenger can fetch the file, as of that type,
	// for LendTime; "" if nobody outside can reach us.
	Lend(ctx context.Context, key, mime string) (string, error)
}

// SendError says what became of a send that did not succeed, as two questions:
// again? tell whom? An error of a plug that is no SendError is a plain failure
// of ours and is tried again.
type SendError struct {
	Again   bool          // the same send may work later
	After   time.Duration // not before; 0: the usual back-off
	Unsure  bool          // it may have gone out: never again by itself
	Blocked bool          // the customer can't be written to: mark them
	Broken  bool          // the line's token or account: tell the admin
	Code    string        // the messenger's
	Reason  string        // in words for a person, no customer's text
	Done    int           // with Again: how many parts are out, as Outbound.Done
}

func (e *SendError) Error() string { return "send: " + e.Code + ": " + e.Reason }
