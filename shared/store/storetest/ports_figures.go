package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// countsOnce: things whose figures change are told of version by version, some twice,
// some late, by several at once and with lost answers. In the end the rows are the
// sum of what each thing is in its last version: the model.
func countsOnce(b *bench) {
	rnd := rand.New(rand.NewPCG(7, 7))
	flaky := &Flaky{Engine: b.Engine}
	lossy := store.Store{Engine: flaky, Now: b.Store.Now}
	draw := func() desk.Tally {
		t := desk.Tally{}
		for range rnd.IntN(3) {
			// Of two months, and on the edges of the period.
			row := desk.FigureRow{Day: fmt.Sprintf("2026-%02d-%02d", 1+rnd.IntN(2), []int{1, 28}[rnd.IntN(2)]), Line: "wa#1", Channel: desk.ChannelWhatsApp, Operator: desk.OperatorID([]string{"", "olga"}[rnd.IntN(2)])}
			t[row] = desk.Figures{desk.FigureOpened: 1 + rnd.Int64N(3), desk.FigureFilled.OfField("a.b"): 1}
		}
		return t
	}
	want := map[desk.FigureRow]desk.Figures{}
	var all sync.WaitGroup
	for thing := range 12 {
		var versions []desk.Tally
		for range 1 + rnd.IntN(5) {
			versions = append(versions, draw())
		}
		for row, f := range versions[len(versions)-1] {
			if want[row] == nil {
				want[row] = desk.Figures{}
			}
			want[row].Add(f)
		}
		// In order at first, with repeats and late ones between; the last is told by
		// several at once.
		order := []int{}
		for v := range versions {
			order = append(order, v, rnd.IntN(v+1))
		}
		for _, v := range order {
			flaky.FailAt(rnd.IntN(4), rnd.IntN(2) == 0)
			b.counted(lossy, fmt.Sprint("thing", thing), v, versions[v])
		}
		flaky.FailAt(0, false)
		for _, v := range []int{0, len(versions) - 1, len(versions) - 1} {
			all.Go(func() { b.counted(b.Store, fmt.Sprint("thing", thing), v, versions[v]) })
		}
	}
	all.Wait()
	got := map[desk.FigureRow]desk.Figures{}
	each := func(row desk.FigureRow, f desk.Figures) {
		if len(f) > 0 {
			got[row] = f
		}
	}
	b.must(b.EachFigures(b.ctx, "2026-01-01", "2026-02-28", each))
	if d := cmp.Diff(want, got); d != "" {
		b.Errorf("figures (-model +stored)\n%s", d)
	}
	b.recounts(want)
	got = map[desk.FigureRow]desk.Figures{}
	b.must(b.EachFigures(b.ctx, "2026-01-28", "2026-02-01", each))
	for row := range want {
		if _, there := got[row]; there != (row.Day == "2026-01-28" || row.Day == "2026-02-01") {
			b.Errorf("a part of the period: %v is there: %v", row, there)
		}
	}
	b.wants(b.EachFigures(b.ctx, "today", "2026-02-01", each), desk.ErrInvalid, "no day")
	b.wants(b.Count(b.ctx, "no day", 1, func(desk.Tally) (desk.Tally, error) {
		return desk.Tally{{Day: "x"}: {desk.FigureOpened: 1}}, nil
	}), desk.ErrInvalid, "a row of no day")
}

// counted counts until it is: a lost answer is asked for again, as a feed does.
func (b *bench) counted(s store.Store, thing string, version int, t desk.Tally) {
	b.Helper()
	var err error
	for range 100 { // DynamoDB may cancel one of two writes at once
		if err = s.Count(b.ctx, thing, int64(version+1), func(desk.Tally) (desk.Tally, error) { return t, nil }); err == nil {
			return
		}
	}
	b.Errorf("count %s: %v", thing, err)
}

// recounts: made again from what is, figures are found equal; what was never counted is,
// once; and the feed counts on from there. want is left as it is.
func (b *bench) recounts(want map[desk.FigureRow]desk.Figures) {
	b.Helper()
	same := func(counted desk.Tally) (desk.Tally, error) { return counted, nil }
	for thing := range 12 {
		mended, err := b.Recount(b.ctx, fmt.Sprint("thing", thing), same)
		b.must(err)
		if mended {
			b.Errorf("thing%d was counted as it is, and mended", thing)
		}
	}
	row := desk.FigureRow{Day: "2026-01-28", Line: "never counted"}
	missed := desk.Tally{row: {desk.FigureOpened: 1}}
	for i := range 2 {
		mended, err := b.Recount(b.ctx, "missed", func(desk.Tally) (desk.Tally, error) { return missed, nil })
		b.must(err)
		if mended != (i == 0) {
			b.Errorf("time %d: mended is %v", i, mended)
		}
	}
	b.must(b.Count(b.ctx, "missed", 1, func(desk.Tally) (desk.Tally, error) {
		return desk.Tally{row: {desk.FigureOpened: 1, desk.FigureClosed: 1}}, nil
	}))
	got := map[desk.FigureRow]desk.Figures{}
	b.must(b.EachFigures(b.ctx, "2026-01-01", "2026-02-28", func(row desk.FigureRow, f desk.Figures) {
		if len(f) > 0 {
			got[row] = f
		}
	}))
	model := maps.Clone(want)
	model[row] = desk.Figures{desk.FigureOpened: 1, desk.FigureClosed: 1}
	if d := cmp.Diff(model, got); d != "" {
		b.Errorf("figures made again (-model +stored)\n%s", d)
	}
	b.must(b.Count(b.ctx, "missed", 2, func(desk.Tally) (desk.Tally, error) { return desk.Tally{}, nil }))
}
