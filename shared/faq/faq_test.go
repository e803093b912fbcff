package faq_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/faq"
)

// shop is a small base in three languages.
var shop = []faq.Entry{
	{ID: "delivery", Wordings: []string{"Сколько стоит доставка?", "How much is delivery?", "¿Cuánto cuesta el envío?"}, Answer: "По городу 300 ₽."},
	{ID: "return", Wordings: []string{"Как вернуть товар?", "How do I return an item?", "¿Cómo devuelvo un producto?"}, Answer: "14 дней с чеком."},
	{ID: "hours", Wordings: []string{"Когда вы работаете?", "What are your opening hours?", "¿Cuál es su horario?"}, Answer: "10–20."},
	{ID: "warranty", Wordings: []string{"Какая гарантия?", "Is there a warranty?", "¿Qué garantía tienen?"}, Answer: "12 месяцев."},
	{ID: "pay", Wordings: []string{"Как можно заплатить?", "How can I pay?", "¿Cómo puedo pagar?"}, Answer: "Карта или Bizum."},
}

func TestAsk(t *testing.T) {
	b := faq.New(shop)
	sure := b.Sure(0.05)
	for _, c := range []struct{ rule, question, want string }{
		{"a wording", "Сколько стоит доставка?", "delivery"},
		{"another form of its words", "стоимость доставки", "delivery"},
		{"a typing error", "доставкка скольк стоит", "delivery"},
		{"no capitals, no accents", "cuanto cuesta el envio", "delivery"},
		{"another language than the first", "how do i return it", "return"},
		{"words that mean the same", "почем у вас отправка", "delivery"},
		{"a word of the answer", "bizum?", "pay"},
		{"what stands in no entry", "сколько звезд на небе над Сатурном", ""},
		{"chat", "tell me a joke about penguins", ""},
		{"nothing", "", ""},
		{"no words", "🙂🙂🙂 !!! ...", ""},
		{"no UTF-8", "\xff\xfe\x00", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := ""
			best := b.Ask(c.question, 3, nil)
			if len(best) > 0 && best[0].Score >= sure {
				got = best[0].ID
			}
			if got != c.want {
				t.Errorf("got %q, want %q (sure from %.3f: %+v)", got, c.want, sure, best)
			}
		})
	}
}

func TestAskSaysWhy(t *testing.T) {
	got := faq.New(shop).Ask("how much is the delivery to Mars", 1, nil)
	if len(got) != 1 || got[0].Wording != 1 || !slices.Contains(got[0].Words, "delivery") || slices.Contains(got[0].Words, "mars") {
		t.Errorf("got %+v, want the wording 1, by delivery and not by mars", got)
	}
}

// TestNewIsTheSameEachTime: what a customer is told does not depend on the process.
func TestNewIsTheSameEachTime(t *testing.T) {
	one, two := faq.New(shop), faq.New(shop)
	if one.Sure(0.05) != two.Sure(0.05) {
		t.Errorf("got thresholds %v and %v", one.Sure(0.05), two.Sure(0.05))
	}
	for _, e := range shop {
		for _, w := range e.Wordings {
			if a, b := fmt.Sprint(one.Ask(w, 5, nil)), fmt.Sprint(two.Ask(w, 5, nil)); a != b {
				t.Errorf("%q: got %s and %s", w, a, b)
			}
		}
	}
}

// TestSureFollowsTheShare: who allows fewer wrong answers gets fewer answers.
func TestSureFollowsTheShare(t *testing.T) {
	b := faq.New(bank(200))
	last := 2.0
	for _, share := range []float64{0, 0.01, 0.05, 0.2, 1} {
		s := b.Sure(share)
		if s > last || s <= 0 {
			t.Errorf("at %v: got %v, want less than %v and more than 0", share, s, last)
		}
		last = s
	}
	if s := faq.New(nil).Sure(0.05); s <= 0 {
		t.Errorf("an empty base: got %v", s)
	}
}

