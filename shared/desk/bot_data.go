package desk

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// AskFor is how the bot asks for a field, in the first of the languages that it
// speaks, else in English; again: the answer before could not be read.
func AskFor(f Field, again bool, languages ...string) string {
	about := "other"
	switch {
	case f.Type == TypePhone:
		about = "phone"
	case f.Type == TypeEmail:
		about = "email"
	case f.Name == "name":
		about = "name"
	}
	words := map[string]map[string]string{
		"en": {
			"name": "What is your name?", "phone": "What phone number can we reach you at?", "email": "What is your e-mail address?",
			"other": "Please tell us: ", "again": "Sorry, I could not read that. ",
		},
		"ru": {
			"name": "Как вас зовут?", "phone": "По какому номеру телефона с вами связаться?", "email": "Какой у вас адрес электронной почты?",
			"other": "Напишите, пожалуйста: ", "again": "Не удалось разобрать ответ. ",
		},
		"es": {
			"name": "¿Cómo se llama usted?", "phone": "¿En qué número de teléfono podemos localizarle?", "email": "¿Cuál es su correo electrónico?",
			"other": "Indíquenos, por favor: ", "again": "Lo siento, no he podido leerlo. ",
		},
	}
	in := words["en"]
	for _, l := range languages {
		l, _, _ = strings.Cut(l, "-")
		if words[l] != nil {
			in = words[l]
			break
		}
	}
	text := in[about]
	if about == "other" {
		text += f.Title
	}
	if again {
		text = in["again"] + text
	}
	return text
}

// refusal are words by which somebody refuses what they are asked for; a piece is all that
// is said, or has a word of the second kind.
var refusal = lazy.Table(func() (words [2][]string) {
	for i, list := range []string{
		"no,nope,nah,no thanks,no thank you,none,pass,skip,нет,неа,не надо,не нужно,никак,без этого,nada,ninguno,no gracias,paso",
		"don t want,do not want,dont want,rather not,prefer not,won t give,wont give,will not give,won t tell,won t say,not giving,not telling,not sharing,no need to know,none of your business,don t have one,dont have one,don t have a phone,don t have an email,have no phone,have no email,have no e mail,why do you need,не дам,не скажу,не хочу,не буду,не хотел,не желаю,не ваше дело,не предоставлю,нет телефона,нет почты,нет имейла,нет электронной,без телефона,без почты,зачем вам,no quiero,no quisiera,no deseo,prefiero no,no pienso,no voy a dar,no se lo doy,no tengo correo,no tengo teléfono,no tengo telefono,no tengo email,para qué quieren,para que quieren",
	} {
		words[i] = strings.Split(list, ",")
	}
	return words
})

// Declines says whether somebody refuses what the bot asks them for: they are not asked for
// it again.
func Declines(text string) bool {
	for _, s := range Sentences(text, MaxQuestions) {
		said := plain(s)
		if slices.Contains(refusal.Get()[0], said) || slices.ContainsFunc(refusal.Get()[1], func(w string) bool { return strings.Contains(" "+said+" ", " "+w+" ") }) {
			return true
		}
	}
	return false
}
