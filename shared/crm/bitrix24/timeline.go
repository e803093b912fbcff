package bitrix24

import (
	"context"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// What people see of ours in a card: a comment in its timeline, and a thing to do.

// AddNote implements flow.Timelines: a comment. What is written can't format itself,
// link or name anybody: its brackets are no BB code's.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/comments/crm-timeline-comment-add.md
func (m *CRM) AddNote(ctx context.Context, n desk.CardNote) error {
	k, id, err := m.owner(n.Card)
	if err != nil {
		return err
	}
	if n.Again {
		have, err := m.comments(ctx, k, id, n.Mark)
		if err != nil || len(have) > 0 {
			return err
		}
	}
	_, err = m.call(ctx, "crm.timeline.comment.add", args{"fields": args{
		"ENTITY_TYPE": k.name, "ENTITY_ID": id, "COMMENT": strings.ReplaceAll(n.Text, "[", "[\u200b") + "\n" + n.Mark,
	}})
	if err != nil {
		return fmt.Errorf("note on %s: %w", n.Card, err)
	}
	return nil
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
	got, err := m.batch(ctx, batch{"card": k.get(id), "open": {"crm.activity.list", args{
		"filter": args{"OWNER_TYPE_ID": k.entity, "OWNER_ID": id, "PROVIDER_ID": "CRM_TODO", "COMPLETED": "N"}, "select": []any{"ID", "DESCRIPTION"}, "order": args{"ID": "DESC"},
	}}})
	for _, name := range []string{"card", "open"} {
		if err == nil {
			err = got.err(name)
		}
	}
	if err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, err)
	}
	var open []string
	all, _ := got.result("open").([]any)
	for _, one := range all {
		if a, _ := one.(map[string]any); strings.Contains(kit.Plain(a["DESCRIPTION"]), t.Mark) {
			open = append(open, kit.Plain(a["ID"]))
		}
	}
	if t.Done {
		return m.endTasks(ctx, t, k, id, open)
	}
	if len(open) > 0 {
		return nil
	}
	add := args{
		"ownerTypeId": k.entity, "ownerId": id, "deadline": t.Due.UTC().Format("2006-01-02T15:04:05-07:00"), "title": t.Title,
		"description": t.Text + "\n" + t.Mark,
	}
	if to := kit.Plain(itemOf(got.result("card"))["assignedById"]); to != "" && to != "0" {
		add["responsibleId"] = to
	}
	if _, err := m.call(ctx, "crm.activity.todo.add", add); err != nil {
		return fmt.Errorf("task on %s: %w", t.Card, err)
	}
	return nil
}

// endTasks says of tasks that they are done.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/activity-base/crm-activity-update.md
func (m *CRM) endTasks(ctx context.Context, t desk.CardTask, k kind, id int, open []string) error {
	if len(open) == 0 {
		return nil
	}
	b := batch{}
	for _, activity := range open {
		b[activity] = command{"crm.activity.update", args{"id": activity, "fields": args{"OWNER_TYPE_ID": k.entity, "OWNER_ID": id, "COMPLETED": "Y"}}}
	}
	got, err := m.batch(ctx, b)
	for _, activity := range open {
		if err == nil {
			err = got.err(activity)
		}
	}
	if err != nil {
		return fmt.Errorf("end the task on %s: %w", t.Card, err)
	}
	return nil
}
