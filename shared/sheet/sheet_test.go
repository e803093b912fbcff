package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/sheet"
)

func TestRead(t *testing.T) {
	want := [][]string{{"Вопрос", "Ответ"}, {"Цена, доставка?", "300"}}
	for _, c := range []struct{ rule, file string }{
		{"commas", "Вопрос,Ответ\n\"Цена, доставка?\",300\n"},
		{"semicolons, a mark of UTF-8, Windows' line ends", "\ufeffВопрос;Ответ\r\n\"Цена, доставка?\";300\r\n"},
		{"tabs", "Вопрос\tОтвет\nЦена, доставка?\t300\n"},
		{"Windows' Cyrillic letters", "\xc2\xee\xef\xf0\xee\xf1;\xce\xf2\xe2\xe5\xf2\n\xd6\xe5\xed\xe0, \xe4\xee\xf1\xf2\xe0\xe2\xea\xe0?;300"},
		{"UTF-16 with its mark", utf16("Вопрос\tОтвет\nЦена, доставка?\t300\n")},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := sheet.Read([]byte(c.file))
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s", err, d)
			}
		})
	}
}

func utf16(s string) string {
	out := "\xff\xfe"
	for _, r := range s {
		out += string([]byte{byte(r), byte(r >> 8)})
	}
	return out
}

// asExcel is a workbook as Excel saves it: the strings shared, an empty row and an
// empty cell left out, a run of bold letters, a number, a truth value.
func asExcel(t testing.TB, sheet1, shared string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="FAQ" sheetId="3" r:id="rId7"/><sheet name="Other" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId7" Target="/xl/worksheets/sheet9.xml"/></Relationships>`,
		"xl/worksheets/sheet9.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + sheet1 + `</sheetData></worksheet>`,
		"xl/sharedStrings.xml":       `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + shared + `</sst>`,
	} {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadXLSX(t *testing.T) {
	got, err := sheet.Read(asExcel(t,
		`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="3"><c r="B3"><v>300</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="str"><f>A1</f><v>x</v></c><c t="s"><v>99</v></c></row>`,
		`<si><t>Вопрос</t></si><si><r><t xml:space="preserve">От </t></r><r><rPr><b/></rPr><t>вет</t></r><rPh><t>no</t></rPh></si>`))
	want := [][]string{{"Вопрос", "", "От вет"}, nil, {"", "300", "TRUE", "x", ""}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
}

// nasty are cells that files like to lose.
var nasty = [][]string{{"a", "=1+1", "+7 999", "line\nbreak", `"quotes"`, "a;b,c\td", "'=x", " ", ""}, {"", "<&>", "ё ñ 🙂", "-", "@x", "''", "x\n=y", "", "end"}}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	b, err := sheet.WriteXLSX(nasty)
	if err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Read(b)
	if d := cmp.Diff(nasty, got); d != "" || err != nil {
		t.Errorf("XLSX: %v (-want +got)\n%s", err, d)
	}
	if b, err = sheet.WriteCSV(nasty); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range slices.Concat(cells...) {
		if c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
			t.Errorf("a cell begins a formula: %q", c)
		}
	}
	got, err = sheet.Read(b)
	if d := cmp.Diff(nasty, got); d != "" || err != nil {
		t.Errorf("CSV: %v (-want +got)\n%s", err, d)
	}
}

// TestReadIsBounded: what unpacks to more than a table can be is refused, not kept.
func TestReadIsBounded(t *testing.T) {
	var many strings.Builder
	for i := range sheet.MaxRows + 1 {
		fmt.Fprintf(&many, "q%d;a\n", i)
	}
	for rule, file := range map[string][]byte{
		"a bomb of strings":     asExcel(t, "", "<si><t>"+strings.Repeat("a", 40<<20)+"</t></si>"),
		"a row far away":        asExcel(t, `<row r="999999999"><c r="A1"><v>1</v></c></row>`, ""),
		"a column far away":     asExcel(t, `<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>`, ""),
		"elements without end":  asExcel(t, strings.Repeat("<row>", 100_000), ""),
		"… within a cell":       asExcel(t, "<row><c>"+strings.Repeat("<x>", 100_000), ""),
		"attributes":            asExcel(t, "<row "+strings.Repeat(`a="" `, 300_000)+"/>", ""),
		"broken XML":            asExcel(t, "<row", ""),
		"no XLSX":               []byte("PK\x03\x04nothing"),
		"too many lines of CSV": []byte(many.String()),
		"too many columns":      []byte(strings.Repeat(";", sheet.MaxColumns+1)),
	} {
		if got, err := sheet.Read(file); err == nil {
			t.Errorf("%s: got %d rows, want a refusal", rule, len(got))
		}
	}
}

// A file of a few kilobytes costs no more than its like: what is open of it stays little.
func TestReadTakesLittleMemory(t *testing.T) {
	for rule, file := range map[string][]byte{
		"elements without end":   asExcel(t, strings.Repeat("<a>", 1_000_000), ""),
		"… within a cell":        asExcel(t, "<row><c>"+strings.Repeat("<a>", 1_000_000), ""),
		"attributes without end": asExcel(t, "<row "+strings.Repeat(`a="" `, 3_000_000)+"/>", ""),
		"a string of many parts": asExcel(t, "", "<si>"+strings.Repeat("<r><t>aaaaaaaa</t></r>", 50_000)+"</si>"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = sheet.Read(file) // refused or not
		runtime.ReadMemStats(&after)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 128 {
			t.Errorf("%s: %d MB were set aside, want at most 128", rule, took)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a;b\n\"c\"\";d"))
	f.Add(asExcel(f, `<row><c t="s"><v>0</v></c></row>`, `<si><t>x</t></si>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := sheet.Read(b)
		if err == nil && len(rows) > sheet.MaxRows {
			t.Errorf("got %d rows", len(rows))
		}
	})
}
