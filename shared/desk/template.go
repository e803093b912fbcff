package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Template is a message that WhatsApp has approved beforehand. It may go out
// when the customer's last message is too old for a free one.
type Template struct {
	Name     string
	Language string   // as WhatsApp writes it: "en_US"
	Params   []string // of the body, in order
	// Named are the body's where it names them instead.
	Named   map[string]string
	Header  TemplateHeader
	Buttons []TemplateButton
}

// TemplateHeader is what changes in a template's header: the one parameter of
// its text, or the file above it, by an address where WhatsApp fetches it.
type TemplateHeader struct {
	Text     string
	Param    string // the text's name, where parameters have names
	Image    string
	Video    string
	Document string
	Filename string // of the document, as the customer sees it
}

// TemplateButton is what changes in one of a template's buttons: one of the
// three.
type TemplateButton struct {
	Index     int    // among the template's buttons, the first is 0
	URLSuffix string // what follows the address of a page
	Payload   string // what a quick reply answers
	Code      string // what is copied
}

// Limits of templates.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
const (
	maxParams          = 50
	maxTemplateName    = 512
	maxTemplateButtons = 10
	maxTemplateHeader  = 60   // characters
	maxTemplateParam   = 1024 // characters, of which the whole body has no more
	maxTemplateReply   = 256  // bytes of a quick reply's payload
	maxTemplateCode    = 20   // characters
	maxTemplateURL     = 2000
)

// Check says what is wrong with the template for a line, as a Refusal of kind
// ErrInvalid. None is never wrong. Whether WhatsApp knows such a template, and
// with so many parameters, only WhatsApp knows.
func (t Template) Check(l Line) error {
	for _, no := range []string{t.wrong(l), t.wrongBody(), t.Header.wrong(len(t.Named) > 0, len(t.Params) > 0), wrongButtons(t.Buttons)} {
		if no != "" {
			return &Refusal{Code: CodeBadTemplate, Kind: ErrInvalid, Text: no}
		}
	}
	return nil
}

// CheckFile says whether a file of that kind can be the template's header, in the
// place of one that has an address. A Refusal of kind ErrInvalid.
func (t Template) CheckFile(kind AttachmentKind) error {
	no := ""
	switch {
	case t.Header != TemplateHeader{}:
		no = "A template has one header: an attachment, or what is filled in."
	case kind != AttachedPhoto && kind != AttachedVideo && kind != AttachedDocument:
		no = "A template's header is a picture, a video or a document."
	}
	if no == "" {
		return nil
	}
	return &Refusal{Code: CodeBadTemplate, Kind: ErrInvalid, Text: no}
}

func (t Template) none() bool {
	return t.Name == "" && t.Language == "" && len(t.Params)+len(t.Named)+len(t.Buttons) == 0 && t.Header == TemplateHeader{}
}

func (t Template) wrong(l Line) string {
	switch {
	case t.none():
		return ""
	case !l.Traits.Templates:
		return "Lines of this channel have no templates."
	case t.Name == "" || t.Language == "":
		return "A template needs a name and a language."
	case len(t.Name) > maxTemplateName || !spelled(t.Name):
		return fmt.Sprintf("A template's name has at most %d small letters, digits and underscores.", maxTemplateName)
	}
	return ""
}

func (t Template) wrongBody() string {
	if len(t.Params) > 0 && len(t.Named) > 0 {
		return "A template's parameters go by place (params) or by name (named), not both."
	}
	if len(t.Params)+len(t.Named) > maxParams {
		return fmt.Sprintf("A template has at most %d params.", maxParams)
	}
	for i, p := range t.Params {
		if no := wrongParam(p); no != "" {
			return fmt.Sprintf("Parameter %d of the template's body %s.", i+1, no)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Named)) {
		no := wrongParam(t.Named[name])
		if !spelled(name) {
			no = "has a name with more than small letters, digits and underscores"
		}
		if no != "" {
			return fmt.Sprintf("Parameter %q of the template's body %s.", name, no)
		}
	}
	return ""
}

// wrongParam: WhatsApp refuses values over several lines, and ones with more
// than four spaces in a row (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
func wrongParam(s string) string {
	switch {
	case strings.TrimSpace(s) == "":
		return "is empty"
	case utf8.RuneCountInString(s) > maxTemplateParam:
		return fmt.Sprintf("is longer than %d characters", maxTemplateParam)
	case strings.ContainsAny(s, "\n\r\t") || strings.Contains(s, "     "):
		return "has a line break, a tab or more than four spaces in a row, which messengers do not take"
	}
	return ""
}

func (h TemplateHeader) wrong(named, placed bool) string {
	have := 0
	for _, s := range []string{h.Text, h.Image, h.Video, h.Document} {
		if s != "" {
			have++
		}
	}
	text := wrongParam(h.Text)
	switch file := h.Image + h.Video + h.Document; {
	case h == TemplateHeader{}:
		return ""
	case have != 1:
		return "A template's header has one of text, image, video and document."
	case h.Filename != "" && h.Document == "":
		return "Only a document in a template's header has a file name."
	case file != "" && (!isPage(file) || len(file) > maxTemplateURL):
		return "The file in a template's header needs an http address."
	case file != "":
		return ""
	case text != "":
		return "The text in a template's header " + text + "."
	case utf8.RuneCountInString(h.Text) > maxTemplateHeader:
		return fmt.Sprintf("The text in a template's header is longer than %d characters.", maxTemplateHeader)
	case named && h.Param == "", placed && h.Param != "", h.Param != "" && !spelled(h.Param):
		return "The header's text needs a name (param) where the body's parameters have names, and none where they go by place."
	}
	return ""
}

func wrongButtons(bs []TemplateButton) string {
	seen := map[int]bool{}
	codes := 0
	for _, b := range bs {
		have := 0
		for _, s := range []string{b.URLSuffix, b.Payload, b.Code} {
			if s != "" {
				have++
			}
		}
		if b.Code != "" {
			codes++
		}
		at := fmt.Sprintf("Button %d of the template ", b.Index)
		switch {
		case b.Index < 0 || b.Index >= maxTemplateButtons:
			return at + fmt.Sprintf("is out of place: a template has at most %d, and the first is 0.", maxTemplateButtons)
		case seen[b.Index]:
			return at + "is filled in twice."
		case have != 1:
			return at + "takes one of urlSuffix, payload and code."
		case len(b.URLSuffix) > maxTemplateURL, strings.ContainsAny(b.URLSuffix, " \n\r\t"):
			return at + "has a urlSuffix with spaces or one that is too long."
		case len(b.Payload) > maxTemplateReply:
			return at + fmt.Sprintf("has a payload of more than %d bytes.", maxTemplateReply)
		case len(b.Code) > maxTemplateCode || strings.Trim(strings.ToLower(b.Code), "abcdefghijklmnopqrstuvwxyz0123456789") != "":
			return at + fmt.Sprintf("has a code that is not of at most %d letters and digits.", maxTemplateCode)
		case codes > 1:
			return "A template has at most one button whose code is copied."
		}
		seen[b.Index] = true
	}
	return ""
}

// spelled says whether WhatsApp takes a name of a template or of a parameter.
func spelled(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
