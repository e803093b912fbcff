// Package phone reads telephone numbers by the numbering plans of all countries.
//
// It decides what github.com/nyaruka/phonenumbers, the port of Google's
// libphonenumber, decides, and holds the part of it that proving needs: no
// extensions, letters or formats. That library unpacks and indexes all that it
// knows before main, which takes twice as long as the rest of a function's start,
// and adds 10 MB to it. Here a plan is a line of plans.txt, and is read when the
// first number is. Tests write plans.txt out of the library, and hold every
// answer against the library's: what differs is a fault of this package.
package phone

import "strings"

// Number is a number as its country's plan has it.
type Number struct {
	code, national string // the country's calling code; what follows it, with its leading zeros
}

// E164 is the number in the form of E.164, "+" and digits.
func (n Number) E164() string { return "+" + n.code + n.national }

// Parse reads the digits of a number, at least three, that was written with a plus
// before them or, without one, as people of a region (ISO 3166, two letters) dial
// it. It only takes apart: ask what it returns whether there is such a number.
func Parse(digits string, plus bool, region string) (Number, bool) {
	all := plans.Get()
	home := all.region[region]
	if len(digits) < 3 || home == nil && !plus {
		return Number{}, false
	}
	n, found := Number{}, none
	if plus {
		n, found = all.abroad(digits)
	}
	if !plus || found == noCountry { // a plus before what is no country's code says nothing
		n, found = all.dialled(digits, home)
	}
	if found != split && (plus || found != none) {
		return Number{}, false
	}
	by := home
	if found == split {
		by = all.code[n.code][0]
	} else {
		n = Number{code: home.code, national: digits}
	}
	if len(n.national) < 2 {
		return Number{}, false
	}
	// What is too short without its prefix may be a short number with it.
	if short := by.withoutPrefix(n.national); by.lengths.allow(short) {
		n.national = short
	}
	return n, 2 <= len(n.national) && len(n.national) <= 17
}

// found is what came of looking for a country's code.
type found int

const (
	none      found = iota // the number has none
	split                  // the code and the rest of the number
	noCountry              // no country has the code
	tooShort               // nothing is left behind the prefix
)

// dialled takes the code off a number that was dialled in a region: behind the
// prefix for calls abroad, or the region's own before a number that is none with it.
func (p table) dialled(digits string, home *plan) (Number, found) {
	if home == nil {
		return Number{}, none
	}
	if at := home.abroad.Get().FindStringIndex(digits); at != nil && !strings.HasPrefix(digits[at[1]:], "0") {
		return p.abroad(digits[at[1]:])
	}
	rest, ok := strings.CutPrefix(digits, home.code)
	if !ok {
		return Number{}, none
	}
	rest = home.withoutPrefix(rest)
	general := home.general.pattern.Get()
	if home.lengths.below(digits) || !general.MatchString(digits) && general.MatchString(rest) {
		return Number{code: home.code, national: rest}, split
	}
	return Number{}, none
}

// abroad takes the code off a number that begins with it.
func (p table) abroad(digits string) (Number, found) {
	if len(digits) <= 2 {
		return Number{}, tooShort
	}
	for i := 1; i <= 3 && digits[0] != '0'; i++ {
		if code := digits[:i]; p.code[code] != nil {
			return Number{code: code, national: digits[i:]}, split
		}
	}
	return Number{}, noCountry
}

// Possible says whether the country has numbers as long as this.
func (n Number) Possible() bool {
	l := plans.Get().code[n.code][0].lengths
	return (l.whole | l.local).has(n.national)
}

// Valid says whether the number is of a kind that the country gives out.
func (n Number) Valid() bool {
	sharing := plans.Get().code[n.code]
	if len(sharing) == 1 {
		return sharing[0].has(n.national)
	}
	for _, p := range sharing {
		if p.leading != nil && p.leading.Get().MatchString(n.national) || p.leading == nil && p.has(n.national) {
			return p.has(n.national)
		}
	}
	return false
}

// ValidIn says whether the number is of a kind that the region gives out.
func (n Number) ValidIn(region string) bool {
	p := plans.Get().region[region]
	return p != nil && p.code == n.code && p.has(n.national)
}
