package desk

import "slices"

// Sight is how much of a dialog somebody sees. Each holds the ones before it.
type Sight int

// The sights.
const (
	SeesNothing Sight = iota
	// SeesThatItIs: that it is there, its state, whose it is and how long it waits
	// (OP-10). Not what is said, who the customer is, nor where they write.
	SeesThatItIs
	// SeesWords: messages, files, runs and their quotes, the customer, the source.
	SeesWords
)

// Sight is how much of the dialog the actor sees: the one rule that lists, dialogs,
// messages, files, runs, timelines and whatever else shows a part of a dialog ask
// (RS-07). Supervisors, admins and who may see all dialogs see all of each.
//
// A closed dialog is its operator's (CL-15, RS-03), and its team's by the scope
// team. One that is not closed is read by who accepted it (CL-23, RS-06). While
// nobody has it, its team reads it unless the team says otherwise, and everybody
// if it waits for no team in particular (D18). Once it is assigned, whoever it is
// assigned to sees that it is there, and reads it when they accepted it (OP-10).
// By the scope team one sees that colleagues have theirs, and no more (D12), unless
// their team reads all.
func (a Actor) Sight(d Dialog) Sight {
	own := a.Operator != "" && d.Operator == a.Operator
	member := d.Team != "" && slices.Contains(a.Teams, d.Team)
	theirs := member && a.Dialogs == ScopeTeam
	switch {
	case a.DialogRight() == MayNothing:
		return SeesNothing
	case a.SeesEveryDialog(), own && !d.Assigned(), member && d.Open() && a.Reads[d.Team] == ReadsAll, theirs && !d.Open():
		return SeesWords
	case !d.Open():
		return SeesNothing
	case d.Operator == "" && (d.Team == "" || member && a.Reads[d.Team] != ReadsNone):
		return SeesWords
	case own, theirs, d.Operator == "" && member:
		return SeesThatItIs
	}
	return SeesNothing
}

// OfferedTo says whether the dialog waits for the actor to accept it, before which they
// see no word of it (OP-10).
func (d Dialog) OfferedTo(a Actor) bool {
	return a.Operator != "" && d.Operator == a.Operator && d.Assigned() && a.Sight(d) == SeesThatItIs
}

// SeesEveryDialog says that the actor sees all of every dialog.
func (a Actor) SeesEveryDialog() bool {
	return a.DialogRight() != MayNothing && (a.Role == RoleAdmin || a.Role == RoleSupervisor || a.Dialogs == ScopeAll)
}

// MustSee refuses who may not know of the dialog.
func (a Actor) MustSee(d Dialog) error {
	if err := a.MustReadDialogs(); err != nil {
		return err
	}
	if a.Sight(d) == SeesNothing {
		return Refuse(CodeForbidden, "This dialog is another operator's or another team's. An administrator can let you see your teams' dialogs, or all.")
	}
	return nil
}

// MustReadDialog refuses who may not read what is said in the dialog.
func (a Actor) MustReadDialog(d Dialog) error {
	if err := a.MustSee(d); err != nil {
		return err
	}
	switch {
	case a.Sight(d) == SeesWords:
		return nil
	case a.Operator != "" && d.Operator == a.Operator:
		return Refuse(CodeForbidden, "The dialog is assigned to you. Accept it to read it.")
	case d.Operator == "":
		return Refuse(CodeForbidden, "What is said in this dialog shows once it is accepted.")
	}
	return Refuse(CodeForbidden, "Until it is closed, only its operator and supervisors read what is said in this dialog. An administrator can let you see all dialogs, or your team read its own.")
}

// SeesCustomers says whether the actor sees who customers are: their names,
// phones, e-mails, usernames and photos, and the contacts' cards (RS-02). It is
// apart from what they see of dialogs.
func (a Actor) SeesCustomers() bool { return a.Role == RoleAdmin || a.Customers }

// MustChangeField refuses who may not see the field's values: nobody overwrites what
// they don't see (RS-02).
func (a Actor) MustChangeField(f Field) error {
	if f.Personal() && !a.SeesCustomers() {
		return Refuse(CodeForbidden, "You may not see customers' data, so you may not change "+string(f.Name)+". An administrator can give the right.")
	}
	return nil
}

// MustChangeTitle refuses who may not see the card's title.
func (a Actor) MustChangeTitle(card CardRef) error {
	if card.NamedAfterCustomer() && !a.SeesCustomers() {
		return Refuse(CodeForbidden, "You may not see customers' data, so you may not change the title of a "+string(card.Kind)+". An administrator can give the right.")
	}
	return nil
}

// MustSeeCustomers refuses who may not see customers' data what would find them by it.
func (a Actor) MustSeeCustomers() error {
	if !a.SeesCustomers() {
		return Refuse(CodeForbidden, "You may not see customers' data, so you can't look for it. An administrator can give you the right.")
	}
	return nil
}

// WithoutContacts is the message for who may not see customers' data: whose contact it
// brought is left out (RS-02).
func (m Message) WithoutContacts() Message {
	m.Attachments = slices.Clone(m.Attachments)
	for i, a := range m.Attachments {
		if m.Attachments[i].Phone = ""; a.Kind == AttachedContact {
			m.Attachments[i].Name = ""
		}
	}
	return m
}
