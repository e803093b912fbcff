package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/intake"
)

// The largest bodies that we read, in bytes.
const (
	MaxBody = 1 << 20 // of a page or an API's caller
	// MaxWebhook is a messenger's: WhatsApp's may have 3 MB, and what is refused
	// comes again for days.
	// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks
	MaxWebhook = 4 << 20
)

// Webhooks is where messengers call: /webhooks/{channel}/{line}.
//
// A call is answered 200 only after all of its messages are stored, and what
// repeats is stored once; so a messenger may call again as often as it likes.
// What is truly the messenger's but means nothing to us is answered 200 too: it
// would only come again. Logged are ids and codes, never words.
type Webhooks struct {
	Config   Config
	Plugs    map[desk.Channel]Plug
	Receiver *intake.Receiver
	// Cards hears CRMs: /webhooks/crm/{connection}. Nil: none is heard.
	Cards  *intake.CardListener
	Bodies *Bodies // nil: no total
	Log    *slog.Logger
}

// Handler serves /webhooks/.
func (h Webhooks) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", NoSuchPage)
	lines := &refusals{what: "webhook", idName: "line", log: h.log(), now: h.Receiver.Now}
	mux.HandleFunc("/webhooks/{channel}/{line}", func(w http.ResponseWriter, r *http.Request) {
		a, err := h.answer(w, r)
		if err != nil {
			lines.note(r, r.PathValue("line"), err)
			WriteProblem(w, err)
			return
		}
		lines.due(r)
		writeAnswer(w, a)
	})
	crms := &refusals{what: "CRM webhook", idName: "connection", log: h.log(), now: h.Receiver.Now}
	mux.HandleFunc("/webhooks/crm/{connection}", func(w http.ResponseWriter, r *http.Request) {
		if err := h.hear(w, r); err != nil {
			crms.note(r, r.PathValue("connection"), err)
			WriteProblem(w, err)
			return
		}
		crms.due(r)
		w.WriteHeader(http.StatusOK)
	})
	return mux
}

// maxEvents is how long a CRM's call may be, in bytes: they hold ids.
const maxEvents = 256 << 10

// hear takes one call of a CRM.
func (h Webhooks) hear(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		return NoSuchMethod("POST")
	}
	none := NewProblem(http.StatusNotFound, CodeNotFound, "There is no such connection.")
	if h.Cards == nil {
		return Unread(w, r, none)
	}
	c, err := h.Cards.Known(r.Context(), desk.ConnectionID(r.PathValue("connection")))
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return Unread(w, r, none)
	case err != nil:
		return Unread(w, r, notStored(err))
	}
	call, free, err := h.Bodies.Webhook(w, r, h.Cards.Now(), maxEvents)
	if err != nil {
		return err
	}
	defer free()
	err = h.Cards.Hear(r.Context(), c, call)
	var no *desk.Refusal
	switch {
	case err == nil:
		return nil
	case errors.Is(err, desk.ErrNotFound):
		return none
	case errors.As(err, &no):
		p := NewProblem(http.StatusUnauthorized, CodeUnauthorized, "The call is not proven to be this connection's CRM's.")
		p.cause = err
		return p
	case errors.Is(err, desk.ErrInvalid):
		return malformed(err)
	}
	return notStored(err)
}

// Calls describes what Handler serves, of any Webhooks.
func (Webhooks) Calls() []Call {
	params := []Param{{In: "path", Name: "channel", Doc: "The line's channel; `whatsup` is `whatsapp`, too."}, {In: "path", Name: "line", Doc: "The line's id."}}
	call := Call{Path: "/webhooks/{channel}/{line}", Tag: "Webhooks", Params: params}
	post, get := call, call
	post.Body = map[string]any{}
	post.Method, post.ID, post.Summary = http.MethodPost, "receive-webhook", "Be called by a messenger"
	post.Description = "The body is the messenger's own, of at most 4 MB, proven with the signature or the secret header that the messenger has; see each channel's secrets (list-channels). It is answered 200 once all its messages are stored, and what repeats is stored once, so it may be sent again at any time: after a 503 it has to be."
	get.Method, get.ID, get.Summary = http.MethodGet, "verify-webhook", "Have the address verified"
	get.Description = "Meta's messengers ask once whether the address is the company's, with `hub.mode`, `hub.verify_token` and `hub.challenge`. Other channels answer 405."
	crm := Call{Path: "/webhooks/crm/{connection}", Tag: "Webhooks", Params: []Param{{In: "path", Name: "connection", Doc: "The connection's id."}}, Body: map[string]any{},
		Method: http.MethodPost, ID: "receive-crm-webhook", Summary: "Be called by a connected CRM",
		Description: "The body is the CRM's own, of at most 256 KB: Bitrix24's outbound webhook, proven by its application token, or its events to our application, by the key in the address that was bound, Kommo's, proven by `?secret=` in the address, or what a process of Creatio sends, `{\"kind\": …, \"id\": …}` with the header `X-Sufler-Signature: sha256=` and the hex HMAC-SHA256 of the body by the connection's `webhook_secret`. It tells ids alone; the card is read anew, and a proposal that a person took there is decided. It is answered 200 once that is stored as a job, and may be sent again at any time.",
	}
	return []Call{post, get, crm}
}

