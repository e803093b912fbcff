package creatio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// SetTask implements flow.Timelines: an activity of the card's owner, known by the mark in
// its notes. Two who open it at once may make two; whoever ends it ends both.
func (m *CRM) SetTask(ctx context.Context, t desk.CardTask) error {
	s, err := m.of(ctx, t.Card.Kind)
	if err != nil {
		return err
	}
	sees, err := m.sight(ctx, s, t, "")
	if err == nil {
		err = m.setTask(ctx, s, t, sees)
	}
	if err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, err)
	}
	return nil
}

// noteAndTask makes the card say what is to be done, and tell the note once: a look, and a
// write.
func (m *CRM) noteAndTask(ctx context.Context, n desk.CardNote) error {
	s, err := m.of(ctx, n.Card.Kind)
	if err != nil {
		return err
	}
	mark := ""
	if n.Again {
		mark = n.Mark
	}
	sees, err := m.sight(ctx, s, *n.Task, mark)
	if err == nil && sees.told {
		err = m.setTask(ctx, s, *n.Task, sees)
	} else if err == nil {
		err = m.setTask(ctx, s, *n.Task, sees, message(n))
	}
	if err != nil {
		return fmt.Errorf("note and task on %s: %w", n.Card, err)
	}
	return nil
}

// sight is what is known of a card before something to do is put there.
type sight struct {
	owner string   // "": nobody
	open  []string // activities with the task's mark that are to be done
	told  bool     // the note is there
}

// sight looks at the card and its activities in one call, and, for the mark of a note, at
// its feed, too.
func (m *CRM) sight(ctx context.Context, s schema, t desk.CardTask, note string) (out sight, err error) {
	path, err := m.path(t.Card)
	if err != nil {
		return out, err
	}
	columns := "?$select=Id"
	if s.has(ownerColumn) {
		columns += "," + ownerColumn
	}
	look := []part{{http.MethodGet, path + columns, nil}, {http.MethodGet, asked(activities, activitiesOf(t.Card, s, 0)...), nil}}
	if note != "" {
		look = append(look, part{http.MethodGet, asked(feed, messagesOf(t.Card, 0)...), nil})
	}
	seen, err := m.together(ctx, look...)
	if err != nil {
		return out, err
	}
	var card record
	if err := seen[0].Into(&card); err != nil {
		return out, err
	}
	if owner := strings.ToLower(kit.Plain(card[ownerColumn])); isGUID(owner) {
		out.owner = owner
	}
	for page := 0; page < maxPages; page++ {
		var all []record
		if page == 0 {
			all, err = listed(seen[1])
		} else {
			all, err = m.records(ctx, activities, activitiesOf(t.Card, s, page)...)
		}
		if err != nil {
			return out, err
		}
		out.open = append(out.open, toDo(all, t.Mark)...)
		if len(all) < most {
			break
		}
	}
	if note == "" {
		return out, nil
	}
	all, err := listed(seen[2])
	have := marked(all, note)
	if err == nil && len(have) == 0 && len(all) == most {
		have, err = m.messages(ctx, t.Card, note)
	}
	out.told = len(have) > 0
	return out, err
}

func activitiesOf(card desk.CardRef, s schema, page int) []string {
	return []string{"$filter", s.collection + "Id eq " + card.ID, "$orderby", "CreatedOn desc", "$select", "Id,Notes,StatusId", "$top", strconv.Itoa(most), "$skip", strconv.Itoa(page * most)}
}

// toDo are the ids of activities with a mark that are to be done.
func toDo(all []record, mark string) (out []string) {
	for _, r := range all {
		id, status := strings.ToLower(kit.Plain(r["Id"])), strings.ToLower(kit.Plain(r["StatusId"]))
		if isGUID(id) && status != statusDone && status != statusCancelled && strings.Contains(kit.Plain(r["Notes"]), mark) {
			out = append(out, id)
		}
	}
	return out
}

// setTask writes what goes before, and then makes or ends the activity. One to end that
// somebody deleted stops no other.
func (m *CRM) setTask(ctx context.Context, s schema, t desk.CardTask, sees sight, before ...part) error {
	write := before
	switch {
	case t.Done:
		for _, id := range sees.open {
			write = append(write, part{http.MethodPatch, activities + "(" + id + ")", map[string]any{"StatusId": statusDone}})
		}
	case len(sees.open) == 0:
		write = append(write, activity(t, s, sees.owner))
	}
	for len(write) > 0 {
		done, err := m.together(ctx, write[:min(len(write), maxTogether)]...)
		n := len(done)
		if errors.Is(err, desk.ErrNotFound) && write[n].method == http.MethodPatch {
			n, err = n+1, nil
		}
		if err != nil {
			return err
		}
		write = write[n:]
	}
	return nil
}

// activity is one that is to be done.
func activity(t desk.CardTask, s schema, owner string) part {
	body := map[string]any{
		"Title": t.Title, "Notes": t.Text + "\n" + t.Mark, s.collection + "Id": t.Card.ID, "TypeId": typeTask, "ActivityCategoryId": categoryToDo, "StatusId": statusNotStarted,
		"StartDate": t.Due.Add(-taskLength).UTC().Format(time.RFC3339), "DueDate": t.Due.UTC().Format(time.RFC3339),
	}
	if owner != "" {
		body[ownerColumn] = owner
	}
	return part{http.MethodPost, activities, body}
}
