package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// act is one chat on the stage.
type act struct {
	*Stage
	chat   chat
	to     *terminal
	who    parties.Person
	line   string
	card   string // the deal
	dialog string
	run    remote.Run
	said   map[int64]int // seq → the message's place in the chat
	before map[string]json.RawMessage
	after  remote.Card
	wrong  []string // what did not come out as it should
}

// check notes what did not come out as it should.
func (a *act) check(ok bool, format string, args ...any) {
	if !ok {
		a.wrong = append(a.wrong, a.chat.ID+": "+fmt.Sprintf(format, args...))
	}
}

// play does everything that happens to a chat.
func (a *act) play(ctx context.Context) error {
	a.to.title(a.chat)
	a.line, a.who = "demo-"+a.chat.ID, parties.Person{
		Line: desk.Line{Channel: parties.Usual, Secrets: map[string]string{"token": "1:demo-" + a.chat.ID, "secret": "secret-demo-" + a.chat.ID}},
		User: fmt.Sprint(7000 + len(a.chat.Messages)), Name: "Customer", Language: a.chat.Lang,
	}
	for _, step := range []func(context.Context) error{a.setUp, a.talk, a.tooSoon, a.read, a.look} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// reGrants finds the fields whose value gives the customer something.
var reGrants = regexp.MustCompile(`(?i)granted|согласовал клиенту|предоставил|concedid|otorgad`)

// setUp gives the chat's company its fields, its line and a deal that holds what
// the chat's card held.
func (a *act) setUp(ctx context.Context) error {
	if err := a.Patch(ctx, "/v1/settings", map[string]any{"currency": a.chat.Currency}); err != nil {
		return err
	}
	if err := a.fields(ctx); err != nil {
		return err
	}
	if err := a.Call(ctx, http.MethodPost, "/v1/lines", map[string]any{
		"id": a.line, "channel": parties.Usual, "zone": a.chat.TZ, "language": a.chat.Lang, "region": a.chat.Region, "leadPolicy": "never",
		"secrets": a.who.Line.Secrets, "options": map[string]any{"api_url": a.api},
	}, nil); err != nil {
		return err
	}
	a.before = map[string]json.RawMessage{}
	for _, f := range a.chat.Fields {
		if !screen.Empty(f.Current) {
			a.before[f.Name] = f.Current
		}
	}
	var card remote.Card
	err := a.Call(ctx, http.MethodPost, "/v1/cards", map[string]any{"kind": "deal", "title": "Deal of " + a.chat.ID, "values": a.before}, &card, "Idempotency-Key", a.line)
	a.card = card.Ref
	return err
}

// fields puts the chat's fields in the place of the deals' fields.
func (a *act) fields(ctx context.Context) error {
	var have remote.Page[struct {
		Name string `json:"name"`
	}]
	if err := a.Call(ctx, http.MethodGet, "/v1/fields/deal", nil, &have); err != nil {
		return err
	}
	for _, f := range have.Items {
		if err := a.Call(ctx, http.MethodDelete, "/v1/fields/deal/"+f.Name, nil, nil); err != nil {
			return err
		}
	}
	for _, f := range a.chat.Fields {
		var options []map[string]any
		for _, o := range f.Enum {
			options = append(options, map[string]any{"value": o})
		}
		in := map[string]any{
			"title": f.Title, "description": f.Description, "type": f.Type, "on": true, "grants": reGrants.MatchString(f.Description),
		}
		for name, v := range map[string]string{"format": f.Format, "currency": f.Currency} {
			if v != "" {
				in[name] = v
			}
		}
		if len(options) > 0 {
			in["options"] = options
		}
		if err := a.Call(ctx, http.MethodPut, "/v1/fields/deal/"+f.Name, in, nil); err != nil {
			return err
		}
	}
	return nil
}

// talk plays what was said, each at its time: the customer's words through the
// webhook, twice, as a messenger repeats what it is not sure of; the operator's
// by the API.
func (a *act) talk(ctx context.Context) error {
	a.said = map[int64]int{}
	var replies []string
	customers := 0
	for i, m := range a.chat.Messages {
		if m.TS.After(a.Clock.Now()) {
			a.Clock.To(m.TS)
		}
		a.to.Said(m.From, m.TS, a.zone(), m.Text)
		if m.From == "operator" {
			if err := a.Call(ctx, http.MethodPost, "/v1/dialogs/"+a.dialog+"/reply", map[string]any{"text": m.Text}, nil, "Idempotency-Key", fmt.Sprint(a.line, i)); err != nil {
				return err
			}
			replies = append(replies, m.Text)
			continue
		}
		if err := a.write(ctx, i, m.TS, m.Text); err != nil {
			return err
		}
		if customers++; customers == 1 {
			if err := a.first(ctx); err != nil {
				return err
			}
		}
	}
	return a.stored(ctx, replies)
}

// write brings a message of the customer's, twice.
func (a *act) write(ctx context.Context, i int, at time.Time, text string) error {
	body, err := a.who.Body(parties.Saying{Kind: parties.Text, Text: text, Number: int64(i + 1), At: at})
	if err != nil {
		return err
	}
	header := []string{"Authorization", ""}
	for name, v := range channel.Sign(a.who.Line, body) {
		header = append(header, name, v)
	}
	for range 2 {
		got, err := a.Send(ctx, http.MethodPost, "/webhooks/"+string(parties.Usual)+"/"+a.line, body, header...)
		if err != nil {
			return err
		}
		if got.Status != http.StatusOK {
			return got.Problem()
		}
	}
	return nil
}

// first finds the dialog that the first message opened, binds the deal, and asks
// for a run that one message is too few for.
func (a *act) first(ctx context.Context) error {
	var ds remote.Page[remote.Dialog]
	if err := a.Call(ctx, http.MethodGet, "/v1/dialogs?line="+a.line, nil, &ds); err != nil {
		return err
	}
	if len(ds.Items) != 1 {
		return fmt.Errorf("the first message opened %d dialogs, want 1", len(ds.Items))
	}
	a.dialog = ds.Items[0].ID
	if err := a.Call(ctx, http.MethodPost, "/v1/dialogs/"+a.dialog+"/cards", map[string]any{"card": a.card}, nil); err != nil {
		return err
	}
	return a.mustRefuse(ctx, map[string]any{}, "too_few_messages")
}

// tooSoon asks for a run at once, without waiting for the dialog to fall quiet.
func (a *act) tooSoon(ctx context.Context) error {
	return a.mustRefuse(ctx, map[string]any{"wait": false}, "not_quiet_yet")
}

func (a *act) mustRefuse(ctx context.Context, ask map[string]any, code string) error {
	err := a.Call(ctx, http.MethodPost, "/v1/dialogs/"+a.dialog+"/runs", ask, nil)
	var p remote.Problem
	if err != nil && !errors.As(err, &p) {
		return err
	}
	a.check(p.Code == code, "a run asked for now should be refused with %s, got %v", code, err)
	a.to.refused(p)
	return nil
}

// stored checks that each message is there once, and that each reply went out
// once.
func (a *act) stored(ctx context.Context, replies []string) error {
	var ms remote.Page[remote.Message]
	if err := a.Call(ctx, http.MethodGet, "/v1/dialogs/"+a.dialog+"/messages?limit=200", nil, &ms); err != nil {
		return err
	}
	a.check(len(ms.Items) == len(a.chat.Messages), "%d messages are stored, want %d", len(ms.Items), len(a.chat.Messages))
	for i, m := range ms.Items {
		a.said[m.Seq] = i
		a.check(i < len(a.chat.Messages) && m.Text == a.chat.Messages[i].Text, "message %d is not what was said", i)
	}
	deadline := time.Now().Add(30 * time.Second)
	for len(a.Bots.From("1:"+a.line)) < len(replies) && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	sent := a.Bots.From("1:" + a.line)
	slices.Sort(sent)
	slices.Sort(replies)
	a.check(slices.Equal(sent, replies), "the customer got %d replies, want each of %d once", len(sent), len(replies))
	return nil
}

// read asks for a run and waits for it, as a person with the card open does.
func (a *act) read(ctx context.Context) error {
	if err := a.Call(ctx, http.MethodPost, "/v1/dialogs/"+a.dialog+"/runs", map[string]any{}, &a.run, "Idempotency-Key", a.line); err != nil {
		return err
	}
	a.check(a.run.State == "waiting", "the run is %s at first, want waiting for the dialog to fall quiet", a.run.State)
	a.to.waiting(a.run)
	for deadline := time.Now().Add(time.Minute); !a.run.Ended(); {
		if time.Now().After(deadline) {
			return fmt.Errorf("the run is still %s: %s", a.run.State, a.run.Reason)
		}
		time.Sleep(50 * time.Millisecond)
		if err := a.Call(ctx, http.MethodGet, "/v1/runs/"+a.run.ID, nil, &a.run); err != nil {
			return err
		}
	}
	return nil
}

// look shows the summary and the card, and checks both against the chat's label.
func (a *act) look(ctx context.Context) error {
	if err := a.Call(ctx, http.MethodGet, "/v1/cards/"+a.card, nil, &a.after); err != nil {
		return err
	}
	a.check(a.run.State == "done" || a.run.State == "awaiting_approval", "the run is %s: %s", a.run.State, a.run.Reason)
	a.check(a.run.Summary != "", "there is no summary")
	found := 0
	for _, f := range a.chat.Fields {
		o := a.run.Outcome(f.Name)
		a.outcome(f.Name, o)
		if _, labelled := a.chat.Gold[f.Name]; labelled && !screen.Empty(o.Value) {
			found++
		}
	}
	a.check(2*found >= len(a.chat.Gold), "only %d of %d values were found", found, len(a.chat.Gold))
	a.to.card(a)
	return nil
}

// outcome checks one field: what was written is right and proven, what was there
// stays.
func (a *act) outcome(field string, o remote.Outcome) {
	now := a.after.Values[field]
	a.check(!a.chat.forbids(field, o.Value) && (screen.Value(now) == screen.Value(a.before[field]) || !a.chat.forbids(field, now)),
		"%s: a forbidden value was taken: %s", field, screen.Value(o.Value))
	switch o.Outcome {
	case "filled":
		a.check(screen.Empty(a.before[field]) && screen.Value(now) == screen.Value(o.Value), "%s: filled, and the card holds %q", field, screen.Value(now))
	case "proposed":
		a.check(screen.Value(now) == screen.Value(a.before[field]), "%s: proposed, and the old value is gone: %q", field, screen.Value(now))
	default:
		a.check(screen.Value(now) == screen.Value(a.before[field]), "%s: %s, and the card changed to %q", field, o.Outcome, screen.Value(now))
		return
	}
	a.check(a.chat.gold(field, o.Value), "%s: %q is not what was said", field, screen.Value(o.Value))
	i, ok := a.said[o.Message]
	a.check(ok && o.Quote != "" && strings.Contains(a.chat.Messages[i].Text, o.Quote), "%s: the proof %q does not stand in its message", field, o.Quote)
}

func (a *act) zone() *time.Location {
	zone, err := time.LoadLocation(a.chat.TZ)
	if err != nil {
		return time.UTC
	}
	return zone
}
