package desk

import (
	"slices"
	"strings"
	"unicode"
)

// DuplicateRule says by what two contacts count as similar, so that people may
// merge them (OP-33): one person who came through several channels, which share
// nothing by which the person could be known (OP-36a). What is similar is only
// shown: see Line.Identities for what makes somebody the same contact by itself.
// Rules are named as the kinds of identity that they look at.
type DuplicateRule string

// The rules.
const (
	SamePhone DuplicateRule = IdentityPhone
	SameEmail DuplicateRule = IdentityEmail
	SameName  DuplicateRule = IdentityName // and company, since many share a name
)

// DuplicateRules are the rules in force: by phone and e-mail, if nobody chose.
func (s Settings) DuplicateRules() []DuplicateRule {
	if s.Duplicates == nil {
		return []DuplicateRule{SamePhone, SameEmail}
	}
	return s.Duplicates
}

// Likenesses are what a contact's fields say by which another one may be like it:
// of each kind one at most.
func (c Card) Likenesses() []Identity {
	var out []Identity
	for _, kind := range []string{IdentityPhone, IdentityEmail, IdentityName} {
		for _, id := range c.Identities() {
			if id.Kind == kind {
				out = append(out, id)
			}
		}
	}
	return out
}

// MaxSimilar is how many similar contacts are looked for: of more it is only said
// that there are more.
const MaxSimilar = 20

// Similar is a contact that is like another one.
type Similar struct {
	Contact CardRef
	By      []DuplicateRule
}

// AlsoSimilar is the list with a contact that has an identity of the kind, too.
func AlsoSimilar(list []Similar, contact CardRef, by DuplicateRule) []Similar {
	for i, s := range list {
		if s.Contact == contact {
			if !slices.Contains(s.By, by) {
				list[i].By = append(slices.Clip(s.By), by)
			}
			return list
		}
	}
	return append(list, Similar{contact, []DuplicateRule{by}})
}

// namedAlike is the identity of those who have a name, and the company, in any
// order, case and spacing; "": one of both is missing.
func namedAlike(name, company Value) string {
	fold := func(v Value) string {
		words := strings.FieldsFunc(strings.ToLower(string(v)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		slices.Sort(words)
		return strings.Join(words, " ")
	}
	who, of := fold(name), fold(company)
	if who == "" || of == "" {
		return ""
	}
	return who + "/" + of
}
