package api

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/sight"
)

// annotations of cards, in their order.
func (s *server) annotations(ctx context.Context, cards []desk.Card) ([]desk.CardAnnotations, error) {
	refs := make([]desk.CardRef, len(cards))
	for i, card := range cards {
		refs[i] = card.Ref
	}
	return s.Lists.AnnotationsOf(ctx, refs)
}

// cardDetail is a card with everything beside it.
func (s *server) cardDetail(ctx context.Context, c *call, card desk.Card) (*made[CardDetailView], error) {
	fields, err := s.CRM.Fields(ctx, card.Ref.Connection, card.Ref.Kind)
	if err != nil {
		return nil, err
	}
	m, err := s.Annotations.Annotations(ctx, card.Ref)
	if err != nil {
		return nil, err
	}
	v := CardDetailView{CardView: cardView(card, m, byName(fields)), Marks: map[desk.FieldName]MarkView{}, Dialogs: []CardDialogView{}}
	for name, mark := range m.Marks {
		if mark.Value == card.Values[name] {
			v.Marks[name] = MarkView{mark.Run, Time{mark.At}}
		}
	}
	if v.Offers, err = s.offers(ctx, c, m, card, byName(fields)); err != nil {
		return nil, err
	}
	if err := s.merges(ctx, &v, card); err != nil {
		return nil, err
	}
	dialogs, err := s.cardDialogs(ctx, c, card.Ref, m, PageParams{Limit: dialogsInCard})
	if err != nil {
		return nil, err
	}
	v.Dialogs = dialogs.Body.Items
	return &made[CardDetailView]{ETag: quoted(card.ETag), Body: v}, nil
}

// dialogsInCard is how many dialogs a card shows of itself.
const dialogsInCard = 10

// offers of a card, as their runs have them. One that was decided, or whose run was
// erased, meanwhile is left out, and over a field that was emptied meanwhile it
// stands against nothing. Of a card that was not read they say what it held.
func (s *server) offers(ctx context.Context, c *call, m desk.CardAnnotations, card desk.Card, fields map[desk.FieldName]desk.Field) ([]OfferView, error) {
	out, sights := []OfferView{}, s.sights(c)
	runs := map[desk.RunID]desk.Run{}
	for _, p := range m.Awaiting {
		run, ok := runs[p.Run]
		if !ok {
			var err error
			if run, err = s.Runs.Run(ctx, p.Run); err != nil && !errors.Is(err, desk.ErrNotFound) {
				return nil, fmt.Errorf("run %s: %w", p.Run, err)
			}
			runs[p.Run] = run
		}
		offers := run.OpenProposals()
		i := slices.IndexFunc(offers, func(o desk.Outcome) bool { return o.Field == p.Field })
		if i < 0 {
			continue
		}
		o, f := offers[i], fields[p.Field]
		if card.Ref.ID != "" && card.Values[p.Field] == "" {
			o.Old = ""
		}
		v := OfferView{Run: run.ID, Dialog: run.Dialog, From: run.From.String(), Field: o.Field, Old: jsonOf(f, o.Old), Value: jsonOf(f, o.Value)}
		seen, err := sightOf(ctx, sights, run)
		if err != nil {
			return nil, err
		}
		if v.Readable = seen == desk.SeesWords; v.Readable {
			v.Quote, v.Message, v.Code, v.Reason, v.Heard = o.Quote, o.Message, o.Code, o.Reason, o.Heard
		}
		out = append(out, v)
	}
	return out, nil
}

// sightOf is what is seen of the dialog that a run read. One that read none says nothing
// but what the card's fields do.
func sightOf(ctx context.Context, sights sight.Sights, run desk.Run) (desk.Sight, error) {
	if run.Merges() {
		return desk.SeesWords, nil
	}
	return sights.Named(ctx, run.Dialog)
}

// cardDialogs are the dialogs bound to a card that the caller sees, the last bound
// first, as its timeline tells.
func (s *server) cardDialogs(ctx context.Context, c *call, ref desk.CardRef, m desk.CardAnnotations, ask PageParams) (*body[Page[CardDialogView]], error) {
	var failed error
	sights := s.sights(c)
	out, err := gather(ctx, ask, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Entry], error) {
		return s.Lists.Timeline(ctx, ref, ask)
	}, func(e desk.Entry) (CardDialogView, bool) {
		if e.Kind != desk.EntryBound {
			return CardDialogView{}, false
		}
		d, err := s.Dialogs.Dialog(ctx, e.Dialog)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("dialog %s: %w", e.Dialog, err))
			return CardDialogView{}, false
		}
		seen, err := sights.Dialog(ctx, d)
		failed = errors.Join(failed, err)
		return cardDialogView(c, d, seen, ref, m), seen != desk.SeesNothing
	})
	return out, errors.Join(err, failed)
}

func cardDialogView(c *call, d desk.Dialog, seen desk.Sight, ref desk.CardRef, m desk.CardAnnotations) CardDialogView {
	v := CardDialogView{
		Dialog: d.ID, State: d.State, OpenedAt: Time{d.OpenedAt}, LastAt: Time{d.LastAt()}, Run: m.Summaries[d.ID], Readable: seen == desk.SeesWords,
	}
	err := c.MustReadDialog(d)
	if v.Readable {
		v.Channel = d.Channel
		err = d.MayRead(ref)
	}
	if err == nil {
		err = c.MustChange(ref.Kind)
	}
	if v.MayRun = err == nil; err != nil {
		v.Code, v.Reason = reason(err)
	}
	return v
}
