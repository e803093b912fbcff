package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

const (
	// watched is how many messages before the page's place are looked at for
	// changes. What changes further back is seen when the page asks anew.
	watched = 50
	// changeSlack is how much earlier than it was asked changes are told from: the
	// clocks that stamp them may differ, and a stamp is older than its writing.
	changeSlack = 10 * time.Second
)

// changes are the messages up to a place, which the page was told before, that
// were changed since: edited, taken back, delivered, reacted to. What the page
// was told has reached it, which is told too.
func (s Site) changes(ctx context.Context, line desk.Line, visitor string, upto desk.Seq, since time.Time) ([]saidView, error) {
	if upto == 0 {
		return nil, nil
	}
	c := line.Customer(visitor)
	page, err := s.Messages.Messages(ctx, c, 0, upto, true, desk.PageAsk{Limit: watched})
	if err != nil {
		return nil, fmt.Errorf("changed messages of a visitor of %s: %w", line.ID, err)
	}
	var out []saidView
	arrived, by := false, s.names(line)
	for _, m := range page.Items {
		arrived = arrived || arrives(m)
		if m.Author != desk.AsNote && m.Changed.After(since.Add(-changeSlack)) {
			v, err := s.shown(ctx, visitor, m, by)
			if err != nil {
				return nil, fmt.Errorf("a visitor of %s: %w", line.ID, err)
			}
			out = append(out, v)
		}
	}
	if !arrived {
		return out, nil
	}
	return out, s.reached(ctx, line, visitor, desk.StatusDelivered, upto)
}

// arrives says whether it is not known yet that the message has arrived.
func arrives(m desk.Message) bool {
	return m.WithStatus(desk.StatusDelivered, "", "").Status != m.Status
}

// reached notes how far what was said up to a place got. Repeating is harmless:
// statuses only move forward.
func (s Site) reached(ctx context.Context, line desk.Line, visitor string, how desk.Status, upto desk.Seq) error {
	_, err := s.Receiver.Receive(ctx, line, []desk.Inbound{{
		Kind: desk.InStatus, From: desk.Profile{User: visitor}, Status: how, Watermark: upto.Time(), At: s.Now(),
	}})
	return err
}

// readView is the answer to a page whose visitor has read.
type readView struct {
	Upto desk.Seq `json:"upto" minimum:"1" doc:"The seq of the last message seen."`
}

// read notes that the visitor has seen what was said up to a place.
func (s Site) read(w http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
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
	var said readView
	if err := json.Unmarshal(call.Body, &said); err != nil {
		return nil, malformed(err)
	}
	if said.Upto <= 0 {
		return nil, fmt.Errorf("%w: upto must be the seq of a message", desk.ErrInvalid)
	}
	if err := s.told("upto", said.Upto); err != nil {
		return nil, err
	}
	if err := s.reached(r.Context(), line, visitor, desk.StatusRead, said.Upto); err != nil {
		return nil, notStored(err)
	}
	return said, nil
}
