package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// What figures say without being said as such, and the twins that say nothing.
func TestTold(t *testing.T) {
	for _, c := range []struct{ title, text, want string }{
		{"Этаж", "пятый этаж без лифта", "5"},
		{"Этаж", "этаж седьмой", "7"},
		{"Floor", "we are on the third floor", "3"},
		{"Piso", "tercer piso", "3"},
		{"Этаж", "звоню пятый раз", ""},
		{"Количество", "пятый этаж", ""},
		{"Ночей", "со 2 по 5 января", "3"},
		{"Nights", "from the 3rd to the 6th of May", "3"},
		{"Noches", "del 1 al 4 de agosto", "3"},
		{"Ночей", "с 9 до 10:30", ""},
		{"Количество", "со 2 по 5 января", ""},
		{"Количество человек", "мы с женой", "2"},
		{"Guests", "just me and my wife", "2"},
		{"Guests", "my wife called", ""},
		{"Personas", "mi mujer y yo", "2"},
	} {
		f := desk.Field{Name: "n", Title: c.title, Type: desk.TypeInteger}
		got := ""
		if hits := value.Told(f, c.text); len(hits) > 0 {
			got = string(hits[0].Value)
		}
		if got != c.want {
			t.Errorf("%s in %q: %q, want %q", c.title, c.text, got, c.want)
		}
	}
}
