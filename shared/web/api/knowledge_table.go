package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// faqTable is what a table of entries holds.
type faqTable struct {
	columns []FAQColumnView
	entries []desk.FAQ
	lines   []int // of each entry: its line in the table
	asked   []string
	bad     []error // of each entry: what of it can't be read
	has     map[string]bool
}

// readFAQTable reads a table of entries. ErrInvalid: it has no questions.
func readFAQTable(rows [][]string) (faqTable, error) {
	t := faqTable{has: map[string]bool{}}
	first := 0
	for first < len(rows) && blank(rows[first]) {
		first++
	}
	if first == len(rows) {
		return t, noTable("it is empty")
	}
	named := t.name(rows[first])
	if named {
		first++
	} else {
		t.guess(rows[first:])
	}
	for _, c := range t.columns {
		t.has[c.As] = true
	}
	if !t.has["question"] {
		return t, noTable("no column has questions: name one question, and one answer")
	}
	for i, row := range rows[first:] {
		if blank(row) {
			continue
		}
		e, err := t.entry(row)
		t.entries, t.lines, t.asked, t.bad = append(t.entries, e), append(t.lines, first+i+1), append(t.asked, e.Question), append(t.bad, err)
	}
	// What can't be read is not stored: without a question no entry is.
	for i, err := range t.bad {
		if err != nil {
			t.entries[i].Question = ""
		}
	}
	return t, nil
}

// answers says whether a column holds answers, in whatever language.
func (t faqTable) answers() bool {
	return slices.ContainsFunc(t.columns, func(c FAQColumnView) bool { return c.As == "answer" || strings.HasPrefix(c.As, "answer:") })
}

// noTable refuses a file.
func noTable(why string) error {
	return web.NewProblem(http.StatusUnprocessableEntity, web.CodeNoTable, "The file is no table of questions and answers: "+why)
}

func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// entry reads a line.
func (t *faqTable) entry(row []string) (desk.FAQ, error) {
	var e desk.FAQ
	var wrong error
	answers := map[string]*desk.FAQAnswer{}
	var order []string
	of := func(language string) *desk.FAQAnswer {
		if answers[language] == nil {
			answers[language] = &desk.FAQAnswer{Language: language}
			order = append(order, language)
		}
		return answers[language]
	}
	for i, c := range t.columns {
		cell := ""
		if i < len(row) {
			cell = row[i]
		}
		as, language, _ := strings.Cut(c.As, ":")
		var err error
		switch as {
		case "id":
			e.ID = desk.FAQID(strings.TrimSpace(cell))
		case "kind":
			if e.Kind = desk.FAQKind(strings.ToLower(strings.TrimSpace(cell))); e.Kind == "question" {
				e.Kind = desk.FAQQuestion
			}
		case "question":
			e.Question = cell
		case "wordings":
			e.Wordings = wordingsIn(cell)
		case "answer":
			of(language).Text = cell
		case "buttons":
			of(language).Buttons, err = buttonsIn(cell)
		case "files":
			of(language).Files, err = filesIn(cell)
		case "category":
			e.Category = cell
		case "lines":
			for _, l := range strings.Fields(strings.ReplaceAll(cell, ",", " ")) {
				e.Lines = append(e.Lines, desk.LineID(l))
			}
		case "from":
			e.From, err = momentIn(cell)
		case "to":
			e.To, err = momentIn(cell)
		case "on":
			e.Off, err = yes(cell, true)
			e.Off = !e.Off
		case "handOver":
			e.HandOver, err = yes(cell, false)
		}
		if err != nil && wrong == nil {
			wrong = fmt.Errorf("%w: column %d (%s): %v", desk.ErrInvalid, i+1, c.As, err)
		}
	}
	if n := len(t.columns); wrong == nil && len(row) > n && !blank(row[n:]) {
		// What belongs to no column would be lost, and is mostly the end of an answer.
		wrong = web.NewProblem(http.StatusUnprocessableEntity, web.CodeExtraCells, fmt.Sprintf("The row has %d cells, and there are %d columns. A cell that holds what parts the columns, a comma or a semicolon, stands in quotes.", len(row), n))
	}
	for _, l := range order {
		e.Answers = append(e.Answers, *answers[l])
	}
	return e, wrong
}

