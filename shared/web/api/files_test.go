package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// uploaded announces a file, sends its bytes where the answer says, and gives
// its id.
func (h *house) uploaded(name, mime, content string) string {
	h.t.Helper()
	return h.uploadedBy("operator", name, mime, content)
}

// uploadedBy is uploaded of somebody else's.
func (h *house) uploadedBy(who, name, mime, content string) string {
	h.t.Helper()
	doc := h.as(who, "POST", "/v1/files", map[string]any{"name": name, "type": mime, "size": len(content)}).is(201).doc()
	address, _ := at(doc, "upload", "url").(string)
	method, _ := at(doc, "upload", "method").(string)
	r := httptest.NewRequest(method, address, strings.NewReader(content))
	headers, _ := at(doc, "upload", "headers").(map[string]any)
	for k, v := range headers {
		r.Header.Set(k, fmt.Sprint(v))
	}
	w := httptest.NewRecorder()
	h.files.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		h.t.Fatalf("upload: got %d %s", w.Code, w.Body)
	}
	id, _ := doc["id"].(string)
	return id
}

// fetched follows a link of ours.
func (h *house) fetched(link any) string {
	h.t.Helper()
	address, err := url.Parse(fmt.Sprint(link))
	must(h.t, err)
	w := httptest.NewRecorder()
	h.files.ServeHTTP(w, httptest.NewRequest("GET", address.RequestURI(), nil))
	return w.Body.String()
}

// TestAnUploadIsItsUploaders_CH20: what one has announced nobody else attaches, whoever
// asks alike; with another key of theirs they do. Its id doesn't follow from the request.
func TestAnUploadIsItsUploaders_CH20(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	all := desk.Rights{Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange, Dialogs: desk.ScopeAll, Customers: true}
	for name, o := range map[string]desk.OperatorID{"olga": "olga", "olga too": "olga", "dan": "dan", "program": "", "another": ""} {
		h.person(name, desk.Actor{Role: desk.RoleOperator, Operator: o, Rights: all})
	}
	files := map[string]string{}
	for _, who := range []string{"olga", "program"} {
		files[who] = h.uploadedBy(who, "a.txt", "text/plain", "of "+who)
	}
	path := "/v1/dialogs/" + string(dialog) + "/note"
	for _, c := range []struct {
		who, of string
		takes   bool
	}{{"dan", "olga", false}, {"program", "olga", false}, {"olga too", "olga", true}, {"another", "program", false}, {"olga", "program", false}, {"program", "program", true}} {
		got := h.as(c.who, "POST", path, `{"attachments":[{"file":"`+files[c.of]+`"}]}`)
		if c.takes {
			got.is(201)
		} else {
			got.no(422, "file_unknown")
		}
	}
	body := `{"name":"a.txt","type":"text/plain","size":1}`
	first := h.as("olga", "POST", "/v1/files", body, "Idempotency-Key", "same").is(201).doc()["id"]
	if again := h.as("olga", "POST", "/v1/files", body, "Idempotency-Key", "same").is(201).doc()["id"]; again != first {
		t.Errorf("repeated, it is %v and %v", first, again)
	}
	other := newHouse(t)
	other.person("olga", desk.Actor{Key: "k", Role: desk.RoleOperator, Operator: "olga", Rights: all})
	h.person("olga", desk.Actor{Key: "k", Role: desk.RoleOperator, Operator: "olga", Rights: all})
	if a, b := h.as("olga", "POST", "/v1/files", body, "Idempotency-Key", "k").is(201).doc()["id"], other.as("olga", "POST", "/v1/files", body, "Idempotency-Key", "k").is(201).doc()["id"]; a == b {
		t.Errorf("the same request of the same key has the id %v in two houses", a)
	}
}

