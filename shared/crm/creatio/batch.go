package creatio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// part is a request of several that are made in one call.
type part struct {
	method, path string
	body         any // nil: none
}

// maxTogether is how many requests Creatio takes in one call.
const maxTogether = 100

// single is how long requests are made one by one after Creatio did not take several.
const single = time.Hour

// together makes requests in one call, in their order, and answers with those that were
// made: after one that is refused, whose error it gives, none is. A Creatio that takes no
// batches, as before 7.16.1, or not from this user, is asked one by one. ErrBusy: nobody
// knows how far it came.
//
// https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/integrations-and-api/data-services/odata/examples/batch-request-examples
func (m *CRM) together(ctx context.Context, parts ...part) ([]kit.Answer, error) {
	if len(parts) < 2 || m.Now().Unix() < m.singly.Load() {
		return m.oneByOne(ctx, parts)
	}
	type request struct {
		ID      string            `json:"id"`
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
		Body    any               `json:"body,omitempty"`
	}
	var body struct {
		Requests []request `json:"requests"`
	}
	for i, p := range parts {
		body.Requests = append(body.Requests, request{strconv.Itoa(i + 1), p.method, p.path, map[string]string{"Accept": "application/json", "Content-Type": "application/json"}, p.body})
	}
	a, err := m.send(ctx, http.MethodPost, "$batch", body)
	if err != nil && a.Status >= 400 && !errors.Is(err, desk.ErrBusy) { // none was made
		m.singly.Store(m.Now().Add(single).Unix())
		return m.oneByOne(ctx, parts)
	}
	if err != nil {
		return nil, err
	}
	return m.answersOf(a, len(parts))
}

// answersOf are the answers of a batch of n requests.
func (m *CRM) answersOf(a kit.Answer, n int) (out []kit.Answer, err error) {
	var said struct {
		Responses []struct {
			ID     string
			Status int
			Body   json.RawMessage
		}
	}
	if err := a.Into(&said); err != nil || len(said.Responses) == 0 {
		m.singly.Store(m.Now().Add(single).Unix())
		return nil, fmt.Errorf("%w: Creatio answered a batch with something that is none", desk.ErrBusy)
	}
	by := map[string]kit.Answer{}
	for _, one := range said.Responses {
		if _, had := by[one.ID]; !had {
			by[one.ID] = kit.Answer{Status: one.Status, Body: one.Body}
		}
	}
	for i := range n {
		one, made := by[strconv.Itoa(i+1)]
		if !made || one.Status < 100 {
			return out, fmt.Errorf("%w: Creatio did not answer a request of a batch", desk.ErrBusy)
		}
		if err := problemOf(one); err != nil {
			return out, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (m *CRM) oneByOne(ctx context.Context, parts []part) (out []kit.Answer, err error) {
	for _, p := range parts {
		a, err := m.send(ctx, p.method, p.path, p.body)
		if err != nil {
			return out, err
		}
		out = append(out, a)
	}
	return out, nil
}
