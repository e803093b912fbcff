package value

import (
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	number "github.com/sufler/sufler/shared/value/phone"
	"github.com/sufler/sufler/shared/words"
)

// spokenPhones finds numbers that are written, or were spoken, wholly or partly in
// words: "восемь девятьсот пять двести двадцать два 33 44", "six one seven five five
// five oh one seven two". Only what is a valid number of the region, or with a plus
// of any, is one: among words, too much looks like digits.
func spokenPhones(text string, l desk.Locale) []Hit {
	ws := words.Of(text)
	table := numeralsOf(text, l)
	var hits []Hit
	for i := 0; i < len(ws); i++ {
		run := readSpoken(text, ws[i:], table)
		if run.words == 0 {
			continue
		}
		if v := run.phone(l.Region); v != "" {
			hits = append(hits, Hit{Value: v, Start: ws[i].Start, End: ws[i+run.words-1].End})
		}
		i += run.words - 1
	}
	return hits
}

// spoken is a run of number words and figures as one number's digits.
type spoken struct {
	digits  string
	words   int
	spelled int // how many of them are no figures
	plus    bool
}

// mostSpoken is how many words a number may have: each digit one, and some that join.
const mostSpoken = 30

func readSpoken(text string, ws []words.Word, table map[string]numeral) spoken {
	var s spoken
	last := byte('u') // a unit ends its group, "двадцать два тридцать" is 22 and 30
	group := 0
	flush := func() {
		if group > 0 {
			s.digits += strconv.Itoa(group)
		}
		group, last = 0, 'u'
	}
	used, times := 0, 1 // times: "double five" is two
	for j, w := range ws {
		if j >= mostSpoken || j > 0 && strings.ContainsAny(text[ws[j-1].End:w.Start], ".;!?\n:") {
			break
		}
		n, numeral := table[w.Text]
		v, err := strconv.Atoi(n.value)
		switch {
		case j == 0 && plusWords.Has(w.Text):
			s.plus, used = true, j+1
			continue
		case w.Text[0] >= '0' && w.Text[0] <= '9':
			flush()
			s.digits += w.Text
		case repeats.Get()[w.Text] > 0 && j+1 < len(ws):
			flush()
			times = repeats.Get()[w.Text]
			continue
		case noughts.Has(w.Text):
			flush()
			s.digits += strings.Repeat("0", times)
			times = 1
			s.spelled++
		case times > 1 && numeral && n.class == 'u' && err == nil && v > 0 && v < 10:
			flush()
			s.digits += strings.Repeat(strconv.Itoa(v), times)
			times = 1
			s.spelled++
		case numeral && err == nil && !n.scale && v > 0:
			if !follows(last, n.class) || last == 't' && v > 9 {
				flush()
			}
			group, last = group+v, n.class
			s.spelled++
		case (w.Text == "y" || w.Text == "and") && last == 't':
			continue
		default:
			flush()
			s.words = used
			return s
		}
		used = j + 1
	}
	flush()
	s.words = used
	return s
}

// phone is the valid number that the run is, or "".
func (s spoken) phone(region string) desk.Value {
	if s.spelled < 2 || len(s.digits) < 9 || len(s.digits) > 15 {
		return ""
	}
	n, ok := number.Parse(s.digits, s.plus, region)
	if !ok || !n.Valid() || !s.plus && !n.ValidIn(region) {
		return ""
	}
	return e164(n)
}

var (
	plusWords = lazy.Words("плюс plus más mas")
	repeats   = lazy.Table(func() map[string]int {
		return map[string]int{"double": 2, "triple": 3, "doble": 2, "дважды": 2, "трижды": 3}
	})
	noughts = lazy.Words("ноль нуль zero oh o cero")
)
