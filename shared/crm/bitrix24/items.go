package bitrix24

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// A configurable activity: what came of a run, in the card's timeline, with buttons. Only
// an application makes some.

// originator and the run's mark name an activity: Bitrix24 makes one each time it is asked.
const originator = "sufler"

// SetItem implements flow.Timelines: a look, and a write, by which it is looked again
// where an activity was made: of two who made one at once each takes away all but the
// first. What is to be done beside it is looked for and written in the same calls.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/configurable/crm-activity-configurable-add.md
func (m *CRM) SetItem(ctx context.Context, i desk.CardItem) error {
	k, id, err := m.owner(i.Card)
	if err != nil {
		return err
	}
	looks := batch{"card": k.get(id), "have": activities(k, id, i.Mark)}
	if i.Task != nil {
		looks["open"] = todos(k, id)
	}
	got, err := m.batch(ctx, looks)
	if err = first(err, got.err("card"), got.any()); err != nil {
		return fmt.Errorf("item on %s: %w", i.Card, err)
	}
	have, to := numbersOf(got.result("have")), responsible(got.result("card"))
	if err := m.dropExtra(ctx, have); err != nil {
		return fmt.Errorf("item on %s: %w", i.Card, err)
	}
	write := batch{"1_item": itemCommand(k, id, i, have, to)}
	if len(have) == 0 {
		write["2_have"] = activities(k, id, i.Mark)
	}
	if i.Task != nil {
		maps.Copy(write, todo(*i.Task, k, id, got.result("open"), to))
	}
	done, err := m.together(ctx, write)
	if err = first(err, done.any()); err == nil {
		err = m.dropExtra(ctx, numbersOf(done.result("2_have")))
	}
	if err != nil {
		return fmt.Errorf("item on %s: %w", i.Card, err)
	}
	return nil
}

// itemCommand is the command that makes a card's timeline have an item: the first of those that
// there are is changed.
func itemCommand(k kind, id int, i desk.CardItem, have []int, responsible string) command {
	fields := args{"completed": "N", "originatorId": originator, "originId": i.Mark}
	if i.Done {
		fields["completed"] = "Y"
	}
	if i.Badge != "" {
		fields["badgeCode"] = badgeCode(i.Badge)
	}
	in := args{"fields": fields, "layout": layout(i)}
	if len(have) > 0 {
		in["id"] = have[0]
		return command{"crm.activity.configurable.update", in}
	}
	if in["ownerTypeId"], in["ownerId"] = k.entity, id; responsible != "" {
		fields["responsibleId"] = responsible
	}
	return command{"crm.activity.configurable.add", in}
}

// responsible is who answers for a card that was read; "": nobody.
func responsible(card any) string {
	if to := kit.Plain(itemOf(card)["assignedById"]); to != "0" {
		return to
	}
	return ""
}

// dropExtra takes away all but the first.
func (m *CRM) dropExtra(ctx context.Context, have []int) error {
	for _, extra := range have[min(1, len(have)):] {
		// Somebody else may have done it.
		if _, err := m.call(ctx, "crm.activity.delete", args{"id": extra}); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	return nil
}

// activities looks for a card's activities with a mark.
func activities(k kind, id int, mark string) command {
	return command{"crm.activity.list", args{
		"filter": args{"OWNER_TYPE_ID": k.entity, "OWNER_ID": id, "PROVIDER_ID": "CONFIGURABLE_REST_APP", "ORIGINATOR_ID": originator, "ORIGIN_ID": mark},
		"select": []any{"ID"}, "order": args{"ID": "ASC"},
	}}
}

// numbersOf are the numbers of a list of activities, the first made first.
func numbersOf(v any) (out []int) {
	all, _ := v.([]any)
	for _, one := range all {
		a, _ := one.(map[string]any)
		if n, err := strconv.Atoi(kit.Plain(a["ID"])); err == nil {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), pageSize)] // as many as a list has: each is taken away by a call of its own
}

// dropItems takes the activities with a mark.
func (m *CRM) dropItems(ctx context.Context, k kind, id int, mark string) error {
	look := activities(k, id, mark)
	said, err := m.call(ctx, look.method, look.args)
	for _, activity := range numbersOf(said) {
		if err == nil {
			_, err = m.call(ctx, "crm.activity.delete", args{"id": activity})
		}
	}
	return err
}

// maxBlocks is how many blocks a layout takes, and maxButtons how many buttons its foot:
// the others go into its menu.
const (
	maxBlocks  = 20
	maxButtons = 2
)

