package main

import (
	"context"
	"net/http"
	"slices"
)

// decide does what a person does after a run: replaces one proposed value and
// undoes one that was filled. It answers with what did not come out.
func (st *stage) decide(ctx context.Context, played []*act, to *screen) ([]string, error) {
	to.chapter("A person decides")
	var wrong []string
	check := func(ok bool, what string) {
		if !ok {
			wrong = append(wrong, what)
		}
	}
	a, o := find(played, "proposed")
	check(a != nil, "no value was proposed in any chat")
	if a != nil {
		card, err := st.deed(ctx, a, "decisions", map[string]any{"fields": map[string]string{o.Field: "replace"}})
		if err != nil {
			return wrong, err
		}
		to.decided("replace", a, o, shown(a.before[o.Field]), shown(card.Values[o.Field]))
		check(shown(card.Values[o.Field]) == shown(o.Value), "replace: the card does not hold the new value")
		check(card.Marks[o.Field].Run == a.run.ID, "replace: the value does not bear CoPilot's mark")
		check(!slices.ContainsFunc(card.Offers, func(f offerDoc) bool { return f.Field == o.Field }), "replace: the offer is still open")
	}
	a, o = find(played, "filled")
	check(a != nil, "no value was filled in any chat")
	if a != nil {
		card, err := st.deed(ctx, a, "undo", map[string]any{"fields": []string{o.Field}})
		if err != nil {
			return wrong, err
		}
		to.decided("undo", a, o, shown(o.Value), shown(card.Values[o.Field]))
		check(empty(card.Values[o.Field]), "undo: the field is not empty as it was")
		check(card.Marks[o.Field].Run == "", "undo: the field still bears CoPilot's mark")
	}
	return wrong, nil
}

// find is the first outcome of a kind.
func find(played []*act, kind string) (*act, outcomeDoc) {
	for _, a := range played {
		for _, o := range a.run.Outcomes {
			if o.Outcome == kind {
				return a, o
			}
		}
	}
	return nil, outcomeDoc{}
}

// deed does something to a run, and answers with its card as it is then.
func (st *stage) deed(ctx context.Context, a *act, what string, in any) (cardDoc, error) {
	var card cardDoc
	if err := st.call(ctx, http.MethodPost, "/v1/runs/"+a.run.ID+"/"+what, in, nil, "Idempotency-Key", a.run.ID+what); err != nil {
		return card, err
	}
	return card, st.call(ctx, http.MethodGet, "/v1/cards/"+a.card, nil, &card)
}
