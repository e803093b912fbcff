package desk

// OnlyIn says, in a customer's language, that there is an answer in another language only.
func OnlyIn(answer, customer string) string {
	words := map[string]map[string]string{
		"en": {"": "I have the answer to this only in another language:", "ru": "I have the answer to this only in Russian:", "es": "I have the answer to this only in Spanish:"},
		"ru": {"": "Ответ на это есть только на другом языке:", "en": "Ответ на это есть только на английском:", "es": "Ответ на это есть только на испанском:"},
		"es": {"": "Solo tengo la respuesta en otro idioma:", "en": "Solo tengo la respuesta en inglés:", "ru": "Solo tengo la respuesta en ruso:"},
	}
	all := words[customer]
	if all == nil {
		all = words["en"]
	}
	if all[answer] == "" {
		return all[""]
	}
	return all[answer]
}
