package api

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/people"
	"github.com/sufler/sufler/shared/web"
)

// SignInView signs somebody in.
type SignInView struct {
	Email    string `json:"email" minLength:"1" maxLength:"254" example:"olga@shop.example"`
	Password string `json:"password" minLength:"1" maxLength:"512"`
}

// JoinView takes an invitation.
type JoinView struct {
	Password string `json:"password" minLength:"1" maxLength:"512" doc:"At least 10 characters, neither the name nor the e-mail address, and none of the commonest (weak_password)."`
	Name     string `json:"name,omitempty" maxLength:"128" doc:"In the place of the one that the invitation was made with."`
	Email    string `json:"email,omitempty" maxLength:"254" doc:"Of the first administrator's invitation, which is for nobody's address yet."`
}

// SignedInView is who signed in.
type SignedInView struct {
	Operator desk.OperatorID `json:"operator"`
	Name     string          `json:"name"`
	Session  SessionView     `json:"session"`
}

// SessionView is a session of one's own.
type SessionView struct {
	ID        desk.SessionID `json:"id"`
	Current   bool           `json:"current" doc:"It is the one that asks."`
	CreatedAt Time           `json:"createdAt"`
	SeenAt    Time           `json:"seenAt" doc:"When it was used last, to the hour."`
	EndsAt    Time           `json:"endsAt" doc:"When it ends if it is not used any more."`
	Agent     string         `json:"agent,omitempty" doc:"What the browser calls itself."`
}

func sessionView(s desk.Session, current desk.SessionID) SessionView {
	return SessionView{s.ID, s.ID == current, Time{s.CreatedAt}, Time{s.SeenAt}, Time{s.EndsAt()}, s.Agent}
}

// kept is an answer that has the browser keep, or forget, a cookie.
type kept[T any] struct {
	SetCookie string `header:"Set-Cookie"`
	Body      T
}

// forgotten is an empty answer that does.
type forgotten struct {
	SetCookie string `header:"Set-Cookie"`
}

func (c *call) begun(b people.Begun) *kept[SignedInView] {
	return &kept[SignedInView]{keepSession(c.from, b.Token), SignedInView{b.Operator.ID, b.Operator.Name, sessionView(b.Session, b.Session.ID)}}
}

// WaysView is how operators may sign in.
type WaysView struct {
	Password bool           `json:"password" doc:"By e-mail address and password: POST /v1/session."`
	OpenID   *OpenIDWayView `json:"openid,omitempty" doc:"At a provider. Absent: none is set up."`
}

// OpenIDWayView is a provider to sign in at.
type OpenIDWayView struct {
	Host  string `json:"host" example:"accounts.google.com" doc:"Of the provider."`
	Start string `json:"start" format:"uri" doc:"The page that begins to sign in there."`
}

// ways are how operators may sign in, for the page that asks them to.
func (s *server) ways(ctx context.Context, c *call) (*body[WaysView], error) {
	o, err := s.OpenID.Settings.OpenID(ctx)
	if err != nil || !o.On() {
		return &body[WaysView]{WaysView{Password: true}}, err
	}
	host := o.Issuer
	if u, err := url.Parse(o.Issuer); err == nil {
		host = u.Host
	}
	return &body[WaysView]{WaysView{true, &OpenIDWayView{host, s.address(c.from) + openIDStart}}}, nil
}

func (r router) sessions() {
	add(r, op{method: http.MethodGet, path: "/v1/session/ways", id: "list-ways-to-sign-in", noKey: true, tag: "Signing in", summary: "Ask how one may sign in", description: "For the page that signs operators in. Needs no key."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[WaysView], error) { return r.s.ways(ctx, c) })
	add(r, op{method: http.MethodPost, path: "/v1/session", id: "sign-in", noKey: true, tag: "Signing in", summary: "Sign in", status: http.StatusCreated,
		description: "Sets a cookie, which the browser sends from then on. What was wrong is not told (sign_in_failed); after some wrong ones one has to wait (too_many_attempts, Retry-After). An Idempotency-Key is not looked at: a repeat begins another session. Needs no key."},
		func(ctx context.Context, c *call, in *struct{ Body SignInView }) (*kept[SignedInView], error) {
			if err := mustBeOurs(c.from, false); err != nil {
				return nil, err
			}
			b, err := r.s.SignIn.Password(ctx, in.Body.Email, in.Body.Password, people.From{Address: web.Network(c.from.RemoteAddr).String(), Agent: c.from.UserAgent()})
			if err != nil {
				return nil, err
			}
			return c.begun(b), nil
		})
	add(r, op{method: http.MethodDelete, path: "/v1/session", id: "sign-out", noKey: true, tag: "Signing in", summary: "Sign out", status: http.StatusNoContent,
		description: "Ends the session and takes its cookie back. With their last session the operator becomes inactive. Who is signed out already stays so."},
		func(ctx context.Context, c *call, _ *struct{}) (*forgotten, error) { return r.s.signOut(ctx, c) })
	add(r, op{method: http.MethodPost, path: "/v1/invitations/{code}", id: "take-invitation", noKey: true, tag: "Signing in", summary: "Take an invitation", status: http.StatusCreated,
		description: "Sets the account's password and signs in. It works once, within three days (invitation_over); the account's other sessions end. An Idempotency-Key is not looked at: after a repeat that was refused, sign in. Needs no key."},
		func(ctx context.Context, c *call, in *struct {
			Code string `path:"code" maxLength:"256" doc:"The invitation's code."`
			Body JoinView
		}) (*kept[SignedInView], error) {
			if err := mustBeOurs(c.from, false); err != nil {
				return nil, err
			}
			b, err := r.s.Joiner.Join(ctx, people.Join{Code: in.Code, Password: in.Body.Password, Name: in.Body.Name, Email: in.Body.Email, Agent: c.from.UserAgent()})
			if err != nil {
				return nil, err
			}
			return c.begun(b), nil
		})
}

// signOut ends the session whose cookie came. It looks at the cookie itself, since
// who is signed out already must be able to ask.
func (s *server) signOut(ctx context.Context, c *call) (*forgotten, error) {
	token := given(c.from, "")
	if token == "" {
		return &forgotten{dropSession(c.from)}, nil
	}
	who, err := s.signedIn(c.from, token)
	switch {
	case err == nil:
		err = s.Sessions.End(ctx, who, func(session desk.Session) bool { return session.ID == who.Session })
	case web.ProblemOf(err).Status == http.StatusUnauthorized:
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return &forgotten{dropSession(c.from)}, nil
}
