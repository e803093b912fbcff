package bitrix24

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// What people see of ours in a card: a comment in its timeline, and a thing to do.

// AddNote implements flow.Timelines: a comment, and with it what is to be done. What is written can't format itself,
// link or name anybody: its brackets are no BB code's.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/comments/crm-timeline-comment-add.md
func (m *CRM) AddNote(ctx context.Context, n desk.CardNote) error {
	k, id, err := m.owner(n.Card)
	if err != nil {
		return err
	}
	write := batch{"1_note": {"crm.timeline.comment.add", args{"fields": args{
		"ENTITY_TYPE": k.name, "ENTITY_ID": id, "COMMENT": strings.ReplaceAll(n.Text, "[", "[\u200b") + "\n" + n.Mark,
	}}}}
	if n.Again {
		have, err := m.comments(ctx, k, id, n.Mark)
		if err != nil {
			return fmt.Errorf("note on %s: %w", n.Card, err)
		}
		if len(have) > 0 {
			delete(write, "1_note")
		}
	}
	if n.Task != nil {
		due, err := m.due(ctx, *n.Task, k, id)
		if err != nil {
			return fmt.Errorf("note on %s: %w", n.Card, err)
		}
		maps.Copy(write, due)
	}
	if err := m.write(ctx, write); err != nil {
		return fmt.Errorf("note on %s: %w", n.Card, err)
	}
	return nil
}

// write does commands, if there are any.
func (m *CRM) write(ctx context.Context, b batch) error {
	if len(b) == 0 {
		return nil
	}
	got, err := m.together(ctx, b)
	return first(err, got.any())
}

// TakeNote implements flow.Timelines.
func (m *CRM) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	k, id, err := m.owner(card)
	if err != nil {
		return err
	}
	if m.app.id != "" {
		if err := m.dropItems(ctx, k, id, mark); err != nil {
			return fmt.Errorf("take the item from %s: %w", card, err)
		}
	}
	have, err := m.comments(ctx, k, id, mark)
	for _, comment := range have {
		if err == nil {
			_, err = m.call(ctx, "crm.timeline.comment.delete", args{"id": comment, "ownerTypeId": k.entity, "ownerId": id})
		}
	}
	if err != nil {
		return fmt.Errorf("take the note from %s: %w", card, err)
	}
	return nil
}

// owner is whose timeline it is.
func (m *CRM) owner(card desk.CardRef) (kind, int, error) {
	k, err := m.kind(card.Kind)
	if err != nil {
		return k, 0, err
	}
	id, ok := idOf(card)
	if !ok {
		return k, 0, fmt.Errorf("card %s: %w", card, desk.ErrNotFound)
	}
	return k, id, nil
}

// comments are the numbers of a card's comments with a mark, of as many as are read.
func (m *CRM) comments(ctx context.Context, k kind, id int, mark string) (out []string, err error) {
	for page := range maxPages {
		said, err := m.call(ctx, "crm.timeline.comment.list", args{
			"filter": args{"ENTITY_TYPE": k.name, "ENTITY_ID": id}, "select": []any{"ID", "COMMENT"}, "order": args{"ID": "DESC"}, "start": page * pageSize,
		})
		if err != nil {
			return nil, err
		}
		all, _ := said.([]any)
		for _, one := range all {
			if c, _ := one.(map[string]any); strings.Contains(kit.Plain(c["COMMENT"]), mark) {
				out = append(out, kit.Plain(c["ID"]))
			}
		}
		if len(all) < pageSize {
			break
		}
	}
	return out, nil
}

// SetTask implements flow.Timelines: a thing to do of the card's responsible, known by
// the mark in its description. Two who open it at once may make two; whoever ends it
// ends both.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/todo/crm-activity-todo-add.md
func (m *CRM) SetTask(ctx context.Context, t desk.CardTask) error {
	k, id, err := m.owner(t.Card)
	if err != nil {
		return err
	}
	b, err := m.due(ctx, t, k, id)
	if err == nil {
		err = m.write(ctx, b)
	}
	if err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, err)
	}
	return nil
}

// todos looks for what is to be done on a card.
func todos(k kind, id int) command {
	return command{"crm.activity.list", args{
		"filter": args{"OWNER_TYPE_ID": k.entity, "OWNER_ID": id, "PROVIDER_ID": "CRM_TODO", "COMPLETED": "N"}, "select": []any{"ID", "DESCRIPTION"}, "order": args{"ID": "DESC"},
	}}
}

// due looks what a task takes: one call.
func (m *CRM) due(ctx context.Context, t desk.CardTask, k kind, id int) (batch, error) {
	got, err := m.batch(ctx, batch{"card": k.get(id), "open": todos(k, id)})
	if err = first(err, got.err("card"), got.err("open")); err != nil {
		return nil, err
	}
	return todo(t, k, id, got.result("open"), responsible(got.result("card"))), nil
}

// todo are the commands that make a card have a task, or end those that it has; open are
// its things to do.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/activity-base/crm-activity-update.md
func todo(t desk.CardTask, k kind, id int, open any, responsible string) batch {
	b, have := batch{}, false
	all, _ := open.([]any)
	for _, one := range all {
		a, _ := one.(map[string]any)
		if !strings.Contains(kit.Plain(a["DESCRIPTION"]), t.Mark) {
			continue
		}
		if have = true; t.Done {
			activity := kit.Plain(a["ID"])
			b["3_task_"+activity] = command{"crm.activity.update", args{"id": activity, "fields": args{"OWNER_TYPE_ID": k.entity, "OWNER_ID": id, "COMPLETED": "Y"}}}
		}
	}
	if t.Done || have {
		return b
	}
	add := args{
		"ownerTypeId": k.entity, "ownerId": id, "deadline": t.Due.UTC().Format("2006-01-02T15:04:05-07:00"), "title": t.Title,
		"description": t.Text + "\n" + t.Mark,
	}
	if responsible != "" {
		add["responsibleId"] = responsible
	}
	b["3_task"] = command{"crm.activity.todo.add", add}
	return b
}
