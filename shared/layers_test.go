// Package shared_test holds the plan of the house: which packages there are and
// who may know whom. It parses the sources and fails on any other arrow.
package shared_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/sufler/sufler/"

// room is a package of the plan. A name that ends in /... stands for a package
// and all below it.
type room struct {
	knows []string // packages of ours it may import
	needs []string // others' libraries it may import
	shuns []string // packages of the standard library it may not import
}

// Nouns and verbs speak no protocol and no format.
var speechless = []string{"net/http", "encoding/json"}

// messenger is a messenger's folder.
var messenger = room{knows: []string{"shared/desk", "shared/channel/kit"}}

// area is a folder of verbs.
var area = room{knows: []string{"shared/desk", "shared/flow", "shared/flow/work"}, shuns: speechless}

const aws = "github.com/aws/aws-sdk-go-v2"

// plan is the house. A package that is not here does not belong to it.
var plan = map[string]room{
	"shared/desk":          {knows: []string{"shared/lazy"}, shuns: speechless},
	"shared/desk/desktest": {knows: []string{"shared/desk"}, shuns: speechless},
	// The ports of the verbs; the verbs, by area: none knows another's, but for work,
	// which puts off and takes up again.
	"shared/flow":           {knows: []string{"shared/desk"}, shuns: speechless},
	"shared/flow/work":      {knows: []string{"shared/desk", "shared/flow"}, shuns: speechless},
	"shared/flow/intake":    area,
	"shared/flow/talk":      area,
	"shared/flow/copilot":   area,
	"shared/flow/cards":     area,
	"shared/flow/canned":    area,
	"shared/flow/routing":   area,
	"shared/flow/knowledge": area,
	"shared/flow/bot":       area,
	"shared/flow/centre":    area, // operators who answer in a connected CRM's own chat; a consumer of the feed
	"shared/flow/external":  area, // bots of other platforms; a consumer of the feed
	"shared/flow/answering": area,
	"shared/flow/setup":     area,
	"shared/flow/tab":       area,
	"shared/flow/erasure":   area,
	"shared/flow/people":    area,
	"shared/flow/figures":   area, // a consumer of the feed
	"shared/flow/listing":   area, // a consumer of the feed
	"shared/flow/search":    area,
	// What somebody sees of dialogs: one rule, for the API and for what is told live.
	"shared/flow/sight":     {knows: []string{"shared/desk"}, shuns: speechless},
	"shared/flow/chronicle": {knows: []string{"shared/desk", "shared/flow", "shared/flow/sight"}, shuns: speechless},
	// What changes, told to operators while they look at it: a consumer of the feed.
	"shared/flow/live": {knows: []string{"shared/desk", "shared/flow", "shared/flow/sight"}, shuns: speechless},
	// Lists, into files.
	"shared/flow/handover": area, // a consumer of the feed: people are told
	"shared/flow/exports":  {knows: append([]string{"shared/flow/sight"}, area.knows...), shuns: speechless},
	// Addresses that show one customer's dialogs to whoever has them.
	"shared/flow/history":    {knows: append([]string{"shared/flow/sight"}, area.knows...), shuns: speechless},
	"shared/flow/automation": area, // a consumer of the feed: the company's rules
	// What happens, told to the company's own addresses.
	"shared/flow/webhooks": area,
	// The CRMs, as the verbs have them: what one can't promise is made up for.
	"shared/flow/crms": {knows: []string{"shared/desk", "shared/flow"}, shuns: speechless},
	// What changed, told to whoever wants to know.
	"shared/flow/feed": area,
	// The promises of flow's ports, as tests that any implementation passes.
	"shared/flow/flowtest": {knows: []string{"shared/desk", "shared/desk/desktest", "shared/flow", "shared/flow/erasure", "shared/flow/history", "shared/flow/intake", "shared/flow/routing"}, needs: testing_, shuns: speechless},

	// Regexps and tables that are built when they are first used.
	"shared/lazy": {},

	// The plugs that are driven.
	// A messenger is a folder, and knows nothing of another. What several do alike is
	// in kit; what Meta's do alike, in meta/graph.
	"shared/channel":            {knows: []string{"shared/desk", "shared/channel/..."}, needs: []string{"golang.org/x/time/rate"}},
	"shared/channel/kit":        {knows: []string{"shared/desk"}, needs: []string{"code.dny.dev/ssrf", "github.com/clipperhouse/uax29/v2"}},
	"shared/channel/telegram":   messenger,
	"shared/channel/viber":      messenger,
	"shared/channel/website":    messenger,
	"shared/channel/bridge":     messenger,
	"shared/channel/meta/graph": messenger,
	"shared/channel/meta":       {knows: append([]string{"shared/channel/meta/graph"}, messenger.knows...)},
	"shared/channel/whatsapp":   {knows: append([]string{"shared/channel/meta/graph"}, messenger.knows...)},
	// A CRM is a folder, and knows nothing of another. The built-in one keeps its cards
	// in the store's table.
	"shared/crm/builtin":  {knows: []string{"shared/desk", "shared/desk/desktest", "shared/store"}},
	"shared/crm/bitrix24": {knows: []string{"shared/desk", "shared/crm/kit", "shared/lazy"}},
	"shared/crm/rest":     {knows: []string{"shared/desk", "shared/crm/kit", "shared/lazy"}},
	"shared/crm/creatio":  {knows: []string{"shared/desk", "shared/crm/kit", "shared/lazy"}},
	"shared/crm/kommo":    {knows: []string{"shared/desk", "shared/crm/kit", "shared/lazy"}},
	// What keeps what we ask of CRMs within what they take.
	"shared/crm/limits": {knows: []string{"shared/desk"}, needs: []string{"golang.org/x/time/rate"}},
	// What the plugs of CRMs do alike.
	"shared/crm/kit": {knows: []string{"shared/desk"}},
	// What any CRM must pass.
	"shared/crm/crmtest": {knows: []string{"shared/desk", "shared/flow", "shared/flow/crms"}, needs: testing_, shuns: speechless},
	// The word kit of all that look at people's words.
	"shared/words": {knows: []string{"shared/lazy"}, needs: []string{"github.com/kljensen/snowball", "golang.org/x/text"}},
	"shared/value": {knows: []string{"shared/desk", "shared/lazy", "shared/value/phone", "shared/words"}, needs: []string{"github.com/shopspring/decimal"}},
	// The numbering plans of all countries, read when they are first used.
	"shared/value/phone": {knows: []string{"shared/lazy"}},
	// The tables that people make with spreadsheets.
	"shared/sheet": {needs: []string{"golang.org/x/text"}},
	// What was said in calls, out of the files that people have.
	"shared/transcript": {},
	// Questions and the entries that answer them.
	"shared/faq": {knows: []string{"shared/lazy", "shared/words"}},
	// How language models are asked, and what of people's data they need not see.
	"shared/model":         {knows: []string{"shared/desk"}},
	"shared/model/bedrock": {knows: []string{"shared/awsjson", "shared/desk", "shared/model"}, needs: []string{aws}},
	"shared/mask":          {knows: []string{"shared/desk", "shared/lazy", "shared/words"}},
	// What is said in recordings, written down.
	"shared/transcribe": {knows: []string{"shared/awsjson", "shared/desk", "shared/transcript"}, needs: []string{aws}},
	// A model that chooses the entry that answers a question.
	"shared/picking": {knows: []string{"shared/desk", "shared/lazy", "shared/mask", "shared/model", "shared/words"}},
	// What must hold before a claim becomes a value.
	"shared/proof":          {knows: []string{"shared/desk", "shared/lazy", "shared/value", "shared/words"}},
	"shared/reader":         {knows: []string{"shared/desk", "shared/lazy", "shared/mask", "shared/model", "shared/proof", "shared/words"}},
	"shared/reader/offline": {knows: []string{"shared/desk", "shared/lazy", "shared/proof", "shared/value", "shared/words"}, needs: []string{"github.com/shopspring/decimal"}},
	"shared/reader/bedrock": {knows: []string{"shared/desk", "shared/value", "shared/reader"}, needs: []string{aws, "github.com/aws/smithy-go"}},
	// Readings recorded and played again, for tests and for eval.
	"shared/reader/replay":  {knows: []string{"shared/desk", "shared/reader"}},
	"shared/reader/openai":  {knows: []string{"shared/desk", "shared/model"}},
	"shared/store":          {knows: []string{"shared/desk", "shared/desk/desktest"}},
	"shared/store/dynamo":   {knows: []string{"shared/desk", "shared/store"}, needs: []string{aws, "github.com/aws/smithy-go"}},
	"shared/store/streams":  {knows: []string{"shared/desk", "shared/store"}},
	"shared/store/embedded": {knows: []string{"shared/desk", "shared/store"}, needs: []string{"go.etcd.io/bbolt"}},
	// What DynamoDB would be paid for calls, for tests and for infra/bench.
	"shared/store/meter": {knows: []string{"shared/store"}},
	// Customers' files: locally, and on AWS.
	"shared/store/folder":    {knows: []string{"shared/desk", "shared/lazy"}},
	"shared/store/vault":     {knows: []string{"shared/desk", "shared/awsjson"}, needs: []string{aws}},
	"shared/store/presign":   {knows: []string{"shared/desk"}, needs: []string{aws}},
	"shared/store/bucket":    {knows: []string{"shared/desk", "shared/store/presign"}, needs: []string{aws}},
	"shared/store/storetest": {knows: []string{"shared/desk", "shared/crm/builtin", "shared/store"}, needs: testing_},
	"shared/schedule":        {knows: []string{"shared/desk", "shared/awsjson"}, needs: []string{aws, "github.com/aws/smithy-go"}},
	// Calls of AWS without the SDK's clients, which lengthen each start: for the
	// plugs above.
	"shared/awsjson": {knows: []string{"shared/desk"}, needs: []string{aws}},

	// The WebSockets that API Gateway holds.
	"shared/gateway": {knows: []string{"shared/desk", "shared/awsjson"}, needs: []string{aws}},

	// Tables in files of any length, written piece by piece.
	"shared/tabular": {knows: []string{"shared/desk"}},

	// How addresses are called that a person gave us.
	"shared/outgoing": {knows: []string{"shared/desk"}, needs: []string{"code.dny.dev/ssrf"}},
	// … and how they are told what happens.
	"shared/outgoing/webhook": {knows: []string{"shared/desk", "shared/outgoing"}},
	// Operators' passwords, and the provider at which they sign in.
	"shared/openid": {knows: []string{"shared/desk", "shared/outgoing"}, needs: []string{
		"github.com/coreos/go-oidc/v3", "golang.org/x/oauth2", "github.com/zitadel/oidc/v3",
	}},
	"shared/password": {knows: []string{"shared/lazy"}, needs: []string{"github.com/alexedwards/argon2id"}},

	// What drives.
	"shared/web":     {knows: []string{"shared/desk", "shared/flow/..."}, needs: []string{"golang.org/x/time/rate"}},
	"shared/web/api": {knows: []string{"shared/desk", "shared/flow/...", "shared/lazy", "shared/sheet", "shared/transcript", "shared/web"}, needs: []string{"github.com/danielgtaylor/huma/v2"}},
	// The page behind a history link.
	"shared/web/history": {knows: []string{"shared/desk", "shared/flow/history", "shared/web", "shared/web/markup"}, needs: []string{"golang.org/x/net/html"}}, // its test reads what it wrote
	// The page within a card of a connected CRM.
	"shared/web/tab": {knows: []string{"shared/desk", "shared/flow/centre", "shared/flow/setup", "shared/flow/tab", "shared/web", "shared/web/markup"}, needs: []string{"golang.org/x/net/html"}},
	// How both are written.
	"shared/web/markup": {},
	// The WebSocket on which operators are told what changes.
	"shared/web/socket": {knows: []string{"shared/desk", "shared/flow/live", "shared/web", "shared/web/api"}, needs: []string{"github.com/coder/websocket"}},
	// The console's files, for whoever holds them.
	"shared/web/console": {},
	"shared/boot":        {knows: []string{"shared/desk"}, needs: []string{"github.com/aws/aws-lambda-go"}},

	// Each verb put together once, out of ports; what links more than ports is apart.
	"shared/assembly": {knows: []string{"shared/desk", "shared/flow/..."}, shuns: speechless},
	// The CRMs' one line each.
	"shared/assembly/connecting": {knows: []string{"shared/desk", "shared/flow", "shared/flow/crms", "shared/assembly", "shared/crm/...", "shared/outgoing", "shared/store"}},
	"shared/assembly/proving":    {knows: []string{"shared/flow", "shared/assembly", "shared/proof", "shared/reader/offline", "shared/value"}},
	// What finds answers: the index, and the models that look at what it found.
	"shared/assembly/answering":    {knows: []string{"shared/desk", "shared/faq", "shared/flow/answering", "shared/flow/knowledge", "shared/model/bedrock", "shared/picking", "shared/reader/openai"}, needs: []string{aws}},
	"shared/assembly/serving":      {knows: []string{"shared/desk", "shared/flow/live", "shared/assembly", "shared/web", "shared/web/api", "shared/web/history", "shared/web/tab", "shared/value/phone"}},
	"shared/assembly/assemblytest": {},

	// The mains push the plugs in.
	"functions/console":             {knows: append([]string{"functions/console/dist", "functions/console/widget/dist"}, everything...)},
	"functions/console/dist":        {}, // what Vite built
	"functions/console/widget/dist": {},
	"functions/webhook":             {knows: everything, needs: []string{aws}},
	"functions/api":                 {knows: everything, needs: []string{aws}},
	"functions/analyze":             {knows: everything, needs: []string{aws}},
	"functions/jobs":                {knows: everything, needs: []string{aws}},
	"functions/feed":                {knows: everything, needs: []string{aws}},
	"functions/closing":             {knows: everything, needs: []string{aws}},
	"functions/live":                {knows: everything, needs: []string{aws}},
	// Labelled chats, for the demo and for eval.
	"infra/chats": {knows: []string{"shared/desk"}},
	"infra/local": {knows: append([]string{"functions/console/dist", "functions/console/widget/dist", "infra/demo", "infra/parties", "infra/remote", "infra/screen"}, everything...), needs: []string{aws, "github.com/coder/websocket", "golang.org/x/text"}},
	"infra/eval":  {knows: append([]string{"infra/chats"}, everything...), needs: []string{aws}},
	"infra/bench": {knows: append([]string{"infra/bench/story", "infra/parties"}, everything...), needs: []string{aws, "github.com/coder/websocket", "golang.org/x/sys"}},
	// What bench counts and awstest records: the same stories.
	"infra/bench/story": {knows: []string{"infra/parties"}},
	"infra/awstest":     {knows: append([]string{"infra/bench/story", "infra/parties"}, everything...), needs: []string{aws, "github.com/aws/aws-lambda-go", "github.com/coder/websocket"}},
	"infra/dist":        {},                                                                              // what is handed out: a program for each platform
	"infra/doctor":      {knows: append([]string{"infra/parties"}, everything...), needs: []string{aws}}, // parties: for its test

	// What messengers say and accept, for demo, simulator, benchmarks and tests.
	"infra/parties": {knows: []string{"shared/desk", "shared/channel"}},

	// Sufler from outside: a caller of its API, and a terminal that shows what it says;
	// the demo plays chats with both, against any running system.
	"infra/remote": {},
	"infra/screen": {knows: []string{"infra/remote"}},
	"infra/demo":   {knows: []string{"infra/chats", "infra/parties", "infra/remote", "infra/screen", "shared/desk", "shared/channel"}},

	// Tools for people: what a webhook says, and a customer to talk to.
	"infra/read-webhook": {knows: []string{"shared/desk", "shared/channel/..."}},
	"infra/simulate":     {knows: []string{"infra/parties", "shared/desk", "shared/channel/..."}},
}

