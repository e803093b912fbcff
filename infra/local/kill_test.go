package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
)

// TestKilledAtAnyPointTheEndIsTheSame plays a script against the real program
// over HTTP while it is killed (-9) again and again at random moments and
// started again on the same folder. Whoever calls repeats what was not
// answered, as messengers and people do. In the end everything is as it is
// after the same script undisturbed: no message, dialog, run, fill or reply is
// lost or doubled.
func TestKilledAtAnyPointTheEndIsTheSame(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "sufler")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	want, _ := playOn(t, bin, nil)
	if len(want) < 40 {
		t.Fatalf("the undisturbed end state has %d lines only:\n%s", len(want), strings.Join(want, "\n"))
	}
	rounds := []uint64{1, 2, 3}
	if testing.Short() {
		rounds = rounds[:1]
	}
	for _, seed := range rounds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			got, kills := playOn(t, bin, rand.New(rand.NewPCG(seed, 7)))
			t.Logf("killed %d times", kills)
			if kills < 5 {
				t.Errorf("killed %d times only: the test shows nothing", kills)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("the end (-undisturbed +killed):\n%s", d)
			}
		})
	}
}

// playOn plays the script on a new folder and answers with the end state and how
// often the program was killed. A nil rng leaves it alone.
func playOn(t *testing.T, bin string, rng *rand.Rand) ([]string, int) {
	t.Helper()
	fake := &parties.BotAPI{}
	server := httptest.NewServer(fake)
	defer server.Close()
	v := &victim{t: t, bin: bin, dir: filepath.Join(t.TempDir(), "data"), hosts: strings.TrimPrefix(server.URL, "http://")}
	v.start()
	defer v.kill()
	var kills atomic.Int64
	over, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for rng != nil {
			select {
			case <-over:
				return
			case <-time.After(pause(rng, kills.Load())):
			}
			v.kill()
			kills.Add(1)
			v.start()
		}
	}()
	p := &player{t: t, c: client{HTTP: &http.Client{Transport: v, Timeout: 10 * time.Second}, Base: "http://sufler"}, v: v, telegram: server.URL}
	p.play()
	if rng != nil {
		// A few more, while what was asked for last goes on by itself.
		for target := kills.Load() + 4; kills.Load() < target; {
			time.Sleep(5 * time.Millisecond)
		}
		close(over)
		<-done
	}
	p.calm()
	sent := fake.From("1:token-of-shop")
	slices.Sort(sent)
	if once := slices.Compact(slices.Clone(sent)); len(once) != len(sent) {
		t.Errorf("a reply went out twice: %q", sent)
	}
	return p.state(), int(kills.Load())
}

// pause is how long the program lives until its next kill. Pauses grow, so that on
// a slow machine, too, no reading is cut off as often as it is tried at most: then
// it would rightly end as failed.
func pause(rng *rand.Rand, kills int64) time.Duration {
	return time.Duration(10+rng.IntN(250)) * time.Millisecond * time.Duration(min(1+kills/2, 8))
}

// victim is the program that is killed.
type victim struct {
	t               *testing.T
	bin, dir, hosts string

	mu   sync.Mutex
	cmd  *exec.Cmd
	addr string // "" while it is not up
	log  strings.Builder
}

// start starts it; it is up when it says so.
func (v *victim) start() {
	cmd := exec.Command(v.bin, "-dir", v.dir, "-addr", "127.0.0.1:0", "-allow-hosts", v.hosts)
	cmd.Env = append(os.Environ(), "LANG=C", "LC_ALL=C", "TZ=UTC", "TELEGRAM_BOT_TOKEN=")
	cmd.Stderr = &logWriter{v: v}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		v.t.Errorf("start: %v", err)
		return
	}
	v.mu.Lock()
	v.cmd, v.addr = cmd, ""
	v.mu.Unlock()
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if at, ok := strings.CutPrefix(lines.Text(), "Sufler listens on http://"); ok {
				v.mu.Lock()
				if v.cmd == cmd {
					v.addr = strings.Replace(at, "localhost", "127.0.0.1", 1)
				}
				v.mu.Unlock()
			}
		}
	}()
}

