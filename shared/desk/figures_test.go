package desk

import (
	"math"
	"math/rand/v2"
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
