package bridge

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// A body that a company wrote by hand holds the customer's words as they are, so
// a customer may write what looks like fields: an author, another contact's id, a
// phone. No reading of the body can tell them from the company's own, but for
// where they stand: what stands before all words is the company's. So is what the
// line's option fields lists, if it stands once in the whole body. And a body that
// a platform made by itself has its words escaped, so all of it is the platform's.
//
// Of the rest, whatever says who somebody is is left out: ids, author, phone,
// e-mail. A name, a time or a file may be the customer's own doing, as it may in
// the messenger; but where the body has its own, that one counts.

// fieldRole is what a field of a bridge's body is.
type fieldRole int

const (
	ownField   fieldRole = iota + 1 // what the platforms fill in by themselves
	idField                         // whom the message is of
	reachField                      // how they are reached
	partField                       // an object with the contact's data
	nameField                       // what they call themselves
	saidField                       // what they say
)

// fieldRoles are the fields that some plug knows, folded. Everything else may be
// words, too.
var fieldRoles = sync.OnceValue(func() map[string]fieldRole {
	return map[string]fieldRole{
		"id": idField, "subscriber_id": idField, "user_id": idField, "contact_id": idField, "userid": idField, "contactid": idField,
		"phone": reachField, "whatsapp_phone": reachField, "email": reachField,
		"data": partField, "contact": partField, "subscriber": partField, "full_data": partField, "full-data": partField,
		"full_contact_data": partField, "contact_data": partField,
		"name": nameField, "first_name": nameField, "last_name": nameField, "fullname": nameField, "firstname": nameField, "lastname": nameField,
		"username": nameField, "ig_username": nameField, "tg_username": nameField, "whatsapp_username": nameField,
		"text": saidField, "message": saidField, "last_input_text": saidField, "payload": saidField,
		"author": ownField, "key": ownField, "page_id": ownField, "status": ownField, "channel": ownField, "message_id": ownField,
		"messageid": ownField, "time": ownField, "timestamp": ownField, "subscribed": ownField, "last_interaction": ownField,
		"ig_last_interaction": ownField, "last_seen": ownField, "ig_last_seen": ownField, "gender": ownField, "locale": ownField,
		"language": ownField, "timezone": ownField, "profile_pic": ownField, "photo": ownField, "user_refs": ownField,
		"person": ownField, "media_url": ownField, "mediaurl": ownField, "media_type": ownField, "mediatype": ownField,
	}
})

// wordless says whether no words of a customer's are in the field.
func (f fieldRole) wordless() bool { return f >= ownField && f <= partField }

// spoken says whether the field holds what a customer writes, and not what the
// platform knows of them.
func (f fieldRole) spoken() bool { return f == 0 || f == saidField }

// essential says whether a body may have the field even if the line lists others:
// without these there is no message.
func (f fieldRole) essential() bool { return f == idField || f == partField || f == saidField }

// reach is who may have written what stands at a place of a body.
type reach int

const (
	byCompany  reach = iota // nobody but the company or its platform
	byName                  // a customer, in their name
	byAnything              // a customer, in anything they write
)

// member is one field of a body.
type member struct {
	name  string // folded
	value json.RawMessage
	reach reach
}

// hand reads one body that may be written by hand.
type hand struct {
	known  kit.Names
	listed map[string]bool // the option fields; nil: not given
	count  map[string]int  // how often a field stands in the body, at any depth and in words
	hidden bool            // names stand deeper than they are read: words may have moved them
	broken bool            // only the body's beginning can be read
	made   bool            // by a platform, as far as the body's form goes

	reach reach
	user  string // the first id
	sure  bool   // it stands before all words
	twice bool   // another one came, and none is sure
	ids   int    // how many were read
	names int
	told  bool // the author stands before all words
	part  []member
}

// handed is what a body says.
type handed struct {
	body       []byte // of all that is believed, as one flat object
	notes      []string
	mended     bool
	unreadable string // why the customer's words can't be told, "": they can
	unknown    string // why nobody can tell who wrote them, "": somebody can
}

const (
	noteMended  = "the body is no JSON, or has a field twice, since words were put into it as they are: it was read with its line breaks and quotation marks mended"
	noteBroken  = "the body is no JSON, and its words can't be told from its fields: it is kept as an unreadable message"
	noteWhoSaid = "who speaks could have been written by the contact: let the body name the author once, before all words, or list it in the line's option fields"
	noteWhoIs   = "the contact's id can't be told from what the contact may have written: let the body name it once, before all words"
	noteDoubted = "a field that comes after words is left out, since the contact could have written it; put it before all words, or list the body's fields in the line's option fields: "
)