// kill ends it as a power cut would.
func (v *victim) kill() {
	v.mu.Lock()
	cmd := v.cmd
	v.addr = ""
	v.mu.Unlock()
	_ = cmd.Process.Kill() // it may have ended by itself; then its log tells why
	_ = cmd.Wait()
}

// logWriter keeps what the program logs, for the failing test.
type logWriter struct{ v *victim }

func (w *logWriter) Write(b []byte) (int, error) {
	w.v.mu.Lock()
	defer w.v.mu.Unlock()
	return w.v.log.Write(b)
}

// RoundTrip sends a request to wherever the program listens now.
func (v *victim) RoundTrip(r *http.Request) (*http.Response, error) {
	v.mu.Lock()
	addr := v.addr
	v.mu.Unlock()
	if addr == "" {
		return nil, errors.New("not up")
	}
	r = r.Clone(r.Context())
	r.URL.Host = addr
	return lonely.RoundTrip(r)
}

// lonely keeps no connections: each request meets the program as it is.
var lonely = &http.Transport{DisableKeepAlives: true}

// player is everybody who calls: messengers, operators, a page.
type player struct {
	t        *testing.T
	c        client
	v        *victim
	telegram string // the fake's address
	token    string // of the page's session
	public   string // the web line's key
	n        int64
}

// patience is how long one step is insisted on.
const patience = 60 * time.Second

// insist repeats a step until it is answered. What is refused for good fails the
// test.
func (p *player) insist(what string, step func(context.Context) error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	for {
		err := step(ctx)
		var no problem
		if err == nil {
			return
		}
		again := !errors.As(err, &no) || no.Status >= 500 || no.Code == "request_in_progress" || no.Code == "precondition_failed"
		if !again || ctx.Err() != nil {
			p.v.mu.Lock()
			defer p.v.mu.Unlock()
			p.t.Fatalf("%s: %v\n%s", what, err, p.v.log.String())
		}
		time.Sleep(3 * time.Millisecond) // a caller's pause before its retry
	}
}

// post posts once, however often it must be sent.
func (p *player) post(path string, in, out any) {
	p.t.Helper()
	p.n++
	key := fmt.Sprint("step-", p.n)
	p.insist(path, func(ctx context.Context) error {
		return p.c.Call(ctx, "POST", path, in, out, "Idempotency-Key", key)
	})
}

func (p *player) get(path string, out any) {
	p.t.Helper()
	p.insist(path, func(ctx context.Context) error { return p.c.Call(ctx, "GET", path, nil, out) })
}

// writes brings a Telegram message until it is answered 200.
func (p *player) writes(who parties.BotUser, text string) {
	p.t.Helper()
	p.n++
	u := parties.BotText(p.n, p.n, who, time.Date(2026, 3, 2, 9, 0, int(p.n), 0, time.UTC), text)
	p.insist("webhook", func(ctx context.Context) error {
		return p.c.Call(ctx, "POST", "/webhooks/telegram/shop", u, nil, "X-Telegram-Bot-Api-Secret-Token", "secret-of-shop")
	})
}

// visits posts a message from the website.
func (p *player) visits(id, text string) {
	p.t.Helper()
	p.insist("page", func(ctx context.Context) error {
		return p.c.Call(ctx, "POST", "/web/"+p.public+"/messages", map[string]any{"id": id, "text": text}, nil,
			"Origin", "http://localhost:8080", "Authorization", "Bearer "+p.token)
	})
}

// newest is the newest dialog of a channel's customer.
func (p *player) newest(user string) string {
	p.t.Helper()
	var ds page[dialogDoc]
	p.get("/v1/dialogs?limit=200", &ds)
	for _, d := range ds.Items {
		var full dialogDoc
		p.get("/v1/dialogs/"+d.ID, &full)
		if full.Profile.User == user || user == "" && full.Channel == "web" {
			return d.ID
		}
	}
	p.t.Fatalf("customer %q has no dialog", user)
	return ""
}

