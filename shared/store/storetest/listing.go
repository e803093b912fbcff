package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// listsAgain: whatever is listed twice, late, in any order, or was cut off between any
// two calls of the engine, stands in the end as if it had been listed once, and what
// is gone stands nowhere.
func listsAgain(b *bench) {
	random := rand.New(rand.NewPCG(7, 11))
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}
	words := func(_ context.Context, d desk.Dialog) ([]string, error) {
		return []string{"anna", strings.ReplaceAll(string(d.State), "_", "")}, nil
	}
	var told []desk.DialogID // changes that were not heard of yet
	var ids []desk.DialogID
	marks := map[desk.ListMark]bool{}
	for i := range 40 {
		b.tick(time.Second)
		a, err := b.Append(b.ctx, desk.Append{Line: line, Message: desk.Message{
			Customer: desk.CustomerID(fmt.Sprint("c", i%7)), External: desk.ExternalID(fmt.Sprint(i)), Author: desk.ByCustomer, Text: "x",
		}})
		b.must(err)
		id := a.Dialog.ID
		if a.Opened {
			ids = append(ids, id)
		}
		d, err := b.ChangeDialog(b.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			switch random.IntN(4) {
			case 0:
				d = d.Closed(desk.ClosedIdle, "", b.Now())
			case 1:
				d = d.Taken("olga", b.Now())
			case 2:
				for n := range random.IntN(60) { // more than one write holds
					d.Labels = append(d.Labels, desk.LabelID(fmt.Sprint("l", n+random.IntN(60)*100)))
				}
			case 3:
				d.Labels, d.Priority = nil, desk.PriorityUrgent
			}
			return d, nil
		})
		b.must(err)
		for _, mark := range append(d.ListMarks(), wordMarks(d)...) {
			marks[mark] = true
		}
		told = append(told, id, id)
		for range random.IntN(4) {
			if len(told) == 0 {
				break
			}
			n := random.IntN(len(told))
			s := b.Store
			s.Engine = &dying{Engine: b.Engine, calls: random.IntN(8)}
			if err := s.List(b.ctx, told[n], words); err == nil {
				told = append(told[:n], told[n+1:]...)
			} else if !errors.Is(err, desk.ErrBusy) {
				b.Fatal(err)
			}
		}
	}
	for _, id := range told {
		b.must(b.List(b.ctx, id, words))
	}
	got := b.entries(marks)
	for _, id := range ids {
		d, err := b.Dialog(b.ctx, id)
		b.must(err)
		want := map[desk.ListMark]int{}
		for _, mark := range append(d.ListMarks(), wordMarks(d)...) {
			want[mark] = 1
		}
		if diff := cmp.Diff(want, got[string(id)]); diff != "" {
			b.Errorf("%s stands elsewhere (-want +got): %s", id, diff)
		}
	}
	for _, id := range ids {
		b.must(b.List(b.ctx, id, words))
	}
	if diff := cmp.Diff(got, b.entries(marks)); diff != "" {
		b.Errorf("made anew, the lists are others: %s", diff)
	}
	gone := 0
	for _, id := range ids { // who is gone stands nowhere, also if somebody is late
		c, _, err := id.Split()
		b.must(err)
		if d, err := b.Newest(b.ctx, c); err == nil && d.ID == id {
			continue // where it lies the next one will
		}
		gone++
		b.must(b.TakeDialog(b.ctx, id))
		b.must(b.List(b.ctx, id, words))
		if got := b.entries(marks)[string(id)]; len(got) != 0 {
			b.Errorf("%s is gone, and stands under %v", id, got)
		}
	}
	if gone == 0 {
		b.Error("no dialog is a past one: the test shows less than it says")
	}
}

