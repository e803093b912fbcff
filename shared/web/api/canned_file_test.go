package api

import (
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/sheet"
)

// TestNoCellIsAFormula: whatever stands in a template, no cell of the CSV begins one,
// in a spreadsheet that separates cells by commas, semicolons, tabs or bars.
func TestNoCellIsAFormula(t *testing.T) {
	for _, s := range []string{
		`=1+1`, `+1`, `-1`, `@SUM(A1)`, "\t=1", `'=1`, `＝1`, `x;=cmd|' /C calc'!A0`, `x,=1`, `x|=1`, "x\n=1", "x\t=1", `x";=1`, `x"=1`, `''=`, `'`, `;`,
	} {
		b, err := writeCannedCSV([]CannedRowView{{Title: s, Text: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range strings.FieldsFunc(strings.TrimPrefix(string(b), byteOrderMark), func(r rune) bool { return strings.ContainsRune(",;\t|\n\r\"", r) }) {
			if strings.ContainsAny(cell[:1], "=+-@") || strings.HasPrefix(cell, "＝") {
				t.Errorf("%q: a cell begins a formula: %q", s, cell)
			}
		}
		back, err := readCannedCSV(b)
		if err != nil || len(back) != 1 || back[0].Title != s {
			t.Errorf("%q: came back as %+v, %v", s, back, err)
		}
	}
}

// TestCSVByHand: what people make in a spreadsheet is read, and what is none is told.
func TestCSVByHand(t *testing.T) {
	want := []CannedRowView{{Title: "Hours", Text: "Open, until 8"}, {Title: "Bye", Text: "'Bye'"}}
	for name, file := range map[string]string{
		"commas":     "title,text\nHours,\"Open, until 8\"\nBye,'Bye'\n",
		"semicolons": "\ufeffText;Title\r\nOpen, until 8;Hours\r\n'Bye';Bye",
		"tabs":       "title\ttext\nHours\tOpen, until 8\nBye\t'Bye'\n",
	} {
		got, err := readCannedCSV([]byte(file))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
	}
	for name, file := range map[string]string{
		"nothing": "", "no text": "title\nx", "another column": "title,text,password\na,b,c", "a column twice": "title,text,title\na,b,c",
		"a short line": "title,text\na\n", "an open quote": "title,text\na,\"b\n",
	} {
		if got, err := readCanned("text/csv", []byte(file)); err == nil {
			t.Errorf("%s: got %+v, want an error", name, got)
		}
	}
}

// FuzzCannedFile: any bytes are a file or ErrInvalid, and what was read is read again
// from what is written.
func FuzzCannedFile(f *testing.F) {
	for _, s := range []string{"title,text\na,b\n", "title;text\n'=a;b\n", `{"templates":[{"scope":"all","title":"a","text":"b"}]}`, "id,scope,team,title,language,text\n,all,,\"a\r\nb\",en,\"x;=1\"\n", `{"templates":null}`, "\ufeff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, kind := range []string{"text/csv", "application/json"} {
			read, err := readCanned(kind, b)
			if err != nil {
				continue
			}
			var rows []CannedRowView
			for _, c := range read {
				rows = append(rows, row(c.Normalized()))
			}
			out, err := writeCannedCSV(rows)
			if err != nil {
				t.Fatal(err)
			}
			again, err := readCanned("text/csv", out)
			if err != nil {
				t.Fatalf("%q was read, and not what was written of it: %v", b, err)
			}
			for i, c := range again {
				// Ids, scopes, teams and languages that can't be kept are refused later.
				if got := row(c); got.Title != rows[i].Title || got.Text != rows[i].Text {
					t.Errorf("%q: came back as %+v, was %+v", b, got, rows[i])
				}
			}
			if len(again) != len(rows) {
				t.Errorf("%q: %d came back, were %d", b, len(again), len(rows))
			}
		}
	})
}

// FuzzHarmless: a cell comes back as it was.
func FuzzHarmless(f *testing.F) {
	f.Add(`';='`)
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?") // another is refused as a file
		if got := sheet.Harmed(sheet.Harmless(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
		if _, err := desk.ParseCanned(s); err != nil {
			return // only that it does not panic
		}
	})
}
