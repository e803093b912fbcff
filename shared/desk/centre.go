package desk

import (
	"strconv"
	"time"
)

// Centre is a chat of a connected CRM's own, in which the company's operators answer a
// line's customers: what customers write is passed on into it, and what is answered there
// goes to them (SYS-03).
type Centre struct {
	Connection ConnectionID
	Line       string // which of its own lines, as the CRM names it
}

// Centre is where the line's customers are answered; the zero one: here.
func (l Line) Centre() Centre { return Centre{l.CentreConnection, l.CentreLine} }

// Used says whether anybody answers there.
func (c Centre) Used() bool { return c.Connection != "" && c.Line != "" }

// CentreMark is a message's name in a centre, as it tells of it: its chat and its message.
// It is passed on into no centre again.
type CentreMark struct{ Chat, Message string }

// What keeps a line from being answered where it is to be, as its trouble says.
const (
	CentreIsOff   = "centre_off"
	CentreOffText = "The CRM's line that answers this line's customers is switched off for Sufler there, or was deleted. Choose one in its settings there, or take the setting from this line."
)

// Passing is how far a customer's messages are passed on into a centre.
type Passing struct {
	Customer CustomerID
	Through  Seq // what was said up to here is there, or need not be
	// Upto is up to where somebody passes on right now, 0: nobody does. Who was cut off, or
	// was not answered, left it: then it is looked what is there.
	Upto    Seq
	By      string    // a word that only they know
	Until   time.Time // when they count as cut off
	Since   time.Time // when it was tried first
	Chat    string    // the CRM's own chat, once it said so …
	Session string    // … and the session in it, the last that it said
	Ended   string    // the session that is over there
	Dialog  DialogID  // into whose session was passed on last
	Version int64     // of the stored record; 0: new
}

// Lease for which whoever passes on has a customer's messages to themselves.
const passLease = 2 * time.Minute

// Claimed is p while somebody passes on what was said up to a place.
func (p Passing) Claimed(upto Seq, by string, now time.Time) Passing {
	if p.Upto == 0 {
		p.Since = now
	}
	p.Upto, p.By, p.Until = upto, by, now.Add(passLease)
	return p
}

// Free is p once nobody passes on any more, and nothing was.
func (p Passing) Free() Passing {
	p.Upto, p.By, p.Until, p.Since = 0, "", time.Time{}, time.Time{}
	return p
}

// Unsure is p once it was tried, and nobody knows what came of it.
func (p Passing) Unsure(now time.Time) Passing {
	p.By, p.Until = "", now
	return p
}

// Passed is p once all up to a place is there.
func (p Passing) Passed(through Seq) Passing {
	p = p.Free()
	p.Through = max(p.Through, through)
	return p
}

// Busy is how long somebody else is at it.
func (p Passing) Busy(now time.Time) time.Duration {
	if p.Upto == 0 {
		return 0
	}
	return max(0, p.Until.Sub(now))
}

// Over says whether the session into which was passed on last is over there.
func (p Passing) Over() bool { return p.Session != "" && p.Session == p.Ended }

// PassesOn says whether what is said in the dialog is passed on into a centre: once people
// have it, or had it. What a bot says to somebody whom it need not hand over is not.
func (d Dialog) PassesOn() bool {
	return d.Peoples() || !d.Open() && d.CloseReason != ClosedErased && (d.Bot == BotNone || d.Parent != "")
}

// PassesOn says whether the message is passed on into a centre: not what people note here,
// what came from there, or what is taken back.
func (m Message) PassesOn() bool {
	return m.Author != AsNote && m.Centre == (CentreMark{}) && !m.Deleted && (m.Text != "" || len(m.Attachments) > 0)
}

// CentreEventKind is what a centre tells.
type CentreEventKind string

// The kinds.
const (
	CentreSaid    CentreEventKind = "said"    // somebody answers the customer
	CentreChanged CentreEventKind = "changed" // … and changed what they said
	CentreDeleted CentreEventKind = "deleted" // … or took it back
	CentreBegan   CentreEventKind = "began"   // a session with the customer
	CentreEnded   CentreEventKind = "ended"   // … is over
	CentreOff     CentreEventKind = "off"     // one of its lines is switched off for us, or is no more
)

// CentreEvent is what a centre tells.
type CentreEvent struct {
	Kind     CentreEventKind
	Line     string     // of the CRM
	Customer CustomerID // in whose chat; "": it does not say
	Mark     CentreMark
	Session  string
	Name     string // of who answers, as the CRM calls them
	Text     string
	Files    []Attachment
}

