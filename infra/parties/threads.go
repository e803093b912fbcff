package parties

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Threads is a page with two apps, a bot's, which is the page's default app, and ours: who
// has each customer's thread, what each app is told of, and what the API lets ours do.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversation-routing
type Threads struct {
	Bot, Ours string // the apps' ids
	NoTaking  bool   // the page does not let our app take threads
	Person    Person

	mu     sync.Mutex
	owner  map[string]string // by customer; "": the default app
	called []string          // what ours called, but for what the API refused
	fails  int               // so many calls are done, and their answers lost
}

// NewThreads is a page at Messenger that is connected as a line, with its two apps.
func NewThreads(line desk.LineID, bot, ours string) *Threads {
	return &Threads{Bot: bot, Ours: ours, Person: Person{Name: "Customer", Line: desk.Line{
		ID: line, Channel: desk.ChannelMessenger, Secrets: map[string]string{"app_secret": "app-secret", "verify_token": "verify", "token": "EAAtoken"},
		Options: map[string]string{"page_id": "1020"},
	}}}
}

// Has is the app that has a customer's thread.
func (t *Threads) Has(user string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.has(user)
}

func (t *Threads) has(user string) string {
	if t.owner[user] == "" {
		return t.Bot
	}
	return t.owner[user]
}

func (t *Threads) give(user, app string) {
	if t.owner == nil {
		t.owner = map[string]string{}
	}
	t.owner[user] = app
}

// Called is what our app called, and the API did.
func (t *Threads) Called() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.called...)
}

// Lose has the answers to the next calls lost, though they are done.
func (t *Threads) Lose(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fails = n
}

func (t *Threads) page() page {
	m, _ := Of(t.Person.Line.Channel)
	p, _ := m.(page)
	return p
}

// Says is what our app is told of what a customer says: in standby, while the bot has
// the thread.
func (t *Threads) Says(user string, s Saying) (Obj, error) {
	p := t.Person
	p.User = user
	body, err := t.page().Says(p, s)
	return t.seen(user, body), err
}

// BotSays is what our app is told of what the bot says.
func (t *Threads) BotSays(user string, s Saying) Obj { return t.echo(user, t.Bot, s) }

// InboxSays is what our app is told of what a person says in the page's inbox, which
// takes the thread with it.
func (t *Threads) InboxSays(user string, s Saying) Obj {
	app := "263902037430900"
	if t.page().isInstagram() {
		app = "1217981644879628"
	}
	t.mu.Lock()
	t.give(user, app)
	t.mu.Unlock()
	return t.echo(user, app, s)
}

func (t *Threads) echo(user, app string, s Saying) Obj {
	body := t.event(user, Obj{"message": Obj{"mid": mid(s.Number), "text": s.Text, "is_echo": true, "app_id": app}}, s.At)
	entry := body["entry"].([]any)[0].(Obj)
	event := entry["messaging"].([]any)[0].(Obj)
	event["sender"], event["recipient"] = event["recipient"], event["sender"]
	return t.seen(user, body)
}

func (t *Threads) event(user string, event Obj, at time.Time) Obj {
	p := t.Person
	p.User = user
	return t.page().wrap(p, event, at)
}

func (t *Threads) seen(user string, body Obj) Obj {
	if entries, ok := body["entry"].([]any); ok && t.Has(user) != t.Ours {
		entry, _ := entries[0].(Obj)
		entry["standby"] = entry["messaging"]
		delete(entry, "messaging")
	}
	return body
}

// Pass is the bot giving a customer's thread to us, and what our app is told of it.
func (t *Threads) Pass(user string, at time.Time) Obj {
	t.mu.Lock()
	t.give(user, t.Ours)
	t.mu.Unlock()
	return t.event(user, Obj{"pass_thread_control": Obj{"previous_owner_app_id": t.Bot, "new_owner_app_id": t.Ours, "metadata": "x"}}, at)
}

// Take is the bot taking a customer's thread from us, and what our app is told of it.
func (t *Threads) Take(user string, at time.Time) Obj {
	t.mu.Lock()
	t.give(user, t.Bot)
	t.mu.Unlock()
	return t.event(user, Obj{"take_thread_control": Obj{"previous_owner_app_id": t.Ours, "new_owner_app_id": t.Bot}}, at)
}

func (t *Threads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, err := ReadCall(r)
	if err != nil {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	to, _ := c.Body["recipient"].(Obj)
	user, _ := to["id"].(string)
	t.mu.Lock()
	defer t.mu.Unlock()
	verb := c.Path[strings.LastIndexByte(c.Path, '/')+1:]
	answer, code := t.call(verb, user, c)
	if code == 0 {
		t.called = append(t.called, strings.TrimSpace(verb+" "+user+" "+text(c.Body["target_app_id"])))
		if t.fails > 0 {
			t.fails--
			panic(http.ErrAbortHandler)
		}
	} else {
		answer = Obj{"error": Obj{"message": "refused", "type": "OAuthException", "code": code}}
		w.WriteHeader(http.StatusBadRequest)
	}
	_ = WriteObj(w, answer) // the caller sees a broken answer
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// call is what the API does, or the code with which it refuses.
func (t *Threads) call(verb, user string, c Call) (Obj, int) {
	ours := t.has(user) == t.Ours
	switch verb {
	case "messages":
		if !ours {
			return nil, 2022
		}
		return Obj{"recipient_id": user, "message_id": mid(Number(len(t.called)))}, 0
	case "take_thread_control":
		if t.NoTaking && !ours {
			return nil, 200
		}
		t.give(user, t.Ours)
	case "pass_thread_control", "release_thread_control":
		if !ours {
			return nil, 10
		}
		t.give(user, text(c.Body["target_app_id"]))
	case "request_thread_control":
	default:
		return nil, 100
	}
	return Obj{"success": true}, 0
}
