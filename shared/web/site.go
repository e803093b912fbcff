package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/intake"
)

// Site is the website's own channel: what a page with our chat calls, under
// /web/{key}/, where key is the line's public key.
//
// A page is known by its origin, a visitor by a session that we signed. Posting
// the same message again is harmless: its id makes it one. A visitor sees what
// they and the company said, never a note. A page asks for messages with the
// next and the changed of the answer before, and is told what is new and what
// became of the rest; it posts to read how far its visitor has seen.
//
// A page may wait for an answer: with Waiters its call is answered when something
// came or changed, and reads nothing before. Without them, as on Lambda, where no
// call meets another, it is answered at once, and says so by naming no wait. With
// Tickets it may be told on a WebSocket that something changed, and asks only then.
//
// Who calls too fast waits: a visitor, an address, all who come new to a line.
// An address is the request's RemoteAddr; behind a proxy, Proxies sees to that.
type Site struct {
	Config   Config
	Plug     SitePlug
	Receiver *intake.Receiver
	Messages flow.Messages
	Company  Company
	Files    Links // of the files in messages
	Uploads  *intake.VisitorFiles
	Typist   Typist
	Paces    Paces
	Bodies   *Bodies        // nil: no total
	Waiters  *Waiters       // nil: nobody can be woken
	Tickets  VisitorTickets // for the WebSocket at LiveAt
	LiveAt   string         // may be a path on our own host; "": there is none
	Now      func() time.Time
	Log      *slog.Logger
}

// NewPublicKey makes the key that a line's page shows. It begins with the
// line's id, so that the line is found from it, and is no secret.
func NewPublicKey(id desk.LineID) string {
	return string(id) + "." + strings.ToLower(rand.Text())
}

// Handler serves /web/.
func (s Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", NoSuchPage)
	seen := &refusals{what: "page", idName: "key", log: logOr(s.Log), now: s.Now}
	byPath := map[string]map[string]pageCall{}
	for _, c := range s.calls() {
		if byPath[c.Path] == nil {
			byPath[c.Path] = map[string]pageCall{}
		}
		byPath[c.Path][c.Method] = c.do
	}
	for path, calls := range byPath {
		mux.HandleFunc(path, s.serve(calls, seen))
	}
	return mux
}

// pageCall does what a page asks on a line and answers with what to write.
type pageCall func(w http.ResponseWriter, r *http.Request, line desk.Line) (any, error)

func (s Site) serve(calls map[string]pageCall, seen *refusals) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		v, err := s.call(w, r, calls)
		if err == nil {
			seen.due(r)
		}
		switch {
		case err != nil:
			seen.note(r, lineOfKey(r.PathValue("key")), err)
			WriteProblem(w, err)
		case v == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			writeJSON(w, http.StatusOK, v)
		}
	}
}

// call lets in whom the line lets in. An answer of nothing is a preflight's.
func (s Site) call(w http.ResponseWriter, r *http.Request, calls map[string]pageCall) (any, error) {
	w.Header().Add("Vary", "Origin")
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/widget") {
		// A page that is refused can read that it is, and why, instead of taking it
		// for a lost network. One that is not is named below.
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	line, err := s.line(r.Context(), r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	if err := s.cors(w, r, line); err != nil {
		return nil, err
	}
	if r.Method == http.MethodOptions {
		h := w.Header()
		h.Add("Vary", "Access-Control-Request-Method")
		h.Add("Vary", "Access-Control-Request-Headers")
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		h.Set("Access-Control-Max-Age", "600")
		return nil, nil
	}
	do, ok := calls[r.Method]
	if !ok {
		allow := "POST, OPTIONS"
		if len(calls) > 1 {
			allow = "GET, " + allow
		}
		return nil, NoSuchMethod(allow)
	}
	return do(w, r, line)
}

// line finds the line of a public key.
func (s Site) line(ctx context.Context, key string) (desk.Line, error) {
	line, err := findLine(ctx, s.Config, desk.LineID(lineOfKey(key)))
	if err != nil {
		return desk.Line{}, err
	}
	if line.Channel != desk.ChannelWeb || line.PublicKey == "" || subtle.ConstantTimeCompare([]byte(line.PublicKey), []byte(key)) != 1 {
		return desk.Line{}, errNoLine()
	}
	return line, nil
}

// lineOfKey is the id with which a public key begins.
func lineOfKey(key string) string {
	if i := strings.LastIndexByte(key, '.'); i > 0 {
		return key[:i]
	}
	return ""
}

// cors answers to the page's origin alone. A GET without an origin is a page on
// our own host, or no page at all: its session decides.
func (s Site) cors(w http.ResponseWriter, r *http.Request, line desk.Line) error {
	origin := r.Header.Get("Origin")
	if origin == "" && r.Method == http.MethodGet {
		return nil
	}
	if !s.Plug.OriginAllowed(line, origin) {
		return NewProblem(http.StatusForbidden, CodeOrigin, "Pages of this origin may not use the line. An administrator can add the origin to it.")
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Expose-Headers", "Retry-After")
	return nil
}

// pace refuses a visitor who calls too fast, and then an address whose visitors
// do: a refused call does not count against what others share.
func (s Site) pace(r *http.Request, line desk.Line, visitor string) error {
	return s.inTurn(line, []taken{{s.Paces.Visitor, visitor}, {s.Paces.Address, Network(r.RemoteAddr).String()}})
}

// arrive refuses new visitors of an address from where too many come, and then
// those of a line to which too many come at all.
func (s Site) arrive(r *http.Request, line desk.Line) error {
	return s.inTurn(line, []taken{{s.Paces.Arrivals, Network(r.RemoteAddr).String()}, {s.Paces.Door, ""}})
}

// taken is a limit, and who is to keep it.
type taken struct {
	of  Pace
	who string
}

func (s Site) inTurn(line desk.Line, limits []taken) error {
	for _, l := range limits {
		if l.of == nil {
			continue
		}
		if wait := l.of.Take(line.ID, l.who, s.Now()); wait > 0 {
			return NewProblem(http.StatusTooManyRequests, CodeTooFast, "That was too fast. Wait a moment.").After(wait)
		}
	}
	return nil
}

// visitor is the visitor whose session comes with the request.
func (s Site) visitor(r *http.Request, line desk.Line) (string, error) {
	v, err := s.Plug.Session(line, bearer(r), s.Now())
	if err != nil {
		p := NewProblem(http.StatusUnauthorized, CodeUnauthorized, "The session is missing, not this line's, or has expired. Ask for a new one.").With("WWW-Authenticate", "Bearer")
		p.cause = err
		return "", p
	}
	return v, nil
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
