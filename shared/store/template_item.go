package store

import "github.com/sufler/sufler/shared/desk"

// templateItem is a template as a message's item holds it.
type templateItem struct {
	Name     string               `json:"name"`
	Language string               `json:"language,omitempty"`
	Params   []string             `json:"params,omitempty"`
	Named    map[string]string    `json:"named,omitempty"`
	Header   templateHeaderItem   `json:"header,omitzero"`
	Buttons  []templateButtonItem `json:"buttons,omitempty"`
}

// The fields are desk's, so that one converts to the other.
type templateHeaderItem struct {
	Text     string `json:"text,omitempty"`
	Param    string `json:"param,omitempty"`
	Image    string `json:"image,omitempty"`
	Video    string `json:"video,omitempty"`
	Document string `json:"document,omitempty"`
	Filename string `json:"filename,omitempty"`
}

type templateButtonItem struct {
	Index     int    `json:"index"`
	URLSuffix string `json:"url_suffix,omitempty"`
	Payload   string `json:"payload,omitempty"`
	Code      string `json:"code,omitempty"`
}

func newTemplate(t desk.Template) *templateItem {
	if t.Name == "" {
		return nil
	}
	return &templateItem{
		Name: t.Name, Language: t.Language, Params: t.Params, Named: t.Named, Header: templateHeaderItem(t.Header),
		Buttons: each(t.Buttons, func(b desk.TemplateButton) templateButtonItem { return templateButtonItem(b) }),
	}
}

func (t *templateItem) template() desk.Template {
	if t == nil {
		return desk.Template{}
	}
	return desk.Template{
		Name: t.Name, Language: t.Language, Params: t.Params, Named: t.Named, Header: desk.TemplateHeader(t.Header),
		Buttons: each(t.Buttons, func(b templateButtonItem) desk.TemplateButton { return desk.TemplateButton(b) }),
	}
}
