package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// KeyView is an API key, without its secret.
type KeyView struct {
	ID         desk.KeyID      `json:"id"`
	Name       string          `json:"name" doc:"Who holds it; it stands in timelines."`
	Role       desk.Role       `json:"role" enum:"admin,supervisor,operator"`
	Operator   desk.OperatorID `json:"operator,omitempty" doc:"The operator that the key stands for."`
	Leads      desk.Right      `json:"leads" enum:"none,read,change" doc:"What it may do with leads; an admin may everything."`
	Deals      desk.Right      `json:"deals" enum:"none,read,change" doc:"What it may do with deals; an admin may everything."`
	Cases      desk.Right      `json:"cases" enum:"none,read,change" doc:"What it may do with cases; an admin may everything."`
	Dialogs    desk.Scope      `json:"dialogs" enum:"own,team,all" doc:"Whose dialogs it sees: its operator's, and what waits; the operator's teams', too; all."`
	Customers  bool            `json:"customers" doc:"It sees customers' names, phones and e-mails."`
	Statistics bool            `json:"statistics"`
	Export     bool            `json:"export"`
	CreatedAt  Time            `json:"createdAt"`
	RevokedAt  Time            `json:"revokedAt,omitzero"`
}

// NewKeyView makes an API key.
type NewKeyView struct {
	Name       string          `json:"name" minLength:"1" maxLength:"128" example:"Anna"`
	Role       desk.Role       `json:"role" enum:"admin,supervisor,operator" doc:"An operator may do with dialogs the most that they may do with any cards: with no right they see no dialog, with read rights they answer none. A supervisor answers in any dialog, an admin may everything."`
	Operator   desk.OperatorID `json:"operator,omitempty" maxLength:"128" doc:"The operator that the key stands for: who accepts dialogs with it."`
	Leads      desk.Right      `json:"leads,omitempty" enum:"none,read,change" doc:"What it may do with leads; an admin may everything."`
	Deals      desk.Right      `json:"deals,omitempty" enum:"none,read,change" doc:"What it may do with deals; an admin may everything."`
	Cases      desk.Right      `json:"cases,omitempty" enum:"none,read,change" doc:"What it may do with cases; an admin may everything."`
	Dialogs    desk.Scope      `json:"dialogs,omitempty" enum:"own,team,all" default:"all" doc:"Whose dialogs it sees: its operator's, and what waits; the operator's teams', too; all."`
	Customers  *bool           `json:"customers,omitempty" default:"true" doc:"It sees customers' names, phones and e-mails."`
	Statistics bool            `json:"statistics,omitempty"`
	Export     bool            `json:"export,omitempty"`
}

// MadeKeyView is a new key, with its secret.
type MadeKeyView struct {
	KeyView
	Token string `json:"token,omitempty" doc:"The key to send as Bearer. Shown this once, and not to a repeat of the request: it is not kept."`
}

// noRight is how the API writes desk.MayNothing, which is empty.
const noRight desk.Right = "none"

func rightView(r desk.Right) desk.Right {
	if r == desk.MayNothing {
		return noRight
	}
	return r
}

func rightOf(v desk.Right) desk.Right {
	if v == noRight {
		return desk.MayNothing
	}
	return v
}

func keyView(k desk.Key) KeyView {
	return KeyView{
		ID: k.Key, Name: k.Name, Role: k.Role, Operator: k.Operator, Leads: rightView(k.May(desk.KindLead)), Deals: rightView(k.May(desk.KindDeal)), Cases: rightView(k.May(desk.KindCase)),
		Dialogs: k.Dialogs, Customers: k.Customers, Statistics: k.Statistics, Export: k.Export,
		CreatedAt: Time{k.CreatedAt}, RevokedAt: Time{k.RevokedAt},
	}
}

func (r router) keys() {
	add(r, op{method: http.MethodGet, path: "/v1/keys", id: "list-keys", may: adminOnly, tag: "Keys", summary: "List API keys", description: "Revoked ones too, on one page."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[Page[KeyView]], error) {
			all, err := r.s.Keys.Keys(ctx)
			return shown(all, keyView), err
		})
	add(r, op{method: http.MethodPost, path: "/v1/keys", id: "create-key", may: adminOnly, tag: "Keys", summary: "Make an API key", status: http.StatusCreated,
		description: "The token is shown this once. If the answer was lost, revoke the key and make another."},
		func(ctx context.Context, c *call, in *struct{ Body NewKeyView }) (*body[MadeKeyView], error) {
			return r.s.createKey(ctx, c, in.Body)
		})
	add(r, op{method: http.MethodDelete, path: "/v1/keys/{id}", id: "revoke-key", may: adminOnly, tag: "Keys", summary: "Revoke an API key", status: http.StatusNoContent,
		description: "It may work up to a minute longer, since keys are remembered for that long. The key that asks can't revoke itself (own_key). Revoking again is harmless."},
		func(ctx context.Context, c *call, in *struct {
			ID desk.KeyID `path:"id" maxLength:"64" doc:"The key's id."`
		}) (*struct{}, error) {
			return &struct{}{}, r.s.Revoker.Revoke(ctx, c.Actor, in.ID)
		})
}

// createKey makes a key, once for each request. A repeat finds the key, whose
// secret nobody knows any more.
func (s *server) createKey(ctx context.Context, c *call, in NewKeyView) (*body[MadeKeyView], error) {
	id := desk.KeyID(c.id(""))
	have, err := s.Keys.Key(ctx, id)
	switch {
	case err == nil:
		return &body[MadeKeyView]{MadeKeyView{KeyView: keyView(have)}}, nil
	case !errors.Is(err, desk.ErrNotFound):
		return nil, err
	}
	k, token := NewKey(desk.Actor{Key: id, Name: in.Name, Role: in.Role, Operator: in.Operator, Rights: desk.Rights{
		Leads: rightOf(in.Leads), Deals: rightOf(in.Deals), Cases: rightOf(in.Cases),
		Dialogs: cmp.Or(in.Dialogs, desk.ScopeAll), Customers: in.Customers == nil || *in.Customers, Statistics: in.Statistics, Export: in.Export,
	},
	}, s.Now())
	if err := s.Keys.SaveKey(ctx, k); err != nil {
		return nil, err
	}
	c.kept = MadeKeyView{KeyView: keyView(k)}
	return &body[MadeKeyView]{MadeKeyView{keyView(k), token}}, nil
}
