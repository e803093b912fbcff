package tabular

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// The styles of cells, by their places in styles.xml. Moments have Excel's built-in
// format 22, a day and a time as the reader's region writes them, durations 46 (ECMA-376
// part 1, 18.8.30): a format of our own would look alike everywhere.
const (
	styleHead = iota + 1
	styleMoment
	styleDuration
	styleLink
)

// maxLinks is how many links Excel opens in one sheet; what comes after them is text
// alone.
const maxLinks = 65_530

// The parts of a workbook that are always the same. ECMA-376 part 1 has their schemas.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`
	relsHead     = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	rels         = relsHead + `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRels     = relsHead + `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	styles       = xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="46" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
	bookHead     = xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="`
	bookEnd      = `" sheetId="1" r:id="rId1"/></sheets></workbook>`
	sheetHead    = xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`
)

// workbook writes a workbook of one sheet.
func workbook(w io.Writer, title string, columns []string, rows int, next func() ([]byte, error)) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, part := range [][2]string{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rels}, {"xl/_rels/workbook.xml.rels", bookRels}, {"xl/styles.xml", styles},
		{"xl/workbook.xml", bookHead + escaped(sheetName(title)) + bookEnd},
	} {
		if err := add(z, part[0], func(w io.Writer) error { _, err := io.WriteString(w, part[1]); return err }); err != nil {
			return err
		}
	}
	var targets []string
	err := add(z, "xl/worksheets/sheet1.xml", func(w io.Writer) (err error) {
		targets, err = worksheet(w, columns, rows, next)
		return err
	})
	if err == nil && len(targets) > 0 {
		err = add(z, "xl/worksheets/_rels/sheet1.xml.rels", func(w io.Writer) error { return relations(w, targets) })
	}
	return errors.Join(err, z.Close())
}

func add(z *zip.Writer, name string, write func(io.Writer) error) error {
	w, err := z.Create(name)
	if err == nil {
		err = write(w)
	}
	return err
}

// worksheet writes the sheet, and answers with where its links lead.
func worksheet(w io.Writer, columns []string, rows int, next func() ([]byte, error)) (targets []string, err error) {
	var b, links bytes.Buffer
	b.WriteString(sheetHead + `<cols>`)
	for i, title := range columns {
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, max(20, min(60, len([]rune(title))+4)))
	}
	b.WriteString(`</cols><sheetData><row r="1">`)
	for i, title := range columns {
		xmlText(&b, cellName(i, 1), styleHead, title)
	}
	b.WriteString(`</row>`)
	for err == nil {
		if _, err = w.Write(b.Bytes()); err != nil {
			return nil, err
		}
		b.Reset()
		var piece, cells, to []byte
		if piece, err = next(); err == nil {
			cells, to, err = split(piece)
		}
		b.Write(cells)
		for line := range strings.Lines(string(to)) {
			name, target, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			if len(targets) < maxLinks {
				targets = append(targets, target)
				fmt.Fprintf(&links, `<hyperlink ref="%s" r:id="rId%d"/>`, name, len(targets))
			}
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	fmt.Fprintf(&b, `</sheetData><autoFilter ref="A1:%s"/>`, cellName(len(columns)-1, rows+1))
	if links.Len() > 0 {
		b.WriteString(`<hyperlinks>` + links.String() + `</hyperlinks>`)
	}
	b.WriteString(`</worksheet>`)
	_, err = w.Write(b.Bytes())
	return targets, err
}

func relations(w io.Writer, targets []string) error {
	if _, err := io.WriteString(w, relsHead); err != nil {
		return err
	}
	for i, target := range targets {
		if _, err := fmt.Fprintf(w, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="%s" TargetMode="External"/>`, i+1, escaped(target)); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, `</Relationships>`)
	return err
}

// xmlRow writes a row, and its links one a line: the cell and where it leads.
func xmlRow(b, links *bytes.Buffer, number int, row []desk.Cell) {
	b.WriteString(`<row r="` + strconv.Itoa(number) + `">`)
	for i, c := range row {
		name := cellName(i, number)
		switch {
		case c.Kind == desk.CellMoment:
			xmlNumber(b, name, styleMoment, serial(c.At))
		case c.Kind == desk.CellDuration:
			xmlNumber(b, name, styleDuration, c.Took.Round(time.Second).Seconds()/(24*60*60))
		case c.Text == "":
		case c.Link != "" && !strings.ContainsAny(c.Link, "\r\n"):
			xmlText(b, name, styleLink, c.Text)
			links.WriteString(name + " " + c.Link + "\n")
		default:
			xmlText(b, name, 0, c.Text)
		}
	}
	b.WriteString(`</row>`)
}

func xmlNumber(b *bytes.Buffer, name string, style int, n float64) {
	b.WriteString(`<c r="` + name + `" s="` + strconv.Itoa(style) + `"><v>` + strconv.FormatFloat(n, 'f', 9, 64) + `</v></c>`)
}

func xmlText(b *bytes.Buffer, name string, style int, s string) {
	b.WriteString(`<c r="` + name + `" s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t xml:space="preserve">` + escaped(unescapable(said(s))) + `</t></is></c>`)
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\t", "&#9;")

func escaped(s string) string { return xmlEscapes.Replace(s) }

// unescapable is a text in which nothing reads as one of Excel's own escapes, as
// _x0041_ does (ECMA-376, ST_Xstring).
func unescapable(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '_' && len(s) >= i+7 && s[i+1] == 'x' && s[i+6] == '_' && strings.Trim(s[i+2:i+6], "0123456789abcdefABCDEF") == "" {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// sheetName is a title as a sheet may be called.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return ' '
		}
		return r
	}, s)
	r := []rune(strings.TrimSpace(s))
	return string(r[:min(31, len(r))])
}

// cellName is a cell's, as A1.
func cellName(column, row int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name + strconv.Itoa(row)
}

// serial is a moment as Excel counts: in days since the end of 1899, by the wall
// clock, since it knows no zones.
func serial(t time.Time) float64 {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return float64(wall.Unix())/(24*60*60) + 25569
}
