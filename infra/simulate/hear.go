package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// begin asks the website's channel for a session.
func (c *customer) begin(ctx context.Context) error {
	b, err := c.post(ctx, "/web/"+url.PathEscape(c.line.PublicKey)+"/session", []byte("{}"))
	if err != nil {
		return err
	}
	var s struct{ Token, Visitor string }
	if err := json.Unmarshal(b, &s); err != nil || s.Token == "" {
		return fmt.Errorf("no session in %q", b)
	}
	c.token, c.user = s.Token, s.Visitor
	return nil
}

// told is what the website's channel says of a message.
type told struct {
	Seq       int64
	Author    desk.Author
	Text      string
	Deleted   bool
	Buttons   []struct{ Text string }
	Reactions map[desk.Author]string
	Files     []struct{ Name, File string } `json:"attachments"`
}

// words are what is shown of it.
func (m told) words() string {
	if m.Deleted {
		return "(taken back)"
	}
	words := m.Text
	for _, b := range m.Buttons {
		words += " [" + b.Text + "]"
	}
	for _, by := range []desk.Author{desk.ByCustomer, desk.ByOperator} {
		if sign := m.Reactions[by]; sign != "" {
			words += " [" + string(by) + " " + sign + "]"
		}
	}
	return words
}

// poll shows what is said to a visitor, and what becomes of it, until ctx ends.
func (c *customer) poll(ctx context.Context) {
	shown := map[int64]string{}
	pause := 500 * time.Millisecond
	for after, changed := int64(0), int64(0); ctx.Err() == nil; wait(ctx, pause) {
		header := channel.Sign(c.line, nil)
		header["authorization"] = "Bearer " + c.token
		b, err := c.call(ctx, http.MethodGet, fmt.Sprintf("/web/%s/messages?after=%d&changed=%d&wait=25", url.PathEscape(c.line.PublicKey), after, changed), header, nil)
		pause = 500 * time.Millisecond
		if err != nil {
			continue // the next time may do
		}
		var said struct {
			Items, Changes []told
			Next, Changed  int64
			Wait           int
		}
		if json.Unmarshal(b, &said) != nil {
			continue
		}
		if said.Wait > 0 {
			pause = 0 // it waited for us
		}
		for _, m := range slices.Concat(said.Items, said.Changes) {
			before, known := shown[m.Seq]
			shown[m.Seq] = m.words()
			switch {
			case known && before != m.words():
				c.print("~ %s", m.words())
			case !known && m.Author != desk.ByCustomer:
				c.print("< %s", m.words())
				for _, f := range m.Files {
					c.print("< [%s] %s", f.Name, f.File)
				}
			}
		}
		after, changed = max(after, said.Next), said.Changed
	}
}

// api is the messenger's send API: it shows what comes, answers as the messenger
// does, and has the receipts sent.
func (c *customer) api(ctx context.Context) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.serveFile(w, r) {
			return
		}
		v, isForm, err := readCall(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		n := c.next()
		answer, isSend := c.apiAnswer(r.URL.Path, v, n)
		if isSend || isForm {
			c.print("< %s", strings.Join(append(words(v), buttons(v, false)...), " "))
		}
		if isSend {
			c.mu.Lock()
			c.heard = n
			c.mu.Unlock()
		}
		if writeObj(w, answer) && isSend {
			go c.receipts(ctx, n)
		}
	})
}

// writeObj writes v as JSON, and says whether that worked.
func writeObj(w http.ResponseWriter, v obj) bool {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v) == nil
}

// readCall reads a call's body: JSON, nothing, or a form with a file, which reads
// as its fields and a word about the file.
func readCall(r *http.Request) (v any, isForm bool, err error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil || len(body) == 0 {
			return nil, false, err
		}
		err = json.Unmarshal(body, &v)
		return v, false, err
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return nil, true, err
	}
	form := obj{}
	for name, values := range r.MultipartForm.Value {
		form[name] = values[0]
	}
	for _, files := range r.MultipartForm.File {
		form["content"] = fmt.Sprintf("[%s, %d bytes]", files[0].Filename, files[0].Size)
	}
	return form, true, nil
}

