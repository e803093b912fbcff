package rest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/rest"
	"github.com/sufler/sufler/shared/desk"
)

// Users come as the description of the calls says, page by page; without it that is said,
// and a description that can't work is refused.
func TestUsers_AsDescribed(t *testing.T) {
	s, address := serve(t)
	s.More = 150
	calls := parties.RestCalls(fieldsOf())
	got, err := open(t, address, calls).Users(t.Context(), "shop")
	if d := cmp.Diff(parties.Users(150, false), got); d != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	before, rest2, _ := strings.Cut(calls, `"users":`)
	_, behind, _ := strings.Cut(rest2, "\n")
	_, err = open(t, address, before+behind).Users(t.Context(), "shop")
	var why *desk.Because
	if !errors.Is(err, desk.ErrRefused) || !errors.As(err, &why) || why.Code != desk.WhyUsersUntold {
		t.Errorf("not described: %v", err)
	}
	for what, bad := range map[string]string{
		"no id": `{"list": {"path": "/users"}, "name": "name"}`, "no path": `{"id": "id", "name": "name"}`, "a method that changes": `{"list": {"path": "/users", "method": "PUT"}, "id": "id", "name": "name"}`,
	} {
		if _, err := rest.ReadCalls(before + `"users": ` + bad + "," + behind); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
