package shared_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// page is a page of the documentation.
type page struct {
	name, text string
	code       []string // blocks and spans of code, commands that go on over lines made one
}

// code is a block between fences, or a span between backticks.
var code = `(?s)` + "```" + `[a-z]*\n(.*?)` + "```" + `|` + "`([^`\n]+)`"

// pages are all that there are.
func pages(t *testing.T) (out []page) {
	t.Helper()
	parts := regexp.MustCompile(code)
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && path != ".." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(path, ".md") {
			return nil
		}
		raw, err := os.ReadFile(path)
		p := page{name: strings.TrimPrefix(path, "../"), text: string(raw)}
		for _, m := range parts.FindAllStringSubmatch(p.text, -1) {
			p.code = append(p.code, strings.ReplaceAll(m[1]+m[2], "\\\n", " "))
		}
		out = append(out, p)
		return err
	})
	if err != nil || len(out) < 15 {
		t.Fatalf("%d pages, %v: the test looks at the wrong place", len(out), err)
	}
	return out
}

// flagsOf are the flags that the sources in a folder define.
func flagsOf(t *testing.T, dir string) map[string]bool {
	t.Helper()
	defined, out := regexp.MustCompile(`\.(?:String|Bool|Int|Int64|Uint64|Float64|Duration|Func|Text)(?:Var)?\((?:&?[\w.]+, )?"([a-z][a-z0-9-]*)"`), map[string]bool{"help": true}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d sources, %v", dir, len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range defined.FindAllSubmatch(raw, -1) {
			out[string(m[1])] = true
		}
	}
	return out
}

// TestDocsNameFlagsThatThereAre holds each command of ours, on any page, to the flags that
// its program has, and each flag that is named alone to those of any.
func TestDocsNameFlagsThatThereAre(t *testing.T) {
	mains, err := filepath.Glob("../infra/*/main.go")
	if err != nil || len(mains) < 6 {
		t.Fatalf("%d programs, %v", len(mains), err)
	}
	// Go's own, of `go test`, of tests of ours, and of others' programs.
	any := map[string]bool{"run": true, "v": true, "bench": true, "benchmem": true, "benchtime": true, "short": true, "train": true, "cpu": true, "update": true, "r": true, "p": true, "e": true, "m": true}
	of := map[string]map[string]bool{}
	for _, m := range mains {
		dir := filepath.Dir(m)
		of[filepath.Base(dir)] = flagsOf(t, dir)
		maps.Copy(any, of[filepath.Base(dir)])
	}
	ours := regexp.MustCompile(`(?:go run (?:\.\./\.\./|\./)infra/([a-z-]+)|make (run|show) ARGS='|\b(?:/usr/local/bin/|/)?(sufler) -)([^\n;&|<#]*)`)
	flag := regexp.MustCompile(`(?:^|[\s'\x60(])-([a-z][a-z0-9-]*)`)
	commands := 0
	for _, p := range pages(t) {
		for _, c := range p.code {
			for _, m := range ours.FindAllStringSubmatch(c, -1) {
				program, rest := m[1], m[4]
				if program == "" {
					program = "local"
				}
				if m[3] != "" {
					if strings.HasPrefix(rest, "-") { // a container of that name
						continue
					}
					rest = "-" + rest
				}
				for _, f := range flag.FindAllStringSubmatch(rest, -1) {
					if commands++; !of[program][f[1]] {
						t.Errorf("%s: %s has no flag -%s: %s", p.name, program, f[1], m[0])
					}
				}
			}
			if f := regexp.MustCompile(`^-([a-z][a-z0-9-]*)( [^ ]+)?$`).FindStringSubmatch(c); f != nil && !any[f[1]] {
				t.Errorf("%s: no program has the flag %s", p.name, c)
			}
		}
	}
	if commands < 20 {
		t.Errorf("only %d flags in commands were found: the test looks at nothing", commands)
	}
}

