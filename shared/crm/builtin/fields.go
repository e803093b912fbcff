package builtin

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// What a company sets up of its cards. The fields of each item are its noun's; the
// version is an attribute of its own, for conditions.

type fieldItem struct {
	Card        desk.CardKind  `json:"card"`
	Name        desk.FieldName `json:"name"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Type        desk.FieldType `json:"type"`
	Format      string         `json:"format,omitempty"`
	Options     []optionItem   `json:"options,omitempty"`
	Currency    string         `json:"currency,omitempty"`
	Policy      desk.Policy    `json:"policy,omitempty"`
	On          bool           `json:"on,omitempty"`
	Grants      bool           `json:"grants,omitempty"`
	Private     bool           `json:"private,omitempty"`
}

type optionItem struct {
	Value    string   `json:"value"`
	Synonyms []string `json:"synonyms,omitempty"`
}

type pipelineItem struct {
	Title  string      `json:"title,omitempty"`
	Stages []stageItem `json:"stages,omitempty"`
}

type stageItem struct {
	ID    desk.StageID `json:"id"`
	Title string       `json:"title,omitempty"`
	Final string       `json:"final,omitempty"`
}

// Fields implements flow.Fields: in the order in which they were made.
func (c CRM) Fields(ctx context.Context, _ desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	return store.InOrder(ctx, c.Table, fieldsPK(k), fieldFrom)
}

// SaveField implements api.CRMSetup.
func (c CRM) SaveField(ctx context.Context, f desk.Field) (desk.Field, error) {
	if f.Card == "" || f.Name == "" {
		return desk.Field{}, fmt.Errorf("%w: a field needs a kind of card and a name", desk.ErrInvalid)
	}
	it, err := newField(f)
	if err != nil {
		return desk.Field{}, err
	}
	if err := c.SaveInOrder(ctx, it, f.Version); err != nil {
		return desk.Field{}, fmt.Errorf("save field %s: %w", f.Name, err)
	}
	return fieldFrom(it)
}

// DeleteField implements api.CRMSetup.
func (c CRM) DeleteField(ctx context.Context, k desk.CardKind, name desk.FieldName) error {
	if _, err := c.Engine.Write(ctx, store.Delete(store.Key{PK: fieldsPK(k), SK: string(name)})); err != nil {
		return fmt.Errorf("delete field %s: %w", name, err)
	}
	return nil
}

// Pipelines implements flow.CardDesk: in the order in which they were made.
func (c CRM) Pipelines(ctx context.Context, _ desk.ConnectionID) ([]desk.Pipeline, error) {
	return store.InOrder(ctx, c.Table, pkPipelines, pipelineFrom)
}

// SavePipeline implements api.CRMSetup.
func (c CRM) SavePipeline(ctx context.Context, p desk.Pipeline) (desk.Pipeline, error) {
	if p.ID == "" {
		return desk.Pipeline{}, fmt.Errorf("%w: a pipeline needs an id", desk.ErrInvalid)
	}
	it, err := newPipeline(p)
	if err != nil {
		return desk.Pipeline{}, err
	}
	if err := c.SaveInOrder(ctx, it, p.Version); err != nil {
		return desk.Pipeline{}, fmt.Errorf("save pipeline %s: %w", p.ID, err)
	}
	return pipelineFrom(it)
}

// DropPipeline implements setup.Pipelines.
func (c CRM) DropPipeline(ctx context.Context, id desk.PipelineID) error {
	if _, err := c.Engine.Write(ctx, store.Delete(store.Key{PK: pkPipelines, SK: string(id)})); err != nil {
		return fmt.Errorf("delete pipeline %s: %w", id, err)
	}
	return nil
}

func newField(f desk.Field) (store.Item, error) {
	return record(fieldsPK(f.Card), string(f.Name), fieldItem{
		Card: f.Card, Name: f.Name, Title: f.Title, Description: f.Description, Type: f.Type, Format: f.Format,
		Options:  each(f.Options, func(o desk.Option) optionItem { return optionItem(o) }),
		Currency: f.Currency, Policy: f.Policy, On: f.On, Grants: f.Grants, Private: f.Private,
	})
}

func fieldFrom(it store.Item) (desk.Field, error) {
	x, err := store.Unblob[fieldItem](it, "x")
	return desk.Field{
		Card: x.Card, Name: x.Name, Title: x.Title, Description: x.Description, Type: x.Type, Format: x.Format,
		Options:  each(x.Options, func(o optionItem) desk.Option { return desk.Option(o) }),
		Currency: x.Currency, Policy: x.Policy, On: x.On, Grants: x.Grants, Private: x.Private, Version: it.Int("version"),
	}, err
}

func newPipeline(p desk.Pipeline) (store.Item, error) {
	return record(pkPipelines, string(p.ID), pipelineItem{
		Title: p.Title, Stages: each(p.Stages, func(s desk.Stage) stageItem { return stageItem(s) }),
	})
}

func pipelineFrom(it store.Item) (desk.Pipeline, error) {
	x, err := store.Unblob[pipelineItem](it, "x")
	return desk.Pipeline{
		ID: desk.PipelineID(it.Str("sk")), Title: x.Title,
		Stages: each(x.Stages, func(s stageItem) desk.Stage { return desk.Stage(s) }), Version: it.Int("version"),
	}, err
}

// record is an item of what was set up: its JSON under x.
func record(pk, sk string, x any) (store.Item, error) {
	b, err := store.Blob(x)
	return store.Item{"pk": pk, "sk": sk, "x": b}, err
}

// each converts a list; an empty one stays nil.
func each[A, B any](as []A, f func(A) B) []B {
	var bs []B
	for _, a := range as {
		bs = append(bs, f(a))
	}
	return bs
}
