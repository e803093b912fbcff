package desk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// TestSpread_IsRightWithinTwoPercent holds medians and 90th percentiles, over rows
// that were merged, to those of the values themselves (ST-01 … ST-04).
func TestSpread_IsRightWithinTwoPercent(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	edges := func() time.Duration { // the worst places of a bucket: its ends
		return time.Duration(1<<rnd.IntN(36)+rnd.IntN(3)-1) * time.Millisecond
	}
	for name, draw := range map[string]func() time.Duration{
		"even":          func() time.Duration { return time.Duration(rnd.Int64N(int64(time.Hour))) },
		"a long tail":   func() time.Duration { return time.Duration(math.Exp(rnd.NormFloat64()*4+8)) * time.Millisecond },
		"two heaps":     func() time.Duration { return time.Duration(1+rnd.IntN(2)*86400*30) * time.Second },
		"all the same":  func() time.Duration { return 1999 * time.Millisecond },
		"bucket's ends": edges,
		"nothing":       func() time.Duration { return 0 },
		"a few ms":      func() time.Duration { return time.Duration(rnd.IntN(70)) * time.Millisecond },
	} {
		for n := 1; n < 3000; n = n*2 + 1 {
			days := []Figures{{}, {}, {}}
			var exact []time.Duration
			for range n {
				d := draw()
				exact = append(exact, d)
				days[rnd.IntN(3)].Add(Figures{TimeReplied.Bucket(d): 1})
			}
			slices.Sort(exact)
			merged := Figures{}
			for _, day := range days {
				merged.Add(day)
			}
			got := merged.Spread(TimeReplied)
			for of, p := range map[int]time.Duration{50: got.Median, 90: got.P90} {
				want := exact[(n*of+99)/100-1]
				// Under 50 ms the millisecond itself is more than 2 %.
				if off := (p - want).Abs(); off > max(want/50, time.Millisecond) || got.Count != int64(n) {
					t.Errorf("%s, %d values: got %v of %d for %d %%, want %v", name, n, p, got.Count, of, want)
				}
			}
		}
	}
}

// TestBucket_EveryDurationLiesInOne: the buckets lie end to end, in order, and a
// duration that can't be is no panic.
func TestBucket_EveryDurationLiesInOne(t *testing.T) {
	last := -1
	for ms := range 200_000 {
		b := bucket(time.Duration(ms) * time.Millisecond)
		if b != last && b != last+1 {
			t.Fatalf("%d ms lies in bucket %d, behind %d", ms, b, last)
		}
		last = b
	}
	if got := bucket(-time.Hour); got != 0 {
		t.Errorf("less than nothing lies in %d, want 0", got)
	}
	if got, most := middle(bucket(math.MaxInt64)), time.Duration(math.MaxInt64); got < most/100*98 {
		t.Errorf("the longest duration is told as %v", got)
	}
}

func TestDialogTally_ByReasonAndDayOfTheZone(t *testing.T) {
	zone := time.FixedZone("east", 3*3600)
	opened := time.Date(2026, 3, 1, 22, 30, 0, 0, time.UTC) // 01:30 of the 2nd there
	d := Dialog{Line: "wa", Channel: ChannelWhatsApp, Team: "sales", Operator: "olga", State: StateInProgress, OpenedAt: opened}
	row := FigureRow{Day: "2026-03-02", Line: "wa", Channel: ChannelWhatsApp, Team: "sales"}
	if got := d.Tally(zone); got[row][FigureOpened] != 1 || got[row][OpenedAt(1)] != 1 || len(got) != 1 {
		t.Errorf("open: %v", got)
	}
	open := d.Tally(zone)
	d.State, d.ClosedAt, d.CloseReason = StateClosed, opened.Add(26*time.Hour), ClosedByHand
	d.AcceptedAt, d.RepliedAt, d.LastSpoken = opened.Add(time.Minute), opened.Add(2*time.Minute), SeqAt(opened.Add(time.Hour))
	got := d.Tally(zone)
	row.Operator = "olga"
	closed := row
	closed.Day = "2026-03-03"
	if got[row][FigureOpened] != 1 || got[closed][FigureClosed] != 1 || got[closed][ClosedByHand.Figure()] != 1 || len(got) != 2 {
		t.Errorf("closed: %v", got)
	}
	for name, want := range map[TimeFigure]time.Duration{TimeAccepted: time.Minute, TimeReplied: 2 * time.Minute, TimeTalked: time.Hour, TimeClosed: 26 * time.Hour} {
		if s := got[closed].Spread(name); s.Count != 1 || (s.Median-want).Abs() > want/50 {
			t.Errorf("%s: got %+v, want %v", name, s, want)
		}
	}
	if d.CloseReason = ClosedIdle; d.Tally(zone)[closed].Spread(TimeClosed).Count != 0 {
		t.Error("one that fell idle was closed by no operator (ST-04)")
	}
	// What it is, less what was counted, added to what was counted, is what it is.
	if back := got.Since(open).Since(Tally{}.Since(open)).Since(got); len(back) != 0 {
		t.Errorf("the differences leave %v", back)
	}
}

