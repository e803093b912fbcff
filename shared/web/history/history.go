// Package history serves the page behind a history link (HL-05): one customer's
// dialogs, to whoever has the address, without an account. It runs no script, is kept
// by nobody, found by no search engine, and tells no other site where it was.
package history

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
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/web"
)

// Pages serves them.
type Pages struct {
	Viewer *history.Viewer
	Files  web.Links
	// Pace limits how fast one address may open pages, right or wrong ones; nil: not.
	Pace web.Pace
	Now  func() time.Time
	Log  *slog.Logger
}

// NewPace is how fast one address may open pages of one process: guesses of a secret of
// 130 bits come to nothing, and cost little.
func NewPace() web.Pace { return &web.Buckets{Every: time.Second, Burst: 60} }

//go:embed page.css
var css string

// Handler serves below history.Path.
func (p Pages) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+history.Path+"{customer}/{link}", p.show)
	mux.HandleFunc(history.Path, func(w http.ResponseWriter, r *http.Request) { p.fail(w, r, http.StatusNotFound) })
	return mux
}

// policy lets a page have its style, and nothing else.
var policy = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(css))
	return strings.Join([]string{
		"default-src 'none'", "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
})

func (p Pages) show(w http.ResponseWriter, r *http.Request) {
	if p.Pace != nil && p.Pace.Take("", web.Network(r.RemoteAddr).String(), p.Now()) > 0 {
		p.fail(w, r, http.StatusTooManyRequests)
		return
	}
	q := r.URL.Query()
	page, err := p.Viewer.Open(r.Context(), desk.CustomerID(r.PathValue("customer")), desk.HistoryLinkID(r.PathValue("link")), q.Get("s"), placeOf(q))
	switch {
	case errors.Is(err, desk.ErrNotFound):
		p.fail(w, r, http.StatusNotFound)
	case err != nil:
		p.broken(r, err)
		p.fail(w, r, http.StatusServiceUnavailable)
	default:
		words := wordsOf(page.Language, r.Header.Get("Accept-Language"))
		p.write(w, http.StatusOK, p.view(r.Context(), page, words, q.Get("s")))
	}
}

func placeOf(q url.Values) history.Place {
	upto, _ := strconv.ParseInt(q.Get("upto"), 10, 64)
	number, _ := strconv.Atoi(q.Get("n"))
	return history.Place{Upto: desk.Seq(max(upto, 0)), Number: max(number, 0)}
}

// fail says that there is nothing to see, in words that tell nobody why.
func (p Pages) fail(w http.ResponseWriter, r *http.Request, status int) {
	words := wordsOf("", r.Header.Get("Accept-Language"))
	v := view{Words: words, Problem: words.Gone}
	switch status {
	case http.StatusTooManyRequests:
		w.Header().Set("Retry-After", "5")
		v.Problem = words.TooFast
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
		v.Problem = words.Busy
	}
	p.write(w, status, v)
}

func (p Pages) write(w http.ResponseWriter, status int, v view) {
	h := w.Header()
	for name, value := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy(), "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex, nofollow, noarchive", "Cross-Origin-Opener-Policy": "same-origin",
	} {
		h.Set(name, value)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, v.html(css)) // whoever went away misses it
}

func (p Pages) broken(r *http.Request, err error) {
	log := p.Log
	if log == nil {
		log = slog.Default()
	}
	log.ErrorContext(r.Context(), "history page failed", "path", r.URL.Path, "error", err.Error())
}

// view is what a page says.
type view struct {
	Words   words
	Problem string // instead of all else
	Name    string
	Until   string
	Zone    string
	Earlier string // an address
	Dialogs []dialogView
}

type dialogView struct {
	Title    string
	Messages []messageView
}

type messageView struct {
	Side, Who, At, Text string
	Marks               []string
	Files               []fileView
}

type fileView struct{ Name, At string }

const clock = "2006-01-02 15:04"

func (p Pages) view(ctx context.Context, page history.Page, words words, secret string) view {
	v := view{Words: words, Name: page.Name, Until: page.Link.ExpiresAt.In(page.Zone).Format(clock), Zone: zoneOf(page.Zone, p.now())}
	if e := page.Earlier; e.Upto > 0 {
		v.Earlier = "?" + url.Values{"s": {secret}, "upto": {strconv.FormatInt(int64(e.Upto), 10)}, "n": {strconv.Itoa(e.Number)}}.Encode()
	}
	for _, d := range page.Dialogs {
		dv := dialogView{Title: d.OpenedAt.In(page.Zone).Format(clock) + " · " + words.channel(d.Channel, page.Via)}
		for _, m := range d.Messages {
			dv.Messages = append(dv.Messages, p.message(ctx, m, page, words))
		}
		v.Dialogs = append(v.Dialogs, dv)
	}
	return v
}

func (p Pages) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// zoneOf names a time zone, and how far it is from UTC now.
func zoneOf(zone *time.Location, now time.Time) string {
	at := now.In(zone)
	if _, offset := at.Zone(); offset == 0 {
		return "UTC"
	}
	return zone.String() + " (UTC" + at.Format("-07:00") + ")"
}

func (p Pages) message(ctx context.Context, m desk.Message, page history.Page, words words) messageView {
	v := messageView{Side: "ours", Who: words.Operator, At: m.At().In(page.Zone).Format(clock), Text: m.Text}
	switch m.Author {
	case desk.ByCustomer:
		v.Side, v.Who = "theirs", words.Customer
		if page.Name != "" {
			v.Who = page.Name
		}
	case desk.ByBot:
		v.Who = words.Bot
	}
	if m.Deleted {
		v.Text, v.Marks = "", []string{words.Deleted}
		return v
	}
	if m.Template.Name != "" && v.Text == "" {
		v.Text = m.Template.Name
	}
	if m.Status == desk.StatusFailed {
		v.Marks = append(v.Marks, words.Failed)
	}
	if len(m.Versions) > 1 {
		v.Marks = append(v.Marks, words.Edited)
	}
	if m.Forwarded {
		v.Marks = append(v.Marks, words.Forwarded)
	}
	for _, a := range m.Attachments {
		v.Files = append(v.Files, p.file(ctx, a, words))
		if a.Transcript != "" {
			v.Text = strings.TrimSpace(v.Text + "\n«" + a.Transcript + "»")
		}
	}
	return v
}

// file names an attachment, with where our copy of it can be had for some minutes. A
// messenger's own address of it is nobody's else.
func (p Pages) file(ctx context.Context, a desk.Attachment, words words) fileView {
	v := fileView{Name: a.Name}
	switch {
	case a.Kind == desk.AttachedLocation && a.Address != "":
		v.Name = a.Address
	case a.Kind == desk.AttachedContact:
		v.Name = strings.TrimSpace(a.Name + " " + a.Phone)
	}
	if v.Name == "" {
		v.Name = words.kind(a.Kind)
	}
	if a.Stored == "" {
		return v
	}
	at, err := p.Files.Link(ctx, a.Stored, a.Name)
	if err != nil {
		return v // named without a link: the next opening makes one
	}
	v.At = at
	return v
}
