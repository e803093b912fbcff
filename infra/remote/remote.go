// Package remote speaks to a running Sufler from outside, over HTTP alone, as any
// script would: for the demo, for show and for the tests of the whole. Its structs
// are the API's documentation read by hand, so a change of the API shows here.
package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Client calls the API.
type Client struct {
	HTTP *http.Client
	Base string // http://localhost:8080
	Key  string // "" sends none
}

// Answer is an HTTP answer, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Problem is a refusal of the API.
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Until  string `json:"until"`
	Errors []struct {
		Where  string `json:"where"`
		Detail string `json:"detail"`
	} `json:"errors"`
}

func (p Problem) Error() string {
	return fmt.Sprintf("%d %s: %s %v", p.Status, p.Code, p.Detail, p.Errors)
}

// Send makes one request. body is JSON to be, or nil; header is name, value, ….
func (c Client) Send(ctx context.Context, method, path string, body any, header ...string) (Answer, error) {
	var raw io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		raw = bytes.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			return Answer{}, fmt.Errorf("%s %s: %w", method, path, err)
		}
		raw = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Base+path, raw)
	if err != nil {
		return Answer{}, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if raw != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Key != "" {
		r.Header.Set("Authorization", "Bearer "+c.Key)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := c.HTTP.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		return Answer{}, fmt.Errorf("%s %s: %w", method, path, err)
	}
	return Answer{res.StatusCode, res.Header, out}, nil
}

