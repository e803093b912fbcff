package api

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// The cookie of a session. Browsers take the prefix only with Secure, from our own
// host, for all of it; on localhost, where there is no TLS and Safari takes no
// Secure cookie, it has a plain name.
//
// https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
const (
	sessionCookie = "__Host-sufler"
	localCookie   = "sufler"
)

// local says whether a request came to this very machine, where no TLS is.
func local(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return r.TLS == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// named is what a cookie of ours is called on the request's host.
func named(r *http.Request, what string) string {
	if local(r) {
		return localCookie + what
	}
	return sessionCookie + what
}

// cookie is a Set-Cookie of ours; seconds as MaxAge has them.
func cookie(r *http.Request, what, value string, seconds int) string {
	c := http.Cookie{
		Name: named(r, what), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !local(r),
	}
	return c.String()
}

// given is the value of a cookie of ours, "" if there is none. Of two of a name
// none is taken: somebody else may have set one.
func given(r *http.Request, what string) string {
	all := r.CookiesNamed(named(r, what))
	if len(all) != 1 {
		return ""
	}
	return all[0].Value
}

// keepSession has the browser keep a session's token for as long as it may live.
func keepSession(r *http.Request, token string) string {
	return cookie(r, "", token, int(desk.SessionLife.Seconds()))
}

// dropSession has the browser forget it.
func dropSession(r *http.Request) string { return cookie(r, "", "", -1) }

// ownOrigin says whether a page of ours sent the request, by what browsers say of
// themselves and pages can't change. known is false where they say nothing: that is
// no browser, or a very old one.
func ownOrigin(r *http.Request) (own, known bool) {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin", true
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false, false
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host) && (u.Scheme == "https" || local(r)), true
}

// mustBeOurs refuses what changes something on another page's behalf: with a cookie
// it must be known to be our own page's; without one, where nothing is done in
// anybody's name but a session may begin, it must not be known to be another's.
func mustBeOurs(r *http.Request, withCookie bool) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if own, known := ownOrigin(r); own || !known && !withCookie {
		return nil
	}
	return notOurs()
}

func notOurs() error {
	return web.NewProblem(http.StatusForbidden, web.CodeOrigin, "With a session's cookie, only our own pages may change anything: the browser says so by Sec-Fetch-Site or Origin. Programs send an API key.")
}

// address is where what we hand on leads back to us: as it is configured, since what a
// request says of its host is whatever its sender likes; else, and on this very machine,
// as the request came.
func (s *server) address(r *http.Request) string {
	if s.Public != nil && !local(r) {
		if at := strings.TrimRight(s.Public(r.Context()), "/"); at != "" {
			return at
		}
	}
	return ownAddress(r)
}

// home is where a link leads that is stored or sent on, which others than its asker open:
// as address has it, but a host that nobody configured is believed only of a page of ours
// that is there; else it is where this server knows that it is.
func (s *server) home(r *http.Request) string {
	at := s.address(r)
	if own, _ := ownOrigin(r); own || local(r) || s.Home == nil || at != ownAddress(r) {
		return at
	}
	return cmp.Or(strings.TrimRight(s.Home(r.Context()), "/"), at)
}

// ownAddress is the address under which the request's sender reaches us.
func ownAddress(r *http.Request) string {
	if local(r) {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}
