package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
)

// SearchView is what was found, a few of each kind. A kind that was not asked for is
// absent.
type SearchView struct {
	Customers *SearchGroup[CustomerFoundView] `json:"customers,omitempty" doc:"Who are called so, or have that phone or e-mail, as far as they wrote: each person once."`
	Dialogs   *SearchGroup[DialogRowView]     `json:"dialogs,omitempty" doc:"Their dialogs, the newest opened first."`
	Cards     *SearchGroup[CardFoundView]     `json:"cards,omitempty" doc:"The card that is named (deal:42), the cards of those dialogs, contacts with just that phone or e-mail, and by their titles the newest 100 of each kind."`
	Messages  *SaidView                       `json:"messages,omitempty" doc:"Of each open dialog that whoever asks may read, with what was said before it was handed over (to the bot, to another team), the newest message that has the words: those where something was said last come first."`
}

// SearchGroup are some of one kind.
type SearchGroup[T any] struct {
	Items  []T       `json:"items" nullable:"false"`
	More   bool      `json:"more" doc:"There are others, or there may be."`
	All    string    `json:"all,omitempty" example:"/v1/dialogs?q=anna" doc:"Where the whole list is."`
	Code   desk.Code `json:"code,omitempty" enum:"forbidden,busy" doc:"Why nothing, or not all, was looked for."`
	Reason string    `json:"reason,omitempty" doc:"Why, in words."`
}

// CustomerFoundView is a person who was found.
type CustomerFoundView struct {
	Name     Personal        `json:"name,omitzero"`
	Username Personal        `json:"username,omitzero"`
	Phone    Personal        `json:"phone,omitzero"`
	Email    Personal        `json:"email,omitzero"`
	Contact  string          `json:"contact,omitempty" example:"contact:17"`
	Customer desk.CustomerID `json:"customer" doc:"In their newest dialog."`
	Dialog   desk.DialogID   `json:"dialog" doc:"Their newest dialog."`
	Channel  desk.Channel    `json:"channel,omitempty"`
	LastAt   Time            `json:"lastAt,omitzero"`
}

// CardFoundView is a card that was found.
type CardFoundView struct {
	Card      string          `json:"card" example:"deal:42"`
	Kind      desk.CardKind   `json:"kind" enum:"contact,company,lead,deal,case"`
	Title     Personal        `json:"title"`
	Pipeline  desk.PipelineID `json:"pipeline,omitempty"`
	Stage     desk.StageID    `json:"stage,omitempty"`
	Closed    bool            `json:"closed"`
	Contact   string          `json:"contact,omitempty" example:"contact:17" doc:"Whose lead, deal or case it is."`
	UpdatedAt Time            `json:"updatedAt,omitzero"`
}

// SaidView is what was found in open dialogs.
type SaidView struct {
	Items  []MessageFoundView `json:"items" nullable:"false"`
	Next   string             `json:"next,omitempty" doc:"Give it as cursor, with in=messages, to look at further dialogs. Absent: all were looked at."`
	Looked int                `json:"lookedAtDialogs" doc:"At how many open ones, and at the newest 50 messages of each; what was said in closed ones is not looked at."`
}

// MessageFoundView is a message that was found.
type MessageFoundView struct {
	Dialog desk.DialogID `json:"dialog"`
	Seq    desk.Seq      `json:"seq"`
	Author desk.Author   `json:"author" enum:"customer,operator,bot"`
	Text   string        `json:"text" doc:"At most 140 characters, on one line, around the first word that was looked for."`
	At     Time          `json:"at"`
}

// Kinds of what is found.
const (
	inCustomers = "customers"
	inDialogs   = "dialogs"
	inCards     = "cards"
	inMessages  = "messages"
)

type searchAsk struct {
	Find   string   `query:"q" required:"true" minLength:"1" maxLength:"200" example:"anna kov" doc:"Each word is the beginning of one of theirs, whatever its case and accents; a phone may be written in any form."`
	In     []string `query:"in,explode" enum:"customers,dialogs,cards,messages" nullable:"false" doc:"What to look for; absent: all."`
	Limit  int      `query:"limit" minimum:"1" maximum:"20" default:"5" doc:"How many of each at most."`
	Cursor string   `query:"cursor" maxLength:"4096" doc:"The next of messages: of the same q, and with in=messages alone."`

	page PageParams
}

// Resolve names the search, so that a cursor of another one is told.
func (a *searchAsk) Resolve(ctx huma.Context) []error {
	a.page = PageParams{Limit: a.Limit, Cursor: a.Cursor}
	return a.page.Resolve(ctx)
}

func (a *searchAsk) wants(kind string) bool { return among(a.In, kind) }

