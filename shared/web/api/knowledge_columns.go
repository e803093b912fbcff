package api

import (
	"slices"
	"strings"
	"unicode"
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
	{"files", "files,attachments,файлы,вложения,archivos,adjuntos"},
	{"category", "category,topic,section,категория,тема,раздел,categoria,tema,seccion"},
	{"lines", "lines,line,линии,линия,каналы,lineas,linea"},
	{"from", "from,valid from,с,действует с,desde"},
	{"to", "to,valid to,until,по,до,действует до,hasta"},
	{"on", "on,active,enabled,вкл,включено,активно,activo,activa"},
	{"handOver", "handover,hand over,передать,оператор,передать оператору,transferir"},
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
	t.nameByWords(taken)
	if taken["question"] {
		return true
	}
	t.columns = nil
	return false
}

// What begins a word of a title that says more than the column's name ("Customer's question",
// "Наш ответ", "Cómo más lo preguntan"), those first that may stand beside another's.
var faqTitleWords = []struct{ as, begins string }{
	{"wordings", "еще,вариант,синоним,формулир,other,also,alternat,variant,synonym,wording,otra,mas,sinonim"},
	{"category", "катег,раздел,тема,рубрик,categor,section,topic,tema,seccion"},
	{"answer", "ответ,answer,reply,response,respuest,contestac"},
	{"question", "вопрос,question,pregunt,consult"},
}

// A title has at most so many words.
const maxTitle = 5

// nameByWords takes the columns whose titles say more than a name, where a question and an
// answer are among them: a first line of one's own hardly has both words.
func (t *faqTable) nameByWords(taken map[string]bool) {
	found := map[string]int{}
	for i, c := range t.columns {
		words := strings.FieldsFunc(plainTitle(c.Title), func(r rune) bool { return !unicode.IsLetter(r) })
		if c.As != "" || strings.ContainsAny(c.Title, "?!.") || len(words) > maxTitle {
			continue
		}
		for _, of := range faqTitleWords {
			begins := strings.Split(of.begins, ",")
			if _, other := found[of.as]; other || taken[of.as] || !slices.ContainsFunc(words, func(w string) bool {
				return slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(w, b) })
			}) {
				continue
			}
			found[of.as] = i
			break
		}
	}
	has := func(as string) bool { _, is := found[as]; return is || taken[as] }
	if !has("question") || !has("answer") {
		return
	}
	for as, i := range found {
		t.columns[i].As, taken[as] = as, true
	}
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
