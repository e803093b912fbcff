package exports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Reads are what the rows come from, and who may see them.
type Reads struct {
	Lists    Lists
	Names    Names
	Contacts Contacts
	Keys     Keys
	People   People
	Cards    Cards
}

// telling is what a file tells, piece by piece.
type telling interface {
	// piece is the export after the next piece of the file, and the piece; empty: nothing
	// was found where it looked.
	piece(ctx context.Context, e desk.Export) (desk.Export, []byte, error)
	// head is what stands at the top.
	head() (title string, columns []string)
}

// telling is what an export tells. A *desk.Refusal: whoever asked may not, or no longer.
func (x *Exporter) telling(ctx context.Context, e desk.Export) (telling, error) {
	if !e.Whom.IsZero() {
		return x.person(ctx, e)
	}
	return x.table(ctx, e)
}

// Exporter writes files.
//
// Repeating is harmless, also after a kill at any point: a piece counts once the export
// names it, and the export says where the next one begins. Of two who are at it at once
// the slower one meets the other's version and leaves.
type Exporter struct {
	Exports Exports
	Reads   Reads
	Files   Files
	Sheets  Sheets
	Now     func() time.Time
}

// How much is done at once: rows in a piece, dialogs in a page, and how long one turn
// takes, so that a function's time never cuts it off.
const (
	pieceRows = 1000
	pageRows  = 100
	turn      = 20 * time.Second
)

// Export does a piece of an export. It answers with when to go on; 0: it ended.
func (x *Exporter) Export(ctx context.Context, id desk.ExportID) (time.Duration, error) {
	e, err := x.Exports.Export(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	switch {
	case e.There(x.Now()):
		return e.DoneAt.Add(desk.ExportLife).Sub(x.Now()), nil
	case e.State == desk.ExportDone:
		if err := clear(ctx, x.Files, e.Keys()); err != nil {
			return 0, err
		}
		e.State, e.Pieces = desk.ExportOver, nil
		_, err := x.Exports.SaveExport(ctx, e)
		return 0, err
	case e.Ended():
		return 0, clear(ctx, x.Files, e.Keys())
	}
	next, err := x.write(ctx, e)
	var no *desk.Refusal
	if errors.As(err, &no) { // they may not, or no longer
		return 0, x.GiveUp(ctx, id, no.Code)
	}
	if errors.Is(err, desk.ErrConflict) || errors.Is(err, desk.ErrNotFound) { // a piece is gone: withdrawn, perhaps
		err = fmt.Errorf("%w: somebody else is at export %s: %w", desk.ErrBusy, id, err)
	}
	return next, err
}

// GiveUp ends an export that can't be written.
func (x *Exporter) GiveUp(ctx context.Context, id desk.ExportID, code desk.Code) error {
	e, err := x.Exports.Export(ctx, id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && e.Ended() {
		return nil
	}
	if err == nil {
		e, err = x.Exports.SaveExport(ctx, e.Failed(code))
	}
	if err != nil {
		return err
	}
	return clear(ctx, x.Files, e.Keys())
}

// write writes for a turn. It begins with a write of its own: from then on whoever
// began before leaves.
func (x *Exporter) write(ctx context.Context, e desk.Export) (time.Duration, error) {
	told, err := x.telling(ctx, e)
	if err != nil {
		return 0, err
	}
	if e, err = x.Exports.SaveExport(ctx, e); err != nil {
		return 0, err
	}
	for until := x.Now().Add(turn); x.Now().Before(until); {
		if e.Cursor == "" && e.Rows > 0 || e.Cut {
			return x.finish(ctx, e, told)
		}
		next, piece, err := told.piece(ctx, e)
		if err != nil {
			return 0, err
		}
		if len(piece) == 0 && next.Cursor == "" {
			return x.finish(ctx, e, told)
		}
		if len(piece) > 0 {
			next.Pieces = append(next.Pieces, e.Version)
			if err := x.keep(ctx, e.Piece(e.Version), piece); err != nil {
				return 0, err
			}
		}
		saved, err := x.Exports.SaveExport(ctx, next)
		if err != nil {
			return 0, errors.Join(err, x.Files.Remove(ctx, e.Piece(e.Version)))
		}
		e = saved
	}
	return time.Millisecond, nil
}

func (x *Exporter) keep(ctx context.Context, key string, b []byte) error {
	_, err := x.Files.Keep(ctx, key, desk.File{Body: io.NopCloser(bytes.NewReader(b)), Size: int64(len(b))})
	return err
}

// finish puts the file together out of its pieces. It lies in one place, however often
// that is done.
func (x *Exporter) finish(ctx context.Context, e desk.Export, t telling) (time.Duration, error) {
	title, columns := t.head()
	r, w := io.Pipe()
	done := make(chan struct{})
	left := e.Pieces
	go func() {
		defer close(done)
		err := desk.Try(func() error {
			return x.Sheets.File(w, e.Sheet(), title, columns, e.Rows, func() ([]byte, error) {
				if len(left) == 0 {
					return nil, io.EOF
				}
				key := e.Piece(left[0])
				left = left[1:]
				return x.piece(ctx, key)
			})
		})
		_ = w.CloseWithError(err) // it never fails; nil ends the file
	}()
	size, err := x.Files.Keep(ctx, e.File(), desk.File{Body: r, Size: -1})
	_ = r.CloseWithError(err) // whoever writes on is told
	<-done
	if err != nil {
		return 0, err
	}
	pieces := e.Keys()[1:]
	e.State, e.Size, e.DoneAt, e.Whom, e.Filter, e.Cursor, e.Pieces = desk.ExportDone, size, x.Now().UTC(), desk.Whom{}, desk.DialogFilter{}, "", nil
	if e, err = x.Exports.SaveExport(ctx, e); err != nil {
		return 0, err // whoever is at it finishes it; withdrawn, it is cleared
	}
	return desk.ExportLife, clear(ctx, x.Files, pieces)
}

func (x *Exporter) piece(ctx context.Context, key string) ([]byte, error) {
	f, err := x.Files.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(f.Body)
	return b, errors.Join(err, f.Body.Close())
}
