package answering

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// EmbedJob makes the vectors that the knowledge base lacks, piece by piece, and takes
// away those of entries that are gone.
//
// Repeating is harmless: what has its vector costs nothing more.
type EmbedJob struct{ Answerer *Answerer }

// EmbedJob does the jobs of kind desk.JobEmbed, at each nudge.
func (a *Answerer) EmbedJob() work.Handler {
	return work.AtLeastOnce{Job: EmbedJob{a}, Always: true}
}

// between is the pause between two pieces: others' jobs take their turn.
const between = time.Second

// Do implements work.Repeatable.
func (j EmbedJob) Do(ctx context.Context, _ desk.Job) (time.Duration, error) {
	a := j.Answerer
	if a.Models.Embedder == nil || a.overspent(ctx) != "" {
		return 0, nil // a later question asks for them again
	}
	entries, _, err := a.Rules.Base(ctx)
	if err != nil {
		return 0, err
	}
	_, missing, gone, err := a.compare(ctx, entries)
	if err != nil {
		return 0, err
	}
	if len(gone) > 0 {
		if err := a.Vectors.DropVectors(ctx, gone); err != nil {
			return 0, err
		}
	}
	if len(missing) == 0 {
		return 0, nil
	}
	_, err = a.make(ctx, missing[:min(len(missing), aPiece)], func(u desk.Usage) { a.count(ctx, u) })
	if err != nil {
		return 0, fmt.Errorf("vectors of the knowledge base: %w", err)
	}
	if len(missing) > aPiece {
		return between, nil
	}
	return 0, nil
}
