package demo

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
)

// decide does what a person does after a run: replaces a proposed value, undoes
// one that was filled, and corrects one by hand, which an undo may then no
// longer touch. It answers with what did not come out.
func (st *Stage) decide(ctx context.Context, played []*act, to *terminal) ([]string, error) {
	to.Chapter("A person decides")
	var wrong []string
	for _, deed := range []struct {
		outcome, kind string // which outcome is taken
		from          int    // of which chat on; only the last one's fields are still there
		do            func(context.Context, *act, remote.Outcome, *terminal) ([]string, error)
	}{
		{"proposed", "", 0, st.replace},
		{"filled", "", 0, st.undo},
		{"filled", "string", len(played) - 1, st.correct},
	} {
		a, o := find(played[deed.from:], deed.outcome, deed.kind)
		if a == nil {
			wrong = append(wrong, "no value was "+deed.outcome+" in any chat")
			continue
		}
		w, err := deed.do(ctx, a, o, to)
		if err != nil {
			return wrong, err
		}
		wrong = append(wrong, w...)
	}
	return wrong, nil
}

// replace takes the offer.
func (st *Stage) replace(ctx context.Context, a *act, o remote.Outcome, to *terminal) ([]string, error) {
	card, err := st.deed(ctx, a, "decisions", map[string]any{"fields": map[string]string{o.Field: "replace"}})
	to.decided("replace", a, o, screen.Value(a.before[o.Field]), screen.Value(card.Values[o.Field]))
	return unmet("replace", map[string]bool{
		"the card holds the new value":         screen.Value(card.Values[o.Field]) == screen.Value(o.Value),
		"the value bears CoPilot's mark":       card.Marks[o.Field].Run == a.run.ID,
		"the offer is closed":                  !slices.ContainsFunc(card.Offers, func(f remote.Offer) bool { return f.Field == o.Field }),
		"the old value was there until then":   screen.Value(a.after.Values[o.Field]) == screen.Value(a.before[o.Field]),
		"the badge counted the offer until it": slices.Contains(a.after.Badges, "awaiting_approval"),
	}), err
}

// undo takes a filled value back.
func (st *Stage) undo(ctx context.Context, a *act, o remote.Outcome, to *terminal) ([]string, error) {
	card, err := st.deed(ctx, a, "undo", map[string]any{"fields": []string{o.Field}})
	to.decided("undo", a, o, screen.Value(o.Value), screen.Value(card.Values[o.Field]))
	return unmet("undo", map[string]bool{
		"the field is empty as it was":    screen.Empty(card.Values[o.Field]),
		"the field bears no mark anymore": card.Marks[o.Field].Run == "",
	}), err
}

// correct changes a filled value by hand; then an undo is refused and the
// person's value stays.
func (st *Stage) correct(ctx context.Context, a *act, o remote.Outcome, to *terminal) ([]string, error) {
	mine := screen.Value(o.Value) + " *"
	if err := st.Patch(ctx, "/v1/cards/"+a.card, map[string]any{"values": map[string]any{o.Field: mine}}); err != nil {
		return nil, err
	}
	to.decided("correct by hand", a, o, screen.Value(o.Value), mine)
	var no remote.Problem
	card, err := st.deed(ctx, a, "undo", map[string]any{"fields": []string{o.Field}})
	if err != nil && !errors.As(err, &no) {
		return nil, err
	}
	to.Line("  %s", to.In(screen.Dim, "undo? refused: "+no.Code+". "+no.Detail))
	err = st.Call(ctx, http.MethodGet, "/v1/cards/"+a.card, nil, &card)
	return unmet("correct by hand", map[string]bool{
		"an undo over it is refused": no.Code == "changed_since",
		"the person's value stays":   screen.Value(card.Values[o.Field]) == mine,
	}), err
}

// unmet names what should hold and does not.
func unmet(deed string, holds map[string]bool) []string {
	var out []string
	for what, ok := range holds {
		if !ok {
			out = append(out, deed+": not so: "+what)
		}
	}
	slices.Sort(out)
	return out
}

// find is the first outcome of a kind, in a field of a type if one is named.
func find(played []*act, kind, fieldType string) (*act, remote.Outcome) {
	for _, a := range played {
		for _, f := range a.chat.Fields {
			if o := a.run.Outcome(f.Name); o.Outcome == kind && (fieldType == "" || f.Type == fieldType && f.Format == "") {
				return a, o
			}
		}
	}
	return nil, remote.Outcome{}
}

// deed does something to a run, and answers with its card as it is then.
func (st *Stage) deed(ctx context.Context, a *act, what string, in any) (remote.Card, error) {
	var card remote.Card
	if err := st.Call(ctx, http.MethodPost, "/v1/runs/"+a.run.ID+"/"+what, in, nil); err != nil {
		return card, err
	}
	return card, st.Call(ctx, http.MethodGet, "/v1/cards/"+a.card, nil, &card)
}
