package desk

import "time"

// Unsent says whether a message of ours did not reach the customer, and will not by
// itself. Of what the bot says that is so, too, where nobody knows: nobody else looks.
func (m Message) Unsent() bool {
	return m.Status == StatusFailed || m.Status == StatusUnsure && m.Author == ByBot
}

// Unanswered is the dialog once the reply m in it could not be sent: a reply that failed
// is no answer (CL-10, ST-02). next is an operator's next reply that did not fail; the
// zero one: there is none yet. What the company says by itself leaves whose turn it is.
func (d Dialog) Unanswered(m, next Message) Dialog {
	if !d.Open() || m.Author != ByOperator {
		return d
	}
	if d.LastSaid == m.External {
		d.Turn = TurnOperator
	}
	// Whoever stands for no operator has replied in what waits: that it was answered, and
	// by nobody who has it, is known by when (Dialog.Returned).
	if d.RepliedAt.Equal(m.Seq.Time()) && d.State == StateInProgress {
		d.RepliedAt = time.Time{}
		if next.External != "" {
			d.RepliedAt = next.Seq.Time()
		}
	}
	return d
}

// SendableAgain says whether a person may have the message sent once more: it was said to
// the customer, by a person or a bot, and did not reach them, or nobody knows.
func (m Message) SendableAgain() bool {
	return (m.Author == ByOperator || m.Author == ByBot) && !m.Automatic() && !m.Deleted && (m.Status == StatusFailed || m.Status == StatusUnsure)
}
