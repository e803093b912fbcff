package value_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// A proof takes the sum of what a quote counts in parts, and no other.
func TestASumOfParts(t *testing.T) {
	at := time.Date(2025, 3, 14, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		title, said, claim string
		l                  desk.Locale
		ok                 bool
	}{
		{"People", "two adults and a child", "3", en, true},
		{"People", "two adults and a child", "2", en, true}, // a part of it, and the reader's to choose
		{"People", "two adults and a child", "4", en, false},
		{"Children", "two adults and a child", "1", en, true},
		{"Children", "two adults and three kids", "5", en, false},
		{"Guests", "me and two friends", "3", en, true},
		{"People", "my friends and kids", "2", en, false},
		{"Гостей", "нам два взрослых и ребенок 13 лет", "3", ru, true},
		{"Детей", "нам два взрослых и ребенок 13 лет", "1", ru, true},
		{"Гостей", "нас двое и дочка 10 лет", "3", ru, true},
		{"Гостей", "Сергей, со мной ещё двое", "3", ru, true},
		{"Гостей", "Сергей, со мной ещё двое", "4", ru, false},
		{"Personas", "dos adultos y tres niños", "5", es, true},
		{"Niños", "dos adultos y un niño", "1", es, true},
		{"Personas", "mi mujer y dos hijos", "3", es, true},
		{"Количество", "две пепперони и одну маргариту", "3", ru, true},
		{"Количество", "две пепперони за 900 и одну маргариту", "3", ru, false},
		{"Quantity", "2 chairs and 1 table", "3", en, true},
		{"Quantity", "2 chairs. My flat is number 1", "3", en, false},
		{"Floor", "2 chairs and 1 table", "3", en, false},
	} {
		f := desk.Field{Name: "n", Title: c.title, Type: desk.TypeInteger}
		_, err := value.Prover{}.Prove(f, desk.Finding{Field: "n", Value: c.claim, Quote: c.said}, desk.Message{Text: c.said, SentAt: at}, c.l)
		if (err == nil) != c.ok {
			t.Errorf("%s %s by %q: %v, want proven %t", c.title, c.claim, c.said, err, c.ok)
		}
	}
}

// The time of "8.15 is fine" and the day of "in an hour" are for proofs alone.
func TestImpliedReadings(t *testing.T) {
	at := time.Date(2025, 3, 14, 20, 30, 0, 0, time.UTC) // half past eleven in Moscow
	clock, day := desk.Field{Name: "t", Title: "Time", Type: desk.TypeString, Format: "time"}, desk.Field{Name: "d", Title: "Date", Type: desk.TypeDate}
	for _, c := range []struct {
		f          desk.Field
		said       string
		claim      string
		ok         bool
		foundAsIs  bool
		localeLike desk.Locale
	}{
		{clock, "8.15 fine", "20:15", true, false, en},
		{clock, "8.15 fine", "08:15", true, false, en},
		{clock, "8.15 €", "08:15", false, false, en},
		{clock, "$8.15", "08:15", false, false, en},
		{clock, "8.15 kg", "08:15", false, false, en},
		{clock, "version 1.8.15", "08:15", false, false, en},
		{day, "можем через час", "2025-03-15", true, false, ru},
		{day, "через 20 минут", "2025-03-14", true, false, ru},
		{day, "in an hour", "2025-03-14", true, false, en},
		{day, "en dos horas", "2025-03-16", false, false, es},
		{day, "it takes an hour", "2025-03-14", false, false, en},
	} {
		_, err := value.Prover{}.Prove(c.f, desk.Finding{Field: c.f.Name, Value: c.claim, Quote: c.said}, desk.Message{Text: c.said, SentAt: at}, c.localeLike)
		if (err == nil) != c.ok {
			t.Errorf("%s by %q: %v, want proven %t", c.claim, c.said, err, c.ok)
		}
		if got := len(value.Find(c.f, c.said, at, c.localeLike)) > 0; got != c.foundAsIs {
			t.Errorf("%q: a reader finds %t, want %t", c.said, got, c.foundAsIs)
		}
	}
}

// Twins: the same words, which count, and the ordinary ones, which don't.
func TestOrdinaryCountsAreNone(t *testing.T) {
	for _, c := range []struct {
		title, said string
		l           desk.Locale
		want        int
	}{
		{"Quantity", "two questions", en, 0},
		{"Questions to ask", "two questions", en, 1},
		{"Quantity", "give me five minutes", en, 0},
		{"Minutes", "give me five minutes", en, 1},
		{"Quantity", "one of your managers", en, 0},
		{"Quantity", "one of the big ones and two of the small", en, 1},
		{"Quantity", "two chairs", en, 1},
		{"Quantity", "three timers", en, 1},
		{"Количество", "два раза звонил", ru, 0},
		{"Сколько раз в неделю", "два раза", ru, 1},
		{"Количество", "две минутки", ru, 0},
		{"Количество", "два разветвителя", ru, 1},
		{"Quantity", "I'd like one appointment", en, 0},
		{"Appointments", "I'd like one appointment", en, 1},
		{"Количество", "мне одну консультацию", ru, 0},
		{"Cantidad", "quería pedir una cita", es, 0},
		{"Cantidad", "quería pedir una silla", es, 1},
		{"Cantidad", "dos citas", es, 1},
		{"Cantidad", "dos preguntas", es, 0},
		{"Cantidad", "dos cosas", es, 0},
		{"Cantidad", "dos cosechadoras", es, 1},
	} {
		if got := len(value.Find(desk.Field{Name: "n", Title: c.title, Type: desk.TypeInteger}, c.said, friday, c.l)); got != c.want {
			t.Errorf("%s, %q: %d numbers, want %d", c.title, c.said, got, c.want)
		}
	}
}
