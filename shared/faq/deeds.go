package faq

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// deeds are what somebody wants done with a thing. "I'd like an appointment" has all but one
// of the words of "Can I cancel my appointment?", and wants the opposite; so has "Can I buy a
// bike?" of "Do you repair bikes?".
type deeds uint8

const (
	cancels deeds = 1 << iota
	alters        // changes, moves to another day
	returns
	gets // buys, books, orders
	rents
	mends
	perhaps // wants something taken back, and does not say what
)

// takesBack are the deeds by which what is had or agreed is given up, or is another: nobody
// means one of them who does not say so.
const takesBack = cancels | alters | returns

// oftenSaid is how many first letters of a word its deed is looked up by.
const oftenSaid = 3

// deedWords are the words of deeds, Russian, Spanish and English, by their first letters. One
// that ends in * is any that begins so, and what follows ~ is left out of that; the
// words before + stand right before it.
var deedWords = lazy.Table(func() map[string][]deedWord {
	out := map[string][]deedWord{}
	for d, list := range map[deeds]string{
		cancels: `отмен* аннулир* расторг* cancel* anul* desist* revok* abort* to+stop baja unsubscrib* отказат* отпис*`,
		alters: `перенес* перенос* перенест* перезапи* сдвину* отложи* измени* изменен* изменя* исправ* reschedul* postpon* move change* changing modif* amend* edit
			mover muev* aplaz* pospon* reagend* reprogram* modifi* correg* cambi* помен* смени* сменя* замен* обмен* exchang* swap* replace*`,
		returns: `верн* возвра* сдать обмен* замен* return* refund* exchang* swap* replace* devol* devuel* reembols* cambi* reintegr*`,
		gets: `купи* куплю покупа* приобре* заказать закажу заказыва* оформить оформл* записат* записыва* запиши* заброниру* бронир* продае* продаж* продав*
			buy* sell* to+order i+order you+order to+book i+book book+a book+an make+an make+a an+appointment an+booking a+booking a+reservation
			compr* vende* venta pedir pido reserv* agend* encarg* sacar una+cita un+turno tener+cita dar+cita das+cita dan+cita`,
		rents: `аренд* прокат* напрокат rent* hire hiring alquil* arrend*`,
		mends: `почин* ремонт* отремонт* чинит* repair* fix fixes fixing fixed mend* repar* arregl* compon*`,
		perhaps: `не нет уже больше обратно назад неправильн* ошиб* неверн* другой другую другое другие новый новую новое новые
			no nunca ya tampoco sin equivoc* otro otra otros otras nuevo nueva nuevos nuevas
			not can't won't don't doesn't didn't couldn't isn't cannot cant wont dont doesnt didnt couldnt never without back wrong mistake* another different instead new`,
	} {
		for w := range strings.FieldsSeq(list) {
			x := deedWord{of: d}
			if before, word, is := strings.Cut(w, "+"); is {
				x.before, w = before, word
			}
			x.text, x.begins = strings.CutSuffix(w, "*")
			key := firstOf(x.text)
			out[key] = append(out[key], x)
		}
	}
	return out
})

// deedWord is a word of a deed.
type deedWord struct {
	text, before string
	begins       bool // any word that begins so
	of           deeds
}

// firstOf are the first letters of a word.
func firstOf(word string) string {
	n := 0
	for i := range word {
		if n == oftenSaid {
			return word[:i]
		}
		n++
	}
	return word
}

// deedsOf are what a text wants done.
func deedsOf(ws []words.Word, meant map[string]string) (out deeds) {
	before := ""
	for _, w := range ws {
		word := w.Text
		if m, ok := meant[word]; ok {
			word = m
		}
		for _, d := range deedWords.Get()[firstOf(word)] {
			if (d.text == word || d.begins && strings.HasPrefix(word, d.text)) && (d.before == "" || d.before == before) {
				out |= d.of
			}
		}
		before = word
	}
	if out&takesBack != 0 {
		out &^= gets // what was ordered or booked
	}
	return out
}

// wanted is what an entry wants done: what its wordings want, and what its answer speaks of.
type wanted struct {
	deeds
	each deeds // what its wordings want, if each wants something
}

// wanted are an entry's deeds.
func (e Entry) wanted() (out wanted) {
	all := true
	for _, w := range e.Wordings[:min(len(e.Wordings), MaxWordings)] {
		ws := words.Of(words.Head(w, maxWords*40))
		of := deedsOf(ws[:min(len(ws), maxWords)], nil) &^ perhaps
		if of&takesBack != 0 {
			of &= takesBack // of a repair, a hire
		}
		out.each, all = out.each|of, all && of != 0
	}
	ws := words.Of(words.Head(e.Answer, maxAnswerWords*40))
	out.deeds = out.each | deedsOf(ws[:min(len(ws), maxAnswerWords)], nil)&^perhaps
	if !all {
		out.each = 0
	}
	return out
}

// fits says whether an entry may answer who wants some deeds. Who wants something taken back
// is answered by what speaks of that; where all that an entry is asked for is a deed, who
// wants another is not answered by it, nor, if something is taken back, who wants none.
func (w wanted) fits(asked deeds) bool {
	wants := asked &^ perhaps
	switch {
	case w.deeds&wants != 0:
		return true
	case wants == 0:
		return asked&perhaps != 0 || w.each == 0 || w.each&^takesBack != 0
	case wants&takesBack != 0:
		return false
	}
	return w.each == 0
}
