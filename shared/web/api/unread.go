package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// UnreadView is what an operator has not read of a dialog.
type UnreadView struct {
	Count int      `json:"count" minimum:"0" maximum:"99" doc:"How many messages of the customer, in the dialog and in those that were handed over into it: what somebody else has read is new to whom it was handed to. A closed dialog has none."`
	More  bool     `json:"more,omitempty" doc:"There may be more than that."`
	Since Time     `json:"since,omitzero" doc:"When the oldest of them arrived."`
	Read  desk.Seq `json:"read" doc:"The seq up to which you have read; 0: nothing yet."`
}

func unreadView(u desk.Unread) *UnreadView {
	return &UnreadView{u.Count, u.More, Time{u.Since}, u.Read}
}

// ReadView says how far one has read.
type ReadView struct {
	Upto desk.Seq `json:"upto" minimum:"1" doc:"The seq of the last message seen. One before the marker, or after the dialog's end, is no error."`
}

func (r router) unread() {
	add(r, op{
		method: http.MethodPut, path: "/v1/dialogs/{id}/read", id: "read-up-to", may: readDialogs, tag: "Dialogs", summary: "Say how far you have read",
		description: "Moves your marker in the dialog, on all of your devices; it never goes back. The answer is what is left, as the dialog has it, and the list of dialogs where it is asked to (unread). The customer is told nothing. Needs a key that stands for an operator.",
	}, func(ctx context.Context, c *call, in *struct {
		DialogPath
		Body ReadView
	}) (*body[UnreadView], error) {
		u, err := r.s.ReadTracker.Read(ctx, c.Actor, in.ID, in.Body.Upto)
		return &body[UnreadView]{*unreadView(u)}, err
	})
}

// unread is what the asker has not read, by dialog.
type unread map[desk.DialogID]desk.Unread

func (s *server) unreadOf(ctx context.Context, c *call, ds []desk.Dialog) (unread, error) {
	us, err := s.ReadTracker.Unread(ctx, c.Actor, ds)
	out := unread{}
	for i, u := range us {
		out[ds[i].ID] = u
	}
	return out, err
}

// view is a dialog with what the asker has not read of it.
func (u unread) view(c *call, d desk.Dialog, seen desk.Sight) DialogView {
	v := dialogView(c, d, seen)
	if have, ok := u[d.ID]; ok && v.Readable {
		v.Unread = unreadView(have)
	}
	return v
}
