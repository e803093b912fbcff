package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// TemplateLister asks a line's messenger which templates it has approved. Its errors are
// *desk.SendError.
type TemplateLister interface {
	Templates(ctx context.Context, line desk.Line) ([]desk.ApprovedTemplate, error)
}

// Approved knows which templates a line's messenger has approved: those that it knows
// now, since nothing of them is kept here. It only reads, so repeating is harmless.
type Approved struct {
	Config flow.Config
	Lister TemplateLister
}

// asking is how long a messenger may take to tell its templates.
const asking = 10 * time.Second

// On are the templates of a line, for whoever may answer customers; none where its
// channel has none. What the messenger
// does not tell is refused with its reason (desk.CodeTemplatesUnknown), since a name can
// still be typed.
func (a *Approved) On(ctx context.Context, by desk.Actor, id desk.LineID) ([]desk.ApprovedTemplate, error) {
	if err := by.MustAnswer(); err != nil {
		return nil, err
	}
	line, err := a.Config.Line(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("line %s: %w", id, err)
	}
	if !line.Traits.Templates {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	all, err := a.Lister.Templates(ctx, line)
	var no *desk.SendError
	if errors.As(err, &no) {
		refusal := desk.Refuse(desk.CodeTemplatesUnknown, no.Reason)
		if no.Unsure { // its words are of a message that may have gone out
			refusal.Text = "The messenger gave no whole answer when it was asked for its templates."
		}
		if no.Again || no.Unsure {
			refusal.Kind = desk.ErrBusy
		}
		return nil, refusal
	}
	return all, err
}
