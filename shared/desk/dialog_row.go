package desk

import "strings"

// DialogRow is a dialog with what a list of dialogs shows beside it.
type DialogRow struct {
	Dialog   Dialog
	Customer Customer // the zero one was erased
	Last     Message  // the last that was said; the zero one: it is not known
}

// Known is who the customer of a row is: as their contact has it, else as the
// messenger shows it.
func (r DialogRow) Known(contact Card) Profile {
	p := r.Customer.Profile
	for field, to := range map[FieldName]*string{ContactName: &p.Name, IdentityPhone: &p.Phone, IdentityEmail: &p.Email} {
		if known := strings.TrimSpace(string(contact.Values[field])); known != "" {
			*to = string(contact.Values[field])
		}
	}
	return p
}
