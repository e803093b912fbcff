package shared_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWebHasNoRules holds web to decoding, asking and encoding: it neither makes
// a refusal, nor looks at how far a dialog, a run or a delivery is in order to
// decide, nor writes a dialog, a customer, a card, a run or a timeline but by a
// verb. What web knows of them it may show.
func TestWebHasNoRules(t *testing.T) {
	states := stateConstants(t)
	if !slices.Contains(states, "StateInProgress") || !slices.Contains(states, "RunWaiting") {
		t.Fatalf("the states of dialogs and runs were not found in desk, only %v", states)
	}
	looked := 0
	err := filepath.WalkDir("web", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		looked++
		src, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		for _, what := range rulesIn(src, states) {
			t.Errorf("%s: %s: that belongs to desk or flow", name, what)
		}
		return nil
	})
	if err != nil || looked < 30 {
		t.Fatalf("looked at %d files of web: %v", looked, err)
	}
}

// TestRulesAreSeen: what TestWebHasNoRules looks for is found where it is.
func TestRulesAreSeen(t *testing.T) {
	for _, c := range []struct{ name, body string }{
		{"a refusal", `return desk.Refuse("closed", "It is closed.")`},
		{"a refusal by its own name", `return desk.RefuseClosed()`},
		{"a refusal, literally", `return &desk.Refusal{Code: "x"}`},
		{"a state compared", `if d.State == desk.StateClosed { return nil }`},
		{"a state switched on", "switch d.State {\ncase desk.StateWaiting, desk.StateInProgress:\n}\nreturn nil"},
		{"an open dialog", `if d.Open() { return nil }`},
		{"a dialog changed", `return s.Dialogs.ChangeDialog(ctx, id, change)`},
		{"a timeline written", `return s.Margins.AddEntries(ctx, nil)`},
	} {
		src, err := parser.ParseFile(token.NewFileSet(), c.name, "package web\nfunc f() error {\n"+c.body+"\n}\n", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := rulesIn(src, []string{"StateClosed", "StateWaiting", "StateInProgress"}); len(got) == 0 {
			t.Errorf("%s is not seen", c.name)
		}
	}
}

// writes are what only verbs do with the ports.
var writes = []string{
	"Append", "Amend", "AmendEarly", "Alias", "ChangeDialog", "Follow", "ChangeCustomer", "ChangeCard", "CreateCard", "PutCard", "Meet",
	"CreateRun", "SaveRun", "MoveRun", "AddEntries", "SaveMargin", "AddJob", "SaveJob", "SaveErasure", "BeginErasure",
	"Wake", "Nudge", "StartClosing", "CloseSooner",
}

// rulesIn are the rules that a source states by itself.
func rulesIn(src *ast.File, states []string) (found []string) {
	state := func(e ast.Expr) {
		if name := ofDesk(e); slices.Contains(states, name) {
			found = append(found, "compares with desk."+name)
		}
	}
	ast.Inspect(src, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				state(n.X)
				state(n.Y)
			}
		case *ast.CaseClause:
			for _, e := range n.List {
				state(e)
			}
		case *ast.SelectorExpr:
			if name := ofDesk(n); strings.HasPrefix(name, "Refuse") {
				found = append(found, "makes a desk."+name)
			}
		case *ast.CompositeLit:
			if ofDesk(n.Type) == "Refusal" {
				found = append(found, "makes a desk.Refusal")
			}
		case *ast.CallExpr:
			called, ok := n.Fun.(*ast.SelectorExpr)
			switch {
			case ok && called.Sel.Name == "Open" && len(n.Args) == 0:
				found = append(found, "asks whether something is open")
			case ok && slices.Contains(writes, called.Sel.Name):
				found = append(found, "calls "+called.Sel.Name)
			}
		}
		return true
	})
	return found
}

// ofDesk is the name after "desk.", or "".
func ofDesk(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok && x.Name == "desk" {
			return s.Sel.Name
		}
	}
	return ""
}

// stateConstants are desk's constants that say how far something is.
func stateConstants(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("desk/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		src, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(src, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); ok && (strings.HasSuffix(of.Name, "State") || of.Name == "CloseReason" || of.Name == "OutcomeKind" || of.Name == "Decision") {
				for _, n := range spec.Names {
					names = append(names, n.Name)
				}
			}
			return true
		})
	}
	return names
}
