package bitrix24

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// CreateCard implements flow.Registry and flow.CardDesk: each time another one, which
// MadeFrom finds by its origin.
func (m *CRM) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	k, err := m.kind(c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	s, err := m.schema(ctx, k, schemaLife)
	if err != nil {
		return desk.Card{}, err
	}
	if k.card == desk.KindDeal && c.Pipeline == "" {
		c.Pipeline = m.pipeline
	}
	parts, err := m.differing(ctx, k, s, desk.Card{}, c, nil)
	if err != nil {
		return desk.Card{}, err
	}
	if origin != "" {
		for name, v := range k.origin(kit.Mark(origin)) {
			parts[name] = v
		}
	}
	if who, _ := strconv.Atoi(cmp.Or(c.GivenTo(), m.responsible)); who > 0 {
		parts["assignedById"] = who
	}
	add := args{"entityTypeId": k.entity, "useOriginalUfNames": "Y", "fields": parts}
	said, err := m.call(ctx, "crm.item.add", add)
	if parts["assignedById"] != nil && errors.Is(err, errRefusedValue) { // who left, say: a customer waits for no one
		delete(parts, "assignedById")
		said, err = m.call(ctx, "crm.item.add", add)
	}
	if err != nil {
		return desk.Card{}, fmt.Errorf("make a %s: %w", c.Ref.Kind, err)
	}
	ref := m.ref(c.Ref.Kind, itemOf(said)["id"])
	if ref.ID == "" {
		return desk.Card{}, fmt.Errorf("%w: Bitrix24 made a %s and did not say which", desk.ErrBusy, c.Ref.Kind)
	}
	return m.Card(ctx, ref) // the answer has no phones
}

// PutCard implements flow.CardDesk: what differs from the card as it is.
func (m *CRM) PutCard(ctx context.Context, c desk.Card, _ []desk.Entry) (desk.Card, error) {
	k, item, was, err := m.item(ctx, c.Ref)
	if err != nil {
		return desk.Card{}, err
	}
	s, err := m.schema(ctx, k, schemaLife)
	if err != nil {
		return desk.Card{}, err
	}
	parts, err := m.differing(ctx, k, s, was, c, item)
	if err != nil || len(parts) == 0 {
		return was, err
	}
	id, _ := idOf(c.Ref)
	now, err := m.update(ctx, k, s, id, parts)
	if err != nil {
		return desk.Card{}, fmt.Errorf("change %s: %w", c.Ref, err)
	}
	return now, nil
}

// differing are what differs between two states of a card, of which item is the first
// as Bitrix24 has it.
func (m *CRM) differing(ctx context.Context, k kind, s *schema, was, is desk.Card, item map[string]any) (args, error) {
	out := args{}
	for _, f := range s.fields {
		if v := is.Values[f.name]; v == was.Values[f.name] {
			continue
		} else if f.kind == "fm" {
			f.writeMulti(out, multi(item, f.key), v)
		} else if err := f.write(out, v); err != nil {
			continue // it can't hold that: it is left as it is, and said so by what is answered
		}
	}
	if was.Title != is.Title {
		if k.card != desk.KindContact {
			out["title"] = is.Title
		} else if out["name"] == nil && is.Values[desk.ContactName] == "" || was.Ref.ID != "" && out["name"] == nil {
			out["name"], out["lastName"], out["secondName"] = is.Title, "", ""
		}
	}
	if was.Contact != is.Contact {
		if out["contactIds"] = []any{}; is.Contact.ID != "" {
			out["contactIds"] = []any{is.Contact.ID}
		}
	}
	if was.Company != is.Company {
		out["companyId"] = is.Company.ID
	}
	return out, m.moved(ctx, k, out, was, is)
}

// moved puts the pipeline and the stage. A card that is closed or opened without a
// stage being said goes to the first that does that: a failure closes it, since nobody
// said that something was sold.
func (m *CRM) moved(ctx context.Context, k kind, out args, was, is desk.Card) error {
	if k.card == desk.KindContact || k.card == desk.KindCompany {
		return nil
	}
	if was.Pipeline != is.Pipeline && k.card == desk.KindDeal {
		out["categoryId"] = string(is.Pipeline)
	}
	if was.Stage != is.Stage && is.Stage != "" {
		out["stageId"] = string(is.Stage)
		return nil
	}
	if was.Closed == is.Closed || was.Ref.ID == "" {
		return nil
	}
	stages, err := m.stages(ctx, k, is)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(stages, func(s desk.Stage) bool { return (s.Final == "lost") == is.Closed && (s.Final == "") != is.Closed })
	if i < 0 {
		return invalid("there is no stage of the pipeline that would do that")
	}
	out["stageId"] = string(stages[i].ID)
	return nil
}

// stages are those that a card may go.
func (m *CRM) stages(ctx context.Context, k kind, c desk.Card) ([]desk.Stage, error) {
	said, err := m.call(ctx, "crm.status.list", args{"order": args{"SORT": "ASC"}})
	if err != nil {
		return nil, err
	}
	book := "STATUS"
	switch {
	case k.card == desk.KindDeal:
		book = stageBook(string(c.Pipeline))
	case k.smart():
		prefix, _, _ := strings.Cut(string(c.Stage), ":") // DT1038_5
		_, category, _ := strings.Cut(prefix, "_")
		book = "DYNAMIC_" + fmt.Sprint(k.entity) + "_STAGE_" + category
	}
	return stagesOf(said, book), nil
}

// stageBook is the reference book of a deal pipeline's stages.
func stageBook(pipeline string) string {
	if pipeline == "" || pipeline == "0" {
		return "DEAL_STAGE"
	}
	return "DEAL_STAGE_" + pipeline
}

// stagesOf are a book's entries as stages, in their order.
func stagesOf(said any, book string) (out []desk.Stage) {
	all, _ := said.([]any)
	for _, one := range all {
		in, _ := one.(map[string]any)
		if kit.Plain(in["ENTITY_ID"]) != book {
			continue
		}
		extra, _ := in["EXTRA"].(map[string]any)
		s := desk.Stage{ID: desk.StageID(kit.Plain(in["STATUS_ID"])), Title: kit.Plain(in["NAME"])}
		switch kit.Plain(in["SEMANTICS"]) + kit.Plain(extra["SEMANTICS"]) {
		case "S", "Ssuccess", "success":
			s.Final = "won"
		case "F", "Ffailure", "Fapology", "failure", "apology":
			s.Final = "lost"
		}
		out = append(out, s)
	}
	return out
}

// Pipelines implements flow.CardDesk: one call.
func (m *CRM) Pipelines(ctx context.Context, _ desk.ConnectionID) ([]desk.Pipeline, error) {
	got, err := m.batch(ctx, batch{
		"pipelines": {"crm.category.list", args{"entityTypeId": 2}}, "stages": {"crm.status.list", args{"order": args{"SORT": "ASC"}}},
	})
	for _, name := range []string{"pipelines", "stages"} {
		if err == nil {
			err = got.err(name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("pipelines: %w", err)
	}
	in, _ := got.result("pipelines").(map[string]any)
	all, _ := in["categories"].([]any)
	var out []desk.Pipeline
	for _, one := range all {
		c, _ := one.(map[string]any)
		if id := kit.Plain(c["id"]); id != "" {
			out = append(out, desk.Pipeline{ID: desk.PipelineID(id), Title: kit.Plain(c["name"]), Stages: stagesOf(got.result("stages"), stageBook(id))})
		}
	}
	return out, nil
}
