package schedule_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/schedule"
)

// cloud speaks as much of SQS's and Step Functions' JSON protocol as the package
// uses, and can fail before its work, or after it.
type cloud struct {
	*httptest.Server
	mu       sync.Mutex
	messages []map[string]any
	started  map[string]string // input by name
	fail     []failure         // for the next requests, in order
	calls    int
}

// failure is what happens to one request.
type failure struct {
	status int // 0: the work is done, but the connection breaks before the answer
	code   string
}

func newCloud(t *testing.T) *cloud {
	c := &cloud{started: map[string]string{}}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	var in map[string]any
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var f failure
	if len(c.fail) > 0 {
		f, c.fail = c.fail[0], c.fail[1:]
	}
	if f.status != 0 {
		answer(w, f.status, map[string]any{"__type": f.code, "message": "injected"})
		return
	}
	status, out := c.work(r.Header.Get("X-Amz-Target"), in)
	if f.code == "lost" {
		panic(http.ErrAbortHandler)
	}
	answer(w, status, out)
}

func (c *cloud) work(target string, in map[string]any) (int, map[string]any) {
	switch target {
	case "AmazonSQS.SendMessage":
		c.messages = append(c.messages, in)
		return 200, map[string]any{"MessageId": fmt.Sprint(len(c.messages))}
	case "AWSStepFunctions.StartExecution":
		name, input := in["name"].(string), in["input"].(string)
		have, there := c.started[name]
		if there && have != input {
			return 400, map[string]any{"__type": "com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists", "message": "it is there"}
		}
		c.started[name] = input
		return 200, map[string]any{"executionArn": "arn:aws:states:eu-west-1:1:execution:m:" + name, "startDate": 1.0}
	}
	return 400, map[string]any{"__type": "UnknownOperationException"}
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	raw, err := json.Marshal(body)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err != nil {
		panic(err)
	}
}

func (c *cloud) config() aws.Config {
	return aws.Config{
		Region:      "eu-west-1",
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	}
}

func (c *cloud) queue() schedule.Queue {
	queues := schedule.NewSQS(c.config(), &c.URL)
	queues.Wait = func(context.Context, time.Duration) error { return nil }
	return schedule.Queue{SQS: queues, URL: c.URL + "/1/quiet"}
}

var now = time.Date(2026, 5, 4, 10, 0, 0, 250e6, time.UTC)

func (c *cloud) closing() schedule.Closing {
	states := schedule.NewSFN(c.config(), &c.URL)
	states.Wait = func(context.Context, time.Duration) error { return nil }
	return schedule.Closing{SFN: states, Machine: "arn:aws:states:eu-west-1:1:stateMachine:m", Now: func() time.Time { return now }}
}

func TestDelay(t *testing.T) {
	for _, tt := range []struct {
		rule  string
		after time.Duration
		want  float64
	}{
		{"none is none", 0, 0},
		{"what is due already goes at once", -time.Minute, 0},
		{"a part of a second is a whole one: never early", 30*time.Second + time.Millisecond, 31},
		{"whole seconds stay", 30 * time.Second, 30},
		{"the longest delay is 15 minutes", 15 * time.Minute, 900},
		{"a longer one is shortened: the consumer looks again", time.Hour, 900},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			c := newCloud(t)
			if err := (schedule.QuietQueue{Queue: c.queue()}).Schedule(t.Context(), desk.Wakeup{Dialog: "c1-1", Run: "r1"}, tt.after); err != nil {
				t.Fatal(err)
			}
			got, _ := c.messages[0]["DelaySeconds"].(float64)
			if got != tt.want {
				t.Errorf("got %v seconds, want %v", got, tt.want)
			}
		})
	}
}

