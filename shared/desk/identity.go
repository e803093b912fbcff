package desk

import (
	"slices"
	"strings"
)

// Identity is something by which a person is known on whichever line they write:
// a messenger's id of them, a phone or an e-mail (CH-14, CB-03).
type Identity struct {
	Kind  string // a channel, IdentityPhone or IdentityEmail
	Scope string // within which a messenger's id means one person; "": everywhere
	Value string
}

// The kinds beside the channels.
const (
	IdentityPhone = "phone"
	IdentityEmail = "email"
	// IdentityName is a name with a company: many may share it, so nobody is known by
	// it; contacts are only similar.
	IdentityName = "name"
)

// ScopeTold, as the scope of an identity that contacts are looked for by, means also
// those whose customers only say so of themselves, where a CRM tells them apart.
const ScopeTold = "told"

// ContactName is the contact's field that holds the person's name.
const ContactName FieldName = "name"

// maxIdentity is how long a value may be by which a person is looked for, in bytes.
const maxIdentity = 512

// Identities are those of a customer that the line's channel proves, the surest
// first. A phone is proven by a messenger that knows people by it or vouches that
// its owner shared it, and with an e-mail by a company's own bot platform; what a
// visitor of the website says of themselves proves nothing.
func (l Line) Identities(p Profile) []Identity {
	if l.Traits.Anonymous {
		return nil
	}
	var ids []Identity
	add := func(kind, scope, value string) {
		id := Identity{kind, scope, value}
		if value != "" && len(value) <= maxIdentity && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	add(string(l.Channel), l.scope(), p.User)
	add(string(l.Channel), l.scope(), p.Also)
	if isPhone(p.Phone) {
		add(IdentityPhone, "", p.Phone)
	}
	if isEmail(p.Email) {
		add(IdentityEmail, "", strings.ToLower(p.Email))
	}
	return ids
}

// scope is within what the channel's ids of people are unique: everywhere, or
// within the page or the bot that the line is.
// https://developers.facebook.com/docs/messenger-platform/identity
// https://developers.viber.com/docs/faq/
func (l Line) scope() string {
	switch page := l.Options["page_id"]; {
	case l.Traits.GlobalIDs:
		return ""
	case page != "":
		return "page:" + page
	}
	return "line:" + string(l.ID)
}

// userID ends the name of a field that holds a channel's id of a person.
const userID = "_user_id"

// IsUserID says whether a contact's field holds a channel's id of them.
func IsUserID(f FieldName) bool { return strings.HasSuffix(string(f), userID) }

// Identities are what a contact's fields say of whom it is: phone, email, a
// channel's id (telegram_user_id …), and the name with the company.
func (c Card) Identities() []Identity {
	if c.Ref.Kind != KindContact {
		return nil
	}
	var ids []Identity
	for f, v := range c.Values {
		kind, isID := strings.CutSuffix(string(f), userID)
		switch {
		case v == "" || len(v) > maxIdentity:
		case f == IdentityPhone:
			ids = append(ids, Identity{IdentityPhone, "", string(v)})
		case f == IdentityEmail:
			ids = append(ids, Identity{IdentityEmail, "", strings.ToLower(string(v))})
		case isID && kind != "":
			ids = append(ids, Identity{kind, "", string(v)})
		}
	}
	if v := namedAlike(c.Values[ContactName], c.Values[ContactCompany]); v != "" && len(v) <= maxIdentity {
		ids = append(ids, Identity{IdentityName, "", v})
	}
	return ids
}
