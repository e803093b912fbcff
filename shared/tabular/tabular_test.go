package tabular_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/tabular"
)

// written is a file of some rows, in pieces of two.
func written(t *testing.T, f desk.ExportFormat, columns []string, rows [][]desk.Cell) []byte {
	t.Helper()
	var pieces [][]byte
	for i := 0; i < len(rows); i += 2 {
		pieces = append(pieces, tabular.Writer{}.Piece(f, i+1, rows[i:min(i+2, len(rows))]))
	}
	var b bytes.Buffer
	err := tabular.Writer{}.File(&b, f, "Список: [1]", columns, len(rows), func() ([]byte, error) {
		if len(pieces) == 0 {
			return nil, io.EOF
		}
		next := pieces[0]
		pieces = pieces[1:]
		return next, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var hostile = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "%x", "＝1", "  =1", "=HYPERLINK(\"http://evil\",\"x\")",
	"<v>&amp;</c>\"'", "a\x00b\x1f\ufffe", "_x0041_", "😀_x005F_", "]]>", "plain", "+34 600 111 222", "1e5", "01", "TRUE",
}

// TestWorkbook_CL14_SYS21: another program reads what was written, typed; the header is
// frozen; links lead where they should.
func TestWorkbook_CL14_SYS21(t *testing.T) {
	zone := time.FixedZone("here", 2*60*60)
	took := 26*time.Hour + 3*time.Minute + 5*time.Second
	rows := [][]desk.Cell{
		{{Text: "c1-1", Link: "https://sufler.example/app/chats/c1-1?a=1&b=2"}, desk.MomentCell(time.Date(2026, 11, 29, 22, 4, 5, 0, time.UTC), zone), desk.DurationCell(&took)},
		{{}, desk.MomentCell(time.Time{}, zone), desk.DurationCell(nil)},
		{desk.TextCell("Анна"), desk.MomentCell(time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC), time.UTC), {}},
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, desk.ExportXLSX, []string{"Dialog", "Opened", "Took"}, rows)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	if name != "Список   1" {
		t.Errorf("the sheet is called %q", name)
	}
	got, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Dialog", "Opened", "Took"}, {"c1-1", "11/30/26 00:04", "26:03:05"}, nil, {"Анна", "12/31/99 23:59"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for cell, raw := range map[string]string{"B2": "46356.002835648", "C2": "1.085474537"} {
		if v, err := f.GetCellValue(name, cell, excelize.Options{RawCellValue: true}); err != nil || v != raw {
			t.Errorf("%s: got %q, %v, want the number %s", cell, v, err, raw)
		}
		if kind, err := f.GetCellType(name, cell); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s is of type %v, %v", cell, kind, err)
		}
	}
	if has, to, err := f.GetCellHyperLink(name, "A2"); err != nil || !has || to != "https://sufler.example/app/chats/c1-1?a=1&b=2" {
		t.Errorf("A2 leads to %q, %v, %v", to, has, err)
	}
	if has, _, err := f.GetCellHyperLink(name, "A4"); err != nil || has {
		t.Errorf("A4 leads somewhere: %v", err)
	}
	panes, err := f.GetPanes(name)
	if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.TopLeftCell != "A2" {
		t.Errorf("the header is not frozen: %+v, %v", panes, err)
	}
}

// TestMomentsAreShownByTheReadersRegion_CL14: a moment is a number with the built-in
// format that each Excel shows as its own region writes a day and a time.
func TestMomentsAreShownByTheReadersRegion_CL14(t *testing.T) {
	b := written(t, desk.ExportXLSX, []string{"Opened"}, [][]desk.Cell{{desk.MomentCell(time.Date(2026, 11, 30, 14, 4, 5, 0, time.UTC), time.UTC)}})
	for region, want := range map[string]string{"mm/dd/yy": "11/30/26 14:04", "dd.mm.yyyy": "30.11.2026 14:04", "yyyy-mm-dd": "2026-11-30 14:04"} {
		f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{ShortDatePattern: region})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		name := f.GetSheetName(0)
		if got, err := f.GetCellValue(name, "A2"); err != nil || got != want {
			t.Errorf("where one writes %s it is shown as %q, %v, want %q", region, got, err, want)
		}
		id, err := f.GetCellStyle(name, "A2")
		if err != nil {
			t.Fatal(err)
		}
		if style, err := f.GetStyle(id); err != nil || style.NumFmt != 22 || style.CustomNumFmt != nil {
			t.Errorf("its style is %+v, %v, want the built-in format 22", style, err)
		}
	}
}

