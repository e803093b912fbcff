package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/chronicle"
)

// HistoryView is a part of a contact's history.
type HistoryView struct {
	Page[HistoryItemView]
	Down bool `json:"crmDown,omitempty" doc:"The contact's CRM does not answer: their cards are not in it just now."`
}

// HistoryItemView is one thing that happened.
type HistoryItemView struct {
	At       Time           `json:"at"`
	Kind     chronicle.Kind `json:"kind" enum:"message,opened,closed,entry,card" doc:"What it is: something said, or a note; a dialog that began, or ended; a line of the contact's timeline; a lead, deal or case that was made."`
	Readable bool           `json:"readable" doc:"Whoever asks may read the dialog that it is about, if it is about one."`

	Dialog   desk.DialogID    `json:"dialog,omitempty"`
	Line     desk.LineID      `json:"line,omitempty" doc:"Absent where the dialog is not readable."`
	Channel  desk.Channel     `json:"channel,omitempty" example:"telegram"`
	Operator desk.OperatorID  `json:"operator,omitempty" doc:"Of a dialog that ended: who had it."`
	Reason   desk.CloseReason `json:"closeReason,omitempty" enum:"by_hand,idle,transfer"`

	Message *MessageView `json:"message,omitempty"`
	Entry   *EntryView   `json:"entry,omitempty"`
	Card    *CardView    `json:"card,omitempty" doc:"As it is now."`
	Bought  bool         `json:"purchase,omitempty" doc:"Of a card: a deal that was won, which is what is known of purchases, wherever it is kept: it stands in a stage that ends won. That is the stage's own word in the built-in CRM, status 142 in Kommo, a stage of the semantic S in Bitrix24, a final and successful one in Creatio. Invoices and orders are not read."`
	Goods   []GoodView   `json:"goods,omitempty" doc:"Of a purchase: the rows of products of the deal, where the CRM tells them: Bitrix24, Kommo, Creatio. At most 200 on a page."`
}

// GoodView is a row of products.
type GoodView struct {
	Name     string `json:"name" example:"Oak chair"`
	Quantity string `json:"quantity,omitempty" example:"4"`
	Price    string `json:"price,omitempty" example:"1200" doc:"Of one, in the deal's currency."`
}

type historyAsk struct {
	Ref string `path:"ref" maxLength:"173" example:"contact:17" doc:"The contact; of a connected CRM with its connection before it, as in bitrix.contact:17."`
	PageParams
}

func (r router) history() {
	add(r, op{
		method: http.MethodGet, path: "/v1/contacts/{ref}/history", id: "list-history", may: readContacts, tag: "Cards", summary: "Read a contact's history",
		description: "Everything of one person over all lines in one stream, the newest first: what was said, when dialogs began and ended, what was done with the contact, and their leads, deals and cases (the newest 200 of each), with which of them were purchases. Of dialogs that whoever asks may not read it is at most told that they were there.",
	}, func(ctx context.Context, c *call, in *historyAsk) (*body[HistoryView], error) {
		ref, err := contactRef(in.Ref)
		if err != nil {
			return nil, err
		}
		at, err := in.place()
		if err != nil {
			return nil, err
		}
		if err := r.s.knownContact(ctx, ref); err != nil {
			return nil, err
		}
		page, err := r.s.Historian.Of(ctx, c.Actor, ref, desk.PageAsk{Limit: in.Limit, Cursor: at})
		if in.Cursor != "" && errors.Is(err, desk.ErrInvalid) {
			err = badCursor()
		}
		if err != nil {
			return nil, err
		}
		out := HistoryView{Down: page.Down, Page: Page[HistoryItemView]{Items: []HistoryItemView{}, Next: in.cursor(page.Next)}}
		view, err := r.s.historyViews(ctx, c, ref, page.Items)
		if err != nil {
			return nil, err
		}
		for _, x := range page.Items {
			out.Items = append(out.Items, view(x))
		}
		return &body[HistoryView]{out}, nil
	})
}

// knownContact says that there is such a contact; while their CRM is down what we keep
// of them can be read all the same.
func (s *server) knownContact(ctx context.Context, ref desk.CardRef) error {
	_, err := s.CRM.Card(ctx, ref)
	if errors.Is(err, desk.ErrBusy) && ref.Connection != desk.ConnectionBuiltIn {
		return nil
	}
	return err
}

// historyViews says what items look like; what they need of cards is read once.
func (s *server) historyViews(ctx context.Context, c *call, contact desk.CardRef, items []chronicle.Item) (func(chronicle.Item) HistoryItemView, error) {
	fields := map[desk.CardKind]map[desk.FieldName]desk.Field{}
	for _, x := range items {
		kind := desk.KindContact
		if x.Kind == chronicle.Card {
			kind = x.Card.Ref.Kind
		}
		if x.Kind != chronicle.Card && x.Kind != chronicle.Entry || fields[kind] != nil {
			continue
		}
		all, err := s.CRM.Fields(ctx, contact.Connection, kind)
		if err != nil && !errors.Is(err, desk.ErrBusy) {
			return nil, err
		}
		fields[kind] = byName(all)
	}
	m, err := s.Annotations.Annotations(ctx, contact)
	return func(x chronicle.Item) HistoryItemView {
		v := HistoryItemView{At: Time{x.At}, Kind: x.Kind, Readable: x.Seen == desk.SeesWords, Dialog: x.Dialog.ID}
		if v.Readable {
			v.Line, v.Channel = x.Dialog.Line, x.Dialog.Channel
		}
		switch x.Kind {
		case chronicle.Closed:
			v.Operator, v.Reason = x.Dialog.Operator, x.Dialog.CloseReason
		case chronicle.Message:
			said := s.shown(ctx, x.Message)
			if c.Role == desk.RoleAdmin {
				said.Raw = x.Message.Raw
			}
			v.Message = &said
		case chronicle.Entry:
			entry := entryView(x.Entry, x.Seen, m, fields[desk.KindContact])
			v.Entry, v.Dialog, v.Readable = &entry, x.Entry.Dialog, entry.Readable
		case chronicle.Card:
			card := cardView(x.Card, desk.CardAnnotations{}, fields[x.Card.Ref.Kind])
			v.Card, v.Bought, v.Readable = &card, x.Bought, true
			for _, g := range x.Goods {
				v.Goods = append(v.Goods, GoodView(g))
			}
		}
		return v
	}, err
}