func TestMessagesComeBackAsTheyWereSent(t *testing.T) {
	c := newCloud(t)
	want := desk.Wakeup{Dialog: "c1-1", Run: "r1"}
	if err := (schedule.QuietQueue{Queue: c.queue()}).Schedule(t.Context(), want, 0); err != nil {
		t.Fatal(err)
	}
	if err := (schedule.Outbox{Queue: c.queue()}).Enqueue(t.Context(), desk.Job{ID: "v1", Line: "Наша линия"}, 0); err != nil {
		t.Fatal(err)
	}
	body := func(i int) []byte { return []byte(c.messages[i]["MessageBody"].(string)) }
	if w, err := schedule.ReadWakeup(body(0)); err != nil || w != want {
		t.Errorf("got %v, %v, want %v", w, err, want)
	}
	if id, err := schedule.ReadNudge(body(1)); err != nil || id != "v1" {
		t.Errorf("got %v, %v, want v1", id, err)
	}
	// Turns: a customer's wakeups are one group, a line's jobs another, named as
	// SQS takes it.
	if g := c.messages[0]["MessageGroupId"]; g != "c1" {
		t.Errorf("the wakeup is in the group %v, want its customer's", g)
	}
	if g, _ := c.messages[1]["MessageGroupId"].(string); g == "" || len(g) > 128 || strings.ContainsFunc(g, func(r rune) bool { return r > 'z' }) {
		t.Errorf("the job is in the group %q, want its line's", g)
	}
	for _, bad := range []string{"", "null", "{}", "[]", `{"dialog":"c1-1"}`, `{"job":""}`, "<xml>", `{"dialog":1,"run":2}`} {
		if w, err := schedule.ReadWakeup([]byte(bad)); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("wakeup %q: got %v, %v, want invalid", bad, w, err)
		}
		if id, err := schedule.ReadNudge([]byte(bad)); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("nudge %q: got %v, %v, want invalid", bad, id, err)
		}
	}
}

func TestFailures(t *testing.T) {
	throttled := failure{400, "com.amazonaws.sqs#RequestThrottled"}
	lost := failure{0, "lost"}
	for _, tt := range []struct {
		rule  string
		fail  []failure
		want  error
		calls int
	}{
		{"all is well", nil, nil, 1},
		{"one lost answer is asked for again", []failure{lost}, nil, 2},
		{"three lost answers: nobody knows", []failure{lost, lost, lost}, desk.ErrBusy, 3},
		{"a server's error is asked again", []failure{{500, "InternalFailure"}}, nil, 2},
		{"a server that stays down is busy", []failure{{503, "ServiceUnavailable"}, {503, "ServiceUnavailable"}, {503, "ServiceUnavailable"}}, desk.ErrBusy, 3},
		{"throttling, though it comes with 400, is busy", []failure{throttled, throttled, throttled}, desk.ErrBusy, 0},
		{"a throttling gateway is busy", []failure{{429, "Slow"}, {429, "Slow"}, {429, "Slow"}}, desk.ErrBusy, 0},
		{"a queue or machine that is not there is not the message's fault", []failure{{400, "com.amazonaws.sqs#QueueDoesNotExist"}}, desk.ErrBusy, 1},
		{"a missing right is not the message's fault", []failure{{400, "AccessDeniedException"}}, desk.ErrBusy, 1},
	} {
		for what, do := range map[string]func(*cloud) error{
			"wake": func(c *cloud) error {
				return schedule.QuietQueue{Queue: c.queue()}.Schedule(context.Background(), desk.Wakeup{Dialog: "c1-1", Run: "r1"}, time.Second)
			},
			"nudge": func(c *cloud) error {
				return schedule.Outbox{Queue: c.queue()}.Enqueue(context.Background(), desk.Job{ID: "v1"}, time.Second)
			},
			"close": func(c *cloud) error { return c.closing().StartClosing(context.Background(), "c1-1", now) },
		} {
			t.Run(tt.rule+"/"+what, func(t *testing.T) {
				c := newCloud(t)
				c.fail = append([]failure(nil), tt.fail...)
				if err := do(c); !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
				c.mu.Lock() // an aborted answer may come before its handler ends
				defer c.mu.Unlock()
				if tt.calls > 0 && c.calls != tt.calls {
					t.Errorf("got %d calls, want %d", c.calls, tt.calls)
				}
			})
		}
	}
}

