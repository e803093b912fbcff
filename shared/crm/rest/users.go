package rest

import (
	"context"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Users is how the CRM tells who works there; absent: it does not.
type Users struct {
	List Call `json:"list"` // {cursor}
	// The path of each in a user. Active is a yes or no; absent: all work there.
	ID     string `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Active string `json:"active"`
}

func (u Users) check() error {
	switch {
	case u == (Users{}):
		return nil
	case !strings.HasPrefix(u.List.Path, "/"):
		return invalid("list needs a path that begins with /")
	case u.List.Method != "" && u.List.Method != "GET" && u.List.Method != "POST":
		return invalid("list has the method %s: write GET or POST", u.List.Method)
	case u.ID == "" || u.Name == "":
		return invalid("id and name are missing: the path of each in a user")
	}
	return nil
}

// userPages is how many pages of users are asked for at most.
const userPages = 50

// Users implements flow.Users, as far as the description tells how.
func (m *CRM) Users(ctx context.Context, _ desk.ConnectionID) (out []desk.CRMUser, err error) {
	of, cursor := m.Calls.Users, ""
	if of.List.Path == "" {
		return nil, kit.Refused(desk.WhyUsersUntold, "Who works in the CRM "+string(m.Connection)+" is not known: the description of its calls has no users.")
	}
	for range userPages {
		values := map[string]string{"cursor": cursor}
		said, err := m.call(ctx, of.List, values, of.List.body(values))
		if err != nil {
			return nil, fmt.Errorf("users: %w", err)
		}
		all, _ := at(said, of.List.Cards).([]any)
		for _, one := range all {
			if id := read(one, of.ID); id != "" {
				out = append(out, desk.CRMUser{ID: id, Name: read(one, of.Name), Email: read(one, of.Email), Off: of.Active != "" && read(one, of.Active) == "false"})
			}
		}
		if cursor = read(said, of.List.Next); cursor == "" || len(all) == 0 || len(out) >= desk.MaxCRMUsers {
			break
		}
	}
	return out, nil
}
