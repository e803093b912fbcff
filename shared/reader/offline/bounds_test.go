package offline_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/value"
)

// hostile are what somebody may repeat without end to keep a reading busy.
var hostile = []string{
	"order #1234 ", "1 ", "1 one ", "$1 ", "a. ", "a? ", "a@b.co ", "at 5 on monday ", "from Boston to Paris ", "The Grand Hotel, ", "my name is Ann, ", "size 9 ", "12 Main St. ", "+1 415 555 2671 ", "pin 123456 ", "i want 2 ", "cash or red? ", "A", "Ab ", "10% discount ",
	"заказ №1234 ", "1 руб ", "сто рублей. ", "ул. Мира, д. 5. ", "завтра в 17? ", "меня зовут Анна ", "мой телефон 8 916 204-55-18 ", "лифт есть. ", "не наличными ", "ООО Ромашка ", "из Москвы в Казань ", "беру за 5 ",
	"pedido #1234 ", "el lunes a las 5 ", "mil euros ", "calle Olmo 7. ", "me llamo Ana ", "soy Ana. ", "de Madrid a Lima ", "quiero 3 ", "¿", "\u00a0",
}

// flood is a chat of messages of a pattern, with an operator's question first
// and fields of every type.
func flood(pattern string, size, messages int) desk.Chat {
	c := anyChat(rand.New(rand.NewPCG(1, 2)))
	at := c.Messages[0].At()
	text := strings.Repeat(pattern, size/len([]rune(pattern))+1)
	c.Locale = desk.Locale{Language: "en", Region: "US", Currency: "USD"}
	c.Messages = []desk.Message{{Seq: 1, Author: desk.ByOperator, Text: "What is your name, address, order number, date and time? " + text, SentAt: at}}
	for i := range messages {
		c.Messages = append(c.Messages, desk.Message{Seq: desk.Seq(i + 2), Author: desk.ByCustomer, Text: text, SentAt: at})
	}
	return c
}

func BenchmarkHostile(b *testing.B) {
	for _, p := range hostile {
		for _, n := range []int{100, 1000, 8000, 64_000} {
			c := flood(p, n, 1)
			b.Run(fmt.Sprintf("%s/%d", strings.TrimSpace(p), n), func(b *testing.B) {
				for b.Loop() {
					if _, err := (offline.Reader{}).Read(context.Background(), c); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(2*n), "ns/char")
			})
		}
	}
}

