package value_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// friday is 14 March 2025.
func TestWeekdaysInWeeks(t *testing.T) {
	check(t, desk.Field{Type: desk.TypeDate}, []found{
		{"a week on", "a week on Tuesday", en, []string{"2025-03-25"}},
		{"Tuesday week", "Tuesday week works", en, []string{"2025-03-25"}},
		{"after next", "the Tuesday after next", en, []string{"2025-03-25"}},
		{"in two weeks", "Tuesday in two weeks", en, []string{"2025-03-25"}},
		{"a week today", "a week today", en, []string{"2025-03-21"}},
		{"a week from today", "a week from today", en, []string{"2025-03-21"}},
		{"a week tomorrow", "a week tomorrow", en, []string{"2025-03-22"}},
		{"next week's stays", "next week on Tuesday", en, []string{"2025-03-18"}},
		{"this week's is no week on", "this week Friday", en, []string{"2025-03-14"}},
		{"через вторник", "давайте через вторник", ru, []string{"2025-03-25"}},
		{"через неделю во вторник", "через неделю во вторник", ru, []string{"2025-03-18"}},
		{"через две недели в среду", "через две недели в среду", ru, []string{"2025-03-26"}},
		{"через неделю", "через неделю", ru, []string{"2025-03-21"}},
		{"siguiente al próximo", "el martes siguiente al próximo", es, []string{"2025-03-25"}},
		{"dentro de dos semanas", "dentro de dos semanas el martes", es, []string{"2025-03-25"}},
		{"el martes siguiente", "el martes siguiente", es, []string{"2025-03-18"}},
	})
}

func TestNextTuesdaySaidOnMondayIsADoubt(t *testing.T) {
	monday := time.Date(2025, 3, 17, 10, 0, 0, 0, time.UTC)
	for text, doubt := range map[string]bool{"next Tuesday": true, "el martes que viene": true, "в следующий вторник": true, "on Tuesday": false, "next Friday": false} {
		hits := value.Dates(text, monday, en)
		if text != "next Tuesday" && text != "on Tuesday" && text != "next Friday" {
			hits = value.Dates(text, monday, ru)
		}
		if len(hits) != 1 || hits[0].Doubt != doubt {
			t.Errorf("%s: got %+v, want doubt %t", text, hits, doubt)
		}
	}
}
