package desk

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// complaints are the words that go to a person at once where a company lists none of its
// own: anger and complaints that are no question, in English, Russian and Spanish. A word
// that may as well stand in one ("scam", "fraud", "refund") is none.
var complaints = lazy.Table(func() []string {
	return strings.Split(strings.ReplaceAll(`want to complain,going to complain,make a complaint,file a complaint,lodge a complaint,formal complaint,this is unacceptable,totally unacceptable,absolutely unacceptable,completely unacceptable,you are scammers,you scammed,ripped me off,my lawyer,sue you,take you to court,see you in court,worst service,terrible service,awful service,horrible service,disgusting service,fed up with you,sick of you,you are useless,
хочу пожаловаться,буду жаловаться,пожалуюсь на вас,напишу жалобу,подам жалобу,подать жалобу,оставить жалобу,вы мошенник,вы обманщик,вы меня обманули,вы нас обманули,меня обманули,это обман,это безобразие,безобразие какое,подам в суд,подам на вас в суд,встретимся в суде,обращусь в суд,в прокуратуру,обращусь в роспотребнадзор,пожалуюсь в роспотребнадзор,ужасный сервис,ужасное обслуживание,отвратительный сервис,отвратительное обслуживание,хамское обслуживание,мне нахамил,возмущен вашим,возмущена вашим,издеваетесь,сколько можно ждать,
quiero quejarme,me voy a quejar,poner una queja,presentar una queja,poner una reclamación,presentar una reclamación,hoja de reclamaciones,hojas de reclamaciones,esto es una estafa,sois unos estafadores,son unos estafadores,me han estafado,me estafaron,os voy a denunciar,los voy a denunciar,voy a denunciaros,mi abogado,mi abogada,es inaceptable,es indignante,es una vergüenza,qué vergüenza,pésimo servicio,servicio pésimo,pésima atención,estoy harto de,estoy harta de,me toman el pelo,tomando el pelo`, "\n", ""), ",")
})

// ComplaintWords are the words that go to a person at once: the company's own, or, as long
// as it has not said otherwise, a list of usual ones.
func (s BotSettings) ComplaintWords() []string {
	if len(s.Complaints) > 0 || s.NoComplaints {
		return s.Complaints
	}
	return complaints.Get()
}

// WithComplaints are the settings with a company's own words, or with none. The usual ones,
// given as they are, stay the usual ones.
func (s BotSettings) WithComplaints(words []string) BotSettings {
	s.Complaints, s.NoComplaints = words, len(words) == 0
	if slices.Equal(words, complaints.Get()) {
		s.Complaints = nil
	}
	return s
}

// Complains says whether a customer complains: a text holds one of the words of complaint,
// and not right after a word that denies it ("I don't want to complain"), or, as long as
// the usual ones are among the company's, it plainly tells anger or what was bad.
func (s BotSettings) Complains(text string) bool {
	return s.named(text) || s.usualComplaints() && (upset(text) || insulted(text))
}

// usualComplaints says whether the usual words are in force, perhaps with more.
func (s BotSettings) usualComplaints() bool {
	words := s.ComplaintWords()
	return len(words) >= len(complaints.Get()) && !slices.ContainsFunc(complaints.Get(), func(w string) bool { return !slices.Contains(words, w) })
}

// named says whether a text holds one of the words of complaint.
func (s BotSettings) named(text string) bool {
	text = " " + unaccented(plain(text)) + " "
	for _, w := range s.ComplaintWords() {
		w = " " + unaccented(plain(w))
		for before, rest, found := strings.Cut(text, w); found; {
			if !denies(before) {
				return true
			}
			more, after, again := strings.Cut(rest, w)
			before, rest, found = more, after, again
		}
	}
	return false
}

// intends are words between one that denies and what is denied.
var intends = lazy.Words(`voy vamos a les los las os le te quiero queremos pienso going to want буду будем хочу собираюсь`)

// denies says whether a text ends with a word that denies what follows.
func denies(before string) bool {
	ws := strings.Fields(before)
	for len(ws) > 0 && (intends.Has(ws[len(ws)-1])) {
		ws = ws[:len(ws)-1]
	}
	before = " " + strings.Join(ws, " ")
	for _, no := range []string{"no", "not", "don t", "dont", "never", "without", "won t", "не", "без", "sin", "nunca"} {
		if strings.HasSuffix(before, " "+no) {
			return true
		}
	}
	return false
}

var accents = lazy.Table(func() *strings.Replacer {
	return strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ё", "е")
})

func unaccented(text string) string { return accents.Get().Replace(text) }
