package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/canned"
)

// CannedView is a template: a canned response. (TemplateView is WhatsApp's.)
type CannedView struct {
	ID    desk.CannedID    `json:"id"`
	Scope desk.CannedScope `json:"scope" enum:"personal,team,all" doc:"Whose it is. It stays; to give it to others make another."`
	Team  desk.TeamID      `json:"team,omitempty" doc:"Of scope team."`
	CannedTextView
	ChangedAt Time   `json:"changedAt"`
	ChangedBy string `json:"changedBy,omitempty"`
	MayChange bool   `json:"mayChange" doc:"Whoever asks may change it."`
}

// CannedTextView is what a template says.
type CannedTextView struct {
	Title    string `json:"title" minLength:"1" maxLength:"120" example:"Opening hours"`
	Text     string `json:"text" minLength:"1" maxLength:"4096" example:"Hello {{customer.name|there}}, we are open until 8." doc:"With variables: {{NAME|fallback}}. Names: customer.name, customer.phone, customer.email, customer.username, operator.name, line.title; card.FIELD of the dialog's last deal, else its lead; contact.FIELD; title is a FIELD, too."`
	Language string `json:"language,omitempty" maxLength:"16" example:"en" doc:"Absent: any."`
}

// NewCannedView is a template to make.
type NewCannedView struct {
	Scope desk.CannedScope `json:"scope,omitempty" enum:"personal,team,all" default:"personal"`
	Team  desk.TeamID      `json:"team,omitempty" maxLength:"64" doc:"Of scope team."`
	CannedTextView
}

// ChangeCannedView is what is to be otherwise.
type ChangeCannedView struct {
	Title    *string `json:"title,omitempty" minLength:"1" maxLength:"120"`
	Text     *string `json:"text,omitempty" minLength:"1" maxLength:"4096"`
	Language *string `json:"language,omitempty" maxLength:"16"`
}

// RenderView says for which dialog.
type RenderView struct {
	Dialog desk.DialogID `json:"dialog" minLength:"1" maxLength:"128"`
}

// RenderedView is a template filled in.
type RenderedView struct {
	Text    string   `json:"text"`
	Missing []string `json:"missing" nullable:"false" doc:"The variables that have no value, or none that whoever asks may see: their fallbacks stand there."`
}

func cannedView(c *call, t desk.Canned) CannedView {
	return CannedView{
		ID: t.ID, Scope: t.Scope, Team: t.Team, CannedTextView: CannedTextView{t.Title, t.Text, t.Language},
		ChangedAt: Time{t.ChangedAt}, ChangedBy: t.ChangedBy, MayChange: c.MustChangeCanned(t.CannedOwner) == nil,
	}
}

func cannedMade(c *call, t desk.Canned, err error) (*made[CannedView], error) {
	return &made[CannedView]{ETag: quoted(strconv.FormatInt(t.Version, 10)), Body: cannedView(c, t)}, err
}

// CannedPath names a template in an address.
type CannedPath struct {
	ID desk.CannedID `path:"id" maxLength:"64" doc:"The template's id."`
}

// CannedFilter narrows templates.
type CannedFilter struct {
	Scope    desk.CannedScope `query:"scope" enum:"personal,team,all" doc:"Whose."`
	Team     desk.TeamID      `query:"team" maxLength:"64" doc:"That team's only."`
	Language string           `query:"language" maxLength:"16" doc:"In that language, or in any."`
}

type cannedQuery struct {
	PageParams
	CannedFilter
	Words string `query:"q" maxLength:"200" doc:"What is looked for, in title and text; case and accents are nothing."`
}

const tagTemplates = "Templates"

