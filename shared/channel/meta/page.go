package meta

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// reader reads what Messenger and Instagram have in common.
type reader struct {
	desk.Parsed
	object  string // "page", "instagram"
	account string // the line's page or account id; "": any
	app     string // our app's id; "": not known

	// other says that another platform's bot answers first on the line, and bot which app
	// that is; "": not known. aside: what is read comes in standby.
	other bool
	bot   string
	aside bool
}

// newReader reads for a line whose account's id is that option.
func newReader(object, account string, line desk.Line) reader {
	return reader{
		object: object, account: line.Options[account], app: line.Options["app_id"],
		other: line.Bot == desk.BotExternal, bot: line.Options["bot_app_id"],
	}
}

func (r *reader) ignore(format string, args ...any) {
	r.Ignored = append(r.Ignored, fmt.Sprintf(format, args...))
}

func (r *reader) read(body []byte) (desk.Parsed, error) {
	var b webhookBody
	mismatch, err := kit.Decode(body, &b)
	switch {
	case err != nil:
		return desk.Parsed{}, fmt.Errorf("%s webhook: %w", r.object, err)
	case b.Object != r.object:
		return kit.Noted(kit.Ignore("object "+strconv.QuoteToASCII(b.Object)+" is not "+strconv.Quote(r.object)), mismatch), nil
	}
	if len(b.Entry) == 0 {
		r.ignore("the body has no entries")
	}
	for i, e := range b.Entry {
		r.entry(i, e)
	}
	return kit.Noted(r.Parsed, mismatch), nil
}

func (r *reader) entry(i int, e entry) {
	if r.account != "" && string(e.ID) != r.account {
		r.ignore("entry %d of account %s, which is not the line's", i, strconv.QuoteToASCII(string(e.ID)))
		return
	}
	if e.Field != "" {
		e.Changes = append(e.Changes, e.change)
	}
	if len(e.Messaging)+len(e.Standby)+len(e.Changes) == 0 {
		r.ignore("entry %d without events", i)
	}
	// Standby is what the customer writes while another app has the thread: ours
	// to read, though not to answer.
	for _, raw := range slices.Concat(e.Messaging, e.Handovers) {
		r.raw(string(e.ID), raw)
	}
	for _, c := range e.Changes {
		r.aside = c.Field == "standby"
		r.change(string(e.ID), c)
	}
	r.aside = true
	for _, raw := range e.Standby {
		r.raw(string(e.ID), raw)
	}
	r.aside = false
}

// change reads an event that comes as a change. Fields of messaging are named
// messages, messaging_…, message_… and standby.
func (r *reader) change(account string, c change) {
	if !strings.HasPrefix(c.Field, "messag") && c.Field != "standby" {
		r.ignore("change of field %s", strconv.QuoteToASCII(c.Field))
		return
	}
	r.raw(account, c.Value)
}

// raw reads one event. Each is decoded by itself, so that what is wrong in one is
// told of it, and a batch costs as much as its events.
func (r *reader) raw(account string, raw json.RawMessage) {
	var v event
	mismatch, err := kit.Decode(raw, &v)
	if err != nil {
		r.ignore("an event that is no object")
		return
	}
	r.Parsed = kit.Noted(r.Parsed, mismatch)
	r.event(account, v, raw)
}

