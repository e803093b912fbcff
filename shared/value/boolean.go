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
	if y == 1 && y < len(ws) && (justSays(text, ws) || onlyIf(text, ws)) {
		return Unclear
	}
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

// justSays: "да просто спрашиваю" only begins with the word for yes, which no comma parts
// from the rest.
func justSays(text string, ws []words.Word) bool {
	return ws[0].Text == "да" && strings.TrimSpace(text[ws[0].End:ws[1].Start]) == "" && onlyJust.Has(ws[1].Text)
}

// onlyIf: "si eso te escribo", "si puedo paso" only set a condition.
func onlyIf(text string, ws []words.Word) bool {
	return text[ws[0].Start:ws[0].End] == "si" && strings.TrimSpace(text[ws[0].End:ws[1].Start]) == "" && conditions.Has(ws[1].Text)
}

var conditions = lazy.Words("eso hay puedo puede pueden podemos fuera acaso alguien tengo tiene tenemos acabo")

var onlyJust = lazy.Words("просто так вот я мне пока все ну как где какой какая")

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
	if takenBack(text, ws, i) {
		return true
	}
	return i+1 < len(ws) && !strings.ContainsAny(text[ws[i].End:ws[i+1].Start], ".,;!?\n") &&
		(ws[i+1].Text == "нет" || ws[i+1].Text == "не" || ws[i+1].Text == "not")
}

// takenBack: what follows the word denies it after all: "seguro no que luego…", "фотокнигу
// подружка дарит, так что без неё".
func takenBack(text string, ws []words.Word, i int) bool {
	for j := i + 1; j < len(ws) && j <= i+6; j++ {
		gap := text[ws[j-1].End:ws[j].Start]
		if strings.ContainsAny(gap, ".;!?\n") {
			return false
		}
		switch w := ws[j].Text; {
		case j == i+1 && w == "no" && !strings.ContainsAny(gap, ",") && j+1 < len(ws) && noWhy.Has(ws[j+1].Text):
			return true
		case (w == "без" || w == "without" || w == "sin") && j+1 < len(ws) && itself.Has(ws[j+1].Text):
			return j+2 >= len(ws) || !cannot.Has(ws[j+2].Text)
		}
	}
	return false
}

var (
	// noWhy are what gives a reason for a no behind a noun, and itself stands for the noun.
	// cannot turns it round: "без неё никак".
	cannot = lazy.Words("никак нельзя не impossible imposible")
	noWhy  = lazy.Words("que porque gracias pero hace por")
	itself = lazy.Words("нее неё него них it them ella ello ellos ellas el eso")
)

var denials = lazy.Words("не нет без ни no not without don't doesn't isn't aren't won't can't cannot didn't haven't hasn't wouldn't never sin nunca ningun ninguna tampoco never neither")

// Polarity reads what a text says about a yes-or-no field: its own words
// (title, description, name), affirmed or denied, else a short reply.
func Polarity(f desk.Field, text string) Answer {
	if a, _, _ := Mentioned(f, text); a != Unclear {
		return a
	}
	return Answered(text)
}
