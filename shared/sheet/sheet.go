// Package sheet reads and writes the tables that people make with spreadsheets: CSV as
// any of them saves it, and XLSX. Everything is text: a table is its cells.
//
// A library for XLSX (excelize) was tried: it is a third of the API's function, and two
// milliseconds of its every start, for formulas, styles and charts that nobody needs
// here.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Bounds of what is read.
const (
	MaxRows    = 20_000
	MaxColumns = 200
	maxCells   = 400_000
	maxBytes   = 32 << 20 // of a packed file, unpacked
)

// Read reads a table: XLSX if it is a ZIP archive, else CSV. Its errors are in words
// for a person.
func Read(b []byte) ([][]string, error) {
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		return readXLSX(b)
	}
	return readCSV(b)
}

// readCSV reads a CSV, as WriteCSV writes it or as people have it, with commas, semicolons or tabs between its cells, in UTF-8,
// UTF-16 with its mark, or Windows' Cyrillic or Western letters.
func readCSV(b []byte) ([][]string, error) {
	text, err := decoded(b)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, true
	var out [][]string
	cells := 0
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		var at *csv.ParseError
		if errors.As(err, &at) {
			return nil, fmt.Errorf("line %d: %w", at.Line, at.Err)
		}
		if err != nil {
			return nil, err
		}
		if cells += len(row); len(row) > MaxColumns || len(out) >= MaxRows || cells > maxCells {
			return nil, tooLarge()
		}
		for i := range row {
			row[i] = Harmed(row[i])
		}
		out = append(out, row)
	}
}

func tooLarge() error {
	return fmt.Errorf("the table has more than %d rows, %d columns or %d cells", MaxRows, MaxColumns, maxCells)
}

// decoded is a text file's text.
func decoded(b []byte) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		b, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		if err != nil {
			return "", errors.New("the file is no UTF-16")
		}
		return string(b), nil
	case utf8.Valid(b):
		return strings.TrimPrefix(string(b), "\ufeff"), nil
	}
	// In a Russian text nearly every letter has a high byte, in a Spanish one few have.
	table := charmap.Windows1252
	high := 0
	for _, c := range b {
		if c >= 0xc0 {
			high++
		}
	}
	if high*4 > len(b) {
		table = charmap.Windows1251
	}
	out, err := table.NewDecoder().Bytes(b)
	if err != nil {
		return "", errors.New("the file is no text")
	}
	return string(out), nil
}

// separator is what stands between cells: what the first line has most of, outside of
// quotes.
func separator(text string) rune {
	best, most := ',', 0
	for _, comma := range ",;\t" {
		n, quoted := 0, false
		for _, r := range text[:min(len(text), 64<<10)] {
			if r == '"' {
				quoted = !quoted
			}
			if r == '\n' && !quoted {
				break
			}
			if r == comma && !quoted {
				n++
			}
		}
		if n > most {
			best, most = comma, n
		}
	}
	return best
}

// WriteCSV writes a table that spreadsheets open as it is: with a mark of UTF-8, and no
// cell that one could take for a formula.
func WriteCSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Harmless(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// Harmless is a cell that no spreadsheet takes for a formula: an apostrophe stands
// before what could begin one, at the cell's beginning, and behind whatever a
// spreadsheet that separates otherwise might take for the end of a cell. Harmed is its
// inverse. https://owasp.org/www-community/attacks/CSV_Injection
func Harmless(s string) string {
	var b strings.Builder
	begins := true
	for _, r := range s {
		if begins && beginsFormula(r) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		begins = endsCell(r)
	}
	return b.String()
}

// Harmed is what Harmless was made of.
func Harmed(s string) string {
	var b strings.Builder
	begins := true
	rs := []rune(s)
	for i := 0; i < len(rs); i++ {
		if begins && rs[i] == '\'' && i+1 < len(rs) && beginsFormula(rs[i+1]) {
			i++
		}
		b.WriteRune(rs[i])
		begins = endsCell(rs[i])
	}
	return b.String()
}

func beginsFormula(r rune) bool { return strings.ContainsRune("=+-@\t\r'＝＋－＠", r) }

func endsCell(r rune) bool { return strings.ContainsRune(",;\t|\n\r\"", r) }
