package faq

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

//go:embed likeness.txt
var likeness string

// ofPrices is the line of likeness.txt of the words that ask what something costs: the first.
const ofPrices = "1"

// meanings are the lines of likeness.txt on which a stem stands.
var meanings = lazy.Table(func() map[string][]string {
	out := map[string][]string{}
	n := 0
	for line := range strings.Lines(likeness) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		n++
		for i, list := range strings.Split(line, "|") {
			for _, w := range words.Of(list) {
				root := words.Stem(w.Text, string(languages[i]))
				if on := out[root]; len(on) == 0 || on[len(on)-1] != strconv.Itoa(n) {
					out[root] = append(on, strconv.Itoa(n))
				}
			}
		}
	}
	return out
})

// joining are words that say little of what a question is about.
const joining = `а будет будете будут бы был была было были быть вообще вот все вы где да давайте даете делать для его если есть еще же здравствуйте знать или имеется как какая какие какой когда кто ли лучше мне могу мож может можете можно мы надо нам нас нельзя нет нибудь ну нужен нужна нужно нужны о он она они от очень подскажите пожалуйста пожалуй почему просто с сейчас скажите скажи так там тебя тогда тоже то только туда тут ты у уже хотел хотела хотелось хочу хотим чего чем чтобы что чтоб это этот эту я добрый день привет спасибо сколько вам вас ваш ваша ваше ваши свой свою свое продаете продаешь продают делаете делаешь делают предлагаете берете
	algo algun alguna alguno aqui asi aunque buenas buenos dias hola cada como cual cuales cuando cuanto cuanta da dan dar de debo decir decirme desde dime donde el ella ellos en entre era eres es esa ese eso esta estan estar este esto estos estoy favor fue gracias gustaria ha haber hace hacer haceis hacen hago han hasta hay he la las le les lo mas me mi mucho muy necesito necesita ni no o os para pero podeis podria podrian poder por porque puede pueden puedo pues que quereis queria querria quiere quiero quien quisiera saber se sea ser si sobre solo son soy su sus tambien te tener teneis tengo tiene tienen tienes todo tu un una usted ustedes va vais vamos vosotros voy y ya yo vende venden vendeis ofrece ofrecen ofreceis atiende atienden atendeis
	a about actually all also am an and any anything are as ask at be been being but by can cannot cant could did do does doing don done dont for from get gets getting give go going gonna got had hand has have having hello help hey hi how i if im in is it its just kindly know let like ll look looking make many may me might more much must my need needed needs no not now of off ok okay on one or our out over please pls put re really right s say see shall she should show so some someone something sure t tell than thank thanks that the their them then there these they thing this those to too try trying up us use ve very want wanted wants was way we were what whats when where which while who whom whose why will with wont would wouldnt yes yet you your sell sells selling offer offers provide provides`

var lightWords = lazy.Words(joining)

var (
	spanish = lazy.Words(`el la los las un una unos unas de del y o u en por para con que su sus mi mis es lo se si al como cuando donde cual cuanto cuanta puedo puede pueden tengo tiene tienen quiero hay esta estan son mas muy pero hola gracias buenos buenas necesito hacer`)
	english = lazy.Words(`the a an of to for with my your is are be and or in on at it this that from i you we how what when where which who why can could do does did have has will would not please there want need get much many am was about any if them they he she does`)
)
