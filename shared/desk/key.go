package desk

import "time"

// Role is what the holder of an API key is (RS-01).
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

// Actor is who asks: the holder of an API key.
type Actor struct {
	Key      KeyID
	Name     string
	Role     Role
	Operator OperatorID
	Leads    Right
	Deals    Right
	Cases    Right
}

// Automatic is who runs what nobody asked for.
var Automatic = Actor{Name: "copilot", Role: RoleAdmin, Leads: MayChange, Deals: MayChange}

// May says what the actor may do with cards of a kind. A contact is anybody's
// who may see a lead, a deal or a case.
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
		return Refuse(CodeForbidden, "This key may not read "+string(k)+"s. An administrator can give it the right.")
	}
	return nil
}

// MustChange refuses who may not change a card of the kind (MC-15).
func (a Actor) MustChange(k CardKind) error {
	if a.May(k) != MayChange {
		return Refuse(CodeForbidden, "This key may not change "+string(k)+"s. An administrator can give it the right.")
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
	return Refuse(CodeForbidden, "This key's role ("+string(a.Role)+") may not do that.")
}

// Key is an API key as it is kept: of the secret only its hash.
type Key struct {
	Actor
	Hash      string // hex SHA-256 of the secret (32 random bytes, so no salt)
	CreatedAt time.Time
	RevokedAt time.Time
}

// Revoked is the key once the actor has revoked it. Nobody revokes the key that
// they ask with: they might lock themselves out. A revoked one stays as it is.
func (k Key) Revoked(by Actor, now time.Time) (Key, error) {
	if k.Key == by.Key {
		return k, Refuse(CodeOwnKey, "A key can't revoke itself. Make another first, and revoke this one with it.")
	}
	if k.RevokedAt.IsZero() {
		k.RevokedAt = now
	}
	return k, nil
}