// TestDocsNameTargetsPathsAndVariablesThatThereAre: of make, of files in the repository,
// and of the environment.
func TestDocsNameTargetsPathsAndVariablesThatThereAre(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllSubmatch(makefile, -1) {
		targets[string(m[1])] = true
	}
	var sources strings.Builder
	// CRMs call fields of ours so, too.
	for _, dir := range []string{"../infra/local", "../infra/doctor", "crm/*"} {
		files, _ := filepath.Glob(dir + "/*.go")
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(raw)
		}
	}
	// SUFLER_IDENTITY is of the site's own server.
	variables := sources.String() + "SUFLER_IDENTITY"
	variable, target := regexp.MustCompile(`\bSUFLER_[A-Z_]+`), regexp.MustCompile(`(?m)(?:^|[;&] *|^\s*)make ([a-z][a-z-]*)`)
	file := regexp.MustCompile(`^(?:shared|infra|functions|events)/[\w./-]*\w$`)
	found := map[string]int{}
	for _, p := range pages(t) {
		for _, c := range p.code {
			for _, m := range target.FindAllStringSubmatch(c, -1) {
				if found["targets"]++; !targets[m[1]] {
					t.Errorf("%s: make has no target %s", p.name, m[1])
				}
			}
			for _, v := range variable.FindAllString(c, -1) {
				if found["variables"]++; !strings.Contains(variables, v) {
					t.Errorf("%s: nothing reads %s", p.name, v)
				}
			}
			if file.MatchString(c) {
				found["files"]++
				_, atTop := os.Stat(filepath.Join("..", c))
				_, beside := os.Stat(filepath.Join("..", filepath.Dir(p.name), c))
				if atTop != nil && beside != nil {
					t.Errorf("%s: there is no %s", p.name, c)
				}
			}
		}
	}
	if found["targets"] < 20 || found["variables"] < 8 || found["files"] < 10 {
		t.Errorf("found %v: the test looks at nothing", found)
	}
}

// TestDocsNameCallsThatThereAre holds each address of the API, on any page, to its
// description, with its method where one stands before it.
func TestDocsNameCallsThatThereAre(t *testing.T) {
	raw, err := os.ReadFile("web/api/testdata/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var api struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &api); err != nil || len(api.Paths) < 100 {
		t.Fatalf("%d paths, %v", len(api.Paths), err)
	}
	call := regexp.MustCompile(`(?:\b(GET|POST|PUT|PATCH|DELETE) )?(?:\$API)?(/v1/[\w./{}$…\[\]-]*[\w}…])`)
	// Those of OpenID Connect's sign-in and of CRMs are pages, and no part of the description.
	pagesOfOurs := []string{"/v1/session/oidc", "/v1/crms/callback"}
	calls := 0
	for _, p := range pages(t) {
		for _, c := range p.code {
			for _, m := range call.FindAllStringSubmatch(c, -1) {
				if slices.ContainsFunc(pagesOfOurs, func(of string) bool { return strings.HasPrefix(m[2], of) }) {
					continue
				}
				calls++
				there := false
				for path, methods := range api.Paths {
					_, has := methods[strings.ToLower(m[1])]
					there = there || samePath(path, m[2]) && (m[1] == "" || has)
				}
				if !there {
					t.Errorf("%s: the API has no %s", p.name, strings.TrimSpace(m[1]+" "+m[2]))
				}
			}
		}
	}
	if calls < 60 {
		t.Errorf("only %d calls were found: the test looks at nothing", calls)
	}
}

// samePath says whether a path of the description is the one that a page names: what is
// {id} there is ID, $DIALOG, … or an example here.
func samePath(path, named string) bool {
	a, b := strings.Split(path, "/"), strings.Split(named, "/")
	for i := range a {
		if len(a) != len(b) || a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

// TestDocsNameSettingsThatThereAre holds "Settings → …", and what a menu offers, on any
// page to what the console calls it.
func TestDocsNameSettingsThatThereAre(t *testing.T) {
	raw, err := os.ReadFile("../functions/console/src/words/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	said := slices.Collect(maps.Values(words))
	part, n := regexp.MustCompile(`\*(?:Settings|⋯|Priority, labels and more) → ([^*]+)\*`), 0
	for _, p := range pages(t) {
		for _, m := range part.FindAllStringSubmatch(p.text, -1) {
			for _, name := range strings.Split(m[1], " → ") {
				if n++; !slices.Contains(said, name) {
					t.Errorf("%s: the console has nothing that is called %q", p.name, name)
				}
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d parts were found: the test looks at nothing", n)
	}
}

// TestReadmesFiguresAreMeasuredOnes holds the figures of quality on the first page to the
// pages that say how they were measured.
func TestReadmesFiguresAreMeasuredOnes(t *testing.T) {
	var first, measured string
	for _, p := range pages(t) {
		switch p.name {
		case "README.md":
			_, first, _ = strings.Cut(p.text, "## How good it is")
			first, _, _ = strings.Cut(first, "\n## ")
		case "shared/reader/README.md", "shared/faq/README.md":
			measured += p.text
		}
	}
	figures := regexp.MustCompile(`\.\d{3}\b|\b\d+\.\d %`).FindAllString(first, -1)
	if len(figures) < 6 {
		t.Fatalf("got %q: the test looks at nothing", figures)
	}
	for _, f := range figures {
		if !strings.Contains(measured, f) {
			t.Errorf("README.md says %s, which neither shared/reader nor shared/faq tells of", f)
		}
	}
}
