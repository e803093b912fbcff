package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// UserView is a person who works in a CRM.
type UserView struct {
	ID     string `json:"id" example:"7" doc:"As the CRM's cards name who answers for them."`
	Name   string `json:"name" example:"Anna Brown"`
	Email  string `json:"email,omitempty" doc:"Absent: they have none, or the CRM does not tell us."`
	Active bool   `json:"active" doc:"false: they work there no more."`
}

func (r router) users() {
	add(r, op{method: http.MethodGet, path: "/v1/users", id: "list-users", may: adminOnly, tag: "Connections", summary: "List the users of a CRM",
		description: "Who works there, by their names, those who left last; of the built-in CRM, the operators. A connected CRM is asked once in ten minutes, or after `POST /v1/connections/{id}/refresh`; at most 1000 are told. Refused (crm_refused) where it does not let us know."},
		func(ctx context.Context, c *call, in *struct {
			PageParams
			OfCRM
		}) (*body[Page[UserView]], error) {
			all, err := r.s.ConnectionKeeper.Users(ctx, c.Actor, in.Connection)
			if err != nil {
				return nil, err
			}
			return gather(ctx, in.PageParams, func(_ context.Context, ask desk.PageAsk) (desk.Page[desk.CRMUser], error) {
				return after(all, ask), nil
			},
				func(u desk.CRMUser) (UserView, bool) { return UserView{u.ID, u.Name, u.Email, !u.Off}, true })
		})
}

// after is the page of all that begins after the user whom the cursor names.
func after(all []desk.CRMUser, ask desk.PageAsk) (page desk.Page[desk.CRMUser]) {
	at := slices.IndexFunc(all, func(u desk.CRMUser) bool { return u.ID == ask.Cursor }) + 1
	end := min(at+ask.Limit, len(all))
	if page.Items = all[at:end]; end < len(all) {
		page.Next = all[end-1].ID
	}
	return page
}
