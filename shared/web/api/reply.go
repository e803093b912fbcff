package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// ReplyView is what an operator says to the customer.
type ReplyView struct {
	Text     string          `json:"text,omitempty" maxLength:"65536" doc:"May be left out with attachments or a template, or tell what the template says."`
	ReplyTo  desk.ExternalID `json:"replyTo,omitempty" maxLength:"512" doc:"The id of the message that it answers."`
	Buttons  []ButtonView    `json:"buttons,omitempty" nullable:"false" maxItems:"25" doc:"Go out as the channel has them; what it has no form for, or not so many or so long, is written below the text, numbered."`
	Template *TemplateView   `json:"template,omitempty" doc:"Of a WhatsApp line: sent in the place of the text, also when the window is closed."`
	Files    []SendFileView  `json:"attachments,omitempty" nullable:"false" maxItems:"10" doc:"Files that were uploaded (POST /v1/files). They go out after the text, in this order; a short text goes with a lone photo as its caption, where the channel has captions."`
	Draft    int64           `json:"draft,omitempty" minimum:"0" doc:"The version of your draft that this is: it goes, unless it was changed since."`
}

// SendFileView names a file to send.
type SendFileView struct {
	File desk.UploadID `json:"file" minLength:"1" maxLength:"64" doc:"The id that POST /v1/files gave."`
	Name string        `json:"name,omitempty" maxLength:"200" doc:"As the customer sees it; absent: as it was announced."`
}

func sendFiles(vs []SendFileView) []talk.SayFile {
	var fs []talk.SayFile
	for _, v := range vs {
		fs = append(fs, talk.SayFile{Upload: v.File, Name: v.Name})
	}
	return fs
}

// ButtonView is a choice offered with a message.
type ButtonView struct {
	Text    string `json:"text" minLength:"1" maxLength:"256"`
	Payload string `json:"payload,omitempty" maxLength:"1000" doc:"Comes back when it is pressed; absent: the text does."`
	URL     string `json:"url,omitempty" maxLength:"2000" doc:"A page to open instead."`
}

func (v ReplyView) say(id string, in desk.DialogID) talk.Say {
	s := talk.Say{ID: id, Dialog: in, Text: v.Text, ReplyTo: v.ReplyTo, Files: sendFiles(v.Files), Draft: v.Draft}
	for _, b := range v.Buttons {
		s.Buttons = append(s.Buttons, desk.Button(b))
	}
	if v.Template != nil {
		s.Template = v.Template.template()
	}
	return s
}

func (r router) reply() {
	add(r, op{
		method: http.MethodPost, path: "/v1/dialogs/{id}/reply", id: "reply", may: answer, tag: "Dialogs", summary: "Reply to the customer", status: http.StatusCreated,
		description: "The reply is stored and goes out through the outbox; its status tells how far it got. Refused where another operator has accepted the dialog (already_accepted), in a closed one (dialog_closed), on an inactive line (line_inactive), to a customer who blocked us (customer_blocked), and after the messenger's window (window_closed), but for a WhatsApp template, which is refused if WhatsApp would not take it as it is filled in (bad_template). Of its attachments each is looked at before anything is stored: uploaded and whole (file_unknown, file_not_uploaded), of a size and a type that the channel takes (file_too_big, file_type_not_allowed).",
	}, func(ctx context.Context, c *call, in *replyInput) (*body[MessageView], error) {
		m, err := r.s.Replier.Reply(ctx, c.Actor, in.Body.say(c.id(""), in.ID))
		return &body[MessageView]{r.s.shown(ctx, m)}, err
	})
}

// offered are the buttons and the template of a message of ours.
func offered(m desk.Message) (buttons []ButtonView, template *TemplateView) {
	for _, b := range m.Buttons {
		buttons = append(buttons, ButtonView(b))
	}
	return buttons, templateView(m.Template)
}
