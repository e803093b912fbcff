package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// The columns of a table of entries, and what people call them.
var faqColumns = []struct {
	as    string
	names string // folded, a comma between
}{
	{"id", "id"},
	{"kind", "kind,type,тип,вид,tipo"},
	{"question", "question,questions,q,faq,вопрос,вопросы,pregunta,preguntas"},
	{"wordings", "wordings,alternatives,variants,synonyms,other wordings,варианты,варианты вопроса,другие формулировки,формулировки,синонимы,variantes,sinonimos,otras formas"},
	{"answer", "answer,answers,a,reply,ответ,ответы,respuesta,respuestas"},
	{"buttons", "buttons,кнопки,botones"},
	{"category", "category,topic,section,категория,тема,раздел,categoria,tema,seccion"},
	{"lines", "lines,line,линии,линия,каналы,lineas,linea"},
	{"from", "from,valid from,с,действует с,desde"},
	{"to", "to,valid to,until,по,до,действует до,hasta"},
	{"on", "on,active,enabled,вкл,включено,активно,activo,activa"},
	{"handOver", "handover,hand over,передать,оператор,передать оператору,transferir"},
}

// faqTable is what a table of entries holds.
type faqTable struct {
	columns []FAQColumnView
	entries []desk.FAQ
	lines   []int   // of each entry: its line in the table
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
		return t, fmt.Errorf("%w: the table is empty", desk.ErrInvalid)
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
		return t, fmt.Errorf("%w: no column has questions: name one question, and one answer", desk.ErrInvalid)
	}
	for i, row := range rows[first:] {
		if blank(row) {
			continue
		}
		e, err := t.entry(row)
		t.entries, t.lines, t.bad = append(t.entries, e), append(t.lines, first+i+1), append(t.bad, err)
	}
	// What can't be read is not stored: without a question no entry is.
	for i, err := range t.bad {
		if err != nil {
			t.entries[i].Question = ""
		}
	}
	return t, nil
}

func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// name takes the columns from their titles; false: the first line names none.
func (t *faqTable) name(titles []string) bool {
	taken := map[string]bool{}
	for _, title := range titles {
		as := faqColumn(title)
		if taken[as] {
			as = ""
		}
		taken[as] = as != ""
		t.columns = append(t.columns, FAQColumnView{title, as})
	}
	if taken["question"] {
		return true
	}
	t.columns = nil
	return false
}

// faqColumn is what a title names: "Answer (es)" and answer:es are the answer in
// Spanish.
func faqColumn(title string) string {
	name := plainTitle(title)
	language := ""
	if at := strings.LastIndexAny(name, ":(_- "); at > 0 {
		rest := strings.Trim(name[at+1:], " )")
		if len(rest) == 2 || len(rest) == 3 {
			base := strings.TrimRight(name[:at], " (:_-")
			if as := exactColumn(base); as == "answer" || as == "buttons" {
				name, language = base, ":"+rest
			}
		}
	}
	as := exactColumn(name)
	if as == "" {
		return ""
	}
	return as + language
}

func exactColumn(name string) string {
	for _, c := range faqColumns {
		if slices.Contains(strings.Split(c.names, ","), name) {
			return c.as
		}
	}
	return ""
}

