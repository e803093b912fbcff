// Package whatsapp is the messenger WhatsApp: its Cloud API, both ways.
package whatsapp

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// Plug is the plug to the WhatsApp Cloud API.
// https://developers.facebook.com/docs/whatsapp/cloud-api
//
// A customer is their phone, in digits, as WhatsApp writes it; one who hides the
// phone is the business-scoped user id. A message's external id is WhatsApp's
// ("wamid.…").
type Plug struct {
	HTTP    *http.Client
	BaseURL string     // "": https://graph.facebook.com
	Hosts   []string   // others that a line's api_url may name
	Wait    kit.Waiter // between tries of a later part
}

// Needs lists what a WhatsApp line is made of.
func (p Plug) Needs() []kit.Need {
	return graph.Needs(kit.APIURLNeed(p.BaseURL, p.Hosts, graph.Address),
		kit.Need{Name: "phone_number_id", Required: true, Text: "The id of the business phone number (not the number): WhatsApp, API Setup."},
		kit.Need{Name: "waba_id", Text: "The id of the WhatsApp Business Account. With it, setting up subscribes the app to the account, and the account's approved templates are offered to operators."},
		kit.Need{Name: "app_id", Text: "The app's id. With it, setting up has the app ask for messages, where nobody did that in the app's settings."},
	)
}

// Handshake answers Meta's verification of the address.
func (Plug) Handshake(line desk.Line, w desk.Webhook) (desk.Answer, bool) {
	return graph.Handshake(line, w)
}

// Verify checks the app's signature over the raw body.
func (Plug) Verify(line desk.Line, w desk.Webhook) error { return graph.Verify(line, w) }

// Parse reads a body of any number of entries, changes, messages and statuses.
func (Plug) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	var b body
	mismatch, err := kit.Decode(w.Body, &b)
	switch {
	case err != nil:
		return desk.Parsed{}, fmt.Errorf("whatsapp webhook: %w", err)
	case b.Object != "whatsapp_business_account":
		return kit.Noted(kit.Ignore("object "+strconv.QuoteToASCII(b.Object)+" is not WhatsApp's"), mismatch), nil
	}
	r := reader{number: line.Options["phone_number_id"]}
	if len(b.Entry) == 0 {
		r.ignore("the body has no entries")
	}
	for i, e := range b.Entry {
		if len(e.Changes) == 0 {
			r.ignore("entry %d without changes", i)
		}
		for _, c := range e.Changes {
			r.change(c)
		}
	}
	return kit.Noted(r.Parsed, mismatch), nil
}

// reader collects what one body says.
type reader struct {
	desk.Parsed
	number string // the line's phone number id; "": any
}

func (r *reader) ignore(format string, args ...any) {
	r.Ignored = append(r.Ignored, fmt.Sprintf(format, args...))
}

func (r *reader) change(c change) {
	v := c.Value
	things := len(v.Messages) + len(v.Echoes) + len(v.Statuses) + len(v.Errors)
	switch {
	// Meta always names the field; what others recorded may lack it.
	case !slices.Contains([]string{"messages", "smb_message_echoes", "message_echoes", ""}, c.Field) || (c.Field == "" && things == 0):
		r.ignore("change of field %s", strconv.QuoteToASCII(c.Field))
		return
	case r.number != "" && string(v.Metadata.PhoneNumberID) != r.number:
		r.ignore("change of phone number id %s, which is not the line's", strconv.QuoteToASCII(string(v.Metadata.PhoneNumberID)))
		return
	}
	if things == 0 {
		r.ignore("change of field %s without messages and statuses", strconv.QuoteToASCII(c.Field))
	}
	contacts := newWaContacts(v.Contacts)
	for _, m := range v.Messages {
		r.message(m, m.sender(contacts, len(v.Messages) == 1), desk.ByCustomer)
	}
	for _, m := range v.Echoes {
		r.message(m, m.receiver(contacts), desk.ByOperator)
	}
	for _, s := range v.Statuses {
		r.status(s, contacts)
	}
	for _, e := range v.Errors {
		r.ignore("error of the account: %s", e.reason())
	}
}

