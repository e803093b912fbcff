package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// CardView is a card of the CRM. Contacts are cards of the kind contact.
type CardView struct {
	Ref       string                        `json:"ref" example:"deal:42"`
	Kind      desk.CardKind                 `json:"kind" enum:"contact,company,lead,deal,case"`
	Title     Personal                      `json:"title" doc:"A contact's and a lead's is the customer's name, or may be."`
	Pipeline  desk.PipelineID               `json:"pipeline,omitempty" doc:"Of a deal."`
	Stage     desk.StageID                  `json:"stage,omitempty" doc:"Of a deal."`
	Closed    bool                          `json:"closed" doc:"Won or lost: a new dialog does not bind it."`
	Contact   string                        `json:"contact,omitempty" example:"contact:17" doc:"Whose lead, deal or case it is."`
	Company   string                        `json:"company,omitempty" example:"company:3" doc:"Of a contact, or of a case: its account."`
	Values    map[desk.FieldName]FieldValue `json:"values" doc:"What the fields hold. An empty field is absent, and one of customers' data to whoever may not see those."`
	Survivor  string                        `json:"survivor,omitempty" example:"contact:5" doc:"Of a contact that went into another one: that one. All is there."`
	Badges    []desk.Badge                  `json:"badges" nullable:"false" enum:"awaiting_approval,fields_filled,unsure" doc:"For the kanban. unsure: its CRM could not keep what it was made from, so there may be another of it; whoever marks the card as seen takes that away."`
	Awaiting  int                           `json:"awaiting" doc:"How many values wait for keep or replace."`
	CreatedAt Time                          `json:"createdAt"`
	UpdatedAt Time                          `json:"updatedAt,omitzero"`
}

// CardDetailView is a card with CoPilot's marks and offers.
type CardDetailView struct {
	CardView
	Marks  map[desk.FieldName]MarkView `json:"marks" doc:"Which values CoPilot set. A value that a person changed has none."`
	Offers []OfferView                 `json:"offers" nullable:"false" doc:"What waits for keep or replace."`
	// A contact's.
	MergedInto *MergeView   `json:"mergedInto,omitempty" doc:"The contact went into another one: all is there."`
	Merged     []MergedView `json:"merged" nullable:"false" doc:"The contacts that went into this one."`
	// Dialogs are the newest; all are at /v1/cards/{ref}/dialogs.
	Dialogs []CardDialogView `json:"dialogs" nullable:"false" doc:"The newest dialogs bound to the card, and whether CoPilot may read them from here."`
}

// MarkView is CoPilot's icon on a value.
type MarkView struct {
	Run desk.RunID `json:"run" doc:"The run that set it, with the proof."`
	At  Time       `json:"at"`
}

// OfferView is a value that waits for keep or replace.
type OfferView struct {
	Run     desk.RunID      `json:"run" doc:"Decide there; its summary is there too."`
	Dialog  desk.DialogID   `json:"dialog" doc:"Empty where from is there."`
	From    string          `json:"from,omitempty" example:"contact:17" doc:"The contact that held the value and was merged into this one; absent: CoPilot read it in the dialog."`
	Field   desk.FieldName  `json:"field"`
	Old     FieldValue      `json:"old"`
	Value   FieldValue      `json:"value"`
	Quote   string          `json:"quote,omitempty"`
	Message desk.Seq        `json:"message,omitempty"`
	Code    desk.WhyOutcome `json:"code,omitempty" doc:"Why it asks, as the run's outcome says."`
	Reason  string          `json:"reason,omitempty"`
	Heard   bool            `json:"transcribed,omitempty" doc:"The quote stands in a voice note's transcript, as a machine wrote it down."`
	// A card's values are the card's, whoever reads the dialog that they came from.
	Readable bool `json:"readable" doc:"Whoever asks may read the dialog; else its words, quote and reason, are left out."`
}

