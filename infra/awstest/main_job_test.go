//go:build aws

package awstest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/infra/parties"
)

const (
	secret = "brown-bread-secret_1"
	quiet  = 1.5 // seconds
)

// setUp connects a line.
func (c *cloud) setUp() {
	c.api(http.MethodPatch, "/v1/settings", map[string]any{"quietSeconds": quiet}, nil)
	c.api(http.MethodPost, "/v1/lines", map[string]any{
		"id": "bot", "channel": "telegram", "active": true, "leadPolicy": "on_first_message",
		"secrets": map[string]string{"token": "7000001:AAF-test-token", "secret": secret},
	}, nil)
}

// update is Telegram's call for one message.
func update(customer, id int, text string) []byte {
	raw, _ := json.Marshal(parties.BotText(int64(id), int64(id), parties.BotUser{ID: int64(customer), First: "Anna", Language: "en"}, time.Now(), text))
	return raw
}

// post calls the webhook once.
func (c *cloud) post(body []byte) int { return c.postLine("bot", body) }

func (c *cloud) postLine(line string, body []byte) int {
	return c.call("webhook", http.MethodPost, "/webhooks/telegram/"+line, map[string]string{"X-Telegram-Bot-Api-Secret-Token": secret}, body).status
}

// tell calls the webhook as a messenger does: again until it is answered 200.
func (c *cloud) tell(body []byte) {
	c.Helper()
	c.tellLine("bot", body)
}

func (c *cloud) tellLine(line string, body []byte) {
	c.Helper()
	for range 100 {
		if c.postLine(line, body) == http.StatusOK {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	c.Error("the webhook never answered 200")
}

// customers write, each two messages, one of which holds a phone or an e-mail.
var customers = map[int][]string{
	1001: {"Good day, I want a cake", "My phone is +4915112345678"},
	1002: {"Hello there", "Write to anna@example.com please"},
	1003: {"Hi", "Call +380501234567, or mail me at b@example.org"},
}

type page[T any] struct{ Items []T }

type dialogView struct {
	ID, State, Customer string
	Cards               []struct{ Card string }
}

type runView struct {
	ID, State, Card, Code string
	Outcomes              []struct {
		Field, Outcome, Quote string
		Value                 any
	}
}

func (c *cloud) dialogs() []dialogView {
	var ds page[dialogView]
	c.api(http.MethodGet, "/v1/dialogs?limit=100", nil, &ds)
	slices.SortFunc(ds.Items, func(a, b dialogView) int { return strings.Compare(a.ID, b.ID) })
	return ds.Items
}

// patience outlasts the five minutes that a run's claim holds: a function that
// is killed while it reads is waited for that long, as on AWS.
const patience = 8 * time.Minute

// until waits for something to come true.
func (c *cloud) until(what string, true_ func() bool) {
	c.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if true_() {
			return
		}
	}
	c.Fatalf("it never came true: %s", what)
}

// play has the customers write, n times each, has every dialog read, and waits
// for the end.
func (c *cloud) play(n int) {
	c.Helper()
	for id, texts := range customers {
		for i, text := range texts {
			for range n {
				c.tell(update(id, 10*id+i, text))
			}
		}
	}
	c.until("every dialog has its lead", func() bool {
		ds := c.dialogs()
		return len(ds) == len(customers) && !slices.ContainsFunc(ds, func(d dialogView) bool { return len(d.Cards) == 0 })
	})
	for _, d := range c.dialogs() {
		c.api(http.MethodPost, "/v1/dialogs/"+d.ID+"/runs", map[string]any{}, nil)
	}
	c.until("every run is done", func() bool {
		for _, d := range c.dialogs() {
			var rs page[runView]
			c.api(http.MethodGet, "/v1/dialogs/"+d.ID+"/runs", nil, &rs)
			if slices.ContainsFunc(rs.Items, func(r runView) bool { return r.State == "waiting" || r.State == "running" }) {
				return false
			}
		}
		return true
	})
}

// state is the end state, without what differs each time: ids and times.
func (c *cloud) state() []string {
	c.Helper()
	var out []string
	for _, d := range c.dialogs() {
		var ms page[struct{ ID, Author, Text string }]
		c.api(http.MethodGet, "/v1/dialogs/"+d.ID+"/messages", nil, &ms)
		line := d.State + " messages="
		for _, m := range ms.Items {
			line += m.Author + ":" + m.ID + ":" + m.Text + "|"
		}
		var rs page[runView]
		c.api(http.MethodGet, "/v1/dialogs/"+d.ID+"/runs", nil, &rs)
		for _, r := range rs.Items {
			line += " run=" + r.State + r.Code
			for _, o := range r.Outcomes {
				if o.Outcome != "not_found" && o.Outcome != "unsupported" {
					line += fmt.Sprintf(" %s=%s,%v,%q", o.Field, o.Outcome, o.Value, o.Quote)
				}
			}
		}
		for _, b := range d.Cards {
			var card struct {
				Kind   string
				Values map[string]any
				Badges []string
			}
			c.api(http.MethodGet, "/v1/cards/"+b.Card, nil, &card)
			line += fmt.Sprintf(" %s=%v%v", card.Kind, card.Values, card.Badges)
			var es page[struct{ Kind, Field, Quote string }]
			c.api(http.MethodGet, "/v1/cards/"+b.Card+"/timeline", nil, &es)
			var kinds []string
			for _, e := range es.Items {
				kinds = append(kinds, e.Kind+":"+e.Field+":"+e.Quote)
			}
			slices.Sort(kinds)
			line += fmt.Sprint(" timeline=", kinds)
		}
		out = append(out, line)
	}
	slices.Sort(out)
	var contacts page[struct{ Title string }]
	c.api(http.MethodGet, "/v1/cards?kind=contact", nil, &contacts)
	return append(out, fmt.Sprintf("contacts=%d", len(contacts.Items)))
}

// undisturbed is the end state of a run in which nothing went wrong.
func undisturbed(t *testing.T) []string {
	t.Helper()
	c := newCloud(t)
	c.setUp()
	c.feed()
	c.play(1)
	got := c.state()
	all := strings.Join(got, "\n")
	for _, want := range []string{"+4915112345678", "anna@example.com", "+380501234567", "b@example.org", `client_phone=filled`, "fields_filled", "filled:client_email:", "contacts=3"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in the end state:\n%s", want, all)
		}
	}
	if n := c.model.count(); n != len(customers) {
		t.Errorf("the model was asked %d times, want %d: once a dialog", n, len(customers))
	}
	if t.Failed() {
		t.FailNow()
	}
	return got
}

