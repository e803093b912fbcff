// Package flow holds the ports of Sufler's verbs, and its folders hold the verbs,
// one file each, by area: intake (a message comes in), talk (people in dialogs),
// copilot (dialogs are read), cards (by hand), setup, erasure, and work (what was put off).
//
// A verb is a struct whose fields are its ports and whose method does it. The
// rules are in desk; the plugs behind the ports are elsewhere. An area knows desk,
// the ports, and work; no other area. A port that only one area needs is declared
// there. What several need stands here once, since its comment is a contract that
// flowtest holds any implementation to: repeated in every area, as Go would let
// us, it would soon be several contracts.
//
// Every verb may be repeated: each says why it is idempotent. What repeats can
// come from anywhere: a messenger's retry, a queue's second delivery, a person's
// second click, a function killed after its work and before its answer.
package flow

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// The ports. Their comments are their contracts; flowtest holds any
// implementation to them.

// MessageLog keeps customers' messages and the dialogs they make.
type MessageLog interface {
	// Append stores a.Message once by (customer, external id), for good, at a
	// place after all of the customer's messages, and moves the customer's open
	// dialog there (state and turn by Dialog.AfterMessageBy; LastSpoken if it
	// ResetsQuiet). If none is open it opens the next (Dialog.Next), and stores with
	// it the customer (new, or its newer profile) and the job that binds the dialog
	// (desk.NewBindJob).
	//
	// A repeat stores nothing and answers with what is stored: Message, and the
	// dialog that it lies in. If the first attempt was cut off after storing the
	// message, the repeat does the rest. What is said where a
	// bot may be answering is stored with the dialog's move, or not at all, as far as the
	// move depends on the dialog (Append.Joins).
	Append(ctx context.Context, a desk.Append) (desk.Appended, error)

	// AppendIn is Append into one dialog and no other, together with a job (nil: none):
	// a reply belongs where it was written. If that dialog is closed nothing is stored
	// and the error is a refusal, dialog_closed. ErrNotFound: there is no such dialog.
	AppendIn(ctx context.Context, a desk.Append, in desk.DialogID, job *desk.Job) (desk.Appended, error)

	// AppendWithJob is Append together with a job, whose Dialog is the one that takes
	// the message. ErrNotFound: the customer never had a dialog.
	AppendWithJob(ctx context.Context, a desk.Append, job desk.Job) (desk.Appended, error)

	// UpdateMessage changes a stored message by change, which may be called again if
	// another update was faster. external may be the messenger's id or ours (see
	// AddExternalID). ErrNotFound: no such message. Changing it to what it already is
	// stores nothing.
	UpdateMessage(ctx context.Context, c desk.CustomerID, external desk.ExternalID, change func(desk.Message) desk.Message) (desk.Message, error)

	// UpdateOrDefer is UpdateMessage where the message may still come: what change
	// makes of a message of which nothing is known is kept, and joins the message
	// (desk.Message.MergedWith) when an append or AddExternalID brings it. Until then
	// nobody sees it, and if the message never comes it goes after desk.EarlyLife. So
	// change must be idempotent: a mark, not a count.
	UpdateOrDefer(ctx context.Context, c desk.CustomerID, external desk.ExternalID, change func(desk.Message) desk.Message) error

	// AddExternalID makes the messenger's own id another name of a message of ours, so
	// that statuses and echoes find it. Idempotent; a taken name is
	// left as it is.
	AddExternalID(ctx context.Context, c desk.CustomerID, messengers, ours desk.ExternalID) error
}

// Messages reads a customer's stream.
type Messages interface {
	// Messages are those after a place, up to and with another (0: the end), in
	// order, newest first if so asked. What was stored before the call is there.
	Messages(ctx context.Context, c desk.CustomerID, after, upto desk.Seq, newestFirst bool, ask desk.PageAsk) (desk.Page[desk.Message], error)
	// Message finds one by its external id, the messenger's or ours. ErrNotFound.
	Message(ctx context.Context, c desk.CustomerID, external desk.ExternalID) (desk.Message, error)
}

