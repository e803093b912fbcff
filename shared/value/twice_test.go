package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// Nights and stretches of days are no hours; their twins are.
func TestNightsAndDaysAreNoHours_FF01(t *testing.T) {
	for text, want := range map[string]string{
		"с 30 декабря, 4 ночи":     "",
		"на две ночи":              "",
		"в 4 ночи":                 "04:00",
		"около двух ночи":          "02:00",
		"С 19 по 21 июня свободно": "",
		"del 5 al 8 de mayo":       "",
		"from 5 to 8 December":     "",
		"с 19 до 21":               "19:00",
		"в час ночи":               "01:00",
	} {
		got := ""
		if hits := value.Times(text); len(hits) > 0 {
			got = string(hits[0].Value)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// A noun is denied by what follows it, too, and "si" without an accent may only set a
// condition.
func TestADenialBehindItsNoun_FF01(t *testing.T) {
	insured := desk.Field{Name: "insured", Title: "Garantía", Type: desk.TypeBoolean, On: true}
	book := desk.Field{Name: "book", Title: "Фотокнига", Type: desk.TypeBoolean, On: true}
	for _, c := range []struct {
		field desk.Field
		text  string
		want  value.Answer
	}{
		{insured, "cascos sí, garantía no que luego nunca cubre nada", value.No},
		{insured, "la garantía no hace falta", value.No},
		{insured, "con garantía, por favor", value.Yes},
		{book, "фотокнигу подружка дарит, так что без неё", value.No},
		{book, "фотокнигу берём, без неё никак", value.Yes},
		{book, "фотокнигу возьмём, без доставки", value.Yes},
	} {
		if got, _, _ := value.Mentioned(c.field, c.text); got != c.want {
			t.Errorf("%s: got %v, want %v", c.text, got, c.want)
		}
	}
	for text, want := range map[string]value.Answer{
		"si eso te escribo": value.Unclear, "si puedo paso mañana": value.Unclear, "si, puedo pasar": value.Yes, "sí puedo": value.Yes, "si claro": value.Yes, "si": value.Yes,
	} {
		if got := value.Answered(text); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}