// CardDialogView is a dialog in a card.
type CardDialogView struct {
	Dialog   desk.DialogID    `json:"dialog"`
	Channel  desk.Channel     `json:"channel,omitempty" doc:"Absent where the dialog is not readable."`
	State    desk.DialogState `json:"state" enum:"waiting,in_progress,bot,closed"`
	OpenedAt Time             `json:"openedAt"`
	LastAt   Time             `json:"lastAt,omitzero"`
	MayRun   bool             `json:"mayRun" doc:"CoPilot may be started on this dialog from this card."`
	Code     desk.Code        `json:"code,omitempty" doc:"Why not."`
	Reason   string           `json:"reason,omitempty" doc:"Why not, and from which card instead."`
	Run      desk.RunID       `json:"run,omitempty" doc:"The run whose summary is the current one."`
	Readable bool             `json:"readable" doc:"Whoever asks may read what is said in it."`
}

func cardView(card desk.Card, m desk.CardAnnotations, fields map[desk.FieldName]desk.Field) CardView {
	v := CardView{
		Ref: card.Ref.String(), Kind: card.Ref.Kind, Title: personalIf(card.Ref.NamedAfterCustomer(), card.Shown()), Pipeline: card.Pipeline, Stage: card.Stage, Closed: card.Closed,
		Contact: card.Contact.String(), Company: card.Company.String(), Values: map[desk.FieldName]FieldValue{}, Badges: []desk.Badge{}, Awaiting: len(m.Awaiting),
		CreatedAt: Time{card.CreatedAt}, UpdatedAt: Time{card.UpdatedAt},
	}
	for name, value := range card.Values {
		if value != "" {
			v.Values[name] = jsonOf(fields[name], value)
		}
	}
	v.Badges = append(v.Badges, m.Badges(card.Values)...)
	return v
}

// OfCRM chooses the CRM that is asked.
type OfCRM struct {
	Connection desk.ConnectionID `query:"connection" maxLength:"32" doc:"The connected CRM; absent: the built-in one."`
}

// InCRM chooses the CRM in which something is.
type InCRM struct {
	Connection desk.ConnectionID `json:"connection,omitempty" maxLength:"32" doc:"The connected CRM; absent: the built-in one."`
}

type cardFilter struct {
	PageParams
	OfCRM
	Kind      desk.CardKind     `query:"kind" required:"true" enum:"contact,company,lead,deal,case" doc:"Which kind of card."`
	Pipelines []desk.PipelineID `query:"pipeline,explode" nullable:"false" maxItems:"50" doc:"The deals of a pipeline."`
	Stages    []desk.StageID    `query:"stage,explode" nullable:"false" maxItems:"50" doc:"A column of the kanban."`
	Contacts  []string          `query:"contact,explode" nullable:"false" maxItems:"50" example:"[\"contact:17\"]" doc:"Whose leads, deals or cases."`
	Companies []string          `query:"company,explode" nullable:"false" maxItems:"50" example:"[\"company:3\"]" doc:"Whose contacts or cases."`
	Since     time.Time         `query:"changedSince" doc:"Made or changed then or later: the first changed come first, for those who poll. Of the built-in CRM, and a moment late: ask from a minute before the last answer's newest updatedAt, and know cards by their ref and updatedAt. Webhooks tell the same without asking."`
}

// CardPath names a card in an address.
type CardPath struct {
	Ref string `path:"ref" maxLength:"173" example:"deal:42" doc:"lead:ID, deal:ID, case:ID, contact:ID or company:ID; of a connected CRM with its connection before it, as in bitrix.deal:ID."`
}

