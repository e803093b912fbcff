package desk

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// ExportID names the writing of a list into a file. It is also the id of the job that
// writes it.
type ExportID string

// ExportFormat is of which kind the file is.
type ExportFormat string

// The formats.
const (
	ExportXLSX ExportFormat = "xlsx"
	ExportCSV  ExportFormat = "csv"
	// ExportJSON is the format of all that is kept of one person, and of nothing else.
	ExportJSON ExportFormat = "json"
)

// ExportState is how far an export is.
type ExportState string

// The states. All but Running end it; of a Done one the file is there for ExportLife.
const (
	ExportRunning ExportState = "running"
	ExportDone    ExportState = "done"
	ExportOver    ExportState = "over" // the file's time has passed
	ExportFailed  ExportState = "failed"
	// ExportWithdrawn: a person was erased who might be in it, so it is no more.
	ExportWithdrawn ExportState = "withdrawn"
)

// Exports: how long a file is there, how long a link to it works, since whoever has one
// needs no rights any more, how long it is known what became of it, and how many rows it
// has at most, which is what Excel opens, but for the header's.
const (
	ExportLife    = time.Hour
	ExportLink    = 5 * time.Minute
	KeepExports   = 24 * time.Hour
	MaxExportRows = 1<<20 - 1
	// MaxExports is how many of one who asks may be under way.
	MaxExports = 3
)

// Export is a list of dialogs on its way into a file (CL-14), for whoever asked: what
// they may see when a row is read is in it, and nothing else.
//
// With a Whom it is all that is kept of one person, for who asked for it by law, and an
// administrator's alone: it has no filter and no columns.
type Export struct {
	ID      ExportID
	By      Asker
	Whom    Whom
	Filter  DialogFilter // without an Actor and a Sort
	Columns []ExportColumn
	Format  ExportFormat
	// Language is that of headers and of words for states: "en", "ru" or "es".
	Language string
	Base     string // the address of the console, for links

	State  ExportState
	Code   Code // why it failed
	Rows   int  // written so far; of one person: records
	Cut    bool // there are more than MaxExportRows
	Cursor string
	// Pieces are what was written so far, in order: each is named by the Version under
	// which it was, so that of two who were at work at once one counts.
	Pieces  []int64
	Size    int64 // of the file, in bytes
	AskedAt time.Time
	DoneAt  time.Time
	Version int64 // of the stored record; 0: new
}

// Asker is who asked for something that is done later: their rights are looked up when
// it is.
type Asker struct {
	Key      KeyID
	Session  SessionID
	Operator OperatorID
	Name     string
}

// Asker is the actor as one who asks for something that is done later.
func (a Actor) Asker() Asker { return Asker{a.Key, a.Session, a.Operator, a.Name} }

// Is says whether the actor is who asked: the same operator, or else the same key.
func (a Asker) Is(who Actor) bool {
	if a.Operator != "" || who.Operator != "" {
		return a.Operator == who.Operator
	}
	return a.Key != "" && a.Key == who.Key
}

// MustExport refuses who may not take lists out.
func (a Actor) MustExport() error {
	if err := a.MustReadDialogs(); err != nil {
		return err
	}
	if a.Role != RoleAdmin && !a.Export {
		return Refuse(CodeForbidden, "You may not export lists. An administrator can give you the right.")
	}
	return nil
}

// ExportColumn is one column of an exported list of dialogs.
type ExportColumn string

// The columns, in the order in which they stand where nobody chose.
const (
	ColumnDialog   ExportColumn = "dialog" // its id, which leads to it
	ColumnOpened   ExportColumn = "opened"
	ColumnClosed   ExportColumn = "closed"
	ColumnStatus   ExportColumn = "status"
	ColumnType     ExportColumn = "type"
	ColumnChannel  ExportColumn = "channel"
	ColumnLine     ExportColumn = "line"
	ColumnTeam     ExportColumn = "team"
	ColumnOperator ExportColumn = "operator"
	ColumnName     ExportColumn = "name"
	ColumnUsername ExportColumn = "username"
	ColumnPhone    ExportColumn = "phone"
	ColumnEmail    ExportColumn = "email"
	ColumnCards    ExportColumn = "cards"
	ColumnPriority ExportColumn = "priority"
	ColumnLabels   ExportColumn = "labels"
	ColumnWaiting  ExportColumn = "waitingSince"
	ColumnAccepted ExportColumn = "accepted"
	ColumnReplied  ExportColumn = "replied"
	ColumnTalked   ExportColumn = "talked"
	ColumnEnded    ExportColumn = "ended"
	ColumnReason   ExportColumn = "reason"
	ColumnActivity ExportColumn = "activity" // when something was said last
	ColumnLast     ExportColumn = "last"
)

