package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// View is an operator's own way to see the list of dialogs (CL-04): which ones, in
// which order, and which columns.
type View struct {
	ID      string
	Title   string
	Filter  DialogFilter // who in particular a customer is, it does not say
	Columns []string     // as the console names them, in their order; none: all
}

// Views are all of an operator's.
type Views struct {
	Views   []View
	Version int64 // of the stored record; 0: there is none
}

// How many views an operator may have, and columns a view.
const (
	maxViews   = 50
	maxColumns = 50
)

// Check says what is wrong with the views. ErrInvalid.
func (v Views) Check() error {
	if len(v.Views) > maxViews {
		return Wrong("views", fmt.Sprintf("there may be %d views", maxViews), "n", strconv.Itoa(maxViews))
	}
	seen := map[string]bool{}
	for _, view := range v.Views {
		if err := view.check(); err != nil {
			return fmt.Errorf("view %q: %w", view.ID, err)
		}
		if seen[view.ID] {
			return fmt.Errorf("%w: two views are called %q", ErrInvalid, view.ID)
		}
		seen[view.ID] = true
	}
	return nil
}

func (v View) check() error {
	f := v.Filter
	switch {
	case v.ID == "" || len(v.ID) > 64 || strings.Trim(v.ID, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "":
		return fmt.Errorf("%w: an id has up to 64 small letters, digits, - and _", ErrInvalid)
	case strings.TrimSpace(v.Title) == "" || len(v.Title) > 256:
		return Wrong("title", "a title has up to 256 bytes", "n", "256")
	case len(f.Find)+len(f.Customers)+len(f.Contacts)+len(f.Cards) > 0:
		return fmt.Errorf("%w: a view is of no customer in particular: leave out q, customer, contact and card", ErrInvalid)
	case len(v.Columns) > maxColumns:
		return fmt.Errorf("%w: there may be %d columns", ErrInvalid, maxColumns)
	}
	for i, c := range v.Columns {
		if c == "" || len(c) > 64 || slices.Contains(v.Columns[:i], c) {
			return fmt.Errorf("%w: a column is named once, in up to 64 bytes", ErrInvalid)
		}
	}
	return nil
}