func (r router) cards() {
	add(r, op{method: http.MethodGet, path: "/v1/cards", id: "list-cards", may: readCards, tag: "Cards", summary: "List cards",
		description: "Of one kind, the newest first, with badges: the kanban. A filter that is given several times means any of its values. Contacts and companies are cards, too."},
		func(ctx context.Context, c *call, in *cardFilter) (*body[Page[CardView]], error) {
			return r.s.listCards(ctx, c, in)
		})
	add(r, op{method: http.MethodPost, path: "/v1/cards", id: "create-card", may: changeCards, tag: "Cards", summary: "Create a card", status: http.StatusCreated,
		description: "A deal that names no pipeline or stage begins at the first."},
		func(ctx context.Context, c *call, in *struct{ Body NewCardView }) (*made[CardDetailView], error) {
			return r.s.createCard(ctx, c, in.Body)
		})
	add(r, op{method: http.MethodGet, path: "/v1/cards/{ref}", id: "get-card", may: readCards, tag: "Cards", summary: "Read a card",
		description: "With CoPilot's marks and offers, and the dialogs from which it may be started. Title, subject and description of a case come out of its customer's dialog: they are customers' data, here and wherever a case shows, for whoever may read cases and customers, whether or not they may read the dialog."},
		func(ctx context.Context, c *call, in *CardPath) (*made[CardDetailView], error) {
			ref, err := readable(c, in.Ref)
			if err != nil {
				return nil, err
			}
			card, err := r.s.CRM.Card(ctx, ref)
			if err != nil {
				return nil, err
			}
			return r.s.cardDetail(ctx, c, card)
		})
	add(r, op{method: http.MethodPatch, path: "/v1/cards/{ref}", id: "change-card", may: changeCards, tag: "Cards", summary: "Change a card",
		description: "Only what is named is changed; null empties a field. Needs If-Match with the ETag that was read: 428 without, 412 if the card was changed since. Each change is told in the timeline. A final stage closes a deal."},
		func(ctx context.Context, c *call, in *struct {
			CardPath
			IfMatch string `header:"If-Match"`
			Body    ChangeCardView
		}) (*made[CardDetailView], error) {
			return r.s.changeCard(ctx, c, in.Ref, in.IfMatch, in.Body)
		})
}

// readable is the card that a path names, if the key may read such cards.
func readable(c *call, ref string) (desk.CardRef, error) {
	parsed, err := desk.ParseCardRef(ref)
	if err != nil {
		return desk.CardRef{}, err
	}
	return parsed, c.MustRead(parsed.Kind)
}

// listCards reads the margins of a page at once: there are as many as cards.
func (s *server) listCards(ctx context.Context, c *call, in *cardFilter) (*body[Page[CardView]], error) {
	if err := c.MustRead(in.Kind); err != nil {
		return nil, err
	}
	f := desk.CardFilter{Connection: in.Connection, Kind: in.Kind, Pipelines: in.Pipelines, Stages: in.Stages}
	for _, contact := range in.Contacts {
		ref, err := desk.ParseCardRef(contact)
		if err != nil {
			return nil, err
		}
		f.Contacts = append(f.Contacts, ref)
	}
	for _, company := range in.Companies {
		ref, err := desk.ParseCardRef(company)
		if err != nil {
			return nil, err
		}
		f.Companies = append(f.Companies, ref)
	}
	if f.ChangedSince = in.Since; !in.Since.IsZero() && in.Connection != desk.ConnectionBuiltIn {
		return nil, fmt.Errorf("%w: changedSince is of the built-in CRM's cards; ask %s itself what was changed there", desk.ErrInvalid, in.Connection)
	}
	fields, err := s.CRM.Fields(ctx, in.Connection, in.Kind)
	if err != nil {
		return nil, err
	}
	had := map[desk.CardRef]bool{} // a CRM may name one twice
	found, err := gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Card], error) {
		return s.CRM.ListCards(ctx, f, ask)
	}, func(card desk.Card) (desk.Card, bool) {
		shown := !had[card.Ref]
		had[card.Ref] = true
		return card, shown
	})
	if err != nil {
		return nil, err
	}
	annotations, err := s.annotations(ctx, found.Body.Items)
	if err != nil {
		return nil, err
	}
	gone, err := s.survivors(ctx, in.Kind, found.Body.Items)
	if err != nil {
		return nil, err
	}
	out := &body[Page[CardView]]{Page[CardView]{Items: []CardView{}, Next: found.Body.Next}}
	for i, card := range found.Body.Items {
		v := cardView(card, annotations[i], byName(fields))
		v.Survivor = gone[card.Ref].String()
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, nil
}
