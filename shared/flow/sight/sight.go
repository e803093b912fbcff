// Package sight says what somebody sees of dialogs: desk.Actor.Sight, where that needs
// more than the dialog itself. It is one rule for whatever shows a part of a dialog,
// in the API and in what is told live (RS-07).
package sight

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Teams are all teams there are.
type Teams interface {
	Teams(ctx context.Context) ([]desk.Team, error)
}

// Dialogs finds dialogs.
type Dialogs interface {
	// Dialog finds one. ErrNotFound.
	Dialog(ctx context.Context, id desk.DialogID) (desk.Dialog, error)
}

// Placed is the actor with the teams that they are of. It is asked with every
// request, so that who leaves a team reads nothing of it from the next one on.
func Placed(ctx context.Context, teams Teams, a desk.Actor) (desk.Actor, error) {
	if a.Operator == "" || a.Role == desk.RoleAdmin { // who may everything, wherever they are
		return a, nil
	}
	all, err := teams.Teams(ctx)
	if err != nil {
		return a, fmt.Errorf("teams of %s: %w", a.Operator, err)
	}
	return a.In(all), nil
}

// Sights are what one actor sees of dialogs at one moment: what desk.Actor.Sight
// says, and of what was handed over all that they see of where it went on, since
// the receiver reads the whole thread (DG-21).
type Sights struct {
	actor   desk.Actor
	dialogs Dialogs
	known   map[desk.DialogID]desk.Sight
}

// Of are the actor's sights, from now on and for as long as one request takes.
func Of(a desk.Actor, dialogs Dialogs) Sights {
	return Sights{a, dialogs, map[desk.DialogID]desk.Sight{}}
}

// Dialog is what is seen of a dialog.
func (v Sights) Dialog(ctx context.Context, d desk.Dialog) (desk.Sight, error) {
	seen := v.actor.Sight(d)
	if seen == desk.SeesWords || d.Continuation() == "" {
		return seen, nil
	}
	further, err := v.Named(ctx, d.Continuation())
	return max(seen, further), err
}

// Named is what is seen of a dialog that is named somewhere; nothing of one that was
// erased since.
func (v Sights) Named(ctx context.Context, id desk.DialogID) (desk.Sight, error) {
	if v.actor.SeesEveryDialog() {
		return desk.SeesWords, nil
	}
	if seen, ok := v.known[id]; ok {
		return seen, nil
	}
	d, err := v.dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return desk.SeesNothing, nil
	}
	if err != nil {
		return desk.SeesNothing, fmt.Errorf("dialog %s: %w", id, err)
	}
	seen, err := v.Dialog(ctx, d)
	if err == nil {
		v.known[id] = seen
	}
	return seen, err
}
