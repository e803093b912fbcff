package api_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/web/api"
)

// wordings are the console's words in a language.
func wordings(t testing.TB, language string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../../functions/console/src/words/" + language + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

// Each code that a finding of a connection's check may have, and each of what is tried, has
// words in the three languages of the console.
func TestConnection_EveryFindingHasWords(t *testing.T) {
	src, err := parser.ParseFile(token.NewFileSet(), "../../desk/checked.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{"no_field_on": "set.check.no_field_on"}
	ast.Inspect(src, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		if codes[code] = "set.check." + code; strings.HasPrefix(spec.Names[0].Name, "About") {
			codes[code] = "set.check.of." + code
		}
		return true
	})
	if len(codes) < 80 {
		t.Fatalf("only %d codes were found: %v", len(codes), codes)
	}
	for _, language := range []string{"en", "ru", "es"} {
		words := wordings(t, language)
		for code, word := range codes {
			if words[word] == "" {
				t.Errorf("%s has no words for %s (%s)", language, code, word)
			}
		}
		had := map[string]bool{}
		for _, word := range codes {
			had[word] = true
		}
		for word := range words {
			if strings.HasPrefix(word, "set.check.") && !strings.HasPrefix(word, "set.check.without.") && !had[word] {
				t.Errorf("%s has words that nobody says: %s", language, word)
			}
		}
	}
}

// The documentation says of each of these codes what the console says.
func TestConnection_FindingsAreDocumentedAsTheConsoleSaysThem(t *testing.T) {
	w := httptest.NewRecorder()
	blank(api.API{}).ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	var doc struct {
		Tags []struct{ Name, Description string }
	}
	answer{t: t, what: "openapi", body: w.Body.Bytes()}.into(&doc)
	problems := ""
	for _, tag := range doc.Tags {
		if tag.Name == "Problems" {
			problems = tag.Description + "\n"
		}
	}
	told := 0
	for word, said := range wordings(t, "en") {
		code, is := strings.CutPrefix(word, "set.check.")
		if !is || code == "no_field_on" || strings.HasPrefix(code, "without.") {
			continue
		}
		if about, is := strings.CutPrefix(code, "of."); is {
			code, said = about, "What is checked: "+said
		}
		if told++; !strings.Contains(problems, "\n- `"+code+"`: "+said+"\n") {
			t.Errorf("%s is not explained as %q", code, said)
		}
	}
	if told < 80 {
		t.Errorf("only %d codes were looked for", told)
	}
}

// worded holds that a finding can be said in the operator's language: it has both codes, and
// what belongs into their words.
func worded(t testing.TB, finding any) {
	t.Helper()
	f := finding.(map[string]any)
	values, _ := f["values"].(map[string]any)
	words := wordings(t, "en")
	names := []any{"of." + f["about"].(string), f["code"]}
	if why, ok := values["reason"]; ok {
		names = append(names, why)
	}
	for _, name := range names {
		said, ok := words["set.check."+name.(string)]
		if !ok {
			t.Errorf("there are no words for %v: %v", name, f)
		}
		for _, hole := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(said, -1) {
			if s, _ := values[hole[1]].(string); s == "" {
				t.Errorf("%v does not say its %s: %v", name, hole[1], f)
			}
		}
	}
	if f["text"] == "" || f["what"] == "" {
		t.Errorf("nothing is said in English: %v", f)
	}
}

// What a check and a preparation find of each kind of CRM, there and not, can be said in the
// operator's language.
func TestConnection_WhatIsFoundCanBeSaid(t *testing.T) {
	h := newHouse(t)
	const refused = `{"error":"insufficient_scope","error_description":"s3cr3t"}`
	status, body := 0, ""
	connect := func(kind, settings string, crm http.Handler) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if status != 0 {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
				return
			}
			crm.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		h.as("admin", "POST", "/v1/connections", `{"id":"`+kind+`","kind":"`+kind+`",`+strings.ReplaceAll(settings, "ADDRESS", server.URL)+`}`).is(201)
	}
	connect("bitrix24", `"secrets":{"webhook":"ADDRESS/rest/1/s3cr3tc0de/"}`, &parties.Bitrix24{Code: "s3cr3tc0de", Scopes: []string{"crm"}, At: h.clock.Now()})
	connect("kommo", `"secrets":{"token":"t0ken","webhook_secret":"0123456789abcdef0123"},"options":{"address":"ADDRESS"}`, &parties.Kommo{Token: "t0ken", Admin: true, At: h.clock.Now()})
	creatio := parties.NewCreatio(h.clock.Now())
	creatio.User, creatio.Password = "Supervisor", "pa55"
	connect("creatio", `"secrets":{"password":"pa55"},"options":{"address":"ADDRESS","user":"Supervisor"}`, creatio)
	calls, err := json.Marshal(parties.RestCalls(crmFields))
	must(t, err)
	connect("rest", `"secrets":{"token":"t0ken"},"options":{"address":"ADDRESS","calls":`+string(calls)+`}`, &parties.RestCRM{Token: "t0ken", At: h.clock.Now()})
	for _, is := range []struct {
		status int
		body   string
	}{{0, ""}, {200, "<html>"}, {302, ""}, {401, refused}, {402, `{}`}, {403, refused}, {404, `{}`}, {429, `{}`}, {502, ""}} {
		status, body = is.status, is.body
		for _, kind := range []string{"bitrix24", "kommo", "creatio", "rest"} {
			for _, verb := range []string{"check", "prepare", "check"} {
				found := h.as("admin", "POST", "/v1/connections/"+kind+"/"+verb, nil).is(200).doc()["items"].([]any)
				for _, one := range found {
					worded(t, one)
				}
				if first := found[0].(map[string]any); kind != "rest" && is.status != 0 && first["ok"] == true && first["code"] != "nothing_to_make" {
					t.Errorf("%s, %s: a CRM that answers %d is found there: %v", kind, verb, is.status, first)
				}
			}
		}
	}
}
