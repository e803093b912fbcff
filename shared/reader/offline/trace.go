package offline

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// Stage is how far a value came on its way to a card.
type Stage int

// The stages, in their order.
const (
	StageFormed  Stage = iota // somebody said something of the field's form
	StageRead                 // rules or weights thought of it
	StageClaimed              // and found it likely enough
	StageSettled              // it won against the field's other values, and stood the gate's doubts
	StageTold                 // it is sure enough to be told
)

// Traced is a value that was thought of, and how far it came.
type Traced struct {
	Finding desk.Finding
	Stage   Stage
}

// Trace reads a chat as Read does, and gives every value that was thought of, for who
// looks for what is missed.
func (r Reader) Trace(ctx context.Context, chat desk.Chat) ([]Traced, error) {
	t := r.listen(ctx, chat)
	var out []Traced
	add := func(stage Stage, all []claim) {
		for _, c := range all {
			out = append(out, Traced{c.finding(), stage})
		}
	}
	settled, told := t.settled(), t.found()
	for _, s := range t.slots {
		add(StageFormed, t.allFormed(s))
		add(StageRead, t.thoughtOf(s))
	}
	add(StageClaimed, t.all)
	add(StageSettled, settled)
	add(StageTold, told)
	if t.over() {
		return nil, fmt.Errorf("trace offline: %w: %w", desk.ErrBusy, t.err)
	}
	return out, nil
}

// allFormed is everything of the field's form that anybody said.
func (t *talk) allFormed(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		for _, h := range value.Find(s.field, l.text, l.msg.At(), t.chat.Locale) {
			out = append(out, claim{slot: s, line: l, value: h.Value, start: h.Start, end: min(h.End, len(l.text))})
		}
	}
	return out
}

// thoughtOf is what a field's rules read, however unlikely, and the candidates of what is
// chosen.
func (t *talk) thoughtOf(s *slot) []claim {
	out := t.readByRules(s)
	if _, ok := s.groupOf(); ok {
		for _, p := range t.picks(s) {
			out = append(out, p.claim)
		}
	}
	if s.isText() {
		for _, c := range t.sayings(s) {
			out = append(out, c.claim)
		}
	}
	if s.kind == product {
		for _, c := range t.candidates(s) {
			out = append(out, claim{slot: s, line: c.line, value: asNamed(c.line, c.start, c.end), start: c.start, end: c.end})
		}
	}
	return out
}
