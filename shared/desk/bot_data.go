package desk

import "strings"

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
