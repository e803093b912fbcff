package talk

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Rooms hears where routing has something to do. What nobody tells it, the sweep
// finds. Repeating is harmless.
type Rooms interface {
	// Freed: an operator, "" being none, has one dialog less.
	Freed(ctx context.Context, o desk.OperatorID) error
	// Waits: a dialog waits for a team, "" being none.
	Waits(ctx context.Context, team desk.TeamID) error
}
