package routing

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// SpreadJob spreads a team's dialogs.
type SpreadJob struct{ Spreader *Spreader }

// Job does the jobs of kind desk.JobSpread, at each nudge.
func (s *Spreader) Job() work.Handler { return work.AtLeastOnce{Job: SpreadJob{s}, Always: true} }

// Do implements work.Repeatable.
func (j SpreadJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return 0, j.Spreader.Spread(ctx, v.Team)
}
