package web

import "net/http"

// siteCall is what a page may call, and what is done then.
type siteCall struct {
	Call
	do pageCall
}

// calls are all that a page may call: what Handler serves and Calls describes.
func (s Site) calls() []siteCall {
	key := Param{In: "path", Name: "key", Doc: "The line's publicKey. It is no secret: every page shows it."}
	var out []siteCall
	add := func(c Call, do pageCall) {
		c.Tag, c.Params = "Website", append([]Param{key}, c.Params...)
		out = append(out, siteCall{c, do})
	}
	add(Call{
		Method: http.MethodPost, Path: "/web/{key}/session", ID: "open-session", Session: AnySession, Body: claimView{}, Answer: sessionView{},
		Summary:     "Open or renew a visitor's session",
		Description: "The token is the visitor, for 30 days: the page keeps it and sends it with all other calls. Sent with this call in time, it gives a new one for the same visitor; else the visitor is a new one.\n\nWith a body it is the session of a person whom the site's server knows, whichever token comes with it: the same visitor on all their devices. `hash` is hex HMAC-SHA256, keyed with the line's secret `identity`, of `USER.AT`; what is not signed so, or longer than a day ago, is refused (`unauthorized`).",
	}, s.session)
	add(Call{
		Method: http.MethodGet, Path: "/web/{key}/widget", ID: "get-widget", Session: NoSession, Answer: widgetView{},
		Summary:     "Read how the line's widget looks, and what it asks",
		Description: "As the line's options say; browsers keep it for five minutes.",
		Params:      []Param{{In: "query", Name: "language", Doc: "The language of its texts, where they have it: en, ru, es, …", Type: "string"}},
	}, s.widget)
	add(Call{
		Method: http.MethodPost, Path: "/web/{key}/messages", ID: "post-message", Session: WithSession, Body: s.Plug.Message(), Answer: postedView{},
		Summary:     "Say something as a visitor",
		Description: "A message has a `text`, `attachments` or a `payload`. Posting the same `id` again is harmless: it stays one message.",
	}, s.post)
	add(Call{
		Method: http.MethodGet, Path: "/web/{key}/messages", ID: "list-visitor-messages", Session: WithSession, Answer: sinceView{},
		Summary:     "Read what is new for a visitor",
		Description: "Begin with neither `after` nor `changed`; then give each answer's `next` and `changed`. What was said up to `next` counts as delivered.\n\nWith `wait` the call is answered when there is something to say, or after so many seconds; an answer that names its `wait` may be asked again at once. Where the server can't wait, as on Lambda, the answer comes at once and names none: then ask every few seconds.",
		Params: []Param{
			{In: "query", Name: "after", Doc: "The next of the answer before: messages after it are given."},
			{In: "query", Name: "changed", Doc: "The changed of the answer before: earlier messages that were edited, taken back, delivered, seen or reacted to since are given as changes."},
			{In: "query", Name: "typing", Doc: "true: be told whether somebody of the company types.", Type: "boolean"},
			{In: "query", Name: "wait", Doc: "For how many seconds the page is ready to wait for an answer, 25 at most. Without it the answer comes at once."},
		},
	}, s.since)
	add(Call{
		Method: http.MethodPost, Path: "/web/{key}/live", ID: "open-visitor-socket", Session: WithSession, Answer: socketView{},
		Summary:     "Be told when something is new for a visitor",
		Description: "Gives the address of a WebSocket that tells one visitor's page that something changed, and nothing of what: then read it with GET messages, and once when the socket opens. Frames are JSON, `{\"events\":[{\"kind\":\"message\"}]}`: `message`, something was said or is otherwise now; `typing`, somebody of the company types; `reload`, read anew; no event, an answer to your beat. Of one visitor four pages are told at once: another one is refused, or takes the oldest's place. It is closed after two hours: ask for another. Where it can't be had, ask for messages now and then.",
	}, s.socket)
	add(Call{
		Method: http.MethodGet, Path: "/web/{key}/photo", ID: "get-operator-photo", Session: WithSession, Answer: pictureView{},
		Summary:     "See an operator's picture",
		Description: "As a message's `photo` names it. Another picture has another name, so a browser may keep it.",
		Params:      []Param{{In: "query", Name: "id", Doc: "The photo of a message."}},
	}, s.photo)
	add(Call{
		Method: http.MethodPost, Path: "/web/{key}/files", ID: "announce-visitor-file", Session: WithSession, Body: announced{}, Answer: slotView{},
		Summary:     "Announce a visitor's file",
		Description: "The answer's `upload` is the request that takes the bytes; `file` is what a message's `attachments` name, before or after that. Within a day a visitor has 20 files and 100 MB, an address ten times that (`file_quota`).",
	}, s.upload)
	add(Call{
		Method: http.MethodPost, Path: "/web/{key}/read", ID: "read-visitor-messages", Session: WithSession, Body: readView{}, Answer: readView{},
		Summary:     "Say how far the visitor has read",
		Description: "Repeating it, or a smaller `upto`, changes nothing.",
	}, s.read)
	add(Call{
		Method: http.MethodPost, Path: "/web/{key}/typing", ID: "visitor-types", Session: WithSession,
		Summary:     "Say that the visitor is typing",
		Description: "Operators see it for 10 seconds. Say it again every 5 seconds while it is so; more often is harmless, and does nothing.",
	}, s.typing)
	return out
}

// Calls describes what Handler serves. Only Plug need be set.
func (s Site) Calls() []Call {
	var out []Call
	for _, c := range s.calls() {
		out = append(out, c.Call)
	}
	return out
}
