package creatio

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// What people see of ours on a card: a message in its feed, and an activity. Both objects,
// and the ids of their lists, are those of Creatio's base package.

const feed, activities = "SocialMessage", "Activity"

// The lists of activities: https://academy.creatio.com/docs/8.x/setup-and-administration
const (
	typeTask         = "fbe0acdc-cfc0-df11-b00f-001d60e938c6"
	categoryToDo     = "f51c4643-58e6-df11-971b-001d60e938c6"
	statusNotStarted = "384d4b84-58e6-df11-971b-001d60e938c6"
	statusDone       = "4bdbb88f-58e6-df11-971b-001d60e938c6"
	statusCancelled  = "201cfba8-58e6-df11-971b-001d60e938c6"
)

// taskLength is how long a task is, as calendars show it.
const taskLength = 30 * time.Minute

// AddNote implements flow.Timelines. The feed shows HTML, so what people wrote is made
// none; and it takes messages for cards that are not there, so the card is looked at
// first.
func (m *CRM) AddNote(ctx context.Context, n desk.CardNote) error {
	path, err := m.path(n.Card)
	if err != nil {
		return err
	}
	if _, err := m.record(ctx, path+"?$select=Id"); err != nil {
		return fmt.Errorf("card %s: %w", n.Card, err)
	}
	if n.Again {
		have, err := m.messages(ctx, n.Card, n.Mark)
		if err != nil || len(have) > 0 {
			return err
		}
	}
	body := map[string]any{
		"Message":  strings.ReplaceAll(html.EscapeString(n.Text+"\n"+n.Mark), "\n", "<br>"),
		"EntityId": n.Card.ID, "EntitySchemaUId": objects.Get()[n.Card.Kind].schemaID,
	}
	if _, err := m.send(ctx, http.MethodPost, feed, body); err != nil {
		return fmt.Errorf("note on %s: %w", n.Card, err)
	}
	return nil
}

// TakeNote implements flow.Timelines.
func (m *CRM) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	if _, err := m.path(card); err != nil {
		return err
	}
	have, err := m.messages(ctx, card, mark)
	for _, id := range have {
		if err == nil {
			_, err = m.send(ctx, http.MethodDelete, feed+"("+id+")", nil)
		}
		if errors.Is(err, desk.ErrNotFound) {
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("take the note from %s: %w", card, err)
	}
	return nil
}

// messages are the ids of a card's messages with a mark, of as many as are read.
func (m *CRM) messages(ctx context.Context, card desk.CardRef, mark string) (out []string, err error) {
	for page := range maxPages {
		all, err := m.records(ctx, feed, "$filter", "EntityId eq "+card.ID, "$orderby", "CreatedOn desc", "$select", "Id,Message", "$top", strconv.Itoa(most), "$skip", strconv.Itoa(page*most))
		if err != nil {
			return nil, fmt.Errorf("the feed of %s: %w", card, err)
		}
		for _, r := range all {
			if id := strings.ToLower(kit.Plain(r["Id"])); isGUID(id) && strings.Contains(kit.Plain(r["Message"]), mark) {
				out = append(out, id)
			}
		}
		if len(all) < most {
			break
		}
	}
	return out, nil
}

// maxPages is how many pages of messages and activities are read.
const maxPages = 5

// SetTask implements flow.Timelines: an activity of the card's owner, known by the mark in
// its notes. Two who open it at once may make two; whoever ends it ends both.
func (m *CRM) SetTask(ctx context.Context, t desk.CardTask) error {
	path, err := m.path(t.Card)
	if err != nil {
		return err
	}
	s, err := m.of(ctx, t.Card.Kind)
	if err != nil {
		return err
	}
	columns := "?$select=Id"
	if s.has(ownerColumn) {
		columns += "," + ownerColumn
	}
	r, err := m.record(ctx, path+columns)
	if err != nil {
		return fmt.Errorf("card %s: %w", t.Card, err)
	}
	open, err := m.openTasks(ctx, t.Card, s, t.Mark)
	switch {
	case err != nil:
	case t.Done:
		for _, id := range open {
			if err == nil {
				_, err = m.send(ctx, http.MethodPatch, activities+"("+id+")", map[string]any{"StatusId": statusDone})
			}
			if errors.Is(err, desk.ErrNotFound) {
				err = nil
			}
		}
	case len(open) == 0:
		err = m.addTask(ctx, t, s, strings.ToLower(kit.Plain(r[ownerColumn])))
	}
	if err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, err)
	}
	return nil
}

// openTasks are the ids of a card's activities with a mark that are to be done.
func (m *CRM) openTasks(ctx context.Context, card desk.CardRef, s schema, mark string) (out []string, err error) {
	for page := range maxPages {
		all, err := m.records(ctx, activities, "$filter", s.collection+"Id eq "+card.ID, "$orderby", "CreatedOn desc", "$select", "Id,Notes,StatusId", "$top", strconv.Itoa(most), "$skip", strconv.Itoa(page*most))
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			id, status := strings.ToLower(kit.Plain(r["Id"])), strings.ToLower(kit.Plain(r["StatusId"]))
			if isGUID(id) && status != statusDone && status != statusCancelled && strings.Contains(kit.Plain(r["Notes"]), mark) {
				out = append(out, id)
			}
		}
		if len(all) < most {
			break
		}
	}
	return out, nil
}

func (m *CRM) addTask(ctx context.Context, t desk.CardTask, s schema, owner string) error {
	body := map[string]any{
		"Title": t.Title, "Notes": t.Text + "\n" + t.Mark, s.collection + "Id": t.Card.ID, "TypeId": typeTask, "ActivityCategoryId": categoryToDo, "StatusId": statusNotStarted,
		"StartDate": t.Due.Add(-taskLength).UTC().Format(time.RFC3339), "DueDate": t.Due.UTC().Format(time.RFC3339),
	}
	if isGUID(owner) {
		body[ownerColumn] = owner
	}
	_, err := m.send(ctx, http.MethodPost, activities, body)
	return err
}
