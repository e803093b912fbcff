package builtin_test

import (
	"path/filepath"
	"testing"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

// The built-in CRM is a CRM; store/dynamo holds it to the same on its engine, and
// storetest.Ports to what the API shows of it.
func TestCRM(t *testing.T) {
	for name, knobs := range map[string]embedded.Knobs{"kind": {}, "unkind": {Page: 2, Lag: 3}} {
		t.Run(name, func(t *testing.T) {
			crmtest.Run(t, func(t *testing.T) *crmtest.World {
				knobs.NoSync = true
				e, err := embedded.Open(filepath.Join(t.TempDir(), "sufler.db"), knobs)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					if err := e.Close(); err != nil {
						t.Error(err)
					}
				})
				f, clock := &storetest.Flaky{Engine: e}, flowtest.NewClock()
				return &crmtest.World{
					Plug: builtin.CRM{Table: store.Table{Engine: f, Now: clock.Now}},
					Now:  clock.Now, Move: clock.Move, FailAt: f.FailAt, Steps: f.Calls,
				}
			})
		})
	}
}
