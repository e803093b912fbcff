package flowtest

import (
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var runsSuite = map[string]func(*T){
	"a run is stored whole":                                      wholeRun,
	"one run of a dialog and card is under way at a time":        oneRun,
	"dry runs stand in nobody's way":                             dryRuns,
	"a run of an old version is not saved, nor anything with it": oldVersion,
	"a run, its margin and any number of entries are saved":      manyEntries,
	"the same entry twice is one":                                entryOnce,
	"a run moves to another card unless that has a run":          movesRun,
	"a margin of an old version is not saved":                    oldMargin,
}

var theDeal = desk.CardRef{Kind: desk.KindDeal, ID: "5"}

func (t *T) run(id string) desk.Run {
	return desk.Run{
		ID: desk.RunID(id), Dialog: "c-1", Customer: "c", Line: "shop", Card: theDeal, By: "olga", State: desk.RunWaiting,
		AskedAt: t.Clock.Now(), StartsAt: t.Clock.Now().Add(time.Second),
	}
}

func (t *T) create(r desk.Run) desk.Run {
	t.Helper()
	got, created, err := t.CreateRun(t.ctx, r)
	if err != nil || !created {
		t.Fatalf("create %s: created %v, %v", r.ID, created, err)
	}
	return got
}

func wholeRun(t *T) {
	r := t.create(t.run("r1"))
	if r.Version == 0 {
		t.Error("a stored run has version 0")
	}
	r.State, r.Attempt, r.StartedAt, r.DoneAt, r.Language, r.Code, r.Reason = desk.RunAwaiting, 2, t.Clock.Now(), t.Clock.Now(), "es", "x", "why"
	r.Reading = &desk.Reading{
		Upto: 7, Summary: "S", Reader: "offline", Model: "m", Prompt: "p1", Usage: desk.Usage{InputTokens: 1, OutputTokens: 2, CacheReadTokens: 3, CacheWriteTokens: 4, MicroUSD: 5},
		Findings: []desk.Finding{{Field: "city", Value: "Madrid", Quote: "in Madrid", Message: 7, Confidence: 0.5, Second: "yes", SecondIn: 8, Rule: desk.RuleConfirmed}},
	}
	r.Outcomes = []desk.Outcome{{
		Field: "city", Kind: desk.OutcomeProposed, Value: "Madrid", Claim: "c", Old: "Paris", Quote: "in Madrid", Message: 7, Confidence: 0.5, Second: "yes", SecondIn: 8, Rule: desk.RuleConfirmed,
		Reason: "r", Decision: desk.DecisionKeep, DecidedBy: "olga", DecidedAt: t.Clock.Now(),
	}}
	saved, err := t.SaveRun(t.ctx, r, nil, nil)
	t.must(err)
	stored, err := t.Ports.Run(t.ctx, "r1")
	t.must(err)
	if d := cmp.Diff(saved, stored); d != "" {
		t.Errorf("the answer is not what is stored\n%s", d)
	}
	r.Version = stored.Version
	if d := cmp.Diff(r, stored); d != "" {
		t.Errorf("stored (-given +stored)\n%s", d)
	}
	_, err = t.Ports.Run(t.ctx, "none")
	t.wants(err, desk.ErrNotFound, "run")
}

func oneRun(t *T) {
	first := t.create(t.run("r1"))
	for name, r := range map[string]desk.Run{"the same": t.run("r1"), "another": t.run("r2")} {
		got, created, err := t.CreateRun(t.ctx, r)
		if d := cmp.Diff(first, got); err != nil || created || d != "" {
			t.Errorf("%s while one waits: created %v, %v\n%s", name, created, err, d)
		}
	}
	other := t.run("r3")
	other.Card = desk.CardRef{Kind: desk.KindDeal, ID: "6"}
	t.create(other)
	other = t.run("r4")
	other.Dialog = "c-2"
	t.create(other)
	first.State = desk.RunDone
	_, err := t.SaveRun(t.ctx, first, nil, nil)
	t.must(err)
	t.create(t.run("r2"))
	got, created, err := t.CreateRun(t.ctx, t.run("r1"))
	if err != nil || created || got.ID != "r1" || got.State != desk.RunDone {
		t.Errorf("an id that was used: %+v, created %v, %v", got, created, err)
	}
}

// dryRuns stand in nobody's way, and nobody in theirs: not even each other.
func dryRuns(t *T) {
	dry := func(id string) desk.Run {
		r := t.run(id)
		r.Trial = &desk.Trial{Compare: desk.Comparison{Rules: true}}
		return r
	}
	tried := t.create(dry("d1"))
	t.create(t.run("r1"))
	t.create(dry("d2"))
	got, created, err := t.CreateRun(t.ctx, dry("d1"))
	if d := cmp.Diff(tried, got); err != nil || created || d != "" {
		t.Errorf("the same dry run: created %v, %v\n%s", created, err, d)
	}
	if got, created, err := t.CreateRun(t.ctx, t.run("r2")); err != nil || created || got.ID != "r1" {
		t.Errorf("another run while one waits: %s, created %v, %v", got.ID, created, err)
	}
}

func (t *T) entry(id string) desk.Entry {
	return desk.Entry{
		ID: id, Card: theDeal, At: t.Clock.Now(), By: "olga", Kind: desk.EntryFilled, Field: "city", Old: "a", New: "b",
		Quote: "q", Dialog: "c-1", Message: 3, Run: "r1", Text: "t",
	}
}

func oldVersion(t *T) {
	r := t.create(t.run("r1"))
	m := desk.CardAnnotations{Card: theDeal, Filled: true}
	now, err := t.SaveRun(t.ctx, r, &m, nil)
	t.must(err)
	stored, err := t.Annotations(t.ctx, theDeal)
	t.must(err)
	stale, next := now, now
	stale.Version--
	next.State = desk.RunDone
	_, err = t.SaveRun(t.ctx, stale, &stored, []desk.Entry{t.entry("e")})
	t.wants(err, desk.ErrConflict, "an old run")
	_, err = t.SaveRun(t.ctx, next, &desk.CardAnnotations{Card: theDeal}, []desk.Entry{t.entry("e")})
	t.wants(err, desk.ErrConflict, "an old margin")
	_, err = t.SaveRun(t.ctx, t.run("r9"), nil, nil)
	t.wants(err, desk.ErrConflict, "a run that is not there")
	again, err := t.Ports.Run(t.ctx, "r1")
	t.must(err)
	after, err := t.Annotations(t.ctx, theDeal)
	t.must(err)
	if d := cmp.Diff(now, again) + cmp.Diff(stored, after); d != "" {
		t.Errorf("something was saved\n%s", d)
	}
}

func manyEntries(t *T) {
	none, err := t.Annotations(t.ctx, theDeal)
	if d := cmp.Diff(desk.CardAnnotations{Card: theDeal}, none); err != nil || d != "" {
		t.Errorf("the first margin: %v\n%s", err, d)
	}
	for _, n := range []int{0, 1, 97, 98, 250} {
		r := t.create(t.run(fmt.Sprint("r", n)))
		var es []desk.Entry
		for i := range n {
			es = append(es, t.entry(fmt.Sprint(n, "-", i)))
		}
		if n > 0 { // some are there already
			t.must(t.AddEntries(t.ctx, es[:(n+1)/2]))
			es = append(es, es[0])
		}
		m, err := t.Annotations(t.ctx, theDeal)
		t.must(err)
		m.Marks = map[desk.FieldName]desk.Mark{"city": {Run: r.ID, Value: "Madrid", At: t.Clock.Now()}}
		m.Awaiting, m.ProposedAt = []desk.OpenProposal{{Run: r.ID, Field: "city"}}, t.Clock.Now()
		m.Summaries = map[desk.DialogID]desk.RunID{r.Dialog: r.ID}
		r.State = desk.RunDone
		_, err = t.SaveRun(t.ctx, r, &m, es)
		if err != nil {
			t.Fatalf("%d entries: %v", n, err)
		}
		got, err := t.Annotations(t.ctx, theDeal)
		t.must(err)
		if got.Version <= m.Version-1 || got.Version == 0 {
			t.Errorf("version %d after %d", got.Version, m.Version)
		}
		m.Version = got.Version
		if d := cmp.Diff(m, got); d != "" {
			t.Errorf("the margin (-given +stored)\n%s", d)
		}
	}
}

func entryOnce(t *T) {
	e := t.entry("e1")
	t.must(t.AddEntries(t.ctx, []desk.Entry{e, e}))
	t.Clock.Move(time.Hour)
	t.must(t.AddEntries(t.ctx, []desk.Entry{t.entry("e1"), t.entry("e2")}))
}

var jobsSuite = map[string]func(*T){
	"a job is added once and saved by version": savesJob,
}

func savesJob(t *T) {
	v := desk.Job{
		ID: "v1", Kind: desk.JobReply, Line: "shop", Customer: "c", Dialog: "c-1", Message: "own:1", State: desk.JobQueued, Due: t.Clock.Now(),
	}
	t.must(t.AddJob(t.ctx, v))
	other := v
	other.Message = "own:2"
	t.must(t.AddJob(t.ctx, other))
	have, err := t.Job(t.ctx, "v1")
	if err != nil || have.Message != "own:1" || have.Version == 0 {
		t.Errorf("added %+v, %v", have, err)
	}
	have.State, have.Attempts, have.Code, have.Reason, have.ClaimedAt = desk.JobSending, 3, "429", "slow down", t.Clock.Now()
	saved, err := t.SaveJob(t.ctx, have)
	t.must(err)
	_, err = t.SaveJob(t.ctx, have)
	t.wants(err, desk.ErrConflict, "an old version")
	stored, err := t.Job(t.ctx, "v1")
	t.must(err)
	have.Version = stored.Version
	if d := cmp.Diff(saved, stored) + cmp.Diff(have, stored); d != "" {
		t.Errorf("stored\n%s", d)
	}
	other.ID, other.Version = "none", 1
	_, err = t.SaveJob(t.ctx, other)
	t.wants(err, desk.ErrConflict, "a job that is not there")
	_, err = t.Job(t.ctx, "none")
	t.wants(err, desk.ErrNotFound, "job")
}

var overdueSuite = map[string]func(*T){
	"due runs are those that have not ended and should have begun": dueRuns,
	"due jobs are those that have not ended":                       dueJobs,
	"open dialogs are all that are not closed":                     openDialogs,
}

func dueRuns(t *T) {
	now := t.Clock.Now()
	states := map[string]desk.RunState{"waits": desk.RunWaiting, "later": desk.RunWaiting, "runs": desk.RunRunning, "done": desk.RunDone, "asks": desk.RunAwaiting, "failed": desk.RunFailed}
	for id, state := range states {
		r := t.run(id)
		r.Card.ID, r.StartsAt = id, now
		if id == "later" {
			r.StartsAt = now.Add(time.Hour)
		}
		r = t.create(r)
		r.State, r.StartedAt = state, now
		_, err := t.SaveRun(t.ctx, r, nil, nil)
		t.must(err)
	}
	t.must(t.Settle())
	for _, c := range []struct {
		before time.Time
		want   map[desk.RunID]bool
	}{
		{now, map[desk.RunID]bool{}},
		{now.Add(time.Microsecond), map[desk.RunID]bool{"waits": true, "runs": true}},
		{now.Add(2 * time.Hour), map[desk.RunID]bool{"waits": true, "runs": true, "later": true}},
	} {
		got := map[desk.RunID]bool{}
		for _, r := range all(t, func(ask desk.PageAsk) (desk.Page[desk.Run], error) { return t.DueRuns(t.ctx, c.before, ask) }) {
			got[r.ID] = true
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("due before %v (-want +got)\n%s", c.before.Sub(now), d)
		}
	}
}

func dueJobs(t *T) {
	now := t.Clock.Now()
	for _, s := range []desk.JobState{desk.JobQueued, desk.JobSending, desk.JobSent, desk.JobUnsure, desk.JobDead} {
		for _, late := range []time.Duration{0, time.Hour} {
			v := desk.Job{ID: desk.JobID(fmt.Sprint(s, late)), Kind: desk.JobBind, State: s, Due: now.Add(late)}
			t.must(t.AddJob(t.ctx, v))
		}
	}
	t.must(t.Settle())
	got := map[desk.JobState]int{}
	for _, v := range all(t, func(ask desk.PageAsk) (desk.Page[desk.Job], error) {
		return t.DueJobs(t.ctx, now.Add(time.Second), ask)
	}) {
		got[v.State]++
	}
	if d := cmp.Diff(map[desk.JobState]int{desk.JobQueued: 1, desk.JobSending: 1}, got); d != "" {
		t.Errorf("due (-want +got)\n%s", d)
	}
}

func openDialogs(t *T) {
	want := map[desk.DialogID]bool{}
	for i := range 7 {
		t.cust = desk.NewCustomerID(t.line.ID, fmt.Sprint("user", i))
		d := t.append(fmt.Sprint("m", i)).Dialog
		if i%2 == 0 {
			t.close(d.ID)
		}
		if i%4 == 0 {
			d = t.append(fmt.Sprint("next", i)).Dialog
		}
		if i%2 == 1 || i%4 == 0 {
			want[d.ID] = true
		}
	}
	t.must(t.Settle())
	got := map[desk.DialogID]bool{}
	for _, d := range all(t, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) { return t.OpenDialogs(t.ctx, ask) }) {
		if got[d.ID] {
			t.Errorf("%s comes twice", d.ID)
		}
		got[d.ID] = true
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("open (-want +got)\n%s", d)
	}
}
