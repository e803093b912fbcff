package routing

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// RouteJob routes dialogs.
type RouteJob struct{ Router *Router }

// Job does the jobs of kind desk.JobRoute, each at least once.
func (r *Router) Job() work.Handler { return work.AtLeastOnce{Job: RouteJob{r}} }

// Do implements work.Repeatable.
func (j RouteJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return 0, j.Router.Route(ctx, v.Dialog)
}
