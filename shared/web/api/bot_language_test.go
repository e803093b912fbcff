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
