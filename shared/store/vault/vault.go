// Package vault keeps lines' secrets in SSM's parameter store, encrypted, so
// that whoever reads the table reads none. Locally they lie in the one file.
package vault

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"sync"

	"github.com/sufler/sufler/shared/desk"
)

// Parameters is a parameter store.
type Parameters interface {
	// Get reads "name:version"; ok is false if there is none.
	Get(ctx context.Context, at string) (p Parameter, ok bool, err error)
	// Put stores a newer version, encrypted.
	Put(ctx context.Context, name, value string) (version int64, err error)
	// Delete takes one away; what is gone already is no error.
	Delete(ctx context.Context, name string) error
}

// Vault keeps one SecureString a line, all of its secrets in it. The table keeps
// the parameter's name and version: a version never changes, so it is read once
// a process, and what another process saved is found by its newer version.
type Vault struct {
	Parameters Parameters
	Prefix     string // of the names: /stack/lines/

	mu   sync.Mutex
	read map[string]map[string]string // by name:version
}

// name is where the table's record says that the secrets are.
const name = "ssm"

// Seal stores a line's secrets, all anew, and answers with what the table keeps
// in their place. Repeating makes another version of the same.
func (v *Vault) Seal(ctx context.Context, line desk.LineID, secrets map[string]string) (map[string]string, error) {
	b, err := json.Marshal(secrets)
	if err != nil {
		return nil, fmt.Errorf("secrets of line %s: %w", line, err)
	}
	if len(b) > 4096 {
		return nil, fmt.Errorf("%w: the secrets of line %s have more than 4 KB together", desk.ErrInvalid, line)
	}
	at := v.Prefix + string(line)
	version, err := v.Parameters.Put(ctx, at, string(b))
	if err != nil {
		return nil, fmt.Errorf("store the secrets of line %s: %w", line, err)
	}
	return map[string]string{name: at + ":" + strconv.FormatInt(version, 10)}, nil
}

// Drop takes a line's secrets away, all versions of them.
func (v *Vault) Drop(ctx context.Context, line desk.LineID) error {
	return v.Parameters.Delete(ctx, v.Prefix+string(line))
}

// Open answers with the secrets that Seal stored. What was stored before there
// was a vault is answered as it is.
func (v *Vault) Open(ctx context.Context, kept map[string]string) (map[string]string, error) {
	at, sealed := kept[name]
	if !sealed {
		return kept, nil
	}
	v.mu.Lock()
	have, ok := v.read[at]
	v.mu.Unlock()
	if ok {
		return maps.Clone(have), nil
	}
	p, ok, err := v.Parameters.Get(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	if !ok {
		return nil, nil // somebody took it away: the line refuses everything until it is given new ones
	}
	var secrets map[string]string
	if err := json.Unmarshal([]byte(p.Value), &secrets); err != nil {
		// No mistake of who calls: a messenger has to call again once it is mended.
		return nil, fmt.Errorf("%w: the parameter %s holds no secrets of ours", desk.ErrBusy, at)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.read == nil {
		v.read = map[string]map[string]string{}
	}
	v.read[at] = secrets
	return maps.Clone(secrets), nil
}
