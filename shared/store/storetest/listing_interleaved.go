package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// listsInterleaved: a dialog changes again and again, and is listed by several at once,
// of whom any may stop between two calls of the engine for as long as it pleases, go on
// late, and die at any call, having done it, half of it, or none. What one of them was
// told who died is told again once, as the feed does. In the end the dialog stands under
// its marks and nowhere else, and its entries say what is; or nowhere, if it is gone.
func listsInterleaved(b *bench) {
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}
	died, gone := 0, 0
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 5))
		customer := desk.CustomerID(fmt.Sprint("i", seed))
		for i := range 2 { // the first is a past one, so that it can go
			b.tick(time.Second)
			_, err := b.Append(b.ctx, desk.Append{Line: line, Message: desk.Message{Customer: customer, External: desk.ExternalID(fmt.Sprint(i)), Author: desk.ByCustomer, Text: "x"}})
			b.must(err)
			if i == 0 {
				_, err := b.ChangeDialog(b.ctx, desk.NewDialogID(customer, 1), func(d desk.Dialog) (desk.Dialog, error) { return d.Closed(desk.ClosedIdle, "", b.Now()), nil })
				b.must(err)
			}
		}
		l := &interleaved{b: b, random: random, id: desk.NewDialogID(customer, 1), marks: map[desk.ListMark]bool{}}
		for l.told = 1; l.told+l.takes+len(l.at) > 0 || l.changes < changes && !l.gone; {
			l.step()
		}
		l.check(seed)
		died += l.died
		if l.gone {
			gone++
		}
	}
	if died < 60 || gone < 10 {
		b.Errorf("%d died, %d dialogs went: the test shows less than it says", died, gone)
	}
}

// changes are how many a dialog has.
const changes = 5

// interleaved is one dialog that several list at once.
type interleaved struct {
	b       *bench
	random  *rand.Rand
	id      desk.DialogID
	marks   map[desk.ListMark]bool // of any time
	word    string                 // by which it is found
	gone    bool
	changes int
	told    int         // changes that nobody is at
	takes   int         // it is to be taken away, and nobody is at it
	at      []*listener // who are at one, each before a call of the engine

	died int // or gave up
}

// listener is somebody who lists the dialog: an engine that lets nothing pass before it
// is its turn.
type listener struct {
	store.Engine
	turn chan float64 // dies of it, having done so much of what it is at; less than 0: lives
	ends chan error   // errLives before each call
	take bool         // the dialog away, and not list it
}

var errLives = errors.New("not at its end")

func (l *listener) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	l.ends <- errLives
	if dies := <-l.turn; dies >= 0 {
		return nil, errDying
	}
	return l.Engine.Get(ctx, k, strong)
}

func (l *listener) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	l.ends <- errLives
	dies := <-l.turn
	if dies >= 0 && ops[0].Loose {
		ops = ops[:int(dies*float64(len(ops)+1))]
	}
	if dies >= 0 && (dies < 0.5 && len(ops) == 1 || len(ops) == 0) {
		return nil, errDying
	}
	it, err := l.Engine.Write(ctx, ops...)
	if dies >= 0 {
		return nil, errDying
	}
	return it, err
}

// step has something happen.
func (l *interleaved) step() {
	switch n := l.random.IntN(10); {
	case n == 0 && l.changes < changes && !l.gone:
		l.change()
	case n < 3 && l.takes > 0:
		l.takes--
		l.begin(&listener{take: true})
	case n < 3 && l.told > 0:
		l.told--
		l.begin(&listener{})
	case len(l.at) > 0:
		who, dies := l.at[len(l.at)-1], -1.0
		if l.random.IntN(4) == 0 { // else the older ones are the later
			who = l.at[l.random.IntN(len(l.at))]
		}
		if l.random.IntN(12) == 0 {
			dies = l.random.Float64()
		}
		who.turn <- dies
		l.await(who)
	}
}

