//go:build aws

package awstest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// deployClosing gives ministack's Lambda the closing function, for the state
// machine to call.
func (c *cloud) deployClosing() {
	vars := map[string]string{}
	for _, pair := range c.functions["closing"].env {
		name, value, _ := strings.Cut(pair, "=")
		vars[name] = value
	}
	c.deploy("closing", zipped(c, "closing"), vars)
}

// deploy gives ministack's Lambda a function.
func (c *cloud) deploy(name string, zip []byte, vars map[string]string) {
	if err := c.guard.runs(name); err != nil {
		c.Fatal(err)
	}
	in, err := json.Marshal(map[string]any{
		"FunctionName": c.name + "-" + name, "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": "arn:aws:iam::000000000000:role/" + name,
		"Timeout": 30, "Environment": map[string]any{"Variables": vars},
		"Code": map[string]string{"ZipFile": base64.StdEncoding.EncodeToString(zip)},
	})
	if err != nil {
		c.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.Context(), http.MethodPost, cloudURL+"/2015-03-31/functions", bytes.NewReader(in))
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/lambda/aws4_request, SignedHeaders=host, Signature=0")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		said, _ := io.ReadAll(res.Body)
		c.Fatalf("create the function %s: %d %s", name, res.StatusCode, said)
	}
}

// execution is how an execution stands, and how often it asked.
func (c *cloud) execution(name string) (status types.ExecutionStatus, asked, events int) {
	arn := aws.String("arn:aws:states:eu-central-1:000000000000:execution:" + c.name + "-closing:" + name)
	out, err := c.sfn.DescribeExecution(c.Context(), &sfn.DescribeExecutionInput{ExecutionArn: arn})
	if err != nil {
		return "", 0, 0
	}
	h, err := c.sfn.GetExecutionHistory(c.Context(), &sfn.GetExecutionHistoryInput{ExecutionArn: arn, MaxResults: 1000})
	if err != nil {
		c.Fatal(err)
	}
	for _, e := range h.Events {
		if e.Type == types.HistoryEventTypeTaskStateEntered && e.StateEnteredEventDetails != nil && *e.StateEnteredEventDetails.Name == "Ask" {
			asked++
		}
	}
	return out.Status, asked, len(h.Events)
}

func (c *cloud) ended(name string) func() bool {
	return func() bool {
		status, _, _ := c.execution(name)
		return status != "" && status != types.ExecutionStatusRunning
	}
}

// open has a customer open a dialog, and answers with it once its lead is bound.
func (c *cloud) open(customer int) dialogView {
	c.Helper()
	for i := range 2 {
		c.tell(update(customer, 10*customer+i, fmt.Sprintf("Message %d, my phone is +4915112345678", i)))
	}
	return c.dialogOf(customer)
}

func (c *cloud) dialogOf(customer int) (found dialogView) {
	c.Helper()
	c.until("the dialog has its lead", func() bool {
		for _, d := range c.dialogs() {
			var ms page[struct{ ID string }]
			c.api(http.MethodGet, "/v1/dialogs/"+d.ID+"/messages", nil, &ms)
			if len(ms.Items) > 0 && strings.HasPrefix(ms.Items[0].ID, fmt.Sprint(customer)+"/") && len(d.Cards) > 0 {
				found = d
				return true
			}
		}
		return false
	})
	return found
}

func (c *cloud) dialog(id string) (d struct{ State, CloseReason, LastAt, ClosedAt string }) {
	c.api(http.MethodGet, "/v1/dialogs/"+id, nil, &d)
	return d
}

func (c *cloud) runs(dialog string) []runView {
	var rs page[runView]
	c.api(http.MethodGet, "/v1/dialogs/"+dialog+"/runs", nil, &rs)
	return rs.Items
}

