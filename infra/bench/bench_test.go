package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// cacheDir keeps the filled files from one run to the next.
const cacheDir = "../../.cache/bench"

// rounds are how often both are done in a pass, of which there are so many.
const rounds, passes = 400, 9

// flat reports what a thing uses where there is much, and how that compares with
// where there is little: in counts, which must be alike, and in time, as a ratio
// alone, since a file's pages and a machine's load are in it.
func flat(b *testing.B, little, much store.Engine, do func(e store.Engine, isLittle bool)) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		do(much, false)
	}
	b.StopTimer()
	b.ReportMetric(0, "ns/op")
	clock, processor := inTurn(func() { do(little, true) }, func() { do(much, false) })
	b.ReportMetric(clock, "x_time")
	b.ReportMetric(processor, "x_processor")
	few := usedBy(little, func(e store.Engine) { do(e, true) })
	many := usedBy(much, func(e store.Engine) { do(e, false) })
	b.ReportMetric(float64(many.Calls), "calls")
	b.ReportMetric(many.Writes, "write_units")
	b.ReportMetric(many.Reads, "read_units")
	b.ReportMetric(growth(few, many), "x_counts")
}

// inTurn is how many times longer much takes than little, in the middle of so many rounds:
// call by call in turn, so that whatever else the machine does meets both alike, by the
// clock and by the processor's time, which does not count who else had it meanwhile. Where
// the memory lies that a pass over the rounds works on shifts its ratio by some 5 %, so
// there are several, each from a swept heap on, and the middle one counts.
func inTurn(little, much func()) (clock, processor float64) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	middle := func(of []float64) float64 {
		slices.Sort(of)
		return of[len(of)/2]
	}
	var ratios [2][]float64
	for range passes {
		runtime.GC()
		var few, many [2][]float64
		once := func(do func(), into *[2][]float64) {
			start, used := time.Now(), threadTime()
			do()
			into[1] = append(into[1], float64(threadTime()-used))
			into[0] = append(into[0], float64(time.Since(start)))
		}
		for i := range 2 * rounds {
			if i == rounds { // until then pages were read that had not been
				few, many = [2][]float64{}, [2][]float64{}
			}
			if i%2 == 0 {
				once(little, &few)
			}
			once(much, &many)
			if i%2 == 1 {
				once(little, &few)
			}
		}
		for of := range ratios {
			ratios[of] = append(ratios[of], middle(many[of])/middle(few[of]))
		}
	}
	return middle(ratios[0]), middle(ratios[1])
}

// threadTime is what the thread had of a processor.
func threadTime() time.Duration {
	var at unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &at); err != nil {
		panic(err)
	}
	return time.Duration(at.Nano())
}

// usedBy is what do uses of an engine.
func usedBy(e store.Engine, do func(store.Engine)) Use {
	m := &Meter{Engine: e}
	do(m.As(""))
	return m.use
}

// growth is how many times more is used; the worst of calls and units.
func growth(few, many Use) float64 {
	worst := 1.0
	for _, p := range [][2]float64{{float64(few.Calls), float64(many.Calls)}, {few.Writes, many.Writes}, {few.Reads, many.Reads}} {
		if p[0] > 0 {
			worst = max(worst, p[1]/p[0])
		} else if p[1] > 0 {
			worst = max(worst, 1+p[1])
		}
	}
	return worst
}

// BenchmarkList is a page of 50 dialogs among a million, beside one among ten
// thousand, of each list.
func BenchmarkList(b *testing.B) {
	ctx := context.Background()
	say := func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
	little, err := cachedDialogs(ctx, cacheDir, 10_000, say)
	must(b, err)
	defer func() { must(b, little.Close()) }()
	much, err := cachedDialogs(ctx, cacheDir, 1_000_000, say)
	must(b, err)
	defer func() { must(b, much.Close()) }()
	for _, name := range slices.Sorted(maps.Keys(pageLists(1))) {
		b.Run(name+"/50_of_1000000_beside_10000", func(b *testing.B) {
			flat(b, little, much, func(e store.Engine, isLittle bool) {
				n := 1_000_000
				if isLittle {
					n = 10_000
				}
				st := store.Store{Engine: e, Now: func() time.Time { return noon.Add(time.Duration(n) * apart) }}
				_, err := st.ListDialogs(ctx, pageLists(n)[name], desk.PageAsk{Limit: 50})
				must(b, err)
			})
		})
	}
}

// dialogsOf is a file with dialogs of so many messages each, one a customer.
func dialogsOf(b *testing.B, messages int, customers ...desk.CustomerID) *embedded.Engine {
	e, err := embedded.Open(filepath.Join(b.TempDir(), "store.db"), embedded.Knobs{NoSync: true})
	must(b, err)
	b.Cleanup(func() { must(b, e.Close()) })
	for _, c := range customers {
		must(b, fillMessages(context.Background(), e, c, messages))
	}
	return e
}

// BenchmarkLongDialog is message 100,000 of a dialog beside message 10: storing
// it, and reading the newest page.
func BenchmarkLongDialog(b *testing.B) {
	ctx := context.Background()
	const c = "c1"
	much := dialogsOf(b, 100_000, c)
	now, n := noon.Add(1000*time.Hour), 1_000_000
	b.Run("append_100000th_beside_10th", func(b *testing.B) {
		short := make([]desk.CustomerID, 2*rounds*passes+100) // each is written to once
		for i := range short {
			short[i] = customerAt(i)
		}
		little, next := dialogsOf(b, 9, short...), 0
		flat(b, little, much, func(e store.Engine, isLittle bool) {
			to := desk.CustomerID(c)
			if isLittle {
				to, next = short[next], next+1
			}
			n, now = n+1, now.Add(time.Millisecond)
			_, err := store.Store{Engine: e, Now: func() time.Time { return now }}.Append(ctx, desk.Append{Line: benchLine, Message: message(to, n, now)})
			must(b, err)
		})
	})
	b.Run("newest_50_of_100000_beside_50", func(b *testing.B) {
		flat(b, dialogsOf(b, 50, c), much, func(e store.Engine, _ bool) {
			p, err := store.Store{Engine: e, Now: time.Now}.Messages(ctx, c, 0, 0, true, desk.PageAsk{Limit: 50})
			if must(b, err); len(p.Items) != 50 {
				b.Fatalf("got %d messages, want 50", len(p.Items))
			}
		})
	})
}

// BenchmarkRun is a run with a model that answers at once: it is asked for,
// claimed, the dialog is read, five fields are proven and filled, and the end is
// stored.
func BenchmarkRun(b *testing.B) {
	ctx := context.Background()
	m, err := readMachine("../closing.asl.json")
	must(b, err)
	bu := builder{dir: b.TempDir(), machine: m}
	defer func() { must(b, bu.close()) }()
	h, err := bu.open(ctx, readBy(desk.ModeManual))
	must(b, err)
	for i := range b.N {
		must(b, h.play(ctx, story.Anna+i, story.Order()))
		must(b, h.settle(ctx))
	}
	must(b, h.pass(ctx, time.Minute))
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		must(b, h.post("/v1/dialogs/"+string(h.dialog(story.Anna+i, 1))+"/runs", fmt.Sprint("run", i), `{}`))
		must(b, h.settle(ctx))
	}
}
