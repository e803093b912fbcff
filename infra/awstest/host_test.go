//go:build aws

package awstest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// function is a Lambda function: a bootstrap, its environment, and the processes
// that are warm. It behaves as Lambda does: one call at a time in a process, a
// new process where none is free, and after a crash or a time-out the process is
// gone before the next call.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type function struct {
	name    string
	env     []string
	timeout time.Duration
	handler handler // if set, calls go to it and there are no processes

	mu    sync.Mutex
	idle  []*process
	all   map[*process]bool
	colds int
	logs  bytes.Buffer
	bill  bill
}

// bill is what Lambda would charge for: each begun millisecond of each call, and
// of each start.
type bill struct{ calls, ms, starts, startMS int }

func begun(d time.Duration) int { return int((d + time.Millisecond - 1) / time.Millisecond) }

func (f *function) charge(b bill) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bill = bill{f.bill.calls + b.calls, f.bill.ms + b.ms, f.bill.starts + b.starts, f.bill.startMS + b.startMS}
}

// errCrashed is a call whose process ended before it answered.
var errCrashed = errors.New("the process ended")

// errTimeout is a call that took too long.
var errTimeout = errors.New("task timed out")

// failed is an error that the function told.
type failed struct {
	ErrorType    string `json:"errorType"`
	ErrorMessage string `json:"errorMessage"`
}

func (f *failed) Error() string { return f.ErrorType + ": " + f.ErrorMessage }

// process is one execution environment.
type process struct {
	cmd    *exec.Cmd
	server *http.Server
	calls  chan call
	ready  chan struct{} // closed with the first request for a call
	once   sync.Once
	dead   chan struct{}
	answer chan outcome
	took   time.Duration // from start to ready
}

type call struct {
	id       string
	payload  []byte
	deadline time.Time
}

type outcome struct {
	id   string
	body []byte
	err  error
}

// start starts a process: a cold start, as far as the first request for a call.
func (f *function) start() (*process, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &process{calls: make(chan call), ready: make(chan struct{}), dead: make(chan struct{}), answer: make(chan outcome, 1)}
	p.server = &http.Server{Handler: p}
	go p.server.Serve(l)
	p.cmd = exec.Command(filepath.Join(binaries, f.name, "bootstrap"))
	p.cmd.Env = append(append([]string(nil), f.env...), "AWS_LAMBDA_RUNTIME_API="+l.Addr().String())
	out := &lockedWriter{f: f}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		p.server.Close()
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.dead)
		p.server.Close()
	}()
	select {
	case <-p.ready:
		p.took = time.Since(began)
	case <-p.dead:
		return nil, fmt.Errorf("%s does not start: %w", f.name, errCrashed)
	case <-time.After(10 * time.Second):
		p.kill()
		return nil, fmt.Errorf("%s does not start: %w", f.name, errTimeout)
	}
	return p, nil
}

func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.dead
}

// ServeHTTP is the Runtime API.
func (p *process) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/2018-06-01/runtime/invocation/")
	if path == "next" {
		p.once.Do(func() { close(p.ready) })
		select {
		case c := <-p.calls:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", c.id)
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(c.deadline.UnixMilli()))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:000000000000:function:f")
			w.Write(c.payload)
		case <-r.Context().Done():
		}
		return
	}
	id, what, _ := strings.Cut(path, "/")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	o := outcome{id: id, body: body}
	if what == "error" {
		told := &failed{}
		if err := json.Unmarshal(body, told); err != nil {
			told.ErrorMessage = string(body)
		}
		o.err = told
	}
	w.WriteHeader(http.StatusAccepted)
	p.answer <- o
}

// invoke calls the function as Lambda does.
func (f *function) invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if f.handler != nil {
		ctx, cancel := context.WithTimeout(ctx, f.timeout)
		defer cancel()
		return f.handler.Invoke(ctx, payload)
	}
	p, err := f.take()
	if err != nil {
		return nil, err
	}
	c := call{id: fmt.Sprintf("%08x-%08x", rand.Uint32(), rand.Uint32()), payload: payload, deadline: time.Now().Add(f.timeout)}
	late, began := time.NewTimer(f.timeout), time.Now()
	defer late.Stop()
	defer func() { f.charge(bill{calls: 1, ms: begun(time.Since(began))}) }()
	for sent := false; ; {
		calls := p.calls
		if sent {
			calls = nil
		}
		select {
		case calls <- c:
			sent = true
		case o := <-p.answer:
			f.give(p)
			return o.body, o.err
		case <-p.dead:
			f.drop(p)
			return nil, errCrashed
		case <-late.C:
			p.kill()
			f.drop(p)
			return nil, errTimeout
		case <-ctx.Done():
			p.kill()
			f.drop(p)
			return nil, ctx.Err()
		}
	}
}

// take is a warm process, or a new one.
func (f *function) take() (*process, error) {
	f.mu.Lock()
	for len(f.idle) > 0 {
		p := f.idle[len(f.idle)-1]
		f.idle = f.idle[:len(f.idle)-1]
		select {
		case <-p.dead:
			delete(f.all, p)
			continue
		default:
		}
		f.mu.Unlock()
		return p, nil
	}
	f.colds++
	f.mu.Unlock()
	p, err := f.start()
	if err != nil {
		return nil, err
	}
	f.charge(bill{starts: 1, startMS: begun(p.took)})
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[p] = true
	return p, nil
}

func (f *function) give(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.idle = append(f.idle, p)
}

func (f *function) drop(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.all, p)
}

// kill ends one of the processes, whatever it does, with -9.
func (f *function) kill() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for p := range f.all {
		_ = p.cmd.Process.Signal(syscall.SIGKILL)
		delete(f.all, p)
		return true
	}
	return false
}

// stop ends all of them.
func (f *function) stop() {
	for f.kill() {
	}
}

// said is what the function logged.
func (f *function) said() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.logs.String()
}

type lockedWriter struct{ f *function }

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	return w.f.logs.Write(p)
}

// newFunction is a function that is stopped with the test.
func newFunction(t testing.TB, name string, timeout time.Duration, env []string) *function {
	f := &function{name: name, env: env, timeout: timeout, all: map[*process]bool{}}
	t.Cleanup(func() {
		f.stop()
		if t.Failed() && os.Getenv("LOGS") != "" {
			t.Logf("%s said:\n%s", name, f.said())
		}
	})
	return f
}
