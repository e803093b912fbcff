package value_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

func valuesOf(hits []value.Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, string(h.Value))
	}
	return out
}

// Parts of a house, of a Latin American grid and of a British place belong to the address;
// what follows it does not.
func TestAddressesWithTheirParts(t *testing.T) {
	for said, want := range map[string][]string{
		"Лесная 8 корп 2 кв 41, Тамара Ивановна":        {"Лесная 8 корп 2 кв 41"},
		"Б. Почтовая 26 стр 1 офис 305, пропуск закажу": {"Б. Почтовая 26 стр 1 офис 305"},
		"Кирова 112-45, подьезд 3, домофон не работает": {"Кирова 112-45, подьезд 3"},
		"Шкафов 8 штук":                       {},
		"48 Elm St Apt 2B, Newark":            {"48 Elm St Apt 2B, Newark"},
		"to 200 Park Ave S, 9th floor":        {"200 Park Ave S, 9th floor"},
		"77 Aspen Ct, Boulder CO 80302":       {"77 Aspen Ct, Boulder CO 80302"},
		"61 High Road, N15 6LT":               {"61 High Road, N15 6LT"},
		"at my house, 9 Orchard Close, Leeds": {"9 Orchard Close, Leeds"},
		"12 Martin Luther King Blvd, please":  {"12 Martin Luther King Blvd"},
		"30 Great Chairs":                     {},
		"Av. Juárez 1020, Col. Centro":        {"Av. Juárez 1020, Col. Centro"},
		"calle 45 # 22-10 barrio la soledad":  {"calle 45 # 22-10 barrio la soledad"},
		"Cra 15 # 93-47 apto 502":             {"Cra 15 # 93-47 apto 502"},
		"la calle 45 está cerrada de 22 a 10": {},
	} {
		if got := valuesOf(value.Addresses(said)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}

// A weekday with its day of the month is that day; with an hour or a count it is the
// coming one.
func TestWeekdaysWithTheirDay(t *testing.T) {
	at := time.Date(2025, 11, 20, 12, 0, 0, 0, time.UTC) // a Thursday
	for said, want := range map[string][]string{
		"Tengo martes 2 a las 15:20": {"2025-12-02"},
		"el martes, 2 personas":      {"2025-11-25"},
		"Sat or Friday the 5th":      {"2025-12-05"},
		"Friday 5pm":                 {"2025-11-21"},
		"Friday 5 works":             {"2025-11-21"},
		"Feb 9 to 13, 4 nights":      {"2026-02-09", "2026-02-13"},
		"Feb 9 to 13 people":         {"2026-02-09"},
		"Dec 9-13":                   {"2025-12-09", "2025-12-13"},
		"в субботу 6-го":             {"2025-12-06"},
		"в субботу в 6":              {"2025-11-22"},
		"сб 13 или вс 14":            {"2025-12-13", "2025-12-14"},
	} {
		l := desk.Locale{Language: "en", Region: "ES", Zone: time.UTC}
		if got := valuesOf(value.Dates(said, at, l)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}

// A scale word belongs to the figures before it, a span of sums is none.
func TestASpanOfSumsIsNoThousand(t *testing.T) {
	l := desk.Locale{Language: "ru", Region: "RU", Currency: "RUB", Zone: time.UTC}
	for said, want := range map[string][]string{
		"выйдет 96-110 тысяч": {}, "5–6 тысяч": {}, "тысяча рублей": {"1000.00 RUB"}, "110 тысяч": {"110000.00 RUB"},
	} {
		if got := valuesOf(value.Monies(said, "", l)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}

// Options that are spans of hours are told by any words for the same hours.
func TestOptionsThatAreSpansOfHours(t *testing.T) {
	f := desk.Field{Name: "w", Title: "Window", Type: desk.TypeEnum}
	for _, o := range []string{"9-11", "11-14", "14-16"} {
		f.Options = append(f.Options, desk.Option{Value: o})
	}
	for said, want := range map[string][]string{
		"entre 9 y 11": {"9-11"}, "с 9 до 11": {"9-11"}, "9:00–11:00": {"9-11"}, "between 2 and 4": {"14-16"}, "from 9 to 10": {}, "9 y 110": {}, "room 19-11": {},
	} {
		if got := valuesOf(value.Options(f, said, desk.Locale{Language: "en"})); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}
