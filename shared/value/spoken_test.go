package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestPhonesInWords(t *testing.T) {
	check(t, desk.Field{Type: desk.TypePhone}, []found{
		{"spoken in Russian", "плюс семь девятьсот пять двести двадцать два тридцать три сорок четыре", ru, []string{"+79052223344"}},
		{"with eight", "мой восемь девятьсот тридцать семь сто двадцать три сорок пять шестьдесят семь", ru, []string{"+79371234567"}},
		{"half of it in figures", "восемь 916 двести четыре 55 18", ru, []string{"+79162045518"}},
		{"with noughts", "восемь девятьсот шестнадцать ноль ноль один ноль два ноль три", ru, []string{"+79160010203"}},
		{"digit by digit", "it is six one seven five five five oh one seven two", en, []string{"+16175550172"}},
		{"in Spanish", "es el seiscientos doce cuarenta y cinco cero seis setenta y ocho", es, []string{"+34612450678"}},
		{"a price is none", "двадцать две тысячи триста сорок пять рублей", ru, nil},
		{"a count is none", "one two three four", en, nil},
		{"too few words", "семь девятьсот пять двести", ru, nil},
	})
}

func TestNumbersThatTheirCountryCantHaveAreNone(t *testing.T) {
	ua, gb := desk.Locale{Language: "ru", Region: "UA"}, desk.Locale{Language: "en", Region: "GB"}
	check(t, desk.Field{Type: desk.TypePhone}, []found{
		{"Ukraine, a digit short", "мой номер 097922458", ua, nil},
		{"Ukraine, whole", "мой номер 0979224580", ua, []string{"+380979224580"}},
		{"Russia, no such code", "телефон 8 016 204-55-18", ru, nil},
		{"America, no such area", "call me at 123 456 7890", en, nil},
		{"Britain, ten digits with the nought", "phone 0770090012", gb, nil},
		{"a valid one is preferred", "call 8 916 204-55-1 or rather call 8 916 204-55-18", ru, []string{"+79162045518"}},
		{"an area that is not given out yet", "call (977) 625-2661", en, []string{"+19776252661"}},
	})
}
