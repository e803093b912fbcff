package kommo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// user is a person of the account's.
//
// https://developers.kommo.com/reference/users-list
type user struct {
	ID     json.Number `json:"id"`
	Name   string      `json:"name"`
	Email  string      `json:"email"`
	Rights struct {
		Active *bool `json:"is_active"` // absent: as in a token's own
	} `json:"rights"`
}

// Users implements flow.Users: a call for each 250. Kommo tells administrators only.
func (m *CRM) Users(ctx context.Context, _ desk.ConnectionID) (out []desk.CRMUser, err error) {
	for page, more := 1, true; more && len(out) < desk.MaxCRMUsers; page++ {
		var all []user
		all, more, err = lists[user](ctx, m, "users", fmt.Sprintf("users?limit=250&page=%d", page))
		if why := (*desk.Because)(nil); errors.As(err, &why) && why.Code == desk.WhyRight {
			return nil, kit.Refused(desk.WhyUsersRight, "Kommo tells administrators only who works there: use an administrator's token.", "rights", "administrator")
		}
		if err != nil {
			return nil, fmt.Errorf("users: %w", err)
		}
		for _, u := range all {
			out = append(out, desk.CRMUser{ID: u.ID.String(), Name: u.Name, Email: u.Email, Off: u.Rights.Active != nil && !*u.Rights.Active})
		}
	}
	return out, nil
}
