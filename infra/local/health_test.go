package main

import (
	"bytes"
	"net"
	"regexp"
	"strings"
	"testing"
)

// What watches over the program asks it with -health: 0 while it works.
func TestHealthAsksTheOneThatRuns(t *testing.T) {
	out, stop := started(t, t.TempDir())
	port := regexp.MustCompile(`Sufler listens on http://\S+:(\d+)`).FindStringSubmatch(out.String())
	if port == nil {
		t.Fatalf("got %s", out)
	}
	var said, errs bytes.Buffer
	if code := start(t.Context(), []string{"-health", "-addr", "0.0.0.0:" + port[1]}, noEnv, &said, &errs); code != 0 || said.String() != "ok\n" {
		t.Errorf("while it runs: got %d %s %s", code, &said, &errs)
	}
	stop()
	if code := start(t.Context(), []string{"-health", "-addr", "127.0.0.1:" + port[1]}, noEnv, &said, &errs); code == 0 || !strings.Contains(errs.String(), net.JoinHostPort("localhost", port[1])) {
		t.Errorf("when it has ended: got %d %s", code, &errs)
	}
}
