package crmtest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

var showing = map[string]func(*bench){
	"a note is there once, however often it is added again":                     noteOnce,
	"a note is there once, whatever answer is lost":                             noteLost,
	"a note that is taken is gone, and no other":                                noteTaken,
	"a task is there once, and is done once":                                    taskOnce,
	"a task is there once, whatever answer is lost":                             taskLost,
	"nothing is shown on a card that is not there":                              showsNowhere,
	"an item is there once, as it was set last":                                 itemOnce,
	"an item is there once, whatever answer is lost":                            itemLost,
	"an item that is taken is gone, and no other":                               itemTaken,
	"all parts of a transcript are taken away at once":                          transcriptTaken,
	"what is to be done beside a note or an item is there once, with it":        shownTogether,
	"what is to be done is there once, with a note, whatever answer is lost":    togetherLost,
	"what is taken of a note leaves what is to be done beside it":               togetherTaken,
	"a process is started, or it is said that it was not, or that nobody knows": processSaid,
}

// notes and tasks skip what the CRM can't do.
func (b *bench) notes() {
	b.Helper()
	if !b.can.Notes {
		b.Skip("the CRM has no timeline for notes")
	}
}

func (b *bench) tasks() {
	b.Helper()
	if !b.can.Tasks {
		b.Skip("the CRM has no tasks")
	}
}

// sees wants the card to have so many notes, or open tasks, with those words.
func (b *bench) sees(all []string, words string, want int) {
	b.Helper()
	n := 0
	for _, one := range all {
		if strings.Contains(one, words) {
			n++
		}
	}
	if n != want {
		b.Errorf("%q is there %d times, want %d: %q", words, n, want, all)
	}
}

func noteOnce(b *bench) {
	b.notes()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	n := desk.CardNote{Card: deal, Mark: desk.NoteMark("r1"), Text: "CoPilot read the chat"}
	b.must(b.AddNote(b.ctx, n))
	n.Again = true
	b.must(b.AddNote(b.ctx, n))
	other := n
	other.Mark, other.Text = desk.NoteMark("r2"), "It read on"
	b.must(b.AddNote(b.ctx, other))
	b.sees(b.Notes(deal), "CoPilot read the chat", 1)
	b.sees(b.Notes(deal), "It read on", 1)
}

func noteLost(b *bench) {
	b.notes()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	again := map[int]bool{}
	b.everyFault(func(i int) error {
		n := desk.CardNote{Card: deal, Mark: desk.NoteMark(desk.RunID(fmt.Sprint(i))), Text: fmt.Sprint("note <", i, ">"), Again: again[i]}
		again[i] = true
		if err := b.AddNote(b.ctx, n); err != nil {
			return err
		}
		b.sees(b.Notes(deal), n.Text, 1)
		return nil
	})
}

func noteTaken(b *bench) {
	b.notes()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	for _, r := range []desk.RunID{"r1", "r2"} {
		b.must(b.AddNote(b.ctx, desk.CardNote{Card: deal, Mark: desk.NoteMark(r), Text: "note of " + string(r)}))
	}
	for range 2 {
		b.must(b.TakeNote(b.ctx, deal, desk.NoteMark("r1")))
		b.sees(b.Notes(deal), "note of r1", 0)
		b.sees(b.Notes(deal), "note of r2", 1)
	}
}

func (b *bench) task(card desk.CardRef, done bool) desk.CardTask {
	return desk.CardTask{Card: card, Mark: desk.ApprovalMark, Title: "Awaiting approval", Text: "Keep or replace.", Due: b.Now(), Done: done}
}

func taskOnce(b *bench) {
	b.tasks()
	deal, other := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref, b.card(desk.KindDeal, "d2", desk.CardRef{}).Ref
	b.must(b.SetTask(b.ctx, b.task(other, false)))
	for _, done := range []bool{true, false, false, true, true, false} {
		b.must(b.SetTask(b.ctx, b.task(deal, done)))
		b.sees(b.Tasks(deal), "Awaiting approval", map[bool]int{false: 1, true: 0}[done])
	}
	b.sees(b.Tasks(other), "Awaiting approval", 1)
}

func taskLost(b *bench) {
	b.tasks()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	b.everyFault(func(i int) error {
		done := i%2 == 1
		if err := b.SetTask(b.ctx, b.task(deal, done)); err != nil {
			return err
		}
		b.sees(b.Tasks(deal), "Awaiting approval", map[bool]int{false: 1, true: 0}[done])
		return nil
	})
}

