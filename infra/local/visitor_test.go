package main

import (
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// posts posts a message of a visitor's, with whatever else it holds.
func (h *house) posts(v *site, more map[string]any) answer {
	h.t.Helper()
	body := map[string]any{"text": "Hello"}
	v.count++
	body["id"] = "m" + strconv.Itoa(v.count)
	for name, value := range more {
		body[name] = value
	}
	a, err := v.client.Send(h.t.Context(), "POST", v.path+"/messages", body, "Origin", "http://localhost:8080")
	h.must(err)
	h.pass(5 * time.Second)
	return a
}

// introduces posts a message with a profile, and gives the contact's values.
func (h *house) introduces(v *site, profile map[string]any) map[string]string {
	h.t.Helper()
	if a := h.posts(v, map[string]any{"profile": profile}); a.Status != 200 {
		h.t.Fatalf("profile %v: got %d %s", profile, a.Status, a.Body)
	}
	values := map[string]string{}
	for name, v := range h.card(h.dialogs("line=website")[0].Contact).Values {
		values[name] = strings.Trim(string(v), `"`)
	}
	return values
}

// What a visitor tells of themselves reaches their contact with the first
// message, with a later one, and in the next dialog, however they write it.
func TestAVisitorsProfileReachesTheContact_WG03(t *testing.T) {
	h := newHouse(t)
	h.changes("/v1/lines/website", map[string]any{"region": "RU"})
	v := h.visitor()
	got := h.introduces(v, nil)
	same(t, "nothing is told", got["phone"], "")
	got = h.introduces(v, map[string]any{"phone": "8 916 204-55-18"})
	same(t, "a phone told later, as the country writes it", got["phone"], "+79162045518")
	got = h.introduces(v, map[string]any{"email": " Anna@Mail.Example "})
	same(t, "an e-mail told later still", got["email"], "Anna@mail.example")
	h.call(h.admin, "POST", "/v1/dialogs/"+h.dialogs("line=website")[0].ID+"/close", nil, nil)
	got = h.introduces(v, map[string]any{"name": "Anna Petrova", "phone": "+7 (999) 111-22-33"})
	same(t, "a name told in the next dialog", got["name"], "Anna Petrova")
	same(t, "the phone that the contact has stays", got["phone"], "+79162045518")

	for phone, want := range map[string]string{
		"+7 (916) 204-55-19": "+79162045519", "8 916 204 55 19": "+79162045519", "8(916)2045519": "+79162045519", "+44 20 7946 0991": "+442079460991",
	} {
		got := h.introduces(h.visitor(), map[string]any{"phone": phone})
		same(t, phone, got["phone"], want)
	}
}

// A person who empties a field that a visitor's profile filled is not overruled.
func TestAProfileDoesNotFillAgainWhatAPersonEmptied_WG03(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	h.introduces(v, nil)
	profile := map[string]any{"email": "anna@mail.example"}
	same(t, "filled", h.introduces(v, profile)["email"], "anna@mail.example")
	ref := h.dialogs("line=website")[0].Contact
	h.sets(ref, map[string]any{"email": nil})
	h.call(h.admin, "POST", "/v1/dialogs/"+h.dialogs("line=website")[0].ID+"/close", nil, nil)
	same(t, "emptied", h.introduces(v, profile)["email"], "")
}

// What can be nobody's phone or e-mail is refused by name, and nothing is stored;
// the page can ask again.
func TestAProfileThatCantBeIsRefused_WG03(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	for _, c := range []struct {
		profile map[string]any
		code    string
	}{
		{map[string]any{"phone": "call me"}, "phone_invalid"},
		{map[string]any{"phone": "12"}, "phone_invalid"},
		{map[string]any{"phone": "+7 916 204 55 18 99 88 77"}, "phone_invalid"},
		{map[string]any{"phone": "+7 916 204 55 18 Anna"}, "phone_invalid"},
		{map[string]any{"email": "anna"}, "email_invalid"},
		{map[string]any{"email": "anna@"}, "email_invalid"},
		{map[string]any{"email": "Anna <anna@mail.example>"}, "email_invalid"},
	} {
		a := h.posts(v, map[string]any{"profile": c.profile})
		same(t, "refusal", a.Problem().Code, c.code)
		same(t, "status", a.Status, 422)
	}
	same(t, "dialogs", len(h.dialogs("line=website")), 0)
}

// brings announces a file of a visitor's, and uploads it, if it has a body.
func (h *house) brings(v *site, id, name, mime, body string) string {
	h.t.Helper()
	slot := h.slot(v, id, name, mime, len(body))
	h.sendsBytes(slot, body)
	return slot.File
}

type slotDoc struct {
	File   string
	Upload struct {
		Method, URL string
		Headers     map[string]string
	}
}

func (h *house) slot(v *site, id, name, mime string, size int) (slot slotDoc) {
	h.t.Helper()
	in := map[string]any{"id": id, "name": name, "type": mime, "size": size}
	h.call(v.client, "POST", v.path+"/files", in, &slot, "Origin", "http://localhost:8080")
	return slot
}

func (h *house) sendsBytes(slot slotDoc, body string) {
	h.t.Helper()
	r := httptest.NewRequest(slot.Upload.Method, slot.Upload.URL, strings.NewReader(body))
	for name, value := range slot.Upload.Headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.sys.Handler.ServeHTTP(w, httptest.NewRequest("OPTIONS", slot.Upload.URL, nil)) // a page's preflight
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Methods") != "PUT" {
		h.t.Fatalf("preflight: got %d %v", w.Code, w.Header())
	}
	w = httptest.NewRecorder()
	h.sys.Handler.ServeHTTP(w, r)
	if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		h.t.Fatalf("upload: got %d %s %v", w.Code, w.Body, w.Header())
	}
}

