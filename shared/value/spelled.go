package value

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// numeral is what a number word adds: a value, or a scale that multiplies.
type numeral struct {
	value string // decimal
	scale bool
	weak  bool
	class byte // 'u' below ten or twenty, 't' tens, 'h' hundreds
}

var numeralsRu = lazy.Table(func() map[string]numeral {
	return numerals(`ноль=0 один=1? одна=1? одно=1? одну=1? одного=1? одной=1? два=2 две=2 двух=2 двум=2 двое=2 двоих=2 вдвоем=2
	три=3 трех=3 трое=3 троих=3 втроем=3 четыре=4 четырех=4 четверо=4 четверых=4 вчетвером=4 пять=5 пяти=5 пятеро=5 пятерых=5 впятером=5
	шесть=6 шести=6 шестеро=6 шестерых=6 семь=7 семи=7 семеро=7 восемь=8 восьми=8 восьмеро=8 девять=9 девяти=9 десять=10 десяти=10 десятеро=10
	одиннадцать=11 одиннадцати=11 двенадцать=12 двенадцати=12 тринадцать=13 тринадцати=13 четырнадцать=14 четырнадцати=14 пятнадцать=15 пятнадцати=15
	шестнадцать=16 шестнадцати=16 семнадцать=17 семнадцати=17 восемнадцать=18 восемнадцати=18 девятнадцать=19 девятнадцати=19 однушка=1 однушку=1 однушки=1 двушка=2 двушку=2 двушки=2 трешка=3 трешку=3 трешки=3 пару=2* пара=2* десяток=10* десятка=10* десятков=10* полмиллиона=500000 полляма=500000 полтысячи=500 полсотни=50 полтора=1.5 полторы=1.5 полутора=1.5 дюжина=12 дюжину=12
	двадцать=20t двадцати=20t тридцать=30t тридцати=30t сорок=40t сорока=40t пятьдесят=50t пятидесяти=50t шестьдесят=60t шестидесяти=60t семьдесят=70t семидесяти=70t восемьдесят=80t восьмидесяти=80t девяносто=90t
	сто=100h ста=100h двести=200h двухсот=200h триста=300h трехсот=300h четыреста=400h четырехсот=400h пятьсот=500h пятисот=500h шестьсот=600h семьсот=700h восемьсот=800h девятьсот=900h
	тысяча=1000* тысячи=1000* тысяч=1000* тысячу=1000* тыс=1000* миллион=1000000* миллиона=1000000* миллионов=1000000* миллиард=1000000000* миллиарда=1000000000* миллиардов=1000000000* триллион=1000000000000* триллиона=1000000000000* триллионов=1000000000000* лям=1000000* ляма=1000000* лямов=1000000* сотня=100* сотни=100* сотен=100* сотню=100* штука=0? косарь=1000* косарей=1000*`)
})

var numeralsEn = lazy.Table(func() map[string]numeral {
	return numerals(`zero=0 one=1? two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19
	dozen=12* couple=2* twenty=20t thirty=30t forty=40t fifty=50t sixty=60t seventy=70t eighty=80t ninety=90t hundred=100* thousand=1000* grand=1000* million=1000000* billion=1000000000* trillion=1000000000000*`)
})

var numeralsEs = lazy.Table(func() map[string]numeral {
	return numerals(`cero=0 un=1? uno=1? una=1? dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciseis=16 diecisiete=17 dieciocho=18 diecinueve=19
	veinte=20 veintiun=21 veintiuno=21 veintiuna=21 veintidos=22 veintitres=23 veinticuatro=24 veinticinco=25 veintiseis=26 veintisiete=27 veintiocho=28 veintinueve=29 treinta=30t cuarenta=40t cincuenta=50t sesenta=60t setenta=70t ochenta=80t noventa=90t docena=12* par=2*
	cien=100h ciento=100h doscientos=200h doscientas=200h trescientos=300h trescientas=300h cuatrocientos=400h cuatrocientas=400h quinientos=500h quinientas=500h seiscientos=600h seiscientas=600h setecientos=700h setecientas=700h ochocientos=800h novecientos=900h mil=1000* millon=1000000* millones=1000000* billon=1000000000000* billones=1000000000000*`)
})

func numerals(s string) map[string]numeral {
	m := map[string]numeral{}
	for _, pair := range strings.Fields(s) {
		word, v, _ := strings.Cut(pair, "=")
		n := numeral{class: 'u'}
		switch {
		case strings.HasSuffix(v, "?"):
			n.weak = true
		case strings.HasSuffix(v, "*"):
			n.scale = true
		case strings.HasSuffix(v, "t"), strings.HasSuffix(v, "h"):
			n.class = v[len(v)-1]
		}
		n.value = strings.TrimRight(v, "?*th")
		m[word] = n
	}
	delete(m, "штука")
	return m
}

