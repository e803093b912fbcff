package socket_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/web/api"
	"github.com/sufler/sufler/shared/web/socket"
)

// nothing is a store that is never asked: an admin sees every dialog.
type nothing struct{}

func (nothing) Dialog(context.Context, desk.DialogID) (desk.Dialog, error) {
	return desk.Dialog{}, desk.ErrNotFound
}

func (nothing) Newest(context.Context, desk.CustomerID) (desk.Dialog, error) {
	return desk.Dialog{}, desk.ErrNotFound
}

// serve says over by name whose sockets end.
func serve(t *testing.T, hub *live.Hub, s socket.Socket, over chan<- string) string {
	t.Helper()
	s.Hub, s.Log, s.Other = hub, slog.New(slog.DiscardHandler), http.NotFoundHandler()
	s.Who = func(*http.Request) (desk.Actor, error) { return desk.Actor{Role: desk.RoleAdmin}, nil }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		over <- r.Header.Get("X-Name")
	}))
	t.Cleanup(server.Close)
	t.Cleanup(hub.End)
	return strings.Replace(server.URL, "http", "ws", 1)
}

func changed(t *testing.T, hub *live.Hub, n int) {
	t.Helper()
	d := desk.Dialog{ID: desk.DialogID(fmt.Sprintf("c%04000d-1", n)), State: desk.StateWaiting}
	if err := hub.Changed(t.Context(), desk.FeedRecord{Dialog: &desk.Change[desk.Dialog]{New: &d}}); err != nil {
		t.Fatal(err)
	}
}

// A browser that reads nothing holds up neither who tells nor who else is told, and is
// hung up on; when it comes again it is told to read all anew.
func TestWhoReadsNothingIsHungUpOn(t *testing.T) {
	hub := &live.Hub{Finder: live.Finder{Dialogs: nothing{}, Newest: nothing{}}}
	over := make(chan string, 3)
	url := serve(t, hub, socket.Socket{Patience: 200 * time.Millisecond}, over)
	small := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(2048)
		}
		return conn, err
	}}}
	slow, _, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPClient: small, HTTPHeader: http.Header{"X-Name": {"slow"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer slow.CloseNow()
	slow.SetReadLimit(1 << 24)
	var first api.ChangesView
	_, raw, err := slow.Read(t.Context())
	if err != nil || json.Unmarshal(raw, &first) != nil {
		t.Fatalf("got %s, %v", raw, err)
	}
	quick, _, err := websocket.Dial(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer quick.CloseNow()
	quick.SetReadLimit(1 << 24)
	const changes = 4_000 // 16 MB: more than the buffers between us hold, and less than the ring
	go func() {
		for n := range changes {
			changed(t, hub, n)
			if n%20 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
	}()
	last := fmt.Sprintf("c%04000d-1", changes-1)
	for {
		_, raw, err := quick.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), last) {
			break
		}
	}
	select {
	case name := <-over:
		if name != "slow" {
			t.Fatalf("it is %q who was hung up on", name)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("who reads nothing is not hung up on")
	}
	for n := range 10_000 { // more than the ring holds
		changed(t, hub, n)
	}
	again, _, err := websocket.Dial(t.Context(), url+"?since="+first.Cursor, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.CloseNow()
	for range 2 {
		_, raw, err = again.Read(t.Context())
	}
	if err != nil || !strings.Contains(string(raw), `"reload"`) {
		t.Errorf("got %s, %v, want reload", raw, err)
	}
}
