package creatio

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// users are, of all that Creatio gives rights to, people, and not those of a portal.
const users = "SysAdminUnitTypeValue eq 4 and ConnectionType eq 0"

// Users implements flow.Users: the contacts of users, since who answers for a record is a
// contact there. A call for each two hundred.
//
// https://academy.creatio.com/docs/8.x/setup-and-administration/user-and-access-management
func (m *CRM) Users(ctx context.Context, _ desk.ConnectionID) (out []desk.CRMUser, err error) {
	for skip := 0; len(out) < desk.MaxCRMUsers; skip += most {
		all, err := m.records(ctx, "SysAdminUnit", "$filter", users, "$orderby", "Id", "$select", "Name,Email,Active,ContactId", "$expand", "Contact($select=Name,Email)", "$top", strconv.Itoa(most), "$skip", strconv.Itoa(skip))
		if errors.Is(err, errRefusedValue) || errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrRefused) {
			return nil, kit.Refused(desk.WhyUsersRight, "Creatio does not tell who works there: the user as whom we are let in may not read the object SysAdminUnit (System administration object).", "rights", "SysAdminUnit")
		}
		if err != nil {
			return nil, fmt.Errorf("users: %w", err)
		}
		for _, r := range all {
			contact, _ := r["Contact"].(map[string]any)
			id := strings.ToLower(kit.Plain(r["ContactId"]))
			if !isGUID(id) { // a robot's
				continue
			}
			out = append(out, desk.CRMUser{ID: id, Name: first(contact["Name"], r["Name"]), Email: first(contact["Email"], r["Email"]), Off: kit.Plain(r["Active"]) == "false"})
		}
		if len(all) < most {
			break
		}
	}
	return out, nil
}

// first is the first of several values that there is.
func first(values ...any) string {
	for _, v := range values {
		if s := kit.Plain(v); s != "" {
			return s
		}
	}
	return ""
}
