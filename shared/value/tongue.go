package value

import (
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Tongue guesses the language of a text: ru, es or en. Short texts without a
// sign of any are fallback's.
func Tongue(s, fallback string) string {
	es, en := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			return "ru"
		case strings.ContainsRune("ñ¿¡áéíóú", unicode.ToLower(r)):
			es += 2
		}
	}
	for _, w := range words.Of(s) {
		_, cifra := numeralsEs.Get()[w.Text]
		_, figure := numeralsEn.Get()[w.Text]
		if spanish.Has(w.Text) || cifra {
			es++
		}
		if english.Has(w.Text) || figure {
			en++
		}
	}
	switch {
	case es > en:
		return "es"
	case en > es:
		return "en"
	case fallback == "es":
		return "es"
	}
	return "en"
}

var (
	spanish = lazy.Words("el la los las un una de del que en por para con mi su es y no si soy son quiero pedido hola gracias dos tres cuatro cinco seis siete ocho nueve diez mil euros calle nombre correo fecha numero cliente cuanto cual a al se le me lo mas pero como vale dia hora importe tipo lunes martes miercoles jueves viernes sabado domingo mañana hoy")
	english = lazy.Words("the a an of to for with my your is are and not yes i you we it at on that this want need order hello thanks name number client whether date time how what which please would")
)
