package main

import (
	"testing"

	"github.com/sufler/sufler/shared/assembly/assemblytest"
)

// TestEveryPartIsPluggedIn: what the system is put together from is there, so that
// no request meets a nil (shared/assembly has the same for the verbs).
func TestEveryPartIsPluggedIn(t *testing.T) {
	h := newHouse(t)
	// Nothing here is an old copy, and browsers are told by the hub, without a gateway.
	// What cannot be told yet waits in the journal, so there is no box of letters.
	// No model looks at the knowledge base and nobody writes down what is said, unless
	// the company wants it.
	unasked := []string{"Models.Chooser", "Models.Embedder", "Models.ID", "Models.Report", ".Transcriber", ".Inbox", ".Hearing", "Recordings.Price", ".Letterbox"}
	assemblytest.Plugged(t, "Verbs", h.sys.Verbs, append(unasked, "Verbs.Fresh", "Verbs.Gateway", "Verbs.VisitorGateway")...)
	p := parts{Dir: h.dir, Now: h.clock.Now, Log: silent, Reader: h.reader}
	if n := assemblytest.Plugged(t, "API", h.sys.api(p, newBodies()), unasked...); n < 15 {
		t.Errorf("only %d of the API's verbs were looked at", n)
	}
	for name, v := range map[string]any{
		"Analyzer": h.sys.Scheduler.Analyzer, "Worker": h.sys.Scheduler.Worker, "Closer": h.sys.Scheduler.Closer, "Sweeper": h.sys.Scheduler.Sweeper,
		"Receiver": h.sys.Receiver, "follower": h.sys.follower,
	} {
		assemblytest.Plugged(t, name, v, unasked...)
	}
}