func TestAClosingStartsOnce(t *testing.T) {
	c := newCloud(t)
	for range 3 {
		if err := c.closing().StartClosing(t.Context(), "c1-1", now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	// Another deadline is another input; the execution that is there stays.
	if err := c.closing().StartClosing(t.Context(), "c1-1", now.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	// The answer of a first start is lost, and the repeat meets what it started.
	c.fail = []failure{{0, "lost"}}
	if err := c.closing().StartClosing(t.Context(), "c1-2", now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"c1-1": `{"dialog":"c1-1","at":"2026-05-04T11:00:01Z","round":0,"generation":0}`,
		"c1-2": `{"dialog":"c1-2","at":"2026-05-04T11:00:01Z","round":0,"generation":0}`,
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := cmp.Diff(want, c.started); d != "" {
		t.Error(d)
	}
}

func TestAfter(t *testing.T) {
	in := schedule.Steps{Dialog: "c1-1", At: now, Round: 3, Generation: 1}
	with := func(at time.Time, round, generation int) schedule.Steps {
		return schedule.Steps{Dialog: "c1-1", At: at, Round: round, Generation: generation}
	}
	for _, tt := range []struct {
		rule  string
		in    schedule.Steps
		again time.Time
		wake  *desk.Wakeup
		delay time.Duration
		want  schedule.Next
	}{
		{"a dialog in use is asked about again, never early", in, now.Add(time.Hour), nil, 0,
			schedule.Next{Steps: with(now.Truncate(time.Second).Add(time.Hour+time.Second), 4, 1), Next: "again"}},
		{"a far deadline is looked at before", in, now.Add(1000 * time.Hour), nil, 0,
			schedule.Next{Steps: with(now.Truncate(time.Second).Add(72*time.Hour+time.Second), 4, 1), Next: "again"}},
		{"after a hundred rounds a fresh execution goes on", with(now, 99, 1), now.Add(time.Hour), nil, 0,
			schedule.Next{Steps: with(now.Truncate(time.Second).Add(time.Hour+time.Second), 0, 2), Next: "fresh", Name: "c1-1-g2"}},
		{"a run that follows is woken", in, time.Time{}, &desk.Wakeup{Dialog: "c1-1", Run: "a1"}, 20 * time.Second,
			schedule.Next{Steps: in, Next: "wake", Message: `{"dialog":"c1-1","run":"a1"}`, Group: "c1", Delay: 20}},
		{"nothing follows", in, time.Time{}, nil, 0, schedule.Next{Steps: in, Next: "end"}},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			got, err := tt.in.After(now, tt.again, tt.wake, tt.delay)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if again, err := tt.in.After(now, tt.again, tt.wake, tt.delay); err != nil || !cmp.Equal(again, got) {
				t.Errorf("a repeat differs: %v, %v", again, err)
			}
		})
	}
}

// A deadline that came nearer starts steps of its own, once, beside those that wait.
func TestCloseSoonerStartsBesideWhatWaits(t *testing.T) {
	c := newCloud(t)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for range 2 {
		for _, err := range []error{
			c.closing().StartClosing(t.Context(), "c1-1", at.Add(time.Hour)), c.closing().CloseSooner(t.Context(), "c1-1", at),
			c.closing().CloseSooner(t.Context(), "c1-1", at.Add(time.Minute)),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(c.started) != 3 || c.started["c1-1"] == "" || c.started[fmt.Sprintf("c1-1-t%d", at.Unix())] == "" {
		t.Errorf("started %v, want the dialog's and one a deadline", c.started)
	}
}

// An execution's name takes 80 characters at most and none of some signs; a
// dialog's id with any generation must fit.
func TestNames(t *testing.T) {
	long := desk.NewDialogID(desk.NewCustomerID("line", "user"), 1<<31)
	n, err := schedule.Steps{Dialog: long, Round: 1 << 20, Generation: 1 << 20}.After(now, now, nil, 0)
	if err != nil || len(n.Name) > 80 || strings.ContainsAny(n.Name, " <>{}[]?*\"#%\\^|~`$&,;:/") {
		t.Errorf("got %q, %v", n.Name, err)
	}
}
