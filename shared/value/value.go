// Package value reads typed values out of people's words: phones, e-mails,
// dates, times, numbers, money, yes and no, options, addresses and names, in
// Russian, Spanish and English.
//
// Readers use its scanners to find candidates; flow uses Prover to check what
// any reader claims against the quote it gives. Everything here is a pure
// function of the text, the time when it was said and the locale: no clock, no
// network, no state, the same answer every time. It is the only package that
// links the phone number tables (5.7 MB, 20 ms to start), so a function that
// reads no values must not import it.
package value

import (
	"sort"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Hit is a value found in a text, at text[Start:End].
type Hit struct {
	Value desk.Value
	// Also are other readings of the same words: "half past two" is 14:30, or
	// 02:30 if something else says so.
	Also []desk.Value
	// Weak says that the words alone don't tell that they mean such a value: an
	// amount without a currency, a bare hour. The context must.
	Weak bool
	// Doubt says that Value and Also are as likely: whoever said it must be asked.
	Doubt      bool
	Start, End int
}

// Reads says whether v is one of the hit's readings.
func (h Hit) Reads(v desk.Value) bool {
	if h.Value == v {
		return true
	}
	for _, a := range h.Also {
		if a == v {
			return true
		}
	}
	return false
}

// Find finds the values of the field's type in a text said at the given time.
// Free strings, texts and names have no form of their own: it finds none.
// The hits are in the order of the text and never overlap, whatever the type.
func Find(f desk.Field, text string, at time.Time, l desk.Locale) []Hit {
	return inOrder(find(f, text, at, l))
}

func find(f desk.Field, text string, at time.Time, l desk.Locale) []Hit {
	switch f.Type {
	case desk.TypePhone:
		return Phones(text, l)
	case desk.TypeEmail:
		return Emails(text)
	case desk.TypeURL:
		return URLs(text)
	case desk.TypeDate:
		return Dates(text, at, l)
	case desk.TypeDateTime:
		return Moments(text, at, l)
	case desk.TypeInteger, desk.TypeNumber:
		return numberHits(f, text, l)
	case desk.TypeMoney:
		return Monies(text, f.Currency, l)
	case desk.TypeEnum, desk.TypeMultiEnum:
		return Options(f, text, l)
	case desk.TypeAddress:
		return Addresses(text)
	case desk.TypeString:
		if f.Format == "time" {
			return Times(text)
		}
	}
	return nil
}

func numberHits(f desk.Field, text string, l desk.Locale) []Hit {
	var hits []Hit
	for _, n := range Numbers(text, l) {
		v := n.Value()
		if v == "" || f.Type == desk.TypeInteger && !n.Amount.IsInteger() || IsOrdinary(f, text, n) {
			continue
		}
		hits = append(hits, Hit{Value: v, Weak: n.Weak, Doubt: n.Rough, Start: n.Start, End: n.End})
	}
	return append(hits, told(f, text)...)
}

// inOrder sorts hits by their place and drops those that lie inside an earlier
// or longer one.
func inOrder(hits []Hit) []Hit {
	sort.SliceStable(hits, func(i, j int) bool {
		if hits[i].Start != hits[j].Start {
			return hits[i].Start < hits[j].Start
		}
		return hits[i].End > hits[j].End
	})
	var out []Hit
	for _, h := range hits {
		if n := len(out); n > 0 && h.Start < out[n-1].End {
			continue
		}
		out = append(out, h)
	}
	return out
}

func zone(l desk.Locale) *time.Location {
	if l.Zone == nil {
		return time.UTC
	}
	return l.Zone
}