// Dialogs keeps dialogs.
type Dialogs interface {
	// Dialog finds one. ErrNotFound.
	Dialog(ctx context.Context, id desk.DialogID) (desk.Dialog, error)
	// ChangeDialog stores what change makes of the dialog, as one step: change
	// sees the dialog as it is and may be called again if a message or somebody
	// else was faster. An error of change is returned and nothing is stored; a
	// change that changes nothing stores nothing.
	ChangeDialog(ctx context.Context, id desk.DialogID, change func(desk.Dialog) (desk.Dialog, error)) (desk.Dialog, error)
	// Follow opens child, the next dialog of the same customer, in one step with
	// parent as it is given, closed. ErrConflict: parent changed meanwhile or is
	// not the customer's newest; look again.
	Follow(ctx context.Context, parent, child desk.Dialog) error
}

// Newest finds the dialog that a customer's next message belongs to, if it is
// still open.
type Newest interface {
	// Newest is the customer's last opened dialog. ErrNotFound: there is none yet.
	Newest(ctx context.Context, c desk.CustomerID) (desk.Dialog, error)
}

// Teams knows the teams that dialogs are handed to.
type Teams interface {
	// Team finds one. ErrNotFound.
	Team(ctx context.Context, id desk.TeamID) (desk.Team, error)
}

// Customers keeps customers.
type Customers interface {
	// Customer finds one. ErrNotFound.
	Customer(ctx context.Context, id desk.CustomerID) (desk.Customer, error)
	// Canonical is the profile of a person whom the channel may know by two ids
	// (Traits.AltID), with the id under which they are kept as its User, whichever
	// of both came. When both come for the first time they are kept under the second
	// if they have a dialog by it, else under the first; if learn that holds from then
	// on. Idempotent.
	Canonical(ctx context.Context, line desk.Line, p desk.Profile, learn bool) (desk.Profile, error)
	// ChangeCustomer works like ChangeDialog.
	ChangeCustomer(ctx context.Context, id desk.CustomerID, change func(desk.Customer) (desk.Customer, error)) (desk.Customer, error)
}

// Config is what the company set up. It may be up to a minute old.
type Config interface {
	Settings(ctx context.Context) (desk.Settings, error)
	// Line finds one. ErrNotFound.
	Line(ctx context.Context, id desk.LineID) (desk.Line, error)
}

// Staff knows who the operators are.
type Staff interface {
	// MustKnow refuses (desk.RefuseOperator) ids that no account has, switched off or
	// not, and no key stands for that is not revoked.
	MustKnow(ctx context.Context, ids ...desk.OperatorID) error
}

// Connections are the CRMs that the company connected.
type Connections interface {
	// Connection finds one, with its secrets. ErrNotFound.
	Connection(ctx context.Context, id desk.ConnectionID) (desk.Connection, error)
}

// Lines notes what keeps a line from working.
type Lines interface {
	// MarkLine stores now as the line's trouble, over an older one, and changes
	// nothing else of the line. The zero trouble takes away the one that line
	// carries, if it is still that one. Idempotent.
	MarkLine(ctx context.Context, line desk.Line, now desk.Trouble) error
}

// Registrar tells a messenger where to call, and so tests the line's token.
// Idempotent. Its errors are *desk.SendError.
type Registrar interface {
	Setup(ctx context.Context, line desk.Line, webhookURL string) error
}

// Firsts knows each contact's first dialog ever (D4).
type Firsts interface {
	// FirstDialog answers with the contact's first dialog, which is d if none was
	// known. Repeating answers alike.
	FirstDialog(ctx context.Context, contact desk.CardRef, d desk.DialogID) (desk.DialogID, error)
	// KnownFirst is the contact's first dialog; "": none is known.
	KnownFirst(ctx context.Context, contact desk.CardRef) (desk.DialogID, error)
}

// Runs keeps runs, and what we write beside cards.
type Runs interface {
	// Run finds one. ErrNotFound.
	Run(ctx context.Context, id desk.RunID) (desk.Run, error)
	// CreateRun stores r unless its id is there or another run of the same dialog
	// and card has not Ended: then that one is answered, and created is false.
	CreateRun(ctx context.Context, r desk.Run) (stored desk.Run, created bool, err error)
	// SaveRun stores r, the margin (if not nil) and the timeline entries, all or
	// nothing (entries beyond the transaction's size go first: they are harmless
	// alone). ErrConflict: the run or the margin is no longer of the given
	// Version; look again. It answers with the run as stored.
	SaveRun(ctx context.Context, r desk.Run, m *desk.CardAnnotations, es []desk.Entry) (desk.Run, error)
	// MoveRun stores r, which has not ended, as the run of its dialog and another
	// card, unless another run of those two has not ended: then that one is
	// answered, and moved is false. ErrConflict: r is no longer of that Version.
	MoveRun(ctx context.Context, r desk.Run, to desk.CardRef) (stored desk.Run, moved bool, err error)
}

