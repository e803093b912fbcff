package value

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// How many they are, where a text counts them in parts: "two adults and a child" are
// three, one of them a child; "со мной ещё двое" are three; "два стола и одна лампа"
// are three pieces. A proof takes the sum; a reader must know better whether it was
// asked for.

const (
	children = `(?:kids?|child|children|bab(?:y|ies)|toddlers?|infants?|teenagers?|sons?|daughters?|nephews?|nieces?|little ones?|ребен\p{L}+|дет(?:и|ей|ям)|детьми|малыш\p{L}*|сын\p{L}*|доч\p{L}*|племянни\p{L}+|внук\p{L}*|внуч\p{L}+|младен\p{L}+|подрост\p{L}+|ni[nñ][oa]s?|hij[oa]s?|bebes?|peque(?:s|no|na|nos|nas)?|sobrin[oa]s?|niet[oa]s?|adolescentes?|menor(?:es)?)`
	grown    = `(?:adults?|grown-?ups?|people|persons?|guests?|friends?|взросл\p{L}*|человек\p{L}*|люд\p{L}+|гост\p{L}+|друз\p{L}+|подруг\p{L}*|друг(?:а|ом)?|муж(?:а|ем|у)?|жен(?:а|ы|ой|у)|мам(?:а|ы|ой)|пап(?:а|ы|ой)|husband|wife|mother|father|mum|mom|dad|adult[oa]s|personas?|invitad[oa]s?|amig[oa]s?|marido|mujer|espos[oa]|madre|padre)`
)

var (
	rePerson = lazy.Pattern(`(?:^|[^\p{L}])(` + grown + `|` + children + `)(?:[^\p{L}]|$)`)
	reChild  = lazy.Pattern(`^` + children + `$`)
	// rePlural are persons of whom there are several, so that none is one alone.
	rePlural = lazy.Pattern(`^(?:kids|children|babies|toddlers|infants|teenagers|sons|daughters|nephews|nieces|little ones|adults|people|persons|guests|friends|дети|детей|детям|детьми|ребят\p{L}*|сыновь\p{L}+|дочер(?:и|ей)|малыш(?:и|ей)|взрослы(?:е|х|ми)|человек|люд\p{L}+|гост(?:и|ей)|друз\p{L}+|подруг|\p{L}+s)$`)
	// reMe counts who writes.
	reMe = lazy.Pattern(`(?:^|[^\p{L}])(?:me|myself|i|я|со мной(?: (?:будет|будут|еще|ещё|и|plus))*|yo|conmigo)(?:[^\p{L}]|$)`)
	// reKids titles a field that counts children alone.
	reKids = lazy.Pattern(`(?:^|[^\p{L}])(?:kids?|child|children|детей|дети|детск\p{L}+|ребен\p{L}+|ni[nñ]os?|menores)(?:[^\p{L}]|$)`)
	// rePieces titles a field that counts pieces.
	rePieces = lazy.Pattern(`(?:^|[^\p{L}])(?:quantity|qty|how many|pieces|units|items|количеств\p{L}*|кол-во|сколько|штук|cantidad|cuant[oa]s|unidades|piezas)(?:[^\p{L}]|$)`)
	// joinsParts is all that may stand between the parts of one count.
	joinsParts = lazy.Pattern(`^[^.!?;\n\d]{0,40}(?:,| and | plus | и | плюс | y | mas | with | con | с )[^.!?;\n\d]{0,24}$`)
)

// summed says whether a whole number is the sum of what a quote counts in parts, as
// its field asks for it.
func summed(f desk.Field, claim desk.Value, quote string, l desk.Locale) bool {
	want, err := decimal.NewFromString(string(claim))
	if err != nil || f.Type != desk.TypeInteger {
		return false
	}
	title := words.Fold(f.Title)
	low := words.Fold(quote)
	if len(low) != len(quote) {
		quote = low // places are compared
	}
	switch {
	case reKids.MatchString(title):
		return want.Equal(decimal.NewFromInt(people(low, quote, l, true)))
	case rePeopleTitle.MatchString(title):
		return want.Equal(decimal.NewFromInt(people(low, quote, l, false)))
	case rePieces.MatchString(title):
		ns := Numbers(quote, l)
		sum := decimal.Zero
		for i, n := range ns {
			if n.Percent || n.Ordinal || !n.Amount.IsInteger() || i > 0 && !joinsParts.MatchString(words.Fold(quote[ns[i-1].End:n.Start])) {
				return false
			}
			sum = sum.Add(n.Amount)
		}
		return len(ns) > 1 && want.Equal(sum)
	}
	return false
}

// people counts the people that a text names in parts: those with a figure before
// them, each one that stands alone, and who writes.
func people(low, quote string, l desk.Locale, kidsOnly bool) int64 {
	total, taken := int64(0), map[int]bool{}
	ns := Numbers(quote, l)
	parts := 0
	for _, m := range rePerson.FindAllStringSubmatchIndex(low, -1) {
		noun := low[m[2]:m[3]]
		count, at := int64(0), -1
		for i, n := range ns {
			gap := ""
			if n.End <= m[2] {
				gap = low[min(n.End, len(low)):m[2]]
			}
			if n.End <= m[2] && !taken[i] && len(strings.Fields(gap)) <= 1 && !joinWord.Has(strings.TrimSpace(gap)) && !strings.ContainsAny(gap, ".,!?;\n") && n.Amount.IsInteger() && !n.Ordinal {
				count, at = n.Amount.IntPart(), i
			}
		}
		switch {
		case at >= 0:
			taken[at] = true
		case rePlural.MatchString(noun):
			continue // how many, nobody says
		default:
			count = 1
		}
		if child := reChild.MatchString(noun); !kidsOnly || child {
			total += count
		}
		parts++
	}
	if kidsOnly {
		return total
	}
	for i, n := range ns { // "нас двое", "со мной ещё двое"
		if !taken[i] && n.Spelled && collective.Has(words.Fold(quote[n.Start:n.End])) {
			total, parts = total+n.Amount.IntPart(), parts+1
		}
	}
	if reMe.MatchString(low) {
		total, parts = total+1, parts+1
	}
	if parts < 2 {
		return -1 // a count of one part is said as it is
	}
	return total
}

// joinWord parts two counts.
var joinWord = lazy.Words("и and plus плюс y mas con с with да")

// collective numerals count people.
var collective = lazy.Words("двое трое четверо пятеро шестеро семеро двоих троих вдвоем втроем вчетвером")
