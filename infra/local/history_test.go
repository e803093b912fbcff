package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// historyDoc is a history link as the API shows it.
type historyDoc struct {
	ID        string
	URL       string
	ExpiresAt time.Time
	InForce   bool
}

// links makes a history link.
func (h *house) links(c client, dialog string, in map[string]any) historyDoc {
	h.t.Helper()
	var l historyDoc
	if in == nil {
		in = map[string]any{}
	}
	h.call(c, "POST", "/v1/dialogs/"+dialog+"/history-link", in, &l)
	if l.URL == "" || !strings.HasPrefix(l.URL, "http://localhost:8080/history/") {
		h.t.Fatalf("the address is %q", l.URL)
	}
	return l
}

// opens asks for a page as a browser without an account does.
func (h *house) opens(address string, header ...string) (int, http.Header, string) {
	h.t.Helper()
	r := httptest.NewRequest("GET", address, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.sys.Handler.ServeHTTP(w, r)
	b, err := io.ReadAll(w.Result().Body)
	h.must(err)
	return w.Code, w.Header(), string(b)
}

// shows wants all of the words on a page.
func (h *house) shows(address string, words ...string) string {
	h.t.Helper()
	status, _, page := h.opens(address)
	if status != http.StatusOK {
		h.t.Fatalf("%s: got %d: %s", address, status, page)
	}
	for _, w := range words {
		if !strings.Contains(page, w) {
			h.t.Errorf("%q is not on the page:\n%s", w, page)
		}
	}
	return page
}

// gone wants a page that shows nothing.
func (h *house) gone(what, address string) {
	h.t.Helper()
	status, header, page := h.opens(address)
	if status != http.StatusNotFound || strings.Contains(page, "chairs") || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
		h.t.Errorf("%s: got %d %s", what, status, page)
	}
}

// A link shows one customer's dialogs, with both sides and the files, to whoever has it,
// without an account (HL-02, HL-05), in a page that runs nothing, is kept by nobody and
// found by no search engine; what they wrote is text, whatever it is.
func TestAHistoryLinkShowsTheDialogs_HL02_HL05(t *testing.T) {
	h := newHouse(t)
	first := h.says(anna, "Hello, I want 3 chairs.", `<script>alert("x")</script> & "quotes"`)
	h.reply(first, "Of course, which colour?")
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/note", map[string]any{"text": "She is a difficult one."}, nil)
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/close", nil, nil)
	h.updates++
	h.update(shop, parties.BotPhoto(h.updates, h.updates, anna, h.clock.Now(), "Like this one"))
	h.says(boris, "I am somebody else and want sofas.")
	l := h.links(h.admin, first, nil)
	if got := l.ExpiresAt.Sub(h.clock.Now()); got != 30*24*time.Hour {
		t.Errorf("it lasts %s, want thirty days", got)
	}
	page := h.shows(l.URL, "Anna Brown", "I want 3 chairs.", "Of course, which colour?", "Like this one", "&lt;script&gt;alert(", `<meta name="viewport"`, `<html lang="en">`)
	if strings.Contains(page, "difficult") || strings.Contains(page, "sofas") || strings.Contains(page, "<script") || strings.Count(page, "<section>") != 2 {
		t.Errorf("the page shows more or less than her two dialogs:\n%s", page)
	}
	if strings.Index(page, "3 chairs") > strings.Index(page, "Like this one") {
		t.Error("the newest stands first")
	}
	status, header, _ := h.opens(l.URL)
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page)
	sum := sha256.Sum256([]byte(style[1]))
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"Referrer-Policy":         "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
	} {
		if header.Get(name) != want {
			t.Errorf("%d %s: got %q, want %q", status, name, header.Get(name), want)
		}
	}
	if !strings.Contains(page, `rel="noreferrer noopener nofollow"`) {
		t.Errorf("the photo has no link:\n%s", page)
	}
}

// A file of the page is lent for minutes, to whoever opened it: its address works no longer
// then, nor changed, and the page lends it anew.
func TestAHistoryLinkLendsItsFiles_HL05(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello, I want 3 chairs.")
	h.updates++
	h.update(shop, parties.BotPhoto(h.updates, h.updates, anna, h.clock.Now(), "Like this one"))
	h.pass(time.Minute)
	l := h.links(h.admin, d, nil)
	lent := func() string {
		t.Helper()
		file := regexp.MustCompile(`<p class="file"><a href="([^"]*)"`).FindStringSubmatch(h.shows(l.URL, "Like this one"))
		if file == nil {
			t.Fatal("the page has no file")
		}
		return html.UnescapeString(file[1])
	}
	first := lent()
	status, header, body := h.opens(first)
	if status != http.StatusOK || len(body) == 0 || header.Get("Cache-Control") != "private, no-store" || header.Get("Content-Security-Policy") != "sandbox; default-src 'none'" {
		t.Errorf("the file: %d %v, %d bytes", status, header, len(body))
	}
	for what, address := range map[string]string{"without its signature": first[:strings.Index(first, "?")], "for longer": strings.Replace(first, "until=1", "until=2", 1)} {
		if status, _, _ := h.opens(address); status != http.StatusForbidden {
			t.Errorf("%s: got %d", what, status)
		}
	}
	h.pass(11 * time.Minute)
	if status, _, _ := h.opens(first); status != http.StatusForbidden {
		t.Errorf("after eleven minutes: got %d", status)
	}
	if status, _, _ := h.opens(lent()); status != http.StatusOK {
		t.Errorf("lent anew: got %d", status)
	}
}

