package serving

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestAPhoneIsReadAsItIsDialledInTheCountry(t *testing.T) {
	for _, c := range []struct {
		text, country string
		want          desk.Value
	}{
		{"(415) 555-2671", "US", "+14155552671"},
		{"415.555.2671", "US", "+14155552671"},
		{"8 (916) 204-55-18", "RU", "+79162045518"},
		{"916 204 55 18", "RU", "+79162045518"},
		{"079162045518", "US", ""},
		{"79162045518", "US", "+79162045518"},
		{"020 7946 0018", "GB", "+442079460018"},
		{"07700 900123", "GB", "+447700900123"},
		{"612 34 56 78", "ES", "+34612345678"},
		{"+34 612 34 56 78", "US", "+34612345678"},
		{"555-1234", "US", ""}, // dialled within a town
		{"12", "US", ""},
		{"916 204 55 18", "", ""}, // of no country
		{"call me", "US", ""},
		{"4155552671 ext 5", "US", ""},
	} {
		if got, ok := dialled(c.text, c.country); got != c.want || ok != (c.want != "") {
			t.Errorf("%q in %q: got %q, %v; want %q", c.text, c.country, got, ok, c.want)
		}
	}
}
