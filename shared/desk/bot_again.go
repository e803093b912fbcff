package desk

import (
	"strings"
	"time"
)

// BotCommand is what a person writes in a messenger's own inbox to have the bot go on
// there, on a line with Line.BotCommand (HO-04).
const BotCommand = "/bot"

// CommandsBot says whether what a messenger told us is that command: all that a person
// wrote somewhere else than here, and nothing beside it.
func (l Line) CommandsBot(in Inbound) bool {
	return l.BotCommand && l.BotFirst() && in.Kind == InMessage && in.Author == ByOperator &&
		len(in.Attachments) == 0 && strings.EqualFold(strings.TrimSpace(in.Text), BotCommand)
}

// BotAgain is the open dialog once the bot has it again: it is nobody's.
func (d Dialog) BotAgain(now time.Time) Dialog {
	if d.State == StateBot {
		return d
	}
	if d.Operator != "" {
		d = d.Released(now)
	}
	d.State, d.AcceptedAt = StateBot, time.Time{}
	return d
}

// BotResumes is when the bot goes on by itself in the dialog on a line that lets it after
// so long a silence (D13). ok is false where it never does: nobody joined, or the customer
// waits for a reply. Silence is of everybody: what is said, noted or accepted ends it.
func (d Dialog) BotResumes(after time.Duration) (at time.Time, ok bool) {
	if after <= 0 || !d.Open() || d.State == StateBot || !d.Joined() || d.Turn != TurnCustomer {
		return time.Time{}, false
	}
	at = d.Last.Time()
	if d.AcceptedAt.After(at) {
		at = d.AcceptedAt
	}
	return at.Add(after), true
}

// AwaitsCustomer says whether since a change people have the dialog of a line with a bot,
// and the customer is to say something next.
func (r FeedRecord) AwaitsCustomer() bool {
	if r.Dialog == nil || r.Dialog.New == nil || r.Dialog.New.Bot == BotNone {
		return false
	}
	had := false
	if old := r.Dialog.Old; old != nil && old.ID == r.Dialog.New.ID {
		_, had = old.BotResumes(1)
	}
	_, has := r.Dialog.New.BotResumes(1)
	return has && !had
}

// NewBotResumeJob is the job that has the bot go on in a dialog: a dialog has one, which
// is made anew whenever a person spoke last.
func NewBotResumeJob(d Dialog, due time.Time) Job {
	return Job{
		ID: JobID(Digest("br", string(d.ID))), Kind: JobBotResume, Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: due,
	}
}
