package desk

import (
	"fmt"
	"strings"
	"time"
)

// CallID names a recorded call. It is also the id of the job that has it written down.
type CallID string

// CallState is how far a recorded call is.
type CallState string

// The states.
const (
	CallWaiting CallState = "waiting" // somebody writes it down
	CallDone    CallState = "done"
	CallFailed  CallState = "failed"
)

// Recorded calls: how many are kept, for how long, and of each how much that was said,
// in bytes (DynamoDB keeps 400 KB an item).
const (
	MaxCalls    = 200
	KeepCalls   = 30 * 24 * time.Hour
	MaxCallSaid = 300_000

	usualSpeakers = 2
	maxSpeakers   = 10
)

// Call is a recorded call, of which the most frequent questions are to be known (FB-11).
// The recording goes as soon as it is written down, and what was said in KeepCalls: who
// was called is known of none.
type Call struct {
	ID       CallID
	Name     string // of the file
	MIME     string
	Size     int64  // bytes
	Stored   string // where the recording lies, until it is written down
	Folder   string // where it was found in the folder of recordings; "": it was uploaded
	Speakers int
	State    CallState
	Code     Code     // why it failed
	Said     []Speech // at most MaxCallSaid
	Cut      bool     // there was more
	HeardBy  string   // who wrote it down
	MicroUSD int64    // what that cost
	AskedAt  time.Time
	DoneAt   time.Time
	Version  int64 // of the stored record; 0: new
}

// NewCall is a recorded call that was uploaded. speakers 0: two. ErrInvalid: it is no
// recording, or there can't be so many speakers.
func NewCall(id CallID, u Upload, speakers int, now time.Time) (Call, error) {
	if speakers == 0 {
		speakers = usualSpeakers
	}
	kind, _, _ := strings.Cut(u.MIME, "/")
	switch {
	case kind != "audio" && kind != "video":
		return Call{}, noFile(CodeFileType, "A recording is audio or video, and not %q.", u.MIME)
	case speakers < 1 || speakers > maxSpeakers:
		return Call{}, fmt.Errorf("%w: one to %d people speak in a call", ErrInvalid, maxSpeakers)
	}
	return Call{
		ID: id, Name: u.Name, MIME: u.MIME, Size: u.Size, Stored: u.SentKey(ExternalID(id), "", 0), Speakers: speakers,
		State: CallWaiting, AskedAt: now.UTC(),
	}, nil
}

// Recording is the call as one.
func (c Call) Recording() Recording {
	return Recording{Key: c.Stored, MIME: c.MIME, Speakers: c.Speakers}
}

// Written is the call with what was said in it.
func (c Call) Written(t Transcript, now time.Time) Call {
	c.State, c.HeardBy, c.MicroUSD, c.DoneAt = CallDone, t.By, t.Usage.MicroUSD, now.UTC()
	left := MaxCallSaid
	for _, s := range t.Said {
		if left -= len(s.Speaker) + len(s.Text); left < 0 {
			c.Cut = true
			break
		}
		c.Said = append(c.Said, s)
	}
	return c
}

// Failed is the call that nobody could write down.
func (c Call) Failed(code Code, now time.Time) Call {
	c.State, c.Code, c.DoneAt = CallFailed, code, now.UTC()
	return c
}

// NewCallJob is the job of having a call written down; Cursor says where its recording
// lies, should the call be taken away.
func NewCallJob(c Call, now time.Time) Job {
	return Job{ID: JobID(c.ID), Kind: JobCall, State: JobQueued, Due: now, Cursor: c.Stored}
}
