package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/sheet"
)

// ImportedFAQView is what became of a file's entries.
type ImportedFAQView struct {
	DryRun    bool                 `json:"dryRun" doc:"Nothing was stored."`
	Columns   []FAQColumnView      `json:"columns" nullable:"false" doc:"What each column of the file was taken for."`
	Created   int                  `json:"created"`
	Changed   int                  `json:"changed"`
	Unchanged int                  `json:"unchanged"`
	Refused   int                  `json:"refused"`
	Entries   []ImportedFAQRowView `json:"entries" nullable:"false" doc:"In the file's order."`
}

// FAQColumnView is a column of a file.
type FAQColumnView struct {
	Title string `json:"title" doc:"As the file has it; empty: its first line names none."`
	As    string `json:"as" doc:"What it was taken for: id, kind, question, wordings, answer, buttons (both perhaps with a language: answer:es), category, lines, from, to, on, handOver. Empty: it is left out."`
}

// ImportedFAQRowView is what became of one entry.
type ImportedFAQRowView struct {
	Row      int              `json:"row" doc:"The line of the table; the first is 1."`
	ID       desk.FAQID       `json:"id,omitempty"`
	Question string           `json:"question,omitempty"`
	Answers  []ImportedAnswer `json:"answers,omitempty" nullable:"false" doc:"Of a new entry its answers, of a changed one those that become others."`
	Wordings []string         `json:"wordings,omitempty" nullable:"false" doc:"The further wordings that were read in its cell, each as one."`
	Became   knowledge.Became `json:"became" enum:"created,changed,unchanged,refused"`
	Changes  []string         `json:"changes,omitempty" nullable:"false" doc:"Of a changed entry: which parts are otherwise."`
	Code     desk.Code        `json:"code,omitempty" doc:"Why it was refused."`
	Reason   string           `json:"reason,omitempty" doc:"Why it was refused, in words."`
}

// ImportedAnswer is an answer of a file.
type ImportedAnswer struct {
	Language string `json:"language,omitempty" doc:"Empty: in whatever one the customer writes."`
	Text     string `json:"text" doc:"As it will be."`
	Was      string `json:"was,omitempty" doc:"How the one began that it stands in the place of, 120 characters."`
}

// wasMost keeps what a file of 10,000 answers is answered with below what a Lambda may send.
const wasMost = 120

// importedAnswers are what is shown of an entry's answers.
func importedAnswers(e knowledge.Imported) (out []ImportedAnswer) {
	for _, a := range e.Entry.Answers {
		was, there := e.Was.In(a.Language)
		if there && was.Text == a.Text {
			continue
		}
		old := []rune(was.Text)
		out = append(out, ImportedAnswer{a.Language, a.Text, string(old[:min(len(old), wasMost)])})
	}
	return out
}

func (r router) faqFiles() {
	add(r, op{method: http.MethodGet, path: "/v1/faq/export", id: "export-faq", may: readDialogs, tag: tagKnowledge, summary: "Take entries out",
		description: "As a table that import takes: CSV or XLSX, in which no cell can be a formula. Nothing is lost on the way there and back."},
		func(ctx context.Context, c *call, in *struct {
			FAQFilter
			Format string `query:"format" enum:"csv,xlsx" default:"csv"`
		}) (*file, error) {
			all, err := r.s.KnowledgeKeeper.Find(ctx, c.Actor, in.filter())
			if err != nil {
				return nil, err
			}
			out := &file{"text/csv; charset=utf-8", `attachment; filename="faq.` + in.Format + `"`, nil}
			rows, err := faqRows(all)
			switch {
			case err != nil:
			case in.Format == "xlsx":
				out.ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
				out.Body, err = sheet.WriteXLSX(rows)
			default:
				out.Body, err = sheet.WriteCSV(rows)
			}
			return out, err
		})
	add(r, op{method: http.MethodPost, path: "/v1/faq/import", id: "import-faq", may: supervisors, tag: tagKnowledge, summary: "Bring entries in",
		description: "A table as export gives it, or as the company has it: CSV (commas, semicolons or tabs; Unicode or Windows' letters) or XLSX (the first sheet), at most 1 MB. What each column is, is guessed by its title in English, Spanish or Russian, or, where the first line names none, by what stands in it; the answer shows the guess. Wordings stand in one cell: a line each, or on one line with bars (|) or semicolons between them. With dryRun nothing is stored: look first. What has the id, or else the question, of an entry that is there changes that, and what the file has no column for stays as it is; the rest is new. An answer of which the file says no language takes the place of the one in the language that it plainly is in; where none can be told of several, the row is refused (which_language). One that is refused does not stop the others."},
		func(ctx context.Context, c *call, in *struct {
			DryRun  bool   `query:"dryRun" doc:"Only say what would become of them."`
			RawBody []byte `contentType:"application/octet-stream"`
		}) (*body[ImportedFAQView], error) {
			rows, err := sheet.Read(in.RawBody)
			if err != nil {
				return nil, noTable(err.Error())
			}
			t, err := readFAQTable(rows)
			if err != nil {
				return nil, err
			}
			done, err := r.s.KnowledgeKeeper.Import(ctx, c.Actor, t.entries, t.keep, in.DryRun)
			if err != nil {
				return nil, err
			}
			return &body[ImportedFAQView]{t.view(done, in.DryRun)}, nil
		})
}

func (t faqTable) view(done []knowledge.Imported, dry bool) ImportedFAQView {
	v := ImportedFAQView{DryRun: dry, Columns: t.columns, Entries: []ImportedFAQRowView{}}
	counts := map[knowledge.Became]*int{knowledge.Created: &v.Created, knowledge.Changed: &v.Changed, knowledge.Unchanged: &v.Unchanged, knowledge.Refused: &v.Refused}
	for i, e := range done {
		if t.bad[i] != nil {
			e.Became, e.Refused = knowledge.Refused, t.bad[i]
		}
		*counts[e.Became]++
		row := ImportedFAQRowView{Row: t.lines[i], ID: e.Entry.ID, Question: e.Entry.Question, Became: e.Became, Changes: e.Changes}
		if t.bad[i] != nil {
			row.Question = t.asked[i]
		}
		if t.answers() { // only the file's own
			row.Answers = importedAnswers(e)
		}
		if t.has["wordings"] { // only the file's own: the answer is no larger than it
			row.Wordings = e.Entry.Wordings
		}
		if e.Refused != nil {
			row.Code, row.Reason = reason(e.Refused)
		}
		v.Entries = append(v.Entries, row)
	}
	return v
}
