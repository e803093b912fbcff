package vault_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/vault"
)

// parameters is a parameter store in memory.
type parameters struct {
	versions map[string][]string
	reads    int
	down     bool
}

func (p *parameters) Put(_ context.Context, name, value string) (int64, error) {
	if p.down {
		return 0, desk.ErrBusy
	}
	p.versions[name] = append(p.versions[name], value)
	return int64(len(p.versions[name])), nil
}

func (p *parameters) Delete(_ context.Context, name string) error {
	if p.down {
		return desk.ErrBusy
	}
	delete(p.versions, name)
	return nil
}

func (p *parameters) Get(_ context.Context, at string) (vault.Parameter, bool, error) {
	p.reads++
	if p.down {
		return vault.Parameter{}, false, desk.ErrBusy
	}
	name, version, _ := strings.Cut(at, ":")
	for i, v := range p.versions[name] {
		if fmt.Sprint(i+1) == version {
			return vault.Parameter{Value: v}, true, nil
		}
	}
	return vault.Parameter{}, false, nil
}

func TestSecrets_LieInTheVaultAndNotInTheTable(t *testing.T) {
	p := &parameters{versions: map[string][]string{}}
	e, err := embedded.Open(filepath.Join(t.TempDir(), "db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ctx := context.Background()
	plain := store.Store{Engine: e, Now: time.Now}
	sealed := plain
	sealed.Vault = &vault.Vault{Parameters: p, Prefix: "/sufler/lines/"}

	line, err := sealed.SaveLine(ctx, desk.Line{ID: "shop", Channel: desk.ChannelTelegram, Secrets: map[string]string{"token": "one"}})
	if err != nil || line.Secrets["token"] != "one" {
		t.Fatalf("saved %+v, %v", line, err)
	}
	if table, err := plain.Line(ctx, "shop"); err != nil || maps.Equal(table.Secrets, line.Secrets) || strings.Contains(fmt.Sprint(table.Secrets), "one") {
		t.Errorf("the table holds %v, %v", table.Secrets, err)
	}
	line.Secrets = nil // left as they are
	line, err = sealed.SaveLine(ctx, line)
	if err != nil || line.Secrets["token"] != "one" || len(p.versions["/sufler/lines/shop"]) != 1 {
		t.Fatalf("saved without secrets: %+v, %v, %v", line, err, p.versions)
	}

	other := plain // another process
	other.Vault = &vault.Vault{Parameters: p, Prefix: "/sufler/lines/"}
	for range 3 {
		if got, err := other.Line(ctx, "shop"); err != nil || got.Secrets["token"] != "one" {
			t.Fatalf("read %v, %v", got.Secrets, err)
		}
	}
	line.Secrets = map[string]string{"token": "two"}
	if _, err := sealed.SaveLine(ctx, line); err != nil {
		t.Fatal(err)
	}
	p.reads = 0
	for range 2 {
		if got, err := other.Line(ctx, "shop"); err != nil || got.Secrets["token"] != "two" {
			t.Errorf("another process reads %v, %v", got.Secrets, err)
		}
	}
	if p.reads != 1 {
		t.Errorf("%d reads of one version, want 1", p.reads)
	}
	if all, err := other.Lines(ctx); err != nil || len(all) != 1 || all[0].Secrets["token"] != "two" {
		t.Errorf("lines %v, %v", all, err)
	}
	if _, err := sealed.SaveLine(ctx, line); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("a late save: %v", err)
	}
	if got, err := other.Line(ctx, "shop"); err != nil || got.Secrets["token"] != "two" {
		t.Errorf("after a late save: %v, %v", got.Secrets, err)
	}
}

func TestVault_DownIsBusy_GoneIsNone(t *testing.T) {
	p := &parameters{versions: map[string][]string{}, down: true}
	v := &vault.Vault{Parameters: p, Prefix: "/s/"}
	if _, err := v.Seal(context.Background(), "l", map[string]string{"token": "x"}); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("seal: %v", err)
	}
	if _, err := v.Open(context.Background(), map[string]string{"ssm": "/s/l:1"}); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("open: %v", err)
	}
	p.down = false
	if got, err := v.Open(context.Background(), map[string]string{"ssm": "/s/l:1"}); err != nil || len(got) != 0 {
		t.Errorf("gone: %v, %v", got, err)
	}
	if got, err := v.Open(context.Background(), map[string]string{"token": "old"}); err != nil || got["token"] != "old" {
		t.Errorf("from before the vault: %v, %v", got, err)
	}
	if _, err := v.Seal(context.Background(), "l", map[string]string{"token": strings.Repeat("x", 5000)}); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("too long: %v", err)
	}
}
