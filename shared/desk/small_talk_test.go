package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestSmallTalk_FB04: what asks for nothing, and what only begins so.
func TestSmallTalk_FB04(t *testing.T) {
	for said, want := range map[string]desk.FAQKind{
		"hi": desk.FAQGreeting, "Hello there!": desk.FAQGreeting, "Good morning": desk.FAQGreeting, "Привет": desk.FAQGreeting, "Здравствуйте!": desk.FAQGreeting,
		"Добрый день": desk.FAQGreeting, "доброе утро": desk.FAQGreeting, "¡Hola!": desk.FAQGreeting, "buenos días": desk.FAQGreeting, "Buenas tardes": desk.FAQGreeting,
		"thanks": desk.FAQThanks, "Thank you very much!": desk.FAQThanks, "ok thx": desk.FAQThanks, "Спасибо большое": desk.FAQThanks, "спс": desk.FAQThanks, "нет, спасибо": desk.FAQThanks,
		"Muchas gracias": desk.FAQThanks, "thank you, bye": desk.FAQThanks, "bye": desk.FAQGoodbye, "До свидания": desk.FAQGoodbye, "hasta luego": desk.FAQGoodbye,
		"ok": desk.FAQNod, "Понятно": desk.FAQNod, "ок, хорошо": desk.FAQNod, "vale, perfecto": desk.FAQNod, "👍": desk.FAQNod, "🙏🙏": desk.FAQNod,
	} {
		if got, is := desk.SmallTalk(said); !is || got != want {
			t.Errorf("%q: got %q, %v; want %q", said, got, is, want)
		}
	}
	for _, said := range []string{"", "  ", "?", "...", "👎", "😡", "hi, how much is delivery", "thanks, and on Sunday?", "hello?", "no", "yes", "help", "спасибо, а в субботу", "добрый человек нужен",
		"good answer needed", "hola, precio", "¿hola?", "gracias pero no funciona", "12345", "thank you for nothing, where is my order"} {
		if got, is := desk.SmallTalk(said); is {
			t.Errorf("%q is small talk: %q", said, got)
		}
	}
}

// TestRunOn_FB03: questions that are parted by nothing are guessed apart.
func TestRunOn_FB03(t *testing.T) {
	for said, want := range map[string]int{
		"how much is delivery when are you open where is your shop": 3, "сколько стоит доставка когда вы работаете": 2, "cuanto cuesta el envio donde está la tienda": 2,
		"how much is delivery": 1, "where": 1, "": 0,
	} {
		if got := desk.RunOn(said); len(got) != want {
			t.Errorf("%q: got %q, want %d", said, got, want)
		}
	}
}

// TestAfterGreeting_FB11: a draft out of a call asks without its greeting.
func TestAfterGreeting_FB11(t *testing.T) {
	for said, want := range map[string]string{
		"Hi, do you have vegan bread?": "Do you have vegan bread?", "Добрый день, есть парковка?": "Есть парковка?", "Hola, ¿abren hoy?": "¿abren hoy?",
		"Hi, hello": "Hello", "On Sunday, are you open?": "On Sunday, are you open?", "Hi, ": "Hi, ", "Hi": "Hi", "": "",
	} {
		if got := desk.AfterGreeting(said); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}
