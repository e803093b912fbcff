//go:build aws

package awstest_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/bucket"
)

// TestRights: what the template does not allow a function is refused, and told; what it
// does allow goes through. Without this the tests might guard nobody.
func TestRights(t *testing.T) {
	c := newCloud(t)
	c.setUp()
	c.tell(update(7001, 1, "Hello"))
	if asked := strings.Join(c.guard.asked["webhook"], "\n"); !strings.Contains(asked, "sqs:SendMessage") || !strings.Contains(asked, "dynamodb:PutItem") || !strings.Contains(asked, "states:StartExecution") {
		t.Fatalf("the webhook asked only for\n%s", asked)
	}
	var told []string
	c.guard.mu.Lock()
	c.guard.report = func(what string) { told = append(told, what) }
	c.guard.policies["webhook"] = slices.DeleteFunc(slices.Clone(c.guard.policies["webhook"]), func(s statement) bool { return s.Sid == "Outbox" })
	delete(c.guard.asked, "webhook")
	c.guard.mu.Unlock()
	c.post(update(7002, 1, "Hello"))
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	if len(told) != 1 || !strings.Contains(told[0], "does not allow webhook: sqs:SendMessage on arn:aws:sqs:eu-central-1:000000000000:"+c.name+"-outbox") {
		t.Errorf("told: %q", told)
	}
}

// signing is the store that a function has, past the function: for what no other test
// has it do.
func (c *cloud) signing(function string) store.Store {
	p := &parts{cloud: c, cfg: faultyConfig(nil)}
	p.cfg.Credentials = credentials.NewStaticCredentialsProvider(keys[function].ID, keys[function].Secret, "")
	p.cfg.HTTPClient = &http.Client{Transport: c.guard}
	return p.store()
}

// TestRights_AnsweredElsewhere_HO04: a person answers in the messenger's own app, in a
// dialog that waits for its team, or gives it back to the bot (HO-04): the webhook takes
// it off the team's list. The bot that answers first is another platform's.
func TestRights_AnsweredElsewhere_HO04(t *testing.T) {
	c := newCloud(t)
	line := desk.Line{ID: "bot", Channel: desk.ChannelTelegram, Active: true, Bot: desk.BotExternal, Team: "sales"}
	webhook, free := c.signing("webhook"), c.table()
	for user, back := range map[string]bool{"1": false, "2": true} {
		who := desk.NewCustomerID(line.ID, user)
		say := func(a desk.Append, id string, by desk.Author) desk.Append {
			a.Line, a.Profile = line, desk.Profile{User: user}
			a.Message = desk.Message{Customer: who, External: desk.ExternalID(id), Author: by, Text: "Hello", SentAt: time.Now()}
			return a
		}
		first, err := webhook.Append(t.Context(), say(desk.Append{}, "1", desk.ByCustomer))
		if err != nil {
			t.Fatal(err)
		}
		d, err := free.ChangeDialog(t.Context(), first.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
			d.State, d.Team, d.WaitingSince = desk.StateWaiting, "sales", time.Now()
			return d, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if back {
			_, err = webhook.AppendIn(t.Context(), say(desk.Append{BotAgain: true}, "2", desk.AsNote), d.ID, nil)
		} else {
			_, err = webhook.Append(t.Context(), say(desk.Append{}, "2", desk.ByOperator))
		}
		if err != nil {
			t.Errorf("back to the bot %v: %v", back, err)
		}
	}
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	if asked := strings.Join(c.guard.asked["webhook"], "\n"); !strings.Contains(asked, "dynamodb:DeleteItem") {
		t.Errorf("nothing is taken off a list: the test shows less than it says:\n%s", asked)
	}
}

// TestRights_Files: what comes from a customer, or from a CRM's open lines, is a copy of
// ours that the function jobs sends on: by a link, or by itself. What is not there any
// more is told as that, though S3 calls it forbidden.
func TestRights_Files_BX12(t *testing.T) {
	c := newCloud(t)
	c.bucket()
	p := &parts{cloud: c, cfg: faultyConfig(nil)}
	p.cfg.Credentials = credentials.NewStaticCredentialsProvider(keys["jobs"].ID, keys["jobs"].Secret, "")
	p.cfg.HTTPClient = nil
	files := bucket.New(p.cfg, c.name+"-files", &c.others.URL)
	key := desk.Digest("f", "a file")
	if _, err := files.Keep(t.Context(), key, desk.File{Body: io.NopCloser(strings.NewReader("words")), Size: 5}); err != nil {
		t.Fatal(err)
	}
	f, err := files.Open(t.Context(), key)
	if err != nil || f.Body.Close() != nil {
		t.Errorf("to send it: %v", err)
	}
	lent, err := files.Lend(t.Context(), key, "text/plain")
	if err != nil {
		t.Fatal(err)
	}
	if code, body := c.fetch(http.MethodGet, lent, nil, nil); code != http.StatusOK || body != "words" {
		t.Errorf("lent: %d %s", code, body)
	}
	if err := files.Remove(t.Context(), key); err != nil {
		t.Error(err)
	}
	if _, err := files.Open(t.Context(), key); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("what is gone: %v", err)
	}
}

// TestRights_WhoIsTold: the functions that let browsers in and tell them ask who somebody
// is by now, also where they signed in with an account.
func TestRights_WhoIsTold(t *testing.T) {
	c := newCloud(t)
	for _, function := range []string{"live", "feed"} {
		st := c.signing(function)
		_, _, session := st.Session(t.Context(), "olga", "s1")
		_, operator := st.Operator(t.Context(), "olga")
		_, key := st.Key(t.Context(), "k1")
		_, teams := st.Teams(t.Context())
		_, sockets := st.Sockets(t.Context())
		for what, err := range map[string]error{"session": session, "operator": operator, "key": key, "teams": teams, "sockets": sockets} {
			if err != nil && !errors.Is(err, desk.ErrNotFound) {
				t.Errorf("%s asks for the %s: %v", function, what, err)
			}
		}
	}
}
