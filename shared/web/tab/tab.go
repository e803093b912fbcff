// Package tab serves what a connected CRM is told of us beside its webhook: where it
// installs us, and the page that it shows within its cards. The page runs no script, is
// kept by nobody, and is shown by that CRM alone; no cookie signs anybody in to it.
package tab

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/centre"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/tab"
	"github.com/sufler/sufler/shared/web"
)

// Path is where it is served: /crm/{connection}/install, …/tab and …/decide,
// …/centre and …/serve.
const Path = "/crm/"

// maxBody is how long a call may be, in bytes.
const maxBody = 64 << 10

// Pages serves them.
type Pages struct {
	Viewer    *tab.Viewer
	Installer *setup.Installer
	Centre    *centre.Settings
	// Pace limits how fast one address may call, since each call is one of the CRM's, too;
	// nil: not.
	Pace web.Pace
	// Bodies bounds what bodies take; nil: no total.
	Bodies *web.Bodies
	Now    func() time.Time
	Log    *slog.Logger
}

// NewPace is how fast one address may call one process.
func NewPace() web.Pace { return &web.Buckets{Every: time.Second, Burst: 30} }

//go:embed page.css
var css string

var style = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(css))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
})

// Handler serves below Path.
func (p Pages) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+Path+"{connection}/install", p.install)
	mux.HandleFunc("POST "+Path+"{connection}/tab", func(w http.ResponseWriter, r *http.Request) {
		p.show(w, r, func(ctx context.Context, id desk.ConnectionID, call desk.Webhook) (tab.Page, error) {
			return p.Viewer.Open(ctx, id, call)
		})
	})
	mux.HandleFunc("POST "+Path+"{connection}/decide", func(w http.ResponseWriter, r *http.Request) { p.show(w, r, p.decide) })
	mux.HandleFunc("POST "+Path+"{connection}/centre", func(w http.ResponseWriter, r *http.Request) {
		p.centres(w, r, func(ctx context.Context, id desk.ConnectionID, call desk.Webhook) (centre.Chosen, error) {
			return p.Centre.Open(ctx, id, call)
		})
	})
	mux.HandleFunc("POST "+Path+"{connection}/serve", func(w http.ResponseWriter, r *http.Request) { p.centres(w, r, p.serve) })
	mux.HandleFunc(Path, web.NoSuchPage)
	return mux
}

// install takes a CRM's word that we were added there. It is answered once what lets us in
// is kept.
func (p Pages) install(w http.ResponseWriter, r *http.Request) {
	call, err := p.call(w, r)
	if err == nil {
		err = p.Installer.Install(r.Context(), desk.ConnectionID(r.PathValue("connection")), call)
	}
	if err != nil {
		p.note(r, err)
		web.WriteProblem(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"status":"success"}`+"\n")
}

var errTooFast = web.NewProblem(http.StatusTooManyRequests, web.CodeTooFast, "Too many calls in a short time.")

// call reads a call, if it does not come too fast.
func (p Pages) call(w http.ResponseWriter, r *http.Request) (desk.Webhook, error) {
	if p.Pace != nil && p.Pace.Take("", web.Network(r.RemoteAddr).String(), p.Now()) > 0 {
		return desk.Webhook{}, errTooFast
	}
	call, done, err := p.Bodies.Webhook(w, r, p.Now(), maxBody)
	if err != nil {
		return desk.Webhook{}, err
	}
	defer done() // read, it is bounded by the pace
	call.Header = map[string]string{}
	return call, nil
}

func (p Pages) decide(ctx context.Context, id desk.ConnectionID, call desk.Webhook) (tab.Page, error) {
	form, err := url.ParseQuery(string(call.Body))
	if err != nil {
		return tab.Page{}, web.NewProblem(http.StatusForbidden, web.CodeMalformed, "That is no form of the page's.")
	}
	return p.Viewer.Decide(ctx, id, form.Get("pass"), desk.RunID(form.Get("run")), desk.FieldName(form.Get("field")), desk.Decision(form.Get("do")))
}

func (p Pages) show(w http.ResponseWriter, r *http.Request, do func(context.Context, desk.ConnectionID, desk.Webhook) (tab.Page, error)) {
	id := desk.ConnectionID(r.PathValue("connection"))
	page, call := tab.Page{}, desk.Webhook{}
	call, err := p.call(w, r)
	if err == nil {
		page, err = do(r.Context(), id, call)
	}
	v := view{Words: wordsOf(page.Visit.Language, r.Header.Get("Accept-Language")), Page: page, Decide: Path + url.PathEscape(string(id)) + "/decide"}
	status, problem := p.problem(r, err, v.Words.TooFast, v.Words.Gone, v.Words.Busy)
	v.Problem = problem
	p.send(w, status, v.Page.Visit.Frame, v.html(css))
}

// problem is how a page is answered, and what it says is wrong, of three: too many calls,
// something that is not this visitor's, or a moment's trouble. What is wrong is noted.
func (p Pages) problem(r *http.Request, err error, tooFast, denied, busy string) (status int, says string) {
	if err == nil {
		return http.StatusOK, ""
	}
	p.note(r, err)
	var no *desk.Refusal
	var sent *web.Problem
	switch {
	case errors.Is(err, errTooFast):
		return http.StatusTooManyRequests, tooFast
	case errors.As(err, &no), errors.As(err, &sent), errors.Is(err, desk.ErrNotFound), errors.Is(err, desk.ErrInvalid):
		return http.StatusForbidden, denied
	}
	return http.StatusServiceUnavailable, busy
}

// send answers with a page that one origin may show.
func (p Pages) send(w http.ResponseWriter, status int, frame, page string) {
	if u, err := url.Parse(frame); err != nil || u.Host == "" || strings.ContainsAny(frame, "; ,'\"\r\n") {
		frame = "'none'"
	}
	h := w.Header()
	for name, value := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		"X-Robots-Tag":            "noindex, nofollow, noarchive",
		"Content-Security-Policy": "default-src 'none'; style-src " + style() + "; base-uri 'none'; form-action 'self'; frame-ancestors " + frame,
	} {
		h.Set(name, value)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, page) // whoever went away misses it
}

// note logs why somebody was sent away: codes, and no words.
func (p Pages) note(r *http.Request, err error) {
	log, level := p.Log, slog.LevelWarn
	if log == nil {
		log = slog.Default()
	}
	problem := web.ProblemOf(err)
	attrs := []any{"connection", r.PathValue("connection"), "path", r.URL.Path, "status", problem.Status, "code", problem.Code}
	if problem.Status >= http.StatusInternalServerError {
		level, attrs = slog.LevelError, append(attrs, "error", err.Error())
	}
	log.Log(r.Context(), level, "page in a CRM refused", attrs...)
}
