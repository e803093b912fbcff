package mask

import (
	"slices"
	"sort"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Span is a piece of a text to mask: bytes, and its kind.
type Span struct {
	From, To int
	Kind     string
}

var (
	reMaskEmail   = lazy.Pattern(`[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`)
	reMaskAccount = lazy.Pattern(`\b[A-Z]{2}\d{2}(?:[ \x{a0}]?[A-Z0-9]{4}){3,7}(?:[ \x{a0}]?[A-Z0-9]{1,3})?\b`)
	reMaskNumber  = lazy.Pattern(`[+(]?\d(?:[ \t\x{a0}\x{2009}\x{202f}().\-–]{0,3}\d){6,}`)
	reMaskKey     = lazy.Pattern(`\b(?:(?:sk|pk|rk|ghp|gho|xox[abp]|glpat)[-_][A-Za-z0-9_\-]{10,}|AKIA[A-Z0-9]{12,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+)`)
	reMaskSecret  = lazy.Pattern(`(?i)(?:парол[а-я]*|пин[- ]?код[а-я]*|код[а-я]* (?:из|от|в) (?:смс|sms)|cvv2?|cvc2?|\bpin(?:[- ]code)?|\bpasswords?|\bpasscode|\botp|(?:sms|security|verification|one[- ]time) code|contraseña|\bclave|código (?:de )?(?:sms|seguridad|verificación))[ \t]*(?:is|was|это|от\s+\S+|es|вот)?[ \t]*[:=\-–—]?[ \t]*([^\s,;]*[\d!@#$%^&*_][^\s,;]*)`)
)

// Spans are the pieces of a text to mask, in order, without overlap.
func (n Names) Spans(s string) []Span {
	var all []Span
	masked := make([]bool, len(s))
	add := func(kind string, at []int) {
		if slices.Contains(masked[at[0]:at[1]], true) {
			return
		}
		for i := at[0]; i < at[1]; i++ {
			masked[i] = true
		}
		all = append(all, Span{at[0], at[1], kind})
	}
	for _, at := range Placeholder.FindAllStringIndex(s, -1) {
		add(Text, at)
	}
	for _, at := range reMaskSecret.FindAllStringSubmatchIndex(s, -1) {
		add(Secret, at[2:4])
	}
	for _, at := range reMaskKey.FindAllStringIndex(s, -1) {
		add(Secret, at)
	}
	for _, at := range reMaskEmail.FindAllStringIndex(s, -1) {
		add(Email, at)
	}
	for _, at := range reMaskAccount.FindAllStringIndex(s, -1) {
		add(Account, at)
	}
	for _, at := range reMaskNumber.FindAllStringIndex(s, -1) {
		if kind := numberKind(s[at[0]:at[1]]); kind != "" {
			add(kind, at)
		}
	}
	for _, at := range n.find(s) {
		add(Name, at[:])
	}
	sort.Slice(all, func(i, j int) bool { return all[i].From < all[j].From })
	return all
}

var reMaskDate = lazy.Pattern(`^\d{4}[-.]\d\d[-.]\d\d|^\d\d?[-.]\d\d?[-.]\d{4}`)

// numberKind says whether a run of digits is a card's number, a phone, or
// neither.
func numberKind(s string) string {
	d := words.Digits(s)
	switch {
	case len(d) >= 13 && len(d) <= 19 && words.Luhn(d):
		return Card
	case reMaskDate.MatchString(s):
		return ""
	case len(d) >= 9 && len(d) <= 15, len(d) >= 7 && strings.HasPrefix(s, "+"):
		return Phone
	case len(d) >= 16 && len(d) <= 19 && strings.Trim(s, "0123456789 -\u00a0") == "":
		return Card // mistyped, or of a kind without the check digit
	case len(d) > 15:
		return Account
	}
	return ""
}
