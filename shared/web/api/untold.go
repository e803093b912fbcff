package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// UntoldView is a change that not everybody was told of yet.
type UntoldView struct {
	ID       desk.UntoldID    `json:"id"`
	About    desk.UntoldAbout `json:"about" enum:"message,dialog,run,annotations,card,unreadable" doc:"Of what it is. unreadable: what is stored can't be read; that takes a newer version of the system."`
	Dialog   desk.DialogID    `json:"dialog,omitempty"`
	Customer desk.CustomerID  `json:"customer,omitempty"`
	Seq      desk.Seq         `json:"seq,omitempty" doc:"Of a message."`
	Run      desk.RunID       `json:"run,omitempty"`
	Card     string           `json:"card,omitempty"`
	State    desk.UntoldState `json:"state" enum:"waiting,failed" doc:"failed: a dead letter, given up after eleven tries in three days. It can be told once more."`
	Attempts int              `json:"attempts"`
	Code     string           `json:"code,omitempty" doc:"Why the last attempt failed."`
	Reason   string           `json:"reason,omitempty" doc:"The same, in words."`
	KeptAt   Time             `json:"keptAt"`
	TriedAt  Time             `json:"triedAt,omitzero"`
	Next     Time             `json:"next,omitzero" doc:"When it is tried again."`
}

func untoldView(u desk.Untold) UntoldView {
	return UntoldView{
		ID: u.ID, About: u.About, Dialog: u.Dialog, Customer: u.Customer, Seq: u.Message, Run: u.Run, Card: u.Card.String(),
		State: u.State, Attempts: u.Tries, Code: u.Code, Reason: u.Reason, KeptAt: Time{u.KeptAt}, TriedAt: Time{u.TriedAt}, Next: Time{u.Next},
	}
}

func (r router) untold() {
	add(r, op{
		method: http.MethodGet, path: "/v1/changes/untold", id: "list-untold-changes", may: adminOnly, tag: "Live", summary: "See what could not be told",
		description: "What changed is told to lists, figures, webhooks and rules. What one of them could not take is kept and told to all later, by itself for three days: each of them ends as if nothing had failed. This lists what waits for that, and the dead letters, for 28 days. It is empty on a good day.",
	}, func(ctx context.Context, c *call, in *PageParams) (*body[Page[UntoldView]], error) {
		return gather(ctx, *in, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Untold], error) {
			return r.s.Letters.List(ctx, c.Actor, ask)
		}, func(u desk.Untold) (UntoldView, bool) { return untoldView(u), true })
	})
	add(r, op{
		method: http.MethodPost, path: "/v1/changes/untold/{id}/retell", id: "retell-change", may: adminOnly, tag: "Live", status: http.StatusAccepted, summary: "Tell a change once more",
		description: "At once, and then again for three days. Who has heard of it does nothing twice.",
	}, func(ctx context.Context, c *call, in *struct {
		ID desk.UntoldID `path:"id" maxLength:"128" doc:"The change's id."`
	}) (*body[UntoldView], error) {
		u, err := r.s.Letters.Again(ctx, c.Actor, in.ID)
		return &body[UntoldView]{untoldView(u)}, err
	})
}
