package api

import "github.com/sufler/sufler/shared/desk"

// TemplateView names a message that WhatsApp has approved, and fills it in.
type TemplateView struct {
	Name     string               `json:"name" minLength:"1" maxLength:"512"`
	Language string               `json:"language" minLength:"1" maxLength:"16" example:"en_US"`
	Params   []string             `json:"params,omitempty" nullable:"false" maxItems:"50" doc:"Of the body, in order. A value has one line."`
	Named    map[string]string    `json:"named,omitempty" doc:"Of the body, where its parameters have names; then in the place of params."`
	Header   *TemplateHeaderView  `json:"header,omitempty" doc:"What changes in the header. A picture, video or document may also be uploaded, and be the message's only attachment."`
	Buttons  []TemplateButtonView `json:"buttons,omitempty" nullable:"false" maxItems:"10" doc:"What changes in the buttons; those that never change are left out."`
}

// TemplateHeaderView is a template's header: a text or a file.
type TemplateHeaderView struct {
	Text     string `json:"text,omitempty" maxLength:"60" doc:"The parameter in the header's text."`
	Param    string `json:"param,omitempty" maxLength:"64" doc:"Its name, where the body's parameters have names."`
	Image    string `json:"image,omitempty" maxLength:"2000" doc:"The address of a picture, public until it is sent."`
	Video    string `json:"video,omitempty" maxLength:"2000"`
	Document string `json:"document,omitempty" maxLength:"2000"`
	Filename string `json:"filename,omitempty" maxLength:"240" doc:"Of the document, as the customer sees it."`
}

// TemplateButtonView is what changes in one button: one of urlSuffix, payload
// and code.
type TemplateButtonView struct {
	Index     int    `json:"index" minimum:"0" maximum:"9" doc:"Among the template's buttons; the first is 0."`
	URLSuffix string `json:"urlSuffix,omitempty" maxLength:"2000" doc:"What follows the address of a page; of an authentication template, its code."`
	Payload   string `json:"payload,omitempty" maxLength:"256" doc:"Comes back when a quick reply is pressed."`
	Code      string `json:"code,omitempty" maxLength:"20" doc:"What is copied: letters and digits."`
}

func (v TemplateView) template() desk.Template {
	t := desk.Template{Name: v.Name, Language: v.Language, Params: v.Params, Named: v.Named}
	if v.Header != nil {
		t.Header = desk.TemplateHeader(*v.Header)
	}
	for _, b := range v.Buttons {
		t.Buttons = append(t.Buttons, desk.TemplateButton(b))
	}
	return t
}

// templateView is nil where there is none.
func templateView(t desk.Template) *TemplateView {
	if t.Name == "" {
		return nil
	}
	v := &TemplateView{Name: t.Name, Language: t.Language, Params: t.Params, Named: t.Named}
	if t.Header != (desk.TemplateHeader{}) {
		h := TemplateHeaderView(t.Header)
		v.Header = &h
	}
	for _, b := range t.Buttons {
		v.Buttons = append(v.Buttons, TemplateButtonView(b))
	}
	return v
}