// bank is a base of n entries with five wordings each, of made-up words.
func bank(n int) []faq.Entry {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		s := ""
		for range 2 + r.IntN(3) {
			s += string("бвгдклмнпрст"[2*r.IntN(12):][:2]) + string("аеиоу"[2*r.IntN(5):][:2])
		}
		return s
	}
	words := make([]string, 2000)
	for i := range words {
		words[i] = word()
	}
	out := make([]faq.Entry, n)
	for i := range out {
		out[i].ID = fmt.Sprint(i)
		about := []string{words[r.IntN(2000)], words[r.IntN(2000)]}
		for range 5 {
			said := slices.Clone(about)
			for range 5 {
				// Words are as unevenly common as people's.
				said = append(said, words[int(2000*r.Float64()*r.Float64()*r.Float64())])
			}
			out[i].Wordings = append(out[i].Wordings, strings.Join(said, " "))
		}
		out[i].Answer = strings.Join(out[i].Wordings[:2], ". ")
	}
	return out
}

// TestHostileQuestionsAreBounded: a question costs by its first words, whatever it is.
func TestHostileQuestionsAreBounded(t *testing.T) {
	b := faq.New(bank(1000))
	for _, q := range []string{
		strings.Repeat("а", 1<<20), strings.Repeat("а ", 1<<19), strings.Repeat("\u0301", 1<<19), strings.Repeat("\xff", 1<<20),
		strings.Repeat("доставка сколько стоит ", 1<<15), strings.Repeat("'’", 1<<18),
	} {
		began := time.Now()
		b.Ask(q, 5, nil)
		if took := time.Since(began); took > time.Second { // a hundred times what it takes
			t.Errorf("%d bytes of %.8q took %s", len(q), q, took)
		}
	}
}

// BenchmarkAsk is one answer of a base of 1,000 entries: at most 3 ms on one core.
func BenchmarkAsk(b *testing.B) {
	es := bank(1000)
	base := faq.New(es)
	for i := 0; b.Loop(); i++ {
		base.Ask(es[i%1000].Wordings[i%5], 5, nil)
	}
}

// BenchmarkAskMore is what a larger base, typing errors and the longest question cost.
func BenchmarkAskMore(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		es := bank(n)
		base := faq.New(es)
		said := func(i int) string { return es[i%n].Wordings[i%5] }
		typed := func(i int) string { // a letter of each word changed places with the next
			ws := strings.Fields(said(i))
			for i, w := range ws {
				if r := []rune(w); len(r) > 4 {
					r[2], r[3] = r[3], r[2]
					ws[i] = string(r)
				}
			}
			return strings.Join(ws, " ")
		}
		long := strings.Repeat("доставка сколько стоит и когда привезёте how much is delivery ", 100)
		for _, q := range []struct {
			name string
			ask  func(int) string
		}{
			{"plain", said}, {"typing errors", typed}, {"4,000 characters", func(int) string { return string([]rune(long)[:4000]) }},
			{"4,000 characters of typing errors", func(i int) string {
				var all []string
				for k := 0; len(all) < 400; k++ {
					all = append(all, strings.Fields(typed(i+k))...)
				}
				return string([]rune(strings.Join(all, " "))[:min(4000, len([]rune(strings.Join(all, " "))))])
			}},
		} {
			b.Run(fmt.Sprintf("%d entries, %s", n, q.name), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					base.Ask(q.ask(i), 5, nil)
				}
			})
		}
	}
}

func BenchmarkNew(b *testing.B) {
	es := bank(1000)
	for b.Loop() {
		faq.New(es)
	}
}

func FuzzAsk(f *testing.F) {
	f.Add("Сколько стоит доставка?")
	f.Add("\xff '’ ¿¡ 🙂")
	base := faq.New(shop)
	f.Fuzz(func(t *testing.T, q string) {
		for _, c := range base.Ask(q, 3, nil) {
			if c.Score <= 0 || c.Score > 1.5 || c.Score != c.Score || c.Wording < 0 {
				t.Errorf("%q: got %+v", q, c)
			}
		}
		faq.New(append(shop[:len(shop):len(shop)], faq.Entry{ID: "new", Wordings: []string{q}, Answer: q}))
	})
}

