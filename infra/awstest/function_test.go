//go:build aws

package awstest_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestColdWarmCrash: a second call finds the process warm; a killed one is gone
// before the next call, which starts cold; a call that takes too long is cut off.
func TestColdWarmCrash(t *testing.T) {
	c := newCloud(t)
	c.setUp()
	f := c.functions["webhook"]
	for i := range 3 {
		c.tell(update(3001, 1+i, "Hello"))
	}
	if f.colds != 1 {
		t.Errorf("got %d cold starts for calls one after the other, want 1", f.colds)
	}
	f.kill()
	c.tell(update(3001, 9, "Hello again"))
	if f.colds != 2 {
		t.Errorf("got %d cold starts after a crash, want 2", f.colds)
	}
	f.timeout = time.Millisecond
	if _, err := f.invoke(t.Context(), []byte(`{}`)); !errors.Is(err, errTimeout) && err != nil {
		t.Errorf("got %v", err)
	}
	f.timeout = 10 * time.Second
	if status := c.call("webhook", http.MethodPost, "/webhooks/telegram/bot", nil, []byte(`{}`)).status; status != http.StatusUnauthorized {
		t.Errorf("a call without the secret: got %d, want 401", status)
	}
	if status := c.call("webhook", http.MethodPost, "/webhooks/telegram/nobody", nil, []byte(`{}`)).status; status != http.StatusNotFound {
		t.Errorf("a line that is not there: got %d, want 404", status)
	}
	for name, f := range c.functions {
		for _, secret := range []string{"Hello", secret, "AAF-test-token", c.key} {
			if strings.Contains(f.said(), secret) {
				t.Errorf("%s logs %q", name, secret)
			}
		}
	}
}

// TestEnvironment: a function whose setting is missing says which, and ends.
func TestEnvironment(t *testing.T) {
	c := newCloud(t)
	for name, missing := range map[string]string{"webhook": "OUTBOX_URL", "api": "CLOSING_ARN", "analyze": "QUIET_QUEUE_URL", "jobs": "OUTBOX_URL", "closing": "TABLE"} {
		f := c.functions[name]
		f.env = slices.DeleteFunc(f.env, func(s string) bool { return strings.HasPrefix(s, missing+"=") })
		if _, err := f.invoke(t.Context(), []byte(`{}`)); !errors.Is(err, errCrashed) {
			t.Errorf("%s: got %v, want a crash", name, err)
		}
		if !strings.Contains(f.said(), missing) {
			t.Errorf("%s does not name %s: %s", name, missing, f.said())
		}
	}
}

// TestAtOnce: under 16 connections, ids that come four times at once are stored
// once; two first messages of a new customer at once make one dialog and one
// contact; and what was answered is there after a kill -9.
func TestAtOnce(t *testing.T) {
	c := newCloud(t)
	c.setUp()
	c.feed()
	var jobs []func()
	for id := range 100 {
		for range 4 {
			jobs = append(jobs, func() { c.tell(update(4000, 1+id, fmt.Sprintf("Message %d", id))) })
		}
	}
	for customer := 4001; customer <= 4010; customer++ {
		for i := range 2 {
			jobs = append(jobs, func() { c.tell(update(customer, i, "First")) })
		}
	}
	next := make(chan func())
	var work sync.WaitGroup
	for range 16 {
		work.Go(func() {
			for do := range next {
				do()
			}
		})
	}
	for _, do := range jobs {
		next <- do
	}
	close(next)
	work.Wait()
	c.functions["webhook"].stop()
	c.until("every dialog has its lead", func() bool {
		ds := c.dialogs()
		return len(ds) == 11 && !slices.ContainsFunc(ds, func(d dialogView) bool { return len(d.Cards) == 0 })
	})
	d := c.dialogOf(4000)
	seen := map[string]int{}
	for cursor := ""; ; {
		var ms struct {
			Items []struct{ ID string }
			Next  string
		}
		c.api(http.MethodGet, "/v1/dialogs/"+d.ID+"/messages?limit=50"+cursor, nil, &ms)
		for _, m := range ms.Items {
			seen[m.ID]++
		}
		if ms.Next == "" {
			break
		}
		cursor = "&cursor=" + ms.Next
	}
	if len(seen) != 100 {
		t.Errorf("got %d messages, want 100", len(seen))
	}
	var contacts page[struct{ Ref string }]
	c.api(http.MethodGet, "/v1/cards?kind=contact&limit=100", nil, &contacts)
	if len(contacts.Items) != 11 {
		t.Errorf("got %d contacts, want 11", len(contacts.Items))
	}
}

// TestSIGTERM: a process that is told to end does, at once and without a fault.
func TestSIGTERM(t *testing.T) {
	c := newCloud(t)
	for name, f := range c.functions {
		p, err := f.start()
		if err != nil {
			t.Fatal(err)
		}
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case <-p.dead:
			if code := p.cmd.ProcessState.ExitCode(); code != 0 {
				t.Errorf("%s ends with %d: %s", name, code, f.said())
			}
		case <-time.After(2 * time.Second):
			t.Errorf("%s does not end", name)
			p.kill()
		}
	}
}