// plainTitle is a title without case, accents and spaces around it.
func plainTitle(s string) string {
	s = strings.NewReplacer("ё", "е", "á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u").Replace(strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}

// guess takes the column with the most question marks, else the first that is not
// empty, for the questions, and the longest of the others for the answers.
func (t *faqTable) guess(rows [][]string) {
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	marks, letters := make([]int, width), make([]int, width)
	for _, r := range rows {
		for i, c := range r {
			if letters[i] += len(c); strings.Contains(c, "?") {
				marks[i]++
			}
		}
	}
	question, answer := -1, -1
	for i := range width {
		if letters[i] > 0 && (question < 0 || marks[i] > marks[question]) {
			question = i
		}
	}
	for i := range width {
		if i != question && letters[i] > 0 && (answer < 0 || letters[i] > letters[answer]) {
			answer = i
		}
	}
	t.columns = make([]FAQColumnView, width)
	if question >= 0 {
		t.columns[question].As = "question"
	}
	if answer >= 0 {
		t.columns[answer].As = "answer"
	}
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
	for _, l := range order {
		e.Answers = append(e.Answers, *answers[l])
	}
	return e, wrong
}

// keep is an entry that is there with what a line of the table says of it.
func (t faqTable) keep(have, row desk.FAQ) desk.FAQ {
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
	next.Answers = nil
	for _, a := range have.Answers {
		suffix := ""
		if a.Language != "" {
			suffix = ":" + a.Language
		}
		for _, n := range row.Answers {
			if n.Language == a.Language && t.has["answer"+suffix] {
				a.Text = n.Text
			}
			if n.Language == a.Language && t.has["buttons"+suffix] {
				a.Buttons = n.Buttons
			}
		}
		next.Answers = append(next.Answers, a)
	}
	for _, n := range row.Answers {
		if !slices.ContainsFunc(have.Answers, func(a desk.FAQAnswer) bool { return a.Language == n.Language }) {
			next.Answers = append(next.Answers, n)
		}
	}
	return next
}

// wordingsIn are a cell's lines, or what semicolons part.
func wordingsIn(cell string) []string {
	if !strings.Contains(cell, "\n") && strings.Contains(cell, ";") {
		cell = strings.ReplaceAll(cell, ";", "\n")
	}
	return strings.Split(cell, "\n")
}

// buttonsIn are those of a cell: JSON as export writes it, or a text a line.
func buttonsIn(cell string) ([]desk.Button, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return nil, nil
	}
	var out []desk.Button
	if strings.HasPrefix(cell, "[") {
		var vs []ButtonView
		if err := json.Unmarshal([]byte(cell), &vs); err != nil {
			return nil, fmt.Errorf("that is no list of buttons")
		}
		for _, v := range vs {
			out = append(out, desk.Button(v))
		}
		return out, nil
	}
	for line := range strings.Lines(cell) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, desk.Button{Text: line})
		}
	}
	return out, nil
}

// momentIn is a cell's moment: as export writes it, a day as people write it, or a
// spreadsheet's number of days.
func momentIn(cell string) (time.Time, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339Nano, time.DateOnly, "02.01.2006", "02/01/2006", "2006-01-02 15:04"} {
		if at, err := time.Parse(form, cell); err == nil {
			return at.UTC(), nil
		}
	}
	if days, err := strconv.ParseFloat(cell, 64); err == nil && days > 20_000 && days < 100_000 {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour))).Round(time.Second), nil
	}
	return time.Time{}, fmt.Errorf("that is no day like 2026-12-31")
}

// yes reads a yes or no; empty is as said.
func yes(cell string, empty bool) (bool, error) {
	switch plainTitle(cell) {
	case "":
		return empty, nil
	case "yes", "true", "1", "on", "x", "+", "да", "истина", "вкл", "si", "verdadero":
		return true, nil
	case "no", "false", "0", "off", "-", "нет", "ложь", "выкл", "falso":
		return false, nil
	}
	return empty, fmt.Errorf("that is neither yes nor no")
}

// faqRows are entries as a table.
func faqRows(all []desk.FAQ) ([][]string, error) {
	var languages []string
	buttons := map[string]bool{}
	for _, e := range all {
		for _, a := range e.Answers {
			if !slices.Contains(languages, a.Language) {
				languages = append(languages, a.Language)
			}
			buttons[a.Language] = buttons[a.Language] || len(a.Buttons) > 0
		}
	}
	slices.Sort(languages)
	titles := []string{"id", "kind", "question", "wordings"}
	for _, l := range languages {
		for _, as := range []string{"answer", "buttons"} {
			if as == "buttons" && !buttons[l] {
				continue
			}
			if l != "" {
				as += ":" + l
			}
			titles = append(titles, as)
		}
	}
	titles = append(titles, "category", "lines", "from", "to", "on", "handOver")
	out := [][]string{titles}
	for _, e := range all {
		row := []string{string(e.ID), string(e.Kind), e.Question, strings.Join(e.Wordings, "\n")}
		for _, l := range languages {
			a, _ := e.In(l)
			row = append(row, a.Text)
			if !buttons[l] {
				continue
			}
			cell, err := buttonsOut(a.Buttons)
			if err != nil {
				return nil, err
			}
			row = append(row, cell)
		}
		var lines []string
		for _, l := range e.Lines {
			lines = append(lines, string(l))
		}
		out = append(out, append(row, e.Category, strings.Join(lines, " "), momentOut(e.From), momentOut(e.To), yesOut(!e.Off), yesOut(e.HandOver)))
	}
	return out, nil
}

func buttonsOut(bs []desk.Button) (string, error) {
	if len(bs) == 0 {
		return "", nil
	}
	var vs []ButtonView
	for _, b := range bs {
		vs = append(vs, ButtonView(b))
	}
	b, err := json.Marshal(vs)
	return string(b), err
}

func momentOut(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func yesOut(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
