package value_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// friday is 14 March 2025, and a nightly hour is never the past nor noon.
func TestNightsAreTheComingNight(t *testing.T) {
	evening := time.Date(2025, 3, 14, 19, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		text string
		l    desk.Locale
		want string
	}{
		{"tonight at 12", en, "2025-03-15T00:00:00Z"},
		{"tonight at 2", en, "2025-03-15T02:00:00Z"},
		{"tonight at 9", en, "2025-03-14T21:00:00Z"},
		{"в полночь", ru, "2025-03-15T00:00:00Z"},
		{"сегодня ночью в 2", ru, "2025-03-15T02:00:00Z"},
		{"сегодня в 9 вечера", ru, "2025-03-14T21:00:00Z"},
		{"esta noche a las doce", es, "2025-03-15T00:00:00Z"},
		{"esta noche a las 10", es, "2025-03-14T22:00:00Z"},
		{"tomorrow at 2 pm", en, "2025-03-15T14:00:00Z"},
	} {
		c.l.Zone = time.UTC
		hits := value.Moments(c.text, evening, c.l)
		if len(hits) != 1 || string(hits[0].Value) != c.want {
			t.Errorf("%s: got %+v, want %s", c.text, hits, c.want)
		}
	}
}

func TestSignsOfAgreement(t *testing.T) {
	for text, want := range map[string]value.Answer{
		"👍": value.Yes, "👍🏽": value.Yes, "👌!": value.Yes, "+": value.Yes, "+1": value.Yes, "норм": value.Yes, "dale": value.Yes, "угу": value.Yes, "✅": value.Yes, "deal": value.Yes,
		"👎": value.Unclear, "+7 916": value.Unclear, "нормально не работает": value.Unclear, "🤔": value.Unclear, "no": value.No,
	} {
		if got := value.Answered(text); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestDaysOfARangeWithItsMonthBehind(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeDate}, []found{
		{"with a dash", "на выходные 12-13 июля", ru, []string{"2025-07-12", "2025-07-13"}},
		{"in English", "2–5 May", en, []string{"2025-05-02", "2025-05-05"}},
		{"a code is no range", "AB-12-13 июля", ru, nil},
		{"tmrw", "tmrw pls", en, []string{"2025-03-15"}},
	})
}
