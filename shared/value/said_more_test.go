package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// TestHalvesOfMeasures_FF01: a half stands behind what is measured as well as before it, and
// a written fraction behind its figure; half a dozen more is no half.
func TestHalvesOfMeasures_FF01(t *testing.T) {
	for said, want := range map[string]desk.Value{
		"6 kilos y medio": "6.5", "dos horas y media": "2.5", "2 часа с половиной": "2.5", "3 hours and a half": "3.5",
		"I asked for 6 1/4": "6.25", "talla 8 1/2": "8.5",
		"3 sillas y media docena": "3", "6 kilos y medio kilo": "6.5", "open 6 1/2/2026": "6", "page 6 9/8": "6",
	} {
		got := value.Numbers(said, desk.Locale{Language: value.Tongue(said, "en")})
		if len(got) == 0 || got[0].Value() != want {
			t.Errorf("%q: got %v, want %s first", said, got, want)
		}
	}
}

// TestSpansOfHours_FF01: an hour is one where the other end of its span plainly is, or where
// they are called hours; a span of bare figures may be days or prices.
func TestSpansOfHours_FF01(t *testing.T) {
	for said, want := range map[string][]desk.Value{
		"martes y jueves de 19 a 20:30": {"19:00", "20:30"},
		"Genial. Horario de 11 a 20":    {"11:00", "20:00"},
		"our hours: from 9 to 17":       {"09:00", "17:00"},
		"до часу ночи":                  {"01:00"},
		"we'll be there nearer 6":       {"18:00"},
		"entre 300 y 400 euros":         nil,
		"somos de 10 a 12 personas":     nil,
		"del 5 al 8 de mayo":            nil,
	} {
		var got []desk.Value
		for _, h := range value.Times(said) {
			if !h.Weak || len(want) > 0 {
				got = append(got, h.Value)
			}
		}
		if len(got) != len(want) || len(got) > 0 && (got[0] != want[0] || got[len(got)-1] != want[len(want)-1]) {
			t.Errorf("%q: got %v, want %v", said, got, want)
		}
	}
}

// TestWaysOfFetching_FF01: who comes for a thing, or brings it, says so in many words; who
// collects stamps, or drops a word, says none of it.
func TestWaysOfFetching_FF01(t *testing.T) {
	how := desk.Field{Name: "how", Title: "How", Type: desk.TypeEnum, Options: []desk.Option{{Value: "Pickup"}, {Value: "Delivery"}, {Value: "Customer drops off"}}}
	ru := desk.Field{Name: "how", Title: "Получение", Type: desk.TypeEnum, Options: []desk.Option{{Value: "Самовывоз"}, {Value: "Доставка"}}}
	es := desk.Field{Name: "how", Title: "Entrega", Type: desk.TypeEnum, Options: []desk.Option{{Value: "Recoger en tienda"}, {Value: "Envío"}}}
	for _, c := range []struct {
		field desk.Field
		said  string
		want  string
		ok    bool
	}{
		{how, "I'll collect, is 10 ok?", "Pickup", true}, {how, "my sister will swing by at 6", "Pickup", true}, {how, "I'll drop it off on Wednesday", "Customer drops off", true},
		{how, "I collect stamps", "Pickup", false}, {how, "drop me a line", "Customer drops off", false},
		{ru, "заберем сами в 12", "Самовывоз", true}, {ru, "сама приеду часов в 11", "Самовывоз", true}, {ru, "сама не знаю", "Самовывоз", false},
		{es, "paso a buscarlo el viernes", "Recoger en tienda", true}, {es, "entonces vamos nosotros", "Recoger en tienda", true}, {es, "vamos a ver", "Recoger en tienda", false},
	} {
		m := desk.Message{Seq: 1, Author: desk.ByCustomer, Text: c.said}
		v, err := value.Prover{}.Prove(c.field, desk.Finding{Field: "how", Value: c.want, Quote: c.said, Message: 1}, m, desk.Locale{Language: value.Tongue(c.said, "en")})
		if (err == nil && string(v) == c.want) != c.ok {
			t.Errorf("%q: got %q, %v; want proven as %q: %v", c.said, v, err, c.want, c.ok)
		}
	}
}
