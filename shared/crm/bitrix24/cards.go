package bitrix24

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// A card: how it is read, made and changed.

// idOf is a card's number there; ok is false if it can be none's.
func idOf(ref desk.CardRef) (int, bool) {
	n, err := strconv.Atoi(ref.ID)
	return n, err == nil && n > 0 && strconv.Itoa(n) == ref.ID
}

// ref names a card by its number; zero: there is none.
func (m *CRM) ref(k desk.CardKind, id any) desk.CardRef {
	if n, err := strconv.Atoi(kit.Plain(id)); err == nil && n > 0 {
		return desk.CardRef{Kind: k, ID: strconv.Itoa(n), Connection: m.Connection}
	}
	return desk.CardRef{}
}

// card reads a card of an answer; ok is false if there is none.
func (m *CRM) card(k kind, s *schema, item map[string]any) (c desk.Card, ok bool) {
	c = desk.Card{
		Ref: m.ref(k.card, item["id"]), Title: kit.Plain(item["title"]), Stage: desk.StageID(kit.Plain(item["stageId"])),
		CreatedAt: moment(item["createdTime"]), UpdatedAt: moment(item["updatedTime"]),
	}
	switch k.card {
	case desk.KindContact:
		c.Title, c.Stage, c.Company = fullName(item), "", m.ref(desk.KindCompany, item["companyId"])
	case desk.KindCompany:
		c.Stage = ""
	case desk.KindCase:
		c.Contact, c.Company = m.ref(desk.KindContact, item["contactId"]), m.ref(desk.KindCompany, item["companyId"])
	default:
		c.Contact = m.ref(desk.KindContact, item["contactId"])
	}
	if k.card == desk.KindDeal {
		c.Pipeline = desk.PipelineID(kit.Plain(item["categoryId"]))
	}
	c.Closed = closes(kit.Plain(item["stageSemanticId"])) || strings.HasSuffix(string(c.Stage), ":SUCCESS") || strings.HasSuffix(string(c.Stage), ":FAIL")
	for _, f := range s.fields {
		if k.card == desk.KindContact && f.name == desk.ContactName && desk.IsUntitled(c.Title) {
			continue // nobody told it yet: the title stands there
		}
		if v := f.read(item, m.country); v != "" {
			c = c.WithValues(map[desk.FieldName]desk.Value{f.name: v})
		}
	}
	c.ETag = kit.ETag(c)
	return c, c.Ref.ID != ""
}

// closes says whether a stage with that meaning closes its cards: success or failure.
func closes(semantics string) bool { return semantics == "S" || semantics == "F" }

func fullName(item map[string]any) string {
	return strings.Join(strings.Fields(kit.Plain(item["name"])+" "+kit.Plain(item["secondName"])+" "+kit.Plain(item["lastName"])), " ")
}

func moment(v any) time.Time {
	t, err := time.Parse(time.RFC3339, kit.Plain(v))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// get is the command that reads a card.
func (k kind) get(id int) command {
	return command{"crm.item.get", args{"entityTypeId": k.entity, "id": id, "useOriginalUfNames": "Y"}}
}

// Card implements flow.Cards: one call, also where the kind's fields must be told first.
func (m *CRM) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	_, _, c, err := m.item(ctx, ref)
	return c, err
}

// item is a card, and as Bitrix24 has it.
func (m *CRM) item(ctx context.Context, ref desk.CardRef) (kind, map[string]any, desk.Card, error) {
	k, err := m.kind(ref.Kind)
	if err != nil {
		return k, nil, desk.Card{}, err
	}
	id, ok := idOf(ref)
	if !ok {
		return k, nil, desk.Card{}, fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
	}
	s := m.known(k.card, schemaLife)
	var said any
	if s != nil {
		said, err = m.call(ctx, "crm.item.get", k.get(id).args)
	} else {
		b := k.asks()
		b["card"] = k.get(id)
		var got answers
		if got, err = m.batch(ctx, b); err == nil {
			if s, err = m.learned(k, got); err == nil {
				said, err = got.result("card"), got.err("card")
			}
		}
	}
	if err != nil {
		return k, nil, desk.Card{}, fmt.Errorf("card %s: %w", ref, err)
	}
	item := itemOf(said)
	c, ok := m.card(k, s, item)
	if !ok {
		return k, nil, c, fmt.Errorf("%w: Bitrix24 told nothing of card %s", desk.ErrBusy, ref)
	}
	return k, item, c, nil
}

