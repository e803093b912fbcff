package kit_test

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// A phone is read with the country that is written, or else with the connection's; nothing
// that is no number becomes one.
func TestPhone_WithACountryOrWithout(t *testing.T) {
	for _, c := range []struct{ written, country, want string }{
		{"+1 (415) 555-26-71", "", "+14155552671"},
		{"0049 30 123456", "", "+4930123456"},
		{"8 916 204-55-18", "", "8 916 204-55-18"},
		{"8 916 204-55-18", "7", "+79162045518"},
		{"9162045518", "7", "+79162045518"},
		{"79162045518", "7", "+79162045518"},
		{"+1 916 204 5518", "7", "+19162045518"},
		{"050 123 45 67", "380", "+380501234567"},
		{"380501234567", "380", "+380501234567"},
		{"612 345 678", "34", "+34612345678"},
		{"415 555 2671", "1", "+14155552671"},
		{"06 698 12345", "39", "+390669812345"},
		{"112", "49", "112"},
		{"call me", "49", "call me"},
		{"415 555 2671 ext. 12", "1", "415 555 2671 ext. 12"},
		{"+1 415 555 2671 ext. 12", "1", "+14155552671ext12"}, // which is no phone: a plug lets it stand
	} {
		if got := kit.Phone(c.written, c.country); got != c.want {
			t.Errorf("%q of %q: got %q, want %q", c.written, c.country, got, c.want)
		}
	}
}

// A connection names its country by a calling code and its zone as the world's list of them
// does, or neither.
func TestPlace_OfAConnection(t *testing.T) {
	for _, c := range []struct {
		name, value, code string
	}{
		{"country", "", ""}, {"country", "380", ""}, {"country", "1", ""}, {"country", "+1", "crm_country"}, {"country", "01", "crm_country"},
		{"country", "UA", "crm_country"}, {"country", "12345", "crm_country"},
		{"zone", "", ""}, {"zone", "Europe/Madrid", ""}, {"zone", "UTC", ""}, {"zone", "Europe/Nowhere", "crm_zone"}, {"zone", "Local", "crm_zone"}, {"zone", "../passwd", "crm_zone"},
	} {
		conn := desk.Connection{ID: "shop", Kind: desk.CRMRest, Options: map[string]string{c.name: c.value}}
		code, err := kit.Country(conn)
		zone, bad := kit.Zone(conn)
		if c.name == "zone" {
			err = bad
			if bad == nil && zone.String() != cmp.Or(c.value, "UTC") {
				t.Errorf("%q: the zone is %s", c.value, zone)
			}
		} else if err == nil && code != c.value {
			t.Errorf("%q: the country is %q", c.value, code)
		}
		var wrong *desk.WrongSettings
		if errors.As(err, &wrong) != (c.code != "") || wrong != nil && !slices.ContainsFunc(wrong.Faults, func(f desk.SettingFault) bool { return f.Name == c.name && f.Code == c.code }) {
			t.Errorf("%s %q: %v", c.name, c.value, err)
		}
	}
}
