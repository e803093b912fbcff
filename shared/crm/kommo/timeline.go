package kommo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// What people see of ours on a card: a note in its feed, a task, and tags.

// note is a note of a card's feed.
//
// https://developers.kommo.com/reference/notes-list
type note struct {
	ID     json.Number `json:"id"`
	Params params      `json:"params"`
}

// params are what a note says. PHP writes empty ones as [].
type params struct{ Text string }

func (p *params) UnmarshalJSON(raw []byte) error {
	var in struct {
		Text any `json:"text"`
	}
	if strings.HasPrefix(string(raw), "{") {
		if err := json.Unmarshal(raw, &in); err != nil {
			return err
		}
	}
	p.Text, _ = in.Text.(string)
	return nil
}

// AddNote implements flow.Timelines: a text, which Kommo shows as it is; in the task that
// is to be done beside it, where there is one.
//
// https://developers.kommo.com/reference/add-notes
func (m *CRM) AddNote(ctx context.Context, n desk.CardNote) error {
	if n.Task != nil {
		return m.noteAndTask(ctx, n)
	}
	path, err := m.path(n.Card)
	if err != nil {
		return err
	}
	if n.Again {
		have, err := m.notes(ctx, path, n.Mark)
		if err != nil || len(have) > 0 {
			return err
		}
	}
	if err := m.addNote(ctx, n); err != nil {
		return fmt.Errorf("note on %s: %w", n.Card, m.orGone(ctx, n.Card, err))
	}
	return nil
}

func (m *CRM) addNote(ctx context.Context, n desk.CardNote) error {
	path, err := m.path(n.Card)
	if err != nil {
		return err
	}
	one := map[string]any{"note_type": "common", "params": map[string]any{"text": n.Text + "\n" + n.Mark}}
	return m.call(ctx, http.MethodPost, path+"/notes", []any{one}, nil)
}

// orGone is what is wrong with something that Kommo did not take for a card: it may be
// that the card is not there.
func (m *CRM) orGone(ctx context.Context, card desk.CardRef, err error) error {
	if no := (*refusedError)(nil); errors.As(err, &no) {
		if _, gone := m.Card(ctx, card); isGone(gone) {
			return gone
		}
	}
	return err
}

// taken is what stands in the place of a note that was taken away: Kommo's API deletes
// none.
const taken = "—"

// TakeNote implements flow.Timelines: nothing of the note is left but that there was one,
// nor of any whose mark begins so.
//
// https://developers.kommo.com/reference/edit-notes
func (m *CRM) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	path, err := m.path(card)
	if err != nil {
		return err
	}
	if err := m.takeFromTasks(ctx, card, mark); err != nil {
		return err
	}
	have, err := m.notes(ctx, path, mark)
	if err != nil || len(have) == 0 {
		return err
	}
	var edits []any
	for _, id := range have {
		edits = append(edits, map[string]any{"id": id, "entity_id": json.Number(card.ID), "note_type": "common", "params": map[string]any{"text": taken}})
	}
	if err := m.call(ctx, http.MethodPatch, collections.Get()[card.Kind]+"/notes", edits, nil); err != nil && !isGone(err) {
		return fmt.Errorf("take the note from %s: %w", card, err)
	}
	return nil
}

// notes are the ids of a card's notes with a mark, the newest first, of as many as are
// read.
func (m *CRM) notes(ctx context.Context, path, mark string) (out []json.Number, err error) {
	for page := 1; page <= maxPages; page++ {
		all, more, err := lists[note](ctx, m, "notes", fmt.Sprintf("%s/notes?filter[note_type][]=common&order[id]=desc&limit=250&page=%d", path, page))
		if err != nil {
			return nil, fmt.Errorf("the notes of %s: %w", path, err)
		}
		for _, n := range all {
			if strings.Contains(n.Params.Text, mark) {
				out = append(out, n.ID)
			}
		}
		if !more {
			break
		}
	}
	return out, nil
}

// tags are those of ours, for each badge.
var tags = []struct {
	desk.Badge
	tag string
}{{desk.BadgeFilled, "CoPilot: filled"}, {desk.BadgeAwaiting, "CoPilot: awaiting"}}

// tagsFor are the tags of badges, as Kommo is told to add them; one that is there stays.
func tagsFor(badges []desk.Badge) (add []any) {
	for _, of := range tags {
		if slices.Contains(badges, of.Badge) {
			add = append(add, map[string]any{"name": of.tag})
		}
	}
	return add
}

// followUp is the type of task that every account has.
//
// https://developers.kommo.com/reference/tasks
const followUp = 1

