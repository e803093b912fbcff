package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/channel"
)

// The apps of the demo's page: that of another platform's bot, and ours.
const botApp, ourApp = "900", "777"

// pageAPI is the page's part of the API: who has a thread, and beside it whatever a line
// registers or asks, to which it says yes.
func (st *Stage) pageAPI(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "_thread_control") || strings.HasSuffix(r.URL.Path, "/messages") {
		st.Page.ServeHTTP(w, r)
		return
	}
	_ = parties.WriteObj(w, parties.Obj{"success": true}) // the caller sees a broken answer
}

// External plays a chat that another platform's bot answers, in standby beside us, and
// hands over. It answers with what did not come out.
func (st *Stage) External(ctx context.Context, on *screen.Screen) ([]string, error) {
	on.Chapter("Another platform's bot answers, then a person, then the bot again")
	p := &passed{Stage: st, to: &terminal{on}}
	for _, step := range []func(context.Context) error{p.begin, p.standby, p.handsOver, p.answered, p.givenBack} {
		if err := step(ctx); err != nil {
			return p.wrong, fmt.Errorf("another platform's bot: %w", err)
		}
		if len(p.wrong) > 0 { // what comes next means nothing then
			break
		}
	}
	return p.wrong, nil
}

// passed is the scene of a customer who is passed between apps.
type passed struct {
	*Stage
	to            *terminal
	gil           remote.Client // the operator
	number        int64
	dialog, child string
	wrong         []string
}

func (p *passed) check(ok bool, what, format string, args ...any) {
	if !ok {
		p.wrong = append(p.wrong, "another platform's bot: not so: "+what+": "+fmt.Sprintf(format, args...))
	}
	p.to.held(ok, what)
}

const passedUser = "4477"

func (p *passed) begin(ctx context.Context) error {
	var key struct {
		Token string `json:"token"`
	}
	if err := p.Call(ctx, http.MethodPost, "/v1/keys", map[string]any{"name": "gil", "role": "operator", "operator": "gil", "leads": "change", "deals": "change"}, &key); err != nil {
		return err
	}
	p.gil = remote.Client{HTTP: p.HTTP, Base: p.Base, Key: key.Token}
	line := p.Page.Person.Line
	if err := p.Call(ctx, http.MethodPut, "/v1/teams/"+string(line.ID), map[string]any{"title": "Contracts", "members": []string{"gil"}}, nil); err != nil {
		return err
	}
	options := map[string]string{"app_id": ourApp, "api_url": p.page}
	maps.Copy(options, line.Options)
	return p.Call(ctx, http.MethodPost, "/v1/lines", map[string]any{
		"id": line.ID, "channel": line.Channel, "language": "en", "leadPolicy": "never", "team": line.ID, "bot": "external", "secrets": line.Secrets, "options": options,
	}, nil)
}

// hears posts what the messenger tells us, twice, as messengers do.
func (p *passed) hears(ctx context.Context, body parties.Obj) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("what the messenger tells: %w", err)
	}
	line := p.Page.Person.Line
	header := []string{"Authorization", ""}
	for name, v := range channel.Sign(line, b) {
		header = append(header, name, v)
	}
	for range 2 {
		got, err := p.Send(ctx, http.MethodPost, "/webhooks/"+string(line.Channel)+"/"+string(line.ID), json.RawMessage(b), header...)
		if err != nil {
			return err
		}
		if got.Status != http.StatusOK {
			return got.Problem()
		}
	}
	return nil
}

func (p *passed) saying(who, text string) parties.Saying {
	p.number++
	at := p.Clock.Now()
	p.to.Said(who, at, time.UTC, text)
	return parties.Saying{Kind: parties.Text, Text: text, Number: p.number, At: at}
}

func (p *passed) says(ctx context.Context, text string) error {
	body, err := p.Page.Says(passedUser, p.saying("customer", text))
	if err != nil {
		return err
	}
	return p.hears(ctx, body)
}

// one waits for the line's only dialog of a state.
func (p *passed) one(ctx context.Context, state string) (d remote.Dialog, err error) {
	var ds remote.Page[remote.Dialog]
	_, err = p.until(ctx, func() (bool, error) {
		err := p.Call(ctx, http.MethodGet, "/v1/dialogs?line="+string(p.Page.Person.Line.ID)+"&state="+state, nil, &ds)
		return len(ds.Items) > 0, err
	})
	if err == nil && len(ds.Items) != 1 {
		err = fmt.Errorf("%d dialogs of the page are %s, want 1", len(ds.Items), state)
	}
	if err != nil {
		return d, err
	}
	return ds.Items[0], nil
}

func (p *passed) standby(ctx context.Context) error {
	if err := p.says(ctx, "What does a jar cost?"); err != nil {
		return err
	}
	if err := p.hears(ctx, p.Page.BotSays(passedUser, p.saying("bot", "Nine."))); err != nil {
		return err
	}
	d, err := p.one(ctx, "bot")
	p.dialog = d.ID
	p.check(err == nil && d.Operator == "", "while it answers, the chat is among the bot's, and on nobody's desk", "%+v", d)
	return err
}

func (p *passed) handsOver(ctx context.Context) error {
	if err := p.says(ctx, "And the terms of my contract?"); err != nil {
		return err
	}
	if err := p.hears(ctx, p.Page.Pass(passedUser, p.Clock.Now())); err != nil {
		return err
	}
	d, err := p.one(ctx, "waiting")
	p.child = d.ID
	p.check(err == nil && d.Parent == p.dialog, "it passes the customer on, and a chat with all that was said waits for the team", "%+v", d)
	return err
}

func (p *passed) answered(ctx context.Context) error {
	path := "/v1/dialogs/" + p.child
	if err := p.gil.Call(ctx, http.MethodPost, path+"/accept", nil, nil); err != nil {
		return err
	}
	const reply = "A year, and a month's notice."
	if err := p.gil.Call(ctx, http.MethodPost, path+"/reply", map[string]any{"text": reply}, nil, "Idempotency-Key", "demo-passed"); err != nil {
		return err
	}
	sent, err := p.until(ctx, func() (bool, error) { return slices.Contains(p.Page.Called(), "messages "+passedUser), nil })
	p.check(sent, "Gil accepts, and answers as the page", "%q", p.Page.Called())
	return err
}

func (p *passed) givenBack(ctx context.Context) error {
	if err := p.gil.Call(ctx, http.MethodPost, "/v1/dialogs/"+p.child+"/close", nil, nil); err != nil {
		return err
	}
	back, err := p.until(ctx, func() (bool, error) { // asking has what changed be told
		return p.Page.Has(passedUser) == botApp, p.Call(ctx, http.MethodGet, "/v1/dialogs/"+p.child, nil, nil)
	})
	if err != nil {
		return err
	}
	want := []string{"messages " + passedUser, "pass_thread_control " + passedUser + " " + botApp}
	p.check(back && slices.Equal(p.Page.Called(), want), "the chat is closed, and the bot has the customer again, by one call", "%q", p.Page.Called())
	if err := p.says(ctx, "Thanks!"); err != nil {
		return err
	}
	d, err := p.one(ctx, "bot")
	p.check(err == nil && d.ID != p.dialog && d.Parent == "", "what the customer says next is a new chat of the bot's", "%+v", d)
	return err
}
