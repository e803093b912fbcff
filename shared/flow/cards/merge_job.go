package cards

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// MergeJob merges contacts, and parts them again.
type MergeJob struct{ Merger *Merger }

// Job does the jobs of kind desk.JobMerge, each at least once: also one that ended,
// since something may have come to the contact meanwhile.
func (m *Merger) Job() work.Handler { return work.AtLeastOnce{Job: MergeJob{m}, Always: true} }

// Do implements work.Repeatable.
func (j MergeJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	from, err := desk.ParseCardRef(v.Contact)
	if err != nil {
		return 0, err
	}
	return 0, j.Merger.Do(ctx, from)
}