// profile is a person by what WhatsApp calls them: a phone in digits, with or
// without a plus, and a user id beside or instead of it.
func profile(ids ...kit.AnyID) desk.Profile {
	var phone, user string
	for _, id := range ids {
		digits := strings.TrimPrefix(string(id), "+")
		isPhone := digits != "" && strings.Trim(digits, "0123456789") == ""
		switch {
		case isPhone && phone == "":
			phone = digits
		case !isPhone && user == "":
			user = string(id)
		}
	}
	if phone == "" {
		return desk.Profile{User: user}
	}
	return desk.Profile{User: phone, Also: user, Phone: dialled(phone)}
}

// dialled is the phone behind WhatsApp's id of it, as people dial and write it. Where a
// country changed its numbers, ids may still be the older ones: mobiles of Mexico with a 1
// behind the country's code, those of Brazil without the 9 before the last eight digits.
// Messages go to the id.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages (Brazil and Mexico)
func dialled(id string) string {
	if number, ok := strings.CutPrefix(id, "521"); ok && len(number) == 10 {
		return "+52" + number
	}
	if number, ok := strings.CutPrefix(id, "55"); ok && len(number) == 10 && number[2] >= '6' {
		return "+55" + number[:2] + "9" + number[2:]
	}
	return "+" + id
}

// contacts are the people beside the messages of one change, to be found by
// either id of theirs: a change may hold a thousand of both.
type contacts struct {
	all             []contact
	byPhone, byUser map[kit.AnyID]int // the first one
}

func newWaContacts(all []contact) contacts {
	cs := contacts{all: all, byPhone: map[kit.AnyID]int{}, byUser: map[kit.AnyID]int{}}
	for i := len(all) - 1; i >= 0; i-- {
		cs.byPhone[all[i].WaID], cs.byUser[all[i].UserID] = i, i
	}
	delete(cs.byPhone, "")
	delete(cs.byUser, "")
	return cs
}

// of is the first contact of that phone or of one of those user ids.
func (cs contacts) of(phone kit.AnyID, users ...kit.AnyID) (contact, bool) {
	first, ok := cs.byPhone[phone]
	for _, u := range users {
		if i, there := cs.byUser[u]; there && (!ok || i < first) {
			first, ok = i, true
		}
	}
	if !ok {
		return contact{}, false
	}
	return cs.all[first], true
}

// sender is the customer, with what the contact of theirs shows. A message that
// came alone with one contact is that contact's, even if the phones differ (some
// countries' have a digit more or less).
func (m message) sender(contacts contacts, alone bool) desk.Profile {
	c, found := contacts.of(m.From, m.From, m.FromUserID)
	if all := contacts.all; !found && len(all) == 1 && (alone || m.From == "" || all[0].WaID == "") {
		c = all[0]
	}
	return c.person(m.From, m.FromUserID)
}

// receiver is the customer to whom the business wrote from its phone.
func (m message) receiver(contacts contacts) desk.Profile {
	c, _ := contacts.of(m.To, m.ToUserID)
	return c.person(m.To, m.ToUserID)
}

// person is whom a message names, with what the contact shows of them.
func (c contact) person(phone, user kit.AnyID) desk.Profile {
	p := profile(phone, c.WaID, user, c.UserID)
	p.Name, p.Username = kit.FullName(c.Profile.Name), c.Profile.Username
	return p
}

