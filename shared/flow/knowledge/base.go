package knowledge

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Base is the knowledge base as it is, and a number that grows with each change of it.
// Nobody may change what it answers with.
func (f *Finder) Base(ctx context.Context) ([]desk.FAQ, int64, error) {
	b, err := f.now(ctx)
	if err != nil {
		return nil, 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return b.entries, f.state, nil
}
