package desk

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Figure is what is counted (ST-01 … ST-09), as one number of a row. A histogram is
// many of them, one a bucket, so that rows are merged by adding, and nothing else.
type Figure string

// The figures. Others are made of these: "closed.idle" is of a close reason,
// "opened.09" and "open.09" of an hour, "time.replied.812" of a bucket, "field.budget.kept" and
// "reader.offline.runs" of CoPilot by field and by reader, "version.offline offline-5.kept"
// by the reader's version, "taught.offline offline-5/budget.kept" by version and field, and "swap.payment.Cash/Card"
// of an option that people put in the place of another.
const (
	FigureOpened   Figure = "opened"
	FigureGoesOn   Figure = "goes_on" // of these, so many go on with what was handed over to them
	FigureClosed   Figure = "closed"
	FigureRuns     Figure = "runs" // that ended
	FigureFailed   Figure = "failed"
	FigureRefused  Figure = "refused"
	FigureFilled   Figure = "filled"
	FigureProposed Figure = "proposed"
	FigureKept     Figure = "kept"
	FigureReplaced Figure = "replaced"
	FigureUndone   Figure = "undone"
	FigureMicroUSD Figure = "micro_usd" // what readings cost
)

// TimeFigure is one of a dialog's four times.
type TimeFigure string

// The four times, as Times has them.
const (
	TimeAccepted TimeFigure = "accepted" // ST-01
	TimeReplied  TimeFigure = "replied"  // ST-02
	TimeTalked   TimeFigure = "talked"   // ST-03
	TimeClosed   TimeFigure = "closed"   // ST-04
)

// Figure is that of the dialogs that closed for a reason.
func (r CloseReason) Figure() Figure { return FigureClosed + "." + Figure(r) }

// OpenedAt is the figure of the dialogs that opened in an hour of the day.
func OpenedAt(hour int) Figure { return Figure(fmt.Sprintf("%s.%02d", FigureOpened, hour)) }

// OpenAtHour is the figure of the dialogs that were open at some time in an hour of the day.
func OpenAtHour(hour int) Figure { return Figure(fmt.Sprintf("open.%02d", hour)) }

// Conversations are how many began and how many ended, where what is handed over from
// one dialog to the next, from a bot to people or from one to another, is one: dialogs
// less those that go on with another, and less those that another goes on with. In a
// period they differ by what began before it, and by what has not ended.
func (f Figures) Conversations() (began, ended int64) {
	return f[FigureOpened] - f[FigureGoesOn], f[FigureClosed] - f[ClosedTransfer.Figure()]
}

// Buckets are as wide as a 32nd of the power of two that they lie in, so that their
// middle is at most 1/64 from any value in them; below 64 ms they are exact.
const (
	bucketBits = 5
	bucketsIn  = 1 << bucketBits
)

// bucket in which a duration lies.
func bucket(d time.Duration) int {
	ms := uint64(max(d.Milliseconds(), 0))
	shift := max(bits.Len64(ms)-bucketBits-1, 0)
	return shift*bucketsIn + int(ms>>shift)
}

// middle of a bucket.
func middle(bucket int) time.Duration {
	shift := max(bucket/bucketsIn-1, 0)
	from := uint64(bucket-shift*bucketsIn) << shift
	return time.Duration(from+1<<shift/2) * time.Millisecond
}

// Bucket is the figure that a time is counted by.
func (t TimeFigure) Bucket(d time.Duration) Figure {
	return Figure("time." + string(t) + "." + strconv.Itoa(bucket(d)))
}

// Figures are numbers, of a row or of several together.
type Figures map[Figure]int64

// Add adds others to them.
func (f Figures) Add(others Figures) {
	for name, n := range others {
		f[name] += n
	}
}

// Spread is how a time is spread over dialogs: how many have it, the median and the
// 90th percentile, each the smallest value that so many do not exceed, within 2 %.
type Spread struct {
	Count       int64
	Median, P90 time.Duration
}

