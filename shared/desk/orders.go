package desk

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/lazy"
)

// How one says, in English, Russian and Spanish, that one wants to buy or to be given a
// time: a wish, what is wished, what is both at once, how one is to be reached, and what
// takes such a wish back.
const (
	wishes = iota
	buying
	buys
	reached
	undoing
)

var orderWords = lazy.Table(func() (out [5][]string) {
	for i, list := range []string{
		`i want,i d like,i would like,we want,we d like,we would like,i wish,id like,want,wanna,хочу,хотим,хотел бы,хотела бы,хотели бы,хотелось бы,желаю,готов,готова,готовы,решил,решила,решили,quiero,queremos,quisiera,quisieramos,querria,me gustaria,nos gustaria,deseo,i need,we need,need,мне нужен,мне нужна,мне нужно,нужна,нужен,нужно,надо,necesito,necesitamos,me urge,nos urge,ocupo,busco`,
		`order,buy,purchase,book,reserve,заказать,купить,оформить,приобрести,забронировать,записаться,заказ,pedir,comprar,encargar,reservar,hacer un pedido,an appointment,appointment,запись,на прием,на осмотр,cita,una cita,turno,una hora para,agendar,programar,sacar cita`,
		`i ll take,i will take,i ll have,we ll take,i ll buy,i ll order,i am ordering,i m ordering,book me,put me down for,заказываю,беру,покупаю,оформляю,бронирую,оформите,забронируйте,запишите меня,примите заказ,me lo quedo,me la quedo,me quedo con,compro,encargo,reserveme,reservame,tomen nota del pedido`,
		`phone,mobile,cell,tel,call me,reach me,ring me,телефон,тел,мой номер,номер мой,звоните,позвоните,перезвоните,набери,telefono,movil,llamame,llamenme,mi numero,numero es`,
		`cancel*,change*,move,reschedul*,return,отмен*,перенес*,перезапис*,измен*,помен*,верн*,cancel*,cambi*,anul*,mover,reagend*,reprogram*,devol*`,
	} {
		for w := range strings.SplitSeq(list, ",") {
			out[i] = append(out[i], strings.TrimSpace(w))
		}
	}
	return out
})

// wishNear is within how many words after a wish stands what is wished.
const wishNear = 3

// Orders says whether a customer says that they want to buy, and how to reach them: that is
// no question, and whoever asked them to put it otherwise would lose them.
func Orders(text string) bool {
	return reachable(text) && Wishes(text)
}

// Wishes says whether a customer says, and does not ask, that they want to buy, or to be
// given a time: other words would make it no clearer.
func Wishes(text string) bool {
	return slices.ContainsFunc(Questions(text), func(q Question) bool { return !q.Asks && wants(q.Text) })
}

// wants says whether somebody says that they want to buy.
func wants(text string) bool {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ':' }) {
		ws := strings.Fields(unaccented(plain(part)))
		if placeOf(ws, orderWords.Get()[buys]) >= 0 {
			return true
		}
		i := placeOf(ws, orderWords.Get()[wishes])
		if i < 0 {
			continue
		}
		near := ws[i:min(len(ws), i+1+wishNear+1)]
		if at := placeOf(near, orderWords.Get()[buying]); at > 0 && placeOf(near[:at], orderWords.Get()[undoing]) < 0 {
			return true
		}
	}
	return false
}

// How many digits a phone has: where it is said to be one, and where it only looks so.
const (
	minSaid, minDigits, maxDigits = 6, 10, 15
)

// reachable says whether a text holds an e-mail address or a phone.
func reachable(text string) bool {
	for w := range strings.FieldsSeq(text) {
		name, host, is := strings.Cut(strings.Trim(w, ".,;:()<>"), "@")
		if is && name != "" && strings.Contains(strings.Trim(host, "."), ".") {
			return true
		}
	}
	said := placeOf(strings.Fields(unaccented(plain(text))), orderWords.Get()[reached]) >= 0
	run, first, gap := 0, rune(0), 0
	for _, r := range text + "x" {
		switch {
		case r == '+' && run == 0:
			first = r
		case unicode.IsDigit(r):
			if run == 0 && first != '+' {
				first = r
			}
			run, gap = run+1, 0
		case run > 0 && gap < 3 && strings.ContainsRune(" ()-–.\u00a0", r):
			gap++
		default:
			if run <= maxDigits && (said && run >= minSaid || run >= minDigits && strings.ContainsRune("+78", first)) {
				return true
			}
			run, first, gap = 0, 0, 0
		}
	}
	return false
}
