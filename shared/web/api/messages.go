package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// MessageView is a message.
type MessageView struct {
	Seq         desk.Seq         `json:"seq" example:"1741943400000000" doc:"Its place in the customer's stream; it grows."`
	ID          MessageID        `json:"id" doc:"The messenger's own id, or ours. For whoever may not see customers' data another one, since messengers put people's phones into theirs; it works as replyTo, too."`
	Author      desk.Author      `json:"author" enum:"customer,operator,bot,note" doc:"A note is the operators' own: the customer never sees it."`
	Automatic   bool             `json:"automatic,omitempty" doc:"The team says it by itself, to whoever writes or waits: its author is bot, though no bot answers."`
	Operator    desk.OperatorID  `json:"operator,omitempty"`
	Text        string           `json:"text"`
	Cut         int              `json:"cut,omitempty" doc:"How many bytes of the text were left out: of one text, 64 KiB are kept."`
	Payload     string           `json:"payload,omitempty" doc:"Of a pressed button."`
	Attachments []AttachmentView `json:"attachments,omitempty" nullable:"false"`
	Buttons     []ButtonView     `json:"buttons,omitempty" nullable:"false" doc:"Offered with a message of ours."`
	Template    *TemplateView    `json:"template,omitempty" doc:"Sent in the place of the text."`
	ReplyTo     MessageID        `json:"replyTo,omitzero"`
	At          Time             `json:"at" doc:"When it arrived."`
	SentAt      Time             `json:"sentAt,omitzero" doc:"The messenger's own time."`
	Versions    []VersionView    `json:"versions,omitempty" nullable:"false" doc:"The texts in order, if it was edited: the first and the newest 20 edits."`
	Deleted     bool             `json:"deleted,omitempty" doc:"The author took it back; what was said is kept."`
	Forwarded   bool             `json:"forwarded,omitempty" doc:"The author passed on somebody else's words, as the messenger says: they prove no phone, e-mail or name of the customer's."`
	Status      desk.Status      `json:"status,omitempty" enum:"queued,unsure,failed,sent,delivered,read" doc:"How far a message of ours got. unsure: it may have gone out, and is not sent again by itself."`
	Code        string           `json:"code,omitempty" doc:"Why it failed, or, while it is queued, what it waits for: a word of ours, like unreachable, http_503 or line_gone, or the messenger's own code. Absent of what failed before there were codes."`
	Reason      string           `json:"reason,omitempty" doc:"The same, in words: ours in English, the messenger's in its own."`
	Raw         []byte           `json:"raw,omitempty" doc:"Of a message whose words could not be read: the beginning of the call that brought it, up to 128 KiB. Only administrators see it."`
	Entries     []desk.FAQID     `json:"entries,omitempty" nullable:"false" doc:"Of the knowledge base, that the bot answered with here."`
	Ratings     []RatingView     `json:"ratings,omitempty" nullable:"false" doc:"What the customer and operators think of the bot's answer; of each the newest."`
	Reactions   []ReactionView   `json:"reactions,omitempty" nullable:"false" doc:"One an author; none that was taken back. A reaction is no message: it moves nothing and proves nothing."`
}

// RatingView is what somebody thinks of the bot's answer.
type RatingView struct {
	Author   desk.Author     `json:"author" enum:"customer,operator"`
	Operator desk.OperatorID `json:"operator,omitempty"`
	Good     bool            `json:"good"`
}

// RateView rates an answer.
type RateView struct {
	Good *bool `json:"good,omitempty" doc:"Absent: the rating is taken back."`
}

// ReactionView is a sign put to a message.
type ReactionView struct {
	Author desk.Author `json:"author" enum:"customer,operator,bot"`
	Emoji  string      `json:"emoji" example:"👍" doc:"As the messenger has it: one sign, or several."`
	At     Time        `json:"at,omitzero" doc:"The messenger's own time."`
}

// VersionView is one text of an edited message.
type VersionView struct {
	At   Time   `json:"at,omitzero" doc:"When it was edited; absent: the first text."`
	Text string `json:"text"`
}

// AttachmentView is something sent beside or instead of text.
type AttachmentView struct {
	Kind       desk.AttachmentKind `json:"kind" enum:"photo,voice,audio,video,document,sticker,location,contact,other"`
	Ref        string              `json:"ref,omitempty" doc:"The messenger's id of the file."`
	URL        string              `json:"url,omitempty"`
	Name       Personal            `json:"name,omitzero" doc:"Of a file; of a contact, whose it is."`
	MIME       string              `json:"mime,omitempty"`
	Size       int64               `json:"size,omitempty" doc:"Bytes."`
	Seconds    float64             `json:"seconds,omitempty" doc:"Of audio and video."`
	Lat        *float64            `json:"lat,omitempty" doc:"Of a location."`
	Long       *float64            `json:"long,omitempty" doc:"Of a location."`
	Address    string              `json:"address,omitempty"`
	Phone      Personal            `json:"phone,omitzero" doc:"Of a contact."`
	Own        bool                `json:"own,omitempty" doc:"The contact is the customer's own, as the messenger vouches."`
	Transcript string              `json:"transcript,omitempty" doc:"What is said in a voice note, as a machine wrote it down: it may be wrong."`
	HeardBy    string              `json:"transcribedBy,omitempty" doc:"Who wrote the transcript."`
	Unheard    string              `json:"noTranscript,omitempty" doc:"Why there is none."`
	UnheardFor string              `json:"noTranscriptCode,omitempty" enum:"damaged,silent,gave_up" doc:"The same, for programs. damaged: or too long, or of a kind that is not understood. silent: nothing is said in it. gave_up: it failed too often."`
	File       string              `json:"file,omitempty" format:"uri" doc:"Where our own copy of the file can be had, for ten minutes. Ask again for a new link."`
	Sheet      string              `json:"sheet,omitempty" format:"uri" doc:"Of a PDF: where a browser shows it, for ten minutes."`
	Missing    string              `json:"missing,omitempty" doc:"Why there is no copy. It can be asked for once more (POST …/messages/{seq}/files)."`
}

