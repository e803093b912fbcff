package desk_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestAConnectionsNamesStandInTheirPlaces(t *testing.T) {
	info := desk.CRMInfo{Kind: "x", Needs: []desk.LineNeed{{Name: "address", Required: true}, {Name: "token", Secret: true, Required: true}}}
	for name, c := range map[string]struct {
		options, secrets map[string]string
		want             string
	}{
		"as they should":     {map[string]string{"address": "https://a.example"}, map[string]string{"token": "t"}, ""},
		"an option kept":     {nil, map[string]string{"address": "https://a.example", "token": "t"}, "address is an option, and no secret"},
		"a secret shown":     {map[string]string{"address": "https://a.example", "token": "t"}, nil, "token is a secret, and no option"},
		"what nobody knows":  {map[string]string{"address": "https://a.example", "colour": "red"}, map[string]string{"token": "t"}, "colour is nothing that it knows"},
		"what is not there":  {nil, map[string]string{"token": "t"}, "address is missing"},
		"a secret with room": {map[string]string{"address": "https://a.example"}, map[string]string{"token": "t t"}, "token has a space"},
	} {
		err := info.Check(desk.Connection{Kind: "x", Options: c.options, Secrets: c.secrets})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