// Its page is in the line's language, else in the reader's (en, ru, es).
func TestAHistoryLinkSpeaksTheLinesLanguage_HL05(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello", "3 chairs")
	l := h.links(h.admin, d, nil)
	for language, title := range map[string]string{"ru": "История переписки", "es": "Historial de la conversación", "en": "Chat history"} {
		h.changes("/v1/lines/"+shop, map[string]any{"language": language})
		h.shows(l.URL, `lang="`+language+`"`, title)
		_, _, page := h.opens("/history/c/l?s=none", "Accept-Language", "fr, "+language+"-XX;q=0.8")
		if !strings.Contains(page, title) {
			t.Errorf("%s: a page that is none says %s", language, page)
		}
	}
}

// Nothing but the right secret of a link in force opens it: not another customer's, one
// that is over, revoked or erased; and nobody is told which it was.
func TestAHistoryLinkIsNobodysElse_HL05(t *testing.T) {
	h := newHouse(t)
	h.settings(map[string]any{"historyDays": 7})
	annas := h.says(anna, "Hello", "3 chairs, please")
	boriss := h.says(boris, "Hello", "4 chairs, please")
	a, b := h.links(h.admin, annas, nil), h.links(h.admin, boriss, map[string]any{"days": 1})
	if got := a.ExpiresAt.Sub(h.clock.Now()); got < 7*24*time.Hour-time.Minute || got > 7*24*time.Hour {
		t.Errorf("it lasts %s, want the settings' seven days", got)
	}
	path := func(address string) (where, secret string) {
		where, secret, _ = strings.Cut(address, "?s=")
		return where, secret
	}
	whereA, secretA := path(a.URL)
	whereB, secretB := path(b.URL)
	if len(secretA) < 26 || secretA == secretB {
		t.Errorf("the secrets are %q and %q", secretA, secretB)
	}
	customerB := whereB[:strings.LastIndex(whereB, "/")]
	for what, address := range map[string]string{
		"no secret": whereA, "an empty one": whereA + "?s=", "another link's": whereA + "?s=" + secretB, "a letter too many": a.URL + "x",
		"in capitals": whereA + "?s=" + strings.ToUpper(secretA), "her link below another customer": customerB + whereA[strings.LastIndex(whereA, "/"):] + "?s=" + secretA,
		"no link": whereA + "x?s=" + secretA, "no customer": "/history/nobody/h?s=" + secretA, "no address": "/history/", "a key's own words": "/history/HEAD/CUSTOMER?s=x",
	} {
		h.gone(what, address)
	}
	for what, stored := range h.everything() {
		if strings.Contains(stored, secretA) {
			t.Errorf("its secret is stored at %s", what)
		}
	}
	h.shows(a.URL+"&upto=9223372036854775807&n=99", "3 chairs")
	h.shows(a.URL+"&upto=-1&n=-5", "3 chairs")
	if page := h.shows(a.URL + "&upto=1&n=1"); strings.Contains(page, "chairs") {
		t.Error("before the first message something is said")
	}

	h.pass(25 * time.Hour)
	h.gone("one that is over", b.URL)
	h.call(h.admin, "DELETE", "/v1/dialogs/"+annas+"/history-links/"+a.ID, nil, nil)
	h.call(h.admin, "DELETE", "/v1/dialogs/"+annas+"/history-links/"+a.ID, nil, nil)
	h.gone("one that is revoked", a.URL)
	var all page[historyDoc]
	h.call(h.admin, "GET", "/v1/dialogs/"+annas+"/history-links", nil, &all)
	if len(all.Items) != 1 || all.Items[0].InForce || all.Items[0].URL != "" {
		t.Errorf("listed are %+v", all.Items)
	}

	c := h.links(h.admin, annas, nil)
	h.shows(c.URL, "3 chairs")
	customer, _, _ := strings.Cut(annas, "-")
	h.erases("/v1/customers/" + customer)
	h.says(anna, "It is me again, with chairs")
	h.gone("one of who was erased, and wrote again", c.URL)
}

