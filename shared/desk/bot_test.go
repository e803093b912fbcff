package desk_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Whom a dialog is only assigned to has not joined it (HO-01).
func TestWhoHasJoined_HO01(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	waits := desk.Dialog{State: desk.StateWaiting}
	for name, c := range map[string]struct {
		dialog desk.Dialog
		want   bool
	}{
		"the bot's":                {desk.Dialog{State: desk.StateBot}, false},
		"it waits":                 {waits, false},
		"it is assigned":           {waits.Assign("olga", time.Minute, now), false},
		"it is accepted":           {waits.Taken("olga", now), true},
		"somebody outside answers": {desk.Dialog{State: desk.StateInProgress}, true},
		"accepted, then closed":    {waits.Taken("olga", now).Closed(desk.ClosedByHand, "Olga", now), true},
	} {
		if got := c.dialog.Joined(); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// TestComplains_FB04: the usual words are anger and complaints; their twins, a question or a
// denial with nearly the same words, are none.
func TestComplains_FB04(t *testing.T) {
	var usual desk.BotSettings
	for _, c := range []struct{ complaint, twin string }{
		{"I want to complain about your courier", "I don't want to complain, just asking"},
		{"I'm going to file a complaint", "where do complaints go?"},
		{"This is unacceptable!!!", "which documents are unacceptable as a proof of address?"},
		{"My lawyer will write to you", "do you work for a lawyer's office?"},
		{"see you in court", "is there parking at the court?"},
		{"terrible service", "how do I book a service?"},
		{"you are scammers, give it back", "how do I recognise a scam call?"},
		{"Хочу пожаловаться на курьера", "Не хочу пожаловаться, просто вопрос"},
		{"Вы мошенники!", "как защититься от мошенников?"},
		{"это обман", "где посмотреть образцы обменного фонда"},
		{"Подам в суд", "есть ли парковка у суда?"},
		{"Ужасное обслуживание", "какое у вас обслуживание после покупки?"},
		{"Вы издеваетесь?", "можно ли уздечку заказать"},
		{"Сколько можно ждать!", "сколько можно взять книг?"},
		{"Я возмущён вашим ответом", "возмущения сети вредят телевизору?"},
		{"Quiero poner una queja", "no tengo ninguna queja, gracias"},
		{"esto es una estafa", "¿cómo evito una estafa?"},
		{"¡Qué vergüenza!", "me da un poco de corte preguntar"},
		{"Es una verguenza", "¿la entrada es una o dos?"},
		{"Me voy a quejar", "no me voy a quejar"},
		{"Pésimo servicio", "¿qué servicio incluye?"},
		{"os voy a denunciar", "¿cómo denuncio la pérdida de mi tarjeta?"},
	} {
		if !usual.Complains(c.complaint) {
			t.Errorf("%q is no complaint", c.complaint)
		}
		if usual.Complains(c.twin) {
			t.Errorf("%q is a complaint", c.twin)
		}
	}
	own, none := usual.WithComplaints([]string{"lawyer"}), usual.WithComplaints(nil)
	if !own.Complains("Lawyers!") || own.Complains("terrible service") || none.Complains("terrible service") || len(none.ComplaintWords()) != 0 {
		t.Errorf("got %v and %v: want the company's own words, and none", own.ComplaintWords(), none.ComplaintWords())
	}
	if kept := usual.WithComplaints(usual.ComplaintWords()); len(kept.Complaints) != 0 || kept.NoComplaints || kept.Check() != nil {
		t.Errorf("the usual words given back are kept as %v", kept)
	}
	if n := len(usual.ComplaintWords()); n > desk.MaxComplaints || (desk.BotSettings{Complaints: usual.ComplaintWords()}).Check() != nil {
		t.Errorf("the usual words, %d, are not as a company may write them", n)
	}
	if usual.Complains("lawyer no my lawyer") {
		t.Errorf("what is denied at its only place is a complaint")
	}
	if !usual.Complains("no, my lawyer does not: it is my lawyer who writes") {
		t.Errorf("what is denied at one place and said at another is none")
	}
}
