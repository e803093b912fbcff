package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/web"
)

// beside describes what mains serve beside the API.
func beside() []web.Call {
	return append(web.Site{Plug: website.Plug{}}.Calls(), web.Webhooks{}.Calls()...)
}

// outside serves what beside describes, over the house's store.
func (h *house) outside() http.Handler {
	h.t.Helper()
	plugs := map[desk.Channel]web.Plug{}
	for ch, plug := range channel.Plugs(nil) {
		plugs[ch] = plug
	}
	mux := http.NewServeMux()
	mux.Handle("/webhooks/", web.Webhooks{Config: h.st, Plugs: plugs, Receiver: h.receiver, Cards: h.listener}.Handler())
	mux.Handle("/web/", web.Site{
		Config: h.st, Plug: website.Plug{Now: h.clock.Now}, Receiver: h.receiver, Messages: h.st, Company: h.st, Files: h.files, Now: h.clock.Now,
		Typist:  &talk.Typist{Dialogs: h.st, Newest: h.st, Typings: h.st, Now: h.clock.Now},
		Uploads: &intake.VisitorFiles{Uploads: h.st, Slots: h.files, Quotas: h.st, Now: h.clock.Now},
	}.Handler())
	return mux
}

// tellsOfCards connects a CRM that tells what people change there.
func (h *house) tellsOfCards() {
	h.t.Helper()
	_, err := h.st.SaveConnection(h.t.Context(), desk.Connection{ID: "b24", Kind: desk.CRMBitrix24, Secrets: map[string]string{
		"webhook": "https://company.bitrix24.com/rest/1/abc/", "application_token": "hush-hush",
	}})
	must(h.t, err)
}

// proofs are what a caller may show; visited is who may call what is described
// beside the API: with an API key nobody, for a key is the company's and neither a
// visitor's nor a messenger's.
var proofs = []string{"nothing", "an API key", "a visitor's token", "the line's secret"}

var visited = map[string]struct {
	path, body string
	want       []string // by proof: a status
}{
	"open-session":          {"/web/site.key/session", "", strings.Fields("200 200 200 200")},
	"get-widget":            {"/web/site.key/widget", "", strings.Fields("200 200 200 200")},
	"post-message":          {"/web/site.key/messages", `{"id":"m1","text":"Hello"}`, strings.Fields("401 401 200 401")},
	"list-visitor-messages": {"/web/site.key/messages?after=0&changed=0", "", strings.Fields("401 401 200 401")},
	"announce-visitor-file": {"/web/site.key/files", `{"id":"f1","name":"a.pdf","type":"application/pdf","size":5}`, strings.Fields("401 401 200 401")},
	"visitor-types":         {"/web/site.key/typing", "", strings.Fields("401 401 204 401")},
	"read-visitor-messages": {"/web/site.key/read", `{"upto":1}`, strings.Fields("401 401 200 401")},
	"open-visitor-socket":   {"/web/site.key/live", "", strings.Fields("401 401 200 401")},
	"get-operator-photo":    {"/web/site.key/photo?id=none", "", strings.Fields("401 401 404 401")},
	"receive-webhook":       {"/webhooks/telegram/bot", `{"update_id":1}`, strings.Fields("401 401 401 200")},
	"receive-crm-webhook":   {"/webhooks/crm/b24", "event=ONCRMDEALUPDATE&data[FIELDS][ID]=7&auth[application_token]=", strings.Fields("401 401 401 200")},
	"verify-webhook":        {"/webhooks/whatsapp/wa?hub.mode=subscribe&hub.challenge=7&hub.verify_token=", "", strings.Fields("403 403 403 200")},
}

// TestRightsBesideTheAPI asks for every described call that is not the API's with
// every proof: each is served, and none takes an API key.
func TestRightsBesideTheAPI(t *testing.T) {
	left := operations(t)
	for id, o := range left {
		if !o.beside {
			delete(left, id)
		}
	}
	h := newHouse(t)
	h.line("site", desk.LeadNever)
	for _, l := range []desk.Line{
		{ID: "bot", Channel: desk.ChannelTelegram, Active: true, Secrets: map[string]string{"token": "1:a", "secret": "hush-hush"}},
		{ID: "wa", Channel: desk.ChannelWhatsApp, Active: true, Secrets: map[string]string{"verify_token": "hush-hush"}},
	} {
		_, err := h.st.SaveLine(t.Context(), l)
		must(t, err)
	}
	h.tellsOfCards()
	token := website.Plug{Now: h.clock.Now}.NewSession(desk.Line{ID: "site", Secrets: map[string]string{"session": "s"}}, "v1", h.clock.Now())
	outside := h.outside()
	for id, c := range visited {
		o, ok := left[id]
		if delete(left, id); !ok || !o.path.MatchString(c.path) {
			t.Errorf("%s is not described as %s", id, c.path)
			continue
		}
		for i, proof := range proofs {
			path, body := c.path, c.body
			for _, s := range []*string{&path, &body} {
				if proof == "the line's secret" && strings.HasSuffix(*s, "=") {
					*s += "hush-hush"
				}
			}
			r := httptest.NewRequest(o.method, path, strings.NewReader(body))
			r.Header.Set("Origin", "https://shop.example")
			switch proof {
			case "an API key":
				r.Header.Set("Authorization", "Bearer "+h.keys["admin"])
			case "a visitor's token":
				r.Header.Set("Authorization", "Bearer "+token)
			case "the line's secret":
				r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "hush-hush")
			}
			w := httptest.NewRecorder()
			outside.ServeHTTP(w, r)
			if got := fmt.Sprint(w.Code); got != c.want[i] {
				t.Errorf("%s with %s: got %s %s, want %s", id, proof, got, w.Body, c.want[i])
			}
		}
	}
	for id := range left {
		t.Errorf("%s has no row in visited", id)
	}
}

// TestWhatIsServedBesideTheAPIIsDescribed: a method that is not described of an
// address is not served there either.
func TestWhatIsServedBesideTheAPIIsDescribed(t *testing.T) {
	h := newHouse(t)
	h.line("site", desk.LeadNever)
	_, err := h.st.SaveLine(t.Context(), desk.Line{ID: "bot", Channel: desk.ChannelTelegram, Active: true, Secrets: map[string]string{"secret": "hush-hush"}})
	must(t, err)
	h.tellsOfCards()
	described := map[string]bool{}
	paths := map[string]bool{}
	for _, c := range beside() {
		path := strings.NewReplacer("{key}", "site.key", "{channel}", "telegram", "{line}", "bot", "{connection}", "b24").Replace(c.Path)
		described[c.Method+" "+path], paths[path] = true, true
	}
	if len(paths) != 10 {
		t.Fatalf("got %d addresses", len(paths))
	}
	outside := h.outside()
	for path := range paths {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"} {
			r := httptest.NewRequest(method, path, nil)
			r.Header.Set("Origin", "https://shop.example")
			w := httptest.NewRecorder()
			outside.ServeHTTP(w, r)
			// A Telegram line has nothing to verify by GET.
			served := w.Code != http.StatusMethodNotAllowed || method == "GET" && strings.HasPrefix(path, "/webhooks/telegram/")
			if w.Code == http.StatusNotFound || served != described[method+" "+path] {
				t.Errorf("%s %s: got %d, described: %v", method, path, w.Code, described[method+" "+path])
			}
		}
	}
}