// readHand reads a body whose plug knows these fields.
func readHand(line desk.Line, body []byte, known kit.Names) (h handed, err error) {
	if b := bytes.TrimLeft(body, " \t\r\n\ufeff"); len(b) == 0 || b[0] != '{' {
		return h, kit.Invalid("the body is not a JSON object")
	}
	r := hand{known: known, listed: listedFields(line)}
	_, r.count = fieldsIn(body, known)
	r.made = json.Valid(body) && !repeats(body)
	if !r.made {
		good, lead := mend(body, known, r.listed)
		if good != nil {
			body, h.mended, h.notes = good, true, append(h.notes, noteMended)
		} else {
			body, h.unreadable, r.broken = lead, noteBroken, true
		}
	}
	top := r.object(body, true)
	for k, n := range kit.CountMembers(body) {
		r.count[k] = max(r.count[k], n)
		if fieldRoles()[k] == nameField {
			r.names -= n
		}
	}
	r.hidden = r.names < 0
	switch {
	case r.user == "" && h.unreadable != "":
		h.unknown = "the body is malformed JSON, and no id of a contact can be read in it"
	case r.user != "" && !r.sure && (r.twice || h.unreadable != "" || r.doubtful()):
		h.unknown = noteWhoIs
	}
	r.believe(&h, top)
	return h, nil
}

// repeats says whether the body has a field twice. No platform writes such a body,
// nor does a company: a customer's words, put in as they are, happen to be JSON.
func repeats(body []byte) bool {
	seen := map[string]bool{}
	for key := range kit.Members(body) {
		name := kit.Fold(key)
		switch fieldRoles()[name] {
		case 0: // may be any number of the company's own
			continue
		case saidField: // a form may have "text" and "Text"
			name = key
		}
		if seen[name] {
			return true
		}
		seen[name] = true
	}
	return false
}

// listedFields is the line's option fields, nil if it is not given.
func listedFields(line desk.Line) map[string]bool {
	list := strings.FieldsFunc(line.Options["fields"], func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n\"", r) })
	if len(list) == 0 {
		return nil
	}
	m := map[string]bool{}
	for _, name := range list {
		m[kit.Fold(name)] = true
	}
	return m
}

// object reads the members of an object, the body itself or a part of it, in
// their order.
func (r *hand) object(object []byte, top bool) (all []member) {
	var f makers
	for key, value := range kit.Members(object) {
		m := member{name: kit.Fold(key), value: value, reach: r.reach}
		if top && value[0] == '{' && fieldRoles()[m.name] == partField {
			if !r.sure {
				r.part = append(r.part, r.object(value, false)...)
			}
			continue
		}
		all = append(all, m)
		r.identify(m)
		if f.note(m); !f.made() || !r.made {
			r.reach = max(r.reach, m.carries())
		}
	}
	return all
}

// makers tells the contact's data as ManyChat itself writes them.
type makers struct{ id, key, page bool }

func (f *makers) note(m member) {
	if m.reach == byCompany {
		f.id = f.id || m.name == "id"
		f.page = f.page || m.name == "page_id"
		f.key = f.key || m.name == "key" && bytes.HasPrefix(m.value, []byte(`"user:`))
	}
}

func (f *makers) made() bool { return f.id && f.key && f.page }

// carries is who may have written what comes after the member.
func (m member) carries() reach {
	switch {
	case fieldRoles()[m.name].wordless() || bytes.IndexByte([]byte(`"{[`), m.value[0]) < 0:
		return byCompany
	case fieldRoles()[m.name] == nameField:
		return byName
	}
	return byAnything
}

// identify notes whom a member names, if it names anybody.
func (r *hand) identify(m member) {
	if fieldRoles()[m.name] == nameField {
		r.names++
	}
	r.told = r.told || m.name == "author" && m.reach == byCompany
	var id kit.AnyID
	if fieldRoles()[m.name] != idField || !r.known.Has(m.name) || json.Unmarshal(m.value, &id) != nil || filled(string(id)) == "" {
		return
	}
	r.ids++
	switch {
	case r.user == "":
		r.user, r.sure = string(id), m.reach == byCompany
	case !r.sure && string(id) != r.user:
		r.twice = true
	}
}

// doubtful says whether an id stands in the body where none is read: words may
// have moved the company's own there.
func (r *hand) doubtful() bool {
	n := 0
	for k, count := range r.count {
		if fieldRoles()[k] == idField && r.known.Has(k) {
			n += count
		}
	}
	return n > r.ids
}