// Spread of one of the four times.
func (f Figures) Spread(t TimeFigure) Spread {
	type slot struct {
		bucket int
		n      int64
	}
	var slots []slot
	var out Spread
	for name, n := range f {
		rest, is := strings.CutPrefix(string(name), "time."+string(t)+".")
		if b, err := strconv.Atoi(rest); is && err == nil && n > 0 {
			slots, out.Count = append(slots, slot{b, n}), out.Count+n
		}
	}
	slices.SortFunc(slots, func(a, b slot) int { return a.bucket - b.bucket })
	at := func(percent int64) time.Duration {
		rank, seen := (out.Count*percent+99)/100, int64(0)
		for _, s := range slots {
			if seen += s.n; seen >= rank {
				return middle(s.bucket)
			}
		}
		return 0
	}
	out.Median, out.P90 = at(50), at(90)
	return out
}

// FigureRow is whose figures they are. It names no customer.
type FigureRow struct {
	Day      string // "2026-11-29", in the company's zone
	Line     LineID
	Channel  Channel
	Team     TeamID
	Operator OperatorID // "": nobody's, or still open
}

// Tally is what one thing adds to the figures, by row. What was counted of the thing
// is kept beside its version, so that it is counted once whatever repeats, and a
// change of it is the difference.
type Tally map[FigureRow]Figures

// count adds to a row.
func (t Tally) count(row FigureRow, name Figure, n int64) {
	if t[row] == nil {
		t[row] = Figures{}
	}
	if t[row][name] += n; t[row][name] == 0 {
		delete(t[row], name)
	}
	if len(t[row]) == 0 {
		delete(t, row)
	}
}

// Since is what is to be added where before was counted already; empty: nothing.
func (t Tally) Since(before Tally) Tally {
	out := Tally{}
	for sign, part := range map[int64]Tally{1: t, -1: before} {
		for row, figures := range part {
			for name, n := range figures {
				out.count(row, name, sign*n)
			}
		}
	}
	return out
}

// Tally is what the dialog adds to the figures: that it was opened, on that day, and
// once it closed its times, on the day when it did, for whoever had it then. While
// it is open it is no operator's, so that handing it around costs nothing.
func (d Dialog) Tally(zone *time.Location) Tally {
	t, opened := Tally{}, d.OpenedAt.In(zone)
	row := FigureRow{Day: opened.Format(time.DateOnly), Line: d.Line, Channel: d.Channel, Team: d.Team}
	if !d.Open() {
		row.Operator = d.Operator
	}
	t.count(row, FigureOpened, 1)
	t.count(row, OpenedAt(opened.Hour()), 1)
	if d.Parent != "" {
		t.count(row, FigureGoesOn, 1)
	}
	if d.Open() {
		return t
	}
	row.Day = d.ClosedAt.In(zone).Format(time.DateOnly)
	t.count(row, FigureClosed, 1)
	t.count(row, d.CloseReason.Figure(), 1)
	times := d.Times()
	for name, took := range map[TimeFigure]*time.Duration{
		TimeAccepted: times.Accepted, TimeReplied: times.Replied, TimeTalked: times.Talked, TimeClosed: times.Closed,
	} {
		if took != nil {
			t.count(row, name.Bucket(*took), 1)
		}
	}
	t.countOpen(d, row, zone)
	return t
}

// openDays are for how many days a dialog counts as open by the hour, the first ones:
// each is a row of its own.
const openDays = 31

// countOpen counts the hours in which the closed dialog was open, each on its day: its
// part of the load. The hours of a day are those of the clock: one that comes twice is one.
func (t Tally) countOpen(d Dialog, row FigureRow, zone *time.Location) {
	hour, last := d.OpenedAt.Truncate(time.Minute), time.Time{}
	for end := min(d.ClosedAt.UnixNano(), d.OpenedAt.AddDate(0, 0, openDays).UnixNano()); hour.UnixNano() <= end; {
		at := hour.In(zone)
		if row.Day = at.Format(time.DateOnly); last.IsZero() || last.Hour() != at.Hour() || last.Day() != at.Day() {
			t.count(row, OpenAtHour(at.Hour()), 1)
		}
		last = at
		hour = hour.Add(time.Hour - time.Duration(at.Minute())*time.Minute)
	}
}

