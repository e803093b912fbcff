package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// StartView says to whom to write first.
type StartView struct {
	Customer desk.CustomerID `json:"customer" maxLength:"128" doc:"The customer, as a dialog of theirs names them: one person on one line."`
	Text     string          `json:"text,omitempty" maxLength:"65536" doc:"May be left out with attachments or a template."`
	Buttons  []ButtonView    `json:"buttons,omitempty" nullable:"false" maxItems:"25"`
	Template *TemplateView   `json:"template,omitempty" doc:"Of a WhatsApp line: goes out also when the window is closed."`
	Files    []SendFileView  `json:"attachments,omitempty" nullable:"false" maxItems:"10" doc:"Files that were uploaded, as with a reply."`
}

type startInput struct{ Body StartView }

func (r router) start() {
	add(r, op{
		method: http.MethodPost, path: "/v1/dialogs", id: "start-dialog", may: answer, tag: "Dialogs", status: http.StatusCreated,
		summary: "Write to a customer first",
		description: "Into their open dialog, or by opening one. Refused where another operator has accepted their open dialog (already_accepted), on an inactive line (line_inactive), to a customer who never wrote on it (no_earlier_contact), " +
			"more than 24 hours after their last message on Messenger and WhatsApp (window_closed), but for a WhatsApp template, and to one who blocked us (customer_blocked).",
	}, func(ctx context.Context, c *call, in *startInput) (*body[DialogView], error) {
		id, err := r.s.Starter.Start(ctx, c.Actor, in.Body.Customer, ReplyView{Text: in.Body.Text, Buttons: in.Body.Buttons, Template: in.Body.Template, Files: in.Body.Files}.say(c.id(""), ""))
		if err != nil {
			return nil, err
		}
		d, err := r.s.Dialogs.Dialog(ctx, id)
		return &body[DialogView]{deedView(c, d)}, err
	})
}

// Files makes addresses of files that soon expire.
type Files interface {
	web.Links
	// Sheet is an address at which a browser shows the file as a PDF, whatever it is.
	Sheet(ctx context.Context, key string) (string, error)
}

// shown is a message with links to the files that we keep.
func (s *server) shown(ctx context.Context, m desk.Message) MessageView {
	v := messageView(m)
	s.blinded(ctx, &v, m)
	for i, a := range m.Attachments {
		if a.Stored == "" {
			continue
		}
		name := a.Name
		if name == "" {
			name = string(a.Kind)
		}
		link, err := s.Files.Link(ctx, a.Stored, name)
		if err != nil {
			s.Log.ErrorContext(ctx, "no link to a file", "file", a.Stored, "error", err)
			continue
		}
		v.Attachments[i].File = link
		if a.MIME != "application/pdf" {
			continue
		}
		if v.Attachments[i].Sheet, err = s.Files.Sheet(ctx, a.Stored); err != nil {
			s.Log.ErrorContext(ctx, "no link to a PDF", "file", a.Stored, "error", err)
		}
	}
	return v
}

// photo is a link to our copy of a customer's photo, "" if there is none.
func (s *server) photo(ctx context.Context, c desk.Customer) string {
	if c.Photo == "" {
		return ""
	}
	link, err := s.Files.Link(ctx, c.Photo, string(desk.AttachedPhoto))
	if err != nil {
		s.Log.ErrorContext(ctx, "no link to a photo", "file", c.Photo, "error", err)
	}
	return link
}
