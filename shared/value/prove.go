package value

import (
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
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

func proveEnum(f desk.Field, claim, quote string, l desk.Locale) (desk.Value, error) {
	want, ok := option(f, claim)
	if !ok {
		want, ok = inflected(f, claim, l)
	}
	if !ok {
		return "", unproven("the value is none of the options")
	}
	for _, h := range Options(f, quote, l) {
		if h.Value == want {
			return want, nil
		}
	}
	if said := Answered(quote); said != Unclear && said == Answered(string(want)) {
		return want, nil
	}
	if meant(f, want, quote) {
		return want, nil
	}
	return "", unproven("the quote does not name the option")
}

// inflected is the only option that a claim names, in whatever case: "картой".
func inflected(f desk.Field, claim string, l desk.Locale) (desk.Value, bool) {
	if len(words.Of(claim)) != 1 {
		return "", false
	}
	named := map[desk.Value]bool{}
	var one desk.Value
	for _, h := range Options(f, claim, l) {
		named[h.Value], one = true, h.Value
	}
	return one, len(named) == 1
}

// option is the option that a claim means: its value, whatever the case, or one
// of its synonyms.
func option(f desk.Field, claim string) (desk.Value, bool) {
	for _, o := range f.Options {
		for _, s := range append([]string{o.Value}, o.Synonyms...) {
			if words.Fold(strings.TrimSpace(s)) == words.Fold(strings.TrimSpace(claim)) {
				return desk.Value(o.Value), true
			}
		}
	}
	return "", false
}

func proveMulti(f desk.Field, claim, quote string, l desk.Locale) (desk.Value, error) {
	chosen := map[desk.Value]bool{}
	for _, part := range strings.FieldsFunc(claim, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		v, err := proveEnum(f, strings.TrimSpace(part), quote, l)
		if err != nil {
			return "", err
		}
		chosen[v] = true
	}
	return multi(f, chosen), nil
}

func multi(f desk.Field, chosen map[desk.Value]bool) desk.Value {
	var lines []string
	for _, o := range f.OptionValues() {
		if chosen[desk.Value(o)] {
			lines = append(lines, o)
		}
	}
	return desk.Value(strings.Join(lines, "\n"))
}

// addressWords may be in a claim though the quote leaves them out, or spells
// them otherwise.
var addressWords = lazy.Words("ул улица улице улицу д дом кв квартира г город пр просп проспект корп корпус стр офис оф пл площадь шоссе ш переулок пер street st ave avenue road rd apt apartment unit calle c avda avenida nº num numero ооо ип ao ltd")

// proveWords: every figure and every word of a free value must stand in the
// quote, inflected or not. In another language than the quote's, words may be
// translated, figures may not be new.
func proveWords(claim, quote string, l desk.Locale) (desk.Value, error) {
	lang := Tongue(quote, l.Language)
	said, figures, letters := map[string]bool{}, strings.Builder{}, false
	for _, w := range words.Of(quote) {
		said[w.Text], said[words.Stem(w.Text, lang)] = true, true
		if w.Text[0] >= '0' && w.Text[0] <= '9' {
			figures.WriteString(w.Text + " ")
		} else {
			letters = true // figures alone are in no language
		}
	}
	run, joined := strings.ReplaceAll(figures.String(), " ", ""), strings.NewReplacer(" ", "", "-", "").Replace(words.Fold(quote))
	translated := letters && l.Language != "" && l.Language != lang && Tongue(claim, l.Language) != lang
	for _, w := range words.Of(claim) {
		digit := w.Text[0] >= '0' && w.Text[0] <= '9'
		switch {
		case said[w.Text], said[words.Stem(w.Text, lang)]:
		case digit && len(w.Text) > 2 && strings.Contains(run, w.Text), digit && spelt(quote, l, w.Text):
		case digit:
			return "", unproven("a figure of the value does not stand in the quote")
		case translated, words.Filler(w.Text), addressWords.Has(w.Text), joinedIn(w.Text, joined):
		default:
			return "", unproven("a word of the value does not stand in the quote")
		}
	}
	if v := Clean(claim); len(words.Of(claim)) > 0 {
		return v, nil
	}
	return "", unproven("the value holds no word")
}

// spelt says whether a figure stands in the quote in words, as a voice note has it.
func spelt(quote string, l desk.Locale, figure string) bool {
	for _, n := range spelledNumbers(quote, l) {
		if n.Amount.String() == figure {
			return true
		}
	}
	return false
}

// joinedIn: "Агро36" is two words to us and one to people.
func joinedIn(word, joined string) bool { return len(word) > 3 && strings.Contains(joined, word) }
