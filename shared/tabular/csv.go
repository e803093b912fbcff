package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// csvFile begins with the mark by which Excel knows UTF-8. Lines and what parts cells
// are as RFC 4180 has them, but for semicolons where spreadsheets want those.
func csvFile(w io.Writer, comma rune, columns []string, next func() ([]byte, error)) error {
	var head []desk.Cell
	for _, title := range columns {
		head = append(head, desk.TextCell(title))
	}
	piece := append([]byte("\ufeff"), csvRows(comma, [][]desk.Cell{head})...)
	for {
		if _, err := w.Write(piece); err != nil {
			return err
		}
		var err error
		if piece, err = next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func csvRows(comma rune, rows [][]desk.Cell) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = comma, true
	for _, row := range rows {
		line := make([]string, len(row))
		for i, c := range row {
			line[i] = csvCell(c)
		}
		_ = w.Write(line) // a bytes.Buffer takes all
	}
	w.Flush()
	return b.Bytes()
}

func csvCell(c desk.Cell) string {
	switch c.Kind {
	case desk.CellMoment:
		return c.At.Format(time.DateTime)
	case desk.CellDuration:
		s := int64(c.Took.Round(time.Second) / time.Second)
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return harmless(said(c.Text))
}

// harmless is a text that no spreadsheet calculates: what begins as a formula does gets
// an apostrophe before it (OWASP, CSV Injection). So does what comes after a semicolon, a
// tab or a line's end: where the comma is the decimal point, Excel parts cells at
// semicolons, and a quote in the middle of a line holds nothing together.
func harmless(s string) string {
	var b strings.Builder
	begins, at := true, 0 // of the part that b does not have yet
	for i, r := range s {
		switch {
		case begins && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", r):
			b.WriteString("'" + s[at:i])
			begins, at = false, i
		case begins && strings.ContainsRune(" \u00a0\"", r):
			continue
		}
		if begins = strings.ContainsRune(";\t\r\n", r); begins {
			end := i + utf8.RuneLen(r)
			b.WriteString(s[at:end])
			at = end
		}
	}
	return b.String() + s[at:]
}
