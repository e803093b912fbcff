package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// reading is the output. Its names are a promise; a list is never null.
type reading struct {
	Verified  bool      `json:"verified"`
	Handshake string    `json:"handshake"` // what a verification call is answered
	Messages  []message `json:"messages"`  // the customers', edits included
	Statuses  []status  `json:"statuses"`  // of our messages; deletions, reactions, blocks
	Echoes    []message `json:"echoes"`    // what an operator or a bot said elsewhere
	Ignored   []string  `json:"ignored"`
	Error     string    `json:"error"`
}

type message struct {
	ExternalID  string       `json:"externalId"`
	Customer    string       `json:"customer"`
	Name        string       `json:"name"`
	Text        string       `json:"text"`
	Payload     string       `json:"payload"`
	Attachments []attachment `json:"attachments"`
	Forwarded   bool         `json:"forwarded,omitempty"` // somebody else's words
	Cut         int          `json:"cut,omitempty"`       // bytes of the text that are left out
	Raw         string       `json:"raw,omitempty"`       // the call, where its words can't be read
	At          string       `json:"at"`                  // RFC 3339, UTC; "" if the messenger gave none
}

type attachment struct {
	Type string  `json:"type"`
	URL  string  `json:"url"`
	ID   string  `json:"id"`
	Lat  float64 `json:"lat"`
	Long float64 `json:"long"`
}

// status is anything about a message or a customer that is no message. Status
// is sent, delivered, read, failed, deleted, reaction, blocked or unblocked.
type status struct {
	ExternalID string `json:"externalId"`
	Customer   string `json:"customer"`
	Status     string `json:"status"`
	Text       string `json:"text,omitempty"`   // of a reaction
	Reason     string `json:"reason,omitempty"` // of a failure
	UpTo       string `json:"upTo,omitempty"`   // for everything sent until then
	At         string `json:"at"`
}

func read(p channel.Plug, line desk.Line, w desk.Webhook) reading {
	r := reading{Messages: []message{}, Statuses: []status{}, Echoes: []message{}, Ignored: []string{}}
	if a, ok := p.Handshake(line, w); ok {
		if a.Status != http.StatusOK {
			r.Error = "the verification call is refused: " + string(a.Body)
			return r
		}
		r.Verified, r.Handshake = true, string(a.Body)
		return r
	}
	unverified := p.Verify(line, w)
	r.Verified = unverified == nil
	parsed, unread := p.Parse(line, w)
	if err := errors.Join(unverified, unread); err != nil {
		r.Error = err.Error()
	}
	r.Ignored = append(r.Ignored, parsed.Ignored...)
	for _, in := range parsed.Inbound {
		in = in.Plain()
		switch err := in.Check(); {
		case err != nil: // the server drops it, too
			r.Ignored = append(r.Ignored, fmt.Sprintf("%s %s: %v", in.Kind, shortened(in.External), err))
		case in.Kind != desk.InMessage && in.Kind != desk.InEdit:
			r.Statuses = append(r.Statuses, statusOf(in))
		case in.Author == desk.ByCustomer:
			r.Messages = append(r.Messages, messageOf(in))
		default:
			r.Echoes = append(r.Echoes, messageOf(in))
		}
	}
	return r
}

// shortened is an id that may be of any length.
func shortened(id desk.ExternalID) desk.ExternalID {
	const most = 32
	if len(id) <= most {
		return id
	}
	return desk.ExternalID(strings.ToValidUTF8(string(id[:most]), "")) + "…"
}

func messageOf(in desk.Inbound) message {
	m := message{
		ExternalID: string(in.External), Customer: in.From.User, Name: in.From.Name,
		Text: in.Text, Payload: in.Payload, Attachments: []attachment{}, Forwarded: in.Forwarded, Cut: in.Cut, Raw: string(in.Raw), At: stamp(in.At),
	}
	for _, a := range in.Attachments {
		if a.Kind == desk.AttachedContact && a.URL == "" && a.Phone != "" {
			a.URL = "tel:" + a.Phone // RFC 3966; a card has no other place here
		}
		m.Attachments = append(m.Attachments, attachment{Type: string(a.Kind), URL: a.URL, ID: a.Ref, Lat: a.Lat, Long: a.Long})
	}
	return m
}

func statusOf(in desk.Inbound) status {
	s := status{
		ExternalID: string(in.External), Customer: in.From.User, Status: string(in.Kind),
		Text: in.Text, Reason: in.Reason, UpTo: stamp(in.Watermark), At: stamp(in.At),
	}
	switch in.Kind {
	case desk.InStatus:
		s.Status = string(in.Status)
	case desk.InDeletion:
		s.Status = "deleted"
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
