package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Rereader has what was read be read again, once it is known what a message says.
type Rereader interface {
	// HeardLate hears of a message of which a transcript came. wait, if not 0, is when to
	// tell it again: somebody reads at this moment. Idempotent.
	HeardLate(ctx context.Context, d desk.DialogID, m desk.Message) (wait time.Duration, err error)
}

// Ledger keeps what is paid for, by day.
type Ledger interface {
	// Spend adds to a day ("2026-11-22"), by id once.
	Spend(ctx context.Context, day, id string, u desk.Usage) error
}

// Listener writes down what customers say in voice notes (D2, BX-14): the transcript
// lies on the message, with who made it.
//
// Repeating is harmless: a recording is written down by one work, named after it, and
// counted once; a transcript that is there is not made again.
type Listener struct {
	Messages    flow.Messages
	MessageLog  flow.MessageLog
	Transcriber flow.Transcriber // nil: nobody writes it down
	Rereader    Rereader
	Ledger      Ledger
	Now         func() time.Time
}

// Job does the jobs of kind desk.JobTranscribe, each at least once.
func (l *Listener) Job() work.Handler { return work.AtLeastOnce{Job: TranscribeJob{l}} }

// TranscribeJob has a message's voice notes written down.
type TranscribeJob struct{ Listener *Listener }

// Do implements work.Repeatable.
func (j TranscribeJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	l := j.Listener
	m, err := l.Messages.Message(ctx, v.Customer, v.Message)
	if errors.Is(err, desk.ErrNotFound) || err == nil && m.Deleted || l.Transcriber == nil {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("message %s: %w", v.Message, err)
	}
	var next time.Duration
	for _, a := range m.Attachments {
		if !a.Spoken() {
			continue
		}
		wait, err := l.hear(ctx, m, a)
		if err != nil {
			return 0, err
		}
		if wait > 0 && (next == 0 || wait < next) {
			next = wait
		}
	}
	if next > 0 {
		return next, nil
	}
	if m, err = l.Messages.Message(ctx, v.Customer, v.Message); err != nil {
		if errors.Is(err, desk.ErrNotFound) {
			return 0, nil
		}
		return 0, fmt.Errorf("message %s: %w", v.Message, err)
	}
	for _, a := range m.Attachments { // it is ours now: nobody else is to keep it
		if a.HeardBy != "" {
			if err := l.Transcriber.Forget(ctx, a.Recording()); err != nil {
				return 0, err
			}
		}
	}
	return l.Rereader.HeardLate(ctx, v.Dialog, m)
}

// GiveUp implements work.GivesUp.
func (j TranscribeJob) GiveUp(ctx context.Context, v desk.Job, _ error) error {
	m, err := j.Listener.Messages.Message(ctx, v.Customer, v.Message)
	if err != nil {
		return fmt.Errorf("message %s: %w", v.Message, err)
	}
	for _, a := range m.Attachments {
		if a.Spoken() {
			if err := j.Listener.note(ctx, m, a.Stored, "", "", desk.UnheardGaveUp, fmt.Sprintf("It could not be written down in %d tries.", desk.MaxAttempts)); err != nil {
				return err
			}
		}
	}
	return nil
}

// hear has one recording written down. wait says when to look again.
func (l *Listener) hear(ctx context.Context, m desk.Message, a desk.Attachment) (wait time.Duration, err error) {
	r := a.Recording()
	t, wait, err := l.Transcriber.Transcribe(ctx, r)
	switch {
	case errors.Is(err, desk.ErrInvalid):
		return 0, l.note(ctx, m, a.Stored, "", "", desk.UnheardDamaged, "Nobody could write down what is said: the recording is damaged, too long, or of a kind that is not understood.")
	case err != nil:
		return 0, fmt.Errorf("write down %s: %w", a.Stored, err)
	case wait > 0:
		// Who was erased meanwhile has no job any more that would forget it.
		if _, err := l.Messages.Message(ctx, m.Customer, m.External); errors.Is(err, desk.ErrNotFound) {
			return 0, l.Transcriber.Forget(ctx, r)
		}
		return wait, nil
	}
	if t.Usage != (desk.Usage{}) {
		if err := l.Ledger.Spend(ctx, l.Now().UTC().Format(time.DateOnly), r.Name(), t.Usage); err != nil {
			return 0, fmt.Errorf("count what %s cost: %w", a.Stored, err)
		}
	}
	text, why, none := []rune(t.Text()), "", ""
	if len(text) == 0 {
		why, none = desk.UnheardSilent, "Nothing is said in it."
	}
	return 0, l.note(ctx, m, a.Stored, string(text[:min(len(text), desk.MaxTranscript)]), t.By, why, none)
}

// note stores what came of a recording, wherever an edit has put it.
func (l *Listener) note(ctx context.Context, m desk.Message, stored, text, by, why, none string) error {
	_, err := l.MessageLog.UpdateMessage(ctx, m.Customer, m.External, func(have desk.Message) desk.Message {
		have.Attachments = append([]desk.Attachment(nil), have.Attachments...)
		for i, a := range have.Attachments {
			if a.Stored == stored && a.Spoken() {
				have.Attachments[i].Transcript, have.Attachments[i].HeardBy = text, by
				have.Attachments[i].Unheard, have.Attachments[i].UnheardFor = none, why
			}
		}
		return have
	})
	if errors.Is(err, desk.ErrNotFound) {
		return l.Transcriber.Forget(ctx, desk.Recording{Key: stored}) // it was erased meanwhile
	}
	if err != nil {
		return fmt.Errorf("note what %s says: %w", m.External, err)
	}
	return nil
}