func files(ids ...string) map[string]any {
	var list []map[string]any
	for _, id := range ids {
		list = append(list, map[string]any{"file": id})
	}
	return map[string]any{"text": "", "attachments": list}
}

// What a visitor uploads comes with their message: shown to them and to operators,
// to be saved and never to be run; also when the bytes follow the message, and
// when the system is killed on the way.
func TestAVisitorsFilesAreKeptAndShown_CH19(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	photo := h.brings(v, "f1", "broken chair.jpg", "image/jpeg", "<script>alert(1)</script>")
	same(t, "announced again", h.slot(v, "f1", "broken chair.jpg", "image/jpeg", 25).File, photo)
	later := h.slot(v, "f2", "invoice.pdf", "application/pdf", 11)
	for range 2 { // a page may post again
		a := h.posts(v, files(photo, later.File))
		v.count--
		same(t, "posted", a.Status, 200)
	}
	v.count++
	d := h.dialogs("line=website")[0].ID
	m := h.messages(d)
	if len(m) != 1 || len(m[0].Attachments) != 2 || m[0].Attachments[0].Kind != "photo" || m[0].Attachments[0].Name != "broken chair.jpg" {
		t.Fatalf("the operator sees %+v", m)
	}
	same(t, "the photo", h.file(m[0].Attachments[0].File), "<script>alert(1)</script>")
	same(t, "what is not here yet has no address", m[0].Attachments[1].File, "")
	a, err := h.outside().Send(t.Context(), "GET", strings.TrimPrefix(m[0].Attachments[0].File, "http://localhost:8080"), nil)
	h.must(err)
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
	} {
		same(t, name, a.Header.Get(name), want)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("it would be shown: %v", a.Header)
	}

	h.sendsBytes(later, "the invoice")
	h.restart()
	v.client.HTTP = h.outside().HTTP
	h.pass(10 * time.Minute)
	var said struct {
		Items []struct {
			Attachments []struct{ Kind, Name, File string }
		}
	}
	h.call(v.client, "GET", v.path+"/messages", nil, &said)
	if len(said.Items) != 1 || len(said.Items[0].Attachments) != 2 {
		t.Fatalf("the visitor sees %+v", said)
	}
	same(t, "the invoice, to its visitor", h.file(said.Items[0].Attachments[1].File), "the invoice")
	same(t, "the invoice, to the operator", h.file(h.messages(d)[0].Attachments[1].File), "the invoice")
}

