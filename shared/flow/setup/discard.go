package setup

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Discards takes away what a company set up or made by hand, and finds what
// needs it. What is gone already is no error.
type Discards interface {
	// DropLine takes a line away, its secrets too.
	DropLine(ctx context.Context, id desk.LineID) error
	// ForgetPipeline takes a pipeline's mode from the settings.
	ForgetPipeline(ctx context.Context, id desk.PipelineID) error
	// TakeBeside takes what is kept of ours beside a card.
	TakeBeside(ctx context.Context, ref desk.CardRef) error
	Lines(ctx context.Context) ([]desk.Line, error)
	// OpenDialogs are all dialogs that are not closed.
	OpenDialogs(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
	CustomersOf(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error)
}

// Cards are the CRMs' that are deleted, and what needs them. A company's pipelines in
// another CRM than the built-in one are deleted there.
type Cards interface {
	flow.Cards
	flow.CardIndex
	Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error)
}

// Pipelines are the built-in CRM's.
type Pipelines interface {
	Pipelines(ctx context.Context, c desk.ConnectionID) ([]desk.Pipeline, error)
	DropPipeline(ctx context.Context, id desk.PipelineID) error
}

// Unregistrar takes a line's webhook back from its messenger. Repeating is
// harmless. told is false where the messenger has no call for it. Its errors are
// *desk.SendError.
type Unregistrar interface {
	Teardown(ctx context.Context, line desk.Line) (told bool, err error)
}

// Discarder deletes lines, cards and pipelines that nothing needs: an
// administrator's deed. What needs them is told in the refusal, still_needed.
//
// Repeating is harmless: what is gone is ErrNotFound, and a deletion that was cut
// off goes on.
type Discarder struct {
	Discards  Discards
	Config    flow.Config
	Cards     Cards
	Pipelines Pipelines
	Webhooks  Unregistrar
}

// Line deletes a line that no open dialog is on. It answers with what became of
// the webhook, in words; that never keeps a line.
func (d *Discarder) Line(ctx context.Context, by desk.Actor, id desk.LineID) (said string, err error) {
	if err := by.MustBe(); err != nil {
		return "", err
	}
	line, err := d.Config.Line(ctx, id)
	if err != nil {
		return "", fmt.Errorf("line %s: %w", id, err)
	}
	open, err := d.open(ctx, func(o desk.Dialog) bool { return o.Line == id })
	if err != nil {
		return "", err
	}
	if open != "" {
		return "", needed("The line %s has open dialogs, as %s. Close them, or wait until they close by themselves.", id, open)
	}
	if said, err = d.unregister(ctx, line); err != nil {
		return "", err
	}
	return said, d.Discards.DropLine(ctx, id)
}

func (d *Discarder) unregister(ctx context.Context, line desk.Line) (string, error) {
	all, err := d.Discards.Lines(ctx)
	if err != nil {
		return "", err
	}
	for _, other := range all {
		if page := line.Options["page_id"]; page != "" && other.ID != line.ID && other.Options["page_id"] == page {
			return "The line " + string(other.ID) + " is of the same page, so the page stays subscribed.", nil
		}
	}
	told, err := d.Webhooks.Teardown(ctx, line)
	var no *desk.SendError
	switch {
	case errors.As(err, &no):
		return "The messenger could not be told to call us no more: " + no.Reason, nil
	case err != nil:
		return "The messenger could not be told to call us no more, for a reason of ours.", nil
	case !told:
		return "Nothing was registered with the messenger by a call, so nothing was taken back there. If an address was set by hand, take it away by hand.", nil
	}
	return "The webhook was taken back from the messenger.", nil
}

// open finds an open dialog, "": there is none.
func (d *Discarder) open(ctx context.Context, is func(desk.Dialog) bool) (desk.DialogID, error) {
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := d.Discards.OpenDialogs(ctx, ask)
		if err != nil {
			return "", err
		}
		for _, o := range page.Items {
			if is(o) {
				return o.ID, nil
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return "", nil
		}
	}
}

// Pipeline deletes a pipeline that no deal is in, open or closed.
func (d *Discarder) Pipeline(ctx context.Context, by desk.Actor, id desk.PipelineID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	all, err := d.Pipelines.Pipelines(ctx, desk.ConnectionBuiltIn)
	if err != nil {
		return err
	}
	there := false
	for _, p := range all {
		there = there || p.ID == id
	}
	if !there {
		return fmt.Errorf("pipeline %s: %w", id, desk.ErrNotFound)
	}
	for _, kind := range []desk.CardKind{desk.KindDeal, desk.KindLead, desk.KindCase} {
		for ask := (desk.PageAsk{Limit: 10}); ; {
			page, err := d.Cards.ListCards(ctx, desk.CardFilter{Kind: kind, Pipelines: []desk.PipelineID{id}}, ask)
			if err != nil {
				return err
			}
			if len(page.Items) > 0 {
				return needed("The pipeline %s has cards, as %s. Move them to another one, or delete them.", id, page.Items[0].Ref)
			}
			if ask.Cursor = page.Next; ask.Cursor == "" {
				break
			}
		}
	}
	if err := d.Discards.ForgetPipeline(ctx, id); err != nil {
		return err
	}
	return d.Pipelines.DropPipeline(ctx, id)
}

// Card deletes a card: a contact that no customer is and that has no lead, deal
// or case; a company that has no contact or case; another one that no open dialog is
// bound to.
func (d *Discarder) Card(ctx context.Context, by desk.Actor, ref desk.CardRef) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	if _, err := d.Cards.Card(ctx, ref); err != nil {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	can, err := d.Cards.Can(ctx, ref.Connection)
	if err != nil {
		return err
	}
	if !can.Drop {
		return desk.Refuse(desk.CodeCantDrop, "The CRM "+string(ref.Connection)+" lets no card be deleted from here. Delete it there.")
	}
	switch ref.Kind {
	case desk.KindContact:
		if err := d.contact(ctx, ref); err != nil {
			return err
		}
	case desk.KindCompany:
		cards, err := d.Cards.CardsOf(ctx, ref)
		if err != nil {
			return err
		}
		if len(cards) > 0 {
			return needed("The company %s has contacts or cases, as %s. Delete them first, or give them to another company.", ref, cards[0])
		}
	}
	open, err := d.open(ctx, func(o desk.Dialog) bool {
		is := o.Contact == ref
		for _, b := range o.Cards {
			is = is || b.Ref == ref
		}
		return is
	})
	if err != nil {
		return err
	}
	if open != "" {
		return needed("The card %s is bound to open dialogs, as %s. Close them first.", ref, open)
	}
	if err := d.Discards.TakeBeside(ctx, ref); err != nil {
		return err
	}
	return d.Cards.DropCard(ctx, ref)
}

func (d *Discarder) contact(ctx context.Context, ref desk.CardRef) error {
	who, err := d.Discards.CustomersOf(ctx, ref, desk.PageAsk{Limit: 1})
	if err != nil {
		return err
	}
	if len(who.Items) > 0 || who.Next != "" {
		return needed("The contact %s is a customer whose dialogs are kept. Erase the person instead: DELETE /v1/contacts/%s.", ref, ref)
	}
	cards, err := d.Cards.CardsOf(ctx, ref)
	if err != nil {
		return err
	}
	if len(cards) > 0 {
		return needed("The contact %s has leads, deals or cases, as %s. Delete them first, or give them to another contact.", ref, cards[0])
	}
	return nil
}

func needed(format string, args ...any) *desk.Refusal {
	return desk.Refuse(desk.CodeStillNeeded, fmt.Sprintf(format, args...))
}
