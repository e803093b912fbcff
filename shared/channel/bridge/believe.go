package bridge

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// believe makes the body of what is believed: the contact's part, and over it
// what stands at the top. It is one flat object with the plug's own names.
func (r *hand) believe(h *handed, top []member) {
	at := map[string]int{}
	var all []member
	for _, m := range slices.Concat(r.part, top) {
		switch {
		case !r.known.Has(m.name):
			continue
		case !r.believed(m):
			r.doubt(h, m)
			continue
		}
		i, again := at[m.name]
		switch {
		case !again:
			at[m.name] = len(all)
			all = append(all, m)
		case all[i].reach > byCompany || m.reach == byCompany: // else the company said so before
			if string(m.value) != "null" {
				all[i] = m
			}
		}
	}
	h.body = []byte("{")
	for i, m := range all {
		if i > 0 {
			h.body = append(h.body, ',')
		}
		h.body = append(append(append(append(h.body, '"'), r.known[m.name][0]...), `":`...), m.value...)
	}
	h.body = append(h.body, '}')
}

// believed says whether a member is the company's own, or may be the customer's
// without harm.
func (r *hand) believed(m member) bool {
	once := r.count[m.name] == 1
	what := fieldRoles()[m.name]
	switch {
	case what == reachField && looksOdd(m.value):
		return false
	case m.reach == byCompany:
		return true
	case r.broken: // what follows is not known
		return false
	case what == saidField:
		return true
	case what == idField:
		return !r.sure
	case r.listed != nil:
		return r.listed[m.name] && once
	case m.name == "author", m.name == "person":
		return false
	case what == reachField:
		return m.reach == byName && once
	case what == nameField:
		return !r.hidden
	}
	return true
}

// looksOdd says whether no phone and no e-mail can look like the value.
func looksOdd(value json.RawMessage) bool {
	var id kit.AnyID
	return json.Unmarshal(value, &id) != nil || strings.ContainsAny(string(id), "\",[]\\\n")
}

// doubt notes what is left out. Words that may be an operator's are nobody's.
func (r *hand) doubt(h *handed, m member) {
	var who string
	bad := json.Unmarshal(m.value, &who) != nil
	switch {
	case string(m.value) == "null", !bad && filled(who) == "": // nothing is left out
	case m.name != "author" && slices.Contains(h.notes, noteDoubted+r.known[m.name][0]): // said already
	case m.name != "author":
		h.notes = append(h.notes, noteDoubted+r.known[m.name][0])
	case !r.told && (bad || speaker(who) != desk.ByCustomer):
		h.unreadable = noteWhoSaid
	}
}
