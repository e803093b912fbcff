package offline

import (
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// claim is a value that one rule reads for one field at one place.
type claim struct {
	slot       *slot
	line       *line
	value      desk.Value
	start, end int     // where it stands
	proof      [2]int  // a longer quote, where the value alone does not prove itself
	score      float64 // by the rules: threshold and up may be a value
	sure       float64 // how probable it is; 0: not weighed yet
	chance     float64 // the same, where another model than that of sure.go says so; 0: none does
	// second is a line that makes the claim whole, by a rule; nil: none is needed.
	second *line
	rule   desk.ProofRule
	// spread claims don't use up their place: a city may stand in an address.
	spread bool
}

const (
	threshold = 0.6
	// annotations is by how much a later claim may be weaker and still have the last
	// word.
	annotations = 0.25
)

func (c claim) quote() string {
	if c.proof[1] > c.proof[0] {
		return c.line.text[c.proof[0]:c.proof[1]]
	}
	return c.line.text[c.start:c.end]
}

// claims asks every rule.
func (t *talk) claims() []claim {
	var all []claim
	for _, s := range t.slots {
		mine := 0
		for _, c := range superseded(t.read(s)) {
			if t.over() {
				return nil
			}
			if c.line.void || c.secret() || s.field.Grants && c.line.msg.Author != desk.ByOperator {
				continue
			}
			if s.section != "" && c.line.section != "" && c.line.section != s.section {
				c.score -= 0.35
			}
			if c.score < threshold {
				continue
			}
			if mine++; mine > maxClaims {
				t.left.values = true
				break
			}
			if c, ok := t.proven(c); ok {
				all = append(all, c)
			}
		}
	}
	return all
}

// secret: a card's number, a part of one, or a one-time code.
func (c claim) secret() bool {
	switch c.slot.field.Type {
	case desk.TypeDate, desk.TypeDateTime, desk.TypeBoolean, desk.TypeEnum, desk.TypeMultiEnum, desk.TypeEmail, desk.TypeMoney:
		return false
	}
	said := c.line.text[c.start:c.end]
	return overlaps(c.line.cardsIn(), c.start, c.end) ||
		c.slot.kind != ownPhone && c.slot.kind != otherPhone && (value.HoldsCard(said) || value.IsCode(said) && c.line.namesCode(c.start))
}

// proven puts a claim through the same proof as any reader's. A quote that
// proof.Guard takes for too long is not tried.
func (t *talk) proven(c claim) (claim, bool) {
	if utf8.RuneCountInString(c.quote()) > desk.MaxQuote {
		return c, false
	}
	v, err := value.Prover{}.Prove(c.slot.field, c.finding(), c.line.msg, t.chat.Locale)
	if err != nil && c.proof[1] == 0 { // the words around may be needed
		p := c.line.part(c.start)
		c.proof = trim(c.line, p.start, p.end)
		return t.proven(c)
	}
	c.value = v
	return c, err == nil
}

func (c claim) finding() desk.Finding {
	f := desk.Finding{
		Field: c.slot.field.Name, Value: string(c.value), Quote: c.quote(), Message: c.line.msg.Seq,
		Confidence: c.sure,
	}
	if c.second != nil && utf8.RuneCountInString(c.second.text) <= desk.MaxQuote {
		f.Second, f.SecondIn, f.Rule = c.second.text, c.second.msg.Seq, c.rule
	}
	return f
}
