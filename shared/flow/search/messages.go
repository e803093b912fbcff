package search

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// Said is a message in which words were found.
type Said struct {
	Dialog  desk.Dialog
	Message desk.Message // the newest of the dialog that has them
	Excerpt string       // where they stand in it
}

// SaidPage is a part of what was found.
type SaidPage struct {
	Items  []Said
	Next   string // where to go on; "": all open dialogs were looked at
	Looked int    // at so many dialogs
}

// Said finds, of each open dialog and what was said before it was handed over, the newest
// message that has all the words: first the dialogs where something was said last. It looks at some dialogs, and at the newest
// messages of each; the next page goes on with others.
func (s *Searcher) Said(ctx context.Context, by desk.Actor, q string, ask desk.PageAsk) (SaidPage, error) {
	var out SaidPage
	sought, err := s.sought(q)
	if err != nil {
		return out, err
	}
	skip, from, err := soughtFrom(ask.Cursor)
	if err != nil {
		return out, err
	}
	open := desk.DialogFilter{States: desk.OpenStates(), Sort: desk.ByActivity, Actor: &by}
	page, err := s.Lists.ListDialogs(ctx, open, desk.PageAsk{Limit: openAt, Cursor: from})
	if err != nil {
		return out, fmt.Errorf("search messages: %w", err)
	}
	left := page.Items[min(skip, len(page.Items)):]
	for len(left) > 0 && len(out.Items) < ask.Limit {
		some := left[:min(len(left), atOnce)]
		found, err := s.saidIn(ctx, by, some, sought)
		if err != nil {
			return SaidPage{}, err
		}
		for i := range some {
			if len(out.Items) == ask.Limit {
				break
			}
			if left, out.Looked = left[1:], out.Looked+1; found[i].Excerpt != "" {
				out.Items = append(out.Items, found[i])
			}
		}
	}
	switch {
	case len(left) > 0:
		out.Next = strconv.Itoa(len(page.Items)-len(left)) + "." + from
	case page.Next != "":
		out.Next = "0." + page.Next
	}
	return out, nil
}

// soughtFrom reads where a search goes on: behind so many dialogs of a page.
func soughtFrom(cursor string) (skip int, from string, err error) {
	if cursor == "" {
		return 0, "", nil
	}
	n, from, ok := strings.Cut(cursor, ".")
	skip, err = strconv.Atoi(n)
	if !ok || err != nil || skip < 0 || skip > openAt {
		return 0, "", fmt.Errorf("%w: that is no cursor of this search", desk.ErrInvalid)
	}
	return skip, from, nil
}

// saidIn looks into dialogs; what has no Excerpt was not found.
func (s *Searcher) saidIn(ctx context.Context, by desk.Actor, ds []desk.Dialog, sought []string) ([]Said, error) {
	out := make([]Said, len(ds))
	err := together(len(ds), func(i int) error {
		if by.Sight(ds[i]) != desk.SeesWords {
			return nil
		}
		// With what was said before it was handed over: whoever reads it reads that, too.
		page, err := s.Messages.Messages(ctx, ds[i].Customer, ds[i].ThreadAfter, 0, true, desk.PageAsk{Limit: messagesAt})
		if err != nil {
			return fmt.Errorf("search %s: %w", ds[i].ID, err)
		}
		for _, m := range page.Items {
			if text := m.SpokenText(); meets(s.Words(text), sought) {
				out[i] = Said{ds[i], m, s.excerpt(text, sought)}
				break
			}
		}
		return nil
	})
	return out, err
}

// excerptRunes is how long an excerpt is, and beforeWords how many words of it stand
// before what was sought.
const (
	excerptRunes = 140
	beforeWords  = 4
)

// excerpt is the text, on one line, from shortly before the first word that was sought.
func (s *Searcher) excerpt(text string, sought []string) string {
	all := strings.Fields(text)
	if line := strings.Join(all, " "); utf8.RuneCountInString(line) <= excerptRunes {
		return line
	}
	at := slices.IndexFunc(all, func(word string) bool {
		return slices.ContainsFunc(sought, func(one string) bool { return meets(s.Words(word), []string{one}) })
	})
	from := max(0, at-beforeWords)
	line := strings.Join(all[from:], " ")
	if from > 0 {
		line = "… " + line
	}
	runes := []rune(line)
	if len(runes) <= excerptRunes {
		return line
	}
	return string(runes[:excerptRunes-2]) + " …"
}
