package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// FuzzFind: whatever strangers write, no scanner panics, every hit lies in the
// text and in no other, and every reading is a canonical value.
func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"8 916 204-55-18, завтра к 9 утра, 26 700 руб. или 1,5 млн", "el 15 a las 9 y media, 1.400,50 € C/ Olmo 7, 2A, Valencia",
		"March 9th at quarter to 5 pm, $1,250.75, twelve hundred, half a dozen", "12.03.2025 31/12/24 2025-02-30 99:99 25 o'clock",
		"¿Puedo ir el lunes a las 5 o el martes a las 6?", "завтра в 17 послезавтра в 18", "at 5 or 6 on Monday at 7", "a", "пол", "half", "(+", "1.2.3.4.5", "99999999999999999999999999 руб", "ann at mail dot com http://[::1]:99", "\xff\xfe1\xff:30 \u202f5",
	} {
		f.Add(s)
	}
	opts := []desk.Option{{Value: "Full-size"}, {Value: "Наличные"}, {Value: "Dr. Morgan"}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, typ := range desk.FieldTypes {
			for _, format := range []string{"", "time"} {
				field := desk.Field{Name: "f", Type: typ, Format: format, Options: opts}
				for _, l := range []desk.Locale{[]desk.Locale{ru, es, en, {}}[len(text)%4]} {
					last := 0
					for _, h := range value.Find(field, text, friday, l) {
						if h.Start < last {
							t.Fatalf("%s: hits overlap at %d of %q", typ, h.Start, text)
						}
						last = h.End
						if h.Start < 0 || h.End > len(text) || h.Start >= h.End {
							t.Fatalf("%s: %d…%d lies outside of %q", typ, h.Start, h.End, text)
						}
						for _, v := range append([]desk.Value{h.Value}, h.Also...) {
							if err := field.Check(v); err != nil && typ != desk.TypeAddress {
								t.Fatalf("%q in %q: %v", v, text, err)
							}
						}
					}
				}
			}
		}
	})
}

// FuzzProve: what the prover lets through passes the field's check.
func FuzzProve(f *testing.F) {
	f.Add("да", "true", uint8(9))
	f.Add("4111 1111 1111 1111", "4111 1111 1111 1111", uint8(0))
	f.Add("завтра в 10", "2025-03-15T07:00:00Z", uint8(6))
	f.Fuzz(func(t *testing.T, quote, claim string, kind uint8) {
		field := desk.Field{Name: "f", Title: "Лифт", Type: desk.FieldTypes[int(kind)%len(desk.FieldTypes)], Options: []desk.Option{{Value: "yes"}, {Value: "no"}}}
		v, err := value.Prover{}.Prove(field, desk.Finding{Value: claim, Quote: quote}, desk.Message{SentAt: friday}, ru)
		if err == nil && (v == "" || field.Check(v) != nil) {
			t.Fatalf("%s: %q from %q is not canonical", field.Type, v, quote)
		}
	})
}
