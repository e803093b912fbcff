package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// StatisticsView is what was counted over a period.
type StatisticsView struct {
	From  string           `json:"from" example:"2026-11-01"`
	To    string           `json:"to" example:"2026-11-30" doc:"The last day, with it."`
	Zone  string           `json:"zone" example:"Europe/Madrid" doc:"The company's, by which days begin."`
	Total FiguresView      `json:"total"`
	Rows  []FiguresRowView `json:"rows" nullable:"false" doc:"By what was asked for; none without ‹by›."`
}

// FiguresRowView are the figures of a day, line, channel, team or operator.
type FiguresRowView struct {
	Key string `json:"key" doc:"The day, or an id; empty: of no team, or of no operator."`
	FiguresView
}

// FiguresView are figures.
type FiguresView struct {
	Conversations ConversationsView `json:"conversations"`
	Opened        int64             `json:"opened" doc:"Dialogs that began: by a customer's first word, ours, or a handover, which closes one and opens the next."`
	Hours         []int64           `json:"openedByHour" nullable:"false" minItems:"24" maxItems:"24" doc:"How many were opened in each hour of the day, from midnight on."`
	OpenHours     []int64           `json:"openByHour" nullable:"false" minItems:"24" maxItems:"24" doc:"The load: how many dialogs were open at some time in each hour of the day, all days of the period added up. A dialog counts once it has closed, for the hours of its first 31 days; how many are open now, GET /v1/statistics/load says."`
	Closed        int64             `json:"closed"`
	Messages      MessagesView      `json:"messages" doc:"What was said in dialogs that closed, on the day when it was said: of a dialog that is still open nothing is counted yet, and once it closes the days before grow."`
	ClosedBy      map[string]int64  `json:"closedBy" doc:"By reason: by_hand, idle, transfer, erased."`
	Accepted      *SpreadView       `json:"accepted,omitempty" doc:"From the start until an operator accepted it: the response time."`
	Replied       *SpreadView       `json:"replied,omitempty" doc:"From the start until an operator's first message: the waiting time."`
	Talked        *SpreadView       `json:"talked,omitempty" doc:"From the start until the last message: the duration."`
	Ended         *SpreadView       `json:"ended,omitempty" doc:"From the start until an operator closed it."`
	CoPilot       CoPilotView       `json:"copilot"`
}

// ConversationsView is how many conversations there were.
type ConversationsView struct {
	Began int64 `json:"began" doc:"opened, less the dialogs that go on after a handover."`
	Ended int64 `json:"ended" doc:"closed, less the dialogs that were handed over (closedBy.transfer)."`
}

// MessagesView is what was said in dialogs that closed, on the day when it was said.
type MessagesView struct {
	Customers int64   `json:"customers"`
	Operators int64   `json:"operators"`
	Bots      int64   `json:"bots"`
	Hours     []int64 `json:"byHour" nullable:"false" minItems:"24" maxItems:"24" doc:"All of them, by the hour of the day, from midnight on."`
}

func messagesSaid(f desk.Figures) MessagesView {
	v := MessagesView{Hours: make([]int64, 24)}
	for by, to := range map[desk.Author]*int64{desk.ByCustomer: &v.Customers, desk.ByOperator: &v.Operators, desk.ByBot: &v.Bots} {
		for hour := range v.Hours {
			n := f[desk.SaidAt(by, hour)]
			*to += n
			v.Hours[hour] += n
		}
	}
	return v
}

// SpreadView is how a time is spread over the dialogs that closed.
type SpreadView struct {
	Count  int64   `json:"count" doc:"How many dialogs it is of."`
	Median float64 `json:"medianSeconds" doc:"Within 2 %."`
	P90    float64 `json:"p90Seconds" doc:"Nine of ten took no longer. Within 2 %."`
}

// CoPilotView is what CoPilot did.
type CoPilotView struct {
	AcceptanceView
	Failed   int64                                  `json:"failed"`
	Refused  int64                                  `json:"refused"`
	Fields   map[desk.FieldName]FieldAcceptanceView `json:"fields" doc:"By field."`
	Readers  map[string]AcceptanceView              `json:"readers" doc:"By reader."`
	Versions map[string]AcceptanceView              `json:"versions" doc:"By the reader's version: its name, its model, and the version of its prompt or rules."`
}

// FieldAcceptanceView is how much of what was read for a field people let stand.
type FieldAcceptanceView struct {
	AcceptanceView
	Versions map[string]AcceptanceView `json:"versions,omitempty" doc:"By the reader's version: whether a change of the reader made this field better."`
	Swaps    []SwapView                `json:"swaps,omitempty" maxItems:"10" doc:"Of a field of the built-in CRM with options, or of yes or no: which one people put in the place of which, the commonest first. Of other fields only the kinds of corrections are counted."`
}

