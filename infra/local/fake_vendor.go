package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// fakeVendors stand in for the messengers' APIs in the demo, each below its
// channel's name: they let in who brings the line's token, call the webhook back
// where the messenger does, and remember what was sent.
type fakeVendors struct {
	mu    sync.Mutex
	lines map[desk.Channel]desk.Line
	sent  map[desk.Channel][]string // bodies of send requests
	files map[desk.Channel][]string // the files that were sent
	told  map[desk.Channel]string   // the webhook that the messenger was told
	wrong []string
}

func newVendors() *fakeVendors {
	return &fakeVendors{lines: map[desk.Channel]desk.Line{}, sent: map[desk.Channel][]string{}, files: map[desk.Channel][]string{}, told: map[desk.Channel]string{}}
}

// Know makes a line's account known to its messenger.
func (f *fakeVendors) Know(line desk.Line) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines[line.Channel] = line
}

// Told is the webhook that a messenger was told.
func (f *fakeVendors) Told(ch desk.Channel) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.told[ch]
}

// Wrong is what messengers would not have accepted.
func (f *fakeVendors) Wrong() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.wrong...)
}

// vendorCall is a request to a messenger's API.
type vendorCall struct {
	line   desk.Line
	method string
	path   string // below the channel's name
	token  string
	body   map[string]any
	raw    string
	file   *fakeFile // of a form
}

func (f *fakeVendors) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	f.mu.Lock()
	line, ok := f.lines[desk.Channel(name)]
	f.mu.Unlock()
	k := vendorCall{line: line, method: r.Method, path: "/" + path}
	if k.read(r) != nil || !ok {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	k.token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") + r.Header.Get("X-Viber-Auth-Token")
	if line.Channel == desk.ChannelTelegram {
		k.token, _, _ = strings.Cut(strings.TrimPrefix(k.path, "/bot"), "/")
	}
	if k.token != line.Secrets["token"] {
		f.note("%s was called with another token", line.Channel)
		http.Error(w, "{}", http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(f.answer(k)) // the caller sees a broken answer
}

// read reads the body: JSON, a form with a file, or nothing.
func (k *vendorCall) read(r *http.Request) error {
	if isForm(r) {
		return k.handed(r)
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || len(raw) == 0 {
		return err
	}
	k.raw = string(raw)
	return json.Unmarshal(raw, &k.body)
}

// note remembers what a messenger would not have accepted.
func (f *fakeVendors) note(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wrong = append(f.wrong, fmt.Sprintf(format, args...))
}

// out remembers a message, and gives its number.
func (f *fakeVendors) out(k vendorCall) int {
	f.fetch(k)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent[k.line.Channel] = append(f.sent[k.line.Channel], k.raw)
	return len(f.sent[k.line.Channel])
}

// Sent is what went out on a channel so far.
func (f *fakeVendors) Sent(ch desk.Channel) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.sent[ch]...)
}

// answer is what the messenger says to a call.
func (f *fakeVendors) answer(k vendorCall) any {
	send := k.method == http.MethodPost && strings.HasSuffix(k.path, "/messages")
	switch k.line.Channel {
	case desk.ChannelTelegram:
		return f.telegram(k)
	case desk.ChannelWhatsApp:
		if send {
			return map[string]any{"messages": []any{map[string]any{"id": fmt.Sprint("wamid.DEMO", f.out(k))}}}
		}
		if k.file != nil {
			f.got(k, *k.file, whatsappFiles)
			return map[string]any{"id": "demo-media"}
		}
		if c, ok := k.body["webhook_configuration"].(map[string]any); ok {
			f.handshake(k.line, fmt.Sprint(c["override_callback_uri"]), fmt.Sprint(c["verify_token"]))
		}
		return map[string]any{"success": true}
	case desk.ChannelMessenger, desk.ChannelInstagram:
		if send {
			return map[string]any{"recipient_id": "1", "message_id": fmt.Sprint("m_demo", f.out(k))}
		}
		if k.file != nil {
			f.got(k, *k.file, pageFiles)
			return map[string]any{"attachment_id": "demo-attachment"}
		}
		return map[string]any{"success": true, "name": demoName, "first_name": "Anna", "last_name": "Demo"}
	case desk.ChannelViber:
		return f.viber(k)
	case desk.ChannelManyChat:
		if k.method == http.MethodPost {
			f.out(k)
		}
		return map[string]any{"status": "success"}
	}
	if k.method == http.MethodPost {
		f.out(k)
	}
	return map[string]any{"state": true}
}

func (f *fakeVendors) telegram(k vendorCall) any {
	_, method, _ := strings.Cut(strings.TrimPrefix(k.path, "/bot"), "/")
	switch {
	case strings.HasPrefix(method, "send"):
		if k.file != nil {
			f.got(k, *k.file, telegramFiles)
		}
		return map[string]any{"ok": true, "result": map[string]any{"message_id": 1000 + f.out(k)}}
	case method == "setWebhook":
		f.tell(k.line, fmt.Sprint(k.body["url"]))
		if k.body["secret_token"] != k.line.Secrets["secret"] {
			f.note("telegram was told another secret")
		}
		return map[string]any{"ok": true, "result": true}
	}
	return map[string]any{"ok": true, "result": map[string]any{"total_count": 0, "photos": []any{}}}
}

// viber calls the address that it is told before it answers, as Viber does.
func (f *fakeVendors) viber(k vendorCall) any {
	if strings.HasSuffix(k.path, "/send_message") {
		return map[string]any{"status": 0, "status_message": "ok", "message_token": 4912661846655238000 + f.out(k)}
	}
	if !strings.HasSuffix(k.path, "/set_webhook") {
		return map[string]any{"status": 3, "status_message": "badData"}
	}
	url := fmt.Sprint(k.body["url"])
	f.tell(k.line, url)
	body := []byte(`{"event":"webhook","timestamp":1457764197627,"message_token":4912661846655238145}`)
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err == nil {
		for name, v := range channel.Sign(k.line, body) {
			req.Header.Set(name, v)
		}
		var res *http.Response
		if res, err = http.DefaultClient.Do(req); err == nil {
			err = res.Body.Close()
			if res.StatusCode != http.StatusOK {
				return map[string]any{"status": 1, "status_message": "Result Message: " + res.Status}
			}
		}
	}
	if err != nil {
		return map[string]any{"status": 1, "status_message": "invalidUrl"}
	}
	return map[string]any{"status": 0, "status_message": "ok", "event_types": []any{"delivered", "seen"}}
}

// handshake asks whether the address is ours, as Meta does.
func (f *fakeVendors) handshake(line desk.Line, url, word string) {
	f.tell(line, url)
	res, err := http.Get(url + "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + word)
	if err != nil {
		f.note("%s could not verify the webhook: %v", line.Channel, err)
		return
	}
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err != nil || string(b) != "1158201444" {
		f.note("%s got %q to its challenge", line.Channel, b)
	}
}

func (f *fakeVendors) tell(line desk.Line, url string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told[line.Channel] = url
}
