package parties

import (
	"context"
	"sync"

	"github.com/sufler/sufler/shared/desk"
)

// Grants are a table with one grant, for tests of what lets us in to a CRM.
type Grants struct {
	mu   sync.Mutex
	Held desk.Grant
}

// Grant implements kit.Grants.
func (s *Grants) Grant(context.Context, desk.ConnectionID) (desk.Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Held, nil
}

// SaveGrant implements kit.Grants.
func (s *Grants) SaveGrant(_ context.Context, g desk.Grant) (desk.Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g.Version != s.Held.Version {
		return g, desk.ErrConflict
	}
	g.Version++
	s.Held = g
	return g, nil
}
