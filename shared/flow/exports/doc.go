// Package exports writes lists of dialogs into files (CL-14): a Requester takes what is
// asked for, and an Exporter writes it, piece by piece, as a job.
//
// What is in a file is what whoever asked may see when its rows are read; nobody else
// gets it, and it is there for an hour, unless they are switched off before. A link to it
// works for minutes.
package exports

import (
	"context"
	"io"

	"github.com/sufler/sufler/shared/desk"
)

// Exports keeps what is exported, for a day.
type Exports interface {
	// Export finds one. ErrNotFound: there is none, or no longer.
	Export(ctx context.Context, id desk.ExportID) (desk.Export, error)
	// Exports are all, the newest first.
	Exports(ctx context.Context) ([]desk.Export, error)
	// AddExport stores one with its job, unless its id is there. Idempotent: it answers
	// with the one that is stored.
	AddExport(ctx context.Context, e desk.Export, job desk.Job) (desk.Export, error)
	// SaveExport stores it. ErrConflict: it is no longer of that Version.
	SaveExport(ctx context.Context, e desk.Export) (desk.Export, error)
}

// Lists are the lists of dialogs.
type Lists interface {
	// ListDialogs are the newest opened first. A page may be short, even empty, and
	// still have a Next.
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	// DialogRows are dialogs with what a list shows beside them, in their order.
	DialogRows(ctx context.Context, ds []desk.Dialog) ([]desk.DialogRow, error)
}

// Names are what the company calls things, and people.
type Names interface {
	Settings(ctx context.Context) (desk.Settings, error)
	Lines(ctx context.Context) ([]desk.Line, error)
	Teams(ctx context.Context) ([]desk.Team, error)
	Operators(ctx context.Context) ([]desk.Operator, error)
	// Operator finds an account. ErrNotFound.
	Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
}

// Contacts reads cards of the built-in CRM at once, the zero Card for one that is not
// there.
type Contacts interface {
	CardsAt(ctx context.Context, refs []desk.CardRef) ([]desk.Card, error)
}

// Keys knows API keys.
type Keys interface {
	// Key finds one, also a revoked one. ErrNotFound.
	Key(ctx context.Context, id desk.KeyID) (desk.Key, error)
}

// Files keeps the file and its pieces.
type Files interface {
	Keep(ctx context.Context, key string, f desk.File) (int64, error)
	Remove(ctx context.Context, key string) error
	Open(ctx context.Context, key string) (desk.File, error)
}

// Sheets writes tables. It knows no language.
type Sheets interface {
	// Piece is a table's rows from the given one on; the first below the header is 1.
	Piece(f desk.ExportFormat, first int, rows [][]desk.Cell) []byte
	// File puts a table of so many rows together out of its pieces, each of which next
	// gives in its turn; io.EOF: there is none any more.
	File(w io.Writer, f desk.ExportFormat, title string, columns []string, rows int, next func() ([]byte, error)) error
}
