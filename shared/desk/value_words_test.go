package desk

import (
	"testing"
	"time"
)

// A value is told to people by the clock and in the order of days of theirs.
func TestInWords_AsPeopleWriteIt_FF06_CP06(t *testing.T) {
	mexico, err := time.LoadLocation("America/Mexico_City")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		value    Value
		of       FieldType
		language string
		want     string
	}{
		{"2026-12-09T16:30:00Z", TypeDateTime, "es", "09/12/2026 10:30"},
		{"2026-12-09T16:30:00Z", TypeDateTime, "ru", "09.12.2026 10:30"},
		{"2026-12-09T16:30:00Z", TypeDateTime, "en-GB", "2026-12-09 10:30"},
		{"2026-12-09T03:30:00Z", TypeDateTime, "es-MX", "08/12/2026 21:30"},
		{"2026-12-09", TypeDate, "es", "09/12/2026"},
		{"2026-12-09", TypeDate, "uk", "2026-12-09"},
		{"tomorrow", TypeDate, "es", "tomorrow"}, // as a CRM has it, which is none of ours
		{"true", TypeBoolean, "es", "sí"},
		{"false", TypeBoolean, "ru", "нет"},
		{"", TypeBoolean, "ru", ""},
		{"850.00 MXN", TypeMoney, "es", "850 MXN"},
		{"sofa\nlamp", TypeMultiEnum, "en", "sofa, lamp"},
		{"Roma Norte", TypeEnum, "es", "Roma Norte"},
		{"2026-12-09T16:30:00Z", "", "es", "2026-12-09T16:30:00Z"}, // the field is gone
	} {
		if got := c.value.InWords(Field{Type: c.of}, Locale{Language: c.language, Zone: mexico}); got != c.want {
			t.Errorf("%q of %s in %s: got %q, want %q", c.value, c.of, c.language, got, c.want)
		}
	}
}
