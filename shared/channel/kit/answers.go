package kit

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// What a customer fills into a form comes as JSON, made by whoever built the
// form. It is read as the customer's words: one "question: answer" a line, in the
// form's order, so that a value can be proven by the line that it stands in.

// answers are what was read of a form.
type answers struct {
	Lines []string
	Asked []string          // of the lines, those of which the form itself says that they answer a question
	Files []desk.Attachment // that were filled in
	skip  func(name string) bool
}

// ReadAnswers reads what was filled into a form. raw may be a JSON string that holds
// the form. What is no object and no list is no form: all is empty. skip names
// what the vendor puts in beside the answers.
func ReadAnswers(raw []byte, skip func(name string) bool) answers {
	f := answers{skip: skip}
	var inner string
	if json.Unmarshal(raw, &inner) == nil {
		raw = []byte(inner)
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '{' && raw[0] != '[' || !json.Valid(raw) { // Valid bounds the depth, too
		return f
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	f.read("", formNode(d), false)
	return f
}

func (f answers) Text() string { return strings.Join(f.Lines, "\n") }

// node is a JSON value whose fields keep their order.
type node struct {
	scalar string
	list   []node
	fields []field
}

type field struct {
	name string
	node
}

// formNode reads the next value of JSON that is known to be valid.
func formNode(d *json.Decoder) (n node) {
	t, err := d.Token()
	if err != nil {
		return n
	}
	switch t := t.(type) {
	case json.Delim:
		for d.More() {
			if t == '[' {
				n.list = append(n.list, formNode(d))
				continue
			}
			name, err := d.Token()
			if err != nil {
				return n
			}
			s, _ := name.(string)
			n.fields = append(n.fields, field{s, formNode(d)})
		}
		_, _ = d.Token() // its end
	case string:
		n.scalar = strings.Join(strings.Fields(t), " ") // an answer is one line
	case json.Number:
		n.scalar = t.String()
	case bool:
		n.scalar = map[bool]string{true: "yes", false: "no"}[t]
	}
	return n
}

// formPairs are the names under which forms put a question and its answer.
// "name" and "values" are those of Meta's lead forms.
// https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
var formPairs = []struct{ question, answer []string }{
	{[]string{"question", "question_text"}, []string{"answer", "answers", "answer_text", "response", "value", "values"}},
	{[]string{"label", "title", "field", "key"}, []string{"answer", "answers", "value", "values"}},
	{[]string{"name"}, []string{"values", "value"}},
}

// pair is the question and the answer that an object is of, if it is of one.
func (n node) pair() (question string, answer node, ok bool) {
	for _, p := range formPairs {
		q := slices.IndexFunc(n.fields, func(f field) bool { return f.scalar != "" && slices.Contains(p.question, f.name) })
		a := slices.IndexFunc(n.fields, func(f field) bool { return slices.Contains(p.answer, f.name) })
		if q >= 0 && a >= 0 {
			return n.fields[q].scalar, n.fields[a].node, true
		}
	}
	return "", node{}, false
}

// file is the file that an object stands for: one that was uploaded in a flow.
// https://developers.facebook.com/docs/whatsapp/flows/reference/media_upload
func (n node) file() (a desk.Attachment, ok bool) {
	for _, f := range n.fields {
		switch f.name {
		case "id", "media_id":
			a.Ref = f.scalar
		case "mime_type":
			a.MIME = f.scalar
		case "file_name":
			a.Name = f.scalar
		}
	}
	a.Kind = desk.AttachedDocument
	if strings.HasPrefix(a.MIME, "image/") {
		a.Kind = desk.AttachedPhoto
	}
	return a, a.Ref != "" && a.MIME != ""
}

// read adds what n answers. asked: the form itself says that it does.
func (f *answers) read(question string, n node, asked bool) {
	add := func(answer string) {
		line := Joined(": ", question, answer)
		f.Lines = append(f.Lines, line)
		if asked {
			f.Asked = append(f.Asked, line)
		}
	}
	var several []string
	for _, x := range n.list {
		if x.scalar == "" {
			f.read(question, x, asked)
			continue
		}
		several = append(several, x.scalar)
	}
	if len(several) > 0 {
		add(strings.Join(several, ", "))
	}
	a, isFile := n.file()
	q, answer, isPair := n.pair()
	switch {
	case n.scalar != "":
		add(n.scalar)
	case isFile:
		f.Files = append(f.Files, a)
	case isPair:
		q, answer = formName(q, answer)
		f.read(q, answer, true)
	default:
		for _, x := range n.fields {
			if f.skip == nil || !f.skip(x.name) {
				q, answer := formName(x.name, x.node)
				f.read(q, answer, asked)
			}
		}
	}
}

// formName makes a form's own names words for a person. Meta's builder of flows
// calls its fields "screen_0_Full_name_1", and the choices in them "0_Three_kg"; a
// date that was picked was milliseconds in flows before version 5.
// https://developers.facebook.com/docs/whatsapp/flows/reference/components
func formName(name string, n node) (question string, answer node) {
	words := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "_", " ")), " ") }
	if strings.ContainsRune(name, ' ') { // a person's words already
		return name, n
	}
	built, ok := strings.CutPrefix(name, "screen_")
	_, built, there := strings.Cut(built, "_")
	if !ok || !there {
		return words(name), n
	}
	if i := strings.LastIndexByte(built, '_'); i >= 0 && digits(built[i+1:]) {
		built = built[:i]
	}
	choice := func(s string) string {
		if head, rest, ok := strings.Cut(s, "_"); ok && digits(head) {
			return words(rest)
		}
		if ms, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) == 13 && strings.Contains(built, "Date") {
			return time.UnixMilli(ms).UTC().Format(time.DateOnly)
		}
		return s
	}
	n.scalar = choice(n.scalar)
	n.list = slices.Clone(n.list)
	for i := range n.list {
		n.list[i].scalar = choice(n.list[i].scalar)
	}
	return words(built), n
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
