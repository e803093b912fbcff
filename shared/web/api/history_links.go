package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// HistoryLinkView is an address that shows a customer's dialogs. Its secret is never
// shown again.
type HistoryLinkView struct {
	ID        desk.HistoryLinkID `json:"id"`
	Dialog    desk.DialogID      `json:"dialog" doc:"In which it was made. It shows all of the customer's dialogs that whoever made it may read."`
	By        string             `json:"by" doc:"Who made it: their name, as it was then; copilot: a note in a connected CRM."`
	CreatedAt Time               `json:"createdAt"`
	ExpiresAt Time               `json:"expiresAt"`
	RevokedAt Time               `json:"revokedAt,omitzero"`
	InForce   bool               `json:"inForce" doc:"It can be opened: it is neither over nor revoked."`
}

// MadeHistoryLinkView is a history link that is new.
type MadeHistoryLinkView struct {
	HistoryLinkView
	URL string `json:"url,omitempty" format:"uri" doc:"The address. Shown this once, and not to a repeat of the request: of its secret we keep a hash."`
}

// NewHistoryLinkView says how long a link lasts.
type NewHistoryLinkView struct {
	Days int `json:"days,omitempty" minimum:"1" maximum:"366" example:"30" doc:"Absent: as the settings say."`
}

func historyLinkView(l desk.HistoryLink, now time.Time) HistoryLinkView {
	return HistoryLinkView{
		ID: l.ID, Dialog: l.Dialog, By: cmp.Or(l.By.Name, desk.Automatic.Name), CreatedAt: Time{l.CreatedAt}, ExpiresAt: Time{l.ExpiresAt},
		RevokedAt: Time{l.RevokedAt}, InForce: l.InForce(now),
	}
}

func (r router) historyLinks() {
	add(r, op{method: http.MethodPost, path: "/v1/dialogs/{id}/history-link", id: "make-history-link", may: answer, tag: "Dialogs", status: http.StatusCreated,
		summary: "Make an address that shows what was said",
		description: "Whoever has the address reads the customer's dialogs on a page, without an account: those of this customer alone, and of them what you may read when it is opened. Notes are not on it, and files are behind links of ten minutes. " +
			"It ends by its time, by being revoked, with your rights, and when the customer is erased. At most 100 of a customer at a time (too_many_links)."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Body *NewHistoryLinkView
		}) (*made[MadeHistoryLinkView], error) {
			days := 0
			if in.Body != nil {
				days = in.Body.Days
			}
			l, url, err := r.s.HistoryKeeper.Make(ctx, c.Actor, in.ID, desk.HistoryLinkID(c.id("h")), time.Duration(days)*24*time.Hour)
			out := &made[MadeHistoryLinkView]{Body: MadeHistoryLinkView{HistoryLinkView: historyLinkView(l, r.s.Now())}}
			c.kept = out.Body
			out.Body.URL = url
			return out, err
		})
	add(r, op{method: http.MethodGet, path: "/v1/dialogs/{id}/history-links", id: "list-history-links", may: readDialogs, tag: "Dialogs", summary: "List the addresses that show what was said",
		description: "The customer's, of the dialogs that you may read, the newest first, on one page; those in notes of connected CRMs among them. One that is over is listed for a week more."},
		func(ctx context.Context, c *call, in *DialogPath) (*body[Page[HistoryLinkView]], error) {
			all, err := r.s.HistoryKeeper.List(ctx, c.Actor, in.ID)
			return shown(all, func(l desk.HistoryLink) HistoryLinkView { return historyLinkView(l, r.s.Now()) }), err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/dialogs/{id}/history-links/{link}", id: "revoke-history-link", may: answer, tag: "Dialogs", status: http.StatusNoContent,
		summary: "Revoke an address that shows what was said", description: "From then on it shows nothing. One that is gone is no error."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Link desk.HistoryLinkID `path:"link" maxLength:"128" doc:"The history link's id."`
		}) (*struct{}, error) {
			return nil, r.s.HistoryKeeper.Revoke(ctx, c.Actor, in.ID, in.Link)
		})
}
