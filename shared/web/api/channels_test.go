package api_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// TestEveryChannelTellsWhatItNeeds: the answer and the documentation name what the
// plugs look at, and a line of what is required alone is not refused for a lack.
func TestEveryChannelTellsWhatItNeeds(t *testing.T) {
	h := newHouse(t)
	var page struct {
		Items []struct {
			Channel string
			Files   []struct {
				Kind     string
				MaxBytes int64
				Types    []string
			}
			Needs []struct {
				Name, Doc        string
				Secret, Required bool
				Choices          []string
			}
		}
	}
	h.as("no cards", "GET", "/v1/channels", nil).is(200).into(&page)
	plugs := channel.Plugs(nil)
	if len(page.Items) != len(plugs) {
		t.Fatalf("got %d channels, want %d", len(page.Items), len(plugs))
	}
	w := httptest.NewRecorder()
	blank(api.API{}).ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	for _, c := range page.Items {
		var got, want []string
		secrets, options := map[string]string{}, map[string]string{}
		for _, n := range c.Needs {
			got = append(got, fmt.Sprint(n.Name, n.Secret, n.Required, n.Choices, n.Doc))
			if n.Required && n.Secret {
				secrets[n.Name] = "a-long-secret"
			} else if n.Required {
				options[n.Name] = append(n.Choices, "12345")[0]
			}
			if words := "- `" + n.Name + "` ("; !strings.Contains(w.Body.String(), words) {
				t.Errorf("%s: the documentation does not say %s", c.Channel, words)
			}
		}
		for ch, plug := range plugs {
			for _, n := range plug.Needs() {
				if string(ch) == c.Channel {
					want = append(want, fmt.Sprint(n.Name, n.Secret, n.Required, n.OneOf, n.Text))
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", c.Channel, got, want)
		}
		if len(c.Files) == 0 {
			t.Errorf("%s takes no files", c.Channel)
		}
		for _, f := range c.Files {
			u := desk.Upload{MIME: append(f.Types, "application/pdf")[0], Size: f.MaxBytes}
			line := desk.Line{Channel: desk.Channel(c.Channel)}
			line.Traits = channel.Switchboard(plugs).Traits(line)
			if kind, err := line.FileKind(u); len(f.Types) > 0 && (err != nil || string(kind) != f.Kind) {
				t.Errorf("%s: a file of %s and %d bytes: got %s, %v, want %s", c.Channel, u.MIME, u.Size, kind, err, f.Kind)
			}
			if u.Size++; len(f.Types) > 0 {
				if kind, err := line.FileKind(u); err == nil && string(kind) == f.Kind {
					t.Errorf("%s: a file of %s and %d bytes is taken as %s", c.Channel, u.MIME, u.Size, kind)
				}
			}
		}
		line := map[string]any{"id": "all-" + c.Channel, "channel": c.Channel, "secrets": secrets, "options": options}
		h.as("admin", "POST", "/v1/lines", line).is(201)
	}
}

// TestEveryCodeIsExplained: the documentation's list has each code of ours, and no
// other.
func TestEveryCodeIsExplained(t *testing.T) {
	said := regexp.MustCompile(`\bCode\w* +(?:desk\.)?(?:Code )?= "([a-z_]+)"|\bcode\w+ desk\.Code = "([a-z_]+)"|Refuse\("([a-z_]+)"`)
	ours := map[string]bool{}
	for _, root := range []string{"../../desk", "../../flow", ".."} {
		must(t, filepath.Walk(root, func(path string, _ os.FileInfo, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			src, err := os.ReadFile(path)
			for _, m := range said.FindAllStringSubmatch(string(src), -1) {
				ours[m[1]+m[2]+m[3]] = true
			}
			return err
		}))
	}
	var doc struct {
		Tags []struct{ Name, Description string }
	}
	w := httptest.NewRecorder()
	blank(api.API{}).ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	answer{t: t, what: "openapi", body: w.Body.Bytes()}.into(&doc)
	told := 0
	for _, tag := range doc.Tags {
		for _, m := range regexp.MustCompile("\n- `([a-z_]+)`: .").FindAllStringSubmatch(tag.Description, -1) {
			if told++; !ours[m[1]] {
				t.Errorf("%s is explained, and is no code", m[1])
			}
			delete(ours, m[1])
		}
	}
	for code := range ours {
		t.Errorf("%s is not explained", code)
	}
	if told < 50 {
		t.Errorf("only %d codes are explained", told)
	}
}

// TestNullIsAValueOnlyWhereTheSchemaNamesIt: elsewhere it is refused, and says
// which part; an empty value in the query is as if it were left out.
func TestNullIsAValueOnlyWhereTheSchemaNamesIt(t *testing.T) {
	h := newHouse(t)
	deal := h.card("deal", "")
	for _, c := range []struct{ method, path, body, where string }{
		{"PATCH", "/v1/settings", `{"copilot":null}`, "body.copilot"},
		{"PATCH", "/v1/cards/" + deal, `{"title":null}`, "body.title"},
		{"POST", "/v1/lines", `{"id":"l","channel":"web","title":null}`, "body.title"},
		{"POST", "/v1/lines", `{"id":"l","channel":"web","origins":[null]}`, "body.origins"},
		{"POST", "/v1/lines", `{"id":null,"channel":"web"}`, "body.id"},
		{"PUT", "/v1/pipelines/p", `{"title":"P","stages":[{"id":"a","title":null}]}`, "body.stages.title"},
		{"PUT", "/v1/teams/t", `null`, "body"},
	} {
		a := h.as("admin", c.method, c.path, c.body, "If-Match", "*").no(422, "invalid")
		if where := fmt.Sprint(at(a.doc(), "errors", 0, "where")); where != c.where {
			t.Errorf("%s %s %s: got the fault at %s, want %s", c.method, c.path, c.body, where, c.where)
		}
	}
	h.as("admin", "PATCH", "/v1/cards/"+deal, `{"values":{"product":null}}`, "If-Match", "*").is(200)
	h.as("admin", "POST", "/v1/lines", `{"id":"l","channel":"web","options":{"a":null}}`).is(201)
	all := h.as("admin", "GET", "/v1/cards?kind=deal", nil).is(200)
	if got := h.as("admin", "GET", "/v1/cards?kind=deal&stage=&limit=&cursor=&contact=", nil).is(200); string(got.body) != string(all.body) {
		t.Errorf("with empty values: got %s, want %s", got.body, all.body)
	}
}

// TestControlCharactersAreRefused, whatever body they stand in and however they
// are written; lines and tabs belong to texts, and not to titles and names.
func TestControlCharactersAreRefused(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound("", "Hello!", "It is me.")
	for _, c := range []struct{ method, path, body, where string }{
		{"POST", "/v1/cards", `{"kind":"deal","title":"\u0000"}`, "body.title"},
		{"PATCH", "/v1/cards/" + deal, `{"title":"Chairs\u001b[31m"}`, "body.title"},
		{"PATCH", "/v1/cards/" + deal, `{"title":"two\nlines"}`, "body.title"},
		{"PATCH", "/v1/cards/" + deal, `{"values":{"product":"chairs\u0007"}}`, "body.values.product"},
		{"PATCH", "/v1/cards/" + deal, `{"values":{"pro\u007fduct":"chairs"}}`, "body.values"},
		{"POST", "/v1/dialogs/" + string(dialog) + "/reply", `{"text":"Good\u0085morning"}`, "body.text"},
		{"POST", "/v1/lines", `{"id":"l","channel":"web","title":"a\tb"}`, "body.title"},
		{"PUT", "/v1/pipelines/p", `{"title":"P","stages":[{"id":"a","title":"\u0001"}]}`, "body.stages.title"},
		{"PUT", "/v1/teams/t", `{"title":"T\u0000"}`, "body.title"},
	} {
		a := h.as("admin", c.method, c.path, c.body, "If-Match", "*").no(422, "invalid")
		if where := fmt.Sprint(at(a.doc(), "errors", 0, "where")); where != c.where {
			t.Errorf("%s %s %s: got the fault at %s, want %s", c.method, c.path, c.body, where, c.where)
		}
	}
	h.as("admin", "PATCH", "/v1/cards/"+deal, `{"values":{"comment":"two\nlines,\ta tab"}}`, "If-Match", "*").is(200)
	h.as("admin", "POST", "/v1/dialogs/"+string(dialog)+"/reply", `{"text":"Good morning.\r\nHow are you? \u202a"}`).is(201)
}