// Row of the figures that the run is counted in: that of the day when it was asked
// for, and of its dialog as that is now.
func (r Run) Row(d Dialog, zone *time.Location) FigureRow {
	return FigureRow{Day: r.AskedAt.In(zone).Format(time.DateOnly), Line: r.Line, Channel: d.Channel, Team: d.Team, Operator: d.Operator}
}

// Tally is what the run adds to a row once it has ended; what is decided later
// belongs to the same row.
func (r Run) Tally(row FigureRow) Tally {
	t := Tally{}
	if !r.Ended() || r.Carried() { // what a run brings on to a contact was counted with it
		return t
	}
	reader, version, cost := "", "", int64(0)
	if r.Reading != nil {
		reader, version, cost = r.Reading.Reader, r.Reading.Version(), r.Reading.Usage.MicroUSD
	}
	if r.Dry() { // it cost what it cost, and did nothing
		if r.Trial.Reading != nil {
			cost += r.Trial.Reading.Usage.MicroUSD
		}
		t.count(row, FigureMicroUSD, cost)
		return t
	}
	count := func(name Figure, n int64) {
		t.count(row, name, n)
		if reader != "" {
			t.count(row, name.OfReader(reader), n)
			t.count(row, name.OfVersion(version), n)
		}
	}
	count(FigureRuns, 1)
	count(FigureMicroUSD, cost)
	switch r.State {
	case RunFailed:
		count(FigureFailed, 1)
	case RunRefused:
		count(FigureRefused, 1)
	}
	for _, o := range r.Outcomes {
		for _, name := range o.figures() {
			count(name, 1)
			t.count(row, name.OfField(o.Field), 1)
			if reader != "" {
				t.count(row, name.OfFieldBy(version, o.Field), 1)
			}
		}
	}
	return t
}

// figures that the outcome is counted by. A proposal that was undone had been put
// in its field's place before.
func (o Outcome) figures() []Figure {
	if o.Kind != OutcomeFilled && o.Kind != OutcomeProposed {
		return nil
	}
	out := []Figure{Figure(o.Kind)}
	switch {
	case o.Decision == DecisionKeep:
		out = append(out, FigureKept)
	case o.Decision == DecisionReplace:
		out = append(out, FigureReplaced)
	case o.Decision == DecisionUndo && o.Kind == OutcomeProposed:
		out = append(out, FigureReplaced, FigureUndone)
	case o.Decision == DecisionUndo:
		out = append(out, FigureUndone)
	}
	return out
}

// Acceptance is the share of values that stood, of those that were filled or decided
// on; false: there are none.
func (f Figures) Acceptance() (float64, bool) {
	settled := f[FigureFilled] + f[FigureKept] + f[FigureReplaced]
	if settled == 0 {
		return 0, false
	}
	return float64(f[FigureFilled]+f[FigureReplaced]-f[FigureUndone]) / float64(settled), true
}

// figureDays is how many days are added up at once: a year.
const figureDays = 366

// CheckFigureDays refuses a period that is none, or has too many days.
func CheckFigureDays(from, to time.Time) error {
	switch days := int(to.Sub(from).Hours()/24) + 1; {
	case to.Before(from):
		return invalid("the period ends before it begins")
	case days > figureDays:
		return &Refusal{Code: CodePeriodTooLong, Kind: ErrInvalid, Text: fmt.Sprintf("The period has %d days. At most %d are added up at once: ask for a part of it.", days, figureDays)}
	}
	return nil
}

// MustSeeFigures refuses who may not see statistics at all.
func (a Actor) MustSeeFigures() error {
	if a.Role == RoleAdmin || a.Statistics {
		return nil
	}
	return Refuse(CodeForbidden, "You may not see statistics. An administrator can give you the right.")
}

// SeesFigures says whether a row of the figures is of dialogs that the actor sees
// once they are closed (RS-07): all of them, one's teams', or one's own.
func (a Actor) SeesFigures(row FigureRow) bool {
	own := a.Operator != "" && row.Operator == a.Operator
	theirs := a.Dialogs == ScopeTeam && row.Team != "" && slices.Contains(a.Teams, row.Team)
	return a.MustSeeFigures() == nil && (a.SeesEveryDialog() || a.DialogRight() != MayNothing && (own || theirs))
}
