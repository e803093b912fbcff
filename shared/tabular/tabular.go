// Package tabular writes tables as Excel workbooks and as CSV, and all that is kept of a
// person as JSON, piece by piece: each piece
// is made of some rows and kept by whoever asks, and in the end all are put together,
// one at a time, so that a file of any length costs the memory of one piece.
//
// What a cell says is never a formula, whatever it begins with: in a workbook texts are
// stored as texts, and a CSV marks those that a spreadsheet would calculate.
//
// The whole of excelize would add 4 MB and 2 ms of each start to the function that
// writes; tests read with it what is written here.
package tabular

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// Writer writes tables and records. It implements exports.Sheets.
type Writer struct{}

// Piece is a table's rows from the given one on (the first below the header is 1), as
// File takes them.
func (Writer) Piece(f desk.ExportFormat, first int, rows [][]desk.Cell) []byte {
	if comma := f.Comma(); comma != 0 {
		return csvRows(comma, rows)
	}
	var b, links bytes.Buffer
	b.Write(make([]byte, 4))
	for i, row := range rows {
		xmlRow(&b, &links, first+i+1, row) // row 1 is the header
	}
	binary.BigEndian.PutUint32(b.Bytes(), uint32(b.Len()-4))
	b.Write(links.Bytes())
	return b.Bytes()
}

// File puts a table together: its title, the columns' titles and the pieces, each of
// which next gives in its turn; io.EOF: there is none any more. rows is how many rows
// they hold.
func (Writer) File(w io.Writer, f desk.ExportFormat, title string, columns []string, rows int, next func() ([]byte, error)) error {
	if f == desk.ExportJSON {
		return recordsFile(w, next)
	}
	if comma := f.Comma(); comma != 0 {
		return csvFile(w, comma, columns, next)
	}
	return workbook(w, title, columns, rows, next)
}

// maxText is how much of a text Excel shows in a cell, as it counts it.
const maxText = 32767

// said is a text as a cell may hold it: no characters that XML or a spreadsheet can't,
// and no more than fits.
func said(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r < ' ', r == 0xFFFE, r == 0xFFFF, r == utf8.RuneError:
			return ' '
		}
		return r
	}, s)
	units := 0
	for i, r := range s {
		if units++; r > 0xFFFF {
			units++
		}
		if units > maxText {
			return s[:i]
		}
	}
	return s
}

// split parts a piece of a workbook into its rows and its links.
func split(piece []byte) (rows, links []byte, err error) {
	if len(piece) < 4 {
		return nil, nil, fmt.Errorf("%w: a piece of %d bytes is none", desk.ErrInvalid, len(piece))
	}
	n := binary.BigEndian.Uint32(piece)
	if uint64(n) > uint64(len(piece)-4) {
		return nil, nil, fmt.Errorf("%w: a piece was cut off", desk.ErrInvalid)
	}
	return piece[4 : 4+n], piece[4+n:], nil
}
