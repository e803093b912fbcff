package kit_test

import (
	"fmt"
	"testing"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// An error is said as a sentence, without our names of kinds of error.
func TestSaid(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("%w: the CRM can't be reached", desk.ErrBusy), "The CRM can't be reached."},
		{fmt.Errorf("the account: %w", fmt.Errorf("%w: Kommo answered 502", desk.ErrBusy)), "The account: Kommo answered 502."},
		{fmt.Errorf("%w: country is a calling code", desk.ErrInvalid), "Country is a calling code."},
		{fmt.Errorf("check: %w", kit.Refused("Make a new token.")), "Make a new token."},
		{fmt.Errorf("élan: %w", desk.ErrNotFound), "Élan: not found."},
	} {
		if got := kit.Said(c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "0": "0", "-0": "0", "007.50": "7.5", "+5": "5", "-1.20": "-1.2", ".5": "0.5", "1e3": "1000", "1.5E2": "150", "1,200": "", "about ten": "", "0x10": "", "NaN": "", "1_000": "", "--1": "", "1.2.3": "", "1e999": "",
	} {
		if got := kit.Number(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}
