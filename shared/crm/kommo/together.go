package kommo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// A note with what is to be done beside it is one task, whose text is the note: Kommo has
// no call for a note and a task at once, and people see a task in the card's feed, too,
// also once it is done. Where such a task is open already, of an earlier chat, the note is
// one of its own.

// beside is what a later call need not read again: who answers for the card, and with a +
// whether it has open tasks.
func (e entity) beside() string {
	if number(e.ClosestTask) != 0 {
		return "+" + e.Responsible.String()
	}
	return e.Responsible.String()
}

// noteAndTask makes the card say what is to be done, and tell the note once.
func (m *CRM) noteAndTask(ctx context.Context, n desk.CardNote) error {
	s, err := m.sight(ctx, n)
	if err == nil {
		err = s.show(ctx, m, n)
	}
	if err == nil && s.card != nil {
		err = m.tag(ctx, *n.Task, *s.card)
	}
	if err != nil {
		return fmt.Errorf("note and task on %s: %w", n.Card, m.orGone(ctx, n.Card, err))
	}
	return nil
}

// sight is what is known of a card before a note with a task is put there.
type sight struct {
	card        *entity // nil: its tags are as they should be
	responsible json.Number
	open        []json.Number // tasks with the task's mark that are to be done
	told        bool          // the note is there
}

// sight looks at the card, as far as it was not seen a moment ago. What may have been done
// by an earlier try is looked for among tasks that are done, and notes, too.
func (m *CRM) sight(ctx context.Context, n desk.CardNote) (s sight, err error) {
	busy := true
	if who, others := strings.CutPrefix(n.Task.Beside, "+"); who != "" && !n.Again && !n.Task.Done {
		s.responsible, busy = json.Number(who), others
	} else {
		e, _, err := m.entity(ctx, n.Card)
		if err != nil {
			return s, err
		}
		s.card, s.responsible, busy = &e, e.Responsible, n.Again || number(e.ClosestTask) != 0
	}
	if !busy {
		return s, nil
	}
	all, err := m.tasks(ctx, n.Card, n.Again)
	if err != nil {
		return s, err
	}
	for _, t := range all {
		s.told = s.told || strings.Contains(t.Text, n.Mark)
		if !t.Done && strings.Contains(t.Text, n.Task.Mark) {
			s.open = append(s.open, t.ID)
		}
	}
	if n.Again && !s.told {
		path, err := m.path(n.Card)
		if err != nil {
			return s, err
		}
		have, err := m.notes(ctx, path, n.Mark)
		if err != nil {
			return s, err
		}
		s.told = len(have) > 0
	}
	return s, nil
}

// maxTold is how many runes of a note a task tells: how long a task's text may be Kommo
// does not say, and one that it cut would lose the mark at its end.
const maxTold = 4000

// show does what is missing. A text that Kommo does not take for a task's is a note, and so
// is a long one.
func (s sight) show(ctx context.Context, m *CRM, n desk.CardNote) error {
	t, due := *n.Task, !n.Task.Done && len(s.open) == 0
	if due && !s.told && utf8.RuneCountInString(n.Text) <= maxTold {
		err := m.addTask(ctx, t, t.Text+"\n\n"+n.Text+"\n"+n.Mark, s.responsible)
		if no := (*refusedError)(nil); !errors.As(err, &no) {
			return err
		}
	}
	if !s.told {
		if err := m.addNote(ctx, n); err != nil {
			return err
		}
	}
	switch {
	case due:
		return m.addTask(ctx, t, t.Text, s.responsible)
	case t.Done && len(s.open) > 0:
		return m.endTasks(ctx, s.open)
	}
	return nil
}

// takeFromTasks takes a note out of the tasks that tell it: what is to be done stays.
//
// https://developers.kommo.com/reference/edit-tasks
func (m *CRM) takeFromTasks(ctx context.Context, card desk.CardRef, mark string) error {
	all, err := m.tasks(ctx, card, true)
	if err != nil {
		return err
	}
	var edits []any
	for _, t := range all {
		if !strings.Contains(t.Text, mark) {
			continue
		}
		text := taken
		if lines := strings.Split(t.Text, "\n"); !t.Done { // its title, and the mark that ends it
			text = lines[0] + "\n" + lines[len(lines)-1]
		}
		edits = append(edits, map[string]any{"id": t.ID, "text": text})
	}
	if len(edits) == 0 {
		return nil
	}
	if err := m.call(ctx, http.MethodPatch, "tasks", edits, nil); err != nil && !isGone(err) {
		return fmt.Errorf("take the note from the tasks of %s: %w", card, err)
	}
	return nil
}
