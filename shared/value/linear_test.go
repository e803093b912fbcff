package value_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// hostile are texts that somebody may repeat without end to make a reading slow.
var hostile = []struct {
	l       desk.Locale
	pattern string
}{
	{en, "order #1234 "}, {en, "1 "}, {en, "1 one "}, {en, "$1 "}, {en, "a.b "}, {en, "a@b.co "}, {en, "a at b dot co "}, {en, "http://a.co "}, {en, "www.a.co a@b.co "},
	{en, "at 5 on monday "}, {en, "5 "}, {en, "hundred "}, {en, "half a a a "}, {en, "5 thousand "}, {en, "the 7th of "}, {en, "next monday of of of "}, {en, "10:30"}, {en, "12 Main St, "}, {en, "not red "},
	{en, "+1 415 555 2671 "}, {en, "4111 1111 1111 1111 "}, {en, "Dr. Morgan "}, {en, "a"}, {en, "? "}, {en, "my code is 123456 "},
	{ru, "заказ №1234 "}, {ru, "1 руб "}, {ru, "сто рублей "}, {ru, "ул. Мира, д. 5 "}, {ru, "завтра в 17 "}, {ru, "через два дня "}, {ru, "8 916 204-55-18 "}, {ru, "иван собака яндекс точка ру "}, {ru, "я"}, {ru, "не наличными "}, {ru, "полвосьмого "}, {ru, "с 1 по 2 мая "}, {ru, "1 тыс "},
	{es, "pedido #1234 "}, {es, "el lunes a las 5 "}, {es, "mil euros "}, {es, "calle Olmo 7, "}, {es, "1.400,50 € "}, {es, "del 2 al 5 de mayo "}, {es, "media docena "}, {es, "sin efectivo "}, {es, "¿"}, {es, "\u00a0"}, {es, "1,"},
}

// repeated is n characters of a pattern.
func repeated(pattern string, n int) string {
	rs := []rune(pattern)
	return string([]rune(strings.Repeat(pattern, n/len(rs)+1))[:n])
}

func fieldsOf() []desk.Field {
	var out []desk.Field
	opts := []desk.Option{{Value: "Red"}, {Value: "Наличные"}, {Value: "Efectivo"}, {Value: "Dr. Morgan"}}
	for _, typ := range desk.FieldTypes {
		out = append(out, desk.Field{Name: "f", Title: "Оплата", Type: typ, Options: opts})
	}
	return append(out, desk.Field{Name: "f", Title: "Hour", Type: desk.TypeString, Format: "time"})
}

// recognise proves a value by a text, which finds all that the text holds first.
func recognise(f desk.Field, text string, l desk.Locale) {
	_, _ = value.Prover{}.Prove(f, desk.Finding{Value: "12345", Quote: text}, desk.Message{SentAt: friday, Text: text}, l)
}

// TestRecognisersAreLinear: a text costs the same in one piece as in eight. A
// quadratic recogniser takes eight times as long for the one, and no attempt of
// it comes below three; a linear one does at the first, or, on a
// busy machine, at one of the next.
func TestRecognisersAreLinear(t *testing.T) {
	const n, pieces, slack, attempts = 4_000, 8, 3, 8
	for _, h := range hostile {
		t.Run(h.pattern, func(t *testing.T) {
			long, short := repeated(h.pattern, n), repeated(h.pattern, n/pieces)
			for _, f := range fieldsOf() {
				least := 1e9
				for range attempts {
					began := time.Now()
					for range pieces {
						recognise(f, short, h.l)
					}
					apart := time.Since(began)
					began = time.Now()
					recognise(f, long, h.l)
					if least = min(least, float64(time.Since(began))/float64(apart)); least < slack {
						break
					}
				}
				if least >= slack {
					t.Errorf("%s%s: %d characters cost %.1f times as much in one piece as in %d", f.Type, f.Format, n, least, pieces)
				}
			}
		})
	}
}

// BenchmarkRecognise shows what a character costs, from 100 to 64,000 of them:
// all field types together, a hostile text each.
func BenchmarkRecognise(b *testing.B) {
	fields := fieldsOf()
	for _, h := range hostile {
		for _, n := range []int{100, 1000, 8000, 64_000} {
			text := repeated(h.pattern, n)
			b.Run(fmt.Sprintf("%s/%d", strings.TrimSpace(h.pattern), n), func(b *testing.B) {
				for b.Loop() {
					for _, f := range fields {
						recognise(f, text, h.l)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/char")
			})
		}
	}
}