// TestMainJob has the main job done on the servers, from the webhook to the
// filled card, undisturbed and then with everything that may go wrong: each time
// the end state is the same.
func TestMainJob(t *testing.T) {
	want := undisturbed(t)
	for _, tt := range []struct {
		rule    string
		disturb func(c *cloud) (calm func())
		repeats int
	}{
		{"every event comes three times", func(*cloud) func() { return func() {} }, 3},
		{"DynamoDB throttles and loses answers", func(c *cloud) func() { c.dynamo.failing(0.1, 1); return func() { c.dynamo.failing(0, 0) } }, 1},
		{"SQS throttles and loses answers", func(c *cloud) func() { c.queues.failing(0.3, 2); return func() { c.queues.failing(0, 0) } }, 1},
		{"Bedrock throttles and loses answers", func(c *cloud) func() { c.bedrock.failing(0.4, 3); return func() { c.bedrock.failing(0, 0) } }, 1},
		{"functions are killed at random points", killing(4), 1},
		{"all of it at once", func(c *cloud) func() {
			c.dynamo.failing(0.03, 5)
			c.queues.failing(0.1, 6)
			c.bedrock.failing(0.2, 7)
			stop := killing(8)(c)
			return func() {
				stop()
				c.dynamo.failing(0, 0)
				c.queues.failing(0, 0)
				c.bedrock.failing(0, 0)
			}
		}, 2},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t)
			c.setUp()
			c.feed()
			c.sweep()
			calm := tt.disturb(c)
			c.play(tt.repeats)
			calm()
			if d := cmp.Diff(want, c.state()); d != "" {
				t.Error(d)
			}
			t.Logf("the model was asked %d times; cold starts %v", c.model.count(), c.colds())
		})
	}
}

