package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/people"
	"github.com/sufler/sufler/shared/web"
)

// A browser is sent to the first by a link, and to the second by the provider, which
// adds to it what it likes: they are pages, and no operations.
const (
	openIDStart = "/v1/session/oidc/start"
	openIDBack  = "/v1/session/oidc/callback"
)

// proofLife is how long somebody may take at the provider, in seconds.
const proofLife = 10 * 60

// OpenIDView is the provider at which operators may sign in.
type OpenIDView struct {
	Issuer    string `json:"issuer,omitempty" example:"https://accounts.google.com" doc:"Absent: nobody signs in by OpenID Connect."`
	ClientID  string `json:"clientId,omitempty" doc:"By which the provider knows us."`
	SecretSet bool   `json:"secretSet" doc:"A client secret is set. It is never shown."`
	Start     string `json:"start" format:"uri" doc:"The page that begins to sign in there."`
	Redirect  string `json:"redirect" format:"uri" doc:"The redirect URI to register with the provider."`
}

// SetOpenIDView sets the provider.
type SetOpenIDView struct {
	Issuer       string  `json:"issuer" maxLength:"512" example:"https://accounts.google.com" doc:"Empty: nobody signs in by OpenID Connect."`
	ClientID     string  `json:"clientId,omitempty" maxLength:"512"`
	ClientSecret *string `json:"clientSecret,omitempty" maxLength:"1024" doc:"Write only. Left out: it stays as it is, as long as the issuer does."`
}

func (s *server) openIDMade(c *call, o desk.OpenID) *made[OpenIDView] {
	at := s.address(c.from)
	return &made[OpenIDView]{ETag: quoted(strconv.FormatInt(o.Version, 10)), Body: OpenIDView{o.Issuer, o.ClientID, o.ClientSecret != "", at + openIDStart, at + openIDBack}}
}

func (r router) openID() {
	add(r, op{method: http.MethodGet, path: "/v1/settings/openid", id: "get-openid", may: adminOnly, tag: "Settings", summary: "Read at which provider operators sign in"},
		func(ctx context.Context, c *call, _ *struct{}) (*made[OpenIDView], error) {
			o, err := r.s.OpenID.Settings.OpenID(ctx)
			return r.s.openIDMade(c, o), err
		})
	add(r, op{method: http.MethodPut, path: "/v1/settings/openid", id: "put-openid", may: adminOnly, tag: "Settings", summary: "Set at which provider operators sign in",
		description: "By OpenID Connect: Google, Microsoft, Keycloak, Cognito or another that vouches for e-mail addresses (email_verified; of Microsoft's, xms_edov). Who signs in there must have an account here with that address. Register `redirect` with the provider, and send browsers to `start`. A provider that can't be asked is refused. Needs If-Match with the ETag that was read."},
		func(ctx context.Context, c *call, in *struct {
			IfMatch string `header:"If-Match"`
			Body    SetOpenIDView
		}) (*made[OpenIDView], error) {
			return r.s.putOpenID(ctx, c, in.IfMatch, in.Body)
		})
}

func (s *server) putOpenID(ctx context.Context, c *call, ifMatch string, in SetOpenIDView) (*made[OpenIDView], error) {
	had, err := s.OpenID.Settings.OpenID(ctx)
	if err == nil {
		err = match(ifMatch, strconv.FormatInt(had.Version, 10))
	}
	if err != nil {
		return nil, err
	}
	next := desk.OpenID{Issuer: in.Issuer, ClientID: in.ClientID, Version: had.Version}
	if had.Issuer == in.Issuer { // another issuer is never sent this one's secret
		next.ClientSecret = had.ClientSecret
	}
	set(&next.ClientSecret, in.ClientSecret)
	if !next.On() {
		next.ClientID, next.ClientSecret = "", ""
	}
	saved, err := s.OpenID.Set(ctx, c.Actor, next)
	if errors.Is(err, desk.ErrConflict) {
		return nil, stale()
	}
	if err != nil {
		return nil, err
	}
	return s.openIDMade(c, saved), nil
}

// serveOpenID serves the two pages of signing in at a provider. What shows that it
// is the same browser that comes back is in a cookie of its own, for ten minutes.
func (s *server) serveOpenID(mux *http.ServeMux) {
	starts := &web.Buckets{Every: time.Second, Burst: 60} // of an address, behind which an office may be
	mux.HandleFunc("GET "+openIDStart, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if wait := starts.Take("", web.Network(r.RemoteAddr).String(), s.Now()); wait > 0 {
			s.notSignedIn(w, r, web.NewProblem(http.StatusTooManyRequests, desk.CodeTooManyAttempts, "Signing in was begun too often. Wait a moment.").After(wait))
			return
		}
		if s.hostUnknown(r) {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		page, p, err := s.OpenID.Begin(r.Context(), s.address(r)+openIDBack)
		if err != nil {
			s.notSignedIn(w, r, err)
			return
		}
		w.Header().Add("Set-Cookie", cookie(r, "-oidc", strings.Join([]string{p.State, p.Nonce, p.Verifier}, "."), proofLife))
		http.Redirect(w, r, page, http.StatusFound)
	})
	mux.HandleFunc("GET "+openIDBack, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Add("Set-Cookie", cookie(r, "-oidc", "", -1))
		b, err := s.OpenID.Finish(r.Context(), s.address(r)+openIDBack, r.URL.Query().Get("code"), r.URL.Query().Get("state"), proofIn(r), people.From{Address: web.Network(r.RemoteAddr).String(), Agent: r.UserAgent()})
		if err != nil {
			s.notSignedIn(w, r, err)
			return
		}
		w.Header().Add("Set-Cookie", keepSession(r, b.Token))
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
}

// hostUnknown says that nothing but the request's own words have it where we are: neither
// is it configured, nor does a page of ours that is there ask. The provider is not told to
// send anybody to such a host; our own front page, where the button is, is a press away.
func (s *server) hostUnknown(r *http.Request) bool {
	own, _ := ownOrigin(r)
	return !own && !local(r) && (s.Public == nil || s.Public(r.Context()) == "")
}

// notSignedIn tells why somebody is not signed in: a person on our front page, which
// has words for the code; a program by a problem.
func (s *server) notSignedIn(w http.ResponseWriter, r *http.Request, err error) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		s.problem(w, r, err)
		return
	}
	s.note(r.Context(), r.Method, r.URL.Path, err)
	http.Redirect(w, r, "/?"+url.Values{"signin": {string(web.ProblemOf(err).Code)}}.Encode(), http.StatusSeeOther)
}

// proofIn is what this browser keeps of a sign-in that it began; the zero Proof:
// nothing.
func proofIn(r *http.Request) desk.Proof {
	p := strings.Split(given(r, "-oidc"), ".")
	if len(p) != 3 {
		return desk.Proof{}
	}
	return desk.Proof{State: p[0], Nonce: p[1], Verifier: p[2]}
}