func showsNowhere(b *bench) {
	b.notes()
	none := b.card(desk.KindDeal, "o", desk.CardRef{}).Ref
	none.ID += "0"
	b.wants(b.AddNote(b.ctx, desk.CardNote{Card: none, Mark: "m", Text: "x"}), desk.ErrNotFound, "a note")
	if b.can.Tasks {
		b.wants(b.SetTask(b.ctx, b.task(none, false)), desk.ErrNotFound, "a task")
	}
}

// items skips what the CRM can't do.
func (b *bench) items() {
	b.Helper()
	if !b.can.Items {
		b.Skip("the CRM has no items")
	}
}

func (b *bench) item(card desk.CardRef, run desk.RunID, summary string) desk.CardItem {
	return desk.CardItem{
		Card: card, Mark: desk.NoteMark(run), Run: run, Title: "CoPilot", Summary: summary,
		Values: []desk.ItemValue{{Field: "city", Title: "City", Text: "Riga → Oslo", Quote: "Oslo", Buttons: []desk.ItemButton{{Press: desk.PressKeep, Title: "Keep"}}}},
	}
}

func itemOnce(b *bench) {
	b.items()
	deal, other := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref, b.card(desk.KindDeal, "d2", desk.CardRef{}).Ref
	b.must(b.SetItem(b.ctx, b.item(other, "r1", "elsewhere")))
	for _, says := range []string{"one", "two", "two", "three"} {
		b.must(b.SetItem(b.ctx, b.item(deal, "r1", "says "+says)))
		b.sees(b.Items(deal), "says ", 1)
		b.sees(b.Items(deal), "says "+says, 1)
	}
	b.must(b.SetItem(b.ctx, b.item(deal, "r2", "another run")))
	b.sees(b.Items(deal), "says three", 1)
	b.sees(b.Items(deal), "another run", 1)
	b.sees(b.Items(other), "elsewhere", 1)
	none := deal
	none.ID += "0"
	b.wants(b.SetItem(b.ctx, b.item(none, "r1", "x")), desk.ErrNotFound, "an item")
}

func itemLost(b *bench) {
	b.items()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	b.everyFault(func(i int) error {
		if err := b.SetItem(b.ctx, b.item(deal, desk.RunID(fmt.Sprint(i)), fmt.Sprint("item number ", i, "."))); err != nil {
			return err
		}
		b.sees(b.Items(deal), fmt.Sprint("item number ", i, "."), 1)
		return nil
	})
}

func itemTaken(b *bench) {
	b.items()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	for _, r := range []desk.RunID{"r1", "r2"} {
		b.must(b.SetItem(b.ctx, b.item(deal, r, "item of "+string(r))))
	}
	for range 2 {
		b.must(b.TakeNote(b.ctx, deal, desk.NoteMark("r1")))
		b.sees(b.Items(deal), "item of r1", 0)
		b.sees(b.Items(deal), "item of r2", 1)
	}
}

// shows puts a note on a card, or an item where the CRM has those, with what is to be
// done beside it, and shown are those that are there.
func (b *bench) shows(card desk.CardRef, run desk.RunID, says string, task desk.CardTask, again bool) error {
	if b.can.Items {
		i := b.item(card, run, says)
		i.Task = &task
		return b.SetItem(b.ctx, i)
	}
	return b.AddNote(b.ctx, desk.CardNote{Card: card, Mark: desk.NoteMark(run), Text: says, Again: again, Task: &task})
}

func (b *bench) shown(card desk.CardRef) []string {
	if b.can.Items {
		return b.Items(card)
	}
	return b.Notes(card)
}

func shownTogether(b *bench) {
	b.notes()
	b.tasks()
	deal, other := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref, b.card(desk.KindDeal, "d2", desk.CardRef{}).Ref
	b.must(b.SetTask(b.ctx, b.task(other, false)))
	for n, done := range []bool{false, false, true, true, false} {
		run := desk.RunID(fmt.Sprint("r", n))
		b.must(b.shows(deal, run, "run "+string(run), b.task(deal, done), false))
		b.must(b.shows(deal, run, "run "+string(run), b.task(deal, done), true))
		b.sees(b.shown(deal), "run "+string(run), 1)
		b.sees(b.Tasks(deal), "Awaiting approval", map[bool]int{false: 1, true: 0}[done])
	}
	// What customers say is no command.
	b.must(b.shows(deal, "odd", "he said $result[card][item], x=y", b.task(deal, true), false))
	b.sees(b.shown(deal), "he said $result[", 1)
	b.sees(b.Tasks(deal), "Awaiting approval", 0)
	b.sees(b.Tasks(other), "Awaiting approval", 1)
	none := deal
	none.ID += "0"
	b.wants(b.shows(none, "r9", "x", b.task(none, false), false), desk.ErrNotFound, "a note with a task")
}

