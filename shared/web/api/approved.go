package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// ApprovedTemplateView is a template as its messenger has approved it.
type ApprovedTemplateView struct {
	Name     string               `json:"name" example:"order_ready"`
	Language string               `json:"language" example:"en_US"`
	Category string               `json:"category,omitempty" example:"utility"`
	Text     string               `json:"text" doc:"Of the body; its places stand as {{1}} or {{city}}." example:"Hello {{1}}, your order is ready."`
	Footer   string               `json:"footer,omitempty"`
	Params   []string             `json:"params" nullable:"false" doc:"The places of the body, in order: what a reply's template fills in, by named where they have names (named), else by params."`
	Named    bool                 `json:"named" doc:"The places have names."`
	Header   *ApprovedHeaderView  `json:"header,omitempty" doc:"What stands above; absent: nothing."`
	Buttons  []ApprovedButtonView `json:"buttons,omitempty" nullable:"false" doc:"In order: the first has the index 0."`
}

// ApprovedHeaderView is what stands above a template's text.
type ApprovedHeaderView struct {
	Kind  desk.HeaderKind `json:"kind" enum:"text,image,video,document" doc:"All but a text must be given a file."`
	Text  string          `json:"text,omitempty"`
	Param string          `json:"param,omitempty" doc:"The place in its text; absent: it goes out as it is."`
}

// ApprovedButtonView is one of a template's buttons.
type ApprovedButtonView struct {
	Text  string          `json:"text,omitempty"`
	Needs desk.ButtonNeed `json:"needs,omitempty" enum:"urlSuffix,code" doc:"What it must be given; absent: it goes out as it is."`
}

func approvedView(t desk.ApprovedTemplate) ApprovedTemplateView {
	v := ApprovedTemplateView{Name: t.Name, Language: t.Language, Category: t.Category, Text: t.Text, Footer: t.Footer, Params: t.Params(), Named: t.Named}
	if t.Header.Kind != "" {
		v.Header = &ApprovedHeaderView{t.Header.Kind, t.Header.Text, t.Header.Param()}
	}
	for _, b := range t.Buttons {
		v.Buttons = append(v.Buttons, ApprovedButtonView(b))
	}
	return v
}

func (r router) approved() {
	add(r, op{
		method: http.MethodGet, path: "/v1/lines/{id}/templates", id: "list-approved-templates", may: answer, tag: "Lines", summary: "List the templates that a line's messenger has approved",
		description: "Asked of the messenger now, at most 1,000, all on one page; only approved ones, and only those whose every part can be filled in by `template` of a reply. A WhatsApp line must have its option waba_id. Where they can't be known, this is refused (templates_unknown), and a template can still be named in a reply.",
	}, func(ctx context.Context, c *call, in *LinePath) (*body[Page[ApprovedTemplateView]], error) {
		all, err := r.s.Approved.On(ctx, c.Actor, in.ID)
		return shown(all, approvedView), err
	})
}
