package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
)

// FAQNod is small talk that asks for nothing ("ok", "👍"), and has no entries.
const FAQNod FAQKind = "nod"

// smallWords are the words of small talk: what one says, by what it is for, and what may
// stand beside it.
var smallWords = lazy.Table(func() map[FAQKind][]string {
	out := map[FAQKind][]string{}
	for kind, list := range map[FAQKind]string{
		FAQGreeting: `hi hello hey heya hiya greetings morning afternoon evening привет приветик приветствую здравствуйте здравствуй здрасьте здрасте хай утро утра утречко hola holi holaa buenas buenos`,
		FAQThanks:   `thanks thank thx tnx thnx ty cheers спасибо спасибки спс благодарю благодарим gracias grax`,
		FAQGoodbye:  `bye goodbye byebye cya пока свидания досвидания прощайте adios chao chau luego hasta`,
		FAQNod:      `ok okay okey k kk great fine cool perfect super nice good got understood clear wonderful excellent awesome alright understand ок окей оке хорошо понятно понял поняла поняли ясно ладно отлично супер класс замечательно прекрасно договорились vale perfecto entendido bien genial claro estupendo acuerdo`,
		"beside": `there all everyone team dear good day evening night morning afternoon you very much so a lot many again for your the help answer that it i am s is see later soon have nice no not and oh ah well
			добрый доброе доброго добрая доброй день дня вечер вечера ночи всем вам тебе большое огромное много за помощь ответ что вас все всего хорошего удачи удачного до скорого и ну а о нет не надо то это так очень
			dia dias tardes noches a todos muchas mil muchisimas por la su tu ayuda respuesta luego pronto que tenga buen de muy todo y ah no`,
	} {
		out[kind] = strings.Fields(list)
	}
	return out
})

// friendly are signs that say no more than that all is well.
const friendly = "👍👌🙏❤🙂😊😀😃😄😁👏✅🤝🥰😍🔥💯🎉😉☺🫶💪"

// maxSmallTalk is how many words small talk has at most.
const maxSmallTalk = 9

// SmallTalk says whether a text is nothing but a greeting, thanks, goodbye or a nod, in
// English, Russian or Spanish, and which: what asks for most of an answer.
func SmallTalk(text string) (kind FAQKind, is bool) {
	said := strings.Fields(unaccented(plain(text)))
	if len(said) == 0 {
		return FAQNod, strings.ContainsAny(text, friendly) && !strings.ContainsAny(text, "?¿👎😡😠🤬💩😤")
	}
	if len(said) > maxSmallTalk || strings.ContainsAny(text, "?¿") {
		return "", false
	}
	met := map[FAQKind]bool{}
	for _, w := range said {
		beside := slices.Contains(smallWords.Get()["beside"], w)
		for _, k := range []FAQKind{FAQGreeting, FAQThanks, FAQGoodbye, FAQNod} {
			if slices.Contains(smallWords.Get()[k], w) {
				met[k], beside = true, true
			}
		}
		if !beside {
			return "", false
		}
	}
	for _, k := range []FAQKind{FAQThanks, FAQGoodbye, FAQGreeting, FAQNod} {
		if met[k] {
			return k, true
		}
	}
	// "Good day" is of words that only stand beside others.
	if len(said) <= 3 && slices.ContainsFunc([]string{"добрый день", "добрый вечер", "добрый", "good day", "buen dia", "всего хорошего", "доброй ночи", "good night"}, func(w string) bool { return strings.HasPrefix(strings.Join(said, " "), w) }) {
		return FAQGreeting, true
	}
	return "", false
}

// AfterGreeting is a question without the greeting before its first comma.
func AfterGreeting(text string) string {
	before, after, ok := strings.Cut(text, ",")
	if _, greets := SmallTalk(before); !ok || !greets {
		return text
	}
	after = strings.TrimSpace(after)
	first, size := utf8.DecodeRuneInString(after)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + after[size:]
}
