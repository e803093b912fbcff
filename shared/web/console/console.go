// Package console serves the operators' console and the website widget. The console
// is files that Vite built, under names that hold their hash, and one page that shows
// all screens; the widget is one script. It knows no dialog and no session; what they
// show comes from the API.
package console

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Home is below which path all of the console lies, but for / and /join, on which
// people arrive.
const Home = "/app/"

// Console serves what Vite built.
type Console struct {
	// Files are index.html and assets/, and of each a copy that ends in .br and one
	// that ends in .gz.
	Files fs.FS
	// FilesAt is the origin that files of messages are sent to and had from, if it
	// is not our own.
	FilesAt string
	// LiveAt is the origin of the WebSocket on which what changes is told, if it is not
	// our own.
	LiveAt string
}

// Handler serves the page on /, on /join and below Home, and what it needs below
// Home + assets/.
func (c Console) Handler() http.Handler {
	mux := http.NewServeMux()
	page := func(w http.ResponseWriter, r *http.Request) { c.page(w, r) }
	mux.HandleFunc("GET /{$}", page)
	mux.HandleFunc("GET /join", page)
	mux.HandleFunc("GET "+Home+"{screen...}", page)
	mux.HandleFunc("GET "+Home+"assets/{file}", func(w http.ResponseWriter, r *http.Request) {
		// Its name holds its hash: another content has another name.
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		c.send(w, r, "assets/"+r.PathValue("file"))
	})
	return mux
}

// page sends the one page, which a browser asks for again each time it is opened.
func (c Console) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Security-Policy", c.policy())
	if strings.HasPrefix(origin(r), "https://") {
		// Nobody signs in here without TLS, whose cookie is Secure: so a browser that
		// was here once need not ask in the clear first.
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.send(w, r, "index.html")
}

// policy is what the page may do. Nothing runs but our own files, so whatever a
// customer wrote is text; no other page may show ours.
//
// https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
func (c Console) policy() string {
	from := "'self'"
	if c.FilesAt != "" {
		from += " " + c.FilesAt
	}
	connects := from
	if c.LiveAt != "" {
		connects += " " + c.LiveAt
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'",
		"frame-src " + from, "img-src data: blob: " + from, "media-src blob: " + from, "connect-src " + connects,
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
}

func (c Console) send(w http.ResponseWriter, r *http.Request, name string) {
	send(c.Files, w, r, name)
}

// send sends one of the files, in the form that is smallest among those that the
// browser takes.
func send(files fs.FS, w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Vary", "Accept-Encoding")
	body, coding, err := read(files, name, r.Header.Get("Accept-Encoding"))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		h.Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	if err != nil {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "The files can't be read.", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(body)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	w.Write(body)
}

// codings are the forms of a file, the smallest first.
var codings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}}

// read is a file in the first form that is accepted and there.
func read(files fs.FS, name, accepted string) (body []byte, coding string, err error) {
	for _, k := range codings {
		if k.name != "" && !accepts(accepted, k.name) {
			continue
		}
		body, err = fs.ReadFile(files, name+k.ending)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return body, k.name, err
		}
	}
	return nil, "", err
}

// accepts says whether a browser takes a coding: it names it, and not with q=0.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q, _ := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return strings.Trim(q, "0.") != "" || q == ""
		}
	}
	return false
}
