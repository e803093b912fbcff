package bitrix24

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// userPage is how many users Bitrix24 tells of at a time.
const userPage = 50

// Users implements flow.Users: a call for each fifty. Those who were dismissed are among
// them. With the right user_brief Bitrix24 tells no e-mails; without any right to users it
// refuses.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/user/user-get.md
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/user/user-scope.md
func (m *CRM) Users(ctx context.Context, _ desk.ConnectionID) (out []desk.CRMUser, err error) {
	for start := 0; len(out) < desk.MaxCRMUsers; start += userPage {
		said, err := m.call(ctx, "user.get", args{
			"sort": "ID", "order": "ASC", "FILTER": args{"USER_TYPE": "employee"}, "select": []any{"ID", "NAME", "LAST_NAME", "EMAIL", "ACTIVE"}, "start": start,
		})
		if why := (*desk.Because)(nil); errors.As(err, &why) && why.Code == desk.WhyWebhookRight {
			return nil, kit.Refused(desk.WhyUsersRight, "Bitrix24 does not tell who works there: the webhook, or the application, lacks the right user_basic (with user_brief it tells no e-mails). Set it in Bitrix24 where it was made.", "rights", "user_basic")
		}
		if err != nil {
			return nil, fmt.Errorf("users: %w", err)
		}
		all, _ := said.([]any)
		for _, one := range all {
			u, _ := one.(map[string]any)
			if id := kit.Plain(u["ID"]); id != "" {
				out = append(out, desk.CRMUser{ID: id, Name: nameOf(u), Email: kit.Plain(u["EMAIL"]), Off: !active(u["ACTIVE"])})
			}
		}
		if len(all) < userPage {
			break
		}
	}
	return out, nil
}

// active is how Bitrix24 says that somebody works there; it may leave that out.
func active(v any) bool {
	s := kit.Plain(v)
	return s != "false" && s != "N" && s != "0"
}