// TestOpenByTheHour_ST07: a closed dialog counts once in each hour in which it was open,
// on that hour's day in the zone, whatever the clocks there do, and for a month at most.
func TestOpenByTheHour_ST07(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Skip("no zones here")
	}
	at := func(s string) time.Time {
		out, err := time.ParseInLocation("2006-01-02 15:04:05", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	open := func(from, to time.Time) (perDay map[string][]int) {
		d := Dialog{Line: "wa", State: StateClosed, OpenedAt: from, ClosedAt: to, CloseReason: ClosedIdle}
		perDay = map[string][]int{}
		for row, f := range d.Tally(zone) {
			for hour := range 24 {
				if n := f[OpenAtHour(hour)]; n == 1 {
					perDay[row.Day] = append(perDay[row.Day], hour)
				} else if n != 0 {
					t.Errorf("%s, %d o'clock: counted %d times", row.Day, hour, n)
				}
			}
		}
		return perDay
	}
	for name, c := range map[string]struct {
		from, to string
		want     map[string][]int
	}{
		"a minute":                       {"2026-03-02 10:15:00", "2026-03-02 10:16:00", map[string][]int{"2026-03-02": {10}}},
		"from one hour to the next":      {"2026-03-02 10:59:59", "2026-03-02 11:00:00", map[string][]int{"2026-03-02": {10, 11}}},
		"over midnight":                  {"2026-03-02 22:30:00", "2026-03-03 01:10:00", map[string][]int{"2026-03-02": {22, 23}, "2026-03-03": {0, 1}}},
		"an hour that is left out":       {"2026-03-29 01:30:00", "2026-03-29 03:30:00", map[string][]int{"2026-03-29": {1, 3}}},
		"an hour that comes twice":       {"2026-10-25 01:30:00", "2026-10-25 03:30:00", map[string][]int{"2026-10-25": {1, 2, 3}}},
		"closed before it opened, by us": {"2026-03-02 10:15:00", "2026-03-02 10:14:00", map[string][]int{}},
	} {
		if got := open(at(c.from), at(c.to)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	if days := len(open(at("2026-01-01 00:00:00"), at("2026-12-31 00:00:00"))); days != openDays+1 {
		t.Errorf("a year is %d days", days)
	}
}

// TestConversations_ST06: what is handed over is one conversation and two dialogs.
func TestConversations_ST06(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	first := Dialog{ID: "c-1", State: StateClosed, OpenedAt: now, ClosedAt: now.Add(time.Minute), CloseReason: ClosedTransfer}
	second := Dialog{ID: "c-2", Parent: "c-1", State: StateWaiting, OpenedAt: now.Add(time.Minute)}
	sum := func(ds ...Dialog) string {
		all := Figures{}
		for _, d := range ds {
			for _, f := range d.Tally(time.UTC) {
				all.Add(f)
			}
		}
		began, ended := all.Conversations()
		return fmt.Sprint(all[FigureOpened], all[FigureClosed], began, ended)
	}
	if got := sum(first, second); got != "2 1 1 0" {
		t.Errorf("handed over, and open: got %s", got)
	}
	second.State, second.ClosedAt, second.CloseReason = StateClosed, now.Add(time.Hour), ClosedIdle
	if got := sum(first, second); got != "2 2 1 1" {
		t.Errorf("handed over, and over: got %s", got)
	}
}

// TestSaidOfALongDialog_ST06: however many days people talk, a dialog is counted in so
// many rows that they are one write.
func TestSaidOfALongDialog_ST06(t *testing.T) {
	now := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	d := Dialog{Line: "wa", State: StateClosed, OpenedAt: now, ClosedAt: now.AddDate(0, 0, 300), CloseReason: ClosedIdle}
	var said []Message
	for day := range 300 {
		said = append(said, Message{Author: ByCustomer, Seq: SeqAt(now.AddDate(0, 0, day))})
	}
	all := d.Tally(time.UTC)
	all.CountSaid(d, said, time.UTC)
	n := int64(0)
	for _, f := range all {
		n += f[SaidAt(ByCustomer, 9)]
	}
	if n != 300 || len(all) > 90 {
		t.Errorf("%d messages in %d rows, want 300 in at most 90", n, len(all))
	}
}

func TestRunTally_AcceptanceByFieldAndReader(t *testing.T) {
	row := FigureRow{Day: "2026-03-01", Line: "wa"}
	r := Run{State: RunDone, Reading: &Reading{Reader: "offline", Model: "a/b", Prompt: "offline-5", Usage: Usage{MicroUSD: 1500}}, Outcomes: []Outcome{
		{Field: "a", Kind: OutcomeFilled}, {Field: "b", Kind: OutcomeFilled, Decision: DecisionUndo},
		{Field: "c.d", Kind: OutcomeProposed, Decision: DecisionReplace}, {Field: "e", Kind: OutcomeProposed, Decision: DecisionKeep},
		{Field: "f", Kind: OutcomeProposed}, {Field: "g", Kind: OutcomeNotFound},
	}}
	got := r.Tally(row)[row]
	for name, want := range map[Figure]int64{
		FigureRuns: 1, FigureMicroUSD: 1500, FigureFilled: 2, FigureProposed: 3, FigureKept: 1, FigureReplaced: 1, FigureUndone: 1,
		FigureFilled.OfField("a"): 1, FigureUndone.OfField("a"): 0, FigureUndone.OfField("b"): 1, FigureReplaced.OfField("c.d"): 1, FigureProposed.OfField("f"): 1,
		FigureFilled.OfReader("offline"): 2, FigureMicroUSD.OfReader("offline"): 1500,
		FigureRuns.OfVersion("offline a-b offline-5"): 1, FigureKept.OfVersion("offline a-b offline-5"): 1,
		FigureReplaced.OfFieldBy("offline a-b offline-5", "c.d"): 1, FigureKept.OfFieldBy("offline a-b offline-5", "a"): 0,
	} {
		if got[name] != want {
			t.Errorf("%s: got %d, want %d", name, got[name], want)
		}
	}
	if of, name, what, ok := FigureReplaced.OfField("c.d").Part(); of != "field" || name != "c.d" || what != FigureReplaced || !ok {
		t.Errorf("taken apart: %s %s %s %v", of, name, what, ok)
	}
	if of, name, what, ok := FigureReplaced.OfFieldBy("r 1.5", "c.d").Part(); of != "taught" || name != "r 1.5/c.d" || what != FigureReplaced || !ok {
		t.Errorf("taken apart: %s %s %s %v", of, name, what, ok)
	}
	// Of four that were filled or decided on, one was undone and one kept away.
	if share, any := got.Acceptance(); share != 0.5 || !any {
		t.Errorf("acceptance %v, %v, want a half", share, any)
	}
	r.Outcomes = []Outcome{{Field: "a", Kind: OutcomeProposed, Decision: DecisionUndo}} // after it was replaced
	if share, any := r.Tally(row)[row].Acceptance(); share != 0 || !any {
		t.Errorf("acceptance of what was replaced and undone: %v, %v", share, any)
	}
	if r.State = RunRunning; len(r.Tally(row)) != 0 {
		t.Error("a run that has not ended counts")
	}
}

// TestSeesFigures_IsTheRuleOfDialogs: whoever reads a closed dialog sees what is
// counted of it, and nobody else does (RS-07).
func TestSeesFigures_IsTheRuleOfDialogs(t *testing.T) {
	for _, scope := range []Scope{ScopeOwn, ScopeTeam, ScopeAll} {
		for _, role := range []Role{RoleOperator, RoleSupervisor, RoleAdmin} {
			for _, operator := range []OperatorID{"", "olga", "boris"} {
				for _, team := range []TeamID{"", "sales", "support"} {
					a := Actor{Role: role, Operator: "olga", Teams: []TeamID{"sales"}, Rights: Rights{Leads: MayRead, Dialogs: scope, Statistics: true}}
					d := Dialog{State: StateClosed, Operator: operator, Team: team, AcceptedAt: time.Unix(1, 0)}
					row := FigureRow{Operator: operator, Team: team}
					if got, want := a.SeesFigures(row), a.Sight(d) == SeesWords; got != want {
						t.Errorf("%s with %s, a row of %q in %q: got %v, want %v", role, scope, operator, team, got, want)
					}
					if a.Statistics = false; role != RoleAdmin && a.SeesFigures(row) {
						t.Errorf("%s sees figures without the right", role)
					}
				}
			}
		}
	}
}
