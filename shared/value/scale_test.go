package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestScaleWordsMultiplyTheirFigure(t *testing.T) {
	mx := desk.Locale{Language: "es", Region: "MX", Currency: "MXN"}
	check(t, desk.Field{Type: desk.TypeMoney}, []found{
		{"a figure and millones", "2,5 millones", es, []string{"2500000.00 EUR"}},
		{"millones of a currency", "1,5 millones de pesos", mx, []string{"1500000.00 MXN"}},
		{"whole millones", "son 3 millones", es, []string{"3000000.00 EUR"}},
		{"millones and mil", "2 millones 300 mil euros", es, []string{"2300000.00 EUR"}},
		{"y medio", "dos millones y medio", es, []string{"2500000.00 EUR"}},
		{"a figure y medio", "2 millones y medio", es, []string{"2500000.00 EUR"}},
		{"hundred", "2 hundred dollars", en, []string{"200.00 USD"}},
		{"M", "about $3M", en, []string{"3000000.00 USD"}},
		{"mln", "2.5 mln USD", en, []string{"2500000.00 USD"}},
		{"and a half million", "six and a half million", en, []string{"6500000.00 USD"}},
		{"a figure and a half million", "6 and a half million dollars", en, []string{"6500000.00 USD"}},
		{"с половиной миллиона", "два с половиной миллиона", ru, []string{"2500000.00 RUB"}},
		{"цифрой с половиной", "2 с половиной миллиона рублей", ru, []string{"2500000.00 RUB"}},
		{"сотни тысяч", "2 сотни тысяч", ru, []string{"200000.00 RUB"}},
		{"словами сотни тысяч", "две сотни тысяч рублей", ru, []string{"200000.00 RUB"}},
		{"млн и тысячи", "3 млн 200 тысяч", ru, []string{"3200000.00 RUB"}},
		{"two sums are two", "2 тысячи, 300 рублей", ru, []string{"2000.00 RUB", "300.00 RUB"}},
		{"a distance is no scale", "15 miles away", en, []string{"15.00 USD"}},
	})
}

func TestThreePlacesOfASumAreThousands(t *testing.T) {
	ch := desk.Locale{Language: "en", Region: "CH", Currency: "CHF"}
	check(t, desk.Field{Type: desk.TypeMoney}, []found{
		{"a point, in America", "1.500 EUR", en, []string{"1500.00 EUR"}},
		{"a point behind a sign", "it was $2.500", en, []string{"2500.00 USD"}},
		{"a comma, in Spain", "2,500 €", es, []string{"2500.00 EUR"}},
		{"two places are cents", "$2.50", en, []string{"2.50 USD"}},
		{"apostrophes", "CHF 12'500", ch, []string{"12500.00 CHF"}},
		{"apostrophes as phones write them", "12’500.50 CHF", ch, []string{"12500.50 CHF"}},
		{"a leading nought is no thousands", "0.500 EUR", en, []string{"0.50 EUR"}},
	})
	check(t, desk.Field{Type: desk.TypeNumber}, []found{
		{"a weight keeps its fraction", "1.500 kg", en, []string{"1.5"}},
	})
}
