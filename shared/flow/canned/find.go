package canned

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// Filter narrows what is listed; an empty part does not.
type Filter struct {
	Scope    desk.CannedScope
	Team     desk.TeamID // that team's only
	Language string      // in it, or in any
	Words    string      // is looked for in title and text
}

// maxSearched is how many bytes of texts are looked through for one search: two
// thousand long ones.
const maxSearched = 8 << 20

// Find are those that the actor may use: everybody's, their teams', their own; for an
// admin and a supervisor all teams'. By title; what is looked for by how well it fits
// (OP-12, D15): titles that begin with it, then titles with words that begin with its
// words, then texts with such words, then what only contains it.
//
// The work is bounded: so many bytes of texts are looked through, and of what lies
// behind them the titles only.
func (k *Keeper) Find(ctx context.Context, by desk.Actor, f Filter) ([]desk.Canned, error) {
	by, teams, err := k.member(ctx, by)
	if err != nil {
		return nil, err
	}
	type hit struct {
		desk.Canned
		rank  int
		title string
	}
	var hits []hit
	left := maxSearched
	query := k.Fold(strings.Join(strings.Fields(f.Words), " "))
	for _, o := range owners(by, teams, f) {
		all, err := k.Responses.CannedOf(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		for _, c := range all {
			title := k.Fold(c.Title)
			rank, ok := fit(query, title, func() string {
				if left -= len(c.Text); left < 0 {
					return ""
				}
				return k.Fold(c.Text)
			})
			if ok && (f.Language == "" || c.Language == "" || c.Language == f.Language) {
				hits = append(hits, hit{c, rank, title})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.title, b.title), cmp.Compare(a.ID, b.ID))
	})
	out := make([]desk.Canned, len(hits))
	for i, h := range hits {
		out[i] = h.Canned
	}
	return out, nil
}

// owners are those whose the actor may use and the filter asks for.
func owners(by desk.Actor, teams []desk.Team, f Filter) []desk.CannedOwner {
	all := []desk.CannedOwner{{Scope: desk.CannedAll}}
	if by.Operator != "" {
		all = append(all, desk.CannedOwner{Scope: desk.CannedPersonal, Operator: by.Operator})
	}
	for _, t := range teams {
		all = append(all, desk.CannedOwner{Scope: desk.CannedTeam, Team: t.ID})
	}
	return slices.DeleteFunc(all, func(o desk.CannedOwner) bool {
		return by.MustSeeCanned(o) != nil || f.Scope != "" && o.Scope != f.Scope || f.Team != "" && o.Team != f.Team
	})
}

// fit is how well a title and a text fit what is looked for; all are folded.
func fit(query, title string, text func() string) (rank int, ok bool) {
	words := strings.Fields(query)
	has := func(in ...string) bool {
		for _, w := range words {
			if !slices.ContainsFunc(in, func(s string) bool { return begins(s, w) }) {
				return false
			}
		}
		return true
	}
	switch {
	case len(words) == 0:
		return 0, true
	case strings.HasPrefix(title, query):
		return 0, true
	case has(title):
		return 1, true
	}
	said := text()
	switch {
	case has(title, said):
		return 2, true
	case strings.Contains(title, query):
		return 3, true
	}
	return 4, strings.Contains(said, query)
}

// begins says whether a word of s begins with w.
func begins(s, w string) bool {
	for from := 0; ; {
		i := strings.Index(s[from:], w)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(s[:from+i])
		if from+i == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return true
		}
		from += i + len(w)
	}
}