// begin has somebody go as far as their first call.
func (l *interleaved) begin(who *listener) {
	who.Engine, who.turn, who.ends = l.b.Engine, make(chan float64), make(chan error)
	s := l.b.Store
	s.Engine = who
	go func() {
		if who.take {
			who.ends <- s.TakeDialog(l.b.ctx, l.id)
		} else {
			who.ends <- s.List(l.b.ctx, l.id, l.words)
		}
	}()
	l.await(who)
}

// await waits until somebody is before their next call, or at their end.
func (l *interleaved) await(who *listener) {
	i := 0
	for i < len(l.at) && l.at[i] != who {
		i++
	}
	err := <-who.ends
	if errors.Is(err, errLives) {
		if i == len(l.at) {
			l.at = append(l.at, who)
		}
		return
	}
	if i < len(l.at) {
		l.at = append(l.at[:i], l.at[i+1:]...)
	}
	switch {
	case errors.Is(err, desk.ErrBusy) && who.take: // died, or lost too many races
		l.died++
		l.takes++
	case errors.Is(err, desk.ErrBusy):
		l.died++
		l.told++
	default:
		l.b.must(err)
		if who.take { // which is a change, too
			l.told++
		}
	}
}

// change makes the dialog another, or takes it away; it is told.
func (l *interleaved) change() {
	l.changes++
	if l.random.IntN(12) == 0 {
		l.gone = true
		l.takes++
		return
	}
	l.told += 2 // it is told twice
	l.word = []string{"anna", "boris", "eve"}[l.random.IntN(3)]
	d, err := l.b.ChangeDialog(l.b.ctx, l.id, func(d desk.Dialog) (desk.Dialog, error) {
		d.Operator = desk.OperatorID(fmt.Sprint("o", l.random.IntN(3)))
		d.Labels = nil
		for range l.random.IntN(4) {
			d.Labels = append(d.Labels, desk.LabelID(fmt.Sprint("l", l.random.IntN(4))))
		}
		return d, nil
	})
	l.b.must(err)
	for m := range l.want(d) {
		l.marks[m] = true
	}
}

func (l *interleaved) words(context.Context, desk.Dialog) ([]string, error) {
	return []string{l.word}, nil
}

// want are the marks under which the dialog is to stand.
func (l *interleaved) want(d desk.Dialog) map[desk.ListMark]int {
	out := map[desk.ListMark]int{}
	for _, m := range d.ListMarks() {
		out[m] = 1
	}
	for _, n := range []int{1, 2, 4} {
		if n <= len(l.word) {
			out[desk.ListMark("word:"+l.word[:n])] = 1
		}
	}
	return out
}

// check says what is otherwise than it is to be.
func (l *interleaved) check(seed uint64) {
	want, says := map[desk.ListMark]int{}, ""
	if !l.gone {
		d, err := l.b.Dialog(l.b.ctx, l.id)
		l.b.must(err)
		want, says = l.want(d), fmt.Sprintf("%s %q %s", d.Operator, d.Labels, l.word)
	}
	got := map[desk.ListMark]int{}
	for m := range l.marks {
		its, err := l.b.Table().All(l.b.ctx, "LIST#"+string(m), "")
		l.b.must(err)
		for _, it := range its {
			if !strings.HasSuffix(it.Str("sk"), "#"+string(l.id)) {
				continue
			}
			got[m]++
			var of struct {
				Operator string         `json:"o"`
				Labels   []desk.LabelID `json:"g"`
			}
			l.b.must(json.Unmarshal([]byte(it.Str("f")), &of))
			word := l.word
			if strings.HasPrefix(string(m), "word:") {
				word = it.Str("w")
			}
			if now := fmt.Sprintf("%s %q %s", of.Operator, of.Labels, word); now != says {
				l.b.Errorf("seed %d: under %s it says %s, want %s", seed, m, now, says)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		l.b.Errorf("seed %d: it stands elsewhere (-want +got): %s", seed, diff)
	}
}
