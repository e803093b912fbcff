package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// CaseOfferView says whether a case may be made out of a dialog.
type CaseOfferView struct {
	MayMake bool      `json:"mayMake" doc:"POST /v1/dialogs/{id}/case would make one, or answer with the one that it made."`
	Card    string    `json:"card,omitempty" example:"case:42" doc:"The case that the dialog is bound to."`
	Code    desk.Code `json:"code,omitempty" enum:"forbidden,cases_off" doc:"Why none may be made."`
	Reason  string    `json:"reason,omitempty" doc:"Why none may be made, in words."`
}

// madeCase is the thread's case: 201 if it was made just now.
type madeCase struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     CardDetailView
}

func (r router) cases() {
	add(r, op{
		method: http.MethodPost, path: "/v1/dialogs/{id}/case", id: "make-case", may: changeCases, tag: "Dialogs", status: http.StatusCreated,
		summary: "Make a case out of a dialog",
		description: "Of its whole thread, open or closed: the subject is the chat's first message, the description what the customer sent before the first reply if that was more than one, " +
			"the source Chat, the state New, and the contact, their company and the responsible operator are the chat's. The thread's dialogs are bound to it. " +
			"A thread has one such case: asked for again, the answer is the same case, with 200. Needs the right to change cases; refused where they are switched off (cases_off).",
		done: "The thread had its case already.",
	}, func(ctx context.Context, c *call, in *DialogPath) (*madeCase, error) {
		return r.s.makeCase(ctx, c, in.ID)
	})
}

func (s *server) makeCase(ctx context.Context, c *call, id desk.DialogID) (*madeCase, error) {
	card, fresh, err := s.CaseMaker.Make(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	v, err := s.cardDetail(ctx, c, card)
	if err != nil {
		return nil, err
	}
	out := &madeCase{Status: http.StatusOK, Location: "/v1/cards/" + card.Ref.String(), ETag: v.ETag, Body: v.Body}
	if fresh {
		out.Status = http.StatusCreated
	}
	return out, nil
}

// caseOffer is what a dialog offers to whoever looks at it.
func (s *server) caseOffer(ctx context.Context, c *call, d desk.Dialog) (CaseOfferView, error) {
	var v CaseOfferView
	for _, b := range d.Cards {
		if b.Ref.Kind == desk.KindCase && v.Card == "" && c.MustRead(desk.KindCase) == nil {
			v.Card = b.Ref.String()
		}
	}
	err := s.CaseMaker.May(ctx, c.Actor)
	var no *desk.Refusal
	if errors.As(err, &no) {
		v.Code, v.Reason = no.Code, no.Text
		return v, nil
	}
	v.MayMake = err == nil
	return v, err
}
