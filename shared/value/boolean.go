package value

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Answer is what a short reply says.
type Answer int

// The answers.
const (
	Unclear Answer = iota
	Yes
	No
)

var (
	yesWords = lazy.Table(func() [][]string {
		return phrases(`да|ага|угу|верно|правильно|точно|конечно|согласен|согласна|хорошо|ладно|ок|окей|давайте|давай|норм|по рукам|согласовано|лады|оки|подходит|подойдет|пойдет|устраивает|годится|договорились|отлично|супер|идет|нет проблем|без проблем|да нет проблем|беру|записывайте|оформляйте|подтверждаю|именно|все верно|так точно|можно|будем|
		si|okey|sin problema|ningun problema|no hay problema|claro|dale|venga|venga vale|listo|hecho|claro que si|correcto|vale|exacto|perfecto|de acuerdo|por supuesto|eso es|bien|genial|va|esta bien|me parece bien|confirmo|asi es|efectivamente|
		no problem|no problem at all|no worries|yes|yeah|yep|yup|yea|sure|ok|okay|correct|right|exactly|perfect|great|fine|sounds good|sounds great|absolutely|definitely|of course|please do|that works|that's fine|that's right|that is right|that's correct|that is correct|that is fine|that'll work|that will work|works for me|works|good|awesome|wonderful|excellent|lovely|cool|confirmed|confirm|i am fine with that|i'm fine with that|that would be great|that would be good|that seems nice|that sounds good|that sounds great|seems good|looks good|i'd love to|please|alright|all right|it is|it does|you bet|indeed|go ahead|book it|i would|i do|i have|very well|very good|nice|that would be fine|that'd be great|i agree|fantastic|amazing|super|deal|works for us|fine by me|fine by us|suits me`)
	})
	noWords = lazy.Table(func() [][]string {
		return phrases(`да нет|да не|да ну нет|думаю нет|думаю что нет|вряд ли|едва ли|нет|неа|не|ни в коем случае|не надо|не нужно|не нужна|не нужен|не хочу|отмена|обойдемся|обойдусь|обойдемся без|не стоит|не требуется|необязательно|пожалуй нет|скорее нет|против|никак|неверно|неправильно|
		i guess not|i think not|i don't think so|i don’t think so|i'm afraid not|i suppose not|guess not|hardly|que va|creo que no|me parece que no|pues no|que no|no|nope|nah|nahh|naah|no need|not necessary|i'm good|i am good|we're good|i'm all set|i'm fine without|we can do without|can do without|i can do without|we'll pass|i'll pass|i'd rather not|not|no thanks|no thank you|don't|do not|i don't|i do not|i'm not|i am not|not really|not yet|wrong|incorrect|negative|never|cancel|actually no|haven't|i haven't|no gracias|tampoco|no hace falta|no es necesario|no necesitamos|prescindimos|incorrecto|para nada|mejor no`)
	})
)

