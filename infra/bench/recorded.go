package main

import (
	_ "embed"
	"fmt"
	"math"

	"github.com/sufler/sufler/infra/bench/story"
)

// recordedRaw is what infra/awstest recorded; `make bench-aws` does it anew.
//
//go:embed testdata/recorded.json
var recordedRaw []byte

// Thousand is what a thousand of something use, as recorded on servers, or what
// a day does.
type Thousand struct {
	Name        string
	Short       string  // beside other designs; "": they are not compared in it
	Messages    float64 // of the customer's among them
	Calls       float64 // by functions and the closing steps, of all services
	Writes      float64 // units, by DynamoDB's rules
	Reads       float64
	Queues      float64 // requests, the event source's own among them
	Transitions float64
	Requests    float64
	Invocations float64
	Seconds     float64 // of functions, as billed
	GBSeconds   float64
	Readings    float64
	Watch       float64 // dollars of alarms and the like
}

// thousands are the rows of the report: recorded parts, with the units that are
// counted for them. The server forgets some units (units.go says which), so its
// own are held against the counted ones by a test, and these are shown.
func thousands(rec story.Recording, counted []story.Part) ([]Thousand, error) {
	all := story.Recording{Parts: counted}
	var out []Thousand
	for _, row := range []struct {
		name, short string
		story       string
		parts       []string
		messages    float64 // in one
	}{
		{"1,000 messages in bursts of 12", "messages in bursts", "burst", []string{story.PartChat}, 1},
		{"1,000 messages of a long dialog, from the 400th on", "messages, long dialog", "long", []string{story.PartLate}, 1},
		{"1,000 messages repeated", "", "ordinary", []string{story.PartRepeats}, 1},
		{"1,000 dialogs opened, bound to cards, closed", "dialogs closed", "ordinary", []string{story.PartOpening, story.PartClosing}, 1},
		{"1,000 runs: asked for, read, 5 fields filled", "runs", "ordinary", []string{story.PartRun}, 0},
		{"1,000 ordinary dialogs: 8 messages in, 4 replies, a run", "ordinary dialogs", "ordinary", []string{story.PartOpening, story.PartChat, story.PartRun, story.PartClosing}, 8},
		{"a quiet day: nobody writes", "a quiet day", "quiet", []string{story.PartMinutes}, 0},
	} {
		t := Thousand{Name: row.name, Short: row.short, Messages: 1000 * row.messages}
		for _, name := range row.parts {
			r, recorded := rec.Part(row.story, name)
			c, told := all.Part(row.story, name)
			if !recorded || !told {
				return nil, fmt.Errorf("%s, %s was not recorded: make bench-aws", row.story, name)
			}
			times := 1000.0
			switch name {
			case story.PartMinutes:
				times, t.Watch = 24*60/float64(r.Of), watchDollar
			case story.PartChat, story.PartRepeats, story.PartLate:
				if row.messages == 1 {
					times /= float64(r.Of)
				}
			}
			t.add(r, c, times)
		}
		out = append(out, t)
	}
	return out, nil
}

// add adds a recorded part, so many times. What functions read when they start
// and once a minute is left out: many messages share it. So is what the event
// source asks for in vain, but on a quiet day, which is made of that.
func (t *Thousand) add(r, counted story.Part, times float64) {
	for _, c := range r.Calls {
		n := times * float64(c.Count)
		switch {
		case c.Setup || c.Service == "SSM" || c.Empty && t.Watch == 0:
			continue
		case c.Service == story.SQS:
			t.Queues += n
		case c.Service == story.Bedrock:
			t.Readings += n
		}
		if c.By != story.EventSource {
			t.Calls += n
		}
	}
	for _, c := range counted.Calls {
		if !c.Setup {
			t.Writes += times * c.Writes
			t.Reads += times * c.Reads
		}
	}
	for _, f := range r.Functions {
		seconds := float64(f.Milliseconds) / 1000
		t.Invocations += times * float64(f.Invocations)
		t.Seconds += times * seconds
		t.GBSeconds += times * seconds * float64(f.MemoryMB) / 1024
	}
	t.Requests += times * float64(r.Requests)
	t.Transitions += times * float64(r.Transitions())
}

// Bill is what it costs. The servers were on the same machine, and the model
// answered at once: a function is taken to run at least as long as is assumed
// for those on AWS, and to wait for the model.
func (t Thousand) Bill() Bill {
	assumed := memoryGB * (ownSeconds*t.Invocations + callSeconds*(t.Calls-t.Readings))
	return Bill{
		API:    perRequest * t.Requests,
		Lambda: perInvocation*t.Invocations + perGBSecond*(math.Max(t.GBSeconds, assumed)+readerGB*readingSeconds*t.Readings),
		Store:  perWrite*t.Writes + perRead*t.Reads,
		Queues: perSQS * t.Queues,
		Steps:  perTransition * t.Transitions,
		Logs:   perLogByte * (requestLog*t.Requests + figuresLog*(t.Invocations-t.Requests)),
		Watch:  t.Watch,
	}
}

// instead is the bill with another design for each of its messages.
func (d Design) instead(t Thousand, ours Use) Bill {
	n := int(math.Round(t.Messages))
	return t.Bill().Plus(BillOf(d.Use.Times(n).Plus(ours.Times(-n))))
}