func TestAnOperatorSendsAFile_CH20(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	file := h.uploaded("prices.pdf", "application/pdf", "the prices")
	reply := `{"attachments":[{"file":"` + file + `","name":"Price list.pdf"}]}`
	for range 2 {
		got := h.as("operator", "POST", path+"/reply", reply, "Idempotency-Key", "a").is(201).doc()
		if at(got, "text") != "" || at(got, "status") != "queued" || at(got, "attachments", 0, "kind") != "document" || at(got, "attachments", 0, "name") != "Price list.pdf" || at(got, "attachments", 0, "size") != 10.0 {
			t.Errorf("got %v", got)
		}
	}
	h.work()
	items := h.as("reader", "GET", path+"/messages?order=newest", nil).is(200).doc()
	if at(items, "items", 0, "status") != "sent" || h.fetched(at(items, "items", 0, "attachments", 0, "file")) != "the prices" || at(items, "items", 1, "author") != "customer" {
		t.Errorf("got %v", items)
	}
	if h.fetched(at(items, "items", 0, "attachments", 0, "sheet")) != "the prices" || at(items, "items", 1, "attachments", 0, "sheet") != nil {
		t.Errorf("shown: got %v", items)
	}
	note := h.as("operator", "POST", path+"/note", `{"text":"the contract","attachments":[{"file":"`+file+`"}]}`).is(201).doc()
	if h.fetched(at(note, "attachments", 0, "file")) != "the prices" {
		t.Errorf("got %v", note)
	}
	to := fmt.Sprint(h.as("operator", "GET", path, nil).is(200).doc()["customer"])
	h.as("operator", "POST", "/v1/dialogs", `{"customer":"`+to+`","attachments":[{"file":"`+file+`"}]}`).is(201)
	items = h.as("reader", "GET", path+"/messages?order=newest", nil).is(200).doc()
	if h.fetched(at(items, "items", 0, "attachments", 0, "file")) != "the prices" {
		t.Errorf("written first: got %v", items)
	}
}

// The same key is the same file; its answer is the same.
func TestAnnouncingAFileTwiceIsOnce_CH20(t *testing.T) {
	h := newHouse(t)
	const file = `{"name":"a.txt","type":"text/plain; charset=utf-8","size":5}`
	first := h.as("operator", "POST", "/v1/files", file, "Idempotency-Key", "a").is(201)
	if got := h.as("operator", "POST", "/v1/files", file, "Idempotency-Key", "a").is(201); string(got.body) != string(first.body) {
		t.Errorf("got %s, want %s", got.body, first.body)
	}
	doc := first.doc()
	if doc["type"] != "text/plain" || at(doc, "upload", "headers", "Content-Type") != "text/plain" || at(doc, "upload", "expiresAt") == nil || doc["expiresAt"] == nil {
		t.Errorf("got %v", doc)
	}
	if other := h.as("operator", "POST", "/v1/files", file).is(201).doc(); other["id"] == doc["id"] {
		t.Error("without a key it is another file")
	}
	// The answer's note is lost: the repeat makes the same file.
	h.once.dies = true
	lost := h.as("operator", "POST", "/v1/files", file, "Idempotency-Key", "b").is(201).doc()
	h.once.dies = false
	h.clock.move(2 * time.Minute)
	if again := h.as("operator", "POST", "/v1/files", file, "Idempotency-Key", "b").is(201).doc(); again["id"] != lost["id"] || again["expiresAt"] != lost["expiresAt"] {
		t.Errorf("got %v, want %v", again, lost)
	}
}

func TestFilesThatAreRefused_CH20(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog) + "/reply"
	for _, c := range []struct{ body, code, limit string }{
		{fmt.Sprintf(`{"name":"a.zip","type":"application/zip","size":%d}`, desk.MaxUpload+1), "file_too_big", "100 MB"},
		{`{"name":"a.exe","type":"application/x-msdownload","size":1}`, "file_type_not_allowed", "office documents"},
		{`{"name":"a/b.txt","type":"text/plain","size":1}`, "invalid", "slash"},
		{`{"name":"a.txt","type":"text/plain","size":0}`, "invalid", ""},
		{`{"name":"a.txt","type":"text/plain"}`, "invalid", ""},
	} {
		if got := h.as("operator", "POST", "/v1/files", c.body).no(422, c.code); !strings.Contains(string(got.body), c.limit) {
			t.Errorf("%s: got %s, want %q in it", c.body, got.body, c.limit)
		}
	}
	h.as("", "POST", "/v1/files", `{"name":"a.txt","type":"text/plain","size":1}`).no(401, "unauthorized")
	h.as("operator", "POST", path, `{"text":"x","attachments":[{"file":"unobody"}]}`).no(422, "file_unknown")
	waits := h.as("operator", "POST", "/v1/files", `{"name":"a.txt","type":"text/plain","size":5}`).is(201).doc()["id"]
	h.as("operator", "POST", path, fmt.Sprintf(`{"attachments":[{"file":"%s"}]}`, waits)).no(409, "file_not_uploaded")
	file := `{"file":"` + h.uploaded("a.txt", "text/plain", "hello") + `"}`
	h.as("operator", "POST", path, `{"attachments":[`+repeated(file, 11)+`]}`).is(422)
	h.as("operator", "POST", path, `{"attachments":[]}`).is(422)
	h.as("operator", "POST", strings.Replace(path, "/reply", "/note", 1), `{}`).is(422)
}
