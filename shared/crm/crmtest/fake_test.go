package crmtest_test

import (
	"testing"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
)

// A CRM that promises nothing keeps the rules behind crms.CRMs, but for races; so does one
// that can't even keep what a card was made from.
func TestFake(t *testing.T) {
	for name, none := range map[string]bool{"by origin": false, "without origins": true} {
		t.Run(name, func(t *testing.T) { contract(t, none) })
	}
}

func contract(t *testing.T, noOrigin bool) {
	crmtest.Run(t, func(*testing.T) *crmtest.World {
		clock := flowtest.NewClock()
		f := &crmtest.Fake{Connection: "sold", Now: clock.Now, NoOrigin: noOrigin, Works: []desk.CRMUser{{ID: "2", Name: "zoe"}, {ID: "3", Name: "Ann", Off: true}, {ID: "1", Name: "Bob"}}}
		return &crmtest.World{NoOrigin: noOrigin, Plug: f, Works: f.Works, Gave: f.Gave, Connection: "sold", Now: clock.Now, Move: clock.Move, FailAt: f.FailAt, Steps: f.Calls, Notes: f.Notes, Tasks: f.Tasks, Started: func(card desk.CardRef) (n int) {
			for _, p := range f.Started() {
				if p.Card == card {
					n++
				}
			}
			return n
		}}
	})
}
