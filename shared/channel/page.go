package channel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// pgReader reads what Messenger and Instagram have in common.
type pgReader struct {
	desk.Parsed
	object  string // "page", "instagram"
	account string // the line's page or account id; "": any
	app     string // our app's id; "": not known
}

func (r *pgReader) ignore(format string, args ...any) {
	r.Ignored = append(r.Ignored, fmt.Sprintf(format, args...))
}

func (r *pgReader) read(body []byte) (desk.Parsed, error) {
	var b pgBody
	mismatch, err := decode(body, &b)
	switch {
	case err != nil:
		return desk.Parsed{}, fmt.Errorf("%s webhook: %w", r.object, err)
	case b.Object != r.object:
		return noted(ignore("object "+strconv.QuoteToASCII(b.Object)+" is not "+strconv.Quote(r.object)), mismatch), nil
	}
	for i, e := range b.Entry {
		r.entry(i, e)
	}
	return noted(r.Parsed, mismatch), nil
}

func (r *pgReader) entry(i int, e pgEntry) {
	if r.account != "" && string(e.ID) != r.account {
		r.ignore("entry %d of account %s, which is not the line's", i, strconv.QuoteToASCII(string(e.ID)))
		return
	}
	// Standby is what the customer writes while another app has the thread: ours
	// to read, though not to answer.
	for _, v := range slices.Concat(e.Messaging, e.Standby) {
		r.event(string(e.ID), v)
	}
	for _, c := range e.Changes {
		if !strings.HasPrefix(c.Field, "messag") { // messages, messaging_…, message_…
			r.ignore("change of field %s", strconv.QuoteToASCII(c.Field))
			continue
		}
		r.event(string(e.ID), c.Value)
	}
}

func (r *pgReader) event(account string, v pgEvent) {
	in := desk.Inbound{From: desk.Profile{User: string(v.Sender.ID)}, Author: desk.ByCustomer, At: v.Timestamp.Time}
	if (v.Message != nil && v.Message.Echo) || (account != "" && string(v.Sender.ID) == account) {
		in.From.User, in.Author = string(v.Recipient.ID), desk.ByOperator
	}
	if in.From.User == "" {
		r.ignore("event %s without a sender", v.kind())
		return
	}
	switch {
	case v.Message != nil:
		r.message(in, v.Message)
	case v.Postback != nil:
		r.postback(in, v.Postback)
	case v.Reaction != nil && v.Reaction.MID != "":
		in.Kind, in.External = desk.InReaction, desk.ExternalID(v.Reaction.MID)
		if v.Reaction.Action != "unreact" {
			in.Text = v.Reaction.Emoji
			if in.Text == "" {
				in.Text = v.Reaction.Name
			}
		}
		r.Inbound = append(r.Inbound, in)
	case v.Edit != nil && v.Edit.MID != "":
		in.Kind, in.External, in.Text, in.EditedAt = desk.InEdit, desk.ExternalID(v.Edit.MID), v.Edit.Text, in.At
		r.Inbound = append(r.Inbound, in)
	case v.Delivery != nil:
		r.receipt(in, v.Delivery, desk.StatusDelivered)
	case v.Read != nil:
		r.receipt(in, v.Read, desk.StatusRead)
	default:
		r.ignore("event %s", v.kind())
	}
}

// kind names an event that we don't read.
func (v pgEvent) kind() string {
	if v.Message != nil {
		return "message"
	}
	for _, k := range []struct {
		there *struct{}
		name  string
	}{
		{v.Referral, "referral"}, {v.Optin, "optin"}, {v.Pass, "pass_thread_control"}, {v.Take, "take_thread_control"},
		{v.Request, "request_thread_control"}, {v.Roles, "app_roles"}, {v.Linking, "account_linking"}, {v.Policy, "policy_enforcement"},
	} {
		if k.there != nil {
			return k.name
		}
	}
	return "of an unknown kind"
}

func (r *pgReader) receipt(in desk.Inbound, receipt *pgReceipt, s desk.Status) {
	mids := receipt.MIDs
	if receipt.MID != "" {
		mids = append(slices.Clip(mids), receipt.MID)
	}
	in.Kind, in.Status = desk.InStatus, s
	switch {
	case in.Author != desk.ByCustomer:
		r.ignore("receipt of the account's own reading")
		return
	case len(mids) == 0 && receipt.Watermark.IsZero():
		r.ignore("receipt without messages and without a watermark")
		return
	}
	in.Author = ""
	for _, m := range mids {
		in.External = desk.ExternalID(m)
		r.Inbound = append(r.Inbound, in)
	}
	if len(mids) == 0 {
		in.Watermark = receipt.Watermark.Time
		r.Inbound = append(r.Inbound, in)
	}
}