func messageView(m desk.Message) MessageView {
	v := MessageView{
		Seq: m.Seq, ID: MessageID{id: m.External}, Author: m.Author, Automatic: m.Automatic(), Operator: m.Operator, Text: m.Text, Cut: m.Cut, Payload: m.Payload, ReplyTo: MessageID{id: m.ReplyTo},
		At: Time{m.Seq.Time()}, SentAt: Time{m.SentAt}, Deleted: m.Deleted, Forwarded: m.Forwarded, Status: m.Status, Code: m.Code, Reason: m.Reason,
	}
	v.Buttons, v.Template = offered(m)
	for _, a := range m.Attachments {
		v.Attachments = append(v.Attachments, attachmentView(a))
	}
	for _, w := range m.Versions {
		v.Versions = append(v.Versions, VersionView{Time{w.At}, w.Text})
	}
	v.Entries = m.Entries
	for _, r := range m.Ratings {
		v.Ratings = append(v.Ratings, RatingView{r.By, r.Operator, r.Good})
	}
	for _, sign := range m.Signs() {
		v.Reactions = append(v.Reactions, ReactionView{sign.Author, sign.Emoji, Time{sign.At}})
	}
	return v
}

// blinded gives a message the ids that its caller may see, if they may not see customers'
// data. Where the line can't be read there are none.
func (s *server) blinded(ctx context.Context, v *MessageView, m desk.Message) {
	c := callOf(ctx)
	if c.SeesCustomers() {
		return
	}
	key, known := c.blindKeys[m.Customer]
	if !known {
		var line desk.Line
		who, err := s.Customers.Customer(ctx, m.Customer)
		if err == nil {
			line, err = s.Config.Line(ctx, who.Line)
		}
		if err != nil {
			s.Log.ErrorContext(ctx, "no ids for a message", "error", err)
			return
		}
		if key = line.CustomerKey; c.blindKeys == nil {
			c.blindKeys = map[desk.CustomerID]string{}
		}
		c.blindKeys[m.Customer] = key
	}
	v.ID.blind, v.ReplyTo.blind = m.External.Blind(key), m.ReplyTo.Blind(key)
}

func attachmentView(a desk.Attachment) AttachmentView {
	v := AttachmentView{
		Kind: a.Kind, Ref: a.Ref, URL: a.URL, Name: personalIf(a.Kind == desk.AttachedContact, a.Name), MIME: a.MIME, Size: a.Size, Seconds: a.Duration.Seconds(),
		Address: a.Address, Phone: personal(a.Phone), Own: a.Own, Transcript: a.Transcript, HeardBy: a.HeardBy, Unheard: a.Unheard, UnheardFor: a.UnheardFor, Missing: a.Missing,
	}
	if a.Kind == desk.AttachedLocation {
		v.Lat, v.Long = &a.Lat, &a.Long
	}
	return v
}

type messagesParams struct {
	DialogPath
	PageParams
	Order  string `query:"order" enum:"oldest,newest" default:"oldest" doc:"Which come first."`
	Thread bool   `query:"thread" doc:"With what was said before the dialog was handed over."`
}

func (r router) messages() {
	add(r, op{
		method: http.MethodGet, path: "/v1/dialogs/{id}/messages", id: "list-messages", may: readDialogs, tag: "Dialogs",
		summary: "List a dialog's messages", description: "In the order of their arrival, notes among them. What customers write stays as they wrote it, also to whoever may not see customers' data.",
	}, func(ctx context.Context, c *call, in *messagesParams) (*body[Page[MessageView]], error) {
		d, err := r.s.readableDialog(ctx, c, in.ID)
		if err != nil {
			return nil, err
		}
		after, upto := d.Span()
		if in.Thread {
			after = d.ThreadAfter
		}
		return gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Message], error) {
			return r.s.Messages.Messages(ctx, d.Customer, after, upto, in.Order == "newest", ask)
		}, func(m desk.Message) (MessageView, bool) {
			v := r.s.shown(ctx, m)
			if c.Role == desk.RoleAdmin {
				v.Raw = m.Raw
			}
			return v, true
		})
	})
}
