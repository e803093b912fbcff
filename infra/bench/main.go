// Bench says what a message costs: how many calls, units, requests and state
// transitions each thing uses, counted by DynamoDB's rules on the store's own
// operations, and what that is in dollars at list price, beside what other
// designs of the same product would use. Counts are the same on every machine.
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

	"github.com/sufler/sufler/shared/desk"
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
	rows, err := counts(ctx, open)
	if err != nil {
		return err
	}
	whole, err := stories(ctx, open)
	if err != nil {
		return err
	}
	return p.all(rows, whole)
}

// opens opens an empty company.
type opens = func(desk.Settings) (*house, error)

// builder opens houses, each on a file of its own in dir.
type builder struct {
	dir     string
	machine machine
	engines []*embedded.Engine
}

func (b *builder) open(ctx context.Context, s desk.Settings) (*house, error) {
	e, err := embedded.Open(filepath.Join(b.dir, fmt.Sprintf("house-%d.db", len(b.engines))), embedded.Knobs{NoSync: true})
	if err != nil {
		return nil, err
	}
	b.engines = append(b.engines, e)
	return openHouse(ctx, e, b.machine, s)
}

func (b *builder) close() error {
	var errs []error
	for _, e := range b.engines {
		errs = append(errs, e.Close())
	}
	return errors.Join(errs...)
}
