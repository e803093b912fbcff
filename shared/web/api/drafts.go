package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// DraftView is what an operator has not sent.
type DraftView struct {
	Dialog desk.DialogID `json:"dialog" doc:"In which it was written last."`
	Thread desk.DialogID `json:"thread" doc:"Whose it is: the thread's first dialog. After a transfer it is found in the child, too."`
	DraftTextView
	ChangedAt Time  `json:"changedAt"`
	Version   int64 `json:"version" doc:"Say it with the reply (draft): then this draft goes, and no later one. Also the ETag."`
}

// DraftTextView is what is to be said.
type DraftTextView struct {
	Text    string          `json:"text,omitempty" maxLength:"65536" doc:"May be left out with attachments."`
	Note    bool            `json:"note,omitempty" doc:"It is to be a note."`
	ReplyTo desk.ExternalID `json:"replyTo,omitempty" maxLength:"512" doc:"The id of the message that it answers."`
	Files   []SendFileView  `json:"attachments,omitempty" nullable:"false" maxItems:"10" doc:"Files that were uploaded (POST /v1/files). They live for a day; what is gone when the draft is sent is refused then (file_unknown)."`
}

func draftView(d desk.Draft) DraftView {
	v := DraftView{
		Dialog: d.Dialog, Thread: d.Thread, DraftTextView: DraftTextView{Text: d.Text, Note: d.Note, ReplyTo: d.ReplyTo},
		ChangedAt: Time{d.ChangedAt}, Version: d.Version,
	}
	for _, f := range d.Files {
		v.Files = append(v.Files, SendFileView{f.Upload, f.Name})
	}
	return v
}

func (v DraftTextView) draft() desk.Draft {
	d := desk.Draft{Text: v.Text, Note: v.Note, ReplyTo: v.ReplyTo}
	for _, f := range v.Files {
		d.Files = append(d.Files, desk.DraftFile{Upload: f.File, Name: f.Name})
	}
	return d
}

func versioned(d desk.Draft, err error) (*made[DraftView], error) {
	return &made[DraftView]{ETag: quoted(strconv.FormatInt(d.Version, 10)), Body: draftView(d)}, err
}

func (r router) drafts() {
	const path = "/v1/dialogs/{id}/draft"
	add(r, op{
		method: http.MethodPut, path: path, id: "save-draft", may: answer, tag: "Dialogs", summary: "Keep a draft",
		description: "What you have not sent, for all of your devices and for nobody else; one a thread. The newest wins: what is saved last stands. With If-Match and the ETag that was read it is 412 if another device was faster, or the draft was sent. It goes when a reply or a note names its version (draft), when it is deleted, and 30 days after its last change. Needs a key that stands for an operator.",
	}, func(ctx context.Context, c *call, in *struct {
		DialogPath
		IfMatch string `header:"If-Match" doc:"May be left out."`
		Body    DraftTextView
	}) (*made[DraftView], error) {
		return r.s.saveDraft(ctx, c, in.ID, in.IfMatch, in.Body.draft())
	})
	add(r, op{method: http.MethodGet, path: path, id: "get-draft", may: answer, tag: "Dialogs", summary: "Read your draft", description: "Yours in the dialog's thread; 404 if there is none."},
		func(ctx context.Context, c *call, in *DialogPath) (*made[DraftView], error) {
			return versioned(r.s.DraftKeeper.Draft(ctx, c.Actor, in.ID))
		})
	add(r, op{method: http.MethodDelete, path: path, id: "delete-draft", may: answer, tag: "Dialogs", summary: "Drop your draft", status: http.StatusNoContent, description: "One that is gone is no error."},
		func(ctx context.Context, c *call, in *DialogPath) (*struct{}, error) {
			return nil, r.s.DraftKeeper.Delete(ctx, c.Actor, in.ID)
		})
	add(r, op{method: http.MethodGet, path: "/v1/me/drafts", id: "list-drafts", may: answer, tag: "Dialogs", summary: "List your drafts", description: "The newest begun first; a moment late."},
		func(ctx context.Context, c *call, in *PageParams) (*body[Page[DraftView]], error) {
			return gather(ctx, *in, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Draft], error) {
				return r.s.DraftKeeper.List(ctx, c.Actor, ask)
			}, func(d desk.Draft) (DraftView, bool) { return draftView(d), true })
		})
}

// saveDraft stores a draft; with an If-Match only over what was read.
func (s *server) saveDraft(ctx context.Context, c *call, id desk.DialogID, ifMatch string, d desk.Draft) (*made[DraftView], error) {
	over := int64(0)
	if tag := strings.TrimSpace(ifMatch); tag != "" && tag != "*" {
		have, err := s.DraftKeeper.Draft(ctx, c.Actor, id)
		if errors.Is(err, desk.ErrNotFound) {
			return nil, stale()
		}
		if err == nil {
			err = match(tag, strconv.FormatInt(have.Version, 10))
		}
		if err != nil {
			return nil, err
		}
		over = have.Version
	}
	stored, err := s.DraftKeeper.Save(ctx, c.Actor, id, d, over)
	if over != 0 && errors.Is(err, desk.ErrConflict) {
		return nil, stale()
	}
	return versioned(stored, err)
}