// TestNothingIsCalculated_CL14: a cell is what was said, and no formula, whatever it
// begins with.
func TestNothingIsCalculated_CL14(t *testing.T) {
	var rows [][]desk.Cell
	for _, s := range hostile {
		rows = append(rows, []desk.Cell{desk.TextCell(s)})
	}
	b := written(t, desk.ExportXLSX, []string{"=1+1"}, rows)
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	clean := strings.NewReplacer("\x00", " ", "\x1f", " ", "\ufffe", " ", "\r", " ")
	for i, s := range append([]string{"=1+1"}, hostile...) {
		cell := fmt.Sprint("A", i+1)
		formula, err := f.GetCellFormula(name, cell)
		if err != nil || formula != "" {
			t.Errorf("%q is the formula %q, %v", s, formula, err)
		}
		if kind, err := f.GetCellType(name, cell); err != nil || kind != excelize.CellTypeInlineString {
			t.Errorf("%q is of type %v, %v", s, kind, err)
		}
		if got, err := f.GetCellValue(name, cell); err != nil || got != clean.Replace(s) {
			t.Errorf("%q became %q, %v", s, got, err)
		}
	}

	text, marked := strings.CutPrefix(string(written(t, desk.ExportCSV, []string{"=1+1"}, rows)), "\ufeff")
	if !marked {
		t.Error("the CSV does not say that it is UTF-8")
	}
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) != len(hostile)+1 {
		t.Fatalf("got %d lines, %v", len(lines), err)
	}
	for i, line := range lines {
		if line[0] != "" && strings.ContainsRune("=+-@\t\r\n|%＝", []rune(strings.TrimLeft(line[0], " "))[0]) {
			t.Errorf("line %d is %q: a spreadsheet calculates it", i+1, line[0])
		}
	}
	if lines[len(hostile)-4][0] != "plain" || lines[len(hostile)-3][0] != "'+34 600 111 222" {
		t.Errorf("got %q", lines)
	}
}

// TestCSV_CL14: moments and durations as spreadsheets read them.
func TestCSV_CL14(t *testing.T) {
	took := 90 * time.Second
	got := string(written(t, desk.ExportCSV, []string{"a", "b,c"}, [][]desk.Cell{
		{desk.MomentCell(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.UTC), desk.DurationCell(&took)}, {desk.TextCell("x\"y"), {}},
	}))
	if want := "\ufeffa,\"b,c\"\r\n2026-01-02 03:04:05,0:01:30\r\n\"x\"\"y\",\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNothingIsCalculatedElsewhere_CL14: where Excel parts cells at semicolons or tabs, as
// in Russian and in Spanish, nothing is a formula either.
func TestNothingIsCalculatedElsewhere_CL14(t *testing.T) {
	for said, want := range map[string]string{
		"x;=1+1": "x;'=1+1", "x; =1+1": "x;' =1+1", `x;"=1+1"`: `x;'"=1+1"`, "x\t@SUM(1)": "x\t'@SUM(1)", "x\n+1": "x\n'+1", ";;-1": ";;'-1", "\t=1": "'\t'=1",
		"no, -5": "no, -5", "a=b; c-d": "a=b; c-d", "=1;=2": "'=1;'=2", " ": " ", "ё; ＝1": "ё;' ＝1",
	} {
		got := string(written(t, desk.ExportCSV, []string{"a"}, [][]desk.Cell{{desk.TextCell(said)}}))
		rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][0] != want {
			t.Errorf("%q: got %q, %v, want %q", said, rows, err, want)
		}
	}
}

// TestTextsAreCut: at what Excel holds, and no character is torn.
func TestTextsAreCut(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(written(t, desk.ExportXLSX, []string{"a"}, [][]desk.Cell{{desk.TextCell(strings.Repeat("😀", 20_000))}})))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := f.GetCellValue(f.GetSheetName(0), "A2"); err != nil || got != strings.Repeat("😀", 32767/2) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// TestBrokenPiecesAreNoFile: what was cut off is told.
func TestBrokenPiecesAreNoFile(t *testing.T) {
	whole := tabular.Writer{}.Piece(desk.ExportXLSX, 1, [][]desk.Cell{{desk.TextCell("a")}})
	broken := errors.New("the bucket is down")
	for name, tt := range map[string]struct {
		piece []byte
		err   error
		want  error
	}{
		"nothing":   {nil, nil, desk.ErrInvalid},
		"cut off":   {whole[:len(whole)-3], nil, desk.ErrInvalid},
		"not there": {nil, broken, broken},
	} {
		err := tabular.Writer{}.File(io.Discard, desk.ExportXLSX, "x", []string{"a"}, 1, func() ([]byte, error) { return tt.piece, tt.err })
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

func FuzzWorkbook(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := written(t, desk.ExportXLSX, []string{"a"}, [][]desk.Cell{{desk.TextCell(s), {Text: s, Link: "https://sufler.example/" + s}}})
		x, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		if formula, err := x.GetCellFormula(x.GetSheetName(0), "A2"); err != nil || formula != "" {
			t.Errorf("got the formula %q, %v", formula, err)
		}
		if _, err := x.GetRows(x.GetSheetName(0)); err != nil {
			t.Error(err)
		}
	})
}
