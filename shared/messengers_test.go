package shared_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// names are the messengers and bot platforms, as code and texts may spell them. The
// word messenger is a noun of ours; Meta's is told by its constant, its type and its
// capital within a text.
var messengerNames = map[string]*regexp.Regexp{
	"telegram":    regexp.MustCompile(`(?i)telegram`),
	"whatsapp":    regexp.MustCompile(`(?i)whats[ _-]?app`),
	"viber":       regexp.MustCompile(`(?i)viber`),
	"instagram":   regexp.MustCompile(`(?i)instagram`),
	"manychat":    regexp.MustCompile(`(?i)many[ _-]?chat`),
	"smartsender": regexp.MustCompile(`(?i)smart[ _-]?sender`),
	"messenger":   regexp.MustCompile(`ChannelMessenger|.\bMessenger\b|^Messenger$`),
}

// homes are where a messenger's name may stand in Go code: what is below the
// folder, or the file.
var homes = map[string][]string{
	"shared/channel/telegram": {"telegram"},
	"shared/channel/viber":    {"viber"},
	"shared/channel/whatsapp": {"whatsapp"},
	"shared/channel/meta":     {"messenger", "instagram"},
	// WhatsApp's error codes are those of Meta's one API.
	"shared/channel/meta/graph": {"whatsapp"},
	// What stands behind a platform is part of the platform's protocol.
	"shared/channel/bridge": allMessengers,
	// The constants, and the one line of each channel.
	"shared/desk/channel.go":    allMessengers,
	"shared/channel/channel.go": allMessengers,
	// What messengers say and accept.
	"infra/parties": allMessengers,
	// The one messenger that can be listened to without an address on the internet.
	"infra/local/telegram.go": {"telegram"},
}

// wordsOnly are where names may stand in texts, as no decision hangs on them, and
// in no name of Go's.
var wordsOnly = []string{
	"shared/web",            // the API's documentation: examples, and what people must know of a messenger
	"shared/value/phone.go", // what customers call a phone: "whatsapp"
}

var allMessengers = []string{"telegram", "whatsapp", "viber", "messenger", "instagram", "manychat", "smartsender"}

// TestMessengersAreNamedAtHome: a messenger's name stands in no Go file but its
// folder's, its parties' and the constants'; comments may use one as an example.
func TestMessengersAreNamedAtHome(t *testing.T) {
	looked := 0
	for _, top := range []string{"functions", "infra", "shared"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(name string, d fs.DirEntry, err error) error {
			file := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
			if err != nil || d.IsDir() || path.Ext(file) != ".go" || isTest(file) {
				return err
			}
			looked++
			fset := token.NewFileSet()
			src, err := parser.ParseFile(fset, name, nil, 0)
			if err != nil {
				return err
			}
			for _, s := range strays(fset, src, file) {
				t.Error(s)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked < 300 {
		t.Errorf("looked at %d files", looked)
	}
}

// isTest says whether a file is a test's, or of a suite of tests.
func isTest(file string) bool {
	return strings.HasSuffix(file, "_test.go") || strings.HasSuffix(path.Dir(file), "test")
}

// strays are the names in a file that are at home elsewhere.
func strays(fset *token.FileSet, src *ast.File, file string) (found []string) {
	see := func(pos token.Pos, text string, words bool) {
		if words && under(file, wordsOnly...) {
			return
		}
		for _, name := range allMessengers {
			if messengerNames[name].MatchString(text) && !atHome(file, name) {
				found = append(found, fset.Position(pos).String()+" names "+name+": "+text)
			}
		}
	}
	ast.Inspect(src, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Ident:
			see(n.Pos(), n.Name, false)
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				see(n.Pos(), strings.Trim(n.Value, "`\""), true)
			}
		}
		return true
	})
	return found
}

func atHome(file, name string) bool {
	for home, names := range homes {
		if under(file, home) && slices.Contains(names, name) {
			return true
		}
	}
	return false
}

// under says whether a file is one of the places, or below one.
func under(file string, places ...string) bool {
	return slices.ContainsFunc(places, func(p string) bool { return file == p || strings.HasPrefix(file, p+"/") })
}

