package main

import (
	"strings"
	"testing"
)

// What a visitor filled in before their first word is neither a question nor read with the
// next one: who named a service and agreed to the terms, and asks about Saturdays, is told
// the hours, and no price (FB-01, FB-03, WG-04).
func TestTheBotDoesNotAnswerAForm_FB01_FB03_WG04(t *testing.T) {
	for name, c := range map[string]struct {
		entries  [][2]string
		form     string
		consent  string
		says     []string
		want     []string
		formOnly string // what it says to a form without a word
	}{
		"es": {[][2]string{{"¿Cuánto cuesta una limpieza dental?", "45 €."}, {"¿Cuál es el horario?", "De lunes a sábado, de 9 a 20."}, {"¿Aceptan seguros?", "Sí."}},
			"¿Qué servicio necesita? Limpieza dental\nPrecio orientativo: 45 €", "☑ Acepto la política de privacidad",
			[]string{"¿y los sábados abren?", "¿y una ortodoncia?"}, []string{"De lunes a sábado, de 9 a 20.", "No he encontrado"}, "¡Hola! ¿Qué desea saber?"},
		"en": {[][2]string{{"How much is a dental cleaning?", "£45."}, {"What are your opening hours?", "Monday to Saturday, 9 to 20."}, {"Do you take insurance?", "Yes."}},
			"Which service do you need? Dental cleaning\nPrecio orientativo: £45", "☑ I agree to the privacy notice",
			[]string{"and are you open on Saturdays?", "and a crown?"}, []string{"Monday to Saturday, 9 to 20.", "I did not find"}, "Hello! What would you like to know?"},
		"ru": {[][2]string{{"Сколько стоит чистка зубов?", "3000 ₽."}, {"Какой у вас график?", "С понедельника по субботу, с 9 до 20."}, {"Работаете по ДМС?", "Да."}},
			"Какая услуга нужна? Чистка зубов\nPrecio orientativo: 3000", "☑ Согласен с политикой конфиденциальности",
			[]string{"а по субботам открыты?", "а коронка?"}, []string{"С понедельника по субботу, с 9 до 20.", "Не нашёл"}, "Здравствуйте! Что вы хотели бы узнать?"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.changes("/v1/lines/website", map[string]any{"bot": "builtin", "leadPolicy": "never", "options": map[string]any{
				"questions": "¿Qué servicio necesita?; Precio orientativo [en] Which service do you need?; Precio orientativo [ru] Какая услуга нужна?; Precio orientativo",
			}})
			for _, e := range c.entries {
				h.call(h.admin, "POST", "/v1/faq", map[string]any{"question": e[0], "answers": []map[string]any{{"text": e[1]}}}, nil)
			}
			profile := map[string]any{"name": "Ana", "language": name}
			for _, first := range []string{c.form + "\n\n" + c.consent, c.form} {
				v := h.visitor()
				h.posts(v, map[string]any{"text": first, "profile": profile})
				said := h.botIn(v)
				if len(said) != 1 || said[0] != c.formOnly {
					t.Fatalf("to %q the bot says %q, want %q", first, said, c.formOnly)
				}
				for i, text := range c.says {
					h.posts(v, map[string]any{"text": text})
					if said = h.botIn(v); len(said) != i+2 || !strings.HasPrefix(said[i+1], c.want[i]) {
						t.Errorf("to %q, after a form, the bot says %q, want %q", text, said, c.want[i])
					}
				}
			}
			v := h.visitor()
			h.posts(v, map[string]any{"text": c.form + "\n\n" + c.says[0] + "\n\n" + c.consent, "profile": profile})
			if said := h.botIn(v); len(said) != 1 || said[0] != c.want[0] {
				t.Errorf("to a form with %q the bot says %q, want %q", c.says[0], said, c.want[0])
			}
		})
	}
}

// botIn is what the bot said to a visitor, in order, as their page shows it.
func (h *house) botIn(v *site) (out []string) {
	h.t.Helper()
	var page struct {
		Items []struct{ Author, Text string }
	}
	h.call(v.client, "GET", v.path+"/messages", nil, &page, "Origin", "http://localhost:8080")
	for _, m := range page.Items {
		if m.Author == "bot" {
			out = append(out, m.Text)
		}
	}
	return out
}