// killing kills a hundred times at random moments, or until it is calmed.
func killing(seed uint64) func(c *cloud) func() {
	return func(c *cloud) func() {
		rng, end := rand.New(rand.NewPCG(seed, 0)), make(chan struct{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 100 {
				select {
				case <-end:
					return
				case <-time.After(time.Duration(5+rng.IntN(60)) * time.Millisecond):
					c.functions[functions[rng.IntN(len(functions))]].kill()
				}
			}
		}()
		return func() { close(end); <-done }
	}
}

// scheduled is the event of a schedule.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
var scheduled = []byte(`{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.events","account":"0","time":"2026-01-01T00:00:00Z","region":"eu-central-1","resources":[],"detail":{}}`)

// sweep has the schedule tick every second, instead of every minute, and readings
// that were cut off begin anew after half a minute, instead of five.
func (c *cloud) sweep() {
	c.functions["analyze"].env = append(c.functions["analyze"].env, "LEASE=30s")
	c.functions["jobs"].env = append(c.functions["jobs"].env, "SWEEP_AFTER=3s")
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-end:
				return
			case <-time.After(time.Second):
				_, _ = c.functions["jobs"].invoke(c.Context(), scheduled)
			}
		}
	}()
	c.Cleanup(func() { close(end); <-done })
}

func (c *cloud) colds() map[string]int {
	out := map[string]int{}
	for name, f := range c.functions {
		f.mu.Lock()
		out[name] = f.colds
		f.mu.Unlock()
	}
	return out
}

// TestDeadLettersAndRedrive: a message that nobody understands and one that can't
// be done go to the dead letters, without stopping the good one beside them; once
// the cause is mended, a redriven one is done.
func TestDeadLettersAndRedrive(t *testing.T) {
	c := newCloud(t)
	c.setUp()
	const malformed = `{"nonsense":true}`
	c.send("quiet", malformed)
	c.feed()
	c.play(1)
	c.until("the malformed message is a dead letter", func() bool { return slices.Contains(c.letters("quiet-dead"), malformed) })

	// DynamoDB is down for as long as a wakeup is tried, from before the first time on: a
	// run that was claimed before would be at work until its lease of minutes is over.
	d := c.dialogs()[0]
	c.resting.Lock()
	c.api(http.MethodPost, "/v1/dialogs/"+d.ID+"/runs", map[string]any{}, nil)
	c.dynamo.break_(true)
	c.resting.Unlock()
	// On a slow machine a good message may be a dead letter, too: its time is over while
	// a function is at work on it.
	before := len(c.letters("quiet-dead"))
	c.until("the wakeup is a dead letter", func() bool { return len(c.letters("quiet-dead")) > before })
	c.dynamo.break_(false)
	for _, m := range c.letters("quiet-dead") {
		c.send("quiet", m)
	}
	c.until("the redriven run is done", func() bool {
		var rs page[runView]
		c.api(http.MethodGet, "/v1/dialogs/"+d.ID+"/runs", nil, &rs)
		return len(rs.Items) == 2 && rs.Items[0].State != "waiting" && rs.Items[0].State != "running"
	})
}

func (c *cloud) send(queue, body string) {
	if _, err := c.sqs.SendMessage(c.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(c.url[queue]), MessageBody: &body}); err != nil {
		c.Fatal(err)
	}
}

// letters looks at a queue's messages and leaves them there.
func (c *cloud) letters(queue string) []string {
	seen := map[string]string{}
	for range 3 {
		got, err := c.sqs.ReceiveMessage(c.Context(), &sqs.ReceiveMessageInput{QueueUrl: aws.String(c.url[queue]), MaxNumberOfMessages: 10, VisibilityTimeout: 0})
		if err != nil {
			c.Fatal(err)
		}
		for _, m := range got.Messages {
			seen[*m.MessageId] = *m.Body
			_, _ = c.sqs.ChangeMessageVisibility(c.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: aws.String(c.url[queue]), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 0})
		}
	}
	var out []string
	for _, body := range seen {
		out = append(out, body)
	}
	return out
}
