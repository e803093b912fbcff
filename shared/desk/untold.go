package desk

import "time"

// UntoldID names a change that was kept to be told later.
type UntoldID string

// Untold is a change that the feed could not tell everybody: it is kept as it was told,
// until a job has told it all consumers. Most are told by the feed's next try, and the job
// only finds that.
type Untold struct {
	ID    UntoldID
	Item  string // what is stored and changed
	About UntoldAbout
	// What it is of, as far as the change says so.
	Customer CustomerID
	Dialog   DialogID
	Message  Seq
	Run      RunID
	Card     CardRef

	State   UntoldState
	Tries   int    // of the job's
	Code    string // of the last one
	Reason  string
	KeptAt  time.Time
	TriedAt time.Time
	Next    time.Time // while it waits
	Told    any       // the change, as the engine told it
	Version int64
}

// UntoldAbout is of what kind of thing a change is.
type UntoldAbout string

// The kinds.
const (
	UntoldMessage     UntoldAbout = "message"
	UntoldDialog      UntoldAbout = "dialog"
	UntoldRun         UntoldAbout = "run"
	UntoldAnnotations UntoldAbout = "annotations"
	UntoldCard        UntoldAbout = "card"
	UntoldUnreadable  UntoldAbout = "unreadable" // it can't be read, until the system is mended
)

// UntoldState is whether it is still tried by itself.
type UntoldState string

// The states.
const (
	UntoldWaiting UntoldState = "waiting"
	UntoldFailed  UntoldState = "failed" // a dead letter: until somebody has it told once more
)

// UntoldLife is how long a change is kept. It is shorter than what is kept of what followed
// from one, deliveries and firings, so that who has heard of it knows that.
const UntoldLife = 28 * 24 * time.Hour

// untoldWaits is how long to wait before each try of the job's: first as long as the feed
// itself tries, three days in all.
var untoldWaits = []time.Duration{
	Backoff(MaxAttempts), 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour, 21 * time.Hour, 24 * time.Hour,
}

// Untold is the change as it is kept.
func (r FeedRecord) Untold(id UntoldID, now time.Time) Untold {
	u := Untold{ID: id, Item: r.Item, State: UntoldWaiting, KeptAt: now, Next: now.Add(untoldWaits[0]), Told: r.Told}
	switch {
	case r.Err != nil:
		u.About = UntoldUnreadable
	case r.Message != nil:
		m, _ := r.Message.Newest()
		u.About, u.Customer, u.Message = UntoldMessage, m.Customer, m.Seq
	case r.Dialog != nil:
		d, _ := r.Dialog.Newest()
		u.About, u.Customer, u.Dialog = UntoldDialog, d.Customer, d.ID
	case r.Run != nil:
		v, _ := r.Run.Newest()
		u.About, u.Customer, u.Dialog, u.Run = UntoldRun, v.Customer, v.Dialog, v.ID
	case r.Annotations != nil:
		a, _ := r.Annotations.Newest()
		u.About, u.Card = UntoldAnnotations, a.Card
	case r.Card != nil:
		c, _ := r.Card.Newest()
		u.About, u.Card = UntoldCard, c.Ref
	}
	return u
}

// Failed is the change after the job could not tell it everybody.
func (u Untold) Failed(code, reason string, now time.Time) Untold {
	u.Tries, u.Code, u.Reason, u.TriedAt, u.Next = u.Tries+1, code, reason, now, time.Time{}
	if u.Tries >= len(untoldWaits) {
		u.State = UntoldFailed
		return u
	}
	u.Next = now.Add(untoldWaits[u.Tries])
	return u
}

// Anew is the change as it is when it is to be told once more.
func (u Untold) Anew(now time.Time) Untold {
	u.State, u.Tries, u.Next = UntoldWaiting, 0, now
	return u
}

// NewRetellJob is the job that tells a change that was kept: it has one.
func NewRetellJob(u Untold) Job {
	return Job{ID: JobID(Digest("rt", string(u.ID))), Kind: JobRetell, State: JobQueued, Cursor: string(u.ID), Due: u.Next}
}