// TestClosing runs the state machine to its end, each time with the function
// that is deployed.
func TestClosing(t *testing.T) {
	c := newCloud(t)
	c.setUp()
	c.api(http.MethodPatch, "/v1/settings", map[string]any{"idleSeconds": 4, "quietSeconds": 1}, nil)
	c.deployClosing()
	c.feed()

	t.Run("an idle dialog closes, and no run follows without a subscription", func(t *testing.T) {
		d := c.open(2001)
		c.until("it ends", c.ended(d.ID))
		if got := c.dialog(d.ID); got.State != "closed" || got.CloseReason != "idle" {
			t.Errorf("got %v", got)
		}
		if status, asked, events := c.execution(d.ID); status != types.ExecutionStatusSucceeded || events > 30 {
			t.Errorf("got %s after asking %d times, %d events", status, asked, events)
		}
		if rs := c.runs(d.ID); len(rs) > 0 {
			t.Errorf("got %v", rs)
		}
	})
	t.Run("a busy dialog is asked about again", func(t *testing.T) {
		d := c.open(2002)
		for i := range 3 {
			time.Sleep(1500 * time.Millisecond)
			c.tell(update(2002, 20028+i, "And another thing"))
		}
		c.until("it ends", c.ended(d.ID))
		got := c.dialog(d.ID)
		last, err1 := time.Parse(time.RFC3339, got.LastAt)
		closed, err2 := time.Parse(time.RFC3339, got.ClosedAt)
		if got.State != "closed" || err1 != nil || err2 != nil || closed.Sub(last) < 4*time.Second {
			t.Errorf("got %v %v %v", got, err1, err2)
		}
		if status, asked, _ := c.execution(d.ID); status != types.ExecutionStatusSucceeded || asked < 2 {
			t.Errorf("got %s after asking %d times, want at least twice", status, asked)
		}
	})
	t.Run("a dialog closed by hand stays so, and the steps end", func(t *testing.T) {
		d := c.open(2003)
		c.api(http.MethodPost, "/v1/dialogs/"+d.ID+"/close", nil, nil)
		c.until("it ends", c.ended(d.ID))
		if got := c.dialog(d.ID); got.State != "closed" || got.CloseReason != "by_hand" {
			t.Errorf("got %v", got)
		}
		if status, _, _ := c.execution(d.ID); status != types.ExecutionStatusSucceeded {
			t.Errorf("got %s", status)
		}
	})
	t.Run("an automatic run follows and fills", func(t *testing.T) {
		c.api(http.MethodPatch, "/v1/settings", map[string]any{"subscription": true, "leadMode": "all"}, nil)
		d := c.open(2004)
		c.until("its run is done", func() bool { rs := c.runs(d.ID); return len(rs) == 1 && rs[0].State == "done" })
		if status, _, _ := c.execution(d.ID); status != types.ExecutionStatusSucceeded {
			t.Errorf("got %s", status)
		}
	})
	t.Run("a function that fails is asked until it is mended", func(t *testing.T) {
		d := c.open(2005)
		c.dynamo.break_(true)
		time.Sleep(6 * time.Second)
		c.dynamo.break_(false)
		c.until("it ends", c.ended(d.ID))
		if got := c.dialog(d.ID); got.State != "closed" || got.CloseReason != "idle" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("after a hundred rounds a fresh execution goes on", func(t *testing.T) {
		// Long enough that the old one is under way before the dialog's own closes it.
		c.api(http.MethodPatch, "/v1/settings", map[string]any{"idleSeconds": 20}, nil)
		d := c.open(2006)
		in := fmt.Sprintf(`{"dialog":%q,"at":%q,"round":99,"generation":0}`, d.ID, time.Now().UTC().Format(time.RFC3339))
		if _, err := c.sfn.StartExecution(t.Context(), &sfn.StartExecutionInput{
			StateMachineArn: aws.String("arn:aws:states:eu-central-1:000000000000:stateMachine:" + c.name + "-closing"),
			Name:            aws.String("old-" + d.ID), Input: &in,
		}); err != nil {
			t.Fatal(err)
		}
		c.until("the fresh one ends", c.ended(d.ID+"-g1"))
		for _, name := range []string{"old-" + d.ID, d.ID + "-g1"} {
			if status, _, _ := c.execution(name); status != types.ExecutionStatusSucceeded {
				t.Errorf("%s: got %s", name, status)
			}
		}
		if got := c.dialog(d.ID); got.State != "closed" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("a dialog that is gone ends the steps", func(t *testing.T) {
		in := fmt.Sprintf(`{"dialog":"cnobody-1","at":%q,"round":0,"generation":0}`, time.Now().UTC().Format(time.RFC3339))
		if _, err := c.sfn.StartExecution(t.Context(), &sfn.StartExecutionInput{
			StateMachineArn: aws.String("arn:aws:states:eu-central-1:000000000000:stateMachine:" + c.name + "-closing"), Name: aws.String("gone"), Input: &in,
		}); err != nil {
			t.Fatal(err)
		}
		c.until("it ends", c.ended("gone"))
		if status, asked, _ := c.execution("gone"); status != types.ExecutionStatusSucceeded || asked != 1 {
			t.Errorf("got %s after asking %d times", status, asked)
		}
	})
}
