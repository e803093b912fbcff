package canned

import (
	"context"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// many are canned responses of everybody's.
type many struct {
	Responses
	all []desk.Canned
}

func (m many) CannedOf(_ context.Context, o desk.CannedOwner) ([]desk.Canned, error) {
	if o.Scope != desk.CannedAll {
		return nil, nil
	}
	return m.all, nil
}

func (many) Teams(context.Context) ([]desk.Team, error) { return nil, nil }

// TestFindIsBounded: behind so many bytes of texts only titles are looked at.
func TestFindIsBounded(t *testing.T) {
	folded := 0
	m := many{}
	for range maxSearched/(1<<20) + 2 {
		m.all = append(m.all, desk.Canned{Title: "long", Text: strings.Repeat("x", 1<<20), CannedOwner: desk.CannedOwner{Scope: desk.CannedAll}})
	}
	m.all = append(m.all, desk.Canned{Title: "needle one", Text: "y"}, desk.Canned{Title: "last", Text: "needle"})
	k := &Keeper{Responses: m, Teams: m, Fold: func(s string) string { folded += len(s); return s }}
	got, err := k.Find(t.Context(), desk.Actor{Role: desk.RoleAdmin}, Filter{Words: "needle"})
	if err != nil || len(got) != 1 || got[0].Title != "needle one" || folded > maxSearched+1000 {
		t.Errorf("got %d, %v, after folding %d bytes", len(got), err, folded)
	}
	// What is not looked for by words is not folded.
	folded = 0
	if got, err := k.Find(t.Context(), desk.Actor{Role: desk.RoleAdmin}, Filter{}); err != nil || len(got) != len(m.all) || folded > 1000 {
		t.Errorf("a list: got %d, %v, after folding %d bytes", len(got), err, folded)
	}
}
