package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// ErasureView is the taking away of a person.
type ErasureView struct {
	ID       desk.ErasureID    `json:"id"`
	Customer desk.CustomerID   `json:"customer,omitempty"`
	Contact  string            `json:"contact,omitempty" example:"contact:17"`
	Cards    desk.Fate         `json:"cards" enum:"delete,blank,keep"`
	By       string            `json:"by" doc:"The name of the key that asked; copilot: the retention of the settings."`
	State    desk.ErasureState `json:"state" enum:"running,checking,done,failed" doc:"checking: everything is taken; seven minutes later comes a last look for what was on its way. failed: asked for again, it goes on."`
	Code     desk.Code         `json:"code,omitempty" example:"busy" doc:"Why it failed, as a word for programs. Absent of what failed before there were any."`
	Reason   string            `json:"reason,omitempty" doc:"The same, in words."`
	AskedAt  Time              `json:"askedAt"`
	DoneAt   Time              `json:"doneAt,omitzero" doc:"When everything was taken."`
	Taken    TakenView         `json:"taken" doc:"What was taken so far. All of it is gone once the state is done; after a crash in the middle more was taken than is counted here."`
}

// TakenView are figures of what was taken away.
type TakenView struct {
	Dialogs  int `json:"dialogs"`
	Messages int `json:"messages"`
	Files    int `json:"files"`
	Runs     int `json:"runs"`
	Cards    int `json:"cards" doc:"The contact, leads, deals and cases that it met, each once: deleted, or emptied as asked, or as its CRM lets it be. 0 where cards are kept."`
	Entries  int `json:"timelineEntries" doc:"Lines taken out of timelines one by one. What goes with a card that is deleted is not counted."`
}

// ErasureParams say what an erasure does beside.
type ErasureParams struct {
	Cards desk.Fate `query:"cards" enum:"delete,blank,keep" default:"delete" doc:"What becomes of the contact and its leads, deals and cases. delete: they go. blank: what came out of dialogs and profile is emptied, what people typed stays. keep: values stay. Quotes, marks and offers always go. A contact that is another customer's, too, and a card of a CRM that lets nothing be deleted are blanked instead."`
}

type erasureAsked struct {
	Location string `header:"Location"`
	Body     ErasureView
}

func erasureView(e desk.Erasure) ErasureView {
	return ErasureView{
		ID: e.ID, Customer: e.Customer, Contact: e.Contact.String(), Cards: e.Cards, By: e.By, State: e.State, Code: e.Code, Reason: e.Reason,
		AskedAt: Time{e.AskedAt}, DoneAt: Time{e.DoneAt}, Taken: TakenView(e.Taken),
	}
}

const erasing = " For an administrator. Messages, files, runs, summaries, profile, deliveries and stored answers go, as a job whose state the answer's Location shows. " +
	"Open dialogs are closed at once; what is written from then on is a new customer's. A message that its messenger repeats does not come back. Repeating is harmless."

func (r router) erasures() {
	add(r, op{method: http.MethodDelete, path: "/v1/customers/{id}", id: "erase-customer", tag: "Erasure", status: http.StatusAccepted,
		summary: "Erase a customer", description: "A person as one line knows them." + erasing},
		func(ctx context.Context, c *call, in *struct {
			ID desk.CustomerID `path:"id" maxLength:"64" doc:"The customer's id, as dialogs name it."`
			ErasureParams
		}) (*erasureAsked, error) {
			e, err := r.s.Eraser.Ask(ctx, c.Actor, in.ID, desk.CardRef{}, in.Cards)
			return &erasureAsked{"/v1/erasures/" + string(e.ID), erasureView(e)}, err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/contacts/{ref}", id: "erase-contact", tag: "Erasure", status: http.StatusAccepted,
		summary: "Erase a contact", description: "A person on all lines: every customer who is the contact." + erasing},
		func(ctx context.Context, c *call, in *struct {
			Ref string `path:"ref" maxLength:"140" example:"contact:17" doc:"contact:ID."`
			ErasureParams
		}) (*erasureAsked, error) {
			if err := c.MustBe(); err != nil {
				return nil, err
			}
			ref, err := desk.ParseCardRef(in.Ref)
			if err == nil && ref.Kind != desk.KindContact {
				err = fmt.Errorf("%w: %s is no contact; other cards are deleted by DELETE /v1/cards/%s", desk.ErrInvalid, ref, ref)
			}
			if err != nil {
				return nil, err
			}
			e, err := r.s.Eraser.Ask(ctx, c.Actor, "", ref, in.Cards)
			return &erasureAsked{"/v1/erasures/" + string(e.ID), erasureView(e)}, err
		})
	add(r, op{method: http.MethodGet, path: "/v1/erasures/{id}", id: "get-erasure", tag: "Erasure", summary: "Look at an erasure",
		description: "For an administrator. It is known for 90 days; the one named retention is the settings'."},
		func(ctx context.Context, c *call, in *struct {
			ID desk.ErasureID `path:"id" maxLength:"64" doc:"The erasure's id."`
		}) (*body[ErasureView], error) {
			if err := c.MustBe(); err != nil {
				return nil, err
			}
			e, err := r.s.Eraser.Erasures.Erasure(ctx, in.ID)
			return &body[ErasureView]{erasureView(e)}, err
		})
}
