package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// ReachView is a contact as one line knows them.
type ReachView struct {
	Customer desk.CustomerID `json:"customer" doc:"Write to them with POST /v1/dialogs."`
	Line     desk.LineID     `json:"line"`
	Channel  desk.Channel    `json:"channel" example:"telegram"`
	Title    string          `json:"title,omitempty" doc:"The line's."`
	Name     Personal        `json:"name,omitzero" doc:"As the messenger shows them."`
	MayWrite bool            `json:"mayWrite"`
	Code     desk.Code       `json:"code,omitempty" enum:"line_inactive,no_earlier_contact,window_closed,customer_blocked" doc:"Why not."`
	Reason   string          `json:"reason,omitempty" doc:"Why not, in words."`
	Template bool            `json:"template" doc:"A template that the messenger has approved (GET /v1/lines/{id}/templates) goes out now, also where nothing else does (window_closed)."`
}

type reachParams struct {
	CardPath
	PageParams
	Channels []desk.Channel `query:"channel,explode" nullable:"false" maxItems:"50" example:"[\"telegram\"]" doc:"On which channel; given several times: on any of them."`
}

func (r router) reachable() {
	add(r, op{
		method: http.MethodGet, path: "/v1/cards/{ref}/customers", id: "list-card-customers", may: readCards, tag: "Cards", summary: "List where a contact can be written to",
		description: "Of a contact, or of the contact of a lead, deal or case: the customer on each line, and whether they may be written to now, else which rule forbids it, and whether an approved template goes out nevertheless.",
	}, func(ctx context.Context, c *call, in *reachParams) (*body[Page[ReachView]], error) {
		wanted := channels(in.Channels)
		contact, err := r.s.contactOf(ctx, c, in.Ref)
		if err != nil {
			return nil, err
		}
		if contact.ID == "" {
			return shown([]desk.Customer{}, func(desk.Customer) ReachView { return ReachView{} }), nil
		}
		var failed error
		out, err := gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Customer], error) {
			return r.s.Lists.CustomersOf(ctx, contact, ask)
		}, func(who desk.Customer) (ReachView, bool) {
			v, err := r.s.reach(ctx, who)
			if err != nil && failed == nil {
				failed = err
			}
			return v, err == nil && (wanted == nil || slices.Contains(wanted, v.Channel))
		})
		if err == nil {
			err = failed
		}
		return out, err
	})
}

// contactOf is the contact that a path names, or whose lead, deal or case it names.
func (s *server) contactOf(ctx context.Context, c *call, path string) (desk.CardRef, error) {
	ref, err := readable(c, path)
	if err != nil {
		return desk.CardRef{}, err
	}
	card, err := s.CRM.Card(ctx, ref)
	if err != nil || ref.Kind == desk.KindContact {
		return ref, err
	}
	return card.Contact, c.MustRead(desk.KindContact)
}

func (s *server) reach(ctx context.Context, who desk.Customer) (ReachView, error) {
	line, err := s.Replier.MayWrite(ctx, who, desk.Template{})
	v := ReachView{Customer: who.ID, Line: who.Line, Channel: line.Channel, Title: line.Title, Name: personal(who.Profile.Name), MayWrite: true}
	var no *desk.Refusal
	if errors.As(err, &no) {
		v.MayWrite, v.Code, v.Reason, err = false, no.Code, no.Text, nil
	}
	if err != nil || !line.Traits.Templates {
		return v, err
	}
	v.Template = v.MayWrite
	if v.Code == desk.CodeWindowClosed { // they may have blocked us, too
		_, err = s.Replier.MayWrite(ctx, who, desk.Template{Name: "any"})
		if v.Template = err == nil; errors.As(err, &no) {
			err = nil
		}
	}
	return v, err
}

// AccountsView says how many accounts of each messenger are wanted.
type AccountsView struct {
	Accounts map[desk.Channel]int `json:"accounts" doc:"By messenger: telegram, instagram, whatsapp, messenger, viber."`
}

// RecommendedView is the bot platform that suits.
type RecommendedView struct {
	Platform desk.Channel `json:"platform" enum:"manychat,smartsender"`
	Reason   string       `json:"reason"`
}

func (r router) recommend() {
	add(r, op{
		method: http.MethodPost, path: "/v1/channels/recommend", id: "recommend-platform", may: anyKey, tag: "Lines", summary: "Choose a bot platform",
		description: "ManyChat, unless Viber or several accounts of one messenger are wanted: then Smart Sender. A ManyChat line refuses Viber.",
	}, func(_ context.Context, _ *call, in *struct{ Body AccountsView }) (*body[RecommendedView], error) {
		if r.s.Recommend == nil {
			return nil, fmt.Errorf("%w: nothing here knows bot platforms", desk.ErrNotFound)
		}
		accounts := map[desk.Channel]int{}
		for ch, n := range in.Body.Accounts {
			accounts[desk.ParseChannel(string(ch))] += max(0, n)
		}
		platform, why, err := r.s.Recommend(accounts)
		return &body[RecommendedView]{RecommendedView{platform, why}}, err
	})
}