// How many runes an activity tells, of them of the summary, and how many bytes its layout
// has at most as PHP writes JSON, in which a letter that is not English takes six: how long
// one may be Bitrix24's documents do not say, and MySQL's texts end at 64 KB. [M]
const (
	maxTold    = 7000
	maxSummary = 3000
	maxTitle   = 200 // of a field, or of the item
	maxLayout  = 60_000
)

// layout is how an item looks, with as much told of it as there is room for.
func layout(i desk.CardItem) args {
	for told := maxTold; ; told /= 2 {
		if l := layoutTelling(i, told); told < 100 || phpLength(l) <= maxLayout {
			return l
		}
	}
}

// phpLength is how many bytes something takes in the JSON that PHP writes.
func phpLength(v any) (n int) {
	raw, _ := json.Marshal(v) // of texts and truths
	for _, r := range string(raw) {
		switch {
		case r == '/':
			n += 2
		case r < utf8.RuneSelf:
			n++
		case r <= 0xFFFF:
			n += 6
		default:
			n += 12
		}
	}
	return n
}

// layoutTelling is how an item looks, with so many runes told. Its texts format nothing.
// What is not told has no buttons of its own.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/configurable/structure/layout.md
func layoutTelling(i desk.CardItem, most int) args {
	i.Title = cut(i.Title, maxTitle)
	summary := cut(cmp.Or(i.Summary, i.Title), min(maxSummary, most))
	blocks := args{"b00": args{"type": "largeText", "properties": args{"value": summary}}}
	more, told := i.More != "", utf8.RuneCountInString(summary)
	for n, v := range i.Values {
		v.Title = cut(v.Title, maxTitle)
		told += utf8.RuneCountInString(v.Title + v.Text + v.Quote)
		if told > most || len(blocks) == maxBlocks-1 && (n < len(i.Values)-1 || more) {
			more, i.Values = true, i.Values[:n]
			break
		}
		blocks[fmt.Sprintf("b%02d", n+1)] = valueBlock(v)
	}
	if more {
		blocks["b99"] = args{"type": "text", "properties": args{"value": "…", "color": "base_60"}}
	}
	foot := footer(i)
	out := args{
		"icon": args{"code": "info"}, "header": args{"title": i.Title}, "body": args{"logo": args{"code": "document"}, "blocks": blocks},
	}
	if len(foot) > 0 {
		out["footer"] = foot
	}
	return out
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// footer is what can be pressed: in the foot what is meant for all, in its menu the rest,
// and each value's own where several have some. Whoever may not change the card sees
// none of it but what leads to us.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/timeline/activities/configurable/structure/footer.md
func footer(i desk.CardItem) args {
	buttons, menu, pressable := args{}, args{}, 0
	for n, b := range i.Buttons {
		name, one := fmt.Sprintf("b%d", n), args{"title": b.Title, "action": action(i, "", b, "disable"), "hideIfReadonly": b.Press != desk.PressOpen}
		if n >= maxButtons {
			one["action"] = action(i, "", b, "loader")
			menu[name] = one
			continue
		}
		if one["type"] = "primary"; n > 0 {
			one["type"] = "secondary"
		}
		buttons[name] = one
	}
	for _, v := range i.Values {
		if len(v.Buttons) > 0 {
			pressable++
		}
	}
	for n, v := range i.Values {
		for k, b := range v.Buttons {
			if pressable > 1 {
				menu[fmt.Sprintf("v%02d_%d", n, k)] = args{"title": b.Title + ": " + cut(v.Title, maxTitle), "action": action(i, v.Field, b, "loader"), "hideIfReadonly": true}
			}
		}
	}
	foot := args{}
	if len(buttons) > 0 {
		foot["buttons"] = buttons
	}
	if len(menu) > 0 {
		foot["menu"] = args{"items": menu}
	}
	return foot
}

// valueBlock is a value with its quote.
func valueBlock(v desk.ItemValue) args {
	text := v.Title + ": " + v.Text
	if v.Quote != "" {
		text += " — «" + v.Quote + "»"
	}
	return args{"type": "text", "properties": args{"value": text}}
}

// action is what a press does: it is told to us, or leads to us.
func action(i desk.CardItem, f desk.FieldName, b desk.ItemButton, while string) args {
	if b.Press == desk.PressOpen {
		return args{"type": "redirect", "uri": b.URL}
	}
	a := args{"type": "restEvent", "id": string(b.Press), "actionParams": args{"run": string(i.Run), "field": string(f)}}
	if while != "" {
		a["animationType"] = while
	}
	return a
}
