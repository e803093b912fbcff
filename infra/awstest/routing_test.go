//go:build aws

package awstest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// shift is a stack on which operators work.
type shift struct {
	*cloud
	keys map[string]string
}

// as does something with an operator's key.
func (s *shift) as(who, method, path string, in, out any) {
	s.Helper()
	admin := s.key
	s.key = s.keys[who]
	defer func() { s.key = admin }()
	s.api(method, path, in, out)
}

// routed is how a dialog stands with operators.
type routed struct {
	ID, State, Operator, Team string
	Missed                    []struct{ Operator string }
}

// comes has a customer write to a line, and answers with their dialog.
func (s *shift) comes(line string, customer int) (id string) {
	s.Helper()
	s.tellLine(line, update(customer, 10*customer, "Is anybody there?"))
	var ds page[routed]
	s.api(http.MethodGet, "/v1/dialogs?limit=100", nil, &ds)
	for _, d := range ds.Items {
		if !strings.Contains(strings.Join(s.seen(), " "), d.ID) {
			s.keys["dialog:"+d.ID] = ""
			return d.ID
		}
	}
	s.Fatalf("customer %d has no dialog", customer)
	return ""
}

func (s *shift) seen() (ids []string) {
	for k := range s.keys {
		if id, is := strings.CutPrefix(k, "dialog:"); is {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *shift) with(id, operator, state string) {
	s.Helper()
	var d routed
	s.Cleanup(func() {
		if s.Failed() {
			s.Logf("dialog %s: %+v", id, d)
		}
	})
	s.until(fmt.Sprintf("%s has it, %s", operator, state), func() bool {
		d = routed{}
		s.api(http.MethodGet, "/v1/dialogs/"+id, nil, &d)
		return d.Operator == operator && d.State == state
	})
}

// TestRouting plays two teams with the deployed functions, with no sweep but the
// queues: a dialog that is not taken in time, one that waits since everybody is at
// their limit, one that is handed over, and one whose operator is freed by the closing
// steps (DG-09 … DG-23). While one is answered, the customer sees that somebody types.
func TestRouting(t *testing.T) {
	t.Parallel()
	s := &shift{cloud: newCloud(t), keys: map[string]string{}}
	s.deployClosing()
	for _, o := range []string{"olga", "max", "nora"} {
		var key struct{ Token string }
		s.api(http.MethodPost, "/v1/keys", map[string]any{"name": o, "role": "operator", "operator": o, "leads": "change", "deals": "change"}, &key)
		s.keys[o] = key.Token
	}
	s.api(http.MethodPut, "/v1/teams/sales", map[string]any{"title": "Sales", "members": []string{"olga", "max"}, "timeToTakeSeconds": 3, "rule": "order"}, nil)
	s.api(http.MethodPut, "/v1/teams/night", map[string]any{"title": "At night", "members": []string{"nora"}, "rule": "load"}, nil)
	for line, token := range map[string]string{"bot": "7000001:AAF-test-token", "shop": "7000002:AAF-test-token"} {
		s.api(http.MethodPost, "/v1/lines", map[string]any{
			"id": line, "channel": "telegram", "active": true, "leadPolicy": "never", "team": "sales", "idleSeconds": 3600,
			"secrets": map[string]string{"token": token, "secret": secret},
		}, nil)
	}
	s.feed()
	active := map[string]string{"status": "active"}
	s.as("olga", http.MethodPut, "/v1/me/status", active, nil)
	s.as("max", http.MethodPut, "/v1/me/status", active, nil)

	first := s.comes("bot", 1)
	s.with(first, "max", "waiting") // Olga let it pass
	var d routed
	s.api(http.MethodGet, "/v1/dialogs/"+first, nil, &d)
	if len(d.Missed) != 1 || d.Missed[0].Operator != "olga" {
		t.Errorf("missed by %v, want olga", d.Missed)
	}
	s.as("max", http.MethodPost, "/v1/dialogs/"+first+"/accept", nil, nil)
	s.until("the customer sees that he types", func() bool { // a queue that is slow makes it no news any more
		s.as("max", http.MethodPost, "/v1/dialogs/"+first+"/typing", nil, nil)
		return s.messenger.api.Typed(1) > 0
	})

	s.as("olga", http.MethodPut, "/v1/me/status", map[string]string{"status": "inactive"}, nil)
	s.api(http.MethodPatch, "/v1/operators/max/workload", map[string]int{"limit": 1}, nil)
	second := s.comes("shop", 2)
	header := map[string]string{"authorization": "Bearer " + s.keys["max"], "idempotency-key": "one-more-for-max"}
	if r := s.call("api", http.MethodPost, "/v1/dialogs/"+second+"/accept", header, nil); r.status != http.StatusConflict || !strings.Contains(string(r.body), "limit_reached") {
		t.Errorf("one more: got %d %s, want limit_reached", r.status, r.body)
	}

	s.as("nora", http.MethodPut, "/v1/me/status", active, nil)
	var child routed
	s.as("max", http.MethodPost, "/v1/dialogs/"+first+"/transfer", map[string]string{"team": "night"}, &child)
	s.keys["dialog:"+child.ID] = ""
	s.with(child.ID, "nora", "waiting")
	s.with(second, "max", "waiting")
	s.as("max", http.MethodPost, "/v1/dialogs/"+second+"/accept", nil, nil)

	third := s.comes("bot", 3)
	// Only now may the second become idle, however slow the machine is.
	s.api(http.MethodPatch, "/v1/lines/shop", map[string]any{"idleSeconds": 10}, nil)
	s.with(second, "max", "closed")
	s.with(third, "max", "waiting")
}
