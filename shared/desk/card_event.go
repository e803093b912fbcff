package desk

import "time"

// CardEvent is what a CRM tells of a card: that it changed, or is gone. What it holds
// is read anew.
type CardEvent struct{ Card CardRef }

// NewCardJob is the one job of a card that changed in its CRM. It is nudged with each
// event, and what there is to do stands in the card.
func NewCardJob(card CardRef, now time.Time) Job {
	return Job{ID: JobID(Digest("e", card.String())), Kind: JobCard, Contact: card.String(), State: JobQueued, Due: now}
}