var (
	everything = []string{"shared/..."}
	// testing_ are the libraries that any test may use. That of the world's phones is
	// among them to hold shared/value/phone to it: nothing deployed may link it.
	// That of workbooks reads what shared/tabular writes.
	testing_ = []string{"github.com/google/go-cmp", "github.com/nyaruka/phonenumbers", "github.com/xuri/excelize/v2", "pgregory.net/rapid"}
)

// TestLayers holds every import of every source to the plan. Tests inside a
// package keep its arrows; tests outside it (package x_test) may know all of
// ours, since they are nobody's dependency, but no more libraries.
func TestLayers(t *testing.T) {
	seen := map[string]bool{}
	eachSource(t, func(dir, file string, src *ast.File) {
		r, ok := plan[dir]
		if !ok {
			t.Errorf("%s: package %s is not in the plan", file, dir)
			return
		}
		seen[dir] = true
		test := strings.HasSuffix(file, "_test.go")
		if test {
			r.needs = slices.Concat(r.needs, testing_)
		}
		if test && strings.HasSuffix(src.Name.Name, "_test") {
			r.knows = append(slices.Concat(everything, r.knows), dir, "infra/parties") // who play the other side for all
			r.shuns = nil
		}
		for _, spec := range src.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if why := r.forbids(dir, imported); why != "" {
				t.Errorf("%s imports %s: %s", file, imported, why)
			}
		}
	})
	for _, must := range []string{"shared/desk", "shared/flow", "shared/flow/intake", "shared/channel", "shared/store", "shared/web", "infra/local"} {
		if !seen[must] {
			t.Errorf("no source of %s was found: the test looks at the wrong place", must)
		}
	}
}

