package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// connectionFile is a CRM to connect at the start, as -connection names it: what
// POST /v1/connections takes, and whose customers live there.
type connectionFile struct {
	ID      desk.ConnectionID `json:"id"`
	Kind    desk.CRMKind      `json:"kind"`
	Title   string            `json:"title"`
	Secrets map[string]string `json:"secrets"`
	Options map[string]string `json:"options"`
	Lines   []desk.LineID     `json:"lines"` // absent: all
}

// connectTime is how long a CRM is tried at the start.
const connectTime = time.Minute

// readConnection reads the file. It holds secrets, so no error repeats any of it.
func readConnection(name string) (connectionFile, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return connectionFile{}, fmt.Errorf("-connection: %w", err)
	}
	var f connectionFile
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return f, fmt.Errorf(`%w: -connection %s is not as {"id": "b24", "kind": "bitrix24", "secrets": {…}, "options": {…}, "lines": ["site"]}; the last two may be left out`, desk.ErrInvalid, name)
	}
	if f.ID == "" || f.Kind == "" {
		return f, fmt.Errorf("%w: -connection %s names no id, or no kind", desk.ErrInvalid, name)
	}
	return f, nil
}

// connectCRM connects the CRM of a file, or brings a connection of that id to what the
// file says, has lines' customers live there from their next dialog on, and says in words
// what works. A CRM that is down is no reason not to serve. Repeating is harmless.
func (s *system) connectCRM(ctx context.Context, name string, out io.Writer) error {
	f, err := readConnection(name)
	if err != nil {
		return err
	}
	keeper, by := s.Verbs.ConnectionKeeper(), desk.Automatic
	_, err = keeper.Connect(ctx, by, desk.Connection{ID: f.ID, Kind: f.Kind, Title: f.Title, Secrets: f.Secrets, Options: f.Options})
	var no *desk.Refusal
	if errors.As(err, &no) && no.Code == desk.CodeConnectionExists {
		_, err = keeper.Change(ctx, by, f.ID, func(c desk.Connection) (desk.Connection, error) {
			if c.Kind != f.Kind {
				return c, fmt.Errorf("%w: the connection %s is of kind %s: choose another id", desk.ErrInvalid, f.ID, c.Kind)
			}
			c.Title, c.Secrets, c.Options = f.Title, f.Secrets, f.Options
			return c, nil
		})
	}
	if err == nil {
		err = s.live(ctx, f)
	}
	if err != nil {
		return fmt.Errorf("-connection %s: %w", name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	said, err := keeper.Prepare(ctx, by, f.ID)
	if err == nil {
		var more []desk.Checked
		more, err = keeper.Check(ctx, by, f.ID)
		said = append(said, more...)
	}
	fmt.Fprintf(out, "Connection %s (%s)\n", f.ID, f.Kind)
	for _, c := range desk.Shortly(said) {
		mark := "✔"
		if !c.OK {
			mark = "✘"
		}
		fmt.Fprintf(out, "  %s %s: %s\n", mark, c.What, c.Text)
		if c.Code == desk.CodeNoFieldOn {
			fmt.Fprintf(out, "    That is done in the console, under Settings, Fields, or with PUT /v1/connections/%s/fields/{kind}/{name}.\n", f.ID)
		}
	}
	if err != nil {
		fmt.Fprintf(out, "  ✘ it could not be tried: %v\n", err)
	}
	return nil
}

// live has the customers of the file's lines live in its CRM.
func (s *system) live(ctx context.Context, f connectionFile) error {
	all, err := s.Store.Lines(ctx)
	if err != nil {
		return err
	}
	for _, id := range f.Lines {
		if !slices.ContainsFunc(all, func(l desk.Line) bool { return l.ID == id }) {
			return fmt.Errorf("%w: there is no line %s", desk.ErrInvalid, id)
		}
	}
	for _, l := range all {
		if f.Lines != nil && !slices.Contains(f.Lines, l.ID) || l.Connection == f.ID {
			continue
		}
		l.Connection = f.ID
		l.Required = nil // fields of the CRM's that was
		if _, err := s.Store.SaveLine(ctx, l); err != nil {
			return fmt.Errorf("line %s: %w", l.ID, err)
		}
	}
	return nil
}