// kind names an event by its keys, so that a reason can say what was ignored.
func kind(event json.RawMessage) string {
	var all map[string]json.RawMessage
	if _, err := kit.Decode(event, &all); err != nil {
		return "of an unknown kind"
	}
	var names []string
	for k := range all {
		switch k {
		case "sender", "recipient", "timestamp":
			continue
		}
		if strings.Trim(k, "abcdefghijklmnopqrstuvwxyz_-") != "" {
			k = strconv.QuoteToASCII(k)
		}
		names = append(names, k)
	}
	if len(names) == 0 {
		return "of an unknown kind"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func (r *reader) event(account string, v event, raw json.RawMessage) {
	in := desk.Inbound{From: desk.Profile{User: string(v.Sender.ID)}, Author: desk.ByCustomer, At: v.Timestamp.Time}
	if (v.Message != nil && v.Message.Echo) || (account != "" && string(v.Sender.ID) == account) {
		in.From.User, in.Author = string(v.Recipient.ID), desk.ByOperator
		if v.Message != nil && r.isBots(string(v.Message.AppID)) {
			in.Author = desk.ByBot
		}
	}
	switch {
	case in.From.User == "":
		r.ignore("event %s without a sender", kind(raw))
		return
	case v.Self || (v.Message != nil && v.Message.Self) || (account != "" && in.From.User == account):
		r.ignore("event %s: of the account with itself", kind(raw))
		return
	}
	if r.other && !r.aside && in.Author == desk.ByCustomer {
		in.Ours, in.App = true, r.bot
	}
	switch {
	case r.other && v.thread() != nil:
		r.thread(in, v)
	case v.Message != nil:
		r.message(in, v.Message, raw)
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
	case v.Edit != nil && v.Edit.MID != "" && v.Edit.Text != "": // nobody edits a message to nothing
		in.Kind, in.External, in.Text, in.EditedAt = desk.InEdit, desk.ExternalID(v.Edit.MID), v.Edit.Text, in.At
		r.Inbound = append(r.Inbound, in)
	case v.Delivery != nil:
		r.receipt(in, v.Delivery, desk.StatusDelivered)
	case v.Read != nil:
		r.receipt(in, v.Read, desk.StatusRead)
	case v.Order != nil && v.cart() != "":
		in.Kind, in.Text = desk.InMessage, v.cart()
		in.External = desk.ExternalID(desk.Digest("cart-", in.From.User, in.At.String(), in.Text))
		r.Inbound = append(r.Inbound, in)
	default:
		r.filled(in, raw)
	}
}

// filled reads an event by which a customer answers a form, if it is one.
func (r *reader) filled(in desk.Inbound, raw json.RawMessage) {
	if in.Author == desk.ByCustomer {
		in.Text = filled(raw)
		in.Filled = len(in.Text)
	}
	if in.Text == "" {
		r.ignore("event %s", kind(raw))
		return
	}
	in.Kind = desk.InMessage
	in.External = desk.ExternalID(desk.Digest("form-", in.From.User, in.At.String(), in.Text))
	r.Inbound = append(r.Inbound, in)
}

func (r *reader) receipt(in desk.Inbound, receipt *receipt, s desk.Status) {
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

func (r *reader) postback(in desk.Inbound, p *postback) {
	in.Kind, in.External = desk.InMessage, desk.ExternalID(p.MID)
	in.Text, in.Payload = kit.FirstOf(p.Title, string(p.Payload), p.Referral.Ref), kit.FirstOf(string(p.Payload), p.Referral.what())
	if in.External == "" { // older versions of the API name none
		in.External = desk.ExternalID(desk.Digest("postback-", in.From.User, in.At.String(), p.Title, string(p.Payload)))
	}
	if in.Text == "" {
		r.ignore("postback without title and payload")
		return
	}
	r.Inbound = append(r.Inbound, in)
}

func (r *reader) message(in desk.Inbound, m *message, raw json.RawMessage) {
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
	case m.Echo && in.Marker == "" && r.app != "" && string(m.AppID) == r.app:
		r.ignore("message %s: an echo of our own app's", m.MID)
		return
	}
	r.content(&in, m)
	if in.Text == "" && len(in.Attachments) == 0 {
		in.Text = filled(raw)
	}
	// Nobody can send nothing: it is of a kind that we are not shown.
	switch words, files := kit.Unsupported("", ""); {
	case in.Text == "" && len(in.Attachments) == 0:
		in.Text, in.Attachments = words, files
	case in.Text == "" && m.Unsupported:
		in.Text = words
	}
	r.Inbound = append(r.Inbound, in)
}
