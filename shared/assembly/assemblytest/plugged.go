// Package assemblytest finds ports that nobody plugged in: each would be a nil that
// some request meets.
package assemblytest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const ours = "github.com/sufler/sufler/"

// Plugged reports nil interfaces, functions, pointers, maps and slices in the exported
// fields of something that is put together, and of what it holds of shared/flow
// and shared/assembly, but for those whose path, as in SendJob.Pace, ends in one
// of may. It answers with how many verbs it looked at.
func Plugged(t testing.TB, name string, it any, may ...string) int {
	t.Helper()
	p := plugged{TB: t, may: may, seen: map[any]bool{}}
	p.look(name, reflect.ValueOf(it))
	return len(p.seen)
}

type plugged struct {
	testing.TB
	may  []string
	seen map[any]bool
}

func (p *plugged) look(name string, v reflect.Value) {
	p.Helper()
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice:
		if v.IsNil() {
			if !slices.ContainsFunc(p.may, func(m string) bool { return strings.HasSuffix(name, m) }) {
				p.Errorf("%s is not plugged in", name)
			}
			return
		}
	case reflect.Struct:
	default:
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		p.look(name, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			p.look(fmt.Sprintf("%s.%T", name, v.Index(i).Interface()), v.Index(i))
		}
	case reflect.Map:
		for i := v.MapRange(); i.Next(); {
			p.look(fmt.Sprint(name, ".", i.Key()), i.Value())
		}
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct && looksInto(v.Elem().Type()) && !p.seen[v.Interface()] {
			p.seen[v.Interface()] = true
			p.look(name, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); looksInto(v.Type()) && f.IsExported() {
				p.look(name+"."+f.Name, v.Field(i))
			}
		}
	}
}

// looksInto says whether a type is one that is put together.
func looksInto(t reflect.Type) bool {
	pkg, ok := strings.CutPrefix(t.PkgPath(), ours)
	return ok && (strings.HasPrefix(pkg, "shared/flow") || strings.HasPrefix(pkg, "shared/assembly") || pkg == "shared/web/api" && t.Name() == "API")
}
