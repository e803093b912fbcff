package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/canned"
	"github.com/sufler/sufler/shared/sheet"
)

// CannedFileView is a file of templates, as JSON. As CSV it has a column for each
// field.
type CannedFileView struct {
	Templates []CannedRowView `json:"templates" nullable:"false"`
}

// CannedRowView is a template in a file.
type CannedRowView struct {
	ID       desk.CannedID    `json:"id,omitempty"`
	Scope    desk.CannedScope `json:"scope"`
	Team     desk.TeamID      `json:"team,omitempty"`
	Title    string           `json:"title"`
	Language string           `json:"language,omitempty"`
	Text     string           `json:"text"`
}

// ImportedView is what became of a file's templates.
type ImportedView struct {
	DryRun    bool              `json:"dryRun" doc:"Nothing was stored."`
	Created   int               `json:"created"`
	Changed   int               `json:"changed"`
	Unchanged int               `json:"unchanged"`
	Refused   int               `json:"refused"`
	Templates []ImportedRowView `json:"templates" nullable:"false" doc:"In the file's order."`
}

// ImportedRowView is what became of one of them.
type ImportedRowView struct {
	Row    int           `json:"row" doc:"Among the file's templates; the first is 1."`
	ID     desk.CannedID `json:"id,omitempty"`
	Title  string        `json:"title,omitempty"`
	Became canned.Became `json:"became" enum:"created,changed,unchanged,refused"`
	Code   desk.Code     `json:"code,omitempty" doc:"Why it was refused."`
	Reason string        `json:"reason,omitempty" doc:"Why it was refused, in words."`
}

func row(t desk.Canned) CannedRowView {
	return CannedRowView{t.ID, t.Scope, t.Team, t.Title, t.Language, t.Text}
}

func (v CannedRowView) canned() desk.Canned {
	return desk.Canned{ID: v.ID, CannedOwner: desk.CannedOwner{Scope: v.Scope, Team: v.Team}, Title: v.Title, Language: v.Language, Text: v.Text}
}

// file is an answer that is no JSON of ours.
type file struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (r router) cannedFiles() {
	add(r, op{method: http.MethodGet, path: "/v1/templates/export", id: "export-templates", may: readDialogs, tag: tagTemplates, summary: "Take templates out",
		description: "Those that whoever asks may use, as a file that import takes: CSV for spreadsheets, in which no cell can be a formula, or JSON. Nothing is lost on the way there and back."},
		func(ctx context.Context, c *call, in *struct {
			CannedFilter
			Format string `query:"format" enum:"csv,json" default:"json"`
		}) (*file, error) {
			all, err := r.s.CannedKeeper.Find(ctx, c.Actor, in.filter(""))
			if err != nil {
				return nil, err
			}
			out := &file{"application/json", `attachment; filename="templates.` + in.Format + `"`, nil}
			var rows []CannedRowView
			for _, t := range all {
				rows = append(rows, row(t))
			}
			if in.Format == "csv" {
				out.ContentType = "text/csv; charset=utf-8"
				out.Body, err = writeCannedCSV(rows)
			} else {
				out.Body, err = json.MarshalIndent(CannedFileView{append([]CannedRowView{}, rows...)}, "", " ")
			}
			return out, err
		})
	add(r, op{method: http.MethodPost, path: "/v1/templates/import", id: "import-templates", may: readDialogs, tag: tagTemplates, summary: "Bring templates in",
		description: "A file as export gives it, or a CSV with the columns title and text, and perhaps id, scope (absent: personal), team and language; commas, semicolons or tabs between them. What has the id of one that is there, or else the title and language of one of the same owner's, changes that; the rest is new. One that is refused does not stop the others: the answer says what became of each. At most 2000 in a file. With dryRun nothing is stored."},
		func(ctx context.Context, c *call, in *struct {
			DryRun      bool   `query:"dryRun" doc:"Only say what would become of them."`
			ContentType string `header:"Content-Type" doc:"text/csv or application/json."`
			RawBody     []byte `contentType:"text/csv"`
		}) (*body[ImportedView], error) {
			rows, err := readCanned(in.ContentType, in.RawBody)
			if err != nil {
				return nil, err
			}
			done, err := r.s.CannedKeeper.Import(ctx, c.Actor, rows, in.DryRun)
			if err != nil {
				return nil, err
			}
			return &body[ImportedView]{importedView(done, in.DryRun)}, nil
		})
}

