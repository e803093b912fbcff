package main

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// posted is what Bitrix24, or a browser from there, posts to an address of ours.
func (h *house) posted(at, body string) *httptest.ResponseRecorder {
	h.t.Helper()
	u, err := url.Parse(at)
	h.must(err)
	r := httptest.NewRequest("POST", u.RequestURI(), strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.sys.Handler.ServeHTTP(w, r)
	return w
}

// installedInBitrix24 makes the customers of the shop live in a Bitrix24 whose administrator
// added the application, as its README says.
func (h *house) installedInBitrix24() *parties.Bitrix24 {
	h.t.Helper()
	b := &parties.Bitrix24{At: h.clock.Now(), ClientID: "local.app", ClientSecret: "hush-hush"}
	server := httptest.NewServer(b)
	h.t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts, h.public = []string{u.Host}, "https://sufler.example"
	h.restart()
	for _, f := range []string{"SIZE", "ADDRESS"} {
		b.AddField("lead", "UF_CRM_"+f, f, "string", false)
	}
	h.call(h.admin, "POST", "/v1/connections", map[string]any{
		"id": "b24", "kind": "bitrix24", "secrets": map[string]string{"client_secret": "hush-hush"},
		"options": map[string]string{"address": server.URL, "client_id": "local.app", "identity": server.URL},
	}, nil)
	if got := h.posted("/crm/b24/install", b.Installs(server.URL, 7)); got.Code != 409 {
		h.t.Errorf("an employee installs: %d %s", got.Code, got.Body)
	}
	if got := h.posted("/crm/b24/install", b.Installs(server.URL, 1)); got.Code != 200 {
		h.t.Fatalf("installing: %d %s", got.Code, got.Body)
	}
	h.call(h.admin, "POST", "/v1/connections/b24/prepare", nil, nil)
	for _, f := range []string{"SIZE", "ADDRESS"} {
		h.call(h.admin, "PUT", "/v1/connections/b24/fields/lead/UF_CRM_"+f, map[string]any{"policy": "fill_if_empty"}, nil)
	}
	h.changes("/v1/lines/"+shop, map[string]any{"connection": "b24", "leadPolicy": "on_first_message"})
	return b
}

// The whole way of the application: it is installed by what Bitrix24 posts, its check is
// well, a run is an item with buttons and a badge, what is pressed there and in the tab is
// decided by who did, the thing to do ends, and once it is removed that is said (SYS-02,
// CP-02, SU-03, FF-05, FF-06, FF-08, FF-09, CB-09).
func TestTheApplicationInBitrix24_SYS02(t *testing.T) {
	h := newHouse(t)
	b := h.installedInBitrix24()
	var checked struct {
		Items []struct {
			What, Text string
			OK         bool
		}
	}
	h.call(h.admin, "POST", "/v1/connections/b24/check", nil, &checked)
	for _, one := range checked.Items {
		if !one.OK {
			t.Errorf("check: %+v", one)
		}
	}
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Deliver them to 9 Harbor Rd.")
	h.pass(time.Minute)
	lead := b.Cards("lead")[0]["id"].(int)
	b.Set("lead", lead, map[string]any{"UF_CRM_ADDRESS": "1 Old Street", "UF_CRM_SIZE": "S"})
	h.reader.finds("UF_CRM_SIZE", "XL", "size XL")
	h.reader.finds("UF_CRM_ADDRESS", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	h.pass(time.Minute)
	items := b.Activities()
	if len(items) != 1 || len(b.Comments()) != 0 || b.Badge(lead) != "sufler_awaiting_approval" || len(b.Todos()) != 1 {
		t.Fatalf("people see %v, notes %v, badge %q, to do %v", items, b.Comments(), b.Badge(lead), b.Todos())
	}
	press := b.Presses(fmt.Sprint(items[0]["ID"]), "keep", "UF_CRM_SIZE", 7)
	hook := b.Handlers("ONCRMTIMELINEITEMACTION")[0]
	if got := h.posted("/webhooks/crm/b24", press); got.Code != 401 {
		t.Errorf("a press without the key: %d", got.Code)
	}
	for range 2 {
		if got := h.posted(hook, press); got.Code != 200 {
			t.Errorf("a press: %d %s", got.Code, got.Body)
		}
		h.pass(time.Minute)
	}
	ref := fmt.Sprint("b24.lead:", lead)
	if es := h.timeline(ref, "kept"); len(es) != 1 || es[0].By != "Анна Петрова (b24)" {
		t.Errorf("the timeline tells %+v", es)
	}
	page := h.posted(b.Tabs("CRM_LEAD_DETAIL_TAB")[0], b.Opens("CRM_LEAD_DETAIL_TAB", lead, 7))
	form := url.Values{"do": {"replace"}}
	for _, in := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page.Body.String(), -1) {
		form.Set(in[1], in[2])
	}
	if page.Code != 200 || form.Get("field") != "UF_CRM_ADDRESS" || !strings.Contains(page.Body.String(), "Deliver them to 9 Harbor Rd.") || !strings.Contains(page.Header().Get("Content-Security-Policy"), "frame-ancestors http://127.0.0.1:") {
		t.Fatalf("the tab: %d %v %s", page.Code, page.Header(), page.Body)
	}
	if got := h.posted("/crm/b24/decide", form.Encode()); got.Code != 200 || strings.Contains(got.Body.String(), "<form") {
		t.Errorf("decided in the tab: %d %s", got.Code, got.Body)
	}
	h.pass(time.Minute)
	if now := b.Cards("lead")[0]; now["UF_CRM_ADDRESS"] != "9 Harbor Rd" || now["UF_CRM_SIZE"] != "S" || h.run(r.ID).State != "done" || b.Todos()[0]["COMPLETED"] != "Y" || b.Badge(lead) != "sufler_fields_filled" || len(b.Activities()) != 1 {
		t.Errorf("the lead holds %v, run %s, to do %v, badge %q, %d items", now, h.run(r.ID).State, b.Todos(), b.Badge(lead), len(b.Activities()))
	}
	for range 2 {
		if got := h.posted(hook, b.Removes()); got.Code != 200 {
			t.Errorf("removed: %d", got.Code)
		}
	}
	var c struct{ Access struct{ State, Text string } }
	h.call(h.admin, "GET", "/v1/connections/b24", nil, &c)
	if c.Access.State != "lost" || !strings.Contains(c.Access.Text, "removed") {
		t.Errorf("access is %+v", c.Access)
	}
}

// Bitrix24 posts an installation again where an administrator reinstalls: it lets us in anew,
// nothing is bound or made twice, and what it posted once more word for word changes nothing.
func TestTheApplicationIsInstalledAgain_SYS02(t *testing.T) {
	h := newHouse(t)
	b := h.installedInBitrix24()
	address := "http://" + h.hosts[0]
	bound := func() (n [4]int) {
		for i, all := range [][]string{
			b.Handlers("ONCRMTIMELINEITEMACTION"), b.Handlers("ONCRMLEADUPDATE"), b.Tabs("CRM_LEAD_DETAIL_TAB"), b.Tabs("CRM_DEAL_DETAIL_TAB"),
		} {
			n[i] = len(all)
		}
		return n
	}
	same(t, "what is bound", bound(), [4]int{1, 1, 1, 1})
	again := b.Installs(address, 1)
	for _, post := range []struct {
		body string
		code int
	}{{again, 200}, {again, 409}, {b.Installs(address, 7), 409}, {b.Installs(address, 1), 200}} {
		if got := h.posted("/crm/b24/install", post.body); got.Code != post.code {
			t.Errorf("installed again: %d %s, want %d", got.Code, got.Body, post.code)
		}
		same(t, "what is bound", bound(), [4]int{1, 1, 1, 1})
	}
	b.Unbind() // as an update of the application there does
	if got := h.posted("/crm/b24/install", b.Installs(address, 1)); got.Code != 200 {
		t.Errorf("installed once more: %d %s", got.Code, got.Body)
	}
	same(t, "what is bound anew", bound(), [4]int{1, 1, 1, 1})
	var c struct{ Access struct{ State string } }
	h.call(h.admin, "GET", "/v1/connections/b24", nil, &c)
	same(t, "its access", c.Access.State, "granted")
	d := h.says(anna, "Hello")
	h.pass(time.Minute)
	same(t, "leads there", len(b.Cards("lead")), 1)
	same(t, "the dialog's cards", len(h.dialog(d).Cards), 1)
}
