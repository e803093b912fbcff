package faq

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// How long a word is that may be a typing error, by what is wrong with it: two letters
// changed places, one is missing or too many, one is another, two errors in one word. The
// shorter a word is, the more words of its own are that near to it.
const (
	swapped   = 4
	lost      = 5
	changed   = 6
	twice     = 9
	maxMended = 12 // words of a question
)

// spelling are words as they are written, by their first letter and length.
type spelling map[initial][][]rune

type initial struct {
	letter rune
	length int
}

func (s spelling) add(word string, met map[string]bool) {
	if met[word] || utf8.RuneCountInString(word) < swapped {
		return
	}
	met[word] = true
	rs := []rune(word)
	at := initial{rs[0], len(rs)}
	s[at] = append(s[at], rs)
}

// usualSpelling is how the words are written that people of a language use whatever they ask about:
// of strangers, of the lists.
var usualSpelling = lazy.Table(func() map[language]spelling {
	out, met := map[language]spelling{}, map[string]bool{}
	for _, lang := range languages {
		out[lang] = spelling{}
	}
	for line := range strings.Lines(strangersText + likeness) {
		if line[0] == '#' {
			continue
		}
		for i, list := range strings.Split(line, "|") {
			for _, w := range words.Of(list) {
				out[languages[i]].add(w.Text, met)
			}
		}
	}
	for i, line := range strings.Split(joining, "\n") {
		for _, w := range words.Of(line) {
			out[languages[i]].add(w.Text, met)
		}
	}
	return out
})

// spell keeps how the base's own words are written.
func (b *Base) spell(text string, most int) {
	ws := words.Of(words.Head(text, most*40))
	for _, w := range ws[:min(len(ws), most)] {
		b.spelling.add(w.Text, b.written)
	}
}

// mend reads the words of a question that nobody writes so as those that were meant: one of
// the base's, or a usual one of the language. Where two may be meant, and where a word may be
// another that the base does not know ("world" is no error for "word"), it stays as it is.
func (b *Base) mend(ws []words.Word, lang language) map[string]string {
	out := map[string]string{}
	for _, w := range ws {
		if len(out) == maxMended {
			break
		}
		if short, ok := chat.Get()[lang][w.Text]; ok && !b.written[w.Text] {
			out[w.Text] = short
			continue
		}
		rs := []rune(w.Text)
		if _, done := out[w.Text]; done || len(rs) < swapped || len(rs) > maxLetters || rs[0] >= '0' && rs[0] <= '9' || b.isWord(w.Text, lang) {
			continue
		}
		meant, ok := b.spelling.nearest(rs)
		if !ok {
			meant, ok = usualSpelling.Get()[lang].nearest(rs)
		}
		if ok {
			out[w.Text] = meant
		}
	}
	return out
}

// isWord says whether a word is written so: it, or another form of it, is the base's, or
// usual, or known to be easily taken for another.
func (b *Base) isWord(w string, lang language) bool {
	if b.written[w] || lightWords.Has(w) || words.Filler(w) || ownWords.Has(w) {
		return true
	}
	root := words.Stem(w, string(lang))
	_, met := b.terms[term{kind: stem, text: root}.key()]
	return met || len(meanings.Get()[root]) > 0
}

// nearest is the word that is nearest to one; ok is false if none is, or two are.
func (s spelling) nearest(word []rune) (meant string, ok bool) {
	best := none
	for n := len(word) - 2; n <= len(word)+2; n++ {
		for _, w := range s[initial{word[0], n}] {
			e := mistakes(word, w)
			switch {
			case e == none || best != none && e > best:
			case e == best:
				ok = false
			default:
				best, meant, ok = e, string(w), true
			}
		}
	}
	return meant, ok
}

// errors are what is wrong with a word, the likelier the smaller.
type errors int

const (
	none   errors = iota // it is the word itself, or another one
	slip                 // letters changed places, or one is missing or too many
	letter               // one is another
	two                  // mistakes
)

// mistakes are those by which a word that is meant became the one that was typed.
func mistakes(typed, meant []rune) errors {
	a, b := apart(typed, meant)
	switch n := len(typed); {
	case len(a) == 0 && len(b) == 0:
		return none
	case len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return slip
	case len(a)+len(b) == 1 && n >= lost:
		return slip
	case len(a) == 1 && len(b) == 1 && n >= changed && (beside(a[0], b[0]) || vowel(a[0]) && vowel(b[0])):
		return letter
	case n >= twice && len(meant) >= twice && distance(a, b) == 2:
		return two
	}
	return none
}

// apart is what is left of two words without what they begin and end with alike.
func apart(a, b []rune) ([]rune, []rune) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// beside says whether two letters lie beside each other on a keyboard.
func beside(a, b rune) bool {
	for _, row := range []string{"qwertyuiop", "asdfghjklñ", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"} {
		rs := []rune(row)
		if i := slices.Index(rs, a); i >= 0 && (i > 0 && rs[i-1] == b || i+1 < len(rs) && rs[i+1] == b) {
			return true
		}
	}
	return false
}

// vowel says whether a letter is one: people mistake them for one another by ear.
func vowel(r rune) bool { return strings.ContainsRune("aeiouyаеиоуыэюя", r) }