// A file that never comes is missing, with a reason.
func TestAFileThatNeverComesIsMissing_CH19(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	same(t, "posted", h.posts(v, files(h.slot(v, "f1", "a.pdf", "application/pdf", 5).File)).Status, 200)
	h.pass(3 * 24 * time.Hour)
	a := h.messages(h.dialogs("line=website")[0].ID)[0].Attachments[0]
	if a.File != "" || a.Missing == "" {
		t.Errorf("got %+v", a)
	}
}

func TestAVisitorsFilesThatAreRefused_CH19(t *testing.T) {
	h := newHouse(t)
	v, other := h.visitor(), h.visitor()
	announce := func(v *site, in map[string]any, status int, code string) {
		t.Helper()
		h.refused(v.client, "POST", v.path+"/files", in, status, code, "Origin", "http://localhost:8080")
	}
	with := func(id, name, mime string, size int) map[string]any {
		return map[string]any{"id": id, "name": name, "type": mime, "size": size}
	}
	announce(v, with("1", "a.html", "text/html", 5), 422, "file_type_not_allowed")
	announce(v, with("1", "a.svg", "image/svg+xml", 5), 422, "file_type_not_allowed")
	announce(v, with("1", "a.pdf", "application/pdf", 20*desk.MB+1), 422, "file_too_big")
	announce(v, with("1", "../a.pdf", "application/pdf", 5), 422, "invalid")
	announce(v, with("", "a.pdf", "application/pdf", 5), 422, "invalid")
	announce(&site{client: h.outside(), path: v.path}, with("1", "a.pdf", "application/pdf", 5), 401, "unauthorized")

	theirs := h.brings(other, "1", "a.pdf", "application/pdf", "words")
	ours := h.uploads("prices.pdf", "application/pdf", "the prices")
	for what, id := range map[string]string{"another visitor's": theirs, "an operator's": ours, "nobody's": "vnobody", "a way out": "../sent/x"} {
		same(t, what, h.posts(v, files(id)).Problem().Code, "file_unknown")
	}
	d := h.says(anna, "Hello")
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/reply", sendDoc("", theirs), 422, "file_unknown")
	many := make([]string, desk.MaxFiles+1)
	same(t, "eleven files", h.posts(v, files(many...)).Problem().Code, "too_many_files")
	same(t, "dialogs", len(h.dialogs("line=website")), 0)
}

// A visitor has so many files and bytes a day, and an address ten times as many.
func TestAVisitorsUploadsHaveAQuota_CH19(t *testing.T) {
	h := newHouse(t)
	until := func(size int, code string) (n int) {
		t.Helper()
		v := h.visitor()
		for ; n < 30; n++ {
			in := map[string]any{"id": strconv.Itoa(n), "name": "a.pdf", "type": "application/pdf", "size": size}
			a, err := v.client.Send(t.Context(), "POST", v.path+"/files", in, "Origin", "http://localhost:8080")
			h.must(err)
			if a.Status != 200 {
				same(t, "refusal", a.Problem().Code, code)
				if a.Problem().Until == "" {
					t.Error("it does not say until when")
				}
				return n
			}
		}
		return n
	}
	same(t, "files", until(5, "file_quota"), 20)
	same(t, "files of 20 MB", until(20*desk.MB, "file_quota"), 5)
	for range 8 {
		same(t, "files of one more visitor", until(5, "file_quota"), 20)
	}
	same(t, "files of the address's last visitor", until(5, "file_quota"), 15)
	h.pass(24 * time.Hour)
	same(t, "files of the next day", until(5, "file_quota"), 20)
}
