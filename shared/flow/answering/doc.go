// Package answering has a model look at what the knowledge base makes of a question: of
// ten entries that may answer it, the model chooses one, or none. What it chooses is an
// entry, word for word; what no model can be asked for, the base's own rules answer.
package answering

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Rules find entries by words and counts, at no cost.
type Rules interface {
	Answers(ctx context.Context, line desk.LineID, question, before string) (desk.FAQFound, error)
	Speaks(ctx context.Context, texts ...string) (string, error)
	// Base is the knowledge base, and a number that grows with each change of it.
	Base(ctx context.Context) ([]desk.FAQ, int64, error)
}

// Chooser chooses the entries that answer a question. Each pick is one of the entries
// that it was given; what was spent comes with an error, too. ErrBusy, ErrInvalid, or a
// Refusal. Asking twice costs twice.
type Chooser interface {
	Choose(ctx context.Context, c desk.FAQChoice) (desk.FAQChosen, error)
	// Named is the engine's name, and its model's.
	Named() (engine, model string)
}

// Embedder makes vectors of length 1: the more alike two texts are in what they mean,
// the more alike their vectors. Its errors are a Chooser's.
type Embedder interface {
	Embed(ctx context.Context, texts []string, question bool) ([][]float32, desk.Usage, error)
	// Named is whose vectors they are: those of two names can't be compared.
	Named() string
}

// Vectors keeps what entries mean, beside them.
type Vectors interface {
	Vectors(ctx context.Context) ([]desk.FAQVector, error)
	// SaveVectors stores them over what is there, and DropVectors forgets them: what is
	// gone is no error.
	SaveVectors(ctx context.Context, vs []desk.FAQVector) error
	DropVectors(ctx context.Context, ids []desk.FAQID) error
}

// Ledger keeps what models cost, by day ("2026-11-22").
type Ledger interface {
	Spent(ctx context.Context, day string) (desk.Usage, error)
	// Spend adds to a day, by id once.
	Spend(ctx context.Context, day, id string, u desk.Usage) error
}
