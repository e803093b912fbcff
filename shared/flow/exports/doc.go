// Package exports writes files: lists of dialogs (CL-14), and all that is kept of one
// person, for who is owed it by law (BX-12). A Requester takes what is asked for, and an
// Exporter writes it, piece by piece, as a job.
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

// People are what is kept of customers.
type People interface {
	// CustomersOf are the customers who are the contact.
	CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error)
	// Known are the customers that one person is known as, id among them.
	Known(ctx context.Context, id desk.CustomerID) ([]desk.CustomerID, error)
	// Customer finds one. ErrNotFound.
	Customer(ctx context.Context, id desk.CustomerID) (desk.Customer, error)
	// Messages are flow.Messages'.
	Messages(ctx context.Context, c desk.CustomerID, after, upto desk.Seq, newestFirst bool, ask desk.PageAsk) (desk.Page[desk.Message], error)
	// DialogRuns are a dialog's runs, the newest first.
	DialogRuns(ctx context.Context, d desk.DialogID, ask desk.PageAsk) (desk.Page[desk.Run], error)
	// Run finds one. ErrNotFound.
	Run(ctx context.Context, id desk.RunID) (desk.Run, error)
	// Timeline of a card, the newest first.
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
	// Annotations of a card; none: the zero ones.
	Annotations(ctx context.Context, ref desk.CardRef) (desk.CardAnnotations, error)
	// Merge is that of a contact that went into another. ErrNotFound: it did not.
	Merge(ctx context.Context, from desk.CardRef) (desk.Merge, error)
	// MergedInto are the contacts that went into one.
	MergedInto(ctx context.Context, into desk.CardRef) ([]desk.CardRef, error)
}

// Cards are all CRMs'.
type Cards interface {
	// Card reads one as it is now. ErrNotFound; ErrBusy: the CRM is down.
	Card(ctx context.Context, ref desk.CardRef) (desk.Card, error)
	// CardsOf are a contact's leads, deals and cases.
	CardsOf(ctx context.Context, contact desk.CardRef) ([]desk.CardRef, error)
	Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error)
}

// Sheets writes tables, and records. It knows no language.
type Sheets interface {
	// Piece is a table's rows from the given one on; the first below the header is 1.
	Piece(f desk.ExportFormat, first int, rows [][]desk.Cell) []byte
	// Records are pieces of a desk.ExportJSON, one after the other.
	Records(rs []desk.Record) ([]byte, error)
	// File puts a table of so many rows together out of its pieces, each of which next
	// gives in its turn; io.EOF: there is none any more.
	File(w io.Writer, f desk.ExportFormat, title string, columns []string, rows int, next func() ([]byte, error)) error
}