// apiAnswer is the messenger's answer to a call, and whether the call sends
// something to the customer.
func (c *customer) apiAnswer(path string, body any, n int64) (answer obj, isSend bool) {
	switch c.line.Channel {
	case desk.ChannelTelegram:
		method := path[strings.LastIndexByte(path, '/')+1:]
		if method == "getFile" {
			asked, _ := body.(map[string]any)
			id, _ := asked["file_id"].(string)
			f, _ := fileOf(id)
			return obj{"ok": true, "result": obj{"file_id": id, "file_path": "files/" + id + "." + f.ext}}, false
		}
		if !strings.HasPrefix(method, "send") {
			return obj{"ok": true, "result": true}, false
		}
		return obj{"ok": true, "result": obj{"message_id": n, "date": c.now().Unix()}}, true
	case desk.ChannelWhatsApp:
		if strings.HasSuffix(path, "/media") {
			return obj{"id": "media-" + strconv.FormatInt(n, 10)}, false
		}
		if !strings.HasSuffix(path, "/messages") {
			return obj{"success": true}, false
		}
		return obj{"messaging_product": "whatsapp", "contacts": []any{obj{"input": c.user, "wa_id": c.user}}, "messages": []any{obj{"id": wamid(n)}}}, true
	case desk.ChannelMessenger, desk.ChannelInstagram:
		if strings.HasSuffix(path, "/message_attachments") {
			return obj{"attachment_id": strconv.FormatInt(n, 10)}, false
		}
		if !strings.HasSuffix(path, "/messages") {
			return obj{"success": true, "name": c.name}, false
		}
		return obj{"recipient_id": c.user, "message_id": mid(n)}, true
	case desk.ChannelViber:
		return obj{"status": 0, "status_message": "ok", "message_token": n}, strings.HasSuffix(path, "/send_message")
	case desk.ChannelManyChat:
		return obj{"status": "success"}, body != nil
	}
	return obj{"state": true}, body != nil
}

// words are the texts of a send request, wherever the channel puts them.
func words(v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			s, ok := v[k].(string)
			switch {
			case ok && slices.Contains([]string{"text", "body", "content", "caption", "url", "media", "link"}, k):
				out = append(out, s)
			case !ok && !slices.Contains(holders, k):
				out = append(out, words(v[k])...)
			}
		}
	case []any:
		for _, x := range v {
			out = append(out, words(x)...)
		}
	}
	return out
}

// holders are what the channels call the lists of buttons in a send request.
var holders = []string{"inline_keyboard", "buttons", "quick_replies", "rows", "Buttons"}

// buttons are the texts of the buttons of a send request, in brackets; held says
// that v lies in a list of them.
func buttons(v any, held bool) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			s, ok := v[k].(string)
			switch {
			case ok && held && slices.Contains([]string{"text", "title", "caption", "Text"}, k):
				out = append(out, "["+s+"]")
			case !ok && !(held && k == "payload"):
				out = append(out, buttons(v[k], held || slices.Contains(holders, k))...)
			}
		}
	case []any:
		for _, x := range v {
			out = append(out, buttons(x, held)...)
		}
	}
	return out
}

// receipts tells that what was sent with number n arrived and was read, where
// the channel tells.
func (c *customer) receipts(ctx context.Context, n int64) {
	wait(ctx, c.reads)
	for _, r := range c.receiptBodies(n) {
		body, err := json.Marshal(r)
		if err != nil {
			return
		}
		if _, err := c.post(ctx, "/webhooks/"+string(c.line.Channel)+"/"+url.PathEscape(string(c.line.ID)), body); err != nil && ctx.Err() == nil {
			c.print("! a receipt was not taken: %v", err)
		}
	}
}

func (c *customer) receiptBodies(n int64) []obj {
	at := c.now()
	switch c.line.Channel {
	case desk.ChannelWhatsApp:
		status := func(s string) obj {
			return c.waBody(obj{"statuses": []any{obj{"id": wamid(n), "status": s, "timestamp": strconv.FormatInt(at.Unix(), 10), "recipient_id": c.user}}})
		}
		return []obj{status("sent"), status("delivered"), status("read")}
	case desk.ChannelMessenger:
		return []obj{
			c.pgBody(obj{"delivery": obj{"mids": []any{mid(n)}, "watermark": at.UnixMilli()}}, at),
			c.pgBody(obj{"read": obj{"watermark": at.UnixMilli()}}, at),
		}
	case desk.ChannelInstagram:
		return []obj{c.pgBody(obj{"read": obj{"mid": mid(n)}}, at)}
	case desk.ChannelViber:
		event := func(e string) obj {
			return obj{"event": e, "timestamp": at.UnixMilli(), "message_token": n, "user_id": c.user}
		}
		return []obj{event("delivered"), event("seen")}
	}
	return nil
}
