package console

import (
	"cmp"
	"html"
	"io/fs"
	"net/http"
	"strings"
)

// Widget serves the chat that websites put on their pages: one script, which any page
// may load, and a page that shows it as a line has it.
type Widget struct {
	Files fs.FS // widget.js, and its smaller forms
	// FilesAt is the origin that files of messages are sent to, if it is not our own.
	FilesAt string
	// LiveAt is the origin of the WebSocket on which pages are told, if it is not our own.
	LiveAt string
	// At is the address under which we are reached, as it is configured; "": as each
	// request has it.
	At string
}

// Handler serves /widget.js and /widget-test.
func (s Widget) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /widget.js", func(w http.ResponseWriter, r *http.Request) {
		// Its name stands in pages of others and holds no hash: so it is asked for
		// again soon, and mostly answered with 304.
		w.Header().Set("Cache-Control", "public, max-age=600, stale-while-revalidate=86400")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		send(s.Files, w, r, "widget.js")
	})
	mux.HandleFunc("GET /widget-test", s.page)
	return mux
}

// page shows a line's widget under the strictest policy that it must bear, which is
// what hosting pages are told to allow.
func (s Widget) page(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	from := "'self'"
	for _, other := range []string{s.FilesAt, s.LiveAt} {
		if other != "" {
			from += " " + other
		}
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src "+from+"; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	line := r.URL.Query().Get("line")
	if len(line) > maxKey {
		line = ""
	}
	page := noLine
	switch {
	case line == "":
	case r.URL.Query().Has("preview"):
		page = aPreview
	default:
		page = aLine
	}
	in := language(r)
	said := pageWords(in)
	page = strings.NewReplacer("{title}", said[0], "{name it}", said[1], "{stands}", said[2], "{on yours}", said[3]).Replace(pageHead + page)
	fill := strings.NewReplacer("{language}", in, "{line}", html.EscapeString(line), "{at}", html.EscapeString(cmp.Or(strings.TrimRight(s.At, "/"), origin(r))))
	w.Write([]byte(fill.Replace(page)))
}

// origin is where the page was asked for, as its reader sees it.
func origin(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// maxKey is longer than any line's public key.
const maxKey = 200

// language is that of the page, and so of its widget: as the address says, else the
// first of the reader's own that there are words in.
func language(r *http.Request) string {
	for _, l := range append([]string{r.URL.Query().Get("lang")}, strings.Split(r.Header.Get("Accept-Language"), ",")...) {
		l, _, _ = strings.Cut(strings.TrimSpace(l), ";")
		l, _, _ = strings.Cut(l, "-")
		switch l = strings.ToLower(l); l {
		case "en", "ru", "es":
			return l
		}
	}
	return "en"
}

// The page has no style of its own: the policy allows none but the widget's.
const (
	pageHead = `<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
`
	noLine = `<main>
<h1>{title}</h1>
<p>{name it}: <code>/widget-test?line=PUBLICKEY</code>.</p>
</main>
</html>
`
	// The settings show this page in a frame, and tell the widget what it looks like.
	aPreview = `<main></main>
<script async src="/widget.js" data-line="{line}" data-preview></script>
</html>
`
	aLine = `<main>
<h1>{title}</h1>
<p>{stands}</p>
<p>{on yours}:</p>
<p><textarea readonly rows="5" cols="32" aria-label="widget.js">&lt;script async src="{at}/widget.js" data-line="{line}"&gt;&lt;/script&gt;</textarea></p>
</main>
<script async src="/widget.js" data-line="{line}" data-anew></script>
</html>
`
)

// pageWords are the page's, by language: its title, what is missing, what stands here,
// and what to do at home.
func pageWords(in string) [4]string {
	switch in {
	case "ru":
		return [4]string{"Чат на странице", "Назовите линию сайта её открытым ключом",
			"Чат линии <code>{line}</code> стоит в углу этой страницы, как и на вашей. Если его нет, адрес этой страницы не разрешён в настройках линии или такой линии нет: причину скажет консоль браузера.",
			"На своих страницах вставьте перед <code>&lt;/body&gt;</code>"}
	case "es":
		return [4]string{"El chat en una página", "Nombre una línea de su sitio por su clave pública",
			"El chat de la línea <code>{line}</code> está en una esquina de esta página, como en la suya. Si no está, la línea no permite este sitio o no existe: la consola del navegador lo dice.",
			"En sus páginas, póngalo antes de <code>&lt;/body&gt;</code>"}
	}
	return [4]string{"Chat on a page", "Name a line of your website by its public key",
		"The chat of the line <code>{line}</code> stands in a corner of this page, as on yours. If it does not, the line's origins do not name this host, or there is no such line: the browser's console says which.",
		"On your own pages, put before <code>&lt;/body&gt;</code>"}
}
