// Package rest is the plug to any CRM that speaks JSON over HTTP, by a description of
// its calls (Calls): so a company connects what has no plug of its own. README.md has
// a worked example.
//
// Such a CRM compares nothing before it sets it and makes a card each time it is
// asked: flow/crms makes up for both, by the field that says what a card was made
// from. A call's answer is data; none of its words come into an error or a log.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Info is what a person who connects one must know.
func Info() desk.CRMInfo {
	return desk.CRMInfo{Kind: desk.CRMRest, Title: "Any CRM by HTTP", Needs: []desk.LineNeed{
		{Name: "address", Required: true, Text: "The API's base address, like https://api.hubapi.com"},
		{Name: "calls", Required: true, Text: "The description of its calls, as JSON: see shared/crm/rest/README.md"},
		{Name: desk.OptionResponsible, Text: "Who answers for the cards that are made here, where the description of calls says how that is written. Without it, whom the CRM says"},
		{Name: "zone", Text: "The time zone of times that are written without an offset in the CRM, like Europe/Madrid. Without it they are UTC"},
		{Name: "country", Text: "The calling code of phones that are written without one in the CRM, like 380. Without it such phones name nobody"},
		{Name: "webhook_secret", Secret: true, Text: "The secret with which the CRM, or what stands between, signs what it tells us, 16 letters or more: see the README"},
		{Name: "token", Secret: true, Text: "What the CRM lets us in by. The description's header names it as {token}"},
	}}
}

// CRM is one connected CRM.
type CRM struct {
	desk.Unshown
	Connection  desk.ConnectionID
	Calls       Calls
	Address     string
	Secrets     map[string]string
	Place       Place
	Responsible string       // who answers for cards that are made; "": the CRM says who
	HTTP        *http.Client // a guarded one
	Now         func() time.Time
}

// Open is the plug of a connection. ErrInvalid: its settings can't work.
func Open(c desk.Connection, client *http.Client) (*CRM, error) {
	calls, err := ReadCalls(c.Options["calls"])
	if err != nil {
		why := strings.TrimPrefix(strings.ReplaceAll(err.Error(), desk.ErrInvalid.Error()+": ", ""), "calls")
		if at, ok := strings.CutPrefix(why, ": "); ok {
			why = "is wrong at " + at
		}
		return nil, desk.WrongSetting(desk.CRMRest, "calls", false, "", strings.TrimSpace(why))
	}
	if err := kit.CheckSecret(desk.CRMRest, "webhook_secret", c.Secrets["webhook_secret"]); err != nil {
		return nil, err
	}
	place, err := placeOf(c)
	if err != nil {
		return nil, err
	}
	return &CRM{Connection: c.ID, Calls: calls, Place: place, Address: strings.TrimRight(c.Options["address"], "/"), Secrets: c.Secrets, Responsible: c.Options[desk.OptionResponsible], HTTP: client, Now: time.Now}, nil
}

// errRefusedValue is what the CRM answers to a body that it does not take.
var errRefusedValue = fmt.Errorf("%w: the CRM did not take what was written", desk.ErrInvalid)

// call makes a call, and answers with its body.
func (m *CRM) call(ctx context.Context, c Call, values map[string]string, body any) (any, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("%w: a body for the CRM: %w", desk.ErrInvalid, err)
		}
		in = bytes.NewReader(raw)
	}
	method := c.Method
	if method == "" {
		method = http.MethodGet
	}
	address := c.address(values)
	if climbs(address) {
		return nil, fmt.Errorf("%w: no card of the CRM is called so", desk.ErrNotFound)
	}
	req, err := http.NewRequestWithContext(ctx, method, m.Address+address, in)
	if err != nil {
		return nil, fmt.Errorf("%w: the CRM's address can't be called", desk.ErrInvalid)
	}
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, v := range m.Calls.Header {
		v, _ = filled(v, m.Secrets, same)
		req.Header.Set(name, v)
	}
	a, err := kit.Send(m.HTTP, req)
	if err != nil {
		return nil, err
	}
	if err := byStatus(a.Status); err != nil {
		return nil, err
	}
	var out any
	return out, a.Into(&out)
}

