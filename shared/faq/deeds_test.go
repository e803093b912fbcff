package faq

import (
	"slices"
	"strings"
	"testing"
)

// TestWhoWantsAnotherDeedIsNotAnswered_FB04: nobody who wants an appointment is told how to
// cancel one, nor who wants to buy how a thing is repaired; who wants just that is answered.
func TestWhoWantsAnotherDeedIsNotAnswered_FB04(t *testing.T) {
	for _, c := range []struct {
		base []Entry
		want map[string]string // "" silence, "x|y" any
	}{
		{[]Entry{ // language school, es
			{"horario", []string{"¿En qué horario dan clases?"}, "Por la tarde, de 16 a 21."},
			{"baja", []string{"¿Cómo me doy de baja del curso?"}, "Escríbanos antes del día 25."},
			{"grupo", []string{"¿Puedo cambiar de grupo?"}, "Sí, si hay plazas."},
			{"devol", []string{"¿Devuelven el dinero de la matrícula?"}, "Solo antes de empezar."},
			{"precio", []string{"¿Cuánto cuesta el curso de inglés?"}, "60 € al mes."},
			{"niveles", []string{"¿Qué niveles tienen?"}, "De A1 a C1."},
			{"certificado", []string{"¿Dan certificado al terminar?"}, "Sí."},
		}, map[string]string{
			"quiero apuntarme al curso": "", "cómo me inscribo en el curso": "", "tienen grupo de niños?": "", "quiero un grupo de mañanas": "|horario",
			"me quiero dar de baja": "baja", "cancelar el curso": "baja|", "quiero cambiarme a otro grupo": "grupo", "me devuelven la matrícula si lo dejo?": "devol", "cuánto es la matrícula": "|precio",
			"ya no voy a seguir con el curso": "|baja", "qué curso me recomiendan": "|niveles", "quiero pagar la matrícula": "",
		}},
		{[]Entry{ // hotel, en
			{"checkin", []string{"What time is check-in?"}, "From 3 pm."},
			{"cancel", []string{"Can I cancel my reservation?"}, "Free until 48 hours before."},
			{"dates", []string{"How do I change the dates of my stay?"}, "Reply with the new dates."},
			{"deposit", []string{"When is my deposit refunded?"}, "Within 7 days of leaving."},
			{"bikes", []string{"Do you rent out bikes?"}, "Yes, £10 a day."},
			{"parking", []string{"Is there parking?"}, "Yes, free."},
			{"pets", []string{"Are pets allowed?"}, "Small dogs are."},
		}, map[string]string{
			"I'd like a reservation for two": "", "can I make a reservation": "", "reservation for Saturday night please": "", "is my reservation confirmed": "",
			"need to cancel my reservation": "cancel", "how do i cancel": "cancel", "we want to change our dates": "dates", "move my stay to June": "|dates",
			"do you take a deposit": "", "how much is the deposit": "", "when do i get my deposit back": "deposit|", "do you sell bikes": "", "can we rent a bike": "bikes", "do you fix bikes": "", "bikes?": "bikes|",
			"we won't be able to come, what about the reservation": "|cancel",
		}},
		{[]Entry{ // car service, ru
			{"time", []string{"Во сколько вы открываетесь?"}, "С 8 до 20."},
			{"move", []string{"Как перенести запись на ремонт?"}, "Позвоните за день."},
			{"cancel", []string{"Можно отменить запись?"}, "Да, за 3 часа."},
			{"refund", []string{"Вернёте деньги, если запчасть не подошла?"}, "Да, в течение 7 дней."},
			{"tyres", []string{"Сколько стоит замена шин?"}, "От 2000 рублей."},
			{"ac", []string{"Вы ремонтируете кондиционеры?"}, "Да, диагностика 1500 рублей."},
			{"card", []string{"Можно оплатить картой?"}, "Да."},
		}, map[string]string{
			"хочу записаться на ремонт": "", "запишите меня на завтра": "", "есть запись на субботу?": "", "нужна запись на диагностику": "|ac", "какая у вас запись ближайшая": "",
			"отмените запись": "cancel", "не смогу приехать, отмените": "cancel", "перенесите запись на вторник": "move", "можно другое время записи?": "|move",
			"вы продаёте кондиционеры?": "", "почините кондиционер?": "ac", "вы продаете шины?": "", "шины поменять сколько": "tyres|", "деньги за запчасть вернёте?": "refund", "сколько стоит запчасть": "", "у вас есть запчасти на киа?": "",
		}},
	} {
		b := New(c.base)
		sure := b.Sure(.05)
		for q, want := range c.want {
			best := b.Ask(q, 2, nil)
			got := ""
			if len(best) > 0 && best[0].Score >= sure {
				got = best[0].ID
			}
			if !slices.Contains(strings.Split(want, "|"), got) {
				t.Errorf("%q: got %q, want %q (%v, sure from %.3f)", q, got, want, best, sure)
			}
		}
	}
}