// CentreExternal names a message from a centre with us: it is one, however often it is
// told of.
func CentreExternal(c ConnectionID, m CentreMark) ExternalID {
	return OwnPrefix + ExternalID(Digest("", "centre", string(c), m.Chat, m.Message))
}

// InCentre is whoever answers in a connected CRM's centre, by the name that it gives them:
// they have what they answer, whoever has it here.
func InCentre(c ConnectionID, name string) Actor {
	a := InCRM(c, name)
	a.Role = RoleSupervisor
	return a
}

// Passed is what is passed on.
type Passed struct {
	To       Centre
	Customer CustomerID
	Profile  Profile
	Title    string // of the line on which they write
	Messages []PassedMessage
	// NoCards: the customer lives in that CRM, and is found or made there by us.
	NoCards bool
}

// PassedMessage is one message of what is passed on.
type PassedMessage struct {
	ID    ExternalID
	At    time.Time
	By    string // who of ours said it; "": the customer
	Text  string
	Files []Attachment // each with its URL
}

// PassedIn is where it went: the CRM's chat and session; "": it did not say.
type PassedIn struct {
	Chat, Session string
	Refused       int // so many messages were not taken, and will not be
}

// PassedTold tells a centre what became of messages.
type PassedTold struct {
	To       Centre
	Customer CustomerID
	Message  PassedMessage // of the customer's: as it is now
	Deleted  bool          // … or it is taken back
	Mark     CentreMark    // of the centre's own: it was delivered
}

// NewCentreJob is the one job of what a customer's messages are passed on into a centre. It is
// made anew whenever there may be more. Where nothing was passed on yet it begins with the
// dialog's thread.
func NewCentreJob(d Dialog, now time.Time) Job {
	return Job{
		ID: CentreJobID(d.Customer), Kind: JobCentre, Line: d.Line, Customer: d.Customer, Dialog: d.ID,
		Cursor: strconv.FormatInt(int64(d.ThreadAfter), 10), State: JobQueued, Due: now,
	}
}

// CentreJobID names it.
func CentreJobID(c CustomerID) JobID { return JobID(Digest("ce", string(c))) }

// PassesAfter is the place after which a job of NewCentreJob begins.
func (d Job) PassesAfter() Seq {
	n, _ := strconv.ParseInt(d.Cursor, 10, 64)
	return Seq(n)
}

// NewCentreToldJob is the job that tells a centre what became of a message: it was changed,
// or was delivered.
func NewCentreToldJob(m Message, now time.Time) Job {
	return Job{
		ID: JobID(Digest("ct", string(m.Customer), string(m.External))), Kind: JobCentreTold, Customer: m.Customer, Message: m.External,
		State: JobQueued, Due: now,
	}
}

// NewCentreFilesJob is the job of a message from a centre that has files: they are fetched
// before it goes out.
func NewCentreFilesJob(line LineID, m Message, d DialogID, now time.Time) Job {
	j := NewReplyJob(line, m, d, now)
	j.ID, j.Kind = JobID(Digest("cf", string(m.Customer), string(m.External))), JobCentreFiles
	return j
}

// NewCentreEndJob is the one job of the customer's sessions that are over in a centre: of the
// last of which was told, which Cursor names.
func NewCentreEndJob(line LineID, c CustomerID, e CentreEvent, now time.Time) Job {
	return Job{
		ID: CentreEndID(c), Kind: JobCentreEnd, Line: line, Customer: c, Cursor: e.Session, Person: e.Name, State: JobQueued, Due: now,
	}
}

// CentreEndID names it.
func CentreEndID(c CustomerID) JobID { return JobID(Digest("cx", string(c))) }

// CentreSeen is what a centre shows of the session into which was passed on.
type CentreSeen struct {
	Said  []CentreEvent // what operators said to the customer, in order
	Ended bool          // the session is over
}

// NewCentreLookJob is the one job that looks whether a centre did something with a customer of
// which it did not tell, or told while nobody heard.
func NewCentreLookJob(d Dialog, now time.Time) Job {
	return Job{ID: CentreLookID(d.Customer), Kind: JobCentreLook, Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: now}
}

// CentreLookID names it.
func CentreLookID(c CustomerID) JobID { return JobID(Digest("cl", string(c))) }

// CentreVisit is who opened the settings of a line of a CRM's centre: an administrator there.
type CentreVisit struct {
	Line     string // of the CRM
	Language string
	Frame    string // the one origin that may show the page
	Pass     string // lets the page come back to us as the same person, for this line
}
