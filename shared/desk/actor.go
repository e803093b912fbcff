package desk

// Role is what an operator, or the holder of an API key, is (RS-01).
type Role string

// The roles. An admin may everything; a supervisor answers in any dialog, and works
// on cards as the rights say; an operator does both as the rights say.
const (
	RoleAdmin      Role = "admin"
	RoleSupervisor Role = "supervisor"
	RoleOperator   Role = "operator"
)

// Right is what one may do with a kind of card.
type Right string

// The rights. Each holds the ones before it.
const (
	MayNothing Right = ""
	MayRead    Right = "read"
	MayChange  Right = "change"
)

// Actor is who asks: an operator who signed in, or the holder of an API key, which
// may stand for one.
type Actor struct {
	Key      KeyID     // "": they signed in
	Session  SessionID // "": they hold a key
	Name     string
	Role     Role
	Operator OperatorID
	Teams    []TeamID // of which they are a member
	// Reads are what they read of their teams' dialogs; a team that is not there:
	// what waits.
	Reads map[TeamID]TeamReads
	Rights
}

// In is the actor as a member of those of the teams that have their operator.
func (a Actor) In(teams []Team) Actor {
	a.Teams, a.Reads = nil, nil
	for _, t := range teams {
		if a.Operator == "" || !t.Has(a.Operator) {
			continue
		}
		if a.Reads == nil {
			a.Reads = map[TeamID]TeamReads{}
		}
		a.Teams, a.Reads[t.ID] = append(a.Teams, t.ID), t.Reads
	}
	return a
}

// Automatic is who runs what nobody asked for.
var Automatic = Actor{Name: "copilot", Role: RoleAdmin, Rights: Rights{Leads: MayChange, Deals: MayChange}}

// May says what the actor may do with cards of a kind. A contact or a company is
// anybody's who may see a lead, a deal or a case.
func (a Actor) May(k CardKind) Right {
	if a.Role == RoleAdmin {
		return MayChange
	}
	higher := func(x, y Right) Right {
		if x == MayChange || y == MayNothing {
			return x
		}
		return y
	}
	switch k {
	case KindLead:
		return a.Leads
	case KindDeal:
		return a.Deals
	case KindCase:
		return a.Cases
	}
	return higher(higher(a.Leads, a.Deals), a.Cases)
}

// MustRead refuses who may not see a card of the kind.
func (a Actor) MustRead(k CardKind) error {
	if a.May(k) == MayNothing {
		return Refuse(CodeForbidden, "You may not read "+string(k)+"s. An administrator can give it the right.")
	}
	return nil
}

// MustChange refuses who may not change a card of the kind (MC-15).
func (a Actor) MustChange(k CardKind) error {
	if a.May(k) != MayChange {
		return Refuse(CodeForbidden, "You may not change "+string(k)+"s. An administrator can give it the right.")
	}
	return nil
}

// MustBe refuses who has none of the roles. An admin always passes.
func (a Actor) MustBe(roles ...Role) error {
	for _, r := range roles {
		if a.Role == r {
			return nil
		}
	}
	if a.Role == RoleAdmin {
		return nil
	}
	return Refuse(CodeForbidden, "Your role ("+string(a.Role)+") may not do that.")
}

// MustBeSignedIn refuses who did not: a key has no sessions, and no password.
func (a Actor) MustBeSignedIn() error {
	if a.Session == "" {
		return Refuse(CodeForbidden, "Only who signed in may do that, not a key.")
	}
	return nil
}
