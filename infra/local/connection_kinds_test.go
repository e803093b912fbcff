package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/parties"
)

// Whoever connects a CRM of any kind from a file reads what works there, where to say what
// CoPilot may fill, and, of a secret that is not right, what a person can do: once, however
// much fails for it, and without the secret.
func TestEachKindOfCRMIsConnectedFromAFile(t *testing.T) {
	h := newHouse(t)
	at := h.clock.Now()
	file := func(id, kind string, options, secrets map[string]string) string {
		raw, err := json.Marshal(map[string]any{"id": id, "kind": kind, "options": options, "secrets": secrets, "lines": []string{}})
		h.must(err)
		return string(raw)
	}
	type kind struct {
		party            http.Handler
		file             func(base, secret string) string
		secret, good, no string
	}
	kinds := map[string]kind{
		"bitrix24": {&parties.Bitrix24{Code: "c0de", At: at}, func(base, secret string) string {
			return file("bitrix24", "bitrix24", nil, map[string]string{"webhook": base + "/rest/1/" + secret + "/"})
		}, "c0de", "✔ read a deal: Allowed.", "Bitrix24 does not know the webhook"},
		"kommo": {&parties.Kommo{Token: "t0ken", Admin: true, At: at}, func(base, secret string) string {
			return file("kommo", "kommo", map[string]string{"address": base}, map[string]string{"token": secret})
		}, "t0ken", "✔ work with leads: Fields", "Kommo answered 401: the token is wrong"},
		"creatio": {parties.NewCreatio(at, parties.CreatioPerson), func(base, secret string) string {
			return file("creatio", "creatio", map[string]string{"address": base, "user": "robot"}, map[string]string{"password": secret})
		}, "p4ss", "✔ work with Opportunity: Fields", "Creatio does not let the user in"},
		"creatio's client": {parties.NewCreatio(at, parties.CreatioPerson), func(base, secret string) string {
			return file("creatio-client", "creatio", map[string]string{"address": base, "identity": base, "client_id": "client"}, map[string]string{"client_secret": secret})
		}, "s3cret", "✔ sign in: Creatio let us in.", "the client or its secret is wrong"},
		"rest": {&parties.RestCRM{Token: "t0ken", At: at}, func(base, secret string) string {
			calls := parties.RestCalls(`{"name": "city", "path": "fields.city", "type": "string"}`)
			return file("rest", "rest", map[string]string{"address": base + "/api", "calls": calls}, map[string]string{"token": secret})
		}, "t0ken", "✔ find a deal: The CRM answered.", "The CRM answered 401"},
	}
	bases := map[string]string{}
	for name, k := range kinds {
		server := httptest.NewServer(k.party)
		t.Cleanup(server.Close)
		bases[name] = server.URL
		h.hosts = append(h.hosts, strings.TrimPrefix(server.URL, "http://"))
	}
	h.restart()
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			said, err := h.connects(k.file(bases[name], k.secret))
			lines := strings.Split(strings.TrimSpace(said), "\n")
			n := len(lines)
			if err != nil || n < 5 || strings.Count(said, "✘") != 1 || !strings.Contains(said, k.good) || !strings.Contains(lines[n-2], "✘ fill leads and deals") || !strings.Contains(lines[n-1], "Settings, Fields") {
				t.Errorf("it says, %v:\n%s", err, said)
			}
			said, err = h.connects(k.file(bases[name], "wr0ng"))
			if err != nil || strings.Count(said, k.no) != 1 || strings.Contains(said, "wr0ng") || strings.Contains(said, "secret words") {
				t.Errorf("with a wrong secret it says, %v:\n%s", err, said)
			}
			if said, err = h.connects(k.file(bases[name], k.secret)); err != nil || !strings.Contains(said, k.good) {
				t.Errorf("once it is right again it says, %v:\n%s", err, said)
			}
		})
	}
}