// distance is how many letters are to be changed, added or taken away.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		last := row[0]
		row[0] = i + 1
		for j, y := range b {
			same := last
			if x != y {
				same++
			}
			last = row[j+1]
			row[j+1] = min(same, last+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// chat are words as people shorten them when they type, by language.
var chat = lazy.Table(func() map[language]map[string]string {
	out := map[language]map[string]string{}
	for i, list := range strings.Split(`чо=что че=что шо=что скок=сколько скока=сколько скоко=сколько када=когда пж=пожалуйста плиз=пожалуйста пжлст=пожалуйста спс=спасибо
		|q=que k=que xq=porque pq=porque tb=tambien dnd=donde kiero=quiero pf=favor xfa=favor porfa=favor porfavor=favor
		|u=you ur=your r=are plz=please pls=please thx=thanks tnx=thanks ty=thanks wat=what wht=what wen=when wer=where abt=about`, "|") {
		out[languages[i]] = map[string]string{}
		for _, pair := range strings.Fields(list) {
			short, long, _ := strings.Cut(pair, "=")
			out[languages[i]][short] = long
		}
	}
	return out
})

// ownWords are words that are a letter apart from those that customers use when they ask,
// and mean something else.
var ownWords = lazy.Words(`tired tried brought bought palace scale sports sorts stats bunch brunch stole world words plant plane plain flood blood movie movies cancer things think shopping stopping playing praying prevent parent patent paint pants diner better bitter butter letter latter house horse mouse course coarse party pasta paste boats boots coats goats sheet sheets sheep shoes shows short shirt skirt stock stick story storm stove stone card cards cart care cars cats cast coast toast prince pride prize trail train trial trade light night right fight tight quite quiet quick desert dessert dairy diary daily angel angle sing sign singe form from farm firm film fill file life wife wine wind wing king ring rent sent spent spend speed spell smell small shell shelf self sell seller cellar caller collar color colour could cloud clock click block black blank bank bench beach peach reach teach touch tough rough dough though thought through three there their where were wear year years hear heart hurt hunt hand band sand land lamp camp cash crash trash wash watch witch which switch match patch march batch catch coach couch cover lover river liver diver driver drivers dinner winner winter water waiter writer whiter white while whale wheel wheels wheat wheal meat meal medal metal mental rental dental central cereal serial series service serve server seven eleven event events even over oven open opera paper papers pepper popper proper property model modern moderate mode made make maker taker baker cake lake bake bike bikes hike like line lines fine mine mind kind find fund found round sound pound ground brand grand grain brain bread break brake broke broken token taken spoken spoon soon moon noon room roof root route router rude rule rules ruler ruby rugby order older elder border boarder holder folder fold gold cold bold hold sold sole soul soup soap shop ship chip chop cheap cheat chest chess cheese choose chose close clothes cloth closed closet closer loose lose loss lost cost most post past fast last list mist mast must dust rust trust truck track trace grace grape grade garden harden market marker basket bracket ticket pocket packet jacket rocket racket receipt recipe receive deceive private privacy piracy personal personnel person prison poison passion passport support report resort result adult insult consult consul council counsel cancel channel tunnel funnel sunday monday today delay relay replay display remote remove review preview present percent parents credit edit editor auditor audio radio ratio patio potato tomato
	брать врать играть гулять полка палка балка белка булка банка рамка сумка сумма рынок рисунок цена сцена стена смена схема система семена счёт счет цвет свет совет ответ отчет обед обет мера вера мэра заявка завка закладка складка кладка укладка посадка постель поставка подставка приставка справка оправка отправка поправка заправка скидка сидка закуска загрузка нагрузка погрузка плата плита плитка пленка оплата зарплата палата салата салат халат каталог налог залог склад вклад оклад клад план плакат стол стул столица больница граница таблица страница станица улица ученик учебник работа работы забота суббота свобода погода города города порода природа народ завод вывод выход вход приход расход переход проход поход подход отход доход помощь мощь ночь дочь речь печь вещь срок сорок урок кусок песок поток поиск диск риск стиль руль ноль соль боль моль роль пароль король карта парта марта кварта картина корзина резина машина малина марина витрина
	caso casa cosa copa capa cara carta cartas cartel cuarto cuatro cuadro cuarta carne corte corta costa coste cuesta cueva nueva nuevo nueve nieve leche noche coche cocha ducha dicho hecho techo pecho fecha ficha flecha precio preciso previo aprecio recibo recibir decidir pedir medir vivir venir vender tender perder poder podar rodar rogar jugar lugar llegar llevar llenar pagar pegar pesar pasar pisar posar casar cansar pensar tensar banco blanco flanco barco marco marca barca barra carro carrera correr correo correa cerrar serrar errar enviar envidiar cambiar camión camino camisa comida medida salida vida venta ventana mañana semana manzana montaña campaña compaña compra cobra sombra hombre nombre hambre hora ahora obra sobra pena cena cuenta cuento cuanto canto tanto santo punto junto asunto tienda tiempo tienta viento ciento siento cierto puerto puerta huerta oferta alerta abierto cubierto`)
