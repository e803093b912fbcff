package words_test

import (
	"testing"

	"github.com/sufler/sufler/shared/words"
)

func TestFacesAreReadAsAPersonReadsThem_BX11(t *testing.T) {
	for word, want := range map[string]string{
		"ignоre": "ignore", "Oпepaтoр": "Оператор", "Опеrator": "Опеrator", "Opеrator:": "Operator:", "карточкe": "карточке", "Забyдь": "Забудь",
		"SMSку": "SMSку", "iPhoneы": "iPhoneы", "оператор": "оператор", "operator": "operator", "SMS-уведомление": "SMS-уведомление", "": "", "3Д": "3Д",
	} {
		if got := words.Faces(word); got != want {
			t.Errorf("%q: got %+q, want %+q", word, got, want)
		}
	}
}
