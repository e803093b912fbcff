package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// call is what the handlers know of a request beside its parts.
type call struct {
	desk.Actor
	// from is the request as it came.
	from *http.Request
	at   time.Time // when it came
	// effect names what the request does, if it carries an Idempotency-Key: the
	// same for each repeat of it.
	effect string
	// kept, if set, is stored for repeats instead of the answer: an answer that
	// shows a secret is not kept.
	kept any
	// blindKeys are what ids of customers' messages are blinded with, once they were read.
	blindKeys map[desk.CustomerID]string
}

type callKey struct{}

// callOf is the request's call.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	if c == nil {
		return &call{from: &http.Request{}} // outside of the guard: nobody, who may nothing
	}
	return c
}

// id names something that the request makes: alike in each repeat, so that a
// request that was cut off may be sent again; random if it can't be known again.
func (c *call) id(prefix string) string {
	if c.effect == "" {
		return desk.Digest(prefix, rand.Text())
	}
	return desk.Digest(prefix, c.effect)
}

// secretID is id that nobody else can know: what the asker is known by, a token of 256
// random bits, is part of it.
func (c *call) secretID(prefix string) string {
	return desk.Digest(prefix, c.id(""), c.from.Header.Get("Authorization"), given(c.from, ""))
}

// open are the requests that need neither a key nor a session: what describes the
// API, and what begins or ends a session.
func open(r *http.Request) bool {
	path := r.URL.Path
	switch {
	case path == "/v1/health", path == "/openapi.json", path == "/docs", strings.HasPrefix(path, "/docs/"):
		return true
	case path == openIDStart, path == openIDBack, path == authorized, path == "/v1/session/ways":
		return r.Method == http.MethodGet
	case path == "/v1/session":
		return r.Method == http.MethodPost || r.Method == http.MethodDelete
	}
	return r.Method == http.MethodPost && strings.HasPrefix(path, "/v1/invitations/")
}

// guard stands before every request: who asks, was it asked before, and is there
// such an address.
func (s *server) guard(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		c := &call{from: r, at: s.Now()}
		free, most := open(r), int64(maxOpen)
		if !free {
			most = maxBody
			w.Header().Set("Cache-Control", "no-store")
			var err error
			if c.Actor, err = s.asking(r); err != nil {
				s.problem(w, r, web.Unread(w, r, err))
				return
			}
		}
		done, err := s.Bodies.Whole(w, r, most)
		if err != nil {
			s.problem(w, r, err)
			return
		}
		defer done()
		r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		next := s.found(mux)
		// What begins a session is not kept, nor is a hash of it: its body holds a
		// password. Repeating it is harmless.
		if r.Method == http.MethodPost && r.Header.Get("Idempotency-Key") != "" && !free {
			s.once(next, w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// who is the holder of the key that comes with a request, or who signed in. A key
// goes first: no browser sends one by itself.
func (s *server) who(r *http.Request) (desk.Actor, error) {
	if token := given(r, ""); token != "" && r.Header.Get("Authorization") == "" {
		return s.signedIn(r, token)
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return desk.Actor{}, unauthorized("Sign in, or send an API key: Authorization: Bearer sk_…")
	}
	who, err := Holder(r.Context(), s.Keys, strings.TrimSpace(token))
	if err != nil || who.Operator == "" {
		return who, err
	}
	// A key is its operator's: it ends with their account. One of who never had an
	// account is a program's.
	o, err := s.Accounts.Operator(r.Context(), who.Operator)
	switch {
	case err == nil && o.Off():
		return desk.Actor{}, unauthorized("The account of the key's operator is switched off.")
	case err != nil && !errors.Is(err, desk.ErrNotFound):
		return desk.Actor{}, err
	}
	return who, nil
}

// signedIn is who a session's token stands for. Who may not send it from there is
// told nothing of it.
func (s *server) signedIn(r *http.Request, token string) (desk.Actor, error) {
	if err := mustBeOurs(r, true); err != nil {
		return desk.Actor{}, err
	}
	o, session, err := s.Sessions.Who(r.Context(), token)
	if errors.Is(err, desk.ErrNotFound) {
		return desk.Actor{}, unauthorized("Your session ended. Sign in again.")
	}
	if err != nil {
		return desk.Actor{}, err
	}
	return o.Actor(session.ID, nil), nil
}

// Holder is whom a token stands for. Its error is a problem, 401, if the token is
// none, or is unknown or revoked.
func Holder(ctx context.Context, keys Keys, token string) (desk.Actor, error) {
	id, secret, ok := splitToken(token)
	if !ok {
		return desk.Actor{}, unauthorized("Send an API key: Authorization: Bearer sk_…")
	}
	k, err := keys.Key(ctx, id)
	if err != nil && !errors.Is(err, desk.ErrNotFound) && !errors.Is(err, desk.ErrInvalid) {
		return desk.Actor{}, fmt.Errorf("key %s: %w", id, err)
	}
	// The secret is hashed whether the key is known or not: time tells nothing.
	same := subtle.ConstantTimeCompare([]byte(hashOf(secret)), []byte(k.Hash)) == 1
	if err != nil || !same || !k.RevokedAt.IsZero() {
		return desk.Actor{}, unauthorized("The API key is unknown or revoked.")
	}
	who := k.Actor
	who.Key = id
	return who, nil
}

func unauthorized(detail string) error {
	return web.NewProblem(http.StatusUnauthorized, web.CodeUnauthorized, detail).With("WWW-Authenticate", `Bearer realm="sufler"`)
}

// NewKey makes an API key for an actor: what is stored, and the token, which is
// shown once. The key's id is the actor's Key, or a random one.
func NewKey(a desk.Actor, now time.Time) (k desk.Key, token string) {
	if a.Key == "" {
		a.Key = desk.KeyID(desk.Digest("", rand.Text()))
	}
	secret := strings.ToLower(rand.Text() + rand.Text())
	return desk.Key{Actor: a, Hash: hashOf(secret), CreatedAt: now}, "sk_" + string(a.Key) + "_" + secret
}

// hashOf is a secret as it is kept: 256 random bits need no salt.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func splitToken(token string) (id desk.KeyID, secret string, ok bool) {
	rest, ok := strings.CutPrefix(token, "sk_")
	name, secret, cut := strings.Cut(rest, "_")
	return desk.KeyID(name), secret, ok && cut && name != "" && len(name) <= 64 && len(secret) >= 32
}

// found answers where the mux has no handler, as a problem.
func (s *server) found(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		rec := newRecorder()
		h.ServeHTTP(rec, r)
		if rec.status == http.StatusMethodNotAllowed {
			s.problem(w, r, web.NoSuchMethod(rec.header.Get("Allow")))
			return
		}
		web.NoSuchPage(w, r)
	})
}

// problem answers with an error's problem, and notes our own faults.
func (s *server) problem(w http.ResponseWriter, r *http.Request, err error) {
	s.note(r.Context(), r.Method, r.URL.Path, err)
	web.WriteProblem(w, err)
}

func (s *server) note(ctx context.Context, method, path string, err error) {
	p := web.ProblemOf(err)
	if p.Status >= http.StatusInternalServerError {
		s.Log.ErrorContext(ctx, "request failed", "method", method, "path", path, "status", p.Status, "code", p.Code, "key", callOf(ctx).Key, "operator", callOf(ctx).Operator, "error", p.Unwrap())
	}
}