// TestWhatSaysTheSameIsNoRival: an entry that stands twice answers as it did alone, and its
// base is as sure of itself.
func TestWhatSaysTheSameIsNoRival(t *testing.T) {
	once, twice := shop, slices.Clone(shop)
	for _, e := range shop {
		e.ID += " again"
		e.Wordings = append([]string{e.Wordings[0] + " Скажите"}, e.Wordings[1:]...)
		e.Answer = " " + strings.ToUpper(e.Answer) + "\n"
		twice = append(twice, e)
	}
	for _, c := range []struct{ question, want string }{
		{"Сколько стоит доставка?", "delivery"},
		{"стоимость доставки", "delivery"},
		{"how do i return it", "return"},
		{"¿cuál es su horario?", "hours"},
		{"bizum?", "pay"},
		{"where is my order?", ""},
		{"tell me a joke about penguins", ""},
	} {
		for name, base := range map[string][]faq.Entry{"once": once, "twice": twice} {
			b, got := faq.New(base), ""
			if best := b.Ask(c.question, 3, nil); len(best) > 0 && best[0].Score >= b.Sure(0.05) {
				got = strings.TrimSuffix(best[0].ID, " again")
			}
			if got != c.want {
				t.Errorf("%s, %q: got %q, want %q", name, c.question, got, c.want)
			}
		}
	}
}

// TestSmallBasesSayNothingToStrangers: what customers of other trades ask, in words that a
// base of five entries partly has.
func TestSmallBasesSayNothingToStrangers(t *testing.T) {
	for _, c := range []struct {
		base []faq.Entry
		ask  []string
	}{
		{[]faq.Entry{
			{ID: "address", Wordings: []string{"Where is your shop?"}, Answer: "12 Mill Lane, Bristol."},
			{ID: "hours", Wordings: []string{"When are you open?"}, Answer: "Mon–Sat 9–18."},
			{ID: "delivery", Wordings: []string{"How much is delivery?"}, Answer: "£4, free from £50."},
			{ID: "return", Wordings: []string{"How do I return something?"}, Answer: "Within 30 days."},
			{ID: "pay", Wordings: []string{"Can I pay by card?"}, Answer: "Yes, all cards."},
		}, []string{"where is my order?", "where is my parcel", "when will my phone be repaired?", "can I bring my dog?", "где мой заказ?"}},
		{[]faq.Entry{
			{ID: "address", Wordings: []string{"Где вы находитесь?"}, Answer: "Ленина, 5."},
			{ID: "hours", Wordings: []string{"До скольки вы работаете?"}, Answer: "До 20:00."},
			{ID: "delivery", Wordings: []string{"Сколько стоит доставка?"}, Answer: "300 ₽."},
			{ID: "return", Wordings: []string{"Как вернуть товар?"}, Answer: "14 дней с чеком."},
			{ID: "pay", Wordings: []string{"Можно оплатить картой?"}, Answer: "Да."},
		}, []string{"где мой заказ?", "где моя посылка", "когда починят телефон", "можно с собакой?", "сколько стоит стрижка", "where is my order?"}},
		{[]faq.Entry{
			{ID: "address", Wordings: []string{"¿Dónde está la tienda?"}, Answer: "Calle Mayor, 5."},
			{ID: "hours", Wordings: []string{"¿A qué hora abren?"}, Answer: "De 10 a 20."},
			{ID: "delivery", Wordings: []string{"¿Cuánto cuesta el envío?"}, Answer: "4 €."},
			{ID: "return", Wordings: []string{"¿Cómo devuelvo un producto?"}, Answer: "30 días."},
			{ID: "pay", Wordings: []string{"¿Puedo pagar con tarjeta?"}, Answer: "Sí."},
		}, []string{"¿dónde está mi pedido?", "¿cuándo llega el técnico?", "¿puedo ir con mi perro?", "¿cuánto cuesta un corte de pelo?"}},
	} {
		b := faq.New(c.base)
		sure := b.Sure(0.05)
		for _, q := range c.ask {
			if best := b.Ask(q, 1, nil); len(best) > 0 && best[0].Score >= sure {
				t.Errorf("%q got %q (%.2f, sure from %.2f)", q, best[0].ID, best[0].Score, sure)
			}
		}
		for _, e := range c.base {
			if best := b.Ask(e.Wordings[0], 1, nil); len(best) == 0 || best[0].ID != e.ID || best[0].Score < sure {
				t.Errorf("%q got %+v", e.Wordings[0], best)
			}
		}
	}
}
