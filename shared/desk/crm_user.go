package desk

import (
	"cmp"
	"slices"
	"strings"
)

// CRMUser is a person who works in a CRM, as it calls its users. Ours are operators.
type CRMUser struct {
	ID    string // as its cards name who answers for them
	Name  string
	Email string // "": it has none, or the CRM does not tell us
	Off   bool   // they work there no more
}

// MaxCRMUsers is how many users of a CRM are told of.
const MaxCRMUsers = 1000

// OptionResponsible names the option of a connection that is the user, by their id, who
// answers for cards that we make in its CRM.
const OptionResponsible = "responsible"

// SortUsers puts users in the order in which people look for them, those who left last.
func SortUsers(all []CRMUser) {
	slices.SortFunc(all, func(a, b CRMUser) int {
		if a.Off != b.Off {
			return map[bool]int{true: 1, false: -1}[a.Off]
		}
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
}

// UserByEmail is the one user who works there and has an e-mail; ok is false if there is
// none, or are several.
func UserByEmail(all []CRMUser, email string) (u CRMUser, ok bool) {
	email = NormalEmail(email)
	for _, one := range all {
		if one.Off || email == "" || NormalEmail(one.Email) != email {
			continue
		}
		if ok {
			return CRMUser{}, false
		}
		u, ok = one, true
	}
	return u, ok
}

// UserNamed is the one user who works there and has an id, or is called so; ok is false if there
// is none, or are several.
func UserNamed(all []CRMUser, named string) (u CRMUser, ok bool) {
	for _, one := range all {
		switch {
		case one.Off:
		case one.ID == named:
			return one, true
		case strings.EqualFold(strings.Join(strings.Fields(one.Name), " "), strings.Join(strings.Fields(named), " ")):
			if ok {
				u = CRMUser{}
			} else {
				u = one
			}
			ok = true
		}
	}
	return u, ok && u.ID != ""
}

// GivenTo is whom a new card of a connected CRM is given to: the id of a user of that CRM,
// whichever kind of card it is. "": whom the CRM, or the connection to it, says.
func (c Card) GivenTo() string { return string(c.Values[CaseResponsible]) }
