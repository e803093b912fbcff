package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A free text has no form that tells it: what was asked, the field's own words, and where
// the words stand in their line choose it, and nothing is chosen where nothing does (FF-01).
func TestAFreeTextIsChosen_FF01(t *testing.T) {
	esColour := field("colour", "Color", "Color elegido de la puerta", desk.TypeString)
	ruModel := field("model", "Модель", "Модель телефона", desk.TypeString)
	ruFrom := field("from", "Откуда", "Адрес забора", desk.TypeString)
	enPO := field("po", "Bill to", "Company that pays the freight", desk.TypeString)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"the whole of an answer", es("C: Hola, quería una puerta\nO: ¿De qué color la quiere?\nC: Blanco", esColour), want{"colour": "Blanco"}},
		{"an answer that begins with a verb", es("C: Hola, me duele una muela\nO: ¿Tiene seguro?\nC: Tengo Sanitas", field("insurer", "Seguro", "Compañía del seguro del paciente", desk.TypeString)), want{"insurer": "Sanitas"}},
		{"no answer at all", es("C: Hola, quería una puerta\nO: ¿De qué color la quiere?\nC: luego lo digo", esColour), want{}},
		{"nobody spoke of it", ru("C: Здравствуйте, вы сегодня работаете?\nO: Да, до 20:00\nC: спасибо", ruModel, ruFrom), want{}},
		{"nobody spoke of it, in English", en("C: Hi, are you open on Sunday?\nO: Yes, until 6\nC: thanks", enPO), want{}},
	} {
		if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.rule, diff)
		}
	}
}
