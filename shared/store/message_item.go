package store

import (
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A message's item: pk, sk, seq (its place), version, m (the rest), changed (the
// microsecond of the last change) once it was changed, and shared once more than
// one attempt to store it is at work (see Append). Another name of a message has
// only alias beside its key. What came before its message is in deferred.

type messageItem struct {
	Author      desk.Author      `json:"by"`
	Operator    desk.OperatorID  `json:"operator,omitempty"`
	Text        string           `json:"text,omitempty"`
	Cut         int              `json:"cut,omitempty"`
	Filled      int              `json:"filled,omitempty"`
	Payload     string           `json:"payload,omitempty"`
	Attachments []attachmentItem `json:"attachments,omitempty"`
	Buttons     []buttonItem     `json:"buttons,omitempty"`
	Template    *templateItem    `json:"template,omitempty"`
	ReplyTo     desk.ExternalID  `json:"reply_to,omitempty"`
	SentAt      time.Time        `json:"sent_at,omitzero"`
	Versions    []versionItem    `json:"versions,omitempty"`
	Deleted     bool             `json:"deleted,omitempty"`
	Forwarded   bool             `json:"forwarded,omitempty"`
	Status      desk.Status      `json:"status,omitempty"`
	Code        string           `json:"code,omitempty"`
	Reason      string           `json:"reason,omitempty"`
	Reactions   []reactionItem   `json:"reactions,omitempty"`
	Entries     []desk.FAQID     `json:"entries,omitempty"`
	Ratings     []ratingItem     `json:"ratings,omitempty"`
	Centre      *centreItem      `json:"centre,omitempty"`
	Dropped     []string         `json:"dropped,omitempty"`
	Raw         []byte           `json:"raw,omitempty"`
}

// The fields are desk.Attachment's, so that one converts to the other.
type attachmentItem struct {
	Kind       desk.AttachmentKind `json:"kind"`
	Ref        string              `json:"ref,omitempty"`
	URL        string              `json:"url,omitempty"`
	Name       string              `json:"name,omitempty"`
	MIME       string              `json:"mime,omitempty"`
	Size       int64               `json:"size,omitempty"`
	Duration   time.Duration       `json:"duration,omitempty"`
	Lat        float64             `json:"lat,omitempty"`
	Long       float64             `json:"long,omitempty"`
	Address    string              `json:"address,omitempty"`
	Phone      string              `json:"phone,omitempty"`
	Own        bool                `json:"own,omitempty"`
	Transcript string              `json:"transcript,omitempty"`
	HeardBy    string              `json:"heard_by,omitempty"`
	Unheard    string              `json:"unheard,omitempty"`
	UnheardFor string              `json:"unheard_for,omitempty"`
	Stored     string              `json:"stored,omitempty"`
	Missing    string              `json:"missing,omitempty"`
}

type buttonItem struct {
	Text    string `json:"text"`
	Payload string `json:"payload,omitempty"`
	URL     string `json:"url,omitempty"`
}

type versionItem struct {
	At   time.Time `json:"at,omitzero"`
	Text string    `json:"text"`
}

// centreItem is a message's name in a connected CRM's own chat.
type centreItem struct {
	Chat    string `json:"chat,omitempty"`
	Message string `json:"message"`
}

func newCentre(m desk.CentreMark) *centreItem {
	if m == (desk.CentreMark{}) {
		return nil
	}
	return new(centreItem(m))
}

func (c *centreItem) mark() desk.CentreMark {
	if c == nil {
		return desk.CentreMark{}
	}
	return desk.CentreMark(*c)
}

type ratingItem struct {
	By       desk.Author     `json:"by"`
	Operator desk.OperatorID `json:"operator,omitempty"`
	Good     bool            `json:"good,omitempty"`
}

type reactionItem struct {
	Author desk.Author       `json:"by"`
	Emoji  string            `json:"emoji,omitempty"`
	At     time.Time         `json:"at,omitzero"`
	ID     desk.ExternalID   `json:"id,omitempty"`
	Past   []desk.ExternalID `json:"past,omitempty"`
}

// messageBlob is what of a message is no attribute of its own.
func messageBlob(m desk.Message) (string, error) {
	return blob(messageItem{
		Author: m.Author, Operator: m.Operator, Text: m.Text, Cut: m.Cut, Filled: m.Filled, Payload: m.Payload,
		Attachments: each(m.Attachments, func(a desk.Attachment) attachmentItem { return attachmentItem(a) }),
		Buttons:     each(m.Buttons, func(b desk.Button) buttonItem { return buttonItem(b) }), Template: newTemplate(m.Template),
		ReplyTo: m.ReplyTo, SentAt: utc(m.SentAt),
		Versions: each(m.Versions, func(v desk.Version) versionItem { return versionItem{utc(v.At), v.Text} }),
		Deleted:  m.Deleted, Forwarded: m.Forwarded, Status: m.Status, Code: m.Code, Reason: m.Reason, Raw: m.Raw,
		Reactions: each(m.Reactions, func(r desk.Reaction) reactionItem { return reactionItem{r.Author, r.Emoji, utc(r.At), r.ID, r.Past} }),
		Entries:   m.Entries, Ratings: each(m.Ratings, func(r desk.Rating) ratingItem { return ratingItem(r) }),
		Centre: newCentre(m.Centre), Dropped: m.Dropped,
	})
}

// putMessage is the operation that stores a message, unless there is one of its
// name. It is an update, so that what was deferred under the name (deferred.go)
// joins the message without being looked for.
func putMessage(m desk.Message) (Op, error) {
	if m.Customer == "" || m.External == "" {
		return Op{}, fmt.Errorf("%w: a message needs a customer and an id", desk.ErrInvalid)
	}
	b, err := messageBlob(m)
	return Op{
		Do: DoUpdate, Key: messageKey(m.Customer, m.External), Set: Item{"seq": int64(m.Seq), "version": int64(1), "m": b},
		Remove: []string{TTL}, If: []Cond{Missing("seq"), Missing("alias")},
	}, err
}

// isMessage says whether an item below a message's name is one.
func isMessage(it Item) bool { return it["seq"] != nil }

// messageFrom reads a message, with what was deferred for it.
func messageFrom(it Item) (desk.Message, error) {
	m, err := messageIn(it, "m")
	if err == nil && it["deferred"] != nil {
		var early desk.Message
		early, err = messageIn(it, "deferred")
		m = m.MergedWith(early)
	}
	return m, err
}

func messageIn(it Item, attr string) (desk.Message, error) {
	m, err := unblob[messageItem](it, attr)
	return desk.Message{
		Customer: desk.CustomerID(it.Str("pk")[len("C#"):]), External: desk.ExternalID(it.Str("sk")[len(preMessage):]),
		Seq: desk.Seq(it.Int("seq")), Author: m.Author, Operator: m.Operator, Text: m.Text, Cut: m.Cut, Filled: m.Filled, Payload: m.Payload,
		Attachments: each(m.Attachments, func(a attachmentItem) desk.Attachment { return desk.Attachment(a) }),
		Buttons:     each(m.Buttons, func(b buttonItem) desk.Button { return desk.Button(b) }), Template: m.Template.template(),
		ReplyTo: m.ReplyTo, SentAt: m.SentAt,
		Versions: each(m.Versions, func(v versionItem) desk.Version { return desk.Version(v) }),
		Deleted:  m.Deleted, Forwarded: m.Forwarded, Status: m.Status, Code: m.Code, Reason: m.Reason, Raw: m.Raw,
		Reactions: each(m.Reactions, func(r reactionItem) desk.Reaction { return desk.Reaction(r) }),
		Entries:   m.Entries, Ratings: each(m.Ratings, func(r ratingItem) desk.Rating { return desk.Rating(r) }),
		Changed: changedAt(it), Centre: m.Centre.mark(), Dropped: m.Dropped,
	}, err
}

func changedAt(it Item) time.Time {
	if n := it.Int("changed"); n != 0 {
		return time.UnixMicro(n).UTC()
	}
	return time.Time{}
}
