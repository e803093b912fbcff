package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// FieldType is what a field holds.
type FieldType string

// The types.
const (
	TypeString    FieldType = "string"
	TypeText      FieldType = "text"
	TypeInteger   FieldType = "integer"
	TypeNumber    FieldType = "number"
	TypeMoney     FieldType = "money"
	TypeDate      FieldType = "date"
	TypeDateTime  FieldType = "datetime"
	TypeBoolean   FieldType = "boolean"
	TypeEnum      FieldType = "enum"
	TypeMultiEnum FieldType = "multi_enum"
	TypePhone     FieldType = "phone"
	TypeEmail     FieldType = "email"
	TypeURL       FieldType = "url"
	TypeAddress   FieldType = "address"
)

// FieldTypes are all types, in the order of the documentation.
var FieldTypes = []FieldType{TypeString, TypeText, TypeInteger, TypeNumber, TypeMoney, TypeDate, TypeDateTime, TypeBoolean, TypeEnum, TypeMultiEnum, TypePhone, TypeEmail, TypeURL, TypeAddress}

// Policy says what CoPilot may do with a field.
type Policy string

// The policies.
const (
	PolicyFillIfEmpty   Policy = "fill_if_empty"  // fill when empty, else propose (FF-01, FF-04)
	PolicyAlwaysPropose Policy = "always_propose" // never fill, ask first
	PolicyNever         Policy = "never"          // not read at all
)

// Option is one value of an enum.
type Option struct {
	Value    string
	Synonyms []string
}

// Field is a typed slot of a card kind.
type Field struct {
	Card        CardKind
	Name        FieldName
	Title       string
	Description string // for the reader: what belongs here
	Type        FieldType
	Format      string // of a string: "time" is HH:MM
	Options     []Option
	Currency    string // of money: when the customer names none
	Policy      Policy
	// On lets CoPilot read a field of a type beyond string, number and integer,
	// which are always on (FF-03, D14).
	On bool
	// Grants says that the value gives the customer something (a discount, a
	// refund): only an operator's message proves it.
	Grants bool
	// Private says that the values are customers' data: see Personal.
	Private bool
	// Unsupported says why a field of a connected CRM is not read though it is in use:
	// it vanished there, or became another type.
	Unsupported string
	Gone        bool // it vanished there
	Version     int64
}

// Personal says whether the field's values tell who a customer is, and are not for
// whoever may not see that (RS-02): phones and e-mails on any card, all that a
// contact's card says, what a case copied out of the customer's dialog, and what the
// company calls so.
func (f Field) Personal() bool {
	said := f.Card == KindCase && (f.Name == CaseSubject || f.Name == CaseDescription)
	return f.Private || said || f.Card == KindContact || f.Type == TypePhone || f.Type == TypeEmail
}

// NamedAfterCustomer says whether the card may have a customer's name, or words, as its
// title: contacts, the leads that are made by themselves, cases, and in a connected CRM the
// deals, which are made so where it has no leads, and which its people name.
func (r CardRef) NamedAfterCustomer() bool {
	return r.Kind == KindContact || r.Kind == KindLead || r.Kind == KindCase || r.Kind == KindDeal && r.Connection != ConnectionBuiltIn
}

// Readable says whether CoPilot may read values for the field.
func (f Field) Readable() bool {
	if f.Policy == PolicyNever || f.Unsupported != "" {
		return false
	}
	return f.On || f.Type == TypeString || f.Type == TypeNumber || f.Type == TypeInteger
}

// Value is what a field holds, as canonical text: equal values are equal texts,
// "" is empty.
//
//	string, text, address  as said, white space folded
//	integer, number        -12, 12.5: no exponent, no zeros in front or behind
//	money                  26700.00 RUB: two decimals or more, ISO 4217
//	date, datetime         2025-03-14; 2025-03-14T09:10:00Z
//	boolean                true, false
//	enum                   the option's value
//	multi_enum             options' values in the field's order, a line each
//	phone                  +79162045518 (E.164)
//	email, url             as said; an e-mail's domain in lower case
type Value string

// MaxValue is how long a value may be, in bytes.
const MaxValue = 4096

// Check says whether v is canonical for the field. ErrInvalid says what is
// wrong, in words for a person. Empty is always right.
func (f Field) Check(v Value) error {
	s := string(v)
	fits, want := s == "", ""
	switch {
	case fits:
	case len(s) > MaxValue:
		want = "at most " + strconv.Itoa(MaxValue) + " bytes"
	case strings.TrimSpace(s) != s:
		want = "no white space at its ends"
	default:
		fits, want = f.form(s)
	}
	if fits {
		return nil
	}
	return fmt.Errorf("%w: field %s wants %s", ErrInvalid, f.Called(), want)
}

// Called is the field's title, as people know it; its name where it has none.
func (f Field) Called() string { return cmp.Or(f.Title, string(f.Name)) }

// form says whether s has the form of the field's values, and which that is.
func (f Field) form(s string) (fits bool, want string) {
	switch f.Type {
	case TypeText, TypeAddress:
		return true, "a text"
	case TypeString:
		return f.Format != "time" || isClock(s), "a time of day like 09:30"
	case TypeInteger:
		return isWhole(s) && s != "-0", "a whole number"
	case TypeNumber:
		return isNumber(s) && s != "-0", "a number like 12.5"
	case TypeMoney:
		return isMoney(s), "an amount and a currency like 1200.00 EUR"
	case TypeDate:
		return isDate(s), "a date like 2025-03-14"
	case TypeDateTime:
		return isMoment(s), "a moment like 2025-03-14T09:10:00Z, in UTC"
	case TypeBoolean:
		return s == "true" || s == "false", "true or false"
	case TypeEnum:
		return slices.Contains(f.OptionValues(), s), "one of: " + strings.Join(f.OptionValues(), ", ")
	case TypeMultiEnum:
		return inOrder(strings.Split(s, "\n"), f.OptionValues()), "some of, each once, in this order: " + strings.Join(f.OptionValues(), ", ")
	case TypePhone:
		return isPhone(s), "a phone in international form like +79162045518"
	case TypeEmail:
		return isEmail(s), "an e-mail address"
	case TypeURL:
		return isPage(s), "a web address that begins with https:// or http://"
	}
	return false, "a known type, not " + string(f.Type)
}

// OptionValues are the values of the field's options.
func (f Field) OptionValues() []string {
	vs := make([]string, len(f.Options))
	for i, o := range f.Options {
		vs[i] = o.Value
	}
	return vs
}

// MoneyValue is an amount (decimal text) in a currency, canonical.
func MoneyValue(amount, currency string) Value {
	whole, frac, _ := strings.Cut(amount, ".")
	frac = strings.TrimRight(frac, "0")
	for len(frac) < 2 {
		frac += "0"
	}
	return Value(whole + "." + frac + " " + currency)
}

// Money is a money value's amount, without needless zeros, and its currency.
func (v Value) Money() (amount, currency string) {
	amount, currency, _ = strings.Cut(string(v), " ")
	if strings.Contains(amount, ".") {
		amount = strings.TrimRight(strings.TrimRight(amount, "0"), ".")
	}
	return amount, currency
}

// FreeText says whether the field takes any words: two texts may say the same in
// different words, where two typed values are the same or not.
func (f Field) FreeText() bool {
	return f.Type == TypeText || f.Type == TypeAddress || f.Type == TypeString && f.Format == ""
}
