package offline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// A number behind the field's own word is its value; a short answer is one without what
// is added.
func TestLabelsAndShortAnswers(t *testing.T) {
	ruModel := field("model", "Модель", "Модель аппарата", desk.TypeString)
	esDNI := field("dni", "DNI", "Documento", desk.TypeString)
	esFolio := field("folio", "Folio", "Folio del reporte", desk.TypeString)
	enBrand := field("brand", "Brand", "Appliance brand", desk.TypeString)
	ruText := field("text", "Надпись", "Текст на торте", desk.TypeString)
	ruSpare := field("spare", "Доп. телефон", "Второй телефон клиента", desk.TypePhone)
	for _, c := range []struct {
		rule string
		chat desk.Chat
		want want
	}{
		{"a model by its label", ru("O: Что на табло?\nC: е18. модель WLG20260 вроде", ruModel), want{"model": "WLG20260"}},
		{"a model that is asked about", ru("O: Что на табло?\nC: а модель WLG20260 вы чините?", ruModel), want{}},
		{"numbers by their labels", es("O: Su placa y DNI\nC: placa 4512-8C dni 45781236", esDNI), want{"dni": "45781236"}},
		{"the number of a person in an answer", es("O: ¿Nombre y DNI?\nC: Belén Farías 38.412.775", esDNI), want{"dni": "38.412.775"}},
		{"a number that the operator tells", es("C: gracias\nO: Registrado, folio R-5567", esFolio), want{"folio": "R-5567"}},
		{"pages are no number", es("C: un folio de 20 páginas\nO: Vale", esFolio), want{}},
		{"an answer without what is added", en("O: What brand is it?\nC: its a whirlpool, maybe 6 yrs old", enBrand), want{"brand": "whirlpool"}},
		{"an answer that puts off", en("O: What brand is it?\nC: I'll check tomorrow", enBrand), want{}},
		{"what is to be written stands in marks", ru("O: Какая надпись?\nC: \"Артему 6\" и машинку сверху", ruText), want{"text": "Артему 6"}},
		{"one phone is no second one", ru("O: Телефон?\nC: 8 905 123 44 10", ruPhone, ruSpare), want{"phone": "+79051234410"}},
		{"a second phone", ru("O: Телефон?\nC: 8 905 123 44 10\nO: А ещё?\nC: ещё 8 905 123 44 20", ruSpare), want{"spare": "+79051234420"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(t, c.chat)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