// read asks for a run and waits for its end.
func (p *player) read(dialog string) runDoc {
	p.t.Helper()
	// The lead is bound through the outbox, a moment after the message.
	p.insist("lead", func(ctx context.Context) error {
		var d dialogDoc
		if err := p.c.Call(ctx, "GET", "/v1/dialogs/"+dialog, nil, &d); err != nil || len(d.Cards) > 0 {
			return err
		}
		return errors.New("no card is bound")
	})
	var r runDoc
	p.post("/v1/dialogs/"+dialog+"/runs", map[string]any{}, &r)
	p.insist("run", func(ctx context.Context) error {
		if err := p.c.Call(ctx, "GET", "/v1/runs/"+r.ID, nil, &r); err != nil || r.Ended() {
			return err
		}
		return fmt.Errorf("run %s is %s: %s", r.ID, r.State, r.Reason)
	})
	return r
}

// play is the script.
func (p *player) play() {
	p.t.Helper()
	p.setUp()
	p.writes(anna, "Hello! My name is Anna Brown.")
	p.writes(boris, "Здравствуйте!")
	p.visits("1", "Hi, is anybody there?")
	p.writes(anna, "My phone is +1 415 555 2671")
	p.writes(boris, "Мой телефон +7 916 204-55-18")
	p.visits("2", "My e-mail is zoe@example.com")
	a, b, w := p.newest("1001"), p.newest("1002"), p.newest("")
	for i, d := range []string{a, b, w} {
		p.post("/v1/dialogs/"+d+"/reply", map[string]any{"text": fmt.Sprintf("Good morning, %d.", i)}, nil)
		p.post("/v1/dialogs/"+d+"/note", map[string]any{"text": fmt.Sprintf("Note %d", i)}, nil)
	}
	first := p.read(a)
	p.read(b)
	p.post("/v1/runs/"+first.ID+"/undo", map[string]any{"fields": []string{"client_name"}}, nil)
	p.writes(anna, "Sorry, the phone is +1 415 555 9999 now")
	second := p.read(a)
	p.post("/v1/runs/"+second.ID+"/decisions", map[string]any{"all": "replace"}, nil)
	for _, d := range []string{a, b, w} {
		p.post("/v1/dialogs/"+d+"/close", nil, nil)
	}
	p.writes(boris, "Ещё вопрос") // opens the next dialog
	p.writes(parties.BotUser{ID: 1003, First: "Carl"}, "Only this")
}

// setUp makes the line and the settings.
func (p *player) setUp() {
	p.t.Helper()
	p.insist("key", func(context.Context) error {
		b, err := os.ReadFile(filepath.Join(p.v.dir, "admin-key"))
		p.c.Key = strings.TrimSpace(string(b))
		return err
	})
	p.insist("settings", func(ctx context.Context) error {
		return p.c.Patch(ctx, "/v1/settings", map[string]any{"quietSeconds": 0.3, "subscription": true, "leadMode": "all"})
	})
	p.post("/v1/lines", map[string]any{"id": "shop", "channel": "telegram", "options": map[string]any{"api_url": p.telegram},
		"secrets": map[string]any{"token": "1:token-of-shop", "secret": "secret-of-shop"}}, nil)
	var site struct {
		PublicKey string `json:"publicKey"`
	}
	p.get("/v1/lines/website", &site)
	p.public = site.PublicKey
	p.insist("origins", func(ctx context.Context) error {
		return p.c.Patch(ctx, "/v1/lines/website", map[string]any{"origins": []string{"http://localhost:8080"}})
	})
	var session struct {
		Token string `json:"token"`
	}
	p.insist("session", func(ctx context.Context) error {
		return p.c.Call(ctx, "POST", "/web/"+p.public+"/session", nil, &session, "Origin", "http://localhost:8080")
	})
	p.token = session.Token
}

// calm waits until everything that was started has ended: runs, replies, cards,
// and the timelines that tell of a binding, which are written after it.
func (p *player) calm() {
	p.t.Helper()
	p.insist("calm", func(ctx context.Context) error {
		for _, line := range append(p.state(), p.untold()...) {
			if strings.Contains(line, "waiting-run") || strings.Contains(line, "running-run") || strings.Contains(line, "queued") || strings.Contains(line, "no card") || strings.Contains(line, "untold") {
				return errors.New("not yet: " + line)
			}
		}
		return nil
	})
}

