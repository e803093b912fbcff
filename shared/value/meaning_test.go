package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

func TestAnOptionIsProvenByItsMeaning(t *testing.T) {
	topic := desk.Field{Name: "topic", Title: "Topic", Type: desk.TypeEnum, On: true, Description: "Payment problem: charged wrongly or twice; Delivery problem: late, lost or damaged goods; Question: anything else",
		Options: []desk.Option{{Value: "Payment problem"}, {Value: "Delivery problem"}, {Value: "Question"}}}
	pay := desk.Field{Name: "pay", Title: "Способ оплаты", Type: desk.TypeEnum, On: true, Options: []desk.Option{{Value: "Наличные"}, {Value: "Безналичный расчёт"}}}
	for _, c := range []struct {
		field        desk.Field
		claim, quote string
		ok           bool
	}{
		{topic, "Payment problem", "you took the money two times", true},
		{topic, "Payment problem", "I was charged twice for order 88213", true},
		{topic, "Payment problem", "списали дважды", true},
		{topic, "Payment problem", "me cobraron dos veces", true},
		{topic, "Delivery problem", "it came late and half of the goods are smashed", true},
		{topic, "Delivery problem", "you took the money two times", false},
		{topic, "Payment problem", "I called two times", false},
		{topic, "Payment problem", "how are things charged?", false},
		{topic, "Question", "I was charged twice", false},
		{pay, "Наличные", "наличкой", true},
		{pay, "Безналичный расчёт", "по безналу", true},
		{pay, "Наличные", "по безналу", false},
		{pay, "Безналичный расчёт", "наличкой", false},
	} {
		_, err := value.Prover{}.Prove(c.field, desk.Finding{Field: c.field.Name, Value: c.claim, Quote: c.quote, Message: 1}, desk.Message{Seq: 1, Text: c.quote, SentAt: friday}, ru)
		if (err == nil) != c.ok {
			t.Errorf("%s by %q: got %v, want it proven: %t", c.claim, c.quote, err, c.ok)
		}
	}
}

func TestACorrectionReplacesAFigure(t *testing.T) {
	for _, c := range [][3]string{
		{"45 Elm Road flat 21", "sorry, flat 12, not 21", "45 Elm Road flat 12"},
		{"Лесная 15 кв 7", "не 15, а 17", "Лесная 17 кв 7"},
		{"Plaza del Carmen 6, 1º izq", "y es el 2º, no el 1º", "Plaza del Carmen 6, 2º izq"},
		{"calle Mayor 15", "no 15 sino 17", "calle Mayor 17"},
		{"45 Elm Road", "not 21", ""},
		{"45 Elm Road flat 121", "12, not 21", ""},
		{"21 Elm Road flat 21", "12, not 21", ""},
		{"45 Elm Road flat 21", "I have 12 boxes, not sure, 21 maybe", ""},
	} {
		if got := value.Corrected(c[0], c[1]); got != c[2] {
			t.Errorf("%s by %s: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