// SetTask implements flow.Timelines: a task of the card's responsible, known by the mark
// in its text, and the card's tags. Two who open it at once may make two; whoever ends
// it ends both.
func (m *CRM) SetTask(ctx context.Context, t desk.CardTask) error {
	e, _, err := m.entity(ctx, t.Card)
	if err != nil {
		return err
	}
	open, err := m.openTasks(ctx, t.Card, t.Mark)
	if err == nil {
		switch {
		case t.Done && len(open) > 0:
			err = m.endTasks(ctx, open)
		case !t.Done && len(open) == 0:
			err = m.addTask(ctx, t, t.Text, e.Responsible)
		}
	}
	if err == nil {
		err = m.tag(ctx, t, e)
	}
	if err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, m.orGone(ctx, t.Card, err))
	}
	return nil
}

// openTasks are the ids of a card's tasks with a mark that are to be done.
func (m *CRM) openTasks(ctx context.Context, card desk.CardRef, mark string) (out []json.Number, err error) {
	all, err := m.tasks(ctx, card, false)
	for _, t := range all {
		if !t.Done && strings.Contains(t.Text, mark) {
			out = append(out, t.ID)
		}
	}
	return out, err
}

// task is a task of a card.
type task struct {
	ID     json.Number `json:"id"`
	Entity json.Number `json:"entity_id"`
	Text   string      `json:"text"`
	Done   bool        `json:"is_completed"`
}

// tasks are a card's, those that are to be done and, where that is asked for, those that
// were: the newest first, of as many as are read.
//
// https://developers.kommo.com/reference/tasks-list
func (m *CRM) tasks(ctx context.Context, card desk.CardRef, done bool) (out []task, err error) {
	query := url.Values{"filter[entity_type]": {collections.Get()[card.Kind]}, "filter[entity_id][]": {card.ID}, "limit": {"250"}, "order[id]": {"desc"}}
	if !done {
		query.Set("filter[is_completed]", "0")
	}
	for page := 1; page <= maxPages; page++ {
		query.Set("page", fmt.Sprint(page))
		all, more, err := lists[task](ctx, m, "tasks", "tasks?"+query.Encode())
		if err != nil {
			return nil, fmt.Errorf("the tasks of %s: %w", card, err)
		}
		for _, t := range all {
			if t.Entity.String() == card.ID {
				out = append(out, t)
			}
		}
		if !more {
			break
		}
	}
	return out, nil
}

// addTask: https://developers.kommo.com/reference/add-tasks
func (m *CRM) addTask(ctx context.Context, t desk.CardTask, text string, responsible json.Number) error {
	one := map[string]any{
		"text": t.Title + "\n" + text + "\n" + t.Mark, "complete_till": t.Due.Unix(), "task_type_id": followUp,
		"entity_id": json.Number(t.Card.ID), "entity_type": collections.Get()[t.Card.Kind],
	}
	if number(responsible) != 0 {
		one["responsible_user_id"] = responsible
	}
	return m.call(ctx, http.MethodPost, "tasks", []any{one}, nil)
}

// endTasks says of tasks that they are done, for which Kommo wants a result.
//
// https://developers.kommo.com/reference/edit-tasks
func (m *CRM) endTasks(ctx context.Context, open []json.Number) error {
	var all []any
	for _, id := range open {
		all = append(all, map[string]any{"id": id, "is_completed": true, "result": map[string]any{"text": "Sufler"}})
	}
	return m.call(ctx, http.MethodPatch, "tasks", all, nil)
}

// tag puts the tags of the card's badges on it and takes the others of ours off; those of
// people stay.
//
// https://developers.kommo.com/reference/updating-single-lead
func (m *CRM) tag(ctx context.Context, t desk.CardTask, e entity) error {
	add, drop := []any{}, []any{}
	for _, of := range tags {
		want, has := slices.Contains(t.Badges, of.Badge), slices.ContainsFunc(e.Embedded.Tags, func(have tag) bool { return have.Name == of.tag })
		switch one := map[string]any{"name": of.tag}; {
		case want && !has:
			add = append(add, one)
		case has && !want:
			drop = append(drop, one)
		}
	}
	body := map[string]any{}
	if len(add) > 0 {
		body["tags_to_add"] = add
	}
	if len(drop) > 0 {
		body["tags_to_delete"] = drop
	}
	if len(body) == 0 {
		return nil
	}
	path, err := m.path(t.Card)
	if err != nil {
		return err
	}
	return m.call(ctx, http.MethodPatch, path, body, nil)
}
