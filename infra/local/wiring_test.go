package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/flow/copilot"
)

// TestEveryPortIsPluggedIn looks through what the system is put together from:
// a port that nobody plugged in would be a nil that some request meets.
func TestEveryPortIsPluggedIn(t *testing.T) {
	h := newHouse(t)
	p := parts{Dir: h.dir, Now: h.clock.Now, Log: silent, Reader: h.reader}
	st := h.sys.Store
	seen := map[any]bool{}
	unplugged(t, "API", reflect.ValueOf(h.sys.api(p, copilot.Chats{Messages: st, Config: st, Cards: st}, h.sys.Scheduler.Closer)), seen)
	unplugged(t, "Receiver", reflect.ValueOf(h.sys.Receiver), seen)
	unplugged(t, "Scheduler", reflect.ValueOf(h.sys.Scheduler), seen)
	if len(seen) < 8 {
		t.Errorf("only %d verbs were looked at", len(seen))
	}
}

// unplugged reports nil interfaces, functions and pointers in a verb and in the
// verbs that it holds.
func unplugged(t *testing.T, name string, v reflect.Value, seen map[any]bool) {
	t.Helper()
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			t.Errorf("%s is not plugged in", name)
			return
		}
		if seen[v.Interface()] {
			return
		}
		seen[v.Interface()] = true
		v = v.Elem()
	}
	for i := range v.NumField() {
		f, at := v.Type().Field(i), name+"."+v.Type().Field(i).Name
		if !f.IsExported() {
			continue
		}
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch ours := strings.Contains(inner.PkgPath(), "/shared/flow") || strings.Contains(inner.PkgPath(), "/infra/local"); {
		case inner.Kind() == reflect.Struct && ours && inner.Name() != "closings" && !strings.HasPrefix(inner.Name(), "timers"):
			unplugged(t, at, v.Field(i), seen)
		case f.Type.Kind() == reflect.Slice && f.Name == "Beside",
			f.Type.Kind() == reflect.Interface, f.Type.Kind() == reflect.Func, f.Type.Kind() == reflect.Pointer:
			if v.Field(i).IsNil() {
				t.Errorf("%s is not plugged in", at)
			}
		}
	}
}