// Annotations reads what we keep beside a card.
type Annotations interface {
	// Annotations of a card; the zero CardAnnotations with Card set if there is none.
	Annotations(ctx context.Context, ref desk.CardRef) (desk.CardAnnotations, error)
	// AddEntries adds to timelines. The same entry twice is one.
	AddEntries(ctx context.Context, es []desk.Entry) error
	// SaveMargin stores m with timeline entries, all or nothing. ErrConflict: it is
	// no longer of that Version; look again.
	SaveMargin(ctx context.Context, m desk.CardAnnotations, es []desk.Entry) error
}

// Jobs keeps what must go out.
type Jobs interface {
	// Job finds one. ErrNotFound.
	Job(ctx context.Context, id desk.JobID) (desk.Job, error)
	// AddJob stores it unless its id is there.
	AddJob(ctx context.Context, d desk.Job) error
	// SaveJob stores it. ErrConflict: it is no longer of that Version.
	SaveJob(ctx context.Context, d desk.Job) (desk.Job, error)
}

// Overdue finds what nobody may have been told of: a function died between
// storing and telling. What is found may also be on its way already.
type Overdue interface {
	// DueRuns are waiting and running runs whose StartsAt, or claim, lies before.
	DueRuns(ctx context.Context, before time.Time, ask desk.PageAsk) (desk.Page[desk.Run], error)
	// DueJobs are those not Ended, due before.
	DueJobs(ctx context.Context, before time.Time, ask desk.PageAsk) (desk.Page[desk.Job], error)
	// OpenDialogs are all dialogs that are not closed.
	OpenDialogs(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
}

// QuietQueue brings a wakeup back after a delay, at least once. A delay longer
// than the queue can hold may be shortened: the wakeup is looked at and sent
// again. No customer's wakeups go ahead of everybody's: lines take turns, and so
// do the customers of one.
type QuietQueue interface {
	Schedule(ctx context.Context, w desk.Wakeup, after time.Duration) error
}

// Outbox brings a job, by its id, to work.Worker after a delay, at least once.
// No line's jobs hold up another line's: lines take turns, and one has but
// a share of all who deliver.
type Outbox interface {
	Enqueue(ctx context.Context, v desk.Job, after time.Duration) error
}

// Closing starts the steps that close a dialog once it is idle. They are named
// after the dialog: starting is idempotent.
type Closing interface {
	StartClosing(ctx context.Context, d desk.DialogID, at time.Time) error
}

// Reader reads a chat. It claims; it does not decide: each finding is checked.
// Everything in the chat's messages is data. ErrBusy: later it may work; a
// Refusal: it will not.
type Reader interface {
	Read(ctx context.Context, chat desk.Chat) (desk.Reading, error)
}

// Prover makes the canonical value of a field out of what a reader claims,
// proven by the finding's quote alone (with the message's time and the locale).
// ErrInvalid says, without the customer's words, why it is not proven.
type Prover interface {
	Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error)
}

// Numbering knows how a customer sees what a message offers.
type Numbering interface {
	// Numbered are those of the message's buttons that stand numbered in its text,
	// in their order, since the channel has no form for them. Pure.
	Numbered(line desk.Line, m desk.Message) []desk.Button
}

// Opener opens a file that a customer sent, at the messenger. Opening again is
// harmless. Its errors are *desk.SendError.
type Opener interface {
	Open(ctx context.Context, line desk.Line, a desk.Attachment) (desk.File, error)
}

// Transcriber writes down what is said in a recording that we keep.
type Transcriber interface {
	// Transcribe begins the work, once a recording, or looks how far it is: wait, if not
	// 0, says when to ask again. ErrInvalid: nobody can write it down. ErrBusy: later it
	// may work. Asking again costs nothing more where the work goes on elsewhere.
	Transcribe(ctx context.Context, r desk.Recording) (t desk.Transcript, wait time.Duration, err error)
	// Forget has the work and what came of it forgotten elsewhere. What is unknown is no
	// error.
	Forget(ctx context.Context, r desk.Recording) error
}

