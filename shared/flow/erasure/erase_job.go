package erasure

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// EraseJob takes people away, piece by piece.
type EraseJob struct{ Eraser *Eraser }

// Job does the jobs of kind desk.JobErase, each at least once.
func (e *Eraser) Job() work.Handler { return work.AtLeastOnce{Job: EraseJob{e}} }

// Do implements work.Repeatable.
func (j EraseJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return j.Eraser.Erase(ctx, desk.ErasureID(v.ID))
}

// GiveUp implements work.GivesUp.
func (j EraseJob) GiveUp(ctx context.Context, v desk.Job, cause error) error {
	return j.Eraser.GiveUp(ctx, desk.ErasureID(v.ID), work.CodeOf(cause), "It failed so often that it was given up: "+string(work.CodeOf(cause))+". Ask for it again.")
}
