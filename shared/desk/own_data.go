package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// own is what a field of a lead, a deal or a contact says of who the customer is; "": the
// field is about something else. The company's own fields are named so, and those of the
// CRMs that are sold.
func (n FieldName) own() string {
	switch n {
	case "client_name", ContactName, "contact":
		return string(ContactName)
	case "client_phone", IdentityPhone, "mobile_phone":
		return IdentityPhone
	case "client_email", IdentityEmail:
		return IdentityEmail
	case "lastName", "last_name", "lastname":
		return "last_name"
	case "secondName", "second_name", "secondname":
		return "second_name"
	}
	return ""
}

// IsOwn says whether a field of a lead or a deal tells who the customer is: their name,
// phone or e-mail.
func (n FieldName) IsOwn() bool { return n.own() != "" }

// OwnField is the one of a contact's fields that holds what a lead's field tells of the
// customer: the contact's name, phone or e-mail, else that of the same name, else the
// first that tells the same.
func OwnField(ofContact []Field, n FieldName) (Field, bool) {
	usual := func(f Field) bool { return n.IsOwn() && string(f.Name) == n.own() }
	same := func(f Field) bool { return f.Name == n }
	alike := func(f Field) bool { return n.IsOwn() && f.Name.own() == n.own() }
	for _, is := range []func(Field) bool{usual, same, alike} {
		if i := slices.IndexFunc(ofContact, is); i >= 0 {
			return ofContact[i], n.IsOwn()
		}
	}
	return Field{}, false
}

// OfContact are the fields of a contact that a lead or a deal of a connected CRM is read
// for, too: the customer's name, phone and e-mail, where the card has no field for it that
// CoPilot may read. A deal there has none, as a rule. In the built-in CRM the company gives
// its leads and deals whichever fields it wants.
func OfContact(card CardRef, ofCard, ofContact []Field) (out []Field) {
	if card.Connection == ConnectionBuiltIn || card.Kind != KindLead && card.Kind != KindDeal {
		return nil
	}
	for _, f := range ofContact {
		told := slices.ContainsFunc(ofCard, func(of Field) bool { return of.Readable() && of.Name.own() == string(f.Name) })
		switch f.Name {
		case ContactName, IdentityPhone, IdentityEmail:
			if f.Readable() && !told {
				f.Card = KindContact
				out = append(out, f)
			}
		}
	}
	return out
}

// ForContact is what was read for the customer's contact alone: what the card has no field
// for that CoPilot may read. It is not proven yet.
func (r Run) ForContact() (out []Finding) {
	if r.Reading == nil || r.Card.Connection == ConnectionBuiltIn {
		return nil
	}
	for _, f := range r.Reading.Findings {
		if i, has := r.Outcome(f.Field); f.Field.IsOwn() && (!has || r.Outcomes[i].Kind == OutcomeUnsupported) {
			out = append(out, f)
		}
	}
	return out
}

// Carries says whether the run proved of the customer who they are, or took it back, or
// read it for their contact alone: what their contact has to do with.
func (r Run) Carries() bool {
	return !r.Carried() && !r.Dry() && (r.State == RunDone || r.State == RunAwaiting) && r.Reading != nil &&
		r.Card.Kind != KindContact && (len(r.ForContact()) > 0 || slices.ContainsFunc(r.Outcomes, func(o Outcome) bool {
		return o.Field.IsOwn() && (o.Proven() || o.Decision == DecisionUndo || o.Kept() != "")
	}))
}

// Kept is the value that a person chose to keep, in the place of what was proposed.
func (o Outcome) Kept() Value {
	if o.Decision != DecisionKeep {
		return ""
	}
	return o.Old
}

// Proven says whether the card holds the outcome's value now, as far as we know: it was
// written and not taken back, or it stood there before.
func (o Outcome) Proven() bool {
	switch o.Kind {
	case OutcomeFilled:
		return o.Decision != DecisionUndo
	case OutcomeUnchanged:
		return o.Value != "" && o.Old == o.Value
	}
	return o.Decision == DecisionReplace
}

// Carried says whether nobody read for the run: it is the part of another one that goes
// to the customer's contact, or offers what a contact held that was merged.
func (r Run) Carried() bool { return r.Of != "" || r.Merges() }

// Merges says whether the run offers what a contact held that was merged into its card.
func (r Run) Merges() bool { return r.From.ID != "" }

// Carry is the n-th run that brings to a customer's contact what this one proved of them.
// It is being done as soon as it is there, and whoever finds it cut off goes on.
func (r Run) Carry(n int, contact CardRef, outcomes []Outcome, now time.Time) Run {
	read := *r.Reading
	read.Summary, read.Findings, read.Usage = "", nil, Usage{}
	return Run{
		ID: CarriedRun(r.ID, n), Of: r.ID, Dialog: r.Dialog, Customer: r.Customer, Line: r.Line, Card: contact, By: r.By, Automatic: r.Automatic,
		Language: r.Language, Again: r.Again, State: RunRunning, AskedAt: r.AskedAt, StartsAt: now, StartedAt: now, Reading: &read, Outcomes: outcomes,
	}
}

// CarriedRun names the n-th run that a run is carried by.
func CarriedRun(r RunID, n int) RunID { return RunID(Digest("o", string(r), strconv.Itoa(n))) }

// NewContactJob is the one job that brings to a customer's contact what a run proved of
// them. It is nudged with each change of the run.
func NewContactJob(r Run, now time.Time) Job {
	return Job{
		ID: JobID(Digest("o", string(r.ID))), Kind: JobContact, Line: r.Line, Customer: r.Customer, Dialog: r.Dialog, Run: r.ID, State: JobQueued, Due: now,
	}
}

// NewGivenJob is the job that brings to the contact what a person wrote into a field of a
// lead or a deal, as it was in a version.
func NewGivenJob(card CardRef, version string, f FieldName, by string, now time.Time) Job {
	return Job{
		ID: JobID(Digest("o", card.String(), version, string(f))), Kind: JobContact, Contact: card.String(), Field: f, Person: by, State: JobQueued, Due: now,
	}
}

// Gives are the fields in which a lead or a deal tells, since it was as it was, who its
// customer is.
func (c Card) Gives(was Card) (out []FieldName) {
	if c.Contact.ID == "" || c.Ref.Kind != KindLead && c.Ref.Kind != KindDeal {
		return nil
	}
	for f, v := range c.Values {
		if v != "" && v != was.Values[f] && f.IsOwn() {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

// Told says whether CoPilot wrote an identity onto the contact, out of a chat.
func (m CardAnnotations) Told(id Identity) bool {
	for f, mark := range m.Marks {
		if f.own() == id.Kind && id.Kind != string(ContactName) && strings.EqualFold(string(mark.Value), id.Value) {
			return true
		}
	}
	return false
}
