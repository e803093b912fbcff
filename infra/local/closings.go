package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/sufler/sufler/shared/desk"
)

// closings is the list of dialogs whose closing steps have begun and not ended,
// in a file: what a state machine's executions are on AWS. A kill between a
// dialog's closing and its automatic run is healed by going through the list.
//
// The file holds a line a step, "+dialog" or "-dialog", and is written anew,
// short, at each start. A line reaches the system before a call returns, so it
// survives a kill of the process; what a power cut may take is found among the
// open dialogs again.
type closings struct {
	mu   sync.Mutex
	file *os.File
	open map[desk.DialogID]bool
}

// openClosings reads the list. A line that was cut off is none.
func openClosings(path string) (*closings, error) {
	c := &closings{open: map[desk.DialogID]bool{}}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read closings: %w", err)
	}
	lines := bytes.SplitAfter(old, []byte("\n"))
	for _, line := range lines {
		id, whole := bytes.CutSuffix(line, []byte("\n"))
		if !whole || len(id) < 2 {
			continue
		}
		switch dialog := desk.DialogID(id[1:]); id[0] {
		case '+':
			c.open[dialog] = true
		case '-':
			delete(c.open, dialog)
		}
	}
	var short bytes.Buffer
	for id := range c.open {
		fmt.Fprintf(&short, "+%s\n", id)
	}
	next := filepath.Join(filepath.Dir(path), ".closings.new")
	if err := os.WriteFile(next, short.Bytes(), 0o600); err != nil {
		return nil, fmt.Errorf("write closings: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return nil, fmt.Errorf("write closings: %w", err)
	}
	if c.file, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, fmt.Errorf("open closings: %w", err)
	}
	return c, nil
}

// Begin notes that a dialog's closing steps have begun; once is enough.
func (c *closings) Begin(id desk.DialogID) error { return c.note('+', id, true) }

// End notes that they have ended.
func (c *closings) End(id desk.DialogID) error { return c.note('-', id, false) }

func (c *closings) note(sign byte, id desk.DialogID, open bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[id] == open {
		return nil
	}
	if _, err := fmt.Fprintf(c.file, "%c%s\n", sign, id); err != nil {
		return fmt.Errorf("note closing %s: %w", id, err)
	}
	if open {
		c.open[id] = true
	} else {
		delete(c.open, id)
	}
	return nil
}

// Begun are the dialogs whose steps have not ended.
func (c *closings) Begun() []desk.DialogID {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids := make([]desk.DialogID, 0, len(c.open))
	for id := range c.open {
		ids = append(ids, id)
	}
	return ids
}

// Close closes the file.
func (c *closings) Close() error { return c.file.Close() }
