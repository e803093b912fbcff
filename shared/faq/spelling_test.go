package faq_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/faq"
)

// shops are one shop's base in each language: an entry has its id, its answer, its wordings.
var shops = map[string][]faq.Entry{
	"en": entries("delivery: £4, free from £50: How much is delivery?", "hours: Mon–Sat 9–18: When are you open?: opening hours", "sunday: Closed on Sundays: Are you open on Sunday?",
		"return: Within 30 days: How do I return something?", "pay: All cards: Can I pay by card?", "address: 12 Mill Lane: Where is your shop?", "gift: From £10: Do you sell gift cards?",
		"cuts: A haircut is £20: What do your haircuts cost?: price list"),
	"es": entries("delivery: 4 €, gratis desde 50: ¿Cuánto cuesta el envío?", "hours: L–S 10–20: ¿A qué hora abren?: horario", "sunday: Cerrado: ¿Abren los domingos?",
		"return: 30 días: ¿Cómo devuelvo un producto?", "pay: Sí: ¿Puedo pagar con tarjeta?", "address: Calle Mayor, 5: ¿Dónde está la tienda?"),
	"ru": entries("delivery: 300 ₽ по городу: Сколько стоит доставка?", "hours: Пн–Пт 10–20, Сб 11–18: Когда вы работаете?: режим работы", "sunday: Выходной: Вы работаете в воскресенье?",
		"return: 14 дней с чеком: Как вернуть товар?", "pay: Картой или наличными: Как оплатить?", "address: Ленина, 5: Где вы находитесь?", "size: По таблице размеров: Как подобрать размер?"),
}

func entries(all ...string) (out []faq.Entry) {
	for _, e := range all {
		parts := strings.Split(e, ": ")
		out = append(out, faq.Entry{ID: parts[0], Answer: parts[1], Wordings: parts[2:]})
	}
	return out
}

// answers is the entry that a base gives to a question; "": none.
func answers(b *faq.Base, question string) string {
	best := b.Ask(question, 2, nil)
	if len(best) == 0 || best[0].Score < b.Sure(0.05) {
		return ""
	}
	return best[0].ID
}

// TestTypingErrorsAreForgiven_FB03: letters that changed places, are missing, too many or
// another, and words as people shorten them.
func TestTypingErrorsAreForgiven_FB03(t *testing.T) {
	for lang, asks := range map[string][]string{
		"en": {"delivery: how mutch is delivry", "delivery: how much is delivary", "delivery: hwo much is the deliveyr", "return: can i retrun a prduct", "return: how do i retrn this",
			"address: where is yuor shpo", "address: wher is ur shop", "gift: do u sell gfit cards", "cuts: wat do haircust cost"},
		"es": {"delivery: cuanto cuseta el envoi", "delivery: cuanto cuesta el enviio", "return: como devuelbo un producto", "return: komo devuelvo un prodcuto", "pay: puedo pagar con tarjrta", "address: donde esta la teinda"},
		"ru": {"delivery: сколко стоит дотсавка", "delivery: скока стоит доствка", "delivery: скоко стоит доставак", "return: как верунть тавар", "return: как вренуть товарр", "pay: как оплтаить", "size: как падобрать рамзер"},
	} {
		b := faq.New(shops[lang])
		for _, a := range asks {
			want, question, _ := strings.Cut(a, ": ")
			if got := answers(b, question); got != want {
				t.Errorf("%s, %q: got %q, want %q", lang, question, got, want)
			}
		}
	}
}

// TestWordsOfTheirOwnAreNoTypingErrors_FB04: a word that is a letter apart from one of the
// base's is another word.
func TestWordsOfTheirOwnAreNoTypingErrors_FB04(t *testing.T) {
	for lang, asks := range map[string][]string{
		"en": {"is there a ship", "who gave you that gift idea for a movie star", "how many world cups are there", "when does the train leave"},
		"es": {"¿cuánto cuesta el novio?", "hay una manzana en la mesa", "quién ganó la carrera"},
		"ru": {"сколько стоит доска", "где растёт розмарин", "какая порода у собаки"},
	} {
		b := faq.New(shops[lang])
		for _, question := range asks {
			if got := answers(b, question); got != "" {
				t.Errorf("%s, %q: got %q, want none", lang, question, got)
			}
		}
	}
}

// TestWhatOfAThingIsAskedFor_FB01_FB04: who asks how long something takes is not told what
// it costs, nor the other way round, and what holds on Sundays is no answer for other days.
func TestWhatOfAThingIsAskedFor_FB01_FB04(t *testing.T) {
	for lang, asks := range map[string][]string{
		"en": {": how long does delivery take", ": how long is delivery", ": when will the delivery be here", "delivery: what does delivery cost", "delivery: delivery price?",
			"hours: what time do you close", "hours: when do you close?", "sunday: what time do you close on sunday", "sunday: do you close on sundays"},
		"es": {": cuanto tarda el envio", ": ¿cuántos días tarda el envío?", "delivery: precio del envío", "hours: ¿a qué hora cierran?", "sunday: ¿cierran los domingos?"},
		"ru": {": как долго идет доставка", ": через сколько доставка", ": сколько дней идет доставка", "delivery: цена доставки", "hours: когда вы закрываетесь", "sunday: в воскресенье работаете?"},
	} {
		b := faq.New(shops[lang])
		for _, a := range asks {
			want, question, _ := strings.Cut(a, ": ")
			if got := answers(b, question); got != want {
				t.Errorf("%s, %q: got %q, want %q (%s)", lang, question, got, want, fmt.Sprint(b.Ask(question, 2, nil)))
			}
		}
	}
}

// TestAnEntryMayTellBoth_FB01: an entry that tells the time beside the price answers both.
func TestAnEntryMayTellBoth_FB01(t *testing.T) {
	both := append([]faq.Entry{}, shops["en"][1:]...)
	b := faq.New(append(both, faq.Entry{ID: "delivery", Answer: "£4; it takes two days.", Wordings: []string{"How much is delivery?"}}))
	for _, question := range []string{"how much is delivery", "how long is delivery"} {
		if got := answers(b, question); got != "delivery" {
			t.Errorf("%q: got %q (%+v)", question, got, b.Ask(question, 2, nil))
		}
	}
}