func phrases(s string) [][]string {
	var out [][]string
	for _, p := range strings.Split(s, "|") {
		if f := strings.Fields(p); len(f) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// leads are words that may stand before the yes or no itself.
var leads = lazy.Words("ну а и ой хм эм oh well um uh hmm ah actually so then pues ay thanks thank you oh. спасибо gracias")

// signs of agreement: a message of nothing else, or a reaction.
var signs = lazy.Pattern(`^(?:(?:👍|👌|✅|☑|✔|🆗|🤝|💯|💪|🙌|❤)[\x{1F3FB}-\x{1F3FF}]?|\+1?|\+{1,3}|ок(?:ей)?\+)+$`)

// Answered reads the reply at the beginning of a text: yes, no or neither.
// "Нет, новый" and "No, that's fine" are a no: the rest of the text says what
// instead.
func Answered(text string) Answer {
	if sign := strings.Trim(words.Visible(text), " \n\t.!)"); signs.MatchString(sign) {
		return Yes
	}
	ws := words.Of(text)
	for len(ws) > 0 && leads.Has(ws[0].Text) {
		ws = ws[1:]
	}
	y, n := longest(ws, yesWords.Get()), longest(ws, noWords.Get())
	if both(ws) || y > 0 && asksBack(text, ws, y) {
		return Unclear
	}
	switch {
	case n > 0 && n >= y:
		return No
	case y > 0:
		return Yes
	}
	return Unclear
}

// both: "yes and no".
func both(ws []words.Word) bool {
	return longest(ws, bothWords.Get()) > 0
}

var bothWords = lazy.Table(func() [][]string {
	return phrases("yes and no|и да и нет|да и нет|si y no|и нет и да")
})

// asksBack says whether a short yes is a question itself: "ok?", "да ну?". What goes on
// behind it is another sentence.
func asksBack(text string, ws []words.Word, yes int) bool {
	for i := yes - 1; i < len(ws) && i <= yes; i++ {
		if gap := text[ws[i].End:]; i+1 < len(ws) {
			gap = text[ws[i].End:ws[i+1].Start]
			if strings.ContainsAny(gap, ",.!;:\n") {
				return false
			}
		} else if strings.HasPrefix(strings.TrimSpace(gap), "?") {
			return true
		}
	}
	return false
}

func longest(ws []words.Word, list [][]string) int {
	best := 0
	for _, p := range list {
		if len(p) > best && len(p) <= len(ws) && begins(ws, p) {
			best = len(p)
		}
	}
	return best
}

func begins(ws []words.Word, p []string) bool {
	for i, w := range p {
		if ws[i].Text != w {
			return false
		}
	}
	return true
}

// Negated says whether the word at place i of ws is denied by the words before
// it, within its clause: "не нужна доставка", "без лифта", "no necesito".
func Negated(text string, ws []words.Word, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if strings.ContainsAny(text[ws[j].End:ws[j+1].Start], ".,;!?\n—") {
			break
		}
		if denials.Has(ws[j].Text) {
			return true
		}
	}
	return i+1 < len(ws) && !strings.ContainsAny(text[ws[i].End:ws[i+1].Start], ".,;!?\n") &&
		(ws[i+1].Text == "нет" || ws[i+1].Text == "не" || ws[i+1].Text == "not")
}

var denials = lazy.Words("не нет без ни no not without don't doesn't isn't aren't won't can't cannot didn't haven't hasn't wouldn't never sin nunca ningun ninguna tampoco never neither")

// Polarity reads what a text says about a yes-or-no field: its own words
// (title, description, name), affirmed or denied, else a short reply.
func Polarity(f desk.Field, text string) Answer {
	if a, _, _ := Mentioned(f, text); a != Unclear {
		return a
	}
	return Answered(text)
}

// Mentioned finds the field's own words in a text, or their kin, and whether
// they are denied there. A question mentions and says nothing.
func Mentioned(f desk.Field, text string) (a Answer, start, end int) {
	lang := Tongue(text, Tongue(f.Title+" "+f.Description, "en"))
	want, others := topicStems(f)
	against := againstOf(f)
	ws := words.Of(text)
	for i, w := range ws {
		n, opposite := 0, false
		switch joined := i+1 < len(ws) && want[words.Stem(w.Text+ws[i+1].Text, lang)]; {
		case joined:
			n = 2
		case len([]rune(w.Text)) >= 3 && !words.Filler(w.Text) && want[words.Stem(w.Text, lang)]:
			n = 1
		default:
			n = longest(ws[i:], others)
		}
		if n == 0 && against != nil {
			n = longest(ws[i:], against)
			opposite = n > 0
		}
		if n == 0 {
			continue
		}
		if Negated(text, ws, i) != opposite {
			return No, w.Start, ws[i+n-1].End
		}
		return Yes, w.Start, ws[i+n-1].End
	}
	return Unclear, 0, 0
}

// topicStems are the stems that tell a yes-or-no field from others, and the
// phrases that say the same. The words of the card's section ("Hotels: …") tell
// nothing.
func topicStems(f desk.Field) (stems map[string]bool, others [][]string) {
	stems = map[string]bool{}
	lang := Tongue(f.Title+" "+f.Description, "en")
	section, _, found := strings.Cut(words.Fold(f.Description), ": ")
	section = strings.ReplaceAll(section, " ", "")
	for _, s := range words.Stems(f.Title, lang) {
		if !dullStems.Has(s) && len([]rune(s)) > 2 && !(found && strings.HasPrefix(section, s)) {
			stems[s] = true
		}
	}
	for _, o := range f.Options {
		for _, syn := range o.Synonyms {
			for _, s := range words.Stems(syn, lang) {
				stems[s] = true
			}
		}
	}
	title := words.Fold(f.Title)
	for _, group := range likeWords {
		if strings.Contains(title, group[0]) || strings.Contains(title, group[1]) || strings.Contains(title, group[2]) {
			for _, g := range group {
				others = append(others, strings.Fields(g))
			}
		}
	}
	return stems, others
}

// againstOf are phrases that deny a yes-or-no field in words of their own.
func againstOf(f desk.Field) [][]string {
	title := words.Fold(f.Title)
	for _, group := range opposites {
		for _, name := range group.titles {
			if strings.Contains(title, name) {
				return phrases(group.said)
			}
		}
	}
	return nil
}

// opposites are what is said instead of a field's own word denied: whoever collects
// needs no delivery.
var opposites = []struct {
	titles []string
	said   string
}{
	{[]string{"доставк", "delivery", "envio", "shipping", "entrega"}, "самовывоз|самовывозом|сам заберу|сама заберу|сами заберем|заберу сам|заберу сама|заберем сами|заеду сам|pick it up|pick up|pick them up|pickup|i'll collect|will collect|collect it|lo recojo|la recojo|los recojo|las recojo|recojo yo|recogemos|recogida|paso a recoger|paso a buscar|recoger en tienda|recogida en tienda|para recoger|recojo en tienda|recogerlo|recogerla|collect from|collect in store|pick up from|store pickup|in-store pickup|заберу|заберем|подъеду заберу|самовывозом"},
	{[]string{"перезвон", "callback", "llamada"}, "не звоните|не перезванивайте|don't call|no need to call|no me llamen|no llamen|no me llame"},
	{[]string{"завтрак", "breakfast", "desayuno"}, "skip breakfast|skip the breakfast|solo alojamiento|room only|solo dormir"},
}

// likeWords are phrases that say a yes-or-no field in other words; the first
// three are how titles say it.
var likeWords = [][]string{
	{"callback", "перезвон", "llamada", "call me back", "call back", "call me", "give me a call", "give me a ring", "перезвоните", "перезвони", "позвоните", "наберите", "llamenme", "llameme", "me llamen", "me llame", "llamarme", "pueden llamar", "podeis llamar", "puedes llamar", "puede llamar", "le llamamos", "te llamamos", "call you", "ring me", "ring you", "вам перезвонить", "вам позвонить", "вас набрать", "звонить", "позвонить"},
	{"delivery", "доставк", "envio", "deliver", "delivered", "ship it", "доставьте", "доставите", "привезите", "привезете", "привезти", "envienmelo", "me lo envian", "me lo mandan", "mandadmelo", "traigan", "traedlo"},
	{"gift", "подароч", "regalo", "gift wrap", "giftwrap", "в подарок", "подарочная упаковка", "подарочную упаковку", "para regalo", "envuelto"},
	{"lift", "лифт", "ascensor", "elevator", "лифта", "лифтом"},
	{"wifi", "вайфай", "wi-fi", "internet", "wi fi", "интернет"},
	{"pets", "животн", "mascota", "pet", "dog", "cat", "собакой", "кошкой", "собака", "собаку", "кошка", "кошку", "кот", "котом", "perro", "gato"},
	{"alcohol", "алкогол", "alcoh", "drinks", "wine", "beer", "cocktails"},
	{"outdoor", "веранд", "terraza", "outside", "patio", "eat outside", "на улице"},
	{"vegetarian", "вегетариан", "vegetarian", "vegan", "vegetarians"},
	{"urgent", "срочн", "urgente", "asap", "as soon as possible", "срочно", "cuanto antes"},
}

var dullStems = lazy.Words("has have service offer welcom client клиент client flag boolean whether if has have is need нужн нужен нужн есть are allow request requir needs want wants option servic tien neces quier ест хочет прос ask pid")
