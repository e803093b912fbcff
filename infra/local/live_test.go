package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// ear is a browser, or a program, that is told what changes.
type ear struct {
	t      *testing.T
	conn   *websocket.Conn
	cursor string
}

// listens begins to listen at a server, as whom the header says.
func listens(t *testing.T, base, since string, header http.Header) (*ear, *http.Response, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, resp, err := websocket.Dial(ctx, strings.Replace(base, "http", "ws", 1)+"/v1/live?since="+since, &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		return nil, resp, err
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &ear{t: t, conn: conn}, resp, nil
}

// hears is the next frame.
func (e *ear) hears() (api.ChangesView, error) {
	ctx, cancel := context.WithTimeout(e.t.Context(), 10*time.Second)
	defer cancel()
	var v api.ChangesView
	_, raw, err := e.conn.Read(ctx)
	if err == nil {
		err = json.Unmarshal(raw, &v)
		e.cursor = v.Cursor
	}
	return v, err
}

// until hears frames until one tells of that, and answers with all kinds that were told.
func (e *ear) until(kind desk.HintKind, dialog string) (kinds []string) {
	e.t.Helper()
	for {
		v, err := e.hears()
		if err != nil {
			e.t.Fatalf("waiting for %s of %s: %v", kind, dialog, err)
		}
		for _, h := range v.Events {
			kinds = append(kinds, string(h.Kind))
			if h.Kind == kind && string(h.Dialog) == dialog {
				return kinds
			}
		}
	}
}

// closed hears until it is closed, and answers with the code, and how long it took.
func (e *ear) closed() (websocket.StatusCode, time.Duration) {
	e.t.Helper()
	began := time.Now()
	for {
		if _, err := e.hears(); err != nil {
			return websocket.CloseStatus(err), time.Since(began)
		}
	}
}

func bearer(key string) http.Header { return http.Header{"Authorization": {"Bearer " + key}} }

// signedIn is somebody who signed in, in a browser of ours at a server.
func (h *house) signedIn(base, email string, rights map[string]any) (id string, header http.Header) {
	h.t.Helper()
	in := map[string]any{"name": email, "email": email, "role": "operator"}
	for k, v := range rights {
		in[k] = v
	}
	var made struct {
		ID         string
		Invitation struct{ Code string }
	}
	h.must(h.admin.Call(h.t.Context(), "POST", "/v1/operators", in, &made))
	a, err := h.outside().Send(h.t.Context(), "POST", "/v1/invitations/"+made.Invitation.Code, map[string]any{"password": "a long password"}, "Origin", base)
	h.must(err)
	c, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
	h.must(err)
	return made.ID, http.Header{"Cookie": {c.Name + "=" + c.Value}, "Origin": {base}}
}

// live is the house, being served.
func (h *house) live() (base string, stop func() error) {
	h.t.Helper()
	base, stop = h.serving()
	h.admin.Base, h.admin.HTTP = base, &http.Client{Transport: &http.Transport{}}
	return base, stop
}

// TestLive_TwoBrowsersAreToldAtOnce: two browsers of one operator, and a program with a
// key, are told of a customer's message and of the reply; who comes again is told what
// came meanwhile, and after a restart to read all anew.
func TestLive_TwoBrowsersAreToldAtOnce(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello")
	base, stop := h.live()
	_, olga := h.signedIn(base, "olga@shop.example", map[string]any{"leads": "change", "deals": "change", "dialogs": "all"})
	var ears []*ear
	for _, who := range []http.Header{olga, olga, bearer(h.admin.Key)} {
		e, _, err := listens(t, base, "", who)
		h.must(err)
		if v, err := e.hears(); err != nil || len(v.Events) != 0 || v.Cursor == "" {
			t.Fatalf("the first frame is %+v, %v, want a cursor alone", v, err)
		}
		ears = append(ears, e)
	}
	h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "Good day"}, nil))
	for _, e := range ears {
		if kinds := e.until(desk.HintMessage, d); kinds[0] != "dialog" {
			t.Errorf("got %q, want the dialog first", kinds)
		}
	}
	cursor := ears[0].cursor
	h.must(ears[0].conn.Close(websocket.StatusNormalClosure, ""))
	h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": "Call her"}, nil))
	ears[1].until(desk.HintMessage, d)
	again, _, err := listens(t, base, cursor, olga)
	h.must(err)
	again.until(desk.HintMessage, d)
	cursor = again.cursor
	h.must(stop())
	if code, _ := again.closed(); code != websocket.StatusServiceRestart {
		t.Errorf("the stop closes with %d, want %d", code, websocket.StatusServiceRestart)
	}
	h.reopened()
	base, stop = h.live()
	defer stop()
	olga.Set("Origin", base)
	again, _, err = listens(t, base, cursor, olga)
	h.must(err)
	again.until(desk.HintReload, "")
}

