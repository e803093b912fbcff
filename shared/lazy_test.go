package shared_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryPatternCompiles compiles the pattern of each lazy.Pattern, which a
// running system does only when it uses it: so each has to be a constant.
func TestEveryPatternCompiles(t *testing.T) {
	compiled := 0
	eachPackage(t, func(fset *token.FileSet, files []*ast.File, info *types.Info) {
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !calls(call, "lazy", "Pattern") || len(call.Args) != 1 {
					return true
				}
				pattern := info.Types[call.Args[0]].Value
				if pattern == nil || pattern.Kind() != constant.String {
					t.Errorf("%s: the pattern is no constant, so that no test can tell whether it compiles", fset.Position(call.Pos()))
					return true
				}
				if _, err := regexp.Compile(constant.StringVal(pattern)); err != nil {
					t.Errorf("%s: %v", fset.Position(call.Pos()), err)
				}
				compiled++
				return true
			})
		}
	})
	if compiled < 200 {
		t.Errorf("%d patterns were found: the test looks at the wrong place", compiled)
	}
}

// TestNoVariableCompilesARegexp: a package-level regexp is compiled at each start
// of each function that links its package.
func TestNoVariableCompilesARegexp(t *testing.T) {
	eachPackage(t, func(fset *token.FileSet, files []*ast.File, _ *types.Info) {
		for _, file := range files {
			for _, decl := range file.Decls {
				vars, ok := decl.(*ast.GenDecl)
				if !ok || vars.Tok != token.VAR {
					continue
				}
				ast.Inspect(vars, func(n ast.Node) bool {
					if _, inside := n.(*ast.FuncLit); inside {
						return false // runs when it is called
					}
					if call, ok := n.(*ast.CallExpr); ok && calls(call, "regexp", "MustCompile") {
						t.Errorf("%s: use lazy.Pattern", fset.Position(call.Pos()))
					}
					return true
				})
			}
		}
	})
}

func calls(call *ast.CallExpr, pkg, function string) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != function {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == pkg
}

// eachPackage parses the sources without tests of each package below shared and
// functions and evaluates their constants. Imports are not followed.
func eachPackage(t *testing.T, do func(fset *token.FileSet, files []*ast.File, info *types.Info)) {
	t.Helper()
	dirs := map[string][]string{}
	for _, top := range []string{".", filepath.Join("..", "functions")} {
		err := filepath.WalkDir(top, func(name string, d os.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
				dirs[filepath.Dir(name)] = append(dirs[filepath.Dir(name)], name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		fset, files := token.NewFileSet(), []*ast.File(nil)
		for _, name := range dirs[dir] {
			file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		conf := types.Config{Error: func(error) {}, Importer: nowhere{}}
		// Errors are expected: what is imported is not known. Constants are.
		conf.Check(dir, fset, files, info) //nolint:errcheck // see above
		do(fset, files, info)
	}
}

// nowhere finds no package.
type nowhere struct{}

func (nowhere) Import(path string) (*types.Package, error) {
	return nil, os.ErrNotExist
}