func (r *reader) message(m message, who desk.Profile, by desk.Author) {
	in := desk.Inbound{Kind: desk.InMessage, From: who, Author: by, External: desk.ExternalID(m.ID), At: m.Timestamp.Time, ReplyTo: desk.ExternalID(m.Context.ID),
		Forwarded: m.Context.Forwarded || m.Context.Often}
	switch {
	case m.ID == "" || who.User == "":
		r.ignore("message of type %s without an id or a sender", m.kind())
		return
	case m.GroupID != "":
		r.ignore("message %s: in a group", m.ID)
		return
	case m.Type == "reaction" && m.Reaction != nil && m.Reaction.MessageID != "":
		in.Kind, in.Text = desk.InReaction, m.Reaction.Emoji
		in.External, in.Own = desk.ExternalID(m.Reaction.MessageID), desk.ExternalID(m.ID)
	case m.Type == "revoke" && m.Revoke != nil && m.Revoke.Original != "":
		in.Kind, in.External = desk.InDeletion, desk.ExternalID(m.Revoke.Original)
	case m.Type == "edit" && m.Edit != nil && m.Edit.Original != "":
		in.Kind, in.External, in.EditedAt = desk.InEdit, desk.ExternalID(m.Edit.Original), m.Timestamp.Time
		in.Text, in.Payload, in.Attachments = m.Edit.Message.read(who, false)
		if in.Text == "" && len(in.Attachments) == 0 { // of a kind that we are not shown
			r.ignore("message %s: an edit of type %s", m.ID, strconv.QuoteToASCII(m.Edit.Message.Type))
			return
		}
	default:
		in.Text, in.Payload, in.Attachments = m.read(who, by == desk.ByCustomer && strings.HasPrefix(m.Origin, "contact_request"))
		if m.Interactive != nil && m.Interactive.Form != nil {
			in.Filled = len(in.Text)
		}
		// The advertisement they came from, or the product they ask about.
		in.Payload = kit.FirstOf(in.Payload, string(m.Referral.SourceID), string(m.Context.Product.ID))
		if in.Text == "" && len(in.Attachments) == 0 {
			if slices.Contains(silentKinds, m.Type) {
				r.ignore("message %s: of type %s", m.ID, m.kind())
				return
			}
			in.Text, in.Attachments = m.unshown()
		}
	}
	r.Inbound = append(r.Inbound, in)
}

// silentKinds are the types by which nobody says anything, once their content turned
// out to be empty: a changed number, a chat that was opened. Of any other type a
// message is something that a person sent.
var silentKinds = []string{"", "text", "system", "request_welcome", "reaction", "edit", "revoke"}

// unshown is what stands for a message that we are not shown, or can't read.
func (m message) unshown() (text string, files []desk.Attachment) {
	kind := kit.FirstOf(m.Unsupported.Type, m.Type)
	if m.Interactive != nil {
		kind = kit.FirstOf(m.Interactive.Type, kind)
	}
	if kind == "unsupported" || kind == "unknown" {
		kind = ""
	}
	why := ""
	if len(m.Errors) > 0 {
		why = m.Errors[0].unshown()
	}
	return kit.Unsupported(kind, why)
}

// kind names a message that says nothing: "system" (user_changed_number).
func (m message) kind() string {
	if m.System.Type == "" {
		return strconv.QuoteToASCII(m.Type)
	}
	return strconv.QuoteToASCII(m.Type) + " (" + strconv.QuoteToASCII(m.System.Type) + ")"
}

// status is of the customer to whom the message went: one who has a phone goes by
// it, even if only the contact beside the status tells it.
func (r *reader) status(s status, contacts contacts) {
	c, _ := contacts.of(s.RecipientID, s.RecipientUserID)
	in := desk.Inbound{
		Kind: desk.InStatus, From: profile(s.RecipientID, c.WaID, s.RecipientUserID, c.UserID), External: desk.ExternalID(s.ID),
		At: s.Timestamp.Time, Marker: desk.ExternalID(s.Opaque),
	}
	switch s.Status {
	case "sent":
		in.Status = desk.StatusSent
	case "delivered":
		in.Status = desk.StatusDelivered
	case "read", "played":
		in.Status = desk.StatusRead
	case "failed":
		in.Status = desk.StatusFailed
		in.Code, in.Reason = "not_delivered", "WhatsApp did not deliver the message and did not say why."
		if len(s.Errors) > 0 {
			in.Code, in.Reason = strconv.Itoa(s.Errors[0].Code), s.Errors[0].reason()
		}
	}
	if s.RecipientType == "group" {
		r.ignore("status %s of %s: in a group", strconv.QuoteToASCII(s.Status), strconv.QuoteToASCII(s.ID))
		return
	}
	if in.Status == "" || s.ID == "" || in.From.User == "" {
		r.ignore("status %s of %s", strconv.QuoteToASCII(s.Status), strconv.QuoteToASCII(s.ID))
		return
	}
	r.Inbound = append(r.Inbound, in)
}
