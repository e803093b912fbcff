package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
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
	m, plays := parties.Of(c.line.Channel)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := c.person()
		if is, err := who.ServeFile(w, r); is {
			if err != nil {
				c.print("! a file was not taken: %v", err)
			}
			return
		}
		call, err := parties.ReadCall(r)
		if err != nil || !plays {
			http.Error(w, "the call can't be read", http.StatusBadRequest)
			return
		}
		n := c.next()
		answer, sends := m.Answers(who, call, n)
		if sends || call.File != nil {
			c.print("< %s", strings.Join(shownCall(call), " "))
		}
		if sends {
			c.mu.Lock()
			c.heard = n
			c.mu.Unlock()
		}
		if parties.WriteObj(w, answer) == nil && sends {
			go c.receipts(ctx, m, n)
		}
	})
}

// shownCall is what is shown of a call that sends something.
func shownCall(c parties.Call) []string {
	out := words(c.Body)
	if c.File != nil {
		out = append(out, fmt.Sprintf("[%s, %d bytes]", c.File.Name, len(c.File.Bytes)))
	}
	return append(out, buttons(c.Body, false)...)
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

// receipts tells that something arrived and was read, where the channel tells.
func (c *customer) receipts(ctx context.Context, m parties.Party, n int64) {
	wait(ctx, c.reads)
	for _, r := range m.Receipts(c.person(), n, c.now()) {
		body, err := json.Marshal(r)
		if err != nil {
			return
		}
		if _, err := c.post(ctx, "/webhooks/"+string(c.line.Channel)+"/"+url.PathEscape(string(c.line.ID)), body); err != nil && ctx.Err() == nil {
			c.print("! a receipt was not taken: %v", err)
		}
	}
}
