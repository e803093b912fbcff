package desk

import (
	"errors"
	"strings"
	"testing"
)

// What WhatsApp is known to refuse is refused before it is stored, in words.
func TestTemplateCheck_OP31(t *testing.T) {
	line := Line{Traits: Traits{Templates: true}}
	full := Template{
		Name: "order_ready_2", Language: "en_US", Params: []string{"Anna", "No. 17, at noon"},
		Header:  TemplateHeader{Document: "https://shop.example/17.pdf", Filename: "Bill 17.pdf"},
		Buttons: []TemplateButton{{Index: 0, URLSuffix: "17?a=b"}, {Index: 1, Payload: "later"}, {Index: 9, Code: "SAVE20"}},
	}
	with := func(change func(*Template)) Template {
		c := full
		c.Buttons = append([]TemplateButton(nil), full.Buttons...)
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		t    Template
		want string // in the refusal; "": none
	}{
		"none":       {Template{}, ""},
		"everything": {full, ""},
		"names":      {with(func(c *Template) { c.Params, c.Named = nil, map[string]string{"first_name": "Anna"} }), ""},
		"a header's text by name": {with(func(c *Template) {
			c.Params, c.Named, c.Header = nil, map[string]string{"a": "b"}, TemplateHeader{Text: "x", Param: "sale"}
		}), ""},
		"four spaces":                   {with(func(c *Template) { c.Params = []string{"a    b"} }), ""},
		"a header alone":                {Template{Header: TemplateHeader{Text: "x"}}, "needs a name"},
		"capitals in the name":          {with(func(c *Template) { c.Name = "OrderReady" }), "small letters"},
		"places and names":              {with(func(c *Template) { c.Named = map[string]string{"a": "b"} }), "not both"},
		"a name with a space":           {with(func(c *Template) { c.Params, c.Named = nil, map[string]string{"first name": "b"} }), "small letters"},
		"an empty value":                {with(func(c *Template) { c.Params = []string{"Anna", " "} }), "Parameter 2 of the template's body is empty"},
		"two lines":                     {with(func(c *Template) { c.Params = []string{"a\nb"} }), "line break"},
		"five spaces":                   {with(func(c *Template) { c.Params = []string{"a     b"} }), "four spaces"},
		"a tab by name":                 {with(func(c *Template) { c.Params, c.Named = nil, map[string]string{"a": "x\ty"} }), `"a"`},
		"a novel":                       {with(func(c *Template) { c.Params = []string{strings.Repeat("я", 1025)} }), "longer than 1024"},
		"too many":                      {with(func(c *Template) { c.Params = make([]string, 51) }), "at most 50"},
		"two headers":                   {with(func(c *Template) { c.Header.Image = "https://x.example/a.png" }), "one of text, image"},
		"a header's name alone":         {with(func(c *Template) { c.Header = TemplateHeader{Param: "x"} }), "one of text, image"},
		"a picture's file name":         {with(func(c *Template) { c.Header = TemplateHeader{Image: "https://x.example/a.png", Filename: "a"} }), "Only a document"},
		"a file that is no page":        {with(func(c *Template) { c.Header = TemplateHeader{Image: "file:///etc/passwd"} }), "http address"},
		"a long header":                 {with(func(c *Template) { c.Header = TemplateHeader{Text: strings.Repeat("x", 61)} }), "60 characters"},
		"a header of lines":             {with(func(c *Template) { c.Header = TemplateHeader{Text: "a\nb"} }), "line break"},
		"a header's name beside places": {with(func(c *Template) { c.Header = TemplateHeader{Text: "x", Param: "sale"} }), "needs a name (param)"},
		"a header by place beside names": {with(func(c *Template) {
			c.Params, c.Named, c.Header = nil, map[string]string{"a": "b"}, TemplateHeader{Text: "x"}
		}), "needs a name (param)"},
		"a button twice":            {with(func(c *Template) { c.Buttons[1].Index = 0 }), "filled in twice"},
		"an eleventh button":        {with(func(c *Template) { c.Buttons[1].Index = 10 }), "out of place"},
		"a button before the first": {with(func(c *Template) { c.Buttons[1].Index = -1 }), "out of place"},
		"a button of nothing":       {with(func(c *Template) { c.Buttons[1].Payload = "" }), "takes one of"},
		"a button of two":           {with(func(c *Template) { c.Buttons[1].Code = "A" }), "takes one of"},
		"a suffix with spaces":      {with(func(c *Template) { c.Buttons[0].URLSuffix = "a b" }), "urlSuffix"},
		"a long payload":            {with(func(c *Template) { c.Buttons[1].Payload = strings.Repeat("x", 257) }), "256 bytes"},
		"a code with a dash":        {with(func(c *Template) { c.Buttons[2].Code = "SAVE-20" }), "letters and digits"},
		"a long code":               {with(func(c *Template) { c.Buttons[2].Code = strings.Repeat("x", 21) }), "at most 20"},
		"two codes":                 {with(func(c *Template) { c.Buttons[1] = TemplateButton{Index: 1, Code: "A"} }), "at most one button"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.t.Check(line)
			var no *Refusal
			switch {
			case c.want == "" && err != nil:
				t.Errorf("got %v", err)
			case c.want != "" && (!errors.As(err, &no) || no.Code != CodeBadTemplate || !errors.Is(err, ErrInvalid) || !strings.Contains(no.Text, c.want)):
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
