package cards

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Editor makes cards, and changes them, as a person says.
//
// Repeating is harmless: a card is made once by the request that makes it, and a
// change is of the version that the person saw; made again it finds another one,
// or nothing to change.
type Editor struct {
	Desk        flow.CardDesk
	Cards       flow.Cards
	Fields      flow.Fields
	Annotations flow.Annotations
	Merges      flow.Merges
	Jobs        flow.Jobs
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Draft is a card to be made.
type Draft struct {
	Kind     desk.CardKind
	In       desk.ConnectionID // the CRM that is to hold it
	Title    string
	Pipeline desk.PipelineID // of a deal; "": the first
	Stage    desk.StageID    // of a deal; "": the first
	Contact  desk.CardRef    // whose lead, deal or case it is; zero: nobody's
	Company  desk.CardRef    // a contact's, or a case's; zero: none
	Values   map[desk.FieldName]desk.Value
}

// Create makes a card, once by origin. ErrInvalid: it can't be such a card.
func (e *Editor) Create(ctx context.Context, by desk.Actor, origin string, draft Draft) (desk.Card, error) {
	if err := by.MustChange(draft.Kind); err != nil {
		return desk.Card{}, err
	}
	card, err := e.placed(ctx, desk.Card{Ref: desk.CardRef{Kind: draft.Kind, Connection: draft.In}, Title: draft.Title}, draft.Pipeline, draft.Stage)
	if err == nil {
		card, err = e.of(ctx, card, draft.Contact)
	}
	if err == nil {
		card, err = e.at(ctx, card, draft.Company)
	}
	if err == nil {
		card, err = e.filled(ctx, card, draft.Values)
	}
	if err != nil {
		return desk.Card{}, err
	}
	if card, err = e.Desk.CreateCard(ctx, card, origin); err != nil {
		return desk.Card{}, fmt.Errorf("create a %s: %w", draft.Kind, err)
	}
	if err := e.Annotations.AddEntries(ctx, []desk.Entry{card.MadeEntry(by.Name)}); err != nil {
		return card, err
	}
	jobs, err := e.gives(ctx, by, card, desk.Card{})
	if err != nil {
		return card, err
	}
	return card, e.give(ctx, jobs)
}

// gives stores the jobs that bring to the contact what a person wrote of who the customer
// is.
func (e *Editor) gives(ctx context.Context, by desk.Actor, card, was desk.Card) (jobs []desk.Job, err error) {
	for _, f := range card.Gives(was) {
		job := desk.NewGivenJob(card.Ref, was.ETag, f, by.Name, e.Now())
		if err := e.Jobs.AddJob(ctx, job); err != nil {
			return nil, fmt.Errorf("store job %s: %w", job.ID, err)
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// give has those jobs done.
func (e *Editor) give(ctx context.Context, jobs []desk.Job) error {
	for _, job := range jobs {
		if err := e.Outbox.Enqueue(ctx, job, 0); err != nil {
			return fmt.Errorf("enqueue job %s: %w", job.ID, err)
		}
	}
	return nil
}

// Change is what a person wants changed; nil stays as it is.
type Change struct {
	Title    *string
	Pipeline *desk.PipelineID // without a stage: its first
	Stage    *desk.StageID
	Contact  *desk.CardRef                 // zero: nobody's
	Company  *desk.CardRef                 // zero: none
	Values   map[desk.FieldName]desk.Value // "" empties a field
}

// Change changes the card that a person saw, and answers with it as it is then.
// ErrConflict: it is no longer as they saw it. ErrInvalid: it can't be so. A contact
// that was merged stays as it was (OP-36), and nobody changes what they may not see
// (RS-02).
func (e *Editor) Change(ctx context.Context, by desk.Actor, saw desk.Card, want Change) (desk.Card, error) {
	if err := by.MustChange(saw.Ref.Kind); err != nil {
		return desk.Card{}, err
	}
	if err := e.mustBeWhole(ctx, saw.Ref); err != nil {
		return desk.Card{}, err
	}
	if want.Title != nil {
		if err := by.MustChangeTitle(saw.Ref); err != nil {
			return desk.Card{}, err
		}
	}
	if err := e.mustSee(ctx, by, saw.Ref, want.Values); err != nil {
		return desk.Card{}, err
	}
	card, err := e.changed(ctx, saw, want)
	if err != nil {
		return desk.Card{}, err
	}
	es := card.Since(saw, by.Name, e.Now())
	if len(es) == 0 {
		return saw, nil
	}
	can, err := e.Desk.Can(ctx, saw.Ref.Connection)
	if err != nil {
		return desk.Card{}, err
	}
	with := es
	if !can.Entries {
		with = nil
	}
	jobs, err := e.gives(ctx, by, card, saw) // before the card: a sweep finds them, whoever is killed
	if err != nil {
		return desk.Card{}, err
	}
	if card, err = e.Desk.PutCard(ctx, card, with); err != nil {
		return desk.Card{}, fmt.Errorf("change %s: %w", saw.Ref, err)
	}
	if with == nil {
		if err := e.Annotations.AddEntries(ctx, es); err != nil {
			return card, err
		}
	}
	if err := e.corrected(ctx, saw.Ref, es); err != nil {
		return card, err
	}
	return card, e.give(ctx, jobs)
}

// mustBeWhole refuses a contact that was merged into another.
func (e *Editor) mustBeWhole(ctx context.Context, ref desk.CardRef) error {
	if ref.Kind != desk.KindContact {
		return nil
	}
	m, err := e.Merges.Merge(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) || err == nil && m.State == desk.Unmerging {
		return nil
	}
	if err != nil {
		return fmt.Errorf("merge of %s: %w", ref, err)
	}
	return m.Refused()
}

// mustSee refuses values that the actor may not see.
func (e *Editor) mustSee(ctx context.Context, by desk.Actor, ref desk.CardRef, given map[desk.FieldName]desk.Value) error {
	if by.SeesCustomers() || len(given) == 0 {
		return nil
	}
	fields, err := e.Fields.Fields(ctx, ref.Connection, ref.Kind)
	if err != nil {
		return fmt.Errorf("fields of a %s: %w", ref.Kind, err)
	}
	for _, f := range fields {
		if _, is := given[f.Name]; !is {
			continue
		}
		if err := by.MustChangeField(f); err != nil {
			return err
		}
	}
	return nil
}

func (e *Editor) changed(ctx context.Context, card desk.Card, want Change) (desk.Card, error) {
	var err error
	if want.Title != nil {
		card.Title = *want.Title
	}
	if want.Pipeline != nil || want.Stage != nil {
		in, at := card.Pipeline, desk.StageID("")
		if want.Pipeline != nil {
			in = *want.Pipeline
		}
		if want.Stage != nil {
			at = *want.Stage
		}
		if card, err = e.placed(ctx, card, in, at); err != nil {
			return card, err
		}
	}
	if want.Contact != nil {
		if card, err = e.of(ctx, card, *want.Contact); err != nil {
			return card, err
		}
	}
	if want.Company != nil {
		if card, err = e.at(ctx, card, *want.Company); err != nil {
			return card, err
		}
	}
	return e.filled(ctx, card, want.Values)
}

func (e *Editor) placed(ctx context.Context, card desk.Card, in desk.PipelineID, at desk.StageID) (desk.Card, error) {
	if card.Ref.Kind != desk.KindDeal {
		return card.Placed(nil, in, at)
	}
	all, err := e.Desk.Pipelines(ctx, card.Ref.Connection)
	if err != nil {
		return card, fmt.Errorf("pipelines: %w", err)
	}
	return card.Placed(all, in, at)
}

// of gives a lead, a deal or a case its contact, which must exist.
func (e *Editor) of(ctx context.Context, card desk.Card, contact desk.CardRef) (desk.Card, error) {
	card.Contact = contact
	if contact.ID == "" {
		return card, nil
	}
	if err := card.Ref.MayBelongTo(contact); err != nil {
		return card, err
	}
	if err := e.there(ctx, contact); err != nil {
		return card, err
	}
	return card, e.mustBeWhole(ctx, contact)
}

// at gives a contact or a case its company, which must exist.
func (e *Editor) at(ctx context.Context, card desk.Card, company desk.CardRef) (desk.Card, error) {
	card.Company = company
	if company.ID == "" {
		return card, nil
	}
	if err := card.Ref.MayBeOf(company); err != nil {
		return card, err
	}
	return card, e.there(ctx, company)
}

func (e *Editor) there(ctx context.Context, ref desk.CardRef) error {
	_, err := e.Cards.Card(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) {
		return fmt.Errorf("%w: there is no %s %s", desk.ErrInvalid, ref.Kind, ref)
	}
	return err
}

// filled gives the card values that its fields take.
func (e *Editor) filled(ctx context.Context, card desk.Card, given map[desk.FieldName]desk.Value) (desk.Card, error) {
	if len(given) == 0 {
		return card.WithValues(nil), nil
	}
	fields, err := e.Fields.Fields(ctx, card.Ref.Connection, card.Ref.Kind)
	if err != nil {
		return card, fmt.Errorf("fields of a %s: %w", card.Ref.Kind, err)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		i := slices.IndexFunc(fields, func(f desk.Field) bool { return f.Name == name })
		if i < 0 || fields[i].Gone {
			return card, fmt.Errorf("%w: a %s has no field %s", desk.ErrInvalid, card.Ref.Kind, name)
		}
		if given[name] == "" {
			continue
		}
		if err := fields[i].Check(given[name]); err != nil {
			return card, err
		}
	}
	return card.WithValues(given), nil
}
