package web

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// sessionView is the answer to a page that asks for a session.
type sessionView struct {
	Token   string `json:"token" doc:"Authorization: Bearer TOKEN of the visitor's other calls."`
	Visitor string `json:"visitor" doc:"The visitor's id."`
}

// claimView is a page's word on who its visitor is. Our own format.
type claimView struct {
	User string `json:"user" required:"false" maxLength:"256" doc:"The site's own id of the person."`
	At   int64  `json:"at" required:"false" doc:"When it was signed, in seconds since 1970."`
	Hash string `json:"hash" required:"false" doc:"Hex HMAC-SHA256 of USER.AT, keyed with the line's secret identity."`
}

// session gives a visitor a session: a person whom the site knows, the one whose
// session comes with the request and still works, or a new one.
func (s Site) session(w http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	now := s.Now()
	body, free, err := s.Bodies.read(w, r, maxClaim)
	if err != nil {
		return nil, err
	}
	defer free()
	var claim claimView
	if len(body) > 0 {
		if err := json.Unmarshal(body, &claim); err != nil {
			return nil, malformed(err)
		}
	}
	visitor, err := s.Plug.Session(line, bearer(r), now)
	known := err == nil
	if err != nil {
		visitor = strings.ToLower(rand.Text())
	}
	if claim.User != "" {
		known = false
		if visitor, err = s.Plug.Identified(line, desk.VisitorClaim{User: claim.User, At: time.Unix(claim.At, 0), Hash: claim.Hash}, now); err != nil {
			p := NewProblem(http.StatusUnauthorized, CodeUnauthorized, "Who the visitor is was not signed with the line's secret identity, or longer than a day ago.").With("WWW-Authenticate", "Bearer")
			return nil, p.Of(err)
		}
	}
	if known {
		err = s.pace(r, line, visitor)
	} else {
		err = s.arrive(r, line)
	}
	if err != nil {
		return nil, err
	}
	if err := line.MustSign(); err != nil {
		return nil, err
	}
	return sessionView{s.Plug.NewSession(line, visitor, now), visitor}, nil
}

// maxClaim is the longest body of a page that says who its visitor is.
const maxClaim = 4 << 10

// postedView says where a posted message lies.
type postedView struct {
	Seq    desk.Seq      `json:"seq" doc:"The message's place."`
	Dialog desk.DialogID `json:"dialog"`
}

// post stores a visitor's message.
func (s Site) post(w http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	visitor, err := s.visitor(r, line)
	if err != nil {
		return nil, err
	}
	if err := s.pace(r, line, visitor); err != nil {
		return nil, err
	}
	call, free, err := s.Bodies.Webhook(w, r, s.Now(), MaxBody)
	if err != nil {
		return nil, err
	}
	defer free()
	parsed, err := s.Plug.Parse(line, call)
	if err != nil && !json.Valid(call.Body) {
		return nil, malformed(err)
	}
	if err != nil {
		return nil, err
	}
	for i, in := range parsed.Inbound {
		if parsed.Inbound[i].Attachments, err = s.Uploads.Attach(r.Context(), line.Customer(visitor), in.Attachments); err != nil {
			return nil, err
		}
	}
	done, err := s.Receiver.Receive(r.Context(), line, parsed.Inbound)
	switch {
	case err != nil:
		return nil, notStored(err)
	case len(done) != 1:
		return nil, fmt.Errorf("a posted message was read as %d", len(done))
	case done[0].Err != nil:
		return nil, done[0].Err
	}
	return postedView{done[0].Message, done[0].Dialog}, nil
}

// saidView is a message as its visitor sees it.
type saidView struct {
	Seq     desk.Seq     `json:"seq"`
	ID      string       `json:"id,omitempty" doc:"The page's own, of the visitor's messages."`
	Author  desk.Author  `json:"author" enum:"customer,operator,bot"`
	Name    string       `json:"name,omitempty" doc:"Of the operator who said it."`
	Photo   desk.PhotoID `json:"photo,omitempty" doc:"Their picture: GET photo?id=."`
	Text    string       `json:"text"`
	At      string       `json:"at" format:"date-time"`
	Status  desk.Status  `json:"status,omitempty" doc:"How far it got, of what the company said."`
	Deleted bool         `json:"deleted,omitempty" doc:"It was taken back."`
	Buttons []choice     `json:"buttons,omitempty"`
	Files   []fileView   `json:"attachments,omitempty"`

	Reactions map[desk.Author]string `json:"reactions,omitempty" doc:"The signs put to the message, by author."`
}

// choice is a button as a page shows it. Pressing one posts its text and its
// payload as a message, or opens its page.
type choice struct {
	Text    string `json:"text"`
	Payload string `json:"payload,omitempty" doc:"Pressing it posts the text and this as a message."`
	URL     string `json:"url,omitempty" doc:"Pressing it opens this page."`
}

// number reads a number of the query that an earlier answer gave; none: 0.
func number(r *http.Request, name, from string) (int64, error) {
	said := r.URL.Query().Get(name)
	if said == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(said, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%w: %s must be the %s of an earlier answer", desk.ErrInvalid, name, from)
	}
	return n, nil
}

func saidOf(m desk.Message, visitor string) saidView {
	v := saidView{Seq: m.Seq, Author: m.Author, Text: m.Text, At: Stamp(m.Seq.Time()), Status: m.Status, Deleted: m.Deleted}
	v.ID, _ = strings.CutPrefix(string(m.External), visitor+"/")
	if m.Author != desk.ByCustomer {
		v.ID = ""
	}
	for _, b := range m.Buttons {
		v.Buttons = append(v.Buttons, choice(b))
	}
	for _, sign := range m.Signs() {
		if v.Reactions == nil {
			v.Reactions = map[desk.Author]string{}
		}
		v.Reactions[sign.Author] = sign.Emoji
	}
	if m.Deleted {
		v.Text, v.Buttons = "", nil
	}
	return v
}
