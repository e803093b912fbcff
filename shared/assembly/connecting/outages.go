package connecting

import (
	"context"
	"log/slog"
	"sync"

	"github.com/sufler/sufler/shared/crm/limits"
	"github.com/sufler/sufler/shared/desk"
)

// told is a board that has the log say once when a CRM's outage begins and when it is
// over: whichever process found it writes it down for the others.
type told struct {
	limits.Board
	log *slog.Logger // nil: the default one

	mu   sync.Mutex
	down map[desk.ConnectionID]bool // as it is known
}

// Outage implements limits.Board.
func (t *told) Outage(ctx context.Context, c desk.ConnectionID) (desk.Outage, error) {
	o, err := t.Board.Outage(ctx, c)
	if err == nil {
		t.heard(o)
	}
	return o, err
}

// SaveOutage implements limits.Board.
func (t *told) SaveOutage(ctx context.Context, o desk.Outage) (desk.Outage, error) {
	saved, err := t.Board.SaveOutage(ctx, o)
	if err != nil || !t.heard(saved) {
		return saved, err
	}
	log := t.log
	if log == nil {
		log = slog.Default()
	}
	if saved.Failed > 0 {
		log.WarnContext(ctx, "a connected CRM is left alone", "connection", string(saved.Connection), "why", saved.Why, "until", saved.Until)
	} else {
		log.InfoContext(ctx, "a connected CRM is asked again", "connection", string(saved.Connection))
	}
	return saved, nil
}

// heard notes what is so, and says whether it was otherwise.
func (t *told) heard(o desk.Outage) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.down[o.Connection] == (o.Failed > 0) {
		return false
	}
	if t.down == nil {
		t.down = map[desk.ConnectionID]bool{}
	}
	t.down[o.Connection] = o.Failed > 0
	return true
}
