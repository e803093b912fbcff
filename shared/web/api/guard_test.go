package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

func TestKeysLetIn(t *testing.T) {
	h := newHouse(t)
	good := h.keys["admin"]
	id, secret, _ := strings.Cut(strings.TrimPrefix(good, "sk_"), "_")
	revoked, token := api.NewKey(desk.Actor{Name: "gone", Role: desk.RoleAdmin}, h.clock.Now())
	revoked.RevokedAt = h.clock.Now()
	must(t, h.st.SaveKey(t.Context(), revoked))
	for name, c := range map[string]struct {
		header string
		status int
	}{
		"a key":                      {"Bearer " + good, 200},
		"a key, the scheme in small": {"bearer " + good, 200},
		"none":                       {"", 401},
		"another scheme":             {"Basic " + good, 401},
		"no form of a key":           {"Bearer hello", 401},
		"only the id":                {"Bearer sk_" + id, 401},
		"only the id and a line":     {"Bearer sk_" + id + "_", 401},
		"a wrong secret":             {"Bearer sk_" + id + "_" + strings.Repeat("a", len(secret)), 401},
		"half the secret":            {"Bearer sk_" + id + "_" + secret[:40], 401},
		"the hash for the secret":    {"Bearer sk_" + id + "_" + hashIn(t, h, id), 401},
		"another's id":               {"Bearer sk_" + string(revoked.Key) + "_" + secret, 401},
		"an unknown id":              {"Bearer sk_nobody_" + secret, 401},
		"a revoked key":              {"Bearer " + token, 401},
		"an id that is a book":       {"Bearer sk_" + strings.Repeat("x", 5000) + "_" + secret, 401},
	} {
		a := h.as("", "GET", "/v1/dialogs", nil, "Authorization", c.header)
		if a.is(c.status); c.status == 401 {
			a.no(401, "unauthorized")
			if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("%s: got WWW-Authenticate %q", name, a.header.Get("WWW-Authenticate"))
			}
		}
	}
	h.as("", "GET", "/v1/health", nil).is(200)
	h.as("", "GET", "/v1/nowhere", nil).no(401, "unauthorized")
}

func hashIn(t *testing.T, h *house, id string) string {
	k, err := h.st.Key(t.Context(), desk.KeyID(id))
	must(t, err)
	return k.Hash
}

// downKeys is a store that can't be reached.
type downKeys struct{}

func (downKeys) Key(context.Context, desk.KeyID) (desk.Key, error) {
	return desk.Key{}, fmt.Errorf("%w: no route", desk.ErrBusy)
}
func (downKeys) Keys(context.Context) ([]desk.Key, error) { return nil, desk.ErrBusy }
func (downKeys) SaveKey(context.Context, desk.Key) error  { return desk.ErrBusy }

func TestAStoreThatIsDownIsNotAWrongKey(t *testing.T) {
	r := httptest.NewRequest("GET", "/v1/dialogs", nil)
	k, token := api.NewKey(desk.Actor{}, time.Now())
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	blank(api.API{Keys: downKeys{}}).ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("got %d %s for %s, want 503 with Retry-After", w.Code, w.Body, k.Key)
	}
}

