package crms

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// fresh is how long Remembered answers from memory.
const fresh = time.Minute

// Remembered is CRMs whose fields are kept in memory for up to a minute, so that a
// message costs no read of them. An error is not remembered.
type Remembered struct {
	flow.CRM
	Now func() time.Time

	mu   sync.Mutex
	kept map[of]fields
}

type of struct {
	connection desk.ConnectionID
	kind       desk.CardKind
}

type fields struct {
	all   []desk.Field
	until time.Time
}

// Fields implements flow.Fields.
func (r *Remembered) Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	r.mu.Lock()
	have := r.kept[of{c, k}]
	r.mu.Unlock()
	if r.Now().Before(have.until) {
		return slices.Clone(have.all), nil
	}
	since := r.Now()
	all, err := r.CRM.Fields(ctx, c, k)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = map[of]fields{}
	}
	r.kept[of{c, k}] = fields{all, since.Add(fresh)}
	return slices.Clone(all), nil
}
