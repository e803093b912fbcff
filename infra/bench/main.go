// Bench says what a message costs: how many calls, units, requests and state
// transitions each thing uses, counted by DynamoDB's rules on the store's own
// operations, and what that is in dollars at list price, beside what other
// designs of the same product would use. Counts are the same on every machine,
// and the same as what infra/awstest recorded on servers (testdata), which it
// prints beside them. Package story is what both tell.
//
// Its benchmarks measure time, and say it as a ratio to a floor that is measured
// beside it. `make bench` prints all of it. Nobody relies on this package.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

func main() {
	asl := flag.String("machine", "infra/closing.asl.json", "the closing state machine")
	md := flag.Bool("md", false, "write Markdown, for the README")
	flag.Parse()
	if err := report(context.Background(), page{os.Stdout, *md}, *asl); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// report counts everything and prints the tables.
func report(ctx context.Context, p page, asl string) (err error) {
	m, err := readMachine(asl)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sufler-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := builder{dir: dir, machine: m}
	defer func() { err = errors.Join(err, b.close()) }()

	open := func(s desk.Settings) (*house, error) { return b.open(ctx, s) }
	c, err := count(ctx, open)
	if err != nil {
		return err
	}
	return p.all(c)
}

// counted is all that the report is made of.
type counted struct {
	rows      []Row
	recording story.Recording
	thousands []Thousand
}

// count counts everything, and puts it beside the recording.
func count(ctx context.Context, open opens) (c counted, err error) {
	if c.rows, err = counts(ctx, open); err != nil {
		return c, err
	}
	whole, err := stories(ctx, open)
	if err != nil {
		return c, err
	}
	c.rows = append(c.rows, whole...)
	if c.recording, err = story.Read(recordedRaw); err != nil {
		return c, err
	}
	parts, err := tell(ctx, open, false)
	if err != nil {
		return c, err
	}
	c.thousands, err = thousands(c.recording, parts)
	return c, err
}

// ours is what a message of an open dialog uses, before it is answered.
func (c counted) ours() Use { return find(c.rows, rowMessage).Use }

// inAll is the same with what follows from it: its changes are told.
func (c counted) inAll() Use { return c.ours().Plus(find(c.rows, rowTold).Use) }

// model is what it takes for one reading of an ordinary dialog, in dollars.
func (c counted) model() float64 { return BillOf(find(c.rows, rowRun).Use).Model }

// opens opens an empty company.
type opens = func(desk.Settings) (*house, error)

// builder opens houses, each on a file of its own in dir.
type builder struct {
	dir     string
	machine machine
	engines []*embedded.Engine
}

func (b *builder) open(ctx context.Context, s desk.Settings) (*house, error) {
	e, err := embedded.Open(filepath.Join(b.dir, fmt.Sprintf("house-%d.db", len(b.engines))), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		return nil, err
	}
	b.engines = append(b.engines, e)
	h, err := openHouse(ctx, e, b.machine, s)
	if err == nil {
		h.changes = e
	}
	return h, err
}

func (b *builder) close() error {
	var errs []error
	for _, e := range b.engines {
		errs = append(errs, e.Close())
	}
	return errors.Join(errs...)
}