// TestStraysAreSeen: what TestMessengersAreNamedAtHome looks for is found.
func TestStraysAreSeen(t *testing.T) {
	for _, c := range []struct {
		file, body string
		want       bool
	}{
		{"shared/flow/x.go", `if l.Channel == desk.ChannelViber { return }`, true},
		{"shared/flow/x.go", `if l.Channel == desk.ChannelMessenger { return }`, true},
		{"shared/flow/x.go", `if l.Channel == "whatsapp" { return }`, true},
		{"shared/flow/x.go", `say("Smart Sender refused.")`, true},
		{"shared/flow/x.go", `say("The window of Messenger is closed.")`, true},
		{"shared/flow/x.go", `say("The messenger refused.")`, false},
		{"shared/flow/x.go", `// as on Telegram`, false},
		{"shared/channel/viber/x.go", `telegramText()`, true},
		{"shared/channel/viber/x.go", `viberText()`, false},
		{"shared/web/api/x.go", `say("Of a WhatsApp line.")`, false},
		{"shared/web/api/x.go", `if l.Channel == desk.ChannelWhatsApp { return }`, true},
	} {
		fset := token.NewFileSet()
		src, err := parser.ParseFile(fset, c.file, "package x\nfunc f() {\n"+c.body+"\n}\n", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := strays(fset, src, c.file); (len(got) > 0) != c.want {
			t.Errorf("%s: %s: got %v", c.file, c.body, got)
		}
	}
}

// parts are what a channel's folder states, by the names of its plug's methods.
var parts = []string{"Handshake", "Verify", "Parse", "Send", "Setup", "Numbers", "Traits", "Pace", "Sign", "Needs"}

// TestAChannelIsAFolderWithAllItsParts: each constant of a channel has its line in
// channel.go, whose plug has each part in its own folder, samples in
// events/ and a party that plays it. Parts are not had from another folder's type.
func TestAChannelIsAFolderWithAllItsParts(t *testing.T) {
	plugs := registered(t)
	for name, channel := range channelConstants(t) {
		plug, ok := plugs[name]
		if !ok {
			t.Errorf("%s has no line in channel.go", name)
			continue
		}
		folder, typ := plug[0], plug[1]
		has := methods(t, filepath.Join("channel", folder), typ)
		for _, part := range parts {
			if !has[part] {
				t.Errorf("channel/%s: %s has no %s of its own", folder, typ, part)
			}
		}
		samples, err := filepath.Glob(filepath.Join("..", "events", channel, "*"))
		if err != nil || len(samples) < 4 {
			t.Errorf("events/%s holds %d files", channel, len(samples))
		}
		if _, played := partiesOf(t)[name]; !played {
			t.Errorf("nobody plays %s in infra/parties", name)
		}
	}
}

// channelConstants are the names of desk's channels, and what they stand for.
func channelConstants(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	inspect(t, filepath.Join("desk", "channel.go"), func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 && strings.HasPrefix(spec.Names[0].Name, "Channel") {
			all[spec.Names[0].Name] = strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`)
		}
	})
	if len(all) < 8 {
		t.Fatalf("%d channels were found", len(all))
	}
	return all
}

// registered are the folder and the type of each channel's plug, by the constant.
func registered(t *testing.T) map[string][2]string {
	t.Helper()
	folders, plugs := map[string]string{}, map[string][2]string{}
	inspect(t, filepath.Join("channel", "channel.go"), func(n ast.Node) {
		switch n := n.(type) {
		case *ast.ImportSpec:
			if below, ok := strings.CutPrefix(strings.Trim(n.Path.Value, `"`), module+"shared/channel/"); ok {
				folders[path.Base(below)] = below
			}
		case *ast.KeyValueExpr:
			lit, ok := n.Value.(*ast.CompositeLit)
			if !ok || ofDesk(n.Key) == "" {
				return
			}
			if typ, ok := lit.Type.(*ast.SelectorExpr); ok {
				plugs[ofDesk(n.Key)] = [2]string{folders[typ.X.(*ast.Ident).Name], typ.Sel.Name}
			}
		}
	})
	return plugs
}

// partiesOf are the channels that infra/parties plays, by their constants.
func partiesOf(t *testing.T) map[string]bool {
	t.Helper()
	played := map[string]bool{}
	inspect(t, filepath.Join("..", "infra", "parties", "parties.go"), func(n ast.Node) {
		if kv, ok := n.(*ast.KeyValueExpr); ok && ofDesk(kv.Key) != "" {
			played[ofDesk(kv.Key)] = true
		}
	})
	return played
}

// methods are those that a folder's sources declare on a type.
func methods(t *testing.T, folder, typ string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no sources, %v", folder, err)
	}
	has := map[string]bool{}
	for _, file := range files {
		inspect(t, file, func(n ast.Node) {
			if f, ok := n.(*ast.FuncDecl); ok && f.Recv != nil {
				if on, ok := f.Recv.List[0].Type.(*ast.Ident); ok && on.Name == typ {
					has[f.Name.Name] = true
				}
			}
		})
	}
	return has
}

func inspect(t *testing.T, file string, see func(ast.Node)) {
	t.Helper()
	src, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(src, func(n ast.Node) bool { see(n); return true })
}

// TestStoresKnowTheChannels: a main whose verbs ask for a channel's rules gives its
// store the channels. Without them a line would be without any limit, silently.
func TestStoresKnowTheChannels(t *testing.T) {
	for _, file := range []string{"functions/webhook/main.go", "functions/api/main.go", "functions/jobs/main.go", "infra/local/system.go", "infra/bench/house.go"} {
		stores, knowing := 0, 0
		inspect(t, filepath.Join("..", file), func(n ast.Node) {
			lit, ok := n.(*ast.CompositeLit)
			if typ, is := ofLit(lit, ok); !is || typ != "store.Store" {
				return
			}
			stores++
			for _, e := range lit.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Channels" {
					knowing++
				}
			}
		})
		if stores == 0 || knowing < stores {
			t.Errorf("%s makes %d stores, of which %d know the channels", file, stores, knowing)
		}
	}
}

// ofLit is the type of a literal as it is written.
func ofLit(lit *ast.CompositeLit, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	typ, ok := lit.Type.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	of, ok := typ.X.(*ast.Ident)
	return of.Name + "." + typ.Sel.Name, ok
}
