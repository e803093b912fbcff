package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// placed is the actor with the teams that they are of. It is asked with every
// request, so that who leaves a team reads nothing of it from the next one on.
func (s *server) placed(ctx context.Context, a desk.Actor) (desk.Actor, error) {
	if a.Operator == "" || a.Role == desk.RoleAdmin { // who may everything, wherever they are
		return a, nil
	}
	teams, err := s.Setup.Teams(ctx)
	if err != nil {
		return a, fmt.Errorf("teams of %s: %w", a.Operator, err)
	}
	return a.In(teams), nil
}

// sights tell what the caller of one request sees of dialogs: what desk.Actor.Sight
// says, and of what was handed over all that they see of where it went on, since
// the receiver reads the whole thread (DG-21).
type sights struct {
	s     *server
	c     *call
	known map[desk.DialogID]desk.Sight
}

func (s *server) sights(c *call) sights {
	return sights{s, c, map[desk.DialogID]desk.Sight{}}
}

// dialog is what is seen of a dialog.
func (v sights) dialog(ctx context.Context, d desk.Dialog) (desk.Sight, error) {
	seen := v.c.Sight(d)
	if seen == desk.SeesWords || d.Continuation() == "" {
		return seen, nil
	}
	further, err := v.of(ctx, d.Continuation())
	return max(seen, further), err
}

// of is what is seen of a dialog that is named somewhere; nothing of one that was
// erased since.
func (v sights) of(ctx context.Context, id desk.DialogID) (desk.Sight, error) {
	if v.c.SeesEveryDialog() {
		return desk.SeesWords, nil
	}
	if seen, ok := v.known[id]; ok {
		return seen, nil
	}
	d, err := v.s.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return desk.SeesNothing, nil
	}
	if err != nil {
		return desk.SeesNothing, fmt.Errorf("dialog %s: %w", id, err)
	}
	seen, err := v.dialog(ctx, d)
	if err == nil {
		v.known[id] = seen
	}
	return seen, err
}

// seen is the dialog that an address names, if the caller sees that it is there,
// and how much of it they see. That a dialog exists is no secret within a company:
// what one may not see is forbidden, and says what to do.
func (s *server) seen(ctx context.Context, c *call, id desk.DialogID) (desk.Dialog, desk.Sight, error) {
	d, err := s.Dialogs.Dialog(ctx, id)
	if err != nil {
		return d, desk.SeesNothing, err
	}
	sight, err := s.sights(c).dialog(ctx, d)
	if err == nil && sight == desk.SeesNothing {
		err = c.MustSee(d)
	}
	return d, sight, err
}

// readableDialog is the dialog that an address names, if the caller may read what is said
// in it.
func (s *server) readableDialog(ctx context.Context, c *call, id desk.DialogID) (desk.Dialog, error) {
	d, sight, err := s.seen(ctx, c, id)
	if err == nil && sight != desk.SeesWords {
		err = c.MustReadDialog(d)
	}
	return d, err
}