// forbids says why the room may not import a package, or "".
func (r room) forbids(self, imported string) string {
	if ours, ok := strings.CutPrefix(imported, module); ok {
		if ours == self || covered(ours, r.knows) {
			return ""
		}
		return self + " may know only " + strings.Join(r.knows, ", ")
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		if slices.Contains(r.shuns, imported) {
			return self + " speaks no protocol and no format"
		}
		return ""
	}
	for _, lib := range r.needs {
		if imported == lib || strings.HasPrefix(imported, lib+"/") {
			return ""
		}
	}
	return "the plan gives " + self + " no such library"
}

func covered(pkg string, by []string) bool {
	return slices.ContainsFunc(by, func(b string) bool {
		under, all := strings.CutSuffix(b, "/...")
		return pkg == b || all && (pkg == under || strings.HasPrefix(pkg, under+"/"))
	})
}

// TestLayersFunctionsStayLight holds what each function links: each start pays for
// it.
func TestLayersFunctionsStayLight(t *testing.T) {
	imports := map[string][]string{}
	eachSource(t, func(dir, file string, src *ast.File) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		for _, spec := range src.Imports {
			if ours, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module); ok {
				imports[dir] = append(imports[dir], ours)
			}
		}
	})
	for function, heavy := range map[string][]string{
		"functions/webhook": {"shared/password", "shared/openid", "shared/assembly/proving", "shared/assembly/serving", "shared/value", "shared/reader", "shared/web/api", "shared/store/embedded"},
		"functions/feed":    {"shared/password", "shared/openid", "shared/value", "shared/reader", "shared/web", "shared/web/api", "shared/channel", "shared/store/embedded"},
		"functions/console": {"shared/desk/desktest", "shared/web", "shared/store", "shared/flow"},
		"functions/live":    {"shared/password", "shared/openid", "shared/assembly/proving", "shared/assembly/serving", "shared/value", "shared/reader", "shared/web", "shared/web/api", "shared/channel", "shared/schedule", "shared/store/embedded"},
		"functions/closing": {"shared/password", "shared/openid", "shared/assembly/proving", "shared/assembly/serving", "shared/value", "shared/reader", "shared/web", "shared/web/api", "shared/channel", "shared/store/embedded"},
		"functions/api":     {"shared/assembly/proving", "shared/value", "shared/reader", "shared/store/embedded"},
		"functions/analyze": {"shared/password", "shared/openid", "shared/web", "shared/web/api", "shared/channel", "shared/store/embedded"},
		"functions/jobs":    {"shared/password", "shared/openid", "shared/reader", "shared/web", "shared/web/api", "shared/store/embedded"},
	} {
		reached := map[string]bool{}
		for todo := []string{function}; len(todo) > 0; {
			next := todo[0]
			todo = todo[1:]
			if !reached[next] {
				reached[next] = true
				todo = append(todo, imports[next]...)
			}
		}
		for _, h := range heavy {
			if reached[h] {
				t.Errorf("%s reaches %s: it does not need it, and pays for it at each cold start", function, h)
			}
		}
	}
}

// TestLayersTopLevel holds the top level to what is given.
func TestLayersTopLevel(t *testing.T) {
	given := []string{"functions", "infra", "shared", "events", "template.yaml", "samconfig.toml", "go.mod", "go.sum", "Makefile", "README.md", "LICENSE"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		// bin is what make builds; it is not kept.
		if !strings.HasPrefix(e.Name(), ".") && e.Name() != "bin" && !slices.Contains(given, e.Name()) {
			t.Errorf("%s does not belong at the top", e.Name())
		}
	}
}

// eachSource parses the imports of every Go file of the house, in order.
func eachSource(t *testing.T, do func(dir, file string, src *ast.File)) {
	t.Helper()
	found := map[string]*ast.File{}
	for _, top := range []string{"functions", "infra", "shared"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(name string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) && name == filepath.Join("..", top) {
				return nil
			}
			if err == nil && d.IsDir() && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			if err != nil || d.IsDir() || path.Ext(name) != ".go" {
				return err
			}
			src, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err == nil {
				found[filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))] = src
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(found)) {
		if dir := path.Dir(file); dir != "shared" {
			do(dir, file, found[file])
		}
	}
}
