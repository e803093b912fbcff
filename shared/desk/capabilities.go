package desk

// ConnectionBuiltIn is the built-in CRM.
const ConnectionBuiltIn ConnectionID = ""

// Capabilities are what some CRMs can promise and others can't. What every CRM must
// do has none. A CRM that lacks one is not asked for it: what makes up for it is in
// flow/crms, where that can be made up for.
type Capabilities struct {
	// CompareAndSet: a field changes only if it still holds the old value, whoever
	// else writes at that moment, and a change is done once by its id. Without it
	// ChangeCard and PutCard write over whatever is there: the card is read just
	// before, and read back.
	CompareAndSet bool
	// CreateOnce: one origin makes one card, however many ask at once. Without it
	// the origin is looked for first, and two who ask at once may make two.
	CreateOnce bool
	// Entries: PutCard stores timeline entries of ours in the same step as the card.
	// Without it they are added after it.
	Entries bool
	// Drop: a card can be deleted by us. Without it an erasure leaves the card, and
	// takes from it what came of the dialogs.
	Drop bool
	// Events: the CRM tells us of what people change there.
	Events bool
	// Notes: its people see notes of ours in its timelines.
	Notes bool
	// Items: they see what came of a run as an item that changes with it, and press things
	// on it. Such a CRM is given no notes of runs.
	Items bool
	// Transcripts: what was said can be written into its cards, as notes in portions. TakeNote
	// takes all whose mark begins as it is told.
	Transcripts bool
	// Tasks: its people see things to do of ours on its cards.
	Tasks bool
	// Together: what is to be done is set with a note or an item, in the calls that those
	// take. Without it that is done after them.
	Together bool
	// Processes: processes of its own can be started on its cards.
	Processes bool
	// Centre: it has a chat of its own, in which operators can answer our lines' customers.
	Centre bool
	// Badges: its people see our badges on its cards.
	Badges bool
	// NoLeads: it has no leads beside its deals. What would be a lead is a deal there.
	NoLeads bool
	// NoCases: it has no cases; to make one is refused.
	NoCases bool
}

// Of is the kind of card that the CRM has for a kind.
func (c Capabilities) Of(k CardKind) CardKind {
	if k == KindLead && c.NoLeads {
		return KindDeal
	}
	return k
}

// Claim says whose an identity is (CH-14): a contact's, or that of the contact that
// is to be made, once, from an origin.
type Claim struct {
	Contact CardRef // zero: the CRM has not told yet which it became
	Origin  string  // "": it was there before the claim
}

// OriginRef names the card that is made from an origin before it is made. In the
// built-in CRM it is the card's for good; another CRM chooses ids of its own.
func OriginRef(k CardKind, origin string) CardRef {
	return CardRef{Kind: k, ID: Digest("", string(k), origin)}
}

// Named is what the claim's contact is called as long as the CRM has not told.
func (c Claim) Named() CardRef {
	if c.Contact.ID == "" && c.Origin != "" {
		return OriginRef(KindContact, c.Origin)
	}
	return c.Contact
}