// TestLive_EndsWithTheSession: who signs out, or whose account is switched off is told nothing more within seconds (RS-07).
func TestLive_EndsWithTheSession_RS07(t *testing.T) {
	for name, end := range map[string]func(h *house, id string, cookie http.Header){
		"signed out": func(h *house, _ string, who http.Header) {
			a, err := h.outside().Send(h.t.Context(), "DELETE", "/v1/session", nil, "Cookie", who.Get("Cookie"), "Origin", who.Get("Origin"))
			h.must(err)
			if a.Status != http.StatusNoContent {
				h.t.Fatalf("got %d %s", a.Status, a.Body)
			}
		},
		"switched off": func(h *house, id string, _ http.Header) {
			a, err := h.admin.Send(h.t.Context(), "PATCH", "/v1/operators/"+id, map[string]any{"off": true}, "If-Match", "*")
			h.must(err)
			if a.Status != http.StatusOK {
				h.t.Fatalf("got %d %s", a.Status, a.Body)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			base, stop := h.live()
			defer stop()
			id, olga := h.signedIn(base, "olga@shop.example", map[string]any{"leads": "change", "dialogs": "all"})
			e, _, err := listens(t, base, "", olga)
			h.must(err)
			_, err = e.hears()
			h.must(err)
			end(h, id, olga)
			if code, took := e.closed(); code != 4401 || took > 8*time.Second {
				t.Errorf("closed with %d after %v, want 4401 within seconds", code, took)
			}
			if _, resp, err := listens(t, base, e.cursor, olga); err == nil || resp.StatusCode != 401 && resp.StatusCode != 403 {
				t.Errorf("they come again: %v, %v", resp, err)
			}
		})
	}
}

// … nor who holds a key that was revoked.
func TestLive_EndsWithTheKey_RS07(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	base, stop := h.live()
	defer stop()
	var key struct{ ID, Token string }
	h.must(h.admin.Call(t.Context(), "POST", "/v1/keys", map[string]any{"name": "script", "role": "supervisor"}, &key))
	e, _, err := listens(t, base, "", bearer(key.Token))
	h.must(err)
	_, err = e.hears()
	h.must(err)
	h.must(h.admin.Call(t.Context(), "DELETE", "/v1/keys/"+key.ID, nil, nil))
	if code, took := e.closed(); code != 4401 || took > 8*time.Second {
		t.Errorf("closed with %d after %v, want 4401 within seconds", code, took)
	}
}

