package api

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/sight"
)

// sights tell what the caller of one request sees of dialogs.
func (s *server) sights(c *call) sight.Sights { return sight.Of(c.Actor, s.Dialogs) }

// seen is the dialog that an address names, if the caller sees that it is there,
// and how much of it they see. That a dialog exists is no secret within a company:
// what one may not see is forbidden, and says what to do.
func (s *server) seen(ctx context.Context, c *call, id desk.DialogID) (desk.Dialog, desk.Sight, error) {
	d, err := s.Dialogs.Dialog(ctx, id)
	if err != nil {
		return d, desk.SeesNothing, err
	}
	seen, err := s.sights(c).Dialog(ctx, d)
	if err == nil && seen == desk.SeesNothing {
		err = c.MustSee(d)
	}
	return d, seen, err
}

// readableDialog is the dialog that an address names, if the caller may read what is said
// in it.
func (s *server) readableDialog(ctx context.Context, c *call, id desk.DialogID) (desk.Dialog, error) {
	d, seen, err := s.seen(ctx, c, id)
	if err == nil && seen != desk.SeesWords {
		err = c.MustReadDialog(d)
	}
	return d, err
}
