package connecting_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/desk"
)

// A connection that can't work says what it lacks, and what else would do: of each kind,
// with nothing given, and with each way to be let in begun.
func TestFits_SaysWhatIsMissing_SYS02_SYS06_SYS18_SYS20(t *testing.T) {
	type m = map[string]string
	for _, c := range []struct {
		kind             desk.CRMKind
		options, secrets m
		lacks            []string
		others           string // what of another way is named
	}{
		{desk.CRMBitrix24, nil, nil, []string{"webhook"}, "address, client_id and client_secret"},
		{desk.CRMBitrix24, m{"address": "https://company.bitrix24.com"}, nil, []string{"client_id", "client_secret"}, ""},
		{desk.CRMBitrix24, m{"client_id": "local.1"}, m{"client_secret": "s"}, []string{"address"}, ""},
		{desk.CRMBitrix24, m{"country": "380"}, nil, []string{"webhook"}, "address, client_id and client_secret"},
		{desk.CRMKommo, nil, nil, []string{"address", "token"}, "client_id, client_secret and redirect_uri"},
		{desk.CRMKommo, m{"address": "https://shop.kommo.com"}, nil, []string{"token"}, ""},
		{desk.CRMKommo, m{"client_id": "c", "redirect_uri": "https://sufler.example/v1/crms/callback"}, nil, []string{"client_secret"}, ""},
		{desk.CRMCreatio, nil, nil, []string{"address", "user", "password"}, "identity, client_id and client_secret"},
		{desk.CRMCreatio, m{"address": "https://company.creatio.com", "user": "u"}, nil, []string{"password"}, ""},
		{desk.CRMCreatio, m{"address": "https://company.creatio.com", "identity": "https://company-is.creatio.com", "client_id": "c"}, nil, []string{"client_secret"}, ""},
		{desk.CRMRest, nil, nil, []string{"address", "calls"}, ""},
		{desk.CRMRest, m{"address": "https://crm.example"}, nil, []string{"calls"}, ""},
	} {
		err := connecting.NewKinds(nil, 1, time.Now).Fits(desk.Connection{ID: "crm", Kind: c.kind, Options: c.options, Secrets: c.secrets})
		var wrong *desk.WrongSettings
		if !errors.As(err, &wrong) || !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s %v: %v", c.kind, c.options, err)
			continue
		}
		var got []string
		for _, f := range wrong.Faults {
			if got = append(got, f.Name); !f.Missing || !strings.HasPrefix(f.Text, "is missing") || !strings.Contains(f.Text, c.others) {
				if f.Name != "address" || c.kind != desk.CRMCreatio { // it is needed either way
					t.Errorf("%s %v: %+v", c.kind, c.options, f)
				}
			}
		}
		if !slices.Equal(got, c.lacks) {
			t.Errorf("%s %v lacks %v, want %v", c.kind, c.options, got, c.lacks)
		}
	}
}

// Where people see it in the console, in their own language: what can be missing has a name
// in each, and a sentence that takes it.
func TestMissing_IsNamedInEachLanguage(t *testing.T) {
	for _, language := range []string{"en", "es", "ru"} {
		raw, err := os.ReadFile("../../../functions/console/src/words/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		words := map[string]string{}
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(words["fault.missing"], "{what}") {
			t.Errorf("%s: %q takes no name", language, words["fault.missing"])
		}
		for _, kind := range (connecting.Kinds{}).Infos() {
			for _, need := range kind.Needs {
				for _, word := range []string{"set.need." + need.Name, "set.doc." + string(kind.Kind) + "." + need.Name} {
					if words[word] == "" {
						t.Errorf("%s has no words for %s", language, word)
					}
				}
			}
		}
	}
}