// BenchmarkFlood: twenty messages of 16,000 characters, what a visitor of a
// website may write in a minute.
func BenchmarkFlood(b *testing.B) {
	for _, p := range hostile {
		c := flood(p, 16_000, 20)
		b.Run(strings.TrimSpace(p), func(b *testing.B) {
			for b.Loop() {
				if _, err := (offline.Reader{}).Read(context.Background(), c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkProof: what it costs to prove a finding, the whole way, by a message
// of n characters.
func BenchmarkProof(b *testing.B) {
	f := desk.Field{Name: "f", Title: "Note", Type: desk.TypeString}
	for _, p := range hostile {
		for _, n := range []int{100, 1000, 5000, 64_000} {
			text := strings.Repeat(p, n/len([]rune(p))+1)
			m := desk.Message{Seq: 1, Author: desk.ByCustomer, Text: text}
			b.Run(fmt.Sprintf("%s/%d", strings.TrimSpace(p), n), func(b *testing.B) {
				for b.Loop() {
					_, _ = proof.Guard{Prover: value.Prover{}}.Prove(f, desk.Finding{Value: strings.TrimSpace(p), Quote: p, Message: 1}, m, desk.Locale{})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/char")
			})
		}
	}
}

// askedOften is a context that ends after it was asked some times.
type askedOften struct {
	context.Context
	left, asked int
}

func (c *askedOften) Err() error {
	if c.asked++; c.asked > c.left {
		return context.Canceled
	}
	return nil
}

func TestAReadingStopsWhereverItsContextEnds(t *testing.T) {
	c := flood("my name is Ann ", 10, 2)
	whole := &askedOften{Context: context.Background(), left: 1 << 30}
	if _, err := (offline.Reader{}).Read(whole, c); err != nil {
		t.Fatal(err)
	}
	if least := len(c.Messages) * len(c.Fields); whole.asked < least {
		t.Fatalf("got %d looks at the context, want one for each message and field at least: %d", whole.asked, least)
	}
	for left := 0; left < whole.asked; left += 3 {
		ctx := &askedOften{Context: context.Background(), left: left}
		_, err := offline.Reader{}.Read(ctx, c)
		if !errors.Is(err, desk.ErrBusy) || !errors.Is(err, context.Canceled) {
			t.Fatalf("ended at look %d: got %v, want busy and canceled", left, err)
		}
		if ctx.asked != left+1 {
			t.Fatalf("ended at look %d: looked %d times more, and went on", left, ctx.asked-left-1)
		}
	}
}

// stretches notes the longest time between two looks at a context.
type stretches struct {
	context.Context
	last    time.Time
	longest time.Duration
}

func (c *stretches) Err() error {
	now := time.Now()
	c.longest, c.last = max(c.longest, now.Sub(c.last)), now
	return nil
}

// TestAReadingLooksUpOften: between two looks at its context a reading does no
// more than one recogniser's pass over one line as long as lines are read. What
// that costs is measured beside it, by one of the slowest, so that a slow machine
// is slow at both; a busy one gets more than one attempt.
func TestAReadingLooksUpOften(t *testing.T) {
	const slack, attempts = 3, 12
	pass := func() time.Duration {
		began := time.Now()
		value.Monies(strings.Repeat("1 ", 4096), "", desk.Locale{Language: "en", Region: "US", Currency: "USD"})
		return time.Since(began)
	}
	pass() // builds what is built once
	for _, p := range []string{"1 ", "a. ", "12 Main St. ", "+1 415 555 2671 ", "soy Ana. "} {
		c, least := flood(p, 64_000, 1), 1e9
		for range attempts {
			ctx := &stretches{Context: context.Background(), last: time.Now()}
			if _, err := (offline.Reader{}).Read(ctx, c); err != nil {
				t.Fatal(err)
			}
			_ = ctx.Err() // the stretch behind the last look counts, too
			if least = min(least, float64(ctx.longest)/float64(pass())); least < slack {
				break
			}
		}
		if least >= slack {
			t.Errorf("%q: %.1f passes went by without a look", p, least)
		}
	}
}

func TestWhatAReadingLeavesOutItSays(t *testing.T) {
	const chat, ends, lists = "The beginning of this long chat was not read.", "The ends of long messages were not read.", "Of long lists only the beginning was read."
	for _, c := range []struct {
		name           string
		size, messages int
		pattern        string
		want           []string
	}{
		{"a chat of usual size is read whole", 300, 5, "I need a chair. ", nil},
		{"a message of more than 8 KiB", 9000, 1, "Please call me back as soon as you can about the chair ", []string{ends}},
		{"a list of hundreds", 3000, 1, "order #1234 ", []string{lists}},
		{"thousands of messages", 10, 2500, "I need it ", []string{chat}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := offline.Reader{}.Read(context.Background(), flood(c.pattern, c.size, c.messages))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range []string{chat, ends, lists} {
				wanted := len(c.want) > 0 && s == c.want[0]
				if has := strings.Contains(got.Summary, s); has != wanted && (wanted || len(c.want) == 0) {
					t.Errorf("%q in %q: got %v, want %v", s, got.Summary, has, wanted)
				}
			}
		})
	}
}

func TestTheNewestMessagesOfALongChatAreRead(t *testing.T) {
	c := flood("I need it ", 10, 2500)
	c.Fields = []desk.Field{{Name: "phone", Title: "Phone", Type: desk.TypePhone}}
	c.Messages = append(c.Messages, desk.Message{Seq: 5000, Author: desk.ByCustomer, Text: "my phone is +1 415 555 2671", SentAt: c.Messages[0].At().Add(time.Hour)})
	got, err := offline.Reader{}.Read(context.Background(), c)
	if err != nil || len(got.Findings) != 1 || got.Findings[0].Value != "+14155552671" {
		t.Errorf("got %+v, %v, want the phone", got.Findings, err)
	}
}
