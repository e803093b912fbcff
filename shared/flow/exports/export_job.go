package exports

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// ExportJob writes files, piece by piece.
type ExportJob struct{ Exporter *Exporter }

// Job does the jobs of kind desk.JobExport, each at least once.
func (x *Exporter) Job() work.Handler { return work.AtLeastOnce{Job: ExportJob{x}} }

// Do implements work.Repeatable.
func (j ExportJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return j.Exporter.Export(ctx, desk.ExportID(v.ID))
}

// GiveUp implements work.GivesUp.
func (j ExportJob) GiveUp(ctx context.Context, v desk.Job, cause error) error {
	return j.Exporter.GiveUp(ctx, desk.ExportID(v.ID), work.CodeOf(cause))
}
