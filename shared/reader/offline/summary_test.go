package offline_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// TestASummaryIsAListOfPoints_SU01: what the customer wanted, what was found as it was
// last said, what is open, and what the company will do, in the language asked for
// (CP-06); what people said stays in their words.
func TestASummaryIsAListOfPoints_SU01(t *testing.T) {
	for _, c := range []struct {
		rule, language, chat string
		want                 []string
	}{
		{"what was wanted, found and promised", "ru", `
C: Здравствуйте! Хочу записаться на стрижку
O: Добрый день! На какой день?
C: 12 декабря
O: Записала, мастер позвонит за час.
C: спасибо`,
			[]string{"- Хочу записаться на стрижку.", "- Дата визита: **12 декабря**", "- Дальше: Записала, мастер позвонит за час."}},
		{"the words around are in the language asked for", "es", `
C: Здравствуйте! Хочу записаться на стрижку
O: Добрый день! На какой день?
C: 12 декабря
O: Записала, мастер позвонит за час.`,
			[]string{"- Хочу записаться на стрижку.", "- Дата визита: **12 декабря**", "- Después: Записала, мастер позвонит за час."}},
		{"a question that nobody answered is open, and undoes what was promised before", "ru", `
C: Хочу записаться на стрижку
O: Мы вам перезвоним.
C: А сколько это будет стоить с укладкой?`,
			[]string{"- Хочу записаться на стрижку.", "- Открытый вопрос: А сколько это будет стоить с укладкой?"}},
		{"a day that passes is told with its weekday, an hour as it was agreed", "ru", `
C: привет хочу записаться на стрижку
O: Добрый день! На какой день?
C: завтра часа в 3`,
			[]string{"- хочу записаться на стрижку.", "- Дата визита: **завтра (четверг)**"}},
		{"a day is told as the operator wrote it out", "ru", `
C: вечер добрый хочу записаться на стрижку
O: На какой день?
C: в пятницу
O: Пятница, 17 апреля, ждём!`,
			[]string{"- хочу записаться на стрижку.", "- Дата визита: **17 апреля**", "- Дальше: Пятница, 17 апреля, ждём!"}},
		{"a greeting is no request, and nothing asked is said so", "ru", `
C: Здравствуйте!
O: Добрый день!`, []string{"Запроса нет."}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			chat := ru(c.chat, ruDay)
			chat.Locale.Language = c.language
			r, err := offline.Reader{}.Read(t.Context(), chat)
			if err != nil || r.Summary != strings.Join(c.want, "\n") {
				t.Errorf("got %v\n%s\nwant\n%s", err, r.Summary, strings.Join(c.want, "\n"))
			}
		})
	}
}

// What a website's form says by itself is no request: its labels and what had to be agreed
// to (SU-01).
func TestASummaryLeavesOutWhatAFormSays_SU01(t *testing.T) {
	for _, c := range []struct {
		chat         desk.Chat
		want, absent string
	}{
		{es("C: Nombre: Carmen Vidal / Teléfono: 612 34 56 78 / Mensaje: Quiero pedir cita para una limpieza / ☑ Acepto la política de privacidad"), "Quiero pedir cita para una limpieza", "Acepto"},
		{es("C: Quiero pedir cita para una limpieza. He leído y acepto las condiciones de uso"), "Quiero pedir cita para una limpieza", "acepto"},
		{ru("C: Имя: Ольга / Телефон: 8 905 123 44 10 / Комментарий: Нужно починить стиральную машину / Согласна на обработку персональных данных"), "Нужно починить стиральную машину", "обработку"},
		{en("C: Name: Ann Lee / Phone: 917 555 0143 / Message: I need two desks delivered on Friday / [x] I agree to the terms"), "I need two desks delivered on Friday", "agree"},
		{en("C: I agree to the price, please deliver two desks on Friday"), "I agree to the price", "\x00"},
	} {
		for i, m := range c.chat.Messages {
			c.chat.Messages[i].Text = strings.ReplaceAll(m.Text, " / ", "\n")
		}
		r, err := offline.Reader{}.Read(t.Context(), c.chat)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(r.Summary, "\n")
		if !strings.Contains(first, c.want) || strings.Contains(r.Summary, c.absent) || strings.Contains(first, ": ") {
			t.Errorf("want %q without %q, got %q", c.want, c.absent, r.Summary)
		}
	}
}
