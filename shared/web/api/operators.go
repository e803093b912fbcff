package api

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// OperatorView is an operator's account.
type OperatorView struct {
	ID       desk.OperatorID `json:"id"`
	Name     string          `json:"name" example:"Olga"`
	Email    string          `json:"email,omitempty" doc:"As they sign in."`
	Role     desk.Role       `json:"role" enum:"admin,supervisor,operator"`
	Language string          `json:"language,omitempty" doc:"Of the console and of notices; absent: the settings'."`
	RightsView
	Off       bool `json:"off" doc:"The account is switched off."`
	OffAt     Time `json:"offAt,omitzero"`
	Joined    bool `json:"joined" doc:"A password was set. Else they sign in by OpenID Connect, or have an invitation still to take."`
	Invited   Time `json:"invitedUntil,omitzero" doc:"There is an invitation, which may be taken until then."`
	CreatedAt Time `json:"createdAt"`
}

// RightsView is what somebody may do beside what their role says.
type RightsView struct {
	Leads      desk.Right `json:"leads" enum:"none,read,change" doc:"What they may do with leads; an admin may everything."`
	Deals      desk.Right `json:"deals" enum:"none,read,change"`
	Cases      desk.Right `json:"cases" enum:"none,read,change"`
	Dialogs    desk.Scope `json:"dialogs" enum:"own,team,all" doc:"Whose dialogs they see: their own and what waits for them or their teams; their teams', too; all."`
	Customers  bool       `json:"customers" doc:"They see customers' names, phones and e-mails."`
	Statistics bool       `json:"statistics"`
	Export     bool       `json:"export"`
}

func rightsView(a desk.Actor) RightsView {
	return RightsView{
		rightView(a.May(desk.KindLead)), rightView(a.May(desk.KindDeal)), rightView(a.May(desk.KindCase)),
		cmp.Or(a.Dialogs, desk.ScopeOwn), a.SeesCustomers(), a.Statistics || a.Role == desk.RoleAdmin, a.Export || a.Role == desk.RoleAdmin,
	}
}

// ChangeRightsView changes rights: only what is named.
type ChangeRightsView struct {
	Leads      *desk.Right `json:"leads,omitempty" enum:"none,read,change" doc:"What they may do with leads; an admin may everything."`
	Deals      *desk.Right `json:"deals,omitempty" enum:"none,read,change"`
	Cases      *desk.Right `json:"cases,omitempty" enum:"none,read,change"`
	Dialogs    *desk.Scope `json:"dialogs,omitempty" enum:"own,team,all" doc:"Whose dialogs they see; at first: own."`
	Customers  *bool       `json:"customers,omitempty" doc:"They see customers' names, phones and e-mails; at first: no."`
	Statistics *bool       `json:"statistics,omitempty"`
	Export     *bool       `json:"export,omitempty"`
}

func (in ChangeRightsView) apply(r desk.Rights) desk.Rights {
	for _, c := range []struct {
		have *desk.Right
		said *desk.Right
	}{{&r.Leads, in.Leads}, {&r.Deals, in.Deals}, {&r.Cases, in.Cases}} {
		if c.said != nil {
			*c.have = rightOf(*c.said)
		}
	}
	set(&r.Dialogs, in.Dialogs)
	set(&r.Customers, in.Customers)
	set(&r.Statistics, in.Statistics)
	set(&r.Export, in.Export)
	return r
}

// NewOperatorView makes an account.
type NewOperatorView struct {
	Name     string    `json:"name" minLength:"1" maxLength:"128" example:"Olga"`
	Email    string    `json:"email" minLength:"3" maxLength:"254" example:"olga@shop.example"`
	Role     desk.Role `json:"role" enum:"admin,supervisor,operator"`
	Language string    `json:"language,omitempty" maxLength:"35" example:"es"`
	ChangeRightsView
}

// ChangeOperatorView changes an account: only what is named.
type ChangeOperatorView struct {
	Name     *string    `json:"name,omitempty" minLength:"1" maxLength:"128"`
	Email    *string    `json:"email,omitempty" minLength:"3" maxLength:"254"`
	Role     *desk.Role `json:"role,omitempty" enum:"admin,supervisor,operator" doc:"Nobody changes their own."`
	Language *string    `json:"language,omitempty" maxLength:"35"`
	ChangeRightsView
	Off *bool `json:"off,omitempty" doc:"Switches the account off: its sessions end, and its dialogs go back to their teams. Or on again. Nobody switches their own off."`
}

// InvitationView is an invitation.
type InvitationView struct {
	Code  string `json:"code,omitempty" doc:"Shown this once, and not to a repeat of the request: it is not kept."`
	Link  string `json:"link,omitempty" format:"uri" doc:"The page on which it is taken. Whoever has it becomes the operator: send it to nobody else."`
	Until Time   `json:"until" doc:"It may be taken until then, once."`
}

// MadeOperatorView is a new account, with its invitation.
type MadeOperatorView struct {
	OperatorView
	Invitation *InvitationView `json:"invitation,omitempty" doc:"Absent in the answer to a repeat."`
}

func operatorView(o desk.Operator) OperatorView {
	return OperatorView{
		ID: o.ID, Name: o.Name, Email: o.Email, Role: o.Role, Language: o.Language, RightsView: rightsView(o.Actor("", nil)),
		Off: o.Off(), OffAt: Time{o.OffAt}, Joined: o.Password != "", Invited: Time{o.Invitation.Until}, CreatedAt: Time{o.CreatedAt},
	}
}

