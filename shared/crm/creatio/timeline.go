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

// AddNote implements flow.Timelines, with what is to be done. The feed takes messages for
// cards that are not there, so the card is looked at first, in the same call.
func (m *CRM) AddNote(ctx context.Context, n desk.CardNote) error {
	path, err := m.path(n.Card)
	if err != nil {
		return err
	}
	if n.Task != nil {
		return m.noteAndTask(ctx, n)
	}
	if n.Again {
		have, err := m.messages(ctx, n.Card, n.Mark)
		if err != nil || len(have) > 0 {
			return err
		}
	}
	if _, err := m.together(ctx, part{http.MethodGet, path + "?$select=Id", nil}, message(n)); err != nil {
		return fmt.Errorf("note on %s: %w", n.Card, err)
	}
	return nil
}

// message is a note in the feed, which shows HTML: what people wrote is made none.
func message(n desk.CardNote) part {
	return part{http.MethodPost, feed, map[string]any{
		"Message":  strings.ReplaceAll(html.EscapeString(n.Text+"\n"+n.Mark), "\n", "<br>"),
		"EntityId": n.Card.ID, "EntitySchemaUId": objects.Get()[n.Card.Kind].schemaID,
	}}
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
		all, err := m.records(ctx, feed, messagesOf(card, page)...)
		if err != nil {
			return nil, fmt.Errorf("the feed of %s: %w", card, err)
		}
		out = append(out, marked(all, mark)...)
		if len(all) < most {
			break
		}
	}
	return out, nil
}

func messagesOf(card desk.CardRef, page int) []string {
	return []string{"$filter", "EntityId eq " + card.ID, "$orderby", "CreatedOn desc", "$select", "Id,Message", "$top", strconv.Itoa(most), "$skip", strconv.Itoa(page * most)}
}

// marked are the ids of messages with a mark.
func marked(all []record, mark string) (out []string) {
	for _, r := range all {
		if id := strings.ToLower(kit.Plain(r["Id"])); isGUID(id) && strings.Contains(kit.Plain(r["Message"]), mark) {
			out = append(out, id)
		}
	}
	return out
}

// maxPages is how many pages of messages and activities are read.
const maxPages = 5
