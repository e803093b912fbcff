package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/sufler/sufler/shared/desk"
)

// closings is the list of dialogs whose closing steps have begun and not ended,
// in a file: what a state machine's executions are on AWS. A kill between a
// dialog's closing and its automatic run is healed by going through the list.
//
// The file holds a line a step, "+dialog" or "-dialog". What the last process
// left may be long, so it is read, and written anew, short, by Load, beside
// serving; until then only what this process notes is known. A line reaches the
// system before a call returns, so it survives a kill of the process; what a power
// cut may take is found among the open dialogs again.
type closings struct {
	path string

	mu    sync.Mutex
	file  *os.File
	old   int64                  // how long the file was when it was opened; 0 once that is read
	noted map[desk.DialogID]bool // whether the steps have begun and not ended
}

// openClosings opens the list. A line that was cut off is taken away: the next one
// must not go on in it.
func openClosings(path string) (*closings, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open closings: %w", err)
	}
	old, err := wholeLines(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read closings: %w", err), f.Close())
	}
	return &closings{path: path, file: f, old: old, noted: map[desk.DialogID]bool{}}, nil
}

// wholeLines cuts off a last line without an end, and answers with the file's size.
func wholeLines(f *os.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	for n := min(info.Size(), 4<<10); ; n = min(info.Size(), 2*n) {
		last, start := make([]byte, n), info.Size()-n
		if _, err := f.ReadAt(last, start); err != nil {
			return 0, err
		}
		if end := bytes.LastIndexByte(last, '\n') + 1; end > 0 || start == 0 {
			size := start + int64(end)
			return size, f.Truncate(size)
		}
	}
}

// Begin notes that a dialog's closing steps have begun; once is enough.
func (c *closings) Begin(id desk.DialogID) error { return c.note('+', id, true) }

// End notes that they have ended.
func (c *closings) End(id desk.DialogID) error { return c.note('-', id, false) }

func (c *closings) note(sign byte, id desk.DialogID, open bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	was, known := c.noted[id]
	if was == open && (known || c.old == 0) {
		return nil
	}
	if _, err := fmt.Fprintf(c.file, "%c%s\n", sign, id); err != nil {
		return fmt.Errorf("note closing %s: %w", id, err)
	}
	c.set(id, open)
	return nil
}

// set keeps an end in mind only against an older beginning in the file.
func (c *closings) set(id desk.DialogID, open bool) {
	if open || c.old > 0 {
		c.noted[id] = open
	} else {
		delete(c.noted, id)
	}
}

// Load reads what the last process left; again is harmless. What is noted
// meanwhile stands behind it in the file, and is newer.
func (c *closings) Load(ctx context.Context) error {
	c.mu.Lock()
	old := c.old
	c.mu.Unlock()
	if old == 0 {
		return nil
	}
	left, err := c.left(ctx, old)
	if err != nil {
		return fmt.Errorf("read closings: %w", err)
	}
	if err := c.swap(left); err != nil {
		return fmt.Errorf("write closings: %w", err)
	}
	return nil
}

// left are the dialogs whose steps have not ended by the first bytes of the file.
func (c *closings) left(ctx context.Context, size int64) (map[desk.DialogID]bool, error) {
	f, err := os.Open(c.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	left := map[desk.DialogID]bool{}
	for lines := bufio.NewReader(io.LimitReader(f, size)); ctx.Err() == nil; {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return left, nil
		}
		if err != nil {
			return nil, err
		}
		switch id := desk.DialogID(line[1:max(1, len(line)-1)]); line[0] {
		case '+':
			left[id] = true
		case '-':
			delete(left, id)
		}
	}
	return nil, ctx.Err()
}

// swap puts a short file, with what was noted meanwhile, in the place of the long
// one. Notes wait only for what is not written yet.
func (c *closings) swap(left map[desk.DialogID]bool) error {
	next := filepath.Join(filepath.Dir(c.path), ".closings.new")
	f, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	short := bufio.NewWriterSize(f, 64<<10)
	for id := range left {
		short.WriteString("+" + string(id) + "\n") // Flush tells its error
	}
	if err := short.Flush(); err != nil {
		return errors.Join(err, f.Close())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := c.file.Stat()
	if err == nil {
		_, err = io.Copy(f, io.NewSectionReader(c.file, c.old, info.Size()-c.old))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	// No system must rename what is open.
	err = errors.Join(c.file.Close(), os.Rename(next, c.path))
	again, no := os.OpenFile(c.path, os.O_APPEND|os.O_RDWR, 0)
	if no != nil {
		return errors.Join(err, no)
	}
	if c.file = again; err != nil {
		return err
	}
	newer := c.noted
	c.old, c.noted = 0, left
	for id, open := range newer {
		c.set(id, open)
	}
	return nil
}

// Begun are the dialogs whose steps have not ended, of those that are known.
func (c *closings) Begun() []desk.DialogID {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids := make([]desk.DialogID, 0, len(c.noted))
	for id, open := range c.noted {
		if open {
			ids = append(ids, id)
		}
	}
	return ids
}

// Close closes the file.
func (c *closings) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.file.Close()
}
