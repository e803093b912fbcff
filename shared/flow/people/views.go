package people

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// ViewStore keeps operators' views.
type ViewStore interface {
	// Views are an operator's; none have the Version 0.
	Views(ctx context.Context, of desk.OperatorID) (desk.Views, error)
	// SaveViews stores them over those of their Version. ErrConflict.
	SaveViews(ctx context.Context, of desk.OperatorID, v desk.Views) (desk.Views, error)
}

// ViewKeeper keeps the views of the one who asks.
//
// Repeating is harmless: it says how they shall be, over the version that was seen.
type ViewKeeper struct{ Views ViewStore }

// Get answers with the views.
func (k *ViewKeeper) Get(ctx context.Context, by desk.Actor) (desk.Views, error) {
	if by.Operator == "" {
		return desk.Views{}, desk.NoOperator()
	}
	return k.Views.Views(ctx, by.Operator)
}

// Set stores the views. ErrConflict: they were changed since.
func (k *ViewKeeper) Set(ctx context.Context, by desk.Actor, v desk.Views) (desk.Views, error) {
	if by.Operator == "" {
		return desk.Views{}, desk.NoOperator()
	}
	if err := v.Check(); err != nil {
		return v, err
	}
	return k.Views.SaveViews(ctx, by.Operator, v)
}
