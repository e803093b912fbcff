package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/rest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

// A CRM that has ten thousand notes with our mark costs few calls.
func TestHostile_FewCalls(t *testing.T) {
	var calls atomic.Int64
	mark := desk.NoteMark("r1")
	var notes []string
	for i := range 10_000 {
		notes = append(notes, fmt.Sprintf(`{"id": %d, "fields": {"text": %q}}`, i+1, mark))
	}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodGet {
			list := "[" + strings.Join(notes, ",") + "]"
			fmt.Fprintf(w, `{"id": "9", "items": %s, "notes": %s, "results": %s, "data": %s}`, list, list, list, list)
			return
		}
		fmt.Fprint(w, `{}`)
	}))
	defer h.Close()
	m, err := rest.Open(desk.Connection{
		ID: "hub", Kind: desk.CRMRest, Secrets: map[string]string{"token": "t"},
		Options: map[string]string{"address": h.URL, "calls": parties.RestCalls(`{"name": "city", "path": "fields.city", "type": "string"}`)},
	}, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.TakeNote(t.Context(), desk.CardRef{Kind: desk.KindLead, Connection: "hub", ID: "9"}, mark); err != nil {
		t.Error(err)
	}
	if n := calls.Load(); n < 3 || n > 60 {
		t.Errorf("it costs %d calls", n)
	}
}
