package demo

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/desk"
)

// What the knowledge base knows, as a customer asks it, and what it does not know.
const (
	faqEntry   = "What are your opening hours?"
	faqAnswer  = "We are open from nine to six, on Saturdays until two."
	faqAsked   = "When are you open?"
	faqUnknown = "Do you engrave names on the jars?"
	faqAgain   = "Can my daughter's name be cut into the glass?"
	faqReply   = "Yes, up to twelve letters."
)

// Bot plays a chat that the knowledge base answers until it does not know, and that a
// person ends. It answers with what did not come out.
func (st *Stage) Bot(ctx context.Context, on *screen.Screen) ([]string, error) {
	on.Chapter("The bot answers, then a person")
	f := &faq{Stage: st, to: &terminal{on}, line: "demo-faq"}
	for _, step := range []func(context.Context) error{f.begin, f.knows, f.misses, f.handsOver, f.accepted, f.silent} {
		if err := step(ctx); err != nil {
			return f.wrong, fmt.Errorf("the bot: %w", err)
		}
		if len(f.wrong) > 0 { // what comes next means nothing then
			break
		}
	}
	return f.wrong, nil
}

// faq is the scene of the bot.
type faq struct {
	*Stage
	to            *terminal
	fay           remote.Client // the operator
	line          string
	number        int    // of messages so far, on the whole line
	dialog, child string // the bot's, and the person's
	wrong         []string
}

// check notes and shows whether something came out.
func (f *faq) check(ok bool, what, format string, args ...any) {
	if !ok {
		f.wrong = append(f.wrong, "bot: not so: "+what+": "+fmt.Sprintf(format, args...))
	}
	f.to.held(ok, what)
}

func (f *faq) customer(n int) parties.Person {
	return parties.Person{
		Line: desk.Line{Channel: parties.Usual, Secrets: map[string]string{"token": "1:" + f.line, "secret": "secret-" + f.line}},
		User: fmt.Sprint(9000 + n), Name: "Customer", Language: "en",
	}
}

// begin makes the entry, an operator with a team, and a line on which the bot is on.
func (f *faq) begin(ctx context.Context) error {
	var key struct {
		Token string `json:"token"`
	}
	if err := f.Call(ctx, http.MethodPost, "/v1/keys", map[string]any{"name": "fay", "role": "operator", "operator": "fay", "leads": "change", "deals": "change"}, &key); err != nil {
		return err
	}
	f.fay = remote.Client{HTTP: f.HTTP, Base: f.Base, Key: key.Token}
	if err := f.Call(ctx, http.MethodPut, "/v1/teams/"+f.line, map[string]any{"title": "Help", "members": []string{"fay"}}, nil); err != nil {
		return err
	}
	if err := f.Patch(ctx, "/v1/settings", map[string]any{"bot": map[string]any{"quietSeconds": demoQuiet.Seconds(), "wrongShare": 0.05, "complaints": []string{}}}); err != nil {
		return err
	}
	if err := f.Call(ctx, http.MethodPost, "/v1/faq", map[string]any{"question": faqEntry, "answers": []map[string]any{{"language": "en", "text": faqAnswer}}}, nil); err != nil {
		return err
	}
	return f.Call(ctx, http.MethodPost, "/v1/lines", map[string]any{
		"id": f.line, "channel": parties.Usual, "language": "en", "leadPolicy": "never", "team": f.line, "bot": "builtin",
		"secrets": f.customer(0).Line.Secrets, "options": map[string]any{"api_url": f.api},
	}, nil)
}

// says has a customer write.
func (f *faq) says(ctx context.Context, n int, text string) error {
	f.number++
	f.to.Said("customer", f.Clock.Now(), time.UTC, text)
	a := &act{Stage: f.Stage, who: f.customer(n), line: f.line}
	return a.write(ctx, f.number, f.Clock.Now(), text)
}

// got waits until a customer was sent so many messages, shows the last, and gives
// all that they were sent.
func (f *faq) got(ctx context.Context, n, want int) (texts []string, err error) {
	_, err = f.until(ctx, func() (bool, error) {
		texts = nil
		for _, s := range f.Bots.All() {
			if s.Bot == "1:"+f.line && fmt.Sprint(s.Chat) == f.customer(n).User {
				texts = append(texts, s.Text)
			}
		}
		return len(texts) >= want, nil
	})
	if len(texts) > 0 {
		f.to.Said("answer", f.Clock.Now(), time.UTC, texts[len(texts)-1])
	}
	return texts, err
}

