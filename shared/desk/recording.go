package desk

import (
	"slices"
	"strings"
	"time"
)

// Recording is a file that we keep, in which people speak.
type Recording struct {
	Key      string // where it lies: the same key is the same recording
	MIME     string
	Duration time.Duration // 0: nobody said
	Speakers int           // how many are to be told apart, at most; 0: one speaks
}

// Name is what the work of writing a recording down is called: the same recording, the
// same work, so that nobody pays for it twice.
func (r Recording) Name() string { return "sufler-" + Digest("", "recording", r.Key) }

// Transcript is what was said in a recording.
type Transcript struct {
	Said  []Speech
	By    string // who wrote it down: "transcribe", "openai/whisper-1"
	Usage Usage  // MicroUSD alone
}

// Speech is what one speaker said in one go; "" where nobody told speakers apart.
type Speech struct{ Speaker, Text string }

// Text is all that was said.
func (t Transcript) Text() string {
	var said []string
	for _, s := range t.Said {
		if text := strings.Join(strings.Fields(s.Text), " "); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, "\n")
}

// MaxTranscript is how much of a voice note's transcript is kept, in characters.
const MaxTranscript = 20_000

// Spoken says whether somebody speaks in an attachment, of which nobody wrote down yet
// what: and that there is a copy of it.
func (a Attachment) Spoken() bool {
	return (a.Kind == AttachedVoice || a.Kind == AttachedAudio) && a.Stored != "" && a.Transcript == "" && a.Unheard == ""
}

// Recording is the attachment as one.
func (a Attachment) Recording() Recording {
	return Recording{Key: a.Stored, MIME: a.MIME, Duration: a.Duration}
}

// Speaks says whether somebody is to write down what a customer says in the message.
func (m Message) Speaks() bool {
	return m.Author == ByCustomer && !m.Deleted && slices.ContainsFunc(m.Attachments, Attachment.Spoken)
}

// Why nobody wrote a recording down.
const (
	UnheardDamaged = "damaged" // or too long, or of a kind that is not understood
	UnheardSilent  = "silent"  // nothing is said in it
	UnheardGaveUp  = "gave_up" // it failed too often
)

// Unheard says whether somebody may still write down what a customer says in the message.
func (m Message) Unheard() bool {
	return m.Author == ByCustomer && !m.Deleted && slices.ContainsFunc(m.Attachments, func(a Attachment) bool {
		return a.Spoken() || (a.Kind == AttachedVoice || a.Kind == AttachedAudio) && a.Wanted()
	})
}

// Heard says whether a quote stands only in what was written down of a recording.
func (m Message) Heard(quote string) bool {
	return quote != "" && !strings.Contains(m.Text, quote) &&
		slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return strings.Contains(a.Transcript, quote) })
}

// NewTranscribeJob is the job of a message's voice notes into words.
func NewTranscribeJob(line LineID, m Message, d DialogID, now time.Time) Job {
	return Job{
		ID: JobID(Digest("v", string(m.Customer), string(m.External))), Kind: JobTranscribe, Line: line,
		Customer: m.Customer, Dialog: d, Message: m.External, State: JobQueued, Due: now,
	}
}
