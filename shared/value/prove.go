package value

import (
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Prover makes the canonical value of a field out of what a reader claims,
// proven by the quote alone. It is flow's port of that name.
type Prover struct{}

// Prove parses the quote by the field's type and answers the claim in canonical
// form if the quote says it. It looks at nothing but the quote, the message's
// time and the locale: whether the quote stands in the message, and who may say
// such a thing, others check. ErrInvalid says in a few words what is missing
// and never repeats what the customer wrote.
func (Prover) Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error) {
	claim := strings.TrimSpace(found.Value)
	quote := found.Quote
	if found.Rule == desk.RuleCorrected {
		if quote = corrected(f, claim, quote, found.Second); quote == "" {
			return "", fmt.Errorf("prove %s: %w", f.Name, unproven("the second quote corrects nothing of the first"))
		}
	}
	if found.Rule == desk.RulePointed {
		if !PointsBack(quote) {
			return "", fmt.Errorf("prove %s: %w", f.Name, unproven("the quote points back to no place"))
		}
		quote = found.Second
	}
	v, err := prove(f, claim, quote, m.At(), l)
	if err == nil && v == "" {
		err = unproven("the value is empty")
	}
	if err == nil {
		err = f.Check(v)
	}
	if err != nil {
		return "", fmt.Errorf("prove %s: %w", f.Name, err)
	}
	return v, nil
}

func unproven(why string) error { return fmt.Errorf("%w: %s", desk.ErrInvalid, why) }

func prove(f desk.Field, claim, quote string, at time.Time, l desk.Locale) (desk.Value, error) {
	if claim == "" || quote == "" {
		return "", unproven("no value or no quote")
	}
	if len(claim) > desk.MaxValue {
		return "", unproven("the value is too long")
	}
	switch f.Type {
	case desk.TypeBoolean:
		return proveBoolean(f, claim, quote)
	case desk.TypeEnum:
		return proveEnum(f, claim, quote, l)
	case desk.TypeMultiEnum:
		return proveMulti(f, claim, quote, l)
	case desk.TypePhone, desk.TypeEmail, desk.TypeURL, desk.TypeDate, desk.TypeDateTime, desk.TypeMoney:
		return proveTyped(f, claim, quote, at, l)
	case desk.TypeInteger, desk.TypeNumber:
		if IsSecret(claim, quote) {
			return "", unproven("a card number or a one-time code is never a value")
		}
		return proveTyped(f, claim, quote, at, l)
	}
	if f.Format == "time" && f.Type == desk.TypeString {
		return proveTyped(f, claim, quote, at, l)
	}
	if IsSecret(claim, quote) {
		return "", unproven("a card number or a one-time code is never a value")
	}
	return proveWords(claim, quote, l)
}

// proveTyped wants one reading of the claim to be one reading of the quote. A
// claim in canonical form is its own reading.
func proveTyped(f desk.Field, claim, quote string, at time.Time, l desk.Locale) (desk.Value, error) {
	said := append(Find(f, quote, at, l), impliedBy(f, quote, at, l)...)
	if len(said) == 0 && summed(f, desk.Value(claim), quote, l) && f.Check(desk.Value(claim)) == nil {
		return desk.Value(claim), nil
	}
	if len(said) == 0 {
		return "", unproven("the quote holds no " + typeName(f))
	}
	if v := desk.Value(claim); f.Check(v) == nil {
		for _, h := range said {
			if h.Reads(v) {
				return v, nil
			}
		}
	}
	for _, c := range claimed(f, claim, at, l) {
		for _, h := range said {
			if h.Reads(c.Value) {
				return c.Value, nil
			}
		}
	}
	if v := desk.Value(claim); f.Check(v) == nil && summed(f, v, quote, l) {
		return v, nil
	}
	return "", unproven("the quote says another " + typeName(f) + " than the value")
}

// impliedBy are readings of a quote that only a proof takes, since a reader would find
// too many: the day of "in an hour", the time of "8.15 is fine".
func impliedBy(f desk.Field, quote string, at time.Time, l desk.Locale) []Hit {
	switch {
	case f.Type == desk.TypeDate:
		return soon(quote, at, l)
	case f.Format == "time":
		return dotted(quote)
	}
	return nil
}

// claimed are the readings of a claim, which may be written in any usual way.
func claimed(f desk.Field, claim string, at time.Time, l desk.Locale) []Hit {
	hits := Find(f, claim, at, l)
	if f.Type == desk.TypeDateTime {
		if t, err := time.Parse(time.RFC3339, claim); err == nil {
			hits = append(hits, Hit{Value: desk.Value(t.UTC().Format(time.RFC3339))})
		}
		for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
			if t, err := time.ParseInLocation(layout, claim, zone(l)); err == nil {
				hits = append(hits, Hit{Value: desk.Value(t.UTC().Format(time.RFC3339))})
			}
		}
	}
	if f.Type == desk.TypeInteger || f.Type == desk.TypeNumber || f.Type == desk.TypeMoney {
		// Machines write 1.5 and 1200.00 whatever the locale.
		hits = append(hits, Find(f, claim, at, desk.Locale{Region: "US", Currency: l.Currency, Zone: l.Zone})...)
	}
	return hits
}

func typeName(f desk.Field) string {
	switch {
	case f.Format == "time":
		return "time of day"
	case f.Type == desk.TypePhone:
		return "phone number"
	case f.Type == desk.TypeEmail:
		return "e-mail address"
	case f.Type == desk.TypeURL:
		return "web address"
	case f.Type == desk.TypeMoney:
		return "amount of money"
	case f.Type == desk.TypeInteger:
		return "whole number"
	case f.Type == desk.TypeDateTime:
		return "date and time"
	}
	return string(f.Type)
}

func proveBoolean(f desk.Field, claim, quote string) (desk.Value, error) {
	want := desk.Value(strings.ToLower(claim))
	if want != "true" && want != "false" {
		switch Answered(claim) {
		case Yes:
			want = "true"
		case No:
			want = "false"
		default:
			return "", unproven("the value is neither yes nor no")
		}
	}
	switch said := Polarity(f, quote); {
	case said == Unclear:
		return "", unproven("the quote says neither yes nor no about it")
	case (said == Yes) != (want == "true"):
		return "", unproven("the quote says the opposite")
	}
	return want, nil
}
