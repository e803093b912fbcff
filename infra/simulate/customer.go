package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// customer is one person on one line.
type customer struct {
	base   string // of Sufler's address
	line   desk.Line
	user   string // the id on the channel
	name   string
	client *http.Client
	now    func() time.Time
	reads  time.Duration // how long the customer takes to read

	mu     sync.Mutex
	out    io.Writer
	number int64 // of the last thing said, or heard
	last   int64 // of the last message, which an edit is of
	heard  int64 // of the last message to the customer, which a reaction is to
	token  string
}

func newCustomer(o options, line desk.Line, out io.Writer) *customer {
	c := &customer{
		base: strings.TrimRight(o.base, "/"), line: line, user: o.user, name: o.name, out: out,
		client: &http.Client{Timeout: 30 * time.Second}, now: time.Now, reads: time.Second,
	}
	if m, ok := parties.Of(line.Channel); ok && c.user == "" {
		_, _, c.user = m.Sample()
	}
	return c
}

// person is the customer as their messenger knows them. With -listen their files
// can be fetched here.
func (c *customer) person() parties.Person {
	files := strings.TrimRight(c.line.Options["api_url"], "/")
	if files == "" {
		files = "https://files.example"
	}
	return parties.Person{Line: c.line, User: c.user, Name: c.name, Files: files}
}

// next is a number that no other thing of this customer's has, in this run or
// another.
func (c *customer) next() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.number = max(c.number+1, c.now().UnixMilli())
	return c.number
}

func (c *customer) print(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.out, format+"\n", args...)
}

// say sends one saying the way the channel does.
func (c *customer) say(ctx context.Context, s parties.Saying) error {
	s.Number, s.At = c.next(), c.now()
	switch s.About = c.about(s.Kind); {
	case !s.Kind.Amends():
		c.last = s.Number
	case s.About == 0:
		return fmt.Errorf("there is nothing to edit, to react to or to delete yet")
	}
	body, err := c.person().Body(s)
	if err != nil {
		return err
	}
	path := "/webhooks/" + string(c.line.Channel) + "/" + url.PathEscape(string(c.line.ID))
	if c.line.Channel == desk.ChannelWeb {
		path = "/web/" + url.PathEscape(c.line.PublicKey) + "/messages"
	}
	answer, err := c.post(ctx, path, body)
	if err != nil {
		return err
	}
	c.print("> %s", shown(s))
	if len(answer) > 0 && c.line.Channel != desk.ChannelWeb {
		c.print("  (answered with %s)", answer)
	}
	return nil
}

// about is the number of the message that a saying of the kind is about, 0: none.
func (c *customer) about(k parties.Kind) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k == parties.Reaction && c.heard != 0 {
		return c.heard
	}
	return c.last
}

func shown(s parties.Saying) string {
	switch s.Kind {
	case parties.Photo, parties.Voice, parties.Sticker, parties.Reaction, parties.Deletion:
		return strings.TrimSpace("[" + string(s.Kind) + "] " + s.Text)
	case parties.Document:
		return strings.TrimSpace("[file " + s.Name + "] " + s.Text)
	case parties.Contact:
		return "[contact] " + s.Phone
	case parties.Location:
		return fmt.Sprintf("[location] %g %g", s.Lat, s.Long)
	case parties.Button:
		return "[" + s.Text + "]"
	case parties.Edit:
		return "[edit] " + s.Text
	}
	return s.Text
}

// post signs a body as the messenger does and sends it. An error is anything but
// an answer of 2xx.
func (c *customer) post(ctx context.Context, path string, body []byte) ([]byte, error) {
	header := channel.Sign(c.line, body)
	if c.token != "" {
		header["authorization"] = "Bearer " + c.token
	}
	return c.call(ctx, http.MethodPost, path, header, body)
}

func (c *customer) call(ctx context.Context, method, path string, header map[string]string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, fmt.Errorf("%s %s: %s: %s", method, path, res.Status, answer)
	}
	return answer, nil
}
