package intake

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// FilesJob fetches the files that a message wants.
type FilesJob struct{ AttachmentFetcher *AttachmentFetcher }

// Job does the jobs of kind desk.JobFiles, each at least once.
func (k *AttachmentFetcher) Job() work.Handler { return work.AtLeastOnce{Job: FilesJob{k}} }

// Do implements work.Repeatable.
func (j FilesJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return 0, j.AttachmentFetcher.Keep(ctx, v)
}

// GiveUp implements work.GivesUp.
func (j FilesJob) GiveUp(ctx context.Context, v desk.Job, _ error) error {
	return j.AttachmentFetcher.GiveUp(ctx, v)
}
