package assembly_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/assemblytest"
)

// TestMainsPlugInAllThatTheirVerbsNeed: of all parts each function gets those that its main
// names, and those that its helpers add, and no verb that it puts together misses one: what
// is missed is a fault in the program, on AWS alone, once something needs it.
func TestMainsPlugInAllThatTheirVerbsNeed(t *testing.T) {
	for main, want := range map[string]struct {
		verbs int
		may   []string // that nobody asks there: jobs close sooner and erase, the state machine wakes runs
	}{
		"jobs": {verbs: 2}, "feed": {verbs: 3}, "closing": {verbs: 1, may: []string{"Closer.Quiet"}}, "analyze": {verbs: 1}, "live": {verbs: 2}, "webhook": {verbs: 3}, "api": {may: []string{"Deadlines.Sooner", "Eraser.Transcriber"}},
	} {
		file := "main.go"
		if main == "api" {
			file = "handler.go"
		}
		named, called := inMain(t, filepath.Join("../../functions", main, file))
		p, v := full(), reflect.ValueOf(assembly.Parts{})
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; !slices.Contains(named, name) && !slices.Contains(added, name) {
				reflect.ValueOf(&p).Elem().Field(i).SetZero()
			}
		}
		if main == "api" {
			assemblytest.Plugged(t, "api", api(p), append(want.may, "api.Log")...)
		}
		verbs := 0
		for _, name := range called {
			m := reflect.ValueOf(p).MethodByName(name)
			if !m.IsValid() {
				continue
			}
			verbs++
			in := make([]reflect.Value, m.Type().NumIn())
			for n := range in {
				in[n] = reflect.Zero(m.Type().In(n))
			}
			for _, out := range m.Call(in) {
				assemblytest.Plugged(t, main+": "+name, out.Interface(), want.may...)
			}
		}
		if verbs < want.verbs {
			t.Errorf("%s: %d verbs are looked at, want %d", main, verbs, want.verbs)
		}
	}
}

// added are the parts that connecting and proving add.
var added = []string{"CRM", "BuiltIn", "CRMKinds", "CRMEvents", "CRMGrants", "CRMInstalls", "CRMHosts", "CRMCentres", "CRMSettings", "Rules", "Prover"}

// inMain are the parts that a main names, and the methods that it calls.
func inMain(t *testing.T, path string) (named, called []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if of, is := n.Type.(*ast.SelectorExpr); !is || of.Sel.Name != "Parts" {
				return true
			}
			for _, e := range n.Elts {
				if kv, is := e.(*ast.KeyValueExpr); is {
					named = append(named, kv.Key.(*ast.Ident).Name)
				}
			}
		case *ast.CallExpr:
			if of, is := n.Fun.(*ast.SelectorExpr); is {
				called = append(called, of.Sel.Name)
			}
		}
		return true
	})
	return named, called
}
