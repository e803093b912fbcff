package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/sufler/sufler/infra/bench/story"
)

const million = 1e6

// goal is what a million messages should cost at most (design.md).
const goal = 3.00

// page is where the tables are written: for a terminal, or as Markdown.
type page struct {
	w        io.Writer
	markdown bool
}

// all writes all tables.
func (p page) all(rows []Row, whole []Story) error {
	ours := find(rows, rowMessage).Use
	return cmp.Or(p.counts(rows, whole), p.message(ours), p.dialogs(ours, whole), p.notes())
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

func (p page) counts(rows []Row, whole []Story) error {
	all := append([]Row(nil), rows...)
	for _, s := range whole {
		all = append(all, s.Row)
	}
	t := p.table("What each thing uses, counted", "", "HTTP\nrequests", "functions\ninvoked", "store\ncalls", "write\nunits", "read\nunits", "queue\nrequests", "state\ntransitions", "$ per\nmillion")
	for _, r := range all {
		t.row(r.Name, r.Requests, r.Invocations, r.Calls, r.Writes, r.Reads, r.QueueRequests(), r.Transitions, fmt.Sprintf("%.2f", million*BillOf(r.Use).Total()))
	}
	return t.end()
}

func (p page) message(ours Use) error {
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
	_, err := fmt.Fprintf(p.w, "\nThe goal is %.2f. %s\n", goal, verdict)
	return err
}

func (p page) dialogs(ours Use, whole []Story) error {
	heads := []string{""}
	for _, s := range whole {
		heads = append(heads, s.Short)
	}
	t := p.table("A thousand whole dialogs, dollars", heads...)
	for _, d := range designs(ours) {
		cells := []any{d.Name}
		for _, s := range whole {
			cells = append(cells, money(1000*BillOf(d.instead(s, ours)).Total()))
		}
		t.row(cells...)
	}
	top := []any{"the model, on top: one reading a dialog"}
	for _, s := range whole {
		top = append(top, money(1000*BillOf(s.Use).Model))
	}
	t.row(top...)
	return t.end()
}

func (p page) notes() error {
	_, err := fmt.Fprintf(p.w, `
Counted by DynamoDB's rules, indexes and transactions included, in warm functions;
a whole dialog reads the set-up anew once a minute. A queue's message is three
requests. Prices: us-east-1, no free tier. The model is %s:
its prompts as they are, by a cautious estimate of their tokens. Assumed until
measured on servers: %.0f MB, %.0f ms a function and %.0f ms a call; logs of %d bytes a
request and %d a function that is not called by HTTP; %d tokens of a model's answer,
in %d s. Not in it: storage (0.25 a GB and month), backups, alarms, the messengers,
and what the queues' polling and the sweep of every minute cost when nothing happens.
`, profile+"."+model, memoryGB*1024, ownSeconds*1000, callSeconds*1000, requestLog, figuresLog, story.TokensOut, readingSeconds)
	return err
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