// keep is an entry that is there with what a line of the table says of it; in is the language
// of the answer that one without a language stands for.
func (t faqTable) keep(have, row desk.FAQ, in string) desk.FAQ {
	next := have
	next.Question = row.Question
	for as, take := range map[string]func(){
		"kind": func() { next.Kind = row.Kind }, "wordings": func() { next.Wordings = row.Wordings }, "category": func() { next.Category = row.Category },
		"lines": func() { next.Lines = row.Lines }, "from": func() { next.From = row.From }, "to": func() { next.To = row.To },
		"on": func() { next.Off = row.Off }, "handOver": func() { next.HandOver = row.HandOver },
	} {
		if t.has[as] {
			take()
		}
	}
	next.Answers = slices.Clone(have.Answers)
	for _, n := range row.Answers {
		suffix := ":" + n.Language
		if n.Language == "" {
			suffix, n.Language = "", in
		}
		i := slices.IndexFunc(next.Answers, func(a desk.FAQAnswer) bool { return a.Language == n.Language })
		if i < 0 {
			next.Answers = append(next.Answers, n)
			continue
		}
		a := &next.Answers[i]
		if t.has["answer"+suffix] {
			a.Text = n.Text
		}
		if t.has["buttons"+suffix] {
			a.Buttons = n.Buttons
		}
		if t.has["files"+suffix] {
			a.Files = n.Files
		}
	}
	return next
}

// perLanguage are the columns that each language has, and what stands in them. One but
// for the first is left out where no entry has anything in it.
var perLanguage = []struct {
	as  string
	out func(desk.FAQAnswer) (string, error)
}{
	{"answer", func(a desk.FAQAnswer) (string, error) { return a.Text, nil }},
	{"buttons", func(a desk.FAQAnswer) (string, error) { return buttonsOut(a.Buttons) }},
	{"files", func(a desk.FAQAnswer) (string, error) { return filesOut(a.Files) }},
}

// faqRows are entries as a table.
func faqRows(all []desk.FAQ) ([][]string, error) {
	var languages []string
	has := map[string]bool{}
	for _, e := range all {
		for _, a := range e.Answers {
			if !slices.Contains(languages, a.Language) {
				languages = append(languages, a.Language)
			}
			has["answer"+a.Language] = true
			has["buttons"+a.Language] = has["buttons"+a.Language] || len(a.Buttons) > 0
			has["files"+a.Language] = has["files"+a.Language] || len(a.Files) > 0
		}
	}
	slices.Sort(languages)
	titles := []string{"id", "kind", "question", "wordings"}
	for _, l := range languages {
		for _, c := range perLanguage {
			if has[c.as+l] {
				titles = append(titles, strings.TrimSuffix(c.as+":"+l, ":"))
			}
		}
	}
	out := [][]string{append(titles, "category", "lines", "from", "to", "on", "handOver")}
	for _, e := range all {
		row := []string{string(e.ID), string(e.Kind), e.Question, strings.Join(e.Wordings, "\n")}
		for _, l := range languages {
			a, _ := e.In(l)
			for _, c := range perLanguage {
				if !has[c.as+l] {
					continue
				}
				cell, err := c.out(a)
				if err != nil {
					return nil, err
				}
				row = append(row, cell)
			}
		}
		var lines []string
		for _, l := range e.Lines {
			lines = append(lines, string(l))
		}
		out = append(out, append(row, e.Category, strings.Join(lines, " "), momentOut(e.From), momentOut(e.To), yesOut(!e.Off), yesOut(e.HandOver)))
	}
	return out, nil
}
