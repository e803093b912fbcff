package main

import (
	"net"
	"net/http"
	"sync"
)

// unasked are connections on which nothing was asked yet: browsers open some in advance.
// http.Server.Shutdown waits five seconds for each, longer than a stop may take.
type unasked struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
	ended bool
}

// watch is an http.Server's ConnState.
func (u *unasked) watch(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state != http.StateNew {
		delete(u.conns, c)
		return
	}
	if u.ended {
		_ = c.Close() // accepted in the very moment of the end
		return
	}
	if u.conns == nil {
		u.conns = map[net.Conn]bool{}
	}
	u.conns[c] = true
}

// end hangs up on them.
func (u *unasked) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ended = true
	for c := range u.conns {
		_ = c.Close() // who asks nothing misses nothing
	}
}