// TestLive_OfOurOwnPagesAlone: a session's cookie opens it from our own pages and from no
// other's, and not where nobody can tell.
func TestLive_OfOurOwnPagesAlone(t *testing.T) {
	h := newHouse(t)
	base, stop := h.live()
	defer stop()
	_, olga := h.signedIn(base, "olga@shop.example", map[string]any{"leads": "change"})
	for name, c := range map[string]struct {
		set  func(http.Header)
		want int
	}{
		"our own":                    {func(http.Header) {}, 101},
		"another's":                  {func(h http.Header) { h.Set("Origin", "https://evil.example") }, 403},
		"another's, by what it says": {func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") }, 403},
		"nobody's":                   {func(h http.Header) { h.Del("Origin") }, 403},
		"without a session":          {func(h http.Header) { h.Del("Cookie") }, 401},
		"with a key that is none":    {func(h http.Header) { h.Del("Cookie"); h.Set("Authorization", "Bearer sk_x_y") }, 401},
		"another's, with a key": {func(f http.Header) {
			f.Del("Cookie")
			f.Set("Origin", "https://evil.example")
			f.Set("Authorization", "Bearer "+h.admin.Key)
		}, 403},
	} {
		header := olga.Clone()
		c.set(header)
		e, resp, err := listens(t, base, "", header)
		if resp == nil || resp.StatusCode != c.want {
			t.Errorf("%s: got %v, %v, want %d", name, resp, err, c.want)
		}
		if e != nil {
			h.must(e.conn.Close(websocket.StatusNormalClosure, ""))
		}
	}
	var at struct{ URL string }
	h.must(h.admin.Call(t.Context(), "GET", "/v1/live", nil, &at))
	if at.URL != strings.Replace(base, "http", "ws", 1)+"/v1/live" {
		t.Errorf("asked without a WebSocket it answers %q", at.URL)
	}
}

// TestLive_WhoMissedMuchIsToldToReload: who comes again when much has changed is told to
// read all anew; who sends more than they should is hung up on.
func TestLive_WhoMissedMuchIsToldToReload(t *testing.T) {
	h := newHouse(t)
	h.sys.hub.Size = 16
	d := h.says(anna, "Hello")
	base, stop := h.live()
	defer stop()
	slow, _, err := listens(t, base, "", bearer(h.admin.Key))
	h.must(err)
	quick, _, err := listens(t, base, "", bearer(h.admin.Key))
	h.must(err)
	frame, err := slow.hears()
	h.must(err)
	// It is away, and comes again when much has changed.
	h.must(slow.conn.Close(websocket.StatusNormalClosure, ""))
	for n := range 40 {
		h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": strings.Repeat("x", n+1)}, nil))
		quick.until(desk.HintMessage, d)
	}
	slow, _, err = listens(t, base, frame.Cursor, bearer(h.admin.Key))
	h.must(err)
	slow.until(desk.HintReload, "")
	h.must(slow.conn.Write(t.Context(), websocket.MessageText, []byte(strings.Repeat("x", 1000))))
	if code, _ := slow.closed(); code != websocket.StatusPolicyViolation {
		t.Errorf("who talks is hung up on with %d", code)
	}
	if kinds := func() []string {
		h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": "still here"}, nil))
		return quick.until(desk.HintMessage, d)
	}(); !slices.Contains(kinds, "dialog") {
		t.Errorf("the other one is told %q", kinds)
	}
}

var errLate = errors.New("it took over ten seconds")

// A call that waits is answered when something changes, and when the process ends.
func TestChanges_ACallThatWaitsIsAnswered(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello")
	_, stop := h.live()
	var v api.ChangesView
	h.must(h.admin.Call(t.Context(), "GET", "/v1/changes?wait=25", nil, &v))
	if v.Wait != 25 || len(v.Events) != 0 {
		t.Fatalf("got %+v, want to be told to ask again at once", v)
	}
	asked := func(since string) chan error {
		done := make(chan error, 1)
		go func() {
			began := time.Now()
			err := h.admin.Call(t.Context(), "GET", "/v1/changes?wait=25&since="+since, nil, &v)
			if took := time.Since(began); took > 10*time.Second {
				err = errors.Join(err, errLate)
			}
			done <- err
		}()
		return done
	}
	done := asked(v.Cursor)
	h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": "Call her"}, nil))
	h.must(<-done)
	if len(v.Events) == 0 || string(v.Events[0].Dialog) != d {
		t.Errorf("got %+v, want the dialog", v)
	}
	done = asked(v.Cursor)
	time.Sleep(50 * time.Millisecond)
	h.must(stop())
	err := <-done
	var p remote.Problem
	var cut *url.Error // on a slow machine it had not been asked yet
	if errors.Is(err, errLate) || err != nil && !errors.As(err, &p) && !errors.As(err, &cut) {
		t.Errorf("the stop: %v", err)
	}
}

// TestChanges_SaysWhatTheSocketSays: who asks is told, since the same cursor, of just what
// is told on the WebSocket, and comes to the same cursor.
func TestChanges_SaysWhatTheSocketSays(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello")
	base, stop := h.live()
	defer func() { h.must(stop()) }()
	e, _, err := listens(t, base, "", bearer(h.admin.Key))
	h.must(err)
	first, err := e.hears()
	h.must(err)
	path := "/v1/dialogs/" + d
	h.must(h.admin.Call(t.Context(), "POST", path+"/reply", map[string]any{"text": "Good day"}, nil))
	h.must(h.admin.Call(t.Context(), "POST", path+"/note", map[string]any{"text": "Call her"}, nil))
	var note struct{ Seq desk.Seq }
	h.must(h.admin.Call(t.Context(), "POST", path+"/note", map[string]any{"text": "The last"}, &note))
	heard, kinds := map[api.HintView]bool{}, map[desk.HintKind]bool{}
	for last := false; !last; {
		v, err := e.hears()
		h.must(err)
		for _, hint := range v.Events {
			heard[hint], kinds[hint.Kind] = true, true
			last = last || hint.Kind == desk.HintMessage && hint.Message == note.Seq
		}
	}
	for {
		var asked api.ChangesView
		h.must(h.admin.Call(t.Context(), "GET", "/v1/changes?since="+first.Cursor, nil, &asked))
		if asked.Cursor != e.cursor { // asked later, it has come further
			v, err := e.hears()
			h.must(err)
			for _, hint := range v.Events {
				heard[hint] = true
			}
			continue
		}
		told := map[api.HintView]bool{}
		for _, hint := range asked.Events {
			told[hint] = true
		}
		if d := cmp.Diff(heard, told); d != "" || !kinds[desk.HintDialog] || !kinds[desk.HintMessage] {
			t.Errorf("of %v (-on the socket +asked) %s", kinds, d)
		}
		return
	}
}