func importedView(done []canned.Imported, dry bool) ImportedView {
	v := ImportedView{DryRun: dry, Templates: []ImportedRowView{}}
	counts := map[canned.Became]*int{canned.Created: &v.Created, canned.Changed: &v.Changed, canned.Unchanged: &v.Unchanged, canned.Refused: &v.Refused}
	for i, t := range done {
		*counts[t.Became]++
		r := ImportedRowView{Row: i + 1, ID: t.Canned.ID, Title: t.Canned.Title, Became: t.Became}
		if t.Refused != nil {
			r.Code, r.Reason = reason(t.Refused)
		}
		v.Templates = append(v.Templates, r)
	}
	return v
}

// readCanned reads a file of templates. ErrInvalid: it is none.
func readCanned(contentType string, b []byte) ([]desk.Canned, error) {
	kind, _, err := mime.ParseMediaType(cmp.Or(contentType, "application/json"))
	if err != nil || kind != "text/csv" && kind != "application/json" {
		return nil, fmt.Errorf("%w: send text/csv or application/json", desk.ErrInvalid)
	}
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("%w: the file is no UTF-8", desk.ErrInvalid)
	}
	var rows []CannedRowView
	if kind == "text/csv" {
		rows, err = readCannedCSV(b)
	} else {
		var f CannedFileView
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		if err = d.Decode(&f); err == nil && d.More() {
			err = errors.New("something follows it")
		}
		if err != nil {
			err = fmt.Errorf("%w: the file is no JSON of templates", desk.ErrInvalid)
		}
		rows = f.Templates
	}
	var out []desk.Canned
	for _, v := range rows {
		if v.Scope == "" {
			v.Scope = desk.CannedPersonal
		}
		out = append(out, v.canned())
	}
	return out, err
}

// columns of a CSV of templates.
var columns = []string{"id", "scope", "team", "title", "language", "text"}

// byteOrderMark tells spreadsheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

// writeCannedCSV writes a CSV that a spreadsheet can open: see sheet.Harmless.
func writeCannedCSV(rows []CannedRowView) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	w := csv.NewWriter(&b)
	lines := [][]string{columns}
	for _, r := range rows {
		lines = append(lines, []string{sheet.Harmless(string(r.ID)), sheet.Harmless(string(r.Scope)), sheet.Harmless(string(r.Team)), sheet.Harmless(r.Title), sheet.Harmless(r.Language), sheet.Harmless(r.Text)})
	}
	err := w.WriteAll(lines)
	return b.Bytes(), err
}

// readCannedCSV reads what writeCannedCSV writes, and what people make by hand.
func readCannedCSV(b []byte) ([]CannedRowView, error) {
	b = bytes.TrimPrefix(b, []byte(byteOrderMark))
	r := csv.NewReader(bytes.NewReader(b))
	head, _, _ := bytes.Cut(b, []byte("\n"))
	for _, comma := range ";\t" {
		if !bytes.ContainsRune(head, ',') && bytes.ContainsRune(head, comma) {
			r.Comma = comma
		}
	}
	bad := func(err error) ([]CannedRowView, error) {
		return nil, fmt.Errorf("%w: the file is no CSV of templates: %v", desk.ErrInvalid, err)
	}
	names, err := r.Read()
	if err != nil {
		return bad(errors.New("its first line must name the columns"))
	}
	place := map[string]int{}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := place[name]; twice || !slices.Contains(columns, name) {
			return bad(fmt.Errorf("column %d is none of %s, or comes twice", i+1, strings.Join(columns, ", ")))
		}
		place[name] = i
	}
	for _, must := range []string{"title", "text"} {
		if _, ok := place[must]; !ok {
			return bad(errors.New("it has no column " + must))
		}
	}
	var out []CannedRowView
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		var at *csv.ParseError
		if errors.As(err, &at) {
			return bad(fmt.Errorf("line %d: %w", at.Line, at.Err))
		}
		if err != nil {
			return bad(err)
		}
		cell := func(name string) string {
			if i, ok := place[name]; ok {
				return sheet.Harmed(cells[i])
			}
			return ""
		}
		out = append(out, CannedRowView{
			desk.CannedID(cell("id")), desk.CannedScope(cell("scope")), desk.TeamID(cell("team")), cell("title"), cell("language"), cell("text"),
		})
	}
}