func (h Webhooks) answer(w http.ResponseWriter, r *http.Request) (*desk.Answer, error) {
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		return nil, NoSuchMethod("GET, POST")
	}
	line, err := findLine(r.Context(), h.Config, desk.LineID(r.PathValue("line")))
	if err != nil {
		return nil, Unread(w, r, err)
	}
	plug, ok := h.Plugs[line.Channel]
	if !ok || line.Channel != desk.ParseChannel(r.PathValue("channel")) || line.Channel == desk.ChannelWeb { // pages have an address of their own, with a pace
		return nil, Unread(w, r, errNoLine())
	}
	if _, ok := plug.(HeaderPlug); ok && r.Method == http.MethodPost {
		if err := verified(plug, line, head(r, h.Receiver.Now())); err != nil {
			return nil, Unread(w, r, err)
		}
	}
	call, free, err := h.Bodies.Webhook(w, r, h.Receiver.Now(), MaxWebhook)
	if err != nil {
		return nil, err
	}
	defer free()
	if a, ok := plug.Handshake(line, call); ok {
		return &a, nil
	}
	if r.Method != http.MethodPost {
		return nil, NoSuchMethod("POST")
	}
	return h.receive(r.Context(), plug, line, call)
}

// receive verifies, reads and stores one call.
func (h Webhooks) receive(ctx context.Context, plug Plug, line desk.Line, call desk.Webhook) (*desk.Answer, error) {
	if err := verified(plug, line, call); err != nil {
		return nil, err
	}
	parsed, err := plug.Parse(line, call)
	if err != nil {
		return nil, malformed(err)
	}
	for _, what := range parsed.Ignored {
		h.log().DebugContext(ctx, "webhook item ignored", "line", line.ID, "what", what)
	}
	done, err := h.Receiver.Receive(ctx, line, parsed.Inbound)
	logReceived(ctx, h.log(), line, parsed.Inbound, done)
	if err != nil {
		return nil, notStored(err)
	}
	return parsed.Answer, nil
}

// verified refuses what is not the line's messenger's.
func verified(plug Plug, line desk.Line, call desk.Webhook) error {
	err := plug.Verify(line, call)
	if err == nil {
		return nil
	}
	p := NewProblem(http.StatusUnauthorized, CodeUnauthorized, "The call is not signed as this line's messenger signs it.")
	p.cause = err
	return p
}

func (h Webhooks) log() *slog.Logger { return logOr(h.Log) }

// logReceived notes the items that were not understood, by kind and id alone.
func logReceived(ctx context.Context, log *slog.Logger, line desk.Line, ins []desk.Inbound, done []intake.Received) {
	for i, d := range done {
		if d.Err != nil {
			log.WarnContext(ctx, "message not understood", "line", line.ID, "kind", ins[i].Kind, "external", ins[i].External, "code", CodeInvalid)
		}
	}
}

func logOr(l *slog.Logger) *slog.Logger {
	if l == nil {
		return slog.Default()
	}
	return l
}

func errNoLine() error {
	return NewProblem(http.StatusNotFound, CodeNotFound, "There is no such line.")
}

// findLine is the line of that id; an id that can be none is one that is not.
func findLine(ctx context.Context, c Config, id desk.LineID) (desk.Line, error) {
	line, err := c.Line(ctx, id)
	if errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrInvalid) {
		return desk.Line{}, errNoLine()
	}
	if err != nil {
		return desk.Line{}, notStored(err)
	}
	return line, nil
}

// malformed is the answer to a body that its own sender should know better.
func malformed(err error) error {
	p := NewProblem(http.StatusBadRequest, CodeMalformed, plain(err, desk.ErrInvalid))
	p.cause = err
	return p
}

// notStored asks for the whole call again, whatever went wrong on our side.
func notStored(err error) error {
	p := NewProblem(http.StatusServiceUnavailable, CodeBusy, "It could not be stored. Send it again.").After(retryAfter)
	if _, ok := desk.AsPanic(err); ok {
		p = NewProblem(http.StatusInternalServerError, CodeInternal, "Something of it could not be taken, for a fault on our side. It was logged.")
	}
	p.cause = err
	return p
}

// Webhook reads a request as plugs take it: raw, at most so many bytes. free is
// to be called when the call is done.
func (b *Bodies) Webhook(w http.ResponseWriter, r *http.Request, now time.Time, most int64) (call desk.Webhook, free func(), err error) {
	body, free, err := b.read(w, r, most)
	if err != nil {
		return desk.Webhook{}, nil, err
	}
	call = head(r, now)
	call.Body = body
	return call, free, nil
}

// head is a request as plugs take it, without its body.
func head(r *http.Request, now time.Time) desk.Webhook {
	call := desk.Webhook{Method: r.Method, Header: make(map[string]string, len(r.Header)), At: now}
	for name, values := range r.Header {
		call.Header[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	if r.URL.RawQuery != "" {
		call.Query = r.URL.Query()
	}
	return call
}

func writeAnswer(w http.ResponseWriter, a *desk.Answer) {
	if a == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	if a.Type != "" {
		w.Header().Set("Content-Type", a.Type)
	}
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	_, _ = w.Write(a.Body)
}
