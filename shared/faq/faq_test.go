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
