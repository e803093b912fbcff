package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Scores keeps what became of answers.
type Scores interface {
	// CountAnswer counts a message that gave entries as it is now, and whether a person
	// followed: what of that is not counted yet is added to each entry's score, in one
	// step with a mark. So it is counted once, whatever repeats. A message that is gone
	// adds nothing more, and what it added stays.
	CountAnswer(ctx context.Context, m desk.Message, followed bool) error
}

// Scorer counts what became of the bot's answers: a consumer of the feed. Hearing of a
// change again, or late, is harmless: what is counted of an answer is a function of it.
type Scorer struct {
	Scores   Scores
	Messages flow.Messages
}

// Changed implements feed.Consumer.
func (s Scorer) Changed(ctx context.Context, r desk.FeedRecord) error {
	switch {
	case r.Message != nil && r.Message.New != nil && len(r.Message.New.Entries) > 0:
		m := *r.Message.New
		if old := r.Message.Old; old != nil && old.Score(false) == m.Score(false) {
			return nil // only its status
		}
		return s.Scores.CountAnswer(ctx, m, false)
	case r.Left != nil && r.Dialog != nil && r.Dialog.New != nil && r.Dialog.New.FollowsBot(*r.Left):
		return s.followed(ctx, *r.Left)
	case r.Dialog != nil && r.Dialog.New != nil && r.Dialog.New.LeftBot(r.Dialog.Old):
		return s.followed(ctx, *r.Dialog.New)
	}
	return nil
}

// followed counts that a person followed the last answer of a dialog.
func (s Scorer) followed(ctx context.Context, d desk.Dialog) error {
	after, upto := d.Span()
	ms, err := work.Recent(ctx, s.Messages, d.Customer, after, upto, lately)
	if err != nil {
		return fmt.Errorf("what was said in %s: %w", d.ID, err)
	}
	for _, m := range ms {
		if len(m.Entries) > 0 {
			return s.Scores.CountAnswer(ctx, m, true)
		}
	}
	return nil
}

// Rater takes what operators think of the bot's answers.
//
// Repeating is harmless: operators have one rating of an answer, the newest.
type Rater struct {
	Dialogs    flow.Dialogs
	Messages   flow.Messages
	MessageLog flow.MessageLog
}

// Rate rates an answer, or takes the rating back; answers with the message.
// ErrNotFound: the dialog has no message there. ErrInvalid: it is none of the bot's
// that gave an entry.
func (r *Rater) Rate(ctx context.Context, by desk.Actor, id desk.DialogID, at desk.Seq, good *bool) (desk.Message, error) {
	d, err := r.Dialogs.Dialog(ctx, id)
	if err != nil {
		return desk.Message{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	if err := errors.Join(by.MustReadDialog(d), by.MustAnswer()); err != nil {
		return desk.Message{}, err
	}
	found, err := work.Recent(ctx, r.Messages, d.Customer, at-1, at, 1)
	if err == nil && (len(found) == 0 || at <= d.After || !d.Open() && at > d.Last) {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.Message{}, fmt.Errorf("message %d of %s: %w", at, id, err)
	}
	if len(found[0].Entries) == 0 {
		return desk.Message{}, fmt.Errorf("%w: only what the bot answered out of the knowledge base is rated", desk.ErrInvalid)
	}
	m, err := r.MessageLog.UpdateMessage(ctx, d.Customer, found[0].External, func(m desk.Message) desk.Message {
		return m.WithRating(desk.ByOperator, by.Operator, good)
	})
	if err != nil {
		return desk.Message{}, fmt.Errorf("rate message %d of %s: %w", at, id, err)
	}
	return m, nil
}

// rated takes what a customer thinks of an answer: of the one to which they say so, where
// the messenger tells, else of the newest before. is says whether the message is but that:
// then there is nothing to answer.
func (j *AnswerJob) rated(ctx context.Context, d desk.Dialog, ms []desk.Message, press desk.ExternalID) (is bool, err error) {
	at := slices.IndexFunc(ms, func(m desk.Message) bool { return m.External == press })
	if at < 0 {
		return false, nil
	}
	good, yes := rates(ms, at)
	if !yes {
		return false, nil
	}
	said, err := j.meant(ctx, ms[at], ms[at+1:])
	if err != nil || said == "" {
		return true, err
	}
	_, err = j.MessageLog.UpdateMessage(ctx, d.Customer, said, func(m desk.Message) desk.Message {
		return m.WithRating(desk.ByCustomer, "", &good)
	})
	if err != nil {
		err = fmt.Errorf("rate message %s: %w", said, err)
	}
	return true, err
}

// rates says whether a message, of some with the newest first, is but a rating: a press, or
// a thumb in answer to a message, or right after an entry's answer.
func rates(ms []desk.Message, at int) (good, yes bool) {
	m := ms[at]
	if good, yes = m.Rates(); yes {
		return good, true
	}
	if good, yes = m.ThumbsOnly(); !yes || m.ReplyTo != "" {
		return good, yes
	}
	for _, said := range ms[at+1:] {
		if said.Author != desk.ByCustomer && said.Author != desk.AsNote {
			return good, said.Author == desk.ByBot && len(said.Entries) > 0
		}
	}
	return good, false
}

// meant is the answer that a rating is of; "": none.
func (j *AnswerJob) meant(ctx context.Context, press desk.Message, before []desk.Message) (desk.ExternalID, error) {
	if press.ReplyTo != "" {
		said, err := j.Messages.Message(ctx, press.Customer, press.ReplyTo)
		switch {
		case err == nil && said.Author == desk.ByBot && len(said.Entries) > 0:
			return said.External, nil
		case err == nil && press.Payload == "":
			return "", nil // a thumb to something else
		case err != nil && !errors.Is(err, desk.ErrNotFound):
			return "", fmt.Errorf("message %s: %w", press.ReplyTo, err)
		}
	}
	for _, said := range before {
		if said.Author == desk.ByBot && len(said.Entries) > 0 && (press.Payload == "" || said.AsksToRate()) {
			return said.External, nil
		}
	}
	return "", nil
}