// Call makes a request and reads the answer into out (nil: not read). What is
// not a success is a Problem.
func (c Client) Call(ctx context.Context, method, path string, body, out any, header ...string) error {
	a, err := c.Send(ctx, method, path, body, header...)
	if err != nil {
		return err
	}
	if a.Status > 299 {
		return a.Problem()
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(a.Body, out); err != nil {
		return fmt.Errorf("%s %s: the answer is not what was expected: %w", method, path, err)
	}
	return nil
}

// Patch changes what has an ETag.
func (c Client) Patch(ctx context.Context, path string, in any) error {
	a, err := c.Send(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if a.Status != http.StatusOK {
		return a.Problem()
	}
	return c.Call(ctx, http.MethodPatch, path, in, nil, "If-Match", a.Header.Get("ETag"))
}

// Upload announces a file, sends its bytes where the API says, and gives its id.
func (c Client) Upload(ctx context.Context, name, mime, body string) (string, error) {
	var made struct {
		ID     string
		Upload struct {
			Method, URL string
			Headers     map[string]string
		}
	}
	if err := c.Call(ctx, http.MethodPost, "/v1/files", map[string]any{"name": name, "type": mime, "size": len(body)}, &made); err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, made.Upload.Method, made.Upload.URL, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	for name, value := range made.Upload.Headers {
		req.Header.Set(name, value)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return "", err
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		return "", errors.Join(fmt.Errorf("upload %s: %s", name, res.Status), err)
	}
	return made.ID, nil
}

// Problem reads a refusal.
func (a Answer) Problem() Problem {
	p := Problem{Status: a.Status, Detail: string(a.Body)}
	if err := json.Unmarshal(a.Body, &p); err != nil {
		p.Code = "no_problem_document"
	}
	return p
}

// Page is a list's page.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// Dialog is a dialog.
type Dialog struct {
	ID          string `json:"id"`
	Number      int    `json:"number"`
	Line        string `json:"line"`
	Channel     string `json:"channel"`
	Customer    string `json:"customer"`
	State       string `json:"state"`
	Turn        string `json:"turn"`
	CloseReason string `json:"closeReason"`
	ClosedBy    string `json:"closedBy"`
	Operator    string `json:"operator"`
	Parent      string `json:"parent"`
	Thread      string `json:"thread"`
	Contact     string `json:"contact"`
	Cards       []struct {
		Card string `json:"card"`
	} `json:"cards"`
	OpenedAt time.Time `json:"openedAt"`
	ClosedAt time.Time `json:"closedAt"`
	Profile  struct {
		User     string `json:"user"`
		Name     string `json:"name"`
		Username string `json:"username"`
		Photo    string `json:"photo"`
		File     string `json:"photoFile"`
	} `json:"profile"`
	Copilot struct {
		Card   string `json:"card"`
		Code   string `json:"code"`
		Reason string `json:"reason"`
	} `json:"copilot"`
}

// Message is a message.
type Message struct {
	Seq      int64     `json:"seq"`
	ID       string    `json:"id"`
	Author   string    `json:"author"`
	Operator string    `json:"operator"`
	Text     string    `json:"text"`
	Cut      int       `json:"cut"`
	Payload  string    `json:"payload"`
	SentAt   time.Time `json:"sentAt"`
	Status   string    `json:"status"`
	Reason   string    `json:"reason"`
	Deleted  bool      `json:"deleted"`
	Versions []struct {
		Text string `json:"text"`
	} `json:"versions"`
	Reactions []struct {
		Author string `json:"author"`
		Emoji  string `json:"emoji"`
	} `json:"reactions"`
	Attachments []struct {
		Kind    string `json:"kind"`
		Ref     string `json:"ref"`
		Name    string `json:"name"`
		Phone   string `json:"phone"`
		File    string `json:"file"`
		Missing string `json:"missing"`
	} `json:"attachments"`
}

// Run is a run.
type Run struct {
	ID        string    `json:"id"`
	Dialog    string    `json:"dialog"`
	Card      string    `json:"card"`
	By        string    `json:"by"`
	Automatic bool      `json:"automatic"`
	Language  string    `json:"language"`
	State     string    `json:"state"`
	StartsAt  time.Time `json:"startsAt"`
	AskedAt   time.Time `json:"askedAt"`
	DoneAt    time.Time `json:"doneAt"`
	Attempt   int       `json:"attempt"`
	Code      string    `json:"code"`
	Reason    string    `json:"reason"`
	Summary   string    `json:"summary"`
	Outcomes  []Outcome `json:"outcomes"`
	Reader    struct {
		Reader string `json:"reader"`
		Prompt string `json:"prompt"`
	} `json:"reader"`
}

// Outcome is one field's result.
type Outcome struct {
	Field    string          `json:"field"`
	Outcome  string          `json:"outcome"`
	Value    json.RawMessage `json:"value"`
	Old      json.RawMessage `json:"old"`
	Claim    string          `json:"claim"`
	Quote    string          `json:"quote"`
	Second   string          `json:"secondQuote"`
	SecondIn int64           `json:"secondMessage"`
	Rule     string          `json:"rule"`
	Message  int64           `json:"message"`
	Reason   string          `json:"reason"`
	Decision string          `json:"decision"`
}

// Ended says whether nothing more happens to the run by itself.
func (r Run) Ended() bool { return r.State != "waiting" && r.State != "running" }

// Outcome of a field; the zero one if there is none.
func (r Run) Outcome(field string) Outcome {
	for _, o := range r.Outcomes {
		if o.Field == field {
			return o
		}
	}
	return Outcome{}
}

// Card is a card.
type Card struct {
	Ref     string                     `json:"ref"`
	Title   string                     `json:"title"`
	Closed  bool                       `json:"closed"`
	Contact string                     `json:"contact"`
	Values  map[string]json.RawMessage `json:"values"`
	Badges  []string                   `json:"badges"`
	Marks   map[string]struct {
		Run string `json:"run"`
	} `json:"marks"`
	Offers  []Offer `json:"offers"`
	Dialogs []struct {
		Dialog string `json:"dialog"`
		MayRun bool   `json:"mayRun"`
		Code   string `json:"code"`
		Reason string `json:"reason"`
		Run    string `json:"run"`
	} `json:"dialogs"`

	ETag string `json:"-"` // of the answer that it was in
}

// Offer is a value that waits for keep or replace.
type Offer struct {
	Run   string          `json:"run"`
	Field string          `json:"field"`
	Old   json.RawMessage `json:"old"`
	Value json.RawMessage `json:"value"`
	Quote string          `json:"quote"`
}

// Value of a field as JSON, "" if it is empty.
func (c Card) Value(field string) string { return string(c.Values[field]) }

// Entry is a line of a timeline.
type Entry struct {
	Kind    string          `json:"kind"`
	By      string          `json:"by"`
	Field   string          `json:"field"`
	Old     json.RawMessage `json:"old"`
	New     json.RawMessage `json:"new"`
	Quote   string          `json:"quote"`
	Message int64           `json:"message"`
	Run     string          `json:"run"`
	Dialog  string          `json:"dialog"`
	Text    string          `json:"text"`
	Current bool            `json:"current"`
	Open    bool            `json:"open"`
}