func (r router) canned() {
	add(r, op{method: http.MethodGet, path: "/v1/templates", id: "list-templates", may: readDialogs, tag: tagTemplates, summary: "List and find templates",
		description: "Canned responses: yours, your teams', and everybody's; for supervisors and admins all teams'. By title; with q the best first: titles that begin with it, titles with words that begin so, texts with such words, and what only contains it. (A reply's template is another thing: a message that WhatsApp has approved.)"},
		func(ctx context.Context, c *call, in *cannedQuery) (*body[Page[CannedView]], error) {
			all, err := r.s.CannedKeeper.Find(ctx, c.Actor, in.filter(in.Words))
			if err != nil {
				return nil, err
			}
			return gather(ctx, in.PageParams, func(_ context.Context, ask desk.PageAsk) (desk.Page[desk.Canned], error) {
				return pageFrom(all, ask)
			}, func(t desk.Canned) (CannedView, bool) { return cannedView(c, t), true })
		})
	add(r, op{method: http.MethodPost, path: "/v1/templates", id: "create-template", may: readDialogs, tag: tagTemplates, summary: "Make a template", status: http.StatusCreated,
		description: "Your own; a team's, by a supervisor who is in it or an admin; everybody's, by a supervisor or an admin. At most 500 of each owner (too_many_templates). A variable that there is not is refused (bad_variable)."},
		func(ctx context.Context, c *call, in *struct{ Body NewCannedView }) (*made[CannedView], error) {
			b := in.Body
			t := desk.Canned{CannedOwner: desk.CannedOwner{Scope: b.Scope, Team: b.Team}, Title: b.Title, Text: b.Text, Language: b.Language}
			t, err := r.s.CannedKeeper.Create(ctx, c.Actor, c.id(""), t)
			out, err := cannedMade(c, t, err)
			out.Location = "/v1/templates/" + string(t.ID)
			return out, err
		})
	add(r, op{method: http.MethodGet, path: "/v1/templates/{id}", id: "get-template", may: readDialogs, tag: tagTemplates, summary: "Read a template"},
		func(ctx context.Context, c *call, in *CannedPath) (*made[CannedView], error) {
			t, err := r.s.CannedKeeper.Canned(ctx, c.Actor, in.ID)
			return cannedMade(c, t, err)
		})
	add(r, op{method: http.MethodPatch, path: "/v1/templates/{id}", id: "change-template", may: readDialogs, tag: tagTemplates, summary: "Change a template",
		description: "Only what is named is changed. Needs If-Match with the ETag that was read. Who may: as for making one."},
		func(ctx context.Context, c *call, in *struct {
			CannedPath
			IfMatch string `header:"If-Match"`
			Body    ChangeCannedView
		}) (*made[CannedView], error) {
			saw, err := r.s.CannedKeeper.Canned(ctx, c.Actor, in.ID)
			if err == nil {
				err = match(in.IfMatch, strconv.FormatInt(saw.Version, 10))
			}
			if err != nil {
				return nil, err
			}
			t, err := r.s.CannedKeeper.Change(ctx, c.Actor, saw, canned.Change(in.Body))
			if errors.Is(err, desk.ErrConflict) {
				err = stale()
			}
			return cannedMade(c, t, err)
		})
	add(r, op{method: http.MethodDelete, path: "/v1/templates/{id}", id: "delete-template", may: readDialogs, tag: tagTemplates, summary: "Delete a template", status: http.StatusNoContent,
		description: "One that is gone is no error. Who may: as for making one."},
		func(ctx context.Context, c *call, in *CannedPath) (*struct{}, error) {
			return nil, r.s.CannedKeeper.Delete(ctx, c.Actor, in.ID)
		})
	add(r, op{method: http.MethodPost, path: "/v1/templates/{id}/render", id: "render-template", may: readDialogs, tag: tagTemplates, summary: "Fill a template in",
		description: "For a dialog that whoever asks may read. Nothing is sent, and nothing is kept."},
		func(ctx context.Context, c *call, in *struct {
			CannedPath
			Body RenderView
		}) (*body[RenderedView], error) {
			text, missing, err := r.s.CannedRenderer.Render(ctx, c.Actor, in.ID, in.Body.Dialog)
			return &body[RenderedView]{RenderedView{text, append([]string{}, missing...)}}, err
		})
	r.cannedFiles()
}

func (f CannedFilter) filter(words string) canned.Filter {
	return canned.Filter{Scope: f.Scope, Team: f.Team, Language: f.Language, Words: words}
}

// pageFrom is a page of a list that is there whole; its cursor counts.
func pageFrom[T any](all []T, ask desk.PageAsk) (desk.Page[T], error) {
	from := 0
	if ask.Cursor != "" {
		var err error
		if from, err = strconv.Atoi(ask.Cursor); err != nil || from < 0 {
			return desk.Page[T]{}, fmt.Errorf("%w: that is no cursor of this list", desk.ErrInvalid)
		}
	}
	from = min(from, len(all))
	upto := min(from+ask.Limit, len(all))
	page := desk.Page[T]{Items: all[from:upto]}
	if upto < len(all) {
		page.Next = strconv.Itoa(upto)
	}
	return page, nil
}