func (r router) search() {
	add(r, op{
		method: http.MethodGet, path: "/v1/search", id: "search", may: readDialogs, tag: "Dialogs",
		summary: "Search customers, dialogs, cards and messages", description: "A few of each kind that whoever asks may see, for a menu that is asked with every letter: what is looked at is bounded, whatever there is. Words of messages are looked for in open dialogs only, the newest 50 messages of each; closed ones are found by their customers (`GET /v1/dialogs`). Who may not see customers' data finds no customers nor dialogs by them, and no cards that may bear a customer's name.",
	}, func(ctx context.Context, c *call, in *searchAsk) (*body[SearchView], error) {
		if in.Cursor != "" && (len(in.In) != 1 || in.In[0] != inMessages) {
			return nil, fmt.Errorf("%w: a cursor goes with in=messages alone", desk.ErrInvalid)
		}
		var out SearchView
		err := r.s.searchCustomers(ctx, c, in, &out)
		if err == nil && in.wants(inMessages) {
			out.Messages, err = r.s.searchMessages(ctx, c, in)
		}
		return &body[SearchView]{out}, err
	})
}

// searchCustomers finds what is found by customers: they, their dialogs and cards.
func (s *server) searchCustomers(ctx context.Context, c *call, in *searchAsk, out *SearchView) error {
	if !in.wants(inCustomers) && !in.wants(inDialogs) && !in.wants(inCards) {
		return nil
	}
	found, err := s.Searcher.Dialogs(ctx, c.Actor, in.Find)
	var no *desk.Refusal
	if err != nil && !errors.As(err, &no) {
		return err
	}
	if in.wants(inCards) {
		if out.Cards, err = s.searchCards(ctx, c, in, found.Dialogs); err != nil {
			return err
		}
	}
	customers, dialogs := found.Customers[:min(len(found.Customers), in.Limit)], found.Dialogs[:min(len(found.Dialogs), in.Limit)]
	rows, err := s.rows(ctx, c, slices.Concat(customers, dialogs), false)
	if err != nil {
		return err
	}
	all := "/v1/dialogs?q=" + url.QueryEscape(in.Find)
	if in.wants(inCustomers) {
		out.Customers = foundBy(rows[:len(customers)], found.More || len(customers) < len(found.Customers), all, no, func(row DialogRowView) CustomerFoundView {
			return CustomerFoundView{row.Name, row.Username, row.Phone, row.Email, row.Contact, row.Customer, row.ID, row.Channel, row.LastAt}
		})
	}
	if in.wants(inDialogs) {
		out.Dialogs = foundBy(rows[len(customers):], found.More || len(dialogs) < len(found.Dialogs), all, no, func(row DialogRowView) DialogRowView { return row })
	}
	return nil
}

// foundBy is a group of what was found by customers, or why it was not looked for.
func foundBy[V any](rows []DialogRowView, more bool, all string, no *desk.Refusal, view func(DialogRowView) V) *SearchGroup[V] {
	out := &SearchGroup[V]{Items: []V{}, More: more, All: all}
	if no != nil {
		out.All, out.Code, out.Reason = "", no.Code, no.Text
	}
	for _, row := range rows {
		out.Items = append(out.Items, view(row))
	}
	return out
}

func (s *server) searchCards(ctx context.Context, c *call, in *searchAsk, dialogs []desk.Dialog) (*SearchGroup[CardFoundView], error) {
	found, err := s.Searcher.Cards(ctx, c.Actor, in.Find, dialogs, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &SearchGroup[CardFoundView]{Items: []CardFoundView{}, More: found.More}
	if found.Down {
		out.Code, out.Reason = "busy", "The CRM of that card does not answer."
	}
	for _, card := range found.Cards {
		out.Items = append(out.Items, CardFoundView{
			Card: card.Ref.String(), Kind: card.Ref.Kind, Title: personalIf(card.Ref.NamedAfterCustomer(), card.Shown()), Pipeline: card.Pipeline, Stage: card.Stage,
			Closed: card.Closed, Contact: card.Contact.String(), UpdatedAt: Time{card.UpdatedAt},
		})
	}
	return out, nil
}

func (s *server) searchMessages(ctx context.Context, c *call, in *searchAsk) (*SaidView, error) {
	at, err := in.page.place()
	if err != nil {
		return nil, err
	}
	found, err := s.Searcher.Said(ctx, c.Actor, in.Find, desk.PageAsk{Limit: in.Limit, Cursor: at})
	if in.Cursor != "" && errors.Is(err, desk.ErrInvalid) {
		err = badCursor()
	}
	if err != nil {
		return nil, err
	}
	out := &SaidView{[]MessageFoundView{}, in.page.cursor(found.Next), found.Looked}
	for _, x := range found.Items {
		out.Items = append(out.Items, MessageFoundView{x.Dialog.ID, x.Message.Seq, x.Message.Author, x.Excerpt, Time{x.Message.Seq.Time()}})
	}
	return out, nil
}