func operatorMade(o desk.Operator) *made[OperatorView] {
	return &made[OperatorView]{ETag: quoted(strconv.FormatInt(o.Version, 10)), Body: operatorView(o)}
}

// OperatorPath names an operator in an address.
type OperatorPath struct {
	ID desk.OperatorID `path:"id" maxLength:"64" doc:"The operator's id."`
}

func (r router) operators() {
	add(r, op{method: http.MethodGet, path: "/v1/operators", id: "list-operators", may: adminOnly, tag: "Operators", summary: "List operators", description: "Those that are switched off, too, on one page."},
		func(ctx context.Context, _ *call, _ *struct{}) (*body[Page[OperatorView]], error) {
			all, err := r.s.Accounts.Operators(ctx)
			return shown(all, operatorView), err
		})
	add(r, op{method: http.MethodPost, path: "/v1/operators", id: "create-operator", may: adminOnly, tag: "Operators", summary: "Invite an operator", status: http.StatusCreated,
		description: "The answer holds an invitation, shown this once: whoever has it sets the account's password. It lasts three days. If it was lost, make another (`POST /v1/operators/{id}/invitation`). An address that another operator has is refused (email_taken)."},
		func(ctx context.Context, c *call, in *struct{ Body NewOperatorView }) (*made[MadeOperatorView], error) {
			return r.s.createOperator(ctx, c, in.Body)
		})
	add(r, op{method: http.MethodGet, path: "/v1/operators/{id}", id: "get-operator", may: adminOnly, tag: "Operators", summary: "Read an operator"},
		func(ctx context.Context, _ *call, in *OperatorPath) (*made[OperatorView], error) {
			o, err := r.s.Accounts.Operator(ctx, in.ID)
			return operatorMade(o), err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/operators/{id}", id: "change-operator", may: adminOnly, tag: "Operators", summary: "Change an operator, or switch them off",
		description: "Only what is named is changed. Needs If-Match with the ETag that was read."},
		func(ctx context.Context, c *call, in *struct {
			OperatorPath
			IfMatch string `header:"If-Match"`
			Body    ChangeOperatorView
		}) (*made[OperatorView], error) {
			return r.s.changeOperator(ctx, c, in.ID, in.IfMatch, in.Body)
		})
	add(r, op{method: http.MethodPost, path: "/v1/operators/{id}/invitation", id: "invite-operator", may: adminOnly, tag: "Operators", summary: "Make another invitation", status: http.StatusCreated,
		description: "For who lost theirs, or their password. The one before ends; the password stays as it is until the new one is taken, which ends all of the operator's sessions."},
		func(ctx context.Context, c *call, in *OperatorPath) (*body[InvitationView], error) {
			o, code, err := r.s.Inviter.Invite(ctx, c.Actor, in.ID)
			if err != nil {
				return nil, err
			}
			c.kept = InvitationView{Until: Time{o.Invitation.Until}}
			return &body[InvitationView]{r.s.invitation(c, code, o.Invitation.Until)}, nil
		})
}

// invitation is an invitation with the page on which it is taken.
func (s *server) invitation(c *call, code string, until time.Time) InvitationView {
	return InvitationView{code, s.home(c.from) + "/join#" + code, Time{until}}
}

func (s *server) createOperator(ctx context.Context, c *call, in NewOperatorView) (*made[MadeOperatorView], error) {
	if err := checkLanguage(in.Language); in.Language != "" && err != nil {
		return nil, err
	}
	asked := desk.Operator{
		ID: desk.OperatorID(c.id("o")), Name: in.Name, Email: desk.NormalEmail(in.Email), Role: in.Role, Language: in.Language,
		Rights: in.apply(desk.Rights{Dialogs: desk.ScopeOwn}),
	}
	o, code, err := s.Inviter.Add(ctx, c.Actor, asked)
	if err != nil {
		return nil, err
	}
	v := MadeOperatorView{OperatorView: operatorView(o)}
	c.kept = v
	if code != "" {
		given := s.invitation(c, code, o.Invitation.Until)
		v.Invitation = &given
	}
	return &made[MadeOperatorView]{Location: "/v1/operators/" + string(o.ID), ETag: quoted(strconv.FormatInt(o.Version, 10)), Body: v}, nil
}

func (s *server) changeOperator(ctx context.Context, c *call, id desk.OperatorID, ifMatch string, in ChangeOperatorView) (*made[OperatorView], error) {
	had, err := s.Accounts.Operator(ctx, id)
	if err == nil {
		err = match(ifMatch, strconv.FormatInt(had.Version, 10))
	}
	if err == nil && in.Language != nil && *in.Language != "" {
		err = checkLanguage(*in.Language)
	}
	if err != nil {
		return nil, err
	}
	next, off := had, had.Off()
	set(&next.Name, in.Name)
	set(&next.Role, in.Role)
	set(&next.Language, in.Language)
	set(&off, in.Off)
	next.Rights = in.apply(next.Rights)
	if in.Email != nil {
		next.Email = desk.NormalEmail(*in.Email)
	}
	saved, err := s.Keeper.Change(ctx, c.Actor, had, next, off)
	if web.ProblemOf(err).Code == web.CodeConflict {
		return nil, stale()
	}
	return operatorMade(saved), err
}
