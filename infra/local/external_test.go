package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// pageBot and pageOurs are the apps of a page, on which another platform's bot answers
// first.
const pageBot, pageOurs = "900", "777"

// onAPage connects a page with such a bot, whose threads the house's messenger keeps.
func (h *house) onAPage() *parties.Threads {
	h.t.Helper()
	p := parties.NewThreads("page", pageBot, pageOurs)
	h.pages = p
	h.call(h.admin, "PUT", "/v1/teams/support", map[string]any{"title": "Support"}, nil)
	h.line("page", map[string]any{
		"channel": "messenger", "secrets": p.Person.Line.Secrets, "bot": "external", "team": "support", "leadPolicy": "never",
		"options": map[string]any{"page_id": "1020", "app_id": pageOurs, "api_url": "http://" + telegramHost},
	})
	return p
}

// hears posts what a page's webhook tells, and settles nothing.
func (h *house) hears(p *parties.Threads, body parties.Obj) {
	h.t.Helper()
	b, err := json.Marshal(body)
	h.must(err)
	var header []string
	for k, v := range channel.Sign(p.Person.Line, b) {
		header = append(header, k, v)
	}
	a, err := h.outside().Send(h.t.Context(), "POST", "/webhooks/messenger/page", json.RawMessage(b), header...)
	h.must(err)
	if a.Status != http.StatusOK {
		h.t.Fatalf("webhook: got %d %s", a.Status, a.Body)
	}
}

// thread is what a dialog's thread holds, by author.
func (h *house) thread(id string) (out []string) {
	h.t.Helper()
	var page struct {
		Items []struct{ Author, Text string }
	}
	h.call(h.admin, "GET", "/v1/dialogs/"+id+"/messages?thread=true", nil, &page)
	for _, m := range page.Items {
		out = append(out, m.Author+": "+m.Text)
	}
	return out
}

// Another platform's bot answers in standby, passes the customer to us, a person answers
// and closes, and the thread goes back: over HTTP, and killed after any of that, with what
// the messenger told repeated, it comes to the same (SYS-09, FB-17, FB-18, FB-21, HO-01).
func TestAnExternalBotsCustomerKilledAnywhere_SYS09_FB17_FB18_FB21_HO01(t *testing.T) {
	const steps = 7
	for kill := range steps + 1 { // the last: nowhere
		t.Run(fmt.Sprint("after step ", kill), func(t *testing.T) {
			h := newHouse(t)
			p := h.onAPage()
			n := int64(0)
			saying := func(text string) parties.Saying {
				n++
				h.pass(time.Second)
				return parties.Saying{Kind: parties.Text, Text: text, Number: n, At: h.clock.Now()}
			}
			newest := func() dialogDoc { return h.dialogs("customer=" + string(h.customer("page", "44")))[0] }
			step := 0
			// end ends a step: with a kill before anything that it asked for is done.
			end := func(again func()) {
				if step == kill {
					h.restart()
					again()
				}
				step++
				h.pass(time.Minute)
			}
			tells := func(body parties.Obj, err error) {
				h.must(err)
				h.hears(p, body)
				end(func() { h.hears(p, body) })
			}
			dan := h.as("dan")
			does := func(path string, in any) {
				key := fmt.Sprint("step ", step)
				do := func() {
					dan.HTTP = h.admin.HTTP // of the process that runs
					a, err := dan.Send(t.Context(), "POST", path, in, "Idempotency-Key", key)
					h.must(err)
					if a.Status >= 300 {
						t.Fatalf("%s: got %d %s", path, a.Status, a.Body)
					}
				}
				do()
				end(do)
			}
			tells(p.Says("44", saying("What does it cost?")))
			tells(p.BotSays("44", saying("Ten.")), nil)
			if d := newest(); d.State != "bot" {
				t.Fatalf("while the bot answers it is %s", d.State)
			}
			tells(p.Says("44", saying("And my contract?")))
			h.pass(time.Second)
			tells(p.Pass("44", h.clock.Now()), nil)
			d := newest()
			if d.State != "waiting" || d.Parent == "" {
				t.Fatalf("handed over it is %s, after %q", d.State, d.Parent)
			}
			does("/v1/dialogs/"+d.ID+"/accept", nil)
			does("/v1/dialogs/"+d.ID+"/reply", map[string]any{"text": "Here it is."})
			does("/v1/dialogs/"+d.ID+"/close", map[string]any{})
			said := slices.DeleteFunc(h.thread(d.ID), func(s string) bool { return strings.HasPrefix(s, "note: ") })
			if want := []string{"customer: What does it cost?", "bot: Ten.", "customer: And my contract?", "operator: Here it is."}; !slices.Equal(said, want) {
				t.Errorf("the thread: got %q, want %q", said, want)
			}
			if got := p.Called(); !slices.Equal(got, []string{"messages 44", "pass_thread_control 44 " + pageBot}) || p.Has("44") != pageBot {
				t.Errorf("our calls: got %q, the thread is %s's", got, p.Has("44"))
			}
			body, err := p.Says("44", saying("Thanks!"))
			h.must(err)
			h.hears(p, body)
			h.pass(time.Minute)
			if next := newest(); next.State != "bot" || next.ID == d.ID || next.Parent != "" {
				t.Errorf("after it: got %+v, want a new dialog of the bot's", next)
			}
		})
	}
}

// What another platform's bot and its customer said goes with them when they are erased,
// from both of their dialogs, with what was said by voice and the recording of it.
func TestAnErasureTakesWhatAnExternalBotHeard_SYS09_D2(t *testing.T) {
	h := newHouse(t)
	p := h.onAPage()
	n := int64(0)
	saying := func(text string) parties.Saying {
		n++
		h.pass(time.Second)
		return parties.Saying{Kind: parties.Text, Text: text, Number: n, At: h.clock.Now()}
	}
	body, err := p.Says("4455667788", saying("My cat is called Quetzalcoatl"))
	h.must(err)
	h.hears(p, body)
	h.hears(p, p.BotSays("4455667788", saying("Quetzalcoatl is a fine name")))
	h.pass(time.Minute)
	h.hears(p, p.Pass("4455667788", h.clock.Now()))
	h.pass(time.Minute)
	customer := string(h.customer("page", "4455667788"))
	d := h.dialogs("customer=" + customer)[0]
	h.call(h.as("dan"), "POST", "/v1/dialogs/"+d.ID+"/accept", nil, nil)
	// What was said by voice lies on its message, and in the folder.
	said, err := h.sys.Store.Messages(t.Context(), desk.CustomerID(customer), 0, 0, false, desk.PageAsk{Limit: 1})
	h.must(err)
	_, err = h.sys.Files.Keep(t.Context(), "fvoice", desk.File{Body: io.NopCloser(strings.NewReader("OggS Quetzalcoatl")), Size: 17})
	h.must(err)
	_, err = h.sys.Store.UpdateMessage(t.Context(), desk.CustomerID(customer), said.Items[0].External, func(m desk.Message) desk.Message {
		m.Attachments = append(m.Attachments, desk.Attachment{Kind: desk.AttachedVoice, Stored: "fvoice", Transcript: "her name is Quetzalcoatl, too", HeardBy: "transcribe"})
		return m
	})
	h.must(err)
	h.settle()
	if got := h.found("Quetzalcoatl"); len(got) < 3 {
		t.Fatalf("before it stands in %q", got)
	}
	h.erases("/v1/customers/" + customer)
	h.pass(48 * time.Hour)
	if got := h.found("Quetzalcoatl", "4455667788"); len(got) > 0 {
		t.Errorf("it is still there:\n%s", strings.Join(got, "\n"))
	}
}
