//go:build aws

package awstest_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// empty is a function that does nothing: the floor of every start.
const empty = `package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(context.Context, map[string]any) (map[string]any, error) { return nil, nil })
}
`

// slowest is how much longer than the empty handler a function may take to
// start before the test fails. The goals are 1.8 for webhook and closing, 3 for api,
// 4 for analyze and jobs, and README tells what was measured; the bounds leave room
// for a busy machine. What holds starts where they are is TestNothingIsMadeBeforeItIsNeeded,
// which counts and does not time.
var slowest = map[string]float64{"webhook": 2.5, "closing": 2.5, "feed": 2.5, "live": 2.5, "console": 2.5, "api": 4, "analyze": 4, "jobs": 4}

// rounds is how often each function is started. In a round each is started once,
// in any order: what else the machine does in that moment is the same for all.
const rounds = 101

// TestColdStart measures each function's start, up to its first request for a
// call, beside an empty handler's of the same round, and takes the median of the
// ratios. All functions that use it have then made their first DynamoDB call, to a
// server that answers at once what DynamoDB's answered once.
func TestColdStart(t *testing.T) {
	c := startable(t)
	ratios, memory := map[string][]float64{}, map[string]int{}
	var floor []time.Duration
	for range rounds {
		took := map[string]time.Duration{}
		for _, i := range rand.Perm(len(c)) {
			p, err := c[i].start()
			if err != nil {
				t.Fatal(err)
			}
			took[c[i].name] = p.took
			memory[c[i].name] = max(memory[c[i].name], resident(t, p.cmd.Process.Pid))
			p.kill()
		}
		for name, d := range took {
			ratios[name] = append(ratios[name], float64(d)/float64(took["empty"]))
		}
		floor = append(floor, took["empty"])
	}
	t.Logf("the empty handler starts in %.2f ms, %.1f MB resident", float64(median(floor).Microseconds())/1000, float64(memory["empty"])/1024)
	for name, most := range slowest {
		times := median(ratios[name])
		t.Logf("%-8s starts in %.2f × its time, %.1f MB resident", name, times, float64(memory[name])/1024)
		if times > most {
			t.Errorf("%s takes %.2f × the empty handler's time to start, want at most %.1f", name, times, most)
		}
	}
	if kb := memory["webhook"]; kb > 25<<10 {
		t.Errorf("the webhook is %d kB resident, want at most 25 MB", kb)
	}
}

// startable are all functions and an empty one.
func startable(t *testing.T) []*function {
	src := filepath.Join(t.TempDir(), "empty.go")
	if err := os.WriteFile(src, []byte(empty), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := build(filepath.Join(binaries, "empty", "bootstrap"), src); err != nil {
		t.Fatal(err)
	}
	c := newCloud(t)
	c.setUp()
	at := httptest.NewServer(&echo{t: t, said: map[string][]byte{}})
	t.Cleanup(at.Close)
	all := []*function{newFunction(t, "empty", time.Second, []string{"AWS_LAMBDA_FUNCTION_NAME=empty"})}
	for _, f := range c.functions {
		f.env = append(f.env, "AWS_ENDPOINT_URL_DYNAMODB="+at.URL)
		all = append(all, f)
	}
	return all
}

// echo asks the server that stands for DynamoDB once, and says the same from then
// on: how fast that server is, on a busy machine, is no part of a start.
type echo struct {
	t    *testing.T
	mu   sync.Mutex
	said map[string][]byte // by operation and body
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	asked := r.Header.Get("X-Amz-Target") + string(body)
	answer, known := e.said[asked]
	if err == nil && !known {
		answer, err = e.ask(r.Header, body)
		e.said[asked] = answer
	}
	if err != nil {
		e.t.Errorf("%s: %v", r.Header.Get("X-Amz-Target"), err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Write(answer)
}

func (e *echo) ask(header http.Header, body []byte) ([]byte, error) {
	q, err := http.NewRequest(http.MethodPost, dynamoURL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header = header.Clone()
	q.Header.Set("Accept-Encoding", "identity")
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", r.Status, answer)
	}
	return answer, err
}

func median[T float64 | time.Duration](all []T) T {
	slices.Sort(all)
	return all[len(all)/2]
}

// resident is a process's resident memory in kB.
func resident(t *testing.T, pid int) int {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(raw), "VmRSS:")
	var kb int
	if _, err := fmt.Sscan(after, &kb); err != nil {
		t.Fatal(err)
	}
	return kb
}

// most is how many kilobytes packages may put onto the heap before main: all of
// them, and ours.
var most = map[string]struct{ all, ours int }{
	"webhook": {300, 4}, "closing": {300, 4}, "feed": {300, 4}, "live": {300, 4}, "console": {300, 4}, "api": {620, 10}, "analyze": {800, 12}, "jobs": {480, 14},
}

// TestNothingIsMadeBeforeItIsNeeded counts what packages put onto the heap before
// main, which says the same on every machine: a regexp in a variable, or a client
// that builds the schemas of all its operations, is paid for by each start.
func TestNothingIsMadeBeforeItIsNeeded(t *testing.T) {
	c := newCloud(t)
	for name, most := range most {
		f := c.functions[name]
		f.env = append(f.env, "GODEBUG=inittrace=1")
		p, err := f.start()
		if err != nil {
			t.Fatal(err)
		}
		p.kill()
		ours, all := made(t, f.said())
		t.Logf("%s: packages make %d bytes before main, ours %d of them", name, all, ours)
		if ours > most.ours<<10 || all > most.all<<10 {
			t.Errorf("%s: packages make %d bytes before main, ours %d of them, want at most %d kB and %d kB", name, all, ours, most.all, most.ours)
		}
	}
}

// made adds up what packages put onto the heap, by the runtime's own trace:
// "init PACKAGE @2.5 ms, 0.087 ms clock, 256 bytes, 2 allocs".
func made(t *testing.T, trace string) (ours, all int) {
	for lines := bufio.NewScanner(strings.NewReader(trace)); lines.Scan(); {
		pkg, rest, ok := strings.Cut(strings.TrimPrefix(lines.Text(), "init "), " @")
		if !ok {
			continue
		}
		var at, took float64
		var bytes int
		if _, err := fmt.Sscanf(rest, "%g ms, %g ms clock, %d bytes", &at, &took, &bytes); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		all += bytes
		if strings.HasPrefix(pkg, "github.com/sufler/") {
			ours += bytes
		}
	}
	if all == 0 {
		t.Fatal("the runtime traced nothing")
	}
	return ours, all
}