// newest is a customer's newest dialog.
func (f *faq) newest(ctx context.Context, state string) (d remote.Dialog, err error) {
	var ds remote.Page[remote.Dialog]
	_, err = f.until(ctx, func() (bool, error) {
		err := f.Call(ctx, http.MethodGet, "/v1/dialogs?line="+f.line+"&state="+state, nil, &ds)
		return len(ds.Items) > 0, err
	})
	if err == nil && len(ds.Items) != 1 {
		err = fmt.Errorf("%d dialogs of the line are %s, want 1", len(ds.Items), state)
	}
	if err != nil {
		return d, err
	}
	return ds.Items[0], nil
}

// knows is a question that the base answers.
func (f *faq) knows(ctx context.Context) error {
	if err := f.says(ctx, 1, faqAsked); err != nil {
		return err
	}
	sent, err := f.got(ctx, 1, 1)
	if err != nil {
		return err
	}
	f.check(slices.Equal(sent, []string{faqAnswer}), "what the base knows is answered by the bot, word for word", "%q", sent)
	d, err := f.newest(ctx, "bot")
	f.dialog = d.ID
	return err
}

// misses is a question that it has no answer to.
func (f *faq) misses(ctx context.Context) error {
	if err := f.says(ctx, 1, faqUnknown); err != nil {
		return err
	}
	sent, err := f.got(ctx, 1, 2)
	if err != nil {
		return err
	}
	again := desk.NoticeAgain.Text("", "en")
	f.check(len(sent) == 2 && sent[1] == again, "what it does not know it does not answer: it asks for other words", "%q", sent)
	if len(f.wrong) > 0 {
		return nil
	}
	var asked remote.Page[struct {
		Question string `json:"question"`
	}]
	ok, err := f.until(ctx, func() (bool, error) {
		err := f.Call(ctx, http.MethodGet, "/v1/faq/unanswered", nil, &asked)
		return len(asked.Items) == 1 && asked.Items[0].Question == faqUnknown, err
	})
	f.check(ok, "the question is kept for whoever looks after the base", "%+v", asked.Items)
	return err
}

// handsOver is the same in other words.
func (f *faq) handsOver(ctx context.Context) error {
	if err := f.says(ctx, 1, faqAgain); err != nil {
		return err
	}
	sent, err := f.got(ctx, 1, 3)
	if err != nil {
		return err
	}
	f.check(len(sent) == 3 && sent[2] == desk.NoticeHandOver.Text("", "en"), "the second time it says that a person goes on", "%q", sent)
	child, err := f.newest(ctx, "waiting")
	if err != nil {
		return err
	}
	f.child = child.ID
	var was remote.Dialog
	err = f.Call(ctx, http.MethodGet, "/v1/dialogs/"+f.dialog, nil, &was)
	f.check(child.Parent == f.dialog && was.State == "closed" && was.ClosedBy == "bot", "its dialog is closed, and goes on in one that waits for the team", "%+v, before it %+v", child, was)
	return err
}

// accepted has the operator take the chat, with all that was said in it.
func (f *faq) accepted(ctx context.Context) error {
	if err := f.fay.Call(ctx, http.MethodPost, "/v1/dialogs/"+f.child+"/accept", nil, nil); err != nil {
		return err
	}
	var d remote.Dialog
	if err := f.Call(ctx, http.MethodGet, "/v1/dialogs/"+f.child, nil, &d); err != nil {
		return err
	}
	var thread remote.Page[remote.Message]
	if err := f.fay.Call(ctx, http.MethodGet, "/v1/dialogs/"+f.child+"/messages?thread=true", nil, &thread); err != nil {
		return err
	}
	f.check(d.State == "in_progress" && d.Operator == "fay" && len(thread.Items) == 6, "Fay accepts, and sees all that was said", "%s, of %q, %d messages", d.State, d.Operator, len(thread.Items))
	return f.fay.Call(ctx, http.MethodPost, "/v1/dialogs/"+f.child+"/reply", map[string]any{"text": faqReply}, nil, "Idempotency-Key", f.line)
}

// silent has the customer ask what the bot knows, and another after them: who is
// answered by it shows that it had the time to answer the first.
func (f *faq) silent(ctx context.Context) error {
	for n := range 2 {
		if err := f.says(ctx, n+1, faqAsked); err != nil {
			return err
		}
	}
	other, err := f.got(ctx, 2, 1)
	if err != nil {
		return err
	}
	f.check(slices.Equal(other, []string{faqAnswer}), "another customer is answered by the bot", "%q", other)
	sent, err := f.got(ctx, 1, 4)
	f.check(len(sent) == 4 && sent[3] == faqReply && strings.Count(strings.Join(sent, "\n"), faqAnswer) == 1, "in the dialog that is Fay's the bot stays silent", "%q", sent)
	return err
}
