package embedded_test

import (
	"path/filepath"
	"testing"

	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

func open(t testing.TB, k embedded.Knobs) *embedded.Engine {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "sub", "sufler.db"), k)
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

func TestContract(t *testing.T) {
	for name, knobs := range map[string]embedded.Knobs{
		"kind":         {NoSync: true},
		"short pages":  {NoSync: true, Page: 2},
		"late indexes": {NoSync: true, Lag: 4},
	} {
		t.Run(name, func(t *testing.T) {
			e := open(t, knobs)
			storetest.Contract(t, e, e.Settle)
		})
	}
}

func TestFeed(t *testing.T) {
	storetest.Feed(t, open(t, embedded.Knobs{NoSync: true, Feed: storetest.Fed}))
}