// SwapView is an option that people put in the place of another.
type SwapView struct {
	From  desk.Value `json:"from" doc:"As it was read."`
	To    desk.Value `json:"to" doc:"What people wanted instead; empty: nothing."`
	Count int64      `json:"count"`
}

// AcceptanceView is how much of what was read people let stand.
type AcceptanceView struct {
	Runs       int64    `json:"runs,omitempty" doc:"Readings that ended."`
	Filled     int64    `json:"filled"`
	Proposed   int64    `json:"proposed"`
	Kept       int64    `json:"kept" doc:"Proposals in whose place the old value was kept."`
	Replaced   int64    `json:"replaced" doc:"Proposals that were taken."`
	Undone     int64    `json:"undone" doc:"Values that were filled or taken, and undone."`
	Emptied    int64    `json:"emptied,omitempty" doc:"Corrections: people would have the field hold nothing, by an undo or by hand."`
	Other      int64    `json:"other,omitempty" doc:"Corrections: people would have it hold something else, by keeping what was there, by an undo, or by hand. By hand counts in the built-in CRM."`
	MicroUSD   int64    `json:"microUSD,omitempty" doc:"What readings cost, in millionths of a dollar."`
	Acceptance *float64 `json:"acceptance,omitempty" doc:"The share that stood of what was filled or decided on, from 0 to 1. Absent: nothing was."`
}

func acceptanceView(f desk.Figures) AcceptanceView {
	v := AcceptanceView{
		Runs: f[desk.FigureRuns], Filled: f[desk.FigureFilled], Proposed: f[desk.FigureProposed], Kept: f[desk.FigureKept],
		Replaced: f[desk.FigureReplaced], Undone: f[desk.FigureUndone], Emptied: f[desk.FigureEmptied], Other: f[desk.FigureOther], MicroUSD: f[desk.FigureMicroUSD],
	}
	if share, any := f.Acceptance(); any {
		v.Acceptance = &share
	}
	return v
}

func figuresView(f desk.Figures) FiguresView {
	v := FiguresView{Opened: f[desk.FigureOpened], Closed: f[desk.FigureClosed], ClosedBy: map[string]int64{}, Hours: make([]int64, 24), OpenHours: make([]int64, 24), Messages: messagesSaid(f)}
	v.Conversations.Began, v.Conversations.Ended = f.Conversations()
	parts := map[string]map[string]desk.Figures{"field": {}, "reader": {}, "version": {}, "taught": {}, "swap": {}}
	for name, n := range f {
		if reason, is := strings.CutPrefix(string(name), string(desk.FigureClosed)+"."); is && n != 0 {
			v.ClosedBy[reason] = n
		}
		if of, whose, what, is := name.Part(); is {
			if parts[of][whose] == nil {
				parts[of][whose] = desk.Figures{}
			}
			parts[of][whose][what] = n
		}
	}
	for hour := range v.Hours {
		v.Hours[hour], v.OpenHours[hour] = f[desk.OpenedAt(hour)], f[desk.OpenAtHour(hour)]
	}
	for of, to := range map[desk.TimeFigure]**SpreadView{desk.TimeAccepted: &v.Accepted, desk.TimeReplied: &v.Replied, desk.TimeTalked: &v.Talked, desk.TimeClosed: &v.Ended} {
		if s := f.Spread(of); s.Count > 0 {
			*to = &SpreadView{s.Count, s.Median.Seconds(), s.P90.Seconds()}
		}
	}
	v.CoPilot = CoPilotView{
		AcceptanceView: acceptanceView(f), Failed: f[desk.FigureFailed], Refused: f[desk.FigureRefused],
		Fields: map[desk.FieldName]FieldAcceptanceView{}, Readers: map[string]AcceptanceView{}, Versions: map[string]AcceptanceView{},
	}
	for name, of := range parts["field"] {
		v.CoPilot.Fields[desk.FieldName(name)] = FieldAcceptanceView{AcceptanceView: acceptanceView(of)}
	}
	for name, of := range parts["taught"] {
		version, field, _ := strings.Cut(name, "/")
		f := v.CoPilot.Fields[desk.FieldName(field)]
		if f.Versions == nil {
			f.Versions = map[string]AcceptanceView{}
		}
		f.Versions[version] = acceptanceView(of)
		v.CoPilot.Fields[desk.FieldName(field)] = f
	}
	for field, swaps := range f.Swaps() {
		of := v.CoPilot.Fields[field]
		for _, s := range swaps {
			of.Swaps = append(of.Swaps, SwapView(s))
		}
		v.CoPilot.Fields[field] = of
	}
	for name, of := range parts["version"] {
		v.CoPilot.Versions[name] = acceptanceView(of)
	}
	for name, of := range parts["reader"] {
		v.CoPilot.Readers[name] = acceptanceView(of)
	}
	return v
}

