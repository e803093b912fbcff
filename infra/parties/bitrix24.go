package parties

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bitrix24 is a company's Bitrix24 as its REST API shows it: it writes over whatever
// is there, makes a card each time it is asked, passes over fields that it does not
// know, says numbers as text in its older methods and an empty map as [], and answers
// a batch with 200 whatever became of it.
// https://github.com/bitrix-tools/b24-rest-docs
type Bitrix24 struct {
	Code   string    // the webhook's secret, of user 1
	At     time.Time // its time, which Move moves
	Scopes []string  // nil: crm, bizproc, and of an application placement and user_brief
	Bad    string    // a value that no field takes
	// An application of the company's; "": there is none.
	ClientID, ClientSecret string
	// Forbids are the types of card that the webhook's owner may not see.
	Forbids []int
	// Locked is a field whose value the owner may not set: it is passed over.
	Locked string
	// Blind are the users who may not see the cards, Lookers those who may not change them.
	Blind, Lookers []int
	// Unfinished: the application's installation was not ended.
	Unfinished bool
	// NoAdmin: the owner may make no fields.
	NoAdmin bool
	// More is how many people more work there than Workers.
	More int
	// NoReports: the company's plan lists no sessions of open lines.
	NoReports bool
	// Says, if it is set, may answer in the place of a call (also of one in a batch):
	// a status and an error's code, "" to go on.
	Says func(method string) (status int, code string)
	// Page, if it is set, is what is answered instead of anything: what stands in front of it.
	Page func() (status int, html string)

	mu       sync.Mutex
	rows     []Obj // of products
	oauth    bitrixOAuth
	app      bitrixApp
	lines    bitrixLines
	as       int           // who calls
	inApp    bool          // … by the application
	items    map[int][]Obj // by type of card
	fields   map[int]Obj
	last     int // number given
	comments []Obj
	todos    []Obj
	started  []string // on which documents processes were
	asked    []string
	answered []string
	steps    int
	fails    int // so many calls from now
	after    bool
	Changed  func(event string) // is told each event's body, as Bitrix24 posts it
}

// FailAt makes the n-th call from now fail, before it does its work or after; 0: none.
func (b *Bitrix24) FailAt(n int, after bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails, b.after = n, after
}

// Steps is how many calls there were.
func (b *Bitrix24) Steps() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.steps
}

// Now is its time.
func (b *Bitrix24) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.At
}

// Move moves its time.
func (b *Bitrix24) Move(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.At = b.At.Add(d)
}

// Asked are the calls so far, a method and its body each, and Answered what came back.
func (b *Bitrix24) Asked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

// Answered are the answers so far.
func (b *Bitrix24) Answered() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.answered)
}

var bitrixPath = regexp.MustCompile(`^/rest/1/([^/]+)/([a-z0-9.]+?)(?:\.json)?$`)

func (b *Bitrix24) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.steps++
	b.fails--
	if b.fails == 0 && !b.after {
		http.Error(w, "<html><title>502 Bad Gateway</title></html>", http.StatusBadGateway)
		return
	}
	if b.Page != nil {
		status, html := b.Page()
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		fmt.Fprint(w, html)
		return
	}
	if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/disk/") { // a file that somebody sent in an open line
		w.Header().Set("Content-Type", "application/pdf")
		fmt.Fprint(w, "a price list")
		return
	}
	status, answer := 0, any(nil)
	if r.URL.Path == "/oauth/token/" {
		status, answer = b.tokens(r)
	} else {
		status, answer = b.answer(r)
	}
	if b.fails == 0 {
		panic(http.ErrAbortHandler) // the work is done, and nobody is told
	}
	raw, _ := json.Marshal(answer)
	b.answered = append(b.answered, string(raw))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

func bitrixFault(status int, code any, text string) (int, any) {
	return status, Obj{"error": code, "error_description": text}
}

func isFault(out any) bool {
	f, _ := out.(Obj)
	return f["error"] != nil
}

func (b *Bitrix24) answer(r *http.Request) (int, any) {
	at := bitrixPath.FindStringSubmatch(r.URL.Path)
	var body Obj
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		return bitrixFault(400, "INVALID_REQUEST", "Invalid request")
	}
	b.as, b.inApp = 1, false
	if app := bitrixAppPath.FindStringSubmatch(r.URL.Path); app != nil {
		at = []string{"", b.Code, app[1]}
		token, _ := body["auth"].(string)
		switch until, known := b.oauth.access[token]; {
		case !known:
			return bitrixFault(401, "NO_AUTH_FOUND", "Wrong authorization data")
		case !b.At.Before(until):
			return bitrixFault(401, "expired_token", "The access token provided has expired")
		}
		b.as, b.inApp = b.app.by[token], true
		delete(body, "auth")
	}
	if at == nil || at[1] != b.Code {
		return bitrixFault(401, "NO_AUTH_FOUND", "Wrong authorization data")
	}
	said, _ := json.Marshal(body)
	b.asked = append(b.asked, at[2]+" "+string(said))
	status, out := b.do(at[2], body)
	if status == http.StatusOK && !isFault(out) {
		out = Obj{"result": out, "time": Obj{"start": 1772366400.1, "finish": 1772366400.2, "duration": 0.1, "operating": 0.1, "operating_reset_at": 1772367000}}
	}
	return status, out
}

