package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/vault"
	"github.com/sufler/sufler/shared/web/api"
)

// start makes a new stack usable: the settings of the stack's parameters, the
// starter fields and pipeline, and a first API key, whose token is told to
// nobody but a SecureString of SSM.
//
// It runs at each start of a process and does nothing once all is there: one
// read. Two processes at once, or one that is killed on the way, end with one
// key whose token is the parameter's.
type start struct {
	Store      store.Store
	Parameters interface {
		Create(ctx context.Context, name, value string) (ok bool, err error)
		Get(ctx context.Context, name string) (p vault.Parameter, ok bool, err error)
		Put(ctx context.Context, name, value string) (version int64, err error)
	}
	KeyName  string // of the parameter
	Settings desk.Settings
	Now      func() time.Time
}

// adminKey is the first key's id.
const adminKey = "admin"

// Do does what is still to be done.
func (s start) Do(ctx context.Context) error {
	_, err := s.Store.Key(ctx, adminKey)
	if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	have, err := s.Store.Settings(ctx)
	if err == nil && have.Version == 0 {
		_, err = s.Store.SaveSettings(ctx, s.Settings)
	}
	if err != nil && !errors.Is(err, desk.ErrConflict) {
		return fmt.Errorf("first settings: %w", err)
	}
	if err := s.Store.Seed(ctx); err != nil {
		return err
	}
	return s.key(ctx)
}

// aboutKey is what the parameter says of itself.
const aboutKey = "The first API key. Make keys of your own with it, then revoke it."

// dead is after how long a parameter without its key was left by a process that
// was killed between the two.
const dead = time.Minute

// key makes the key: the parameter first, since its token can't be told later.
func (s start) key(ctx context.Context) error {
	key, token := api.NewKey(desk.Actor{Key: adminKey, Name: "admin", Role: desk.RoleAdmin}, s.Now())
	created, err := s.Parameters.Create(ctx, s.KeyName, token)
	if err == nil && !created {
		var old vault.Parameter
		old, _, err = s.Parameters.Get(ctx, s.KeyName)
		switch {
		case err != nil:
		case old.Value == token: // ours: only the answer was lost
		case s.Now().Sub(old.At) < dead:
			return nil // another process is at it
		default:
			_, err = s.Parameters.Put(ctx, s.KeyName, token)
		}
	}
	if err != nil {
		return fmt.Errorf("%w: first key: %w", desk.ErrBusy, err)
	}
	return s.Store.SaveKey(ctx, key)
}

// settings are the company's first, from the stack's parameters. Later they are
// changed by the API.
func settings(env *boot.Env) desk.Settings {
	s := desk.DefaultSettings()
	s.Language = env.TextOr("LANGUAGE", s.Language)
	s.Zone = env.TextOr("ZONE", s.Zone)
	s.Currency = env.TextOr("CURRENCY", s.Currency)
	s.Region = env.TextOr("COUNTRY", s.Region)
	s.Quiet = env.Duration("QUIET_PERIOD", s.Quiet)
	s.Idle = env.Duration("IDLE_TIMEOUT", s.Idle)
	return s
}