func numeralsOf(text string, l desk.Locale) map[string]numeral {
	switch Tongue(text, l.Language) {
	case "ru":
		return numeralsRu.Get()
	case "es":
		return numeralsEs.Get()
	}
	return numeralsEn.Get()
}

// spelledNumbers finds runs of number words.
func spelledNumbers(text string, l desk.Locale) []Number {
	words := words.Of(text)
	table := numeralsOf(text, l)
	var out []Number
	for i := 0; i < len(words); i++ {
		n, used := spelled(text, words[i:], table)
		if used == 0 {
			continue
		}
		out = append(out, n)
		i += used - 1
	}
	return out
}

// half words before a scale: "half a dozen", "media docena", "пол миллиона".
var halves = lazy.Words("half media medio пол")

func spelled(text string, ws []words.Word, table map[string]numeral) (Number, int) {
	if n, used := quarter(ws, table); used > 0 {
		return n, used
	}
	half := halves.Has(ws[0].Text)
	i := 0
	for i < len(ws) && (half && (i == 0 || ws[i].Text == "a") || !half && i == 0 && ws[0].Text == "a") {
		i++
	}
	if i > 0 && (i >= len(ws) || !table[ws[i].Text].scale) {
		return Number{}, 0
	}
	sum := sum{class: 'z'}
	for j := i; j < len(ws); j++ {
		n, ok := table[ws[j].Text]
		if !ok && (sum.goesOn(ws, j, table) || sum.ofScale(ws, j, table)) {
			continue
		}
		if tail := halfTail(ws[j:]); !ok && !half && tail > 0 && sum.used == j && j+tail < len(ws) && table[ws[j+tail].Text].scale && !sum.current.IsZero() {
			sum.current, j = sum.current.Add(decimal.New(5, -1)), j+tail-1 // "six and a half million"
			sum.used = j + 1
			continue
		}
		if !ok || sum.used > 0 && strings.ContainsAny(text[ws[sum.used-1].End:ws[j].Start], ",.;:!?\n") || !sum.add(n) {
			break
		}
		sum.used = j + 1
	}
	if sum.used == 0 {
		return Number{}, 0
	}
	return sum.number(half, ws, table)
}

// sum adds up the words of one number.
type sum struct {
	total, current decimal.Decimal
	used           int  // words
	class          byte // of the last
}

// goesOn: "and" within "a hundred and five", "treinta y dos".
func (s *sum) goesOn(ws []words.Word, j int, table map[string]numeral) bool {
	return s.used > 0 && s.class != 'u' && (ws[j].Text == "and" || ws[j].Text == "y") && j+1 < len(ws) && (isNumeral(table, ws[j+1].Text) || s.class == 't' && ws[j].Text == "y" && table[ws[j+1].Text].value == "1")
}

// ofScale: "of" within "a couple of hundred".
func (s *sum) ofScale(ws []words.Word, j int, table map[string]numeral) bool {
	return s.used > 0 && s.used == j && (ws[j].Text == "of" || ws[j].Text == "de") && pairWords.Has(ws[j-1].Text) && j+1 < len(ws) && large(table, ws[j+1].Text)
}

// large says whether a word is a scale of a hundred or more.
func large(table map[string]numeral, w string) bool {
	n := table[w]
	return n.scale && len(n.value) > 2
}

var quarterLeads = lazy.Table(func() [][]string {
	return phrases("a quarter of a|quarter of a|a quarter|quarter|четверть|четверти|un cuarto de|cuarto de")
})

var threeQuarterLeads = lazy.Table(func() [][]string {
	return phrases("three quarters of a|three quarters of|three quarter|три четверти|tres cuartos de")
})

// quarter reads a fourth of a large scale, or three: "a quarter of a million", "три
// четверти миллиона".
func quarter(ws []words.Word, table map[string]numeral) (Number, int) {
	lead, times := longest(ws[:min(len(ws), 5)], quarterLeads.Get()), int64(1)
	if lead == 0 {
		lead, times = longest(ws[:min(len(ws), 5)], threeQuarterLeads.Get()), 3
	}
	if lead == 0 || lead >= len(ws) || !large(table, ws[lead].Text) {
		return Number{}, 0
	}
	amount := decimal.RequireFromString(table[ws[lead].Text].value).Div(decimal.NewFromInt(4)).Mul(decimal.NewFromInt(times))
	return Number{Amount: amount, Start: ws[0].Start, End: ws[lead].End, Spelled: true, Scaled: true}, lead + 1
}

