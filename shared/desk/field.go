package desk

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FieldType is what a field holds.
type FieldType string

// The types.
const (
	String    FieldType = "string"
	Text      FieldType = "text"
	Integer   FieldType = "integer"
	Number    FieldType = "number"
	Money     FieldType = "money"
	Date      FieldType = "date"
	DateTime  FieldType = "datetime"
	Boolean   FieldType = "boolean"
	Enum      FieldType = "enum"
	MultiEnum FieldType = "multi_enum"
	Phone     FieldType = "phone"
	Email     FieldType = "email"
	URL       FieldType = "url"
	Address   FieldType = "address"
)

// FieldTypes are all types, in the order of the documentation.
var FieldTypes = []FieldType{String, Text, Integer, Number, Money, Date, DateTime, Boolean, Enum, MultiEnum, Phone, Email, URL, Address}

// Policy says what CoPilot may do with a field.
type Policy string

// The policies.
const (
	FillIfEmpty   Policy = "fill_if_empty"  // fill when empty, else propose (FF-01, FF-04)
	AlwaysPropose Policy = "always_propose" // never fill, ask first
	Never         Policy = "never"          // not read at all
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
	Grants  bool
	Version int64
}

// Readable says whether CoPilot may read values for the field.
func (f Field) Readable() bool {
	if f.Policy == Never {
		return false
	}
	return f.On || f.Type == String || f.Type == Number || f.Type == Integer
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
	bad := func(want string) error {
		return fmt.Errorf("%w: field %s wants %s", ErrInvalid, f.Name, want)
	}
	switch {
	case s == "":
		return nil
	case len(s) > MaxValue:
		return bad("at most " + strconv.Itoa(MaxValue) + " bytes")
	case strings.TrimSpace(s) != s:
		return bad("no white space at its ends")
	}
	switch f.Type {
	case String:
		if f.Format == "time" && !isClock(s) {
			return bad("a time of day like 09:30")
		}
	case Text, Address:
	case Integer:
		if !isWhole(s) || s == "-0" {
			return bad("a whole number")
		}
	case Number:
		if !isNumber(s) || s == "-0" {
			return bad("a number like 12.5")
		}
	case Money:
		if !isMoney(s) {
			return bad("an amount and a currency like 1200.00 EUR")
		}
	case Date:
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return bad("a date like 2025-03-14")
		}
	case DateTime:
		if t, err := time.Parse(time.RFC3339, s); err != nil || t.UTC().Format(time.RFC3339) != s {
			return bad("a moment like 2025-03-14T09:10:00Z, in UTC")
		}
	case Boolean:
		if s != "true" && s != "false" {
			return bad("true or false")
		}
	case Enum:
		if !slices.Contains(f.OptionValues(), s) {
			return bad("one of: " + strings.Join(f.OptionValues(), ", "))
		}
	case MultiEnum:
		for i, at := 0, -1; i < len(strings.Split(s, "\n")); i++ {
			p := slices.Index(f.OptionValues(), strings.Split(s, "\n")[i])
			if p <= at {
				return bad("some of, each once, in this order: " + strings.Join(f.OptionValues(), ", "))
			}
			at = p
		}
	case Phone:
		if !isPhone(s) {
			return bad("a phone in international form like +79162045518")
		}
	case Email:
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
			return bad("an e-mail address")
		}
	case URL:
		if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return bad("a web address that begins with https:// or http://")
		}
	default:
		return bad("a known type, not " + string(f.Type))
	}
	return nil
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