func byStatus(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound || status == http.StatusGone:
		return fmt.Errorf("the CRM answered %d: %w", status, desk.ErrNotFound)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return kit.Refused(desk.WhyToken, "The CRM answered "+strconv.Itoa(status)+": the token is wrong or spent, or lacks a right. An administrator can check the connection.", "status", strconv.Itoa(status))
	case status >= 300 && status < 400:
		return kit.Refused(desk.WhyElsewhere, "The CRM answered "+strconv.Itoa(status)+", and sends us elsewhere, where we don't go. Is the connection's address right?", "status", strconv.Itoa(status))
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status == http.StatusConflict || status == http.StatusLocked || status >= 500:
		return fmt.Errorf("%w: the CRM answered %d", desk.ErrBusy, status)
	}
	return fmt.Errorf("%w (it answered %d)", errRefusedValue, status)
}

// Can implements flow.CRM: such a CRM promises nothing, and has the kinds of card that
// are described.
func (m *CRM) Can(context.Context, desk.ConnectionID) (desk.Capabilities, error) {
	_, leads := m.Calls.Kinds[desk.KindLead]
	_, cases := m.Calls.Kinds[desk.KindCase]
	can := desk.Capabilities{NoLeads: !leads, NoCases: !cases, Events: m.Secrets["webhook_secret"] != ""}
	for _, k := range m.Calls.Kinds {
		can.Notes, can.Tasks = can.Notes || k.Note.described(), can.Tasks || k.Task.described()
	}
	return can, nil
}

// Heard reads a signed call that tells of cards by our kinds and the CRM's ids. A kind that
// is not described is none of ours.
func (m *CRM) Heard(w desk.Webhook) ([]desk.CardEvent, error) {
	return kit.Heard(w, m.Secrets["webhook_secret"], func(kind, id string) desk.CardRef {
		if _, ok := m.Calls.Kinds[desk.CardKind(kind)]; !ok {
			return desk.CardRef{}
		}
		return m.ref(desk.CardKind(kind), id)
	})
}

// DropCard implements flow.CardIndex: it can't.
func (m *CRM) DropCard(context.Context, desk.CardRef) error {
	return desk.Refuse(desk.CodeCantDrop, "Delete the card in the CRM "+string(m.Connection)+" itself.")
}

// Pipelines implements flow.CardDesk.
func (m *CRM) Pipelines(context.Context, desk.ConnectionID) ([]desk.Pipeline, error) {
	var out []desk.Pipeline
	for _, p := range m.Calls.Pipelines {
		next := desk.Pipeline{ID: p.ID, Title: p.Title}
		for _, s := range p.Stages {
			next.Stages = append(next.Stages, desk.Stage(s))
		}
		out = append(out, next)
	}
	return out, nil
}

// Fields implements flow.Fields.
func (m *CRM) Fields(_ context.Context, _ desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	var out []desk.Field
	for _, f := range m.Calls.Kinds[k].Fields {
		out = append(out, f.field(k))
	}
	return out, nil
}

// Try calls what changes nothing, and says in words what works.
func (m *CRM) Try(ctx context.Context) []desk.Checked {
	var out []desk.Checked
	for _, k := range slices.Sorted(maps.Keys(m.Calls.Kinds)) {
		kind := m.Calls.Kinds[k]
		_, name := cutLast(kind.Origin)
		tried := desk.Checked{About: desk.AboutCards, What: "find a " + string(k), OK: true, Code: desk.CheckedReached, Text: "The CRM answered."}.Saying("kind", string(k))
		if _, err := m.list(ctx, k, kind, kind.Find, map[string]string{"field": name, "value": kit.Mark("nobody")}); err != nil {
			tried = kit.Failed(tried, err)
		} else if kind.Origin == "" {
			tried = kit.Failed(tried, noOrigin(k))
		}
		out = append(out, tried)
	}
	if m.Calls.tellTimes() {
		out = append(out, desk.Checked{
			About: desk.AboutTimes, What: "read times", OK: true, Code: desk.CheckedZone, Text: "Times that are written without an offset are those of the zone " + m.Place.Zone.String() + ".",
		}.Saying("zone", m.Place.Zone.String()))
	}
	return out
}
