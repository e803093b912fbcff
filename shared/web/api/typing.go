package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// TypingView is somebody who types.
type TypingView struct {
	By    desk.OperatorID `json:"by,omitempty" doc:"The operator; absent: the customer."`
	Until Time            `json:"until" doc:"They count as typing until then, unless they say so again."`
}

// TypeView says what is typed.
type TypeView struct {
	Note bool `json:"note,omitempty" doc:"It is a note: the customer is not shown that you type."`
}

func (r router) typing() {
	add(r, op{
		method: http.MethodPost, path: "/v1/dialogs/{id}/typing", id: "type", may: answer, tag: "Dialogs", summary: "Say that you are typing", status: http.StatusNoContent,
		description: "Other operators see it in the dialog (typing) for 10 seconds, and so does the customer, unless it is a note: on the page, and in the messengers that show such things. Say it again every 5 seconds while it is so: more often is harmless, and does nothing. In a closed dialog it is refused (dialog_closed). Needs a key that stands for an operator.",
	}, func(ctx context.Context, c *call, in *struct {
		DialogPath
		Body *TypeView
	}) (*struct{}, error) {
		return &struct{}{}, r.s.Typist.Operator(ctx, c.Actor, in.ID, in.Body != nil && in.Body.Note)
	})
}

// typingIn are those who type in a dialog, but for who asks.
func (s *server) typingIn(ctx context.Context, c *call, d desk.Dialog) ([]TypingView, error) {
	others, err := s.Typist.In(ctx, c.Actor, d)
	var out []TypingView
	for _, t := range others {
		out = append(out, TypingView{t.By, Time{t.Until}})
	}
	return out, err
}