// A link shows what whoever made it may read when it is opened, and nothing once they may
// nothing any more: no link is a way around rights (RS-07).
func TestAHistoryLinkShowsWhatItsMakerMayRead_HL05(t *testing.T) {
	h := newHouse(t)
	first := h.says(anna, "Hello", "The red chairs are a secret.")
	dan := h.as("dan")
	h.call(dan, "POST", "/v1/dialogs/"+first+"/accept", nil, nil)
	h.call(dan, "POST", "/v1/dialogs/"+first+"/close", nil, nil)
	second := h.says(anna, "Hello again", "Now blue chairs.")
	olga := h.key(map[string]any{"name": "Olga", "role": "operator", "operator": "olga", "leads": "change", "dialogs": "own", "customers": false})
	h.call(olga, "POST", "/v1/dialogs/"+second+"/accept", nil, nil)
	l := h.links(olga, second, nil)
	page := h.shows(l.URL, "blue chairs")
	if strings.Contains(page, "red chairs") || strings.Contains(page, "Anna") {
		t.Errorf("it shows what Olga may not see:\n%s", page)
	}
	h.refused(olga, "POST", "/v1/dialogs/"+first+"/history-link", nil, 403, "forbidden")
	h.refused(olga, "GET", "/v1/dialogs/"+first+"/history-links", nil, 403, "forbidden")
	var keys page2
	h.call(h.admin, "GET", "/v1/keys", nil, &keys)
	for _, k := range keys.Items {
		if k.Name == "Olga" {
			h.call(h.admin, "DELETE", "/v1/keys/"+k.ID, nil, nil)
		}
	}
	h.gone("one whose maker may nothing any more", l.URL)
}

type page2 struct {
	Items []struct{ ID, Name string }
}

// A request that is repeated makes one link, and tells its secret once.
func TestAHistoryLinkIsMadeOnce_HL02(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello", "3 chairs")
	var first, again historyDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/history-link", nil, &first, "Idempotency-Key", "one")
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/history-link", nil, &again, "Idempotency-Key", "one")
	if first.URL == "" || again.URL != "" || first.ID != again.ID {
		t.Errorf("first %+v, again %+v", first, again)
	}
	for n := range 99 {
		h.call(h.admin, "POST", "/v1/dialogs/"+d+"/history-link", nil, nil, "Idempotency-Key", fmt.Sprint("n", n))
	}
	h.refused(h.admin, "POST", "/v1/dialogs/"+d+"/history-link", nil, 409, "too_many_links")
}

// Who guesses is slowed down, right or wrong.
func TestGuessingHistoryLinksIsSlowedDown_HL05(t *testing.T) {
	h := newHouse(t)
	limited := 0
	for n := range 100 {
		status, header, _ := h.opens(fmt.Sprint("/history/c/l?s=guess", n))
		if status == http.StatusTooManyRequests && header.Get("Retry-After") != "" {
			limited++
		}
	}
	if limited != 40 {
		t.Errorf("%d of a hundred guesses at once were refused, want 40", limited)
	}
	h.clock.Set(h.clock.Now().Add(time.Minute))
	if status, _, _ := h.opens("/history/c/l?s=x"); status != http.StatusNotFound {
		t.Errorf("a minute later: got %d", status)
	}
}

// A long history is shown a page at a time, all of it once, whatever its places.
func TestALongHistoryIsShownInPages_HL05(t *testing.T) {
	h := newHouse(t)
	var d string
	for n := range 3 {
		for m := range 90 {
			d = h.says(anna, fmt.Sprintf("message %d-%02d.", n, m))
		}
		h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", nil, nil)
	}
	d = h.says(anna, "the last one")
	next, pages := h.links(h.admin, d, nil).URL, 0
	seen := map[string]int{}
	for next != "" && pages < 10 {
		page := h.shows(next)
		for _, m := range regexp.MustCompile(`message \d-\d\d\.`).FindAllString(page, -1) {
			seen[m]++
		}
		earlier := regexp.MustCompile(`<nav><a href="([^"]*)"`).FindStringSubmatch(page)
		where, _, _ := strings.Cut(next, "?")
		if next, pages = "", pages+1; earlier != nil {
			next = where + strings.ReplaceAll(earlier[1], "&amp;", "&")
		}
	}
	if len(seen) != 270 || pages != 2 {
		t.Errorf("%d messages on %d pages, want 270 on 2", len(seen), pages)
	}
	for m, n := range seen {
		if n != 1 {
			t.Errorf("%s is shown %d times", m, n)
		}
	}
}

// CB-09, HL-04: the note in a connected CRM holds an address at which its people read
// what was said, unless the company does not want that.
func TestTheNoteInTheCRMHoldsAHistoryLink_CB09_HL04(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Thanks.")
	h.pass(time.Minute)
	h.reader.finds("UF_CRM_SIZE", "XL", "size XL")
	h.read(d)
	h.pass(time.Minute)
	at := regexp.MustCompile(`http://\S+/history/\S+`).FindString(fmt.Sprint(b.Comments()[0]["COMMENT"]))
	h.shows(at, "size XL", "Anna Brown")

	h.settings(map[string]any{"historyInNotes": false})
	h.says(anna, "And a table", "Please")
	h.read(d)
	h.pass(time.Minute)
	if notes := b.Comments(); len(notes) != 2 || strings.Contains(fmt.Sprint(notes[1]["COMMENT"]), "/history/") {
		t.Errorf("the notes are %v", notes)
	}
}
