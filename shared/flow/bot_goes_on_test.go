package flow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/knowledge"
)

// TestWhatOnlyGoesOnIsAnsweredByItsOwnWords_FB01_FB03_FB04: what is asked now says what is
// asked, and not what was asked before: who asks for a price and then for Saturdays is told
// no price, nor what something else costs.
func TestWhatOnlyGoesOnIsAnsweredByItsOwnWords_FB01_FB03_FB04(t *testing.T) {
	type asked struct{ before, question, want string }
	for name, c := range map[string]struct {
		entries [][]string // id, answer, wordings
		asks    []asked
	}{
		"es": {[][]string{
			{"price", "45 €", "¿Cuánto cuesta una limpieza?", "precio de la limpieza dental"}, {"white", "180 €", "¿Cuánto cuesta un blanqueamiento?"},
			{"hours", "Lunes a viernes de 9 a 20, sábados de 10 a 14", "¿Cuál es el horario?"}, {"book", "Llame", "¿Cómo pido cita?"},
			{"addr", "Calle Mayor, 5", "¿Dónde está la clínica?"}, {"ins", "Sí, Sanitas y Adeslas", "¿Aceptan seguros?"},
		}, []asked{
			{"¿Cuánto cuesta una limpieza?", "¿y los sábados abren?", "[hours]"}, {"¿Cuál es el horario?", "¿y los sábados?", "[hours]"}, {"¿Cuál es el horario?", "¿y mañana?", "[hours]"}, {"¿Cuál es el horario?", "¿y por la tarde?", "[hours]"},
			{"¿Cuánto cuesta una limpieza?", "¿y por la tarde?", "[]"},
			{"¿Cuánto cuesta una limpieza?", "¿y un blanqueamiento?", "[white]"}, {"¿Cuánto cuesta una limpieza?", "¿y con seguro?", "[ins]"},
			{"¿Cuánto cuesta una limpieza?", "¿y una ortodoncia?", "[]"}, {"¿Cuánto cuesta una limpieza?", "¿y para niños?", "[]"},
			{"¿Cuánto cuesta una limpieza? ¿Cuál es el horario?", "¿y una ortodoncia?", "[]"},
		}},
		"en": {[][]string{
			{"price", "£45", "How much is a cleaning?", "price of a dental cleaning"}, {"white", "£180", "How much is whitening?"},
			{"hours", "Monday to Friday 9 to 20, Saturday 10 to 14", "What are your opening hours?"}, {"book", "Call us", "How do I book an appointment?"},
			{"addr", "1 High Street", "Where is the clinic?"}, {"ins", "Yes, Bupa", "Do you take insurance?"},
		}, []asked{
			{"How much is a cleaning?", "and are you open on Saturdays?", "[hours]"}, {"What are your opening hours?", "and on Sunday?", "[hours]"}, {"What are your opening hours?", "and in the evening?", "[hours]"},
			{"How much is a cleaning?", "and in the evening?", "[]"}, {"Do you do whitening?", "and how much is it?", "[white]"},
			{"How much is a cleaning?", "and whitening?", "[white]"}, {"How much is a cleaning?", "and with insurance?", "[ins]"},
			{"How much is a cleaning?", "and on Saturdays?", "[]"}, {"How much is a cleaning?", "and a crown?", "[]"}, {"How much is a cleaning?", "and how much is a crown?", "[]"},
			{"Where is the clinic?", "and how do I book?", "[book]"},
		}},
		"ru": {[][]string{
			{"price", "3000 ₽", "Сколько стоит чистка?", "цена чистки зубов"}, {"white", "15000 ₽", "Сколько стоит отбеливание?"},
			{"hours", "Пн–Пт 9–20, Сб 10–14", "Какой у вас график?"}, {"book", "Позвоните", "Как записаться на приём?"},
			{"addr", "Ленина, 5", "Где вы находитесь?"}, {"ins", "Да", "Работаете по ДМС?"},
		}, []asked{
			{"Сколько стоит чистка?", "а по субботам открыты?", "[hours]"}, {"Какой у вас график?", "а в субботу?", "[hours]"}, {"Какой у вас график?", "а вечером?", "[hours]"}, {"Сколько стоит чистка?", "а вечером?", "[]"},
			{"Сколько стоит чистка?", "а отбеливание?", "[white]"}, {"Сколько стоит чистка?", "а по ДМС?", "[ins]"},
			{"Сколько стоит чистка?", "а по субботам?", "[]"}, {"Сколько стоит чистка?", "а коронка?", "[]"}, {"Сколько стоит чистка?", "а для детей?", "[]"},
		}},
	} {
		var b shopBase
		for _, e := range c.entries {
			b.entries = append(b.entries, desk.FAQ{ID: desk.FAQID(e[0]), Question: e[2], Wordings: e[3:], Answers: []desk.FAQAnswer{{Text: e[1]}}})
		}
		f := &knowledge.Finder{Entries: b, Config: b, Make: answering.Index, Now: time.Now}
		for _, a := range c.asks {
			found, err := f.Find(t.Context(), knowledge.Ask{Question: a.question, Before: a.before})
			if err != nil {
				t.Fatal(err)
			}
			ids := []desk.FAQID{}
			for _, m := range found.Answers {
				ids = append(ids, m.Entry.ID)
			}
			if got := fmt.Sprint(ids); got != a.want {
				t.Errorf("%s, %q after %q: got %s, want %s", name, a.question, a.before, got, a.want)
			}
		}
	}
}
