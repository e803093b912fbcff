package value

import "testing"

// A part of an address is put right by a message that says nothing else (FF-01).
func TestCorrectedPartOfAnAddress(t *testing.T) {
	for _, c := range []struct{ rule, text, by, want string }{
		{"a flat", "ул. Мира, д. 12, кв. 45", "ой, нет, кв. 54, перепутала", "ул. Мира, д. 12, кв. 54"},
		{"a flat, cut short otherwise", "Ленина 4, квартира 3", "извините, кв 31", "Ленина 4, квартира 31"},
		{"a house", "ул. Мира, д. 12, кв. 45", "точнее, дом 14", "ул. Мира, д. 14, кв. 45"},
		{"an apartment", "12 Elm St, Apt 3", "sorry, it's apt 13", "12 Elm St, Apt 13"},
		{"a door", "Calle Sol 4, puerta 2", "perdón, es la puerta 12", "Calle Sol 4, puerta 12"},
		{"figure for figure, as before", "12 Elm St, Apt 21", "flat 12, not 21", "12 Elm St, Apt 12"},
		{"the same flat", "ул. Мира, д. 12, кв. 45", "нет, кв. 45", ""},
		{"a flat that is told of", "ул. Мира, д. 12, кв. 45", "извините, в кв. 54 живут соседи", ""},
		{"a flat that is asked for", "ул. Мира, д. 12, кв. 45", "извините, а в кв. 54 вы доставляли?", ""},
		{"no word that takes back", "ул. Мира, д. 12, кв. 45", "там кв. 54", ""},
		{"a part that the address has not", "ул. Мира, д. 12", "ой, кв. 54", ""},
		{"two flats", "кв. 45 или кв. 46", "ой, кв. 54", ""},
		{"two corrections", "ул. Мира, д. 12, кв. 45", "ой, д. 14, кв. 54", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := Corrected(c.text, c.by); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