func (r *pgReader) postback(in desk.Inbound, p *pgPostback) {
	in.Kind, in.Text, in.Payload, in.External = desk.InMessage, p.Title, p.Payload, desk.ExternalID(p.MID)
	if in.Payload == "" {
		in.Payload = p.Referral.Ref
	}
	if in.Text == "" {
		in.Text = in.Payload
	}
	if in.External == "" { // older versions of the API name none
		in.External = desk.ExternalID(desk.Digest("postback-", in.From.User, in.At.String(), p.Title, p.Payload))
	}
	if in.Text == "" {
		r.ignore("postback without title and payload")
		return
	}
	r.Inbound = append(r.Inbound, in)
}

func (r *pgReader) message(in desk.Inbound, m *pgMessage) {
	in.Kind, in.External, in.ReplyTo = desk.InMessage, desk.ExternalID(m.MID), desk.ExternalID(m.ReplyTo.MID)
	if m.Echo && strings.HasPrefix(m.Metadata, desk.OwnPrefix) {
		in.Marker = desk.ExternalID(m.Metadata)
	}
	switch {
	case m.MID == "":
		r.ignore("message without an id")
		return
	case m.Deleted:
		in.Kind = desk.InDeletion
		r.Inbound = append(r.Inbound, in)
		return
	case m.Unsupported:
		r.ignore("message %s: of a kind that the messenger does not show", m.MID)
		return
	case m.Echo && in.Marker == "" && r.app != "" && string(m.AppID) == r.app:
		r.ignore("message %s: an echo of our own app's", m.MID)
		return
	}
	r.content(&in, m)
	// What an operator said counts, even if it is of a kind that is not shown.
	if in.Text == "" && len(in.Attachments) == 0 && !m.Echo {
		r.ignore("message %s: empty", m.MID)
		return
	}
	r.Inbound = append(r.Inbound, in)
}

// content reads what a message says into in.
func (r *pgReader) content(in *desk.Inbound, m *pgMessage) {
	in.Text, in.Payload = m.Text, m.QuickReply.Payload
	if in.Payload == "" {
		in.Payload = m.Referral.Ref
	}
	if s := m.ReplyTo.Story; s != nil {
		in.Attachments = append(in.Attachments, desk.Attachment{Kind: desk.Other, Name: "story", Ref: string(s.ID), URL: s.URL})
	}
	for i, a := range m.Attachments {
		if a == (pgAttachment{}) {
			r.ignore("message %s: attachment %d has no type", m.MID, i)
			continue
		}
		file, words := a.read()
		if in.Text == "" {
			in.Text = words
		}
		in.Attachments = append(in.Attachments, file)
	}
}

// The thumbs of Messenger's like button, small to large.
var pgThumbs = []anyID{"369239263222822", "369239343222814", "369239383222810"}

// read makes an attachment ours. words stand for one that is a word in itself.
func (a pgAttachment) read() (file desk.Attachment, words string) {
	kinds := map[string]desk.AttachmentKind{
		"image": desk.Photo, "animated_image": desk.Photo, "video": desk.Video, "audio": desk.Audio,
		"file": desk.Document, "location": desk.Location,
	}
	file = desk.Attachment{Kind: kinds[a.Type], URL: a.Payload.URL}
	if file.URL == "" {
		file.URL = a.URL
	}
	switch {
	case file.Kind == desk.Location:
		file.Name = a.Title
		if c := a.Payload.Coordinates; c != nil {
			file.Lat, file.Long = c.Lat, c.Long
		}
	case a.Payload.StickerID != "":
		file.Kind, file.Ref = desk.Sticker, string(a.Payload.StickerID)
		if slices.Contains(pgThumbs, a.Payload.StickerID) {
			words = "👍"
		}
	case a.Type == "like_heart":
		file.Kind, words = desk.Sticker, "❤️"
	case file.Kind == "": // a shared post, story, reel, product, link …
		file.Kind, file.Name = desk.Other, a.Type
		for _, title := range []string{a.Title, a.Payload.Title} {
			if title != "" {
				file.Name = title
			}
		}
	}
	return file, words
}