// ExportColumns are all of them.
func ExportColumns() []ExportColumn {
	return []ExportColumn{
		ColumnDialog, ColumnOpened, ColumnClosed, ColumnStatus, ColumnType, ColumnChannel, ColumnLine, ColumnTeam, ColumnOperator, ColumnName, ColumnUsername,
		ColumnPhone, ColumnEmail, ColumnCards, ColumnPriority, ColumnLabels, ColumnWaiting, ColumnAccepted, ColumnReplied, ColumnTalked, ColumnEnded,
		ColumnReason, ColumnActivity, ColumnLast,
	}
}

// Check refuses what can't be exported.
func (e Export) Check() error {
	if !e.Whom.IsZero() {
		return nil
	}
	if e.Format != ExportXLSX && e.Format != ExportCSV {
		return fmt.Errorf("%w: format is xlsx or csv", ErrInvalid)
	}
	if !slices.Contains([]string{"en", "es", "ru"}, e.Language) {
		return fmt.Errorf("%w: language is en, es or ru", ErrInvalid)
	}
	if len(e.Columns) == 0 {
		return fmt.Errorf("%w: name a column", ErrInvalid)
	}
	for i, c := range e.Columns {
		if !slices.Contains(ExportColumns(), c) {
			return fmt.Errorf("%w: there is no column %q", ErrInvalid, c)
		}
		if slices.Contains(e.Columns[:i], c) {
			return fmt.Errorf("%w: the column %s is named twice", ErrInvalid, c)
		}
	}
	return nil
}

// Ended says whether nothing more is written.
func (e Export) Ended() bool { return e.State != ExportRunning }

// There says whether the file can be had.
func (e Export) There(now time.Time) bool {
	return e.State == ExportDone && now.Before(e.DoneAt.Add(ExportLife))
}

// StateAt is how far it is at a moment: a file's hour passes before anybody takes it
// away.
func (e Export) StateAt(now time.Time) ExportState {
	if e.State == ExportDone && !e.There(now) {
		return ExportOver
	}
	return e.State
}

// Withdrawn is the export once nothing of it may be there any more; of one that has
// ended before only the filter goes, which may hold a customer's name.
func (e Export) Withdrawn() Export {
	if e.State == ExportRunning || e.State == ExportDone {
		e.State = ExportWithdrawn
	}
	e.Whom, e.Filter, e.Cursor, e.Pieces = Whom{}, DialogFilter{}, "", nil
	return e
}

// Failed is the export once it was given up.
func (e Export) Failed(code Code) Export {
	e.State, e.Code = ExportFailed, code
	e.Whom, e.Filter, e.Cursor, e.Pieces = Whom{}, DialogFilter{}, "", nil
	return e
}

// exports is the folder of exported files and of their pieces.
const exports = "exports/"

// File is where the file lies.
func (e Export) File() string { return exports + string(e.ID) + "." + string(e.Format) }

// Piece is where a piece of the file lies that was written under a version.
func (e Export) Piece(version int64) string {
	return exports + string(e.ID) + "v" + strconv.FormatInt(version, 10)
}

// LinkLife is how long a link works that is made now.
func (e Export) LinkLife(now time.Time) time.Duration {
	return min(e.DoneAt.Add(ExportLife).Sub(now), ExportLink)
}

// Keys are where the file, or a piece of it, may lie.
func (e Export) Keys() []string {
	out := []string{e.File()}
	for v := int64(1); v <= e.Version; v++ {
		out = append(out, e.Piece(v))
	}
	return out
}

// exportSemicolons is CSV whose cells are parted by semicolons: that is how spreadsheets
// read it where the comma is the decimal point.
const exportSemicolons ExportFormat = "csv;"

// Sheet is how the table is written.
func (e Export) Sheet() ExportFormat {
	if e.Format == ExportCSV && (e.Language == "ru" || e.Language == "es") {
		return exportSemicolons
	}
	return e.Format
}

// Comma is what parts the cells of a CSV; 0: it is none.
func (f ExportFormat) Comma() rune {
	switch f {
	case ExportCSV:
		return ','
	case exportSemicolons:
		return ';'
	}
	return 0
}

// FileName is what the file is called when it is saved, by the company's clock.
func (e Export) FileName(zone *time.Location) string {
	what := "dialogs-"
	if e.Format == ExportJSON {
		what = "person-"
	}
	return what + e.AskedAt.In(zone).Format("2006-01-02-1504") + "." + string(e.Format)
}

// NewExportJob is the job that writes the file.
func NewExportJob(e Export, now time.Time) Job {
	return Job{ID: JobID(e.ID), Kind: JobExport, State: JobQueued, Due: now}
}
