package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestTheBotSpeaksAsTheCustomerSpokeLast_DG01: the language of what they plainly said last,
// and of no single word, name or number.
func TestTheBotSpeaksAsTheCustomerSpokeLast_DG01(t *testing.T) {
	const en, ru, es = "It is free.", "Бесплатно.", "Es gratis."
	again := func(lang string) string { return desk.NoticeAgain.Text("", lang) }
	for _, c := range []struct {
		rule string
		says []string
		want []string
	}{
		{"one goes over to another", []string{"How much is delivery?", "А сколько стоит доставка?", "¿Cuánto cuesta el envío?"}, []string{en, ru, es}},
		{"a word of another is none", []string{"Здравствуйте, сколько стоит доставка?", "delivery ok"}, []string{ru, ru}},
		{"… nor of a first", []string{"How much is the delivery, please?", "доставка"}, []string{en, en}},
		{"nor what brand they name", []string{"Сколько стоит доставка?", "Xiaomi Redmi Note 12 Pro"}, []string{ru, again("ru")}},
		{"nor a number", []string{"¿Cuánto cuesta el envío?", "12345678"}, []string{es, again("es")}},
		{"nor an emoji", []string{"Сколько стоит доставка?", "🙈🙈"}, []string{ru, again("ru")}},
		{"words with brands among them", []string{"how much is delivery", "а у вас есть iPhone 15 Pro Max?"}, []string{en, again("ru")}},
		{"one word, if there is nothing else", []string{"доставка"}, []string{ru}},
		{"of two in a row the newest", []string{"hello, how are you", "сколько стоит доставка?"}, []string{"Hello!", ru}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h := newHouse(t)
			h.entry(`{"question":"How much is delivery?","wordings":["Сколько стоит доставка?","¿Cuánto cuesta el envío?","delivery","доставка"],"answers":[{"language":"en","text":"It is free."},{"language":"ru","text":"Бесплатно."},{"language":"es","text":"Es gratis."}]}`)
			h.entry(`{"question":"How do I return an item?","answers":[{"text":"Within 14 days."}]}`)
			h.entry(`{"question":"Hello","wordings":["Hi","hello how are you"],"kind":"greeting","answers":[{"text":"Hello!"}]}`)
			l := h.botLine(desk.ChannelTelegram)
			var id desk.DialogID
			for _, text := range c.says {
				id = h.asks(l, "anna", text)
			}
			if got := h.botSaid(id); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestTheBotAsksForDataAsOneSpeaks_FB27_DG01: a name and a number change nothing, and a
// question in another language does.
func TestTheBotAsksForDataAsOneSpeaks_FB27_DG01(t *testing.T) {
	h := newHouse(t)
	h.shop()
	l := h.asksForData(desk.ChannelTelegram)
	id := h.asks(l, "anna", "I want to talk to a human, please")
	h.asks(l, "anna", "Мария де ла Крус")
	first := h.botSaid(id)
	if last := first[len(first)-1]; strings.ContainsAny(last, "абвгдеиоу") {
		t.Errorf("after a name in Cyrillic the bot said %q, want English", first)
	}
	h2 := newHouse(t)
	h2.shop()
	l = h2.asksForData(desk.ChannelTelegram)
	id = h2.asks(l, "anna", "I want to talk to a human, please")
	h2.asks(l, "anna", "а зачем вам это нужно знать? я просто хотела спросить")
	said := h2.botSaid(id)
	if last := said[len(said)-1]; !strings.ContainsAny(last, "абвгдеиоу") {
		t.Errorf("after a question in Russian the bot said %q, want Russian", said)
	}
}

// TestAnAnswerInAnotherLanguageOnlySaysSo_FB01_FB04_DG01: a visitor of the site who writes in
// a language that an entry does not answer in is told so in theirs, once, before the entry's
// own words; and what they ask in a language that no entry is worded in goes to a person at
// once: other words would not help.
func TestAnAnswerInAnotherLanguageOnlySaysSo_FB01_FB04_DG01(t *testing.T) {
	const ru = "Доставка по Москве — 990 ₽, за МКАД дороже."
	for _, c := range []struct {
		rule, entry string
		says        []string
		want        []string
	}{
		{"an answer in Russian, asked in English", `{"question":"Сколько стоит доставка?","answers":[{"text":"` + ru + `"}]}`, []string{"How much is delivery?"}, []string{desk.OnlyIn("ru", "en") + "\n\n" + ru}},
		{"… of which it is said", `{"question":"Сколько стоит доставка?","answers":[{"language":"ru","text":"` + ru + `"}]}`, []string{"¿Cuánto cuesta el envío?"}, []string{desk.OnlyIn("ru", "es") + "\n\n" + ru}},
		{"an answer in German", `{"question":"How much is delivery?","answers":[{"language":"de","text":"Vier Euro."}]}`, []string{"How much is the delivery?"}, []string{desk.OnlyIn("de", "en") + "\n\nVier Euro."}},
		{"in Russian", `{"question":"Сколько стоит доставка?","answers":[{"text":"` + ru + `"}]}`, []string{"Сколько стоит доставка?"}, []string{ru}},
		{"in both", `{"question":"Сколько стоит доставка?","answers":[{"text":"` + ru + `"},{"language":"en","text":"Within Moscow it is 990 ₽."}]}`, []string{"How much is delivery?"}, []string{"Within Moscow it is 990 ₽."}},
		{"in both at once", `{"question":"Сколько стоит доставка?","answers":[{"text":"Это бесплатно для всех. It is free for all of you."}]}`, []string{"How much is delivery?"}, []string{"Это бесплатно для всех. It is free for all of you."}},
		{"of no language", `{"question":"Сколько стоит доставка?","answers":[{"text":"990 ₽"}]}`, []string{"How much is delivery?"}, []string{"990 ₽"}},
		{"a word that may be of any", `{"question":"Доставка","wordings":["delivery"],"answers":[{"text":"` + ru + `"}]}`, []string{"delivery"}, []string{ru}},
		{"unknown, in a language of no entry", `{"question":"Сколько стоит доставка?","answers":[{"text":"` + ru + `"}]}`, []string{"do you have a showroom in the city?"}, []string{desk.NoticeClosed.Text("Mo–Tu 10:00–18:00", "en")}},
		{"unknown, in the base's own", `{"question":"Сколько стоит доставка?","answers":[{"text":"` + ru + `"}]}`, []string{"есть ли у вас шоурум в городе?"}, []string{desk.NoticeAgain.Text("", "ru")}},
		{"unknown, where an entry has a wording", `{"question":"Сколько стоит доставка?","wordings":["How much is the delivery?"],"answers":[{"text":"` + ru + `"}]}`, []string{"do you have a showroom in the city?"}, []string{desk.NoticeAgain.Text("", "en")}},
		{"unknown, and no wording is plainly in any", `{"question":"Wi-Fi","answers":[{"text":"990"}]}`, []string{"do you have a showroom in the city?"}, []string{desk.NoticeAgain.Text("", "en")}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h := newHouse(t)
			h.entry(c.entry)
			l := h.botLine(desk.ChannelWeb)
			var id desk.DialogID
			for _, text := range c.says {
				id = h.asks(l, "anna", text)
			}
			if got := h.botSaid(id); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			tried, _ := h.as("operator", "POST", "/v1/faq/try", map[string]any{"question": c.says[0], "line": l.ID}).is(200).doc()["notice"].(string)
			notice, _, has := strings.Cut(c.want[0], "\n\n")
			if has != (tried != "") || has && tried != notice {
				t.Errorf("tried: got the notice %q", tried)
			}
		})
	}
}
