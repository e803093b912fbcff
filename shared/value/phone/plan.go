package phone

import (
	_ "embed"
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// source are the plans, one a line, those that share a code in the order in which
// they are asked. Its columns are separated by tabs: region, code, prefix of calls
// abroad, prefix within the country, what replaces that, leading digits, lengths,
// lengths of what is dialled within a town, numbers of any kind, and from there on
// the kinds that there are. A kind is its lengths, if they are fewer, and a pattern.
//
// The data are libphonenumber's (Apache License 2.0, The Libphonenumber Authors).
//
//go:embed plans.txt
var source string

var plans = lazy.Table(func() table { return read(source) })

// table are the plans by region, and by the code that some share.
type table struct {
	region map[string]*plan
	code   map[string][]*plan
}

// nowhere is the region of codes that belong to no country.
const nowhere = "001"

func read(source string) table {
	t := table{region: map[string]*plan{}, code: map[string][]*plan{}}
	for line := range strings.Lines(source) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		p := &plan{
			code: c[1], abroad: pattern("^(?:" + c[2] + ")"), replacement: c[4],
			lengths: lengths{whole: readSet(c[6]), local: readSet(c[7])}, general: readKind(c[8]),
		}
		if c[3] != "" {
			p.prefix = pattern("^(?:" + c[3] + ")")
		}
		if c[5] != "" {
			p.leading = pattern("^(?:" + c[5] + ")")
		}
		for _, k := range c[9:] {
			p.kinds = append(p.kinds, readKind(k))
		}
		if c[0] != nowhere {
			t.region[c[0]] = p
		}
		t.code[p.code] = append(t.code[p.code], p)
	}
	return t
}

// plan is how numbers of a region look.
type plan struct {
	code                    string
	abroad, prefix, leading *lazy.Value[*regexp.Regexp] // prefix, leading: nil if there are none
	replacement             string
	lengths                 lengths
	general                 kind
	kinds                   []kind
}

// has says whether a number is of a kind of the plan.
func (p *plan) has(national string) bool {
	if !p.general.is(national) {
		return false
	}
	for _, k := range p.kinds {
		if k.is(national) {
			return true
		}
	}
	return false
}

// withoutPrefix takes off what is dialled before numbers within the country,
// unless it makes what is a number none.
func (p *plan) withoutPrefix(national string) string {
	if p.prefix == nil {
		return national
	}
	prefix := p.prefix.Get()
	at := prefix.FindStringSubmatchIndex(national)
	if at == nil {
		return national
	}
	rest := national[at[1]:]
	if last := len(at) - 2; p.replacement != "" && at[last] >= 0 {
		rest = prefix.ReplaceAllString(national, p.replacement)
	}
	if general := p.general.pattern.Get(); general.MatchString(national) && !general.MatchString(rest) {
		return national
	}
	return rest
}

// kind are numbers of one use: mobile, fixed, toll free.
type kind struct {
	lengths set
	pattern *lazy.Value[*regexp.Regexp]
}

func (k kind) is(national string) bool {
	return (k.lengths == 0 || k.lengths.has(national)) && k.pattern.Get().MatchString(national)
}

func readKind(s string) kind {
	lengths, whole, _ := strings.Cut(s, " ")
	return kind{lengths: readSet(lengths), pattern: pattern("^(?:" + whole + ")$")}
}

// pattern is compiled when it is first used; a test compiles all.
func pattern(p string) *lazy.Value[*regexp.Regexp] {
	return lazy.Table(func() *regexp.Regexp { return regexp.MustCompile(p) })
}

// lengths are how many digits numbers have: dialled from anywhere, and, not among
// these, dialled within a town.
type lengths struct{ whole, local set }

// allow says whether a number may be one from anywhere; one that is too long may
// have digits behind it that do not belong to it.
func (l lengths) allow(digits string) bool {
	return !l.local.has(digits) && (l.whole.has(digits) || l.below(digits))
}

// below says whether all numbers are shorter than this, if it is none of a town.
func (l lengths) below(digits string) bool {
	return !l.local.has(digits) && bits.Len32(uint32(l.whole))-1 < len(digits)
}

// set is a set of lengths, one a bit.
type set uint32

func (s set) has(digits string) bool { return s>>len(digits)&1 == 1 }

// readSet reads "8,10".
func readSet(list string) (s set) {
	for n := range strings.SplitSeq(list, ",") {
		if length, err := strconv.Atoi(n); err == nil {
			s |= 1 << length
		}
	}
	return s
}