// itemOf is the card in an answer.
func itemOf(v any) map[string]any {
	in, _ := v.(map[string]any)
	item, _ := in["item"].(map[string]any)
	return item
}

// ChangeCard implements flow.Cards: over whatever is there, and read back in the same
// call. Where Bitrix24 does not take the whole, each field is tried alone, so that one
// bad value stops no other.
func (m *CRM) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	k, err := m.kind(ch.Card.Kind)
	if err != nil {
		return desk.Changed{}, err
	}
	id, ok := idOf(ch.Card)
	if !ok {
		return desk.Changed{}, fmt.Errorf("card %s: %w", ch.Card, desk.ErrNotFound)
	}
	s, err := m.schema(ctx, k, schemaLife)
	if err != nil {
		return desk.Changed{}, err
	}
	each, all, err := m.parts(ctx, s, ch)
	if err != nil {
		return desk.Changed{}, err
	}
	if len(each) == 0 {
		c, err := m.Card(ctx, ch.Card) // it may be gone
		return ch.Found(c), err
	}
	c, err := m.update(ctx, k, s, id, all)
	if errors.Is(err, errRefusedValue) && len(each) > 1 {
		for _, one := range each {
			if c, err = m.update(ctx, k, s, id, one); err != nil && !errors.Is(err, errRefusedValue) {
				break
			}
		}
	}
	if errors.Is(err, errRefusedValue) {
		c, err = m.Card(ctx, ch.Card)
	}
	if err != nil {
		return desk.Changed{}, fmt.Errorf("change %s: %w", ch.Card, err)
	}
	return ch.Found(c), nil
}

// parts are what a change sets, each field alone and all of them. What Bitrix24 has no
// field for, or its field can't hold, is left out, and found when the card is read back.
func (m *CRM) parts(ctx context.Context, s *schema, ch desk.CardChange) (each []args, all args, err error) {
	all = args{}
	var item map[string]any
	for _, c := range ch.Fields {
		i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == c.Field })
		if i < 0 {
			continue
		}
		f, one := s.fields[i], args{}
		if f.kind == "fm" {
			if c.Old != "" && item == nil { // which of its phones is meant
				if _, item, _, err = m.item(ctx, ch.Card); err != nil {
					return nil, nil, err
				}
			}
			f.writeMulti(one, multi(item, f.key), c.New)
			f.writeMulti(all, multi(item, f.key), c.New)
		} else if f.write(one, c.New) == nil {
			maps.Copy(all, one)
		}
		if len(one) > 0 {
			each = append(each, one)
		}
	}
	return each, all, nil
}

// update sets fields of a card, and answers with the card as it is then: one call, but
// where a value could be taken for a reference.
func (m *CRM) update(ctx context.Context, k kind, s *schema, id int, parts args) (desk.Card, error) {
	set := args{"entityTypeId": k.entity, "id": id, "useOriginalUfNames": "Y", "fields": parts}
	var said any
	var err error
	if refers(parts) {
		if _, err = m.call(ctx, "crm.item.update", set); err == nil {
			said, err = m.call(ctx, "crm.item.get", k.get(id).args)
		}
	} else {
		var got answers
		if got, err = m.batched(ctx, batch{"1_set": {"crm.item.update", set}, "2_card": k.get(id)}, true); err == nil {
			if err = got.err("1_set"); err == nil {
				said, err = got.result("2_card"), got.err("2_card")
			}
		}
	}
	if err != nil {
		return desk.Card{}, err
	}
	c, ok := m.card(k, s, itemOf(said))
	if !ok {
		return c, fmt.Errorf("%w: Bitrix24 told nothing of the card", desk.ErrBusy)
	}
	return c, nil
}