type statisticsAsk struct {
	From      string            `query:"from" format:"date" example:"2026-11-01" doc:"The first day, in the company's zone; absent: 30 days with the last."`
	To        string            `query:"to" format:"date" example:"2026-11-30" doc:"The last day, with it; absent: today."`
	By        string            `query:"by" enum:"day,line,channel,team,operator" doc:"What a row is of; absent: the total alone."`
	Lines     []desk.LineID     `query:"line,explode" nullable:"false" maxItems:"50" doc:"On which line."`
	Channels  []desk.Channel    `query:"channel,explode" nullable:"false" maxItems:"50" doc:"On which channel."`
	Teams     []desk.TeamID     `query:"team,explode" nullable:"false" maxItems:"50" doc:"In whose care."`
	Operators []desk.OperatorID `query:"operator,explode" nullable:"false" maxItems:"50" doc:"Who had the dialog when it closed."`
}

// period is what is asked for, as days.
func (a statisticsAsk) period(now time.Time) (from, to time.Time, err error) {
	// Days are days of the calendar here: how long they are is the zone's.
	to = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	if a.To != "" {
		to, err = time.Parse(time.DateOnly, a.To)
	}
	from = to.AddDate(0, 0, -29)
	if a.From != "" && err == nil {
		from, err = time.Parse(time.DateOnly, a.From)
	}
	if err != nil {
		return from, to, fmt.Errorf("%w: from and to are days, as 2026-11-29", desk.ErrInvalid)
	}
	return from, to, desk.CheckFigureDays(from, to)
}

// has says whether a row is asked for.
func (a statisticsAsk) has(r desk.FigureRow) bool {
	return among(a.Lines, r.Line) && among(channels(a.Channels), r.Channel) && among(a.Teams, r.Team) && among(a.Operators, r.Operator)
}

func among[T comparable](any []T, v T) bool { return len(any) == 0 || slices.Contains(any, v) }

// key of the row's line in the answer.
func (a statisticsAsk) key(r desk.FigureRow) string {
	return map[string]string{"day": r.Day, "line": string(r.Line), "channel": string(r.Channel), "team": string(r.Team), "operator": string(r.Operator)}[a.By]
}

func (r router) statistics() {
	add(r, op{
		method: http.MethodGet, path: "/v1/statistics", id: "get-statistics", may: figures, tag: "Statistics",
		summary: "Add up what was counted", description: "Of the dialogs that whoever asks may read once they are closed: all, their teams', or their own. What a bot begins and people go on with is one conversation and two dialogs, the bot's and theirs, each with its own times, line, team and operator: count conversations for how many customers came, dialogs for the work of each. A dialog counts as opened on the day it began, and, with its times, as closed on the day it closed, for the operator who had it then; while it is open it is no operator's. CoPilot's figures belong to the day on which the reading was asked for, also what is decided later. Figures follow what happens within moments. What was erased stays counted.",
	}, func(ctx context.Context, c *call, in *statisticsAsk) (*body[StatisticsView], error) {
		settings, err := r.s.Config.Settings(ctx)
		if err != nil {
			return nil, err
		}
		zone := settings.Locale(desk.Line{}).Zone
		from, to, err := in.period(r.s.Now().In(zone))
		if err != nil {
			return nil, err
		}
		out := StatisticsView{From: from.Format(time.DateOnly), To: to.Format(time.DateOnly), Zone: zone.String(), Rows: []FiguresRowView{}}
		total, rows := desk.Figures{}, map[string]desk.Figures{}
		err = r.s.Lists.EachFigures(ctx, out.From, out.To, func(row desk.FigureRow, f desk.Figures) {
			if len(f) == 0 || !c.SeesFigures(row) || !in.has(row) {
				return
			}
			total.Add(f)
			if in.By == "" {
				return
			}
			if rows[in.key(row)] == nil {
				rows[in.key(row)] = desk.Figures{}
			}
			rows[in.key(row)].Add(f)
		})
		if err != nil {
			return nil, err
		}
		out.Total = figuresView(total)
		for key, f := range rows {
			out.Rows = append(out.Rows, FiguresRowView{key, figuresView(f)})
		}
		slices.SortFunc(out.Rows, func(a, b FiguresRowView) int { return cmp.Compare(a.Key, b.Key) })
		return &body[StatisticsView]{out}, nil
	})
	r.rebuilding("/v1/statistics/rebuild", "figures", "Statistics", "Count anew", "Every dialog and every run is looked at again, a stretch at a time, beside all that goes on. What is counted as it is stays; what was never counted is, and what was counted otherwise is put right. What was erased stays counted. Nothing is missing meanwhile, and asking again is harmless.",
		func() again { return r.s.FiguresAgain })
}