// roughTails follow a number that is a little more.
var roughTails = lazy.Table(func() [][]string {
	return phrases("y pico|y algo|y tantos|с лишним|с хвостиком|с чем то|с небольшим|odd|or so|something")
})

// add takes the next word in, unless it begins another number.
func (s *sum) add(n numeral) bool {
	v := decimal.RequireFromString(n.value)
	switch {
	case n.scale && s.current.IsZero() && s.total.IsPositive() && v.GreaterThan(s.total) && v.GreaterThanOrEqual(decimal.New(1, 6)):
		s.total, s.class = s.total.Mul(v), 'z' // "dos mil millones"
		return s.total.LessThan(mostSpelled)
	case n.scale && s.current.IsZero() && s.used > 0, !n.scale && !follows(s.class, n.class):
		return false
	case !n.scale:
		s.current, s.class = s.current.Add(v), n.class
		return true
	case s.current.IsZero():
		s.current = decimal.New(1, 0)
	}
	if s.current.GreaterThanOrEqual(mostSpelled) {
		return false // "hundred hundred hundred …" would grow with every word
	}
	s.current, s.class = s.current.Mul(v), 'z'
	if v.GreaterThanOrEqual(decimal.New(1, 3)) {
		s.total, s.current = s.total.Add(s.current), decimal.Zero
	}
	return true
}

// mostSpelled is more than any field holds.
var mostSpelled = decimal.New(1, 18)

// number is the sum, with the halves around it: "half a dozen", "два с
// половиной", "two and a half".
func (s *sum) number(half bool, ws []words.Word, table map[string]numeral) (Number, int) {
	amount := s.total.Add(s.current)
	if said := amount.Sub(s.current); said.IsPositive() && cyrillic(ws[0].Text) {
		amount = said.Add(thousands(said, s.current))
	}
	last := table[ws[s.used-1].Text]
	n := Number{
		Start: ws[0].Start, Spelled: true, Scaled: last.scale && !pairWords.Has(ws[s.used-1].Text), Weak: s.used == 1 && (last.weak || last.scale),
		Flat: strings.Contains(ws[s.used-1].Text, "ушк") || strings.Contains(ws[s.used-1].Text, "ешк"),
	}
	if half {
		amount = amount.Div(decimal.New(2, 0))
	}
	if tail := halfTail(ws[s.used:]); !half && tail > 0 {
		of := decimal.New(1, 0)
		if last.scale && last.value != "12" {
			of = decimal.RequireFromString(last.value) // "dos millones y medio"
		}
		amount, s.used, n.Weak = amount.Add(of.Div(decimal.New(2, 0))), s.used+tail, false
	}
	for _, w := range ws[:s.used-1] {
		n.Rough = n.Rough || pairWords.Has(w.Text) && !pairWords.Has(ws[s.used-1].Text)
	}
	if tail := longest(ws[s.used:min(len(ws), s.used+3)], roughTails.Get()); tail > 0 && n.Scaled {
		s.used, n.Rough = s.used+tail, true
	}
	n.Amount, n.End = amount, ws[s.used-1].End
	return n, s.used
}

// thousands is what Russian says behind millions: "шесть миллионов четыреста" leaves the
// thousands to be understood, and nobody counts hundreds of roubles beside millions.
func thousands(millions, rest decimal.Decimal) decimal.Decimal {
	million, hundred := decimal.New(1, 6), decimal.New(1, 2)
	if rest.IsPositive() && rest.Mod(hundred).IsZero() && rest.LessThan(decimal.New(1, 3)) && millions.GreaterThanOrEqual(million) && millions.Mod(million).IsZero() {
		return rest.Mul(decimal.New(1, 3))
	}
	return rest
}

func cyrillic(s string) bool { return s != "" && s[0] >= 0xd0 && s[0] <= 0xd1 }

var halfTails = lazy.Table(func() [][]string { return phrases("с половиной|and a half|y medio|y media") })

// halfTail is how many words at the beginning of ws add a half.
func halfTail(ws []words.Word) int {
	for _, tail := range halfTails.Get() {
		if len(tail) <= len(ws) && begins(ws, tail) {
			return len(tail)
		}
	}
	return 0
}

func isNumeral(table map[string]numeral, w string) bool {
	n, ok := table[w]
	return ok && !n.weak
}

// pairWords name two, roughly where a scale follows: "a couple of hundred".
var pairWords = lazy.Words("couple пару пара par")

// follows: after hundreds come tens or units, after tens units, after units a
// scale only.
func follows(before, next byte) bool {
	rank := map[byte]int{'z': 3, 'h': 2, 't': 1, 'u': 0}
	return rank[next] < rank[before]
}