// untold are the cards that are bound to a dialog and whose timelines don't say so.
func (p *player) untold() []string {
	p.t.Helper()
	var out []string
	var ds page[dialogDoc]
	p.get("/v1/dialogs?limit=200", &ds)
	for _, d := range ds.Items {
		p.get("/v1/dialogs/"+d.ID, &d)
		var refs []string
		if d.Contact != "" { // the cards are bound along with it
			refs = append(refs, d.Contact)
		}
		for _, c := range d.Cards {
			refs = append(refs, c.Card)
		}
		for _, ref := range refs {
			var es page[entryDoc]
			p.get("/v1/cards/"+ref+"/timeline?limit=200", &es)
			if !slices.ContainsFunc(es.Items, func(e entryDoc) bool { return e.Kind == "dialog_bound" && e.Dialog == d.ID }) {
				out = append(out, ref+" is untold of "+d.ID)
			}
		}
	}
	return out
}

// state is everything that a person could see, without ids and times.
func (p *player) state() []string {
	p.t.Helper()
	return snapshot(p.t, func(path string, out any) { p.get(path, out) })
}

// snapshot is everything that the API shows, in lines without ids and times, by
// customer and dialog.
func snapshot(t *testing.T, get func(path string, out any)) []string {
	t.Helper()
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	var ds page[dialogDoc]
	get("/v1/dialogs?limit=200", &ds)
	cards := map[string]string{}
	for _, listed := range ds.Items {
		var d dialogDoc
		get("/v1/dialogs/"+listed.ID, &d)
		who := d.Channel + " " + d.Profile.User
		if d.Channel == "web" {
			who = "web visitor"
		}
		name := fmt.Sprintf("%s #%d", who, d.Number)
		add("%s: %s %s %s by %q", name, d.State, d.Turn, d.CloseReason, d.ClosedBy)
		if len(d.Cards) == 0 {
			add("%s: no card", name)
		}
		for _, c := range d.Cards {
			cards[c.Card] = who
		}
		if d.Contact != "" {
			cards[d.Contact] = who
		}
		var ms page[messageDoc]
		get("/v1/dialogs/"+d.ID+"/messages?limit=200", &ms)
		for i, m := range ms.Items {
			status := m.Status
			if status == "unsure" && d.Channel == "telegram" {
				status = "sent" // it may have gone out, and was not sent twice
			}
			add("%s: message %03d %s %q %s %d versions, reactions %v", name, i, m.Author, m.Text, status, len(m.Versions), m.Reactions)
		}
		var rs page[runDoc]
		get("/v1/dialogs/"+d.ID+"/runs?limit=200", &rs)
		for i, r := range rs.Items {
			add("%s: %s-run %03d by %s %s", name, r.State, len(rs.Items)-i, r.By, r.Code)
			for _, o := range r.Outcomes {
				add("%s: run %03d %s %s %s %s %q %s", name, len(rs.Items)-i, o.Field, o.Outcome, o.Value, o.Old, o.Quote, o.Decision)
			}
		}
	}
	for ref, who := range cards {
		out = append(out, cardLines(get, ref, who)...)
	}
	slices.Sort(out)
	return out
}

func cardLines(get func(path string, out any), ref, who string) []string {
	kind, _, _ := strings.Cut(ref, ":")
	var c cardDoc
	get("/v1/cards/"+ref, &c)
	out := []string{fmt.Sprintf("%s: %s %q badges %v, %d offers, %d marks", who, kind, c.Title, c.Badges, len(c.Offers), len(c.Marks))}
	for field, v := range c.Values {
		if kind == "contact" && strings.HasSuffix(field, "_user_id") {
			continue
		}
		out = append(out, fmt.Sprintf("%s: %s %s = %s", who, kind, field, v))
	}
	var es page[entryDoc]
	get("/v1/cards/"+ref+"/timeline?limit=200", &es)
	for _, e := range es.Items {
		out = append(out, fmt.Sprintf("%s: %s timeline %s %s %s %s %q by %s", who, kind, e.Kind, e.Field, e.Old, e.New, e.Quote, e.By))
	}
	return out
}