func TestProblems(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound("")
	line := h.as("admin", "POST", "/v1/lines", `{"id":"bot","channel":"telegram","secrets":{"token":"1:abcd","secret":"hush-hush"}}`).is(201)
	card := h.as("admin", "GET", "/v1/cards/"+deal, nil).is(200)
	d, c := "/v1/dialogs/"+string(dialog), "/v1/cards/"+deal
	for name, p := range map[string]struct {
		who, method, path, body string
		headers                 []string
		status                  int
		code                    string
	}{
		"no such address":               {"admin", "GET", "/v1/nowhere", "", nil, 404, "not_found"},
		"no such method":                {"admin", "DELETE", d, "", nil, 405, "method_not_allowed"},
		"no body where one must be":     {"admin", "POST", d + "/reply", "", nil, 400, "malformed"},
		"a body that is no JSON":        {"admin", "POST", d + "/reply", `{"text":`, nil, 400, "malformed"},
		"a body of another type":        {"admin", "POST", d + "/reply", `<text/>`, []string{"Content-Type", "text/xml"}, 415, "unsupported_media_type"},
		"a body over 1 MiB":             {"admin", "POST", d + "/reply", `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "too_large"},
		"the same with a key":           {"admin", "POST", d + "/reply", `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, []string{"Idempotency-Key", "big"}, 413, "too_large"},
		"a field that is none":          {"admin", "POST", d + "/reply", `{"txt":"hi"}`, nil, 422, "invalid"},
		"an empty text":                 {"admin", "POST", d + "/reply", `{"text":""}`, nil, 422, "invalid"},
		"a parameter that is none":      {"admin", "GET", "/v1/dialogs?stat=bot", "", nil, 422, "invalid"},
		"a value that is none":          {"admin", "GET", "/v1/dialogs?state=asleep", "", nil, 422, "invalid"},
		"a page too long":               {"admin", "GET", "/v1/dialogs?limit=201", "", nil, 422, "invalid"},
		"a cursor of nobody":            {"admin", "GET", "/v1/dialogs?cursor=abc", "", nil, 422, "bad_cursor"},
		"a key of idempotency too long": {"admin", "POST", d + "/close", "", []string{"Idempotency-Key", strings.Repeat("k", 256)}, 422, "invalid"},
		"an unknown dialog":             {"admin", "GET", "/v1/dialogs/nobody-1", "", nil, 404, "not_found"},
		"a dialog id of no form":        {"admin", "GET", "/v1/dialogs/nobody", "", nil, 404, "not_found"},
		"an unknown run":                {"admin", "GET", "/v1/runs/nobody", "", nil, 404, "not_found"},
		"an unknown card":               {"admin", "GET", "/v1/cards/deal:nobody", "", nil, 404, "not_found"},
		"a card of no kind":             {"admin", "GET", "/v1/cards/order:1", "", nil, 422, "invalid"},
		"an unknown line":               {"admin", "GET", "/v1/lines/nobody", "", nil, 404, "not_found"},
		"an unknown key":                {"admin", "DELETE", "/v1/keys/nobody", "", nil, 404, "not_found"},
		"binding an unknown card":       {"admin", "POST", d + "/cards", `{"card":"deal:nobody"}`, nil, 404, "not_found"},
		"a card without If-Match":       {"admin", "PATCH", c, `{"title":"x"}`, nil, 428, "precondition_required"},
		"an old card":                   {"admin", "PATCH", c, `{"title":"x"}`, []string{"If-Match", `"0"`}, 412, "precondition_failed"},
		"a weak tag":                    {"admin", "PATCH", c, `{"title":"x"}`, []string{"If-Match", "W/" + card.header.Get("ETag")}, 412, "precondition_failed"},
		"a line without If-Match":       {"admin", "PATCH", "/v1/lines/bot", `{"title":"x"}`, nil, 428, "precondition_required"},
		"an old line":                   {"admin", "PATCH", "/v1/lines/bot", `{"title":"x"}`, []string{"If-Match", `"77"`}, 412, "precondition_failed"},
		"settings without If-Match":     {"admin", "PATCH", "/v1/settings", `{"copilot":true}`, nil, 428, "precondition_required"},
		"a line id that is taken":       {"admin", "POST", "/v1/lines", `{"id":"bot","channel":"telegram","secrets":{"token":"2:bcde","secret":"hush-hush"}}`, nil, 409, "line_exists"},
		"what a role may not (RS-01)":   {"operator", "POST", "/v1/keys", `{"name":"x","role":"admin"}`, nil, 403, "forbidden"},
		"the key that asks":             {"admin", "DELETE", "/v1/keys/" + keyID(h.keys["admin"]), "", nil, 409, "own_key"},
		"a run on a contact (CP-01)":    {"admin", "POST", d + "/runs", `{"card":"contact:1"}`, nil, 409, "leads_and_deals_only"},
		"a run on a card not bound":     {"admin", "POST", d + "/runs", `{"card":"deal:1"}`, nil, 409, "card_not_bound"},
		"a run at once (MC-13)":         {"admin", "POST", d + "/runs", `{"wait":false}`, nil, 409, "not_quiet_yet"},
		"a language that is none":       {"admin", "POST", d + "/runs", `{"language":"klingon"}`, nil, 422, "invalid"},
		"transfer to nobody":            {"admin", "POST", d + "/transfer", `{}`, nil, 422, "invalid"},
		"accept by a script":            {"no operator", "POST", d + "/accept", "", nil, 422, "invalid"},
	} {
		var body any
		if p.body != "" {
			body = p.body
		}
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.as(p.who, p.method, p.path, body, p.headers...).no(p.status, p.code)
		})
	}
	h.t = t
	if h.as("admin", "DELETE", d, nil).header.Get("Allow") == "" {
		t.Error("a 405 must say what is allowed")
	}
	line.is(201)
}

func keyID(token string) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(token, "sk_"), "_")
	return id
}

func TestUntilIsTold_MC16(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	until, _ := h.as("admin", "POST", "/v1/dialogs/"+string(dialog)+"/runs", `{"wait":false}`).no(409, "not_quiet_yet").doc()["until"].(string)
	d, err := h.st.Dialog(t.Context(), dialog)
	must(t, err)
	if want := d.LastAt().Add(30001 * time.Millisecond).Format("2006-01-02T15:04:05.000Z"); until != want {
		t.Errorf("got until %q, want %q", until, want)
	}
	h.clock.move(d.LastAt().Add(30001 * time.Millisecond).Sub(h.clock.Now()))
	h.as("admin", "POST", "/v1/dialogs/"+string(dialog)+"/runs", `{"wait":false}`).is(202)
}

// brokenKeys fail for a reason that nobody thought of.
type brokenKeys struct{ downKeys }

func (brokenKeys) Key(context.Context, desk.KeyID) (desk.Key, error) {
	return desk.Key{}, errors.New("secret detail")
}

func TestOurOwnFaultsAreNotShown(t *testing.T) {
	r := httptest.NewRequest("GET", "/v1/settings", nil)
	_, token := api.NewKey(desk.Actor{}, time.Now())
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	blank(api.API{Keys: brokenKeys{}}).ServeHTTP(w, r)
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret detail") || !strings.Contains(w.Body.String(), `"internal"`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}
