package vault_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/vault"
)

// A line's secrets go with the line, all versions of them; where they can't, the
// line stays and is deleted again.
func TestDropLine_TakesItsSecretsToo(t *testing.T) {
	p := &parameters{versions: map[string][]string{}}
	e, err := embedded.Open(filepath.Join(t.TempDir(), "db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s := store.Store{Engine: e, Now: time.Now, Vault: &vault.Vault{Parameters: p, Prefix: "/sufler/lines/"}}
	for _, id := range []desk.LineID{"shop", "other"} {
		line := desk.Line{ID: id, Channel: desk.ChannelTelegram}
		for _, token := range []string{"one", "two"} {
			line.Secrets = map[string]string{"token": token}
			if line, err = s.SaveLine(t.Context(), line); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.down = true
	if err := s.DropLine(t.Context(), "shop"); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("while nobody answers: got %v, want ErrBusy", err)
	}
	p.down = false
	if _, err := s.Line(t.Context(), "shop"); err != nil {
		t.Errorf("the line went without its secrets: %v", err)
	}
	for range 2 {
		if err := s.DropLine(t.Context(), "shop"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Line(t.Context(), "shop"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("the line: %v, want ErrNotFound", err)
	}
	if len(p.versions) != 1 || len(p.versions["/sufler/lines/other"]) != 2 {
		t.Errorf("the vault holds %v, want only the other line's", p.versions)
	}
}
