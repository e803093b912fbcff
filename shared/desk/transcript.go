package desk

import (
	"fmt"
	"time"
)

// OptionTranscript is the option of a connection that says whether what was said in a
// dialog is written into its card, once the dialog is closed (CB-08).
const (
	OptionTranscript  = "transcript"
	TranscriptAtClose = "at_close"
	TranscriptOff     = "off"
)

// WritesTranscripts says whether the company wants what was said in the cards.
func (c Connection) WritesTranscripts() bool { return c.Options[OptionTranscript] == TranscriptAtClose }

// TranscriptMark is how the marks of all parts of a dialog's transcript begin.
func TranscriptMark(d DialogID) string { return Digest("sufler-", "transcript", string(d))[:24] }

// TranscriptPart marks one part of it, counted from 0.
func TranscriptPart(d DialogID, n int) string { return fmt.Sprintf("%s-%04d", TranscriptMark(d), n) }

// TranscriptCard is the card of a connected CRM into which what was said belongs: the one
// from which the dialog is read, else its contact.
func (d Dialog) TranscriptCard() (CardRef, bool) {
	ref, err := d.CopilotCard()
	if err != nil {
		ref = d.Contact
	}
	return ref, ref.ID != "" && ref.Connection != ConnectionBuiltIn
}

// NewTranscriptJob is the one job that writes a closed dialog's.
func NewTranscriptJob(d Dialog, now time.Time) Job {
	return Job{ID: JobID(Digest("x", string(d.ID))), Kind: JobTranscript, Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: now}
}