// do does one method.
func (b *Bitrix24) do(method string, in Obj) (int, any) {
	if b.Says != nil {
		if status, code := b.Says(method); code != "" {
			return bitrixFault(status, code, "secret words")
		}
	}
	scopes := b.Scopes
	if scopes == nil {
		scopes = []string{"crm", "bizproc"}
		if b.inApp {
			scopes = []string{"crm", "bizproc", "placement", "user_brief"}
		}
	}
	app, ofApp := b.appMethods()[method]
	if line, ofLines := b.lineMethods()[method]; ofLines {
		switch {
		case !b.inApp:
			return bitrixFault(403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method Application context required")
		case !slices.Contains(scopes, "imopenlines"):
			return bitrixFault(403, "insufficient_scope", "The request requires higher privileges than provided by the access token")
		}
		return line(in)
	}
	switch {
	case ofApp && !b.inApp && strings.HasPrefix(method, "crm.activity.configurable"):
		return bitrixFault(403, "ERROR_WRONG_CONTEXT", "Application context required")
	case ofApp && !b.inApp && (strings.HasPrefix(method, "event.") || strings.HasPrefix(method, "placement.")):
		return bitrixFault(403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method Application context required")
	case strings.HasPrefix(method, "placement.") && !slices.Contains(scopes, "placement"), method == "user.get" && !slices.ContainsFunc(scopes, func(s string) bool { return strings.HasPrefix(s, "user") }), strings.HasPrefix(method, "bizproc.") && !slices.Contains(scopes, "bizproc"):
		return bitrixFault(403, "insufficient_scope", "The request requires higher privileges than provided by the access token")
	case ofApp && !strings.HasPrefix(method, "crm."):
		return app(in)
	case method == "batch":
		return b.batch(in)
	case method == "scope":
		return 200, scopes
	case !slices.Contains(scopes, "crm"):
		return bitrixFault(403, "insufficient_scope", "The request requires higher privileges than provided by the webhook token")
	}
	do, known := map[string]func(Obj) (int, any){
		"crm.item.get": b.get, "crm.item.add": b.add, "crm.item.update": b.update, "crm.item.list": b.list, "crm.item.productrow.list": b.listRows, "crm.item.fields": b.itemFields,
		"crm.duplicate.findbycomm": b.findByComm, "crm.status.list": b.statusList, "crm.category.list": b.categories,
		"crm.contact.userfield.add": b.addUserField, "crm.timeline.comment.add": b.addComment, "crm.timeline.comment.list": b.listComments,
		"crm.timeline.comment.delete": b.dropComment,
		"crm.activity.todo.add":       b.addTodo, "bizproc.workflow.start": b.startProcess, "crm.activity.list": b.listTodos, "crm.activity.update": b.updateTodo,
	}[method]
	switch {
	case known:
		return do(in)
	case ofApp:
		return app(in)
	case strings.HasSuffix(method, ".userfield.list"):
		return b.userFields(strings.Split(method, ".")[1], in)
	}
	return bitrixFault(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
}

// bitrixReference is what a batch puts another command's result in the place of.
var bitrixReference = regexp.MustCompile(`\$result(\[[^\]]*\])+`)

func (b *Bitrix24) batch(in Obj) (int, any) {
	cmd, _ := in["cmd"].(map[string]any)
	names := make([]string, 0, len(cmd))
	for name := range cmd {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) > 50 {
		return bitrixFault(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
	}
	results, faults := Obj{}, Obj{}
	for _, name := range names {
		method, query, _ := strings.Cut(fmt.Sprint(cmd[name]), "?")
		status, out := 405, any(Obj{"error": "ERROR_BATCH_METHOD_NOT_ALLOWED", "error_description": "Method is not allowed for batch usage"})
		if method != "batch" {
			status, out = b.do(method, phpQuery(query))
		}
		if status == 200 && !isFault(out) {
			results[name] = out
			continue
		}
		faults[name] = out
		if fmt.Sprint(in["halt"]) == "1" {
			break
		}
	}
	return 200, Obj{"result": phpMap(results), "result_error": phpMap(faults), "result_total": []any{}, "result_next": []any{}, "result_time": []any{}}
}

// phpMap is a map as PHP writes it: an empty one is an empty list.
func phpMap(m Obj) any {
	if len(m) == 0 {
		return []any{}
	}
	return m
}

// phpQuery reads parameters with brackets as PHP does.
func phpQuery(query string) Obj {
	out := Obj{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if err != nil || err2 != nil || name == "" {
			continue
		}
		parts := strings.Split(strings.ReplaceAll(name, "]", ""), "[")
		at := out
		for _, p := range parts[:len(parts)-1] {
			next, ok := at[p].(map[string]any)
			if !ok {
				next = Obj{}
				at[p] = next
			}
			at = next
		}
		at[parts[len(parts)-1]] = bitrixReference.ReplaceAllString(value, "") // of nothing that there is
	}
	return out
}

// several is a list as either JSON or PHP brackets say it.
func several(v any) (out []any) {
	switch v := v.(type) {
	case []any:
		return v
	case map[string]any:
		for i := range len(v) {
			out = append(out, v[strconv.Itoa(i)])
		}
	case string:
		if v != "" {
			out = []any{v}
		}
	}
	return out
}

func number(v any) int {
	n, _ := strconv.Atoi(fmt.Sprint(v))
	return n
}
