// Package demo plays chats through the webhook and the API of a running system, as
// messengers and operators would, shows what becomes of them, and checks it.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
)

// Chats are those that the demo plays: corrections, cards that hold
// something already, attacks, in three languages.
var Chats = []string{"ru-d01", "ru-d03", "ru-d19", "es-d01", "es-d03", "es-d09", "en-d03", "en-d04", "en-d10"}

// File is where they are, from the top of the project.
const File = "events/chats/dev-handwritten.jsonl"

// demoQuiet is the demo's quiet period.
const demoQuiet = time.Second

// Stage is what stands around the system that the demo plays against: fakes of
// messengers and CRMs, and a clock that can be put to the time of a chat, so that "tomorrow"
// in it means what it meant.
type Stage struct {
	remote.Client // of the system's admin
	Bots          *parties.BotAPI
	Vendors       *parties.APIs
	Page          *parties.Threads // on which another platform's bot answers first
	Clock         *Clock
	// Hosts are the fakes', which the system must be let call.
	Hosts []string

	api     string // the fake's address
	vendors string // the other messengers'
	page    string // that of the page
	crms    []*crmFake
	desk    *parties.Bitrix24 // in whose open lines operators answer
	deskAt  string
	stops   []func() error
}

// Clock goes as the machine's does, from wherever it was put.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// Now is the stage's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// To puts the clock to t. It never goes back, but once: before the first chat.
func (c *Clock) To(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = time.Until(t)
}

// Open starts the fakes. The clock begins before all chats. The system then is
// started beside them, and named by Client.
func Open() (*Stage, error) {
	st := &Stage{Bots: &parties.BotAPI{}, Clock: &Clock{}, Vendors: parties.NewAPIs(), Page: parties.NewThreads("demo-page", botApp, ourApp)}
	st.Clock.To(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	var err error
	if st.Hosts, err = st.fakes(); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// fakes starts the messengers and the CRMs, and answers with their hosts.
func (st *Stage) fakes() ([]string, error) {
	bots, err := st.listen(st.Bots)
	if err != nil {
		return nil, err
	}
	vendors, err := st.listen(st.Vendors)
	if err != nil {
		return nil, err
	}
	page, err := st.listen(http.HandlerFunc(st.pageAPI))
	if err != nil {
		return nil, err
	}
	st.api, st.vendors, st.page = "http://"+bots, "http://"+vendors, "http://"+page
	hosts := []string{bots, vendors, page}
	st.crms = newCRMs(st.Clock.Now())
	for _, c := range st.crms {
		host, err := st.listen(c.party)
		if err != nil {
			return nil, err
		}
		c.base = "http://" + host
		hosts = append(hosts, host)
	}
	st.desk = &parties.Bitrix24{At: st.Clock.Now(), ClientID: "local.app", ClientSecret: "s3cret", Scopes: []string{"crm", "placement", "user_brief", "imopenlines", "imconnector"}}
	st.desk.AddField("lead", "UF_CRM_CLIENT_NAME", "Client name", "string", false)
	host, err := st.listen(st.desk)
	st.deskAt = "http://" + host
	return append(hosts, host), err
}

// listen serves a handler on this machine and answers with host:port.
func (st *Stage) listen(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("demo: %w", err)
	}
	st.serve(l, h)
	return l.Addr().String(), nil
}

func (st *Stage) serve(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // ends with Close below
	st.stops = append(st.stops, server.Close)
}

// Close ends the fakes, the last first.
func (st *Stage) Close() error {
	var all error
	for i := len(st.stops) - 1; i >= 0; i-- {
		all = errors.Join(all, st.stops[i]())
	}
	return all
}

// Play plays the chats of a file one by one, decides on what came out, and has
// every channel, the bot, every CRM, two teams and a CRM's own chat at work. An error says that something did not come
// out as it should.
func (st *Stage) Play(ctx context.Context, file string, ids []string, out io.Writer) error {
	chats, err := readChats(file, ids)
	if err != nil {
		return err
	}
	began, to := time.Now(), &terminal{screen.New(out)}
	if err := st.Patch(ctx, "/v1/settings", map[string]any{"quietSeconds": demoQuiet.Seconds()}); err != nil {
		return err
	}
	to.opening(len(chats))
	var played []*act
	for _, c := range chats {
		a := &act{Stage: st, chat: c, to: to}
		if err := a.play(ctx); err != nil {
			return fmt.Errorf("chat %s: %w", c.ID, err)
		}
		played = append(played, a)
	}
	wrong, err := st.decide(ctx, played, to)
	if err != nil {
		return err
	}
	for _, play := range []func(context.Context, *screen.Screen) ([]string, error){st.Channels, st.Bot, st.External, st.CRMs, st.people, st.OpenLine} {
		w, err := play(ctx, to.Screen)
		if err != nil {
			return err
		}
		wrong = append(wrong, w...)
	}
	for _, a := range played {
		wrong = append(wrong, a.wrong...)
	}
	to.verdict(played, wrong, time.Since(began))
	if len(wrong) > 0 {
		return fmt.Errorf("demo: %d things did not come out as they should", len(wrong))
	}
	return nil
}

// until waits for something that other parts of the system do.
func (st *Stage) until(ctx context.Context, is func() (bool, error)) (bool, error) {
	for deadline := time.Now().Add(3 * time.Minute); ctx.Err() == nil; time.Sleep(10 * time.Millisecond) { // machines may be busy
		ok, err := is()
		if ok || err != nil || time.Now().After(deadline) {
			return ok, err
		}
		if err := st.Client.Call(ctx, http.MethodGet, "/v1/me", nil, nil); err != nil { // asking has what changed be told
			return false, err
		}
	}
	return false, ctx.Err()
}
