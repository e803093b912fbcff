package proof

import (
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// A count is of something. What a company has to choose from or in stock ("we have
// two models", "осталось 5 штук", "tenemos dos colores") counts the offer, not what the
// customer wants.

const (
	// someOf stands between a verb and the figure behind it.
	someOf = `(?: \p{L}+){0,3},? (?:\p{L}+ )?$`
	// sorts are what an offer is counted in.
	sorts = `(?:models?|options?|versions?|variants?|kinds?|types?|sorts|styles?|colou?rs?|shades?|designs?|sizes?|choices|alternatives?|brands?|plans?|tiers?|` +
		`модел\p{L}*|вариант\p{L}*|верси\p{L}*|вид[аовы]*|тип[аовы]*|цвет\p{L}*|оттен\p{L}+|расцветк\p{L}*|размер\p{L}*|комплектаци\p{L}*|бренд\p{L}*|марк[иау]|марок|тариф\p{L}*|серии|серий|` +
		`modelos?|opcion(?:es)?|versiones|variantes?|tipos?|clases?|estilos?|color(?:es)?|tonos?|disenos?|tallas?|tamanos?|alternativas?|marcas?|planes|gamas?)`
)

var (
	sortBehind = lazy.Pattern(`^[ -]*(?:\p{L}+ ){0,2}?` + sorts + we)
	// hasSome begins what the company has.
	hasSome = lazy.Pattern(wb + `(?:(?:we|i|they)(?:'ve|’ve| have| still have| do have| got| offer| carry| stock| sell)(?: got)?|there(?:'s|’s|'re|’re| is| are)|(?:comes?|available|sold) in|` +
		`(?:у нас )?(?:есть|имеется|имеются)|у нас|в наличии|осталось|остались|остал(?:ся|ась)|предлагаем|продаем|могу предложить|можем предложить|` +
		`tenemos|hay|nos quedan?|quedan?|ofrecemos|disponemos de|contamos con|vendemos|le puedo ofrecer|podemos ofrecer)` + someOf)
	// leftOver stands behind a figure of the stock.
	leftOver = lazy.Pattern(`^[ -]*(?:\p{L}+ ){0,3}(?:left|in stock|available|remaining|on display|в наличии|на складе|остал\p{L}+|disponibles?|en stock|en existencia|de existencias)` + we)
	// reserved: it is the customer's own order that the company has.
	reserved = lazy.Pattern(wb + `(?:down for|you (?:want|need|ordered|asked|are|have)|your (?:order|booking|cart|basket)|on (?:the|your) order|booked|reserved|set aside|put aside|` +
		`в (?:вашем )?заказе|в (?:вашей )?корзине|ваш(?:ем|ему|его)? заказ\p{L}*|у вас|вы (?:заказ|прос|хот)\p{L}+|отложен\p{L}*|отложил\p{L}*|заброни\p{L}+|записан\p{L}*|` +
		`en (?:su|el|tu) (?:pedido|carrito)|su pedido|tu pedido|apuntad[oa]s?|reservad[oa]s?|apartad[oa]s?|usted (?:quiere|pidio|necesita))` + we)
	// wants takes some of a sort: "I'll take two colours".
	wants = lazy.Pattern(wb + `(?:want|need|take|order|buy|like|both|хо[чт]\p{L}+|нужн\p{L}+|надо|бер\p{L}+|возьм\p{L}+|закаж\p{L}+|заказ\p{L}+|давайте|обе|оба|quier\p{L}+|necesit\p{L}+|llev\p{L}+|compr\p{L}+|pid\p{L}+|encarg\p{L}+|ambos|ambas)` + we)
	// stockWords title a field that asks what there is.
	stockWords = lazy.Pattern(wb + `(?:stock|available|availability|in store|warehouse|налич\p{L}*|остат\p{L}*|склад\p{L}*|доступн\p{L}*|existencias|disponib\p{L}*|inventario)`)
)

// countsOffer says whether a count is out of what the company has to offer, and not of
// what the field asks for. A field that is titled by the very thing takes it: "2
// bedrooms", of a flat, is no choice between two.
func (p place) countsOffer(f desk.Field, by desk.Author) bool {
	if !countsSomething(f) || stockWords.MatchString(titleOf(f)) || p.namesField(f) {
		return false
	}
	ofSorts := sortBehind.MatchString(p.behind) || sortBehind.MatchString(afterFigure(p.quote))
	if by == desk.ByCustomer {
		return ofSorts && !wants.MatchString(p.sentence)
	}
	if ofSorts {
		return true
	}
	if reserved.MatchString(p.sentence) || !isHowMany(f) {
		return false
	}
	return hasSome.MatchString(p.ahead) || leftOver.MatchString(p.behind) || leftOver.MatchString(afterFigure(p.quote))
}

// countsSomething says whether a field counts or measures, and gives nothing.
func countsSomething(f desk.Field) bool {
	return (f.Type == desk.TypeInteger || f.Type == desk.TypeNumber) && !f.Grants
}

// howMany titles a field that counts pieces of whatever is wanted.
var howMany = lazy.Pattern(wb + `(?:quantity|qty|how many|pieces|units|items|number of (?:pieces|units|items|goods|products)|количеств\p{L}*|кол-во|сколько|штук|шт|единиц|cantidad|cuant[oa]s|unidades|piezas)` + we)

func isHowMany(f desk.Field) bool { return howMany.MatchString(titleOf(f)) }

// namesField says whether a word right behind the figure stands in the field's title.
func (p place) namesField(f desk.Field) bool {
	title := plain(f.Title)
	if howMany.MatchString(title) {
		title = howMany.ReplaceAllString(title, " ")
	}
	n := 0
	for _, w := range words.Runs([]rune(afterFigure(p.quote) + p.behind)) {
		if s := words.Bare(w.Text); len([]rune(s)) > 2 && found(s, title, 3) {
			return true
		}
		if n++; n == 3 {
			break
		}
	}
	return false
}

// figure begins a quote that counts: in digits or in a word.
var figure = lazy.Pattern(`^ ?(?:\p{N}[\p{N}.,]*|\p{L}+)`)

// afterFigure is what a quote says behind its first word, which counts.
func afterFigure(quote string) string { return quote[len(figure.FindString(quote)):] }
