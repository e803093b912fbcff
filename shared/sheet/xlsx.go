package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// What of ECMA-376 part 1, clause 18 (SpreadsheetML), is read: the first sheet's cells,
// with shared and own strings, numbers and truth values as they are stored.
// https://ecma-international.org/publications-and-standards/standards/ecma-376/

// readXLSX reads the first sheet of a workbook.
func readXLSX(b []byte) ([][]string, error) {
	archive, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, errors.New("the file is no XLSX")
	}
	p := pack{archive, maxBytes}
	name, err := p.firstSheet()
	if err != nil {
		return nil, err
	}
	shared, err := p.sharedStrings()
	if err != nil {
		return nil, err
	}
	return p.cells(name, shared)
}

// pack is an archive of which only so many bytes are unpacked.
type pack struct {
	*zip.Reader
	left int64
}

// errNone: the archive has no such file.
var errNone = errors.New("the file is no whole XLSX")

// decode gives each element of a file to do, which reads it or leaves it.
func (p *pack) decode(name string, do func(d *xml.Decoder, e xml.StartElement) error) error {
	f, err := p.Open(name)
	if err != nil {
		return errNone
	}
	defer f.Close()
	in := &io.LimitedReader{R: f, N: p.left}
	defer func() { p.left = in.N }()
	d := xml.NewTokenDecoder(newBounded(in))
	for {
		token, err := d.Token()
		switch {
		case in.N <= 0:
			return fmt.Errorf("the file is larger than %d MB unpacked", maxBytes>>20)
		case errors.Is(err, errUnlike):
			return err
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errors.New("the file is no XLSX: its XML is broken")
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := do(d, e); err != nil {
				return err
			}
		}
	}
}

// firstSheet is where the first sheet lies.
func (p *pack) firstSheet() (string, error) {
	id := ""
	err := p.decode("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "sheet" && id == "" {
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	at := ""
	err = p.decode("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attr(e, "Id") == id {
			at = attr(e, "Target")
		}
		return nil
	})
	switch {
	case err != nil:
		return "", err
	case at == "":
		return "", errNone
	case strings.HasPrefix(at, "/"):
		return strings.TrimPrefix(at, "/"), nil
	}
	return path.Join("xl", at), nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// richText is a string in a workbook: its own text, or that of its runs; phonetic
// guides are none of it.
type richText struct {
	T string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (t richText) text() string {
	if len(t.R) == 0 {
		return t.T
	}
	var out strings.Builder
	out.WriteString(t.T)
	for _, r := range t.R {
		out.WriteString(r.T)
	}
	return out.String()
}

// sharedStrings are the strings that cells name by number; a workbook may have none.
func (p *pack) sharedStrings() ([]string, error) {
	const name = "xl/sharedStrings.xml"
	if !slices.ContainsFunc(p.File, func(f *zip.File) bool { return f.Name == name }) {
		return nil, nil
	}
	var out []string
	err := p.decode(name, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		if len(out) >= maxCells {
			return tooLarge()
		}
		var t richText
		if err := d.DecodeElement(&t, &e); err != nil {
			return errors.New("the file is no XLSX: its strings are broken")
		}
		out = append(out, t.text())
		return nil
	})
	return out, err
}

// cell is one of a sheet's.
type cell struct {
	R  string   `xml:"r,attr"`
	T  string   `xml:"t,attr"`
	V  string   `xml:"v"`
	IS richText `xml:"is"`
}

func (c cell) text(shared []string) string {
	switch c.T {
	case "s":
		if n, err := strconv.Atoi(c.V); err == nil && n >= 0 && n < len(shared) {
			return shared[n]
		}
		return ""
	case "inlineStr":
		return c.IS.text()
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[c.V]
	case "e":
		return ""
	}
	return c.V
}

// cells are a sheet's rows; those that it leaves out are empty.
func (p *pack) cells(name string, shared []string) ([][]string, error) {
	var out [][]string
	n := 0
	err := p.decode(name, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			row := len(out) + 1
			if r, err := strconv.Atoi(attr(e, "r")); err == nil && r > len(out) {
				row = r
			}
			if row > MaxRows {
				return tooLarge()
			}
			for len(out) < row {
				out = append(out, nil)
			}
		case "c":
			var c cell
			if err := d.DecodeElement(&c, &e); err != nil {
				return errors.New("the file is no XLSX: a cell is broken")
			}
			if len(out) == 0 {
				return nil
			}
			row := &out[len(out)-1]
			at := max(column(c.R), len(*row))
			if n += at - len(*row) + 1; at >= MaxColumns || n > maxCells {
				return tooLarge()
			}
			for len(*row) < at {
				*row = append(*row, "")
			}
			*row = append(*row, c.text(shared))
		}
		return nil
	})
	return out, err
}

// column is the place of the column in a cell's name ("B7": 1), -1 if it has none.
func column(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > MaxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// The files of a workbook with one sheet.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	rootRels     = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	workbook     = xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`
	workbookRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
)

// WriteXLSX writes a workbook with the table on its one sheet, all cells texts: none is
// a formula.
func WriteXLSX(rows [][]string) ([]byte, error) {
	var sheet bytes.Buffer
	sheet.WriteString(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for j, text := range row {
			fmt.Fprintf(&sheet, `<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">`, letters(j), i+1)
			if err := xml.EscapeText(&sheet, []byte(text)); err != nil {
				return nil, err
			}
			sheet.WriteString(`</t></is></c>`)
		}
		sheet.WriteString(`</row>`)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rootRels}, {"xl/workbook.xml", workbook},
		{"xl/_rels/workbook.xml.rels", workbookRels}, {"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		to, err := w.Create(f.name)
		if err == nil {
			_, err = io.WriteString(to, f.text)
		}
		if err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

// letters name a column by its place: 0 is A.
func letters(n int) string {
	out := ""
	for n++; n > 0; n = (n - 1) / 26 {
		out = string(rune('A'+(n-1)%26)) + out
	}
	return out
}