// listsOvertaken: somebody who lists a dialog is overtaken before they write entries, and
// writes them late. They mend it themselves; if they die of it, whoever lists the dialog
// next does, and also of one that is gone nothing is left.
func listsOvertaken(b *bench) {
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}
	words := func(context.Context, desk.Dialog) ([]string, error) { return []string{"anna"}, nil }
	for name, c := range map[string]struct {
		dies, gone, twice bool
	}{
		"mended at once": {}, "overtaken twice": {twice: true}, "by the next": {dies: true}, "overtaken twice, by the next": {dies: true, twice: true},
		"of one that is gone": {gone: true}, "of one that is gone, by the next": {dies: true, gone: true},
	} {
		customer := desk.CustomerID(strings.ReplaceAll(name, " ", ""))
		for i := range 2 {
			b.tick(time.Second)
			_, err := b.Append(b.ctx, desk.Append{Line: line, Message: desk.Message{Customer: customer, External: desk.ExternalID(fmt.Sprint(i)), Author: desk.ByCustomer, Text: "x"}})
			b.must(err)
			if i == 0 {
				_, err := b.ChangeDialog(b.ctx, desk.NewDialogID(customer, 1), func(d desk.Dialog) (desk.Dialog, error) {
					d.Labels = []desk.LabelID{"old"}
					return d.Closed(desk.ClosedIdle, "", b.Now()), nil
				})
				b.must(err)
			}
		}
		id := desk.NewDialogID(customer, 1)
		marks := map[desk.ListMark]bool{"word:a": true, "word:an": true, "word:anna": true}
		note := func(d desk.Dialog) map[desk.ListMark]int {
			want := map[desk.ListMark]int{"word:a": 1, "word:an": 1, "word:anna": 1}
			for _, m := range d.ListMarks() {
				marks[m], want[m] = true, 1
			}
			return want
		}
		d, err := b.Dialog(b.ctx, id)
		b.must(err)
		want := note(d)
		late := b.Store
		late.Engine = &overtaken{Engine: b.Engine, dies: c.dies, meanwhile: func() {
			if c.gone {
				b.must(b.TakeDialog(b.ctx, id))
				want = nil
				return
			}
			d, err := b.ChangeDialog(b.ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
				d.Labels, d.Operator = []desk.LabelID{"new"}, "max"
				return d, nil
			})
			b.must(err)
			want = note(d)
			b.must(b.List(b.ctx, id, words))
			if c.twice {
				b.must(b.List(b.ctx, id, words))
			}
		}}
		if err := late.List(b.ctx, id, words); (err != nil) != c.dies {
			b.Errorf("%s: whoever is late: %v", name, err)
		}
		if c.dies {
			if c.gone { // an erasure looks again at its end
				b.must(b.TakeDialog(b.ctx, id))
			} else {
				b.must(b.List(b.ctx, id, words))
			}
		}
		if diff := cmp.Diff(want, b.entries(marks)[string(id)]); diff != "" {
			b.Errorf("%s: it stands elsewhere (-want +got): %s", name, diff)
		}
		for m := range want { // and says what is
			its, err := b.Table().All(b.ctx, "LIST#"+string(m), "")
			b.must(err)
			for _, it := range its {
				if strings.HasSuffix(it.Str("sk"), "#"+string(id)) && !strings.Contains(fmt.Sprintf("%s", it["f"]), "max") {
					b.Errorf("%s: under %s it says %s", name, m, it["f"])
				}
			}
		}
	}
}

// overtaken is an engine of somebody whom another overtakes before they write the first
// entries, and who may die once these are written.
type overtaken struct {
	store.Engine
	meanwhile func()
	dies      bool
	dead      bool
}

func (o *overtaken) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	if o.dead {
		return nil, errDying
	}
	if do := o.meanwhile; ops[0].Loose && do != nil {
		o.meanwhile = nil
		do()
		o.dead = o.dies
	}
	return o.Engine.Write(ctx, ops...)
}

// wordMarks are the lists of beginnings in which the dialog stands.
func wordMarks(d desk.Dialog) []desk.ListMark {
	out := []desk.ListMark{"word:a", "word:an", "word:anna"}
	for _, n := range []int{1, 2, 4} {
		if n <= len(d.State) {
			out = append(out, desk.ListMark("word:"+strings.ReplaceAll(string(d.State), "_", "")[:n]))
		}
	}
	return out
}

// entries are under which of the marks dialogs stand, and how often.
func (b *bench) entries(marks map[desk.ListMark]bool) map[string]map[desk.ListMark]int {
	out := map[string]map[desk.ListMark]int{}
	for mark := range marks {
		its, err := b.Table().All(b.ctx, "LIST#"+string(mark), "")
		b.must(err)
		for _, it := range its {
			_, id, _ := strings.Cut(it.Str("sk"), "#")
			if out[id] == nil {
				out[id] = map[desk.ListMark]int{}
			}
			out[id][mark]++
		}
	}
	return out
}

var errDying = fmt.Errorf("%w: the process died", desk.ErrBusy)

// dying is an engine whose process dies after so many calls, having done the last.
type dying struct {
	store.Engine
	calls int
}

func (d *dying) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	if d.calls--; d.calls < 0 {
		return nil, errDying
	}
	return d.Engine.Get(ctx, k, strong)
}

func (d *dying) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	if d.calls--; d.calls < 0 {
		if half := len(ops) / 2; ops[0].Loose && half > 0 { // some are done, some are not
			if _, err := d.Engine.Write(ctx, ops[:half]...); err != nil {
				return nil, err
			}
		}
		return nil, errDying
	}
	it, err := d.Engine.Write(ctx, ops...)
	if d.calls == 0 && err == nil {
		return nil, errDying
	}
	return it, err
}
