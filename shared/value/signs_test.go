package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

func TestFractionsScalesAndMinusOfASum_FF01(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeMoney}, []found{
		{"half of a scale", "½ millón de euros", es, []string{"500000.00 EUR"}},
		{"a figure and a fraction", "1½ million dollars", en, []string{"1500000.00 USD"}},
		{"with a space between", "2 ½ тысячи рублей", ru, []string{"2500.00 RUB"}},
		{"пол, apart", "пол миллиона рублей", ru, []string{"500000.00 RUB"}},
		{"three quarters", "three quarters of a million dollars", en, []string{"750000.00 USD"}},
		{"три четверти", "три четверти миллиона рублей", ru, []string{"750000.00 RUB"}},
		{"tres cuartos", "tres cuartos de millón de euros", es, []string{"750000.00 EUR"}},
		{"миллиард in words", "два миллиарда рублей", ru, []string{"2000000000.00 RUB"}},
		{"mil millones in words", "dos mil millones de euros", es, []string{"2000000000.00 EUR"}},
		{"mil millones behind a figure", "2 mil millones de euros", es, []string{"2000000000.00 EUR"}},
		{"трлн", "1 трлн рублей", ru, []string{"1000000000000.00 RUB"}},
		{"a trillion", "5 trillion dollars", en, []string{"5000000000000.00 USD"}},
		{"billones are millions of millions", "5 billones de euros", es, []string{"5000000000000.00 EUR"}},
		{"a billion is not", "5 billion dollars", en, []string{"5000000000.00 USD"}},
		{"миллионы и сотни тысяч словами", "шесть миллионов четыреста", ru, []string{"6400000.00 RUB"}},
		{"миллионы и сотни тысяч цифрами", "3 млн 200", ru, []string{"3200000.00 RUB"}},
		{"с тысячами, как сказано", "шесть миллионов четыреста тысяч рублей", ru, []string{"6400000.00 RUB"}},
		{"тысячи и сотни", "шесть тысяч четыреста рублей", ru, []string{"6400.00 RUB"}},
		{"миллионы и рубли", "шесть миллионов пять рублей", ru, []string{"6000005.00 RUB"}},
		{"тысяч за двумя цифрами — не тысяча", "96-110 тысяч рублей", ru, nil},
		{"минус", "минус 5000 рублей", ru, []string{"-5000.00 RUB"}},
		{"a hyphen before the sign may be either", "-$100", en, nil},
		{"and behind it", "$-100", en, nil},
		{"a list's hyphen is no minus", "- $100", en, []string{"100.00 USD"}},
		{"a range's is none either", "prices: $50-$100", en, []string{"50.00 USD", "100.00 USD"}},
		{"what is taken off is no sum of its own", "20 000 рублей минус 5000 рублей", ru, []string{"20000.00 RUB"}},
		{"nor in words", "twenty thousand minus five thousand dollars", en, []string{"20000.00 USD"}},
		{"al menos", "al menos 300 euros", es, []string{"300.00 EUR"}},
		{"no program holds it to the unit", "100000000000000000 рублей", ru, nil},
		{"the largest that all do", "9007199254740991 рублей", ru, []string{"9007199254740991.00 RUB"}},
	})
	check(t, desk.Field{Type: desk.TypeNumber}, []found{
		{"a fraction alone", "½ kg", en, []string{"0.5"}},
		{"a figure and a fraction", "2½ hours", en, []string{"2.5"}},
		{"a point without its nought", ".5 acres", en, []string{"0.5"}},
		{"points of suspense are none", "well...5 acres", en, []string{"5"}},
		{"минус", "минус 5 градусов", ru, []string{"-5"}},
		{"minus in words", "minus two", en, []string{"-2"}},
		{"the sign of it", "−5", en, []string{"-5"}},
		{"плюс-минус", "плюс-минус 5 см", ru, []string{"5"}},
		{"por lo menos", "por lo menos 3 sillas", es, []string{"3"}},
	})
	check(t, desk.Field{Type: desk.TypeInteger}, []found{
		{"a whole number has no half", "½ silla", es, nil},
		{"no program holds it to the unit", "9007199254740993", en, nil},
	})
}

func TestAddressesThatLookLikeOthers_BX11(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeEmail}, []found{
		{"a Cyrillic letter in the name", "аnna@example.com", en, nil},
		{"and in the host", "anna@exаmple.com", en, nil},
		{"one alphabet in each part", "anna@пример.рф", ru, []string{"anna@пример.рф"}},
		{"the end of something longer", "a@b@c.com", en, nil},
		{"a number is no host", "anna@127.0.0.1", en, nil},
		{"no host begins so", "anna@-example.com", en, nil},
		{"a line of a list", "-anna@example.com", en, []string{"anna@example.com"}},
	})
	check(t, desk.Field{Type: desk.TypeURL}, []found{
		{"a Cyrillic letter in the host", "https://exаmple.com/a", en, nil},
		{"Cyrillic behind the host is fine", "https://example.com/каталог", ru, []string{"https://example.com/каталог"}},
		{"another host before @", "https://bank.example@other.example/", en, nil},
		{"a turning character", "https://example.com\u202e/x", en, nil},
		{"the machine itself", "http://localhost/ and http://127.0.0.1/", en, nil},
		{"another scheme", "ftp://example.com", en, nil},
		{"script", "javascript://example.com/%0aalert(1)", en, nil},
		{"one without a scheme", "see example.com.", en, []string{"https://example.com"}},
	})
}

func TestYearsAroundADate_FF01(t *testing.T) { // friday is in the year 2025
	check(t, desk.Field{Type: desk.TypeDate}, []found{
		{"прошлого года", "30 июня прошлого года", ru, []string{"2024-06-30"}},
		{"этого года", "30 июня этого года", ru, []string{"2025-06-30"}},
		{"следующего года", "30 июня следующего года", ru, []string{"2026-06-30"}},
		{"last year", "June 30 last year", en, []string{"2024-06-30"}},
		{"of next year", "the 4th of March of next year", en, []string{"2026-03-04"}},
		{"del año pasado", "el 30 de junio del año pasado", es, []string{"2024-06-30"}},
		{"del año que viene", "el 30 de junio del año que viene", es, []string{"2026-06-30"}},
		{"no 29 February then", "29 февраля следующего года", ru, nil},
	})
}

func TestPremiumPhones_BX11(t *testing.T) {
	for v, want := range map[desk.Value]bool{
		"+19005550100": true, "+78095051111": true, "+34806123456": true, "+449098790000": true,
		"+19175550100": false, "+78005553535": false, "+34600123456": false, "+447700900123": false, "+79035051111": false,
	} {
		if got := value.Premium(v); got != want {
			t.Errorf("%s: %v, want %v", v, got, want)
		}
	}
}