func togetherLost(b *bench) {
	b.notes()
	b.tasks()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	again := map[int]bool{}
	b.everyFault(func(i int) error {
		run, done := desk.RunID(fmt.Sprint(i)), i%2 == 1
		was := again[i]
		again[i] = true
		if err := b.shows(deal, run, fmt.Sprint("shown ", i, "."), b.task(deal, done), was); err != nil {
			return err
		}
		b.sees(b.shown(deal), fmt.Sprint("shown ", i, "."), 1)
		b.sees(b.Tasks(deal), "Awaiting approval", map[bool]int{false: 1, true: 0}[done])
		return nil
	})
}

func togetherTaken(b *bench) {
	b.notes()
	b.tasks()
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	for _, r := range []desk.RunID{"r1", "r2"} {
		b.must(b.shows(deal, r, "shown of "+string(r), b.task(deal, false), false))
	}
	for range 2 {
		b.must(b.TakeNote(b.ctx, deal, desk.NoteMark("r1")))
		b.sees(append(b.shown(deal), b.Tasks(deal)...), "shown of r1", 0)
		b.sees(b.shown(deal), "shown of r2", 1)
		b.sees(b.Tasks(deal), "Awaiting approval", 1)
	}
	b.must(b.SetTask(b.ctx, b.task(deal, true)))
	b.sees(b.Tasks(deal), "Awaiting approval", 0)
}

func transcriptTaken(b *bench) {
	if !b.can.Transcripts {
		b.Skip("no transcripts are written into the CRM")
	}
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	for _, d := range []desk.DialogID{"ann/1", "ann/2"} {
		for n := range 3 {
			for range 2 {
				b.must(b.AddNote(b.ctx, desk.CardNote{Card: deal, Mark: desk.TranscriptPart(d, n), Text: fmt.Sprint("part ", n, " of ", d), Again: true}))
			}
		}
	}
	for range 2 {
		b.must(b.TakeNote(b.ctx, deal, desk.TranscriptMark("ann/1")))
	}
	b.sees(b.Notes(deal), "of ann/1", 0)
	b.sees(b.Notes(deal), "of ann/2", 3)
}

// processSaid: no CRM lets a start be named, so that a second one were found: whoever has
// it happen once must be able to believe what is said of the first. What is done was
// started once, what is refused or put off was not, and only what is neither may have
// been.
func processSaid(b *bench) {
	if !b.can.Processes {
		b.Skip("the CRM has no processes")
	}
	deal := b.card(desk.KindDeal, "d", desk.CardRef{}).Ref
	start := func(what string) {
		b.Helper()
		had := b.Started(deal)
		err := b.StartProcess(b.ctx, desk.CardProcess{Card: deal, Process: b.Process})
		now := b.Started(deal) - had
		var no *desk.Refusal
		var later *desk.Later
		switch {
		case err == nil && now != 1:
			b.Errorf("%s: it is said to be started, and was %d times", what, now)
		case now > 1, now > 0 && (errors.As(err, &no) || errors.As(err, &later) || errors.Is(err, desk.ErrInvalid) || errors.Is(err, desk.ErrNotFound)):
			b.Errorf("%s: it was started %d times, and is said not to be: %v", what, now, err)
		}
	}
	start("all is well")
	if b.Started(deal) != 1 {
		b.Fatal("it was not started though all is well")
	}
	for _, after := range []bool{false, true} {
		for n, reached := 1, true; reached; n++ {
			had := b.Steps()
			b.FailAt(n, after)
			start(fmt.Sprintf("step %d fails, after its work: %v", n, after))
			b.FailAt(0, false)
			reached = b.Steps()-had >= n && n < 60
		}
	}
	other := b.card(desk.KindDeal, "d2", desk.CardRef{}).Ref
	if n := b.Started(other); n != 0 {
		b.Errorf("%d were started on another card", n)
	}
}
