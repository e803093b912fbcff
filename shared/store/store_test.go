package store_test

import (
	"path/filepath"
	"testing"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

// Every port is implemented, by the plain store and by the cached one.
var (
	_ flowtest.Ports = store.Store{}
	_ flow.Config    = (*store.Cached)(nil)
	_ flow.CRM       = builtin.CRM{}
)

func open(t testing.TB, k embedded.Knobs) *embedded.Engine {
	t.Helper()
	k.NoSync = true
	e, err := embedded.Open(filepath.Join(t.TempDir(), "sufler.db"), k)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func TestFlowsPorts(t *testing.T) {
	for name, knobs := range map[string]embedded.Knobs{"kind": {}, "unkind": {Page: 2, Lag: 3}} {
		t.Run(name, func(t *testing.T) {
			flowtest.Run(t, func(t *testing.T) *flowtest.World {
				e := open(t, knobs)
				f := &storetest.Flaky{Engine: e}
				clock := flowtest.NewClock()
				return &flowtest.World{
					Ports: store.Store{Engine: f, Now: clock.Now}, CRM: builtin.CRM{Table: store.Table{Engine: f, Now: clock.Now}}, Clock: clock, Settle: e.Settle, FailAt: f.FailAt, Steps: f.Calls,
					Stored: func() (map[string]string, error) { return storetest.Stored(e.Each) },
				}
			})
		})
	}
}

func TestAPIsPorts(t *testing.T) {
	for name, knobs := range map[string]embedded.Knobs{"kind": {}, "unkind": {Page: 1, Lag: 2}} {
		t.Run(name, func(t *testing.T) {
			storetest.Ports(t, func(t *testing.T) (store.Engine, func() error) {
				e := open(t, knobs)
				return e, e.Settle
			})
		})
	}
}