// Lookup asks a messenger what a person shows of themselves beside their
// messages, and answers with p and what is new. Idempotent. Its
// errors are *desk.SendError.
type Lookup interface {
	Lookup(ctx context.Context, line desk.Line, p desk.Profile) (desk.Profile, error)
}

// Remover takes files away; one that is not there is no error.
type Remover interface {
	Remove(ctx context.Context, key string) error
}

// Files keeps files.
type Files interface {
	// Keep stores what f.Body holds under key, over what is there, and answers with
	// its size. ErrInvalid: it is too large or of a type that is not kept.
	Keep(ctx context.Context, key string, f desk.File) (int64, error)
	Remover
}

// Uploads keeps what operators announce, until its time has passed.
type Uploads interface {
	// AddUpload stores it unless its id is there, and answers with what is stored.
	AddUpload(ctx context.Context, u desk.Upload) (desk.Upload, error)
	// Upload finds one. ErrNotFound: there is none, or no longer.
	Upload(ctx context.Context, id desk.UploadID) (desk.Upload, error)
}

// Quotas counts what somebody uses of what has a limit a day.
type Quotas interface {
	// Use adds to what who has used on a day ("2026-11-22"), unless it would come to
	// more than most: then nothing is added, and ok is false.
	Use(ctx context.Context, who, day string, use, most desk.Quota) (ok bool, err error)
}

// Slots says where the bytes of uploads go.
type Slots interface {
	// UploadURL takes exactly the announced bytes, of that type, for desk.UploadTime.
	// Idempotent.
	UploadURL(ctx context.Context, u desk.Upload) (desk.UploadURL, error)
}

// UploadStore takes the bytes of uploads. Its errors of absence are ErrNotFound: the
// bytes are not there, or not all of them.
type UploadStore interface {
	Slots
	// Whole says whether the bytes are there.
	Whole(ctx context.Context, u desk.Upload) error
	// Take copies them to key for good, over what is there. Idempotent.
	Take(ctx context.Context, u desk.Upload, key string) error
}

// Pace holds back what a messenger would throttle.
type Pace interface {
	// Take counts one message to a customer of the line, or says how long to wait
	// first; 0: go ahead. What must wait is not counted.
	Take(line desk.Line, user string, now time.Time) time.Duration
}

// Sender sends to a customer by the line's messenger. Its errors are
// *desk.SendError; it is not asked twice about what may have gone out.
type Sender interface {
	Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error)
}

// Merges keeps which contacts went into which (OP-36). A contact goes into one, and
// into none that went into another itself: so there is always an end.
type Merges interface {
	// Merge is what became of a contact. ErrNotFound: it went into none.
	Merge(ctx context.Context, from desk.CardRef) (desk.Merge, error)
	// MergesOf are those of the contacts that went into others, and into which.
	MergesOf(ctx context.Context, contacts []desk.CardRef) (map[desk.CardRef]desk.CardRef, error)
	// BeginMerge stores m over its Version with its job (desk.NewMergeJob), made anew.
	// ErrConflict: it is no longer of that version, or Into goes into another itself.
	BeginMerge(ctx context.Context, m desk.Merge) (desk.Merge, error)
	// SaveMerge stores it. ErrConflict: it is no longer of that Version.
	SaveMerge(ctx context.Context, m desk.Merge) (desk.Merge, error)
	// DropMerge forgets it. ErrConflict, too.
	DropMerge(ctx context.Context, m desk.Merge) error
	// MergedInto are the contacts that went into one.
	MergedInto(ctx context.Context, into desk.CardRef) ([]desk.CardRef, error)
	// KnownBy are the identities that a contact has claimed.
	KnownBy(ctx context.Context, contact desk.CardRef) ([]desk.Identity, error)
	// MoveClaim makes what one contact claimed another's, if it is still the first's.
	MoveClaim(ctx context.Context, id desk.Identity, from, to desk.CardRef) error
	// TakeEntries takes lines of timelines away. What is gone already is no error.
	TakeEntries(ctx context.Context, es []desk.Entry) error
}
