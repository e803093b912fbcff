package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

const million = 1e6

// goal is what a million messages should cost at most (design.md).
const goal = 3.00

// printAll writes the tables.
func printAll(w io.Writer, rows []Row, whole []Story) error {
	ours := find(rows, rowMessage).Use
	for _, part := range []func(io.Writer) error{
		func(w io.Writer) error { return printCounts(w, rows, whole) },
		func(w io.Writer) error { return printMessage(w, ours) },
		func(w io.Writer) error { return printDialogs(w, ours, whole) },
		printNotes,
	} {
		if err := part(w); err != nil {
			return err
		}
	}
	return nil
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

func printCounts(w io.Writer, rows []Row, whole []Story) error {
	all := append([]Row(nil), rows...)
	for _, s := range whole {
		all = append(all, s.Row)
	}
	t := newTable(w, "What each thing uses, counted", "", "HTTP\nrequests", "functions\ninvoked", "store\ncalls", "write\nunits", "read\nunits", "queue\nrequests", "state\ntransitions", "$ per\nmillion")
	for _, r := range all {
		t.row(r.Name, r.Requests, r.Invocations, r.Calls, r.Writes, r.Reads, r.QueueRequests(), r.Transitions, fmt.Sprintf("%.2f", million*BillOf(r.Use).Total()))
	}
	return t.end()
}

func printMessage(w io.Writer, ours Use) error {
	t := newTable(w, "A million messages in open dialogs, dollars at list price of "+pricesOf, "", "HTTP API", "Lambda", "DynamoDB", "queues", "steps and\nschedules", "logs", "total")
	for _, d := range designs(ours) {
		b := BillOf(d.Use.Times(million))
		t.row(d.Name, money(b.API), money(b.Lambda), money(b.Store), money(b.Queues), money(b.Steps), money(b.Logs), money(b.Total()))
	}
	if err := t.end(); err != nil {
		return err
	}
	verdict := "within"
	if million*BillOf(ours).Total() > goal {
		verdict = "over"
	}
	_, err := fmt.Fprintf(w, "\nThe goal is %.2f: we are %s it.\n", goal, verdict)
	return err
}

func printDialogs(w io.Writer, ours Use, whole []Story) error {
	heads := []string{""}
	for _, s := range whole {
		heads = append(heads, s.Short)
	}
	t := newTable(w, "A thousand whole dialogs, dollars", heads...)
	for _, d := range designs(ours) {
		cells := []any{d.Name}
		for _, s := range whole {
			cells = append(cells, money(1000*BillOf(d.instead(s, ours)).Total()))
		}
		t.row(cells...)
	}
	model := []any{"the model's readings, on top: one a dialog"}
	for _, s := range whole {
		model = append(model, money(1000*reading*float64(s.Readings)))
	}
	t.row(model...)
	return t.end()
}

func printNotes(w io.Writer) error {
	_, err := fmt.Fprintf(w, `
Counted by DynamoDB's rules, indexes and transactions included, in warm functions;
a whole dialog reads the set-up anew once a minute. A queue's message is three
requests. Prices: us-east-1, no free tier. Assumed until measured on servers:
%.0f MB, %.0f ms a function and %.0f ms a call; logs of %d bytes a request and %d a
function that is not called by HTTP; a model (claude-haiku-5-5) that reads %d
tokens and writes %d in %d s. Not in it: storage (0.25 a GB and month), backups,
alarms, the messengers, and what the queues' polling and the sweep of every minute
cost when nothing happens.
`, memoryGB*1024, ownSeconds*1000, callSeconds*1000, requestLog, figuresLog, tokensIn, tokensOut, readingSeconds)
	return err
}

func money(v float64) string { return fmt.Sprintf("%.2f", v) }

// table writes columns of figures under heads of one or two lines.
type table struct {
	out   *tabwriter.Writer
	title string
	w     io.Writer
	err   error
}

func newTable(w io.Writer, title string, heads ...string) *table {
	t := &table{w: w, title: title}
	_, t.err = fmt.Fprintf(w, "\n%s\n\n", title)
	t.out = tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
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
