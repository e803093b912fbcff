package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/people"
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
	KeyName, AdminName string // of the parameters
	Settings           desk.Settings
	Now                func() time.Time
}

// adminKey is the id of the first key, and of the first administrator.
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
	if err := connecting.Seed(ctx, s.Store); err != nil {
		return err
	}
	if ok, err := s.admin(ctx); err != nil || !ok {
		return err
	}
	return s.key(ctx) // last: with it, all is there
}

// aboutKey is what the parameter says of itself.
const aboutKey = "Of the first start: an API key, to make keys of your own with and then revoke; or the page, below ApiUrl, on which the first administrator sets their password."

// dead is after how long a parameter without its key was left by a process that
// was killed between the two.
const dead = time.Minute

// admin invites the first administrator, whose name, address and password are
// theirs to set. The code is told to nobody but a parameter, as the key is; ok is
// false if another process may be at it.
func (s start) admin(ctx context.Context) (ok bool, err error) {
	inviter, ok := people.Inviter{Accounts: s.Store, Now: s.Now}, true
	err = inviter.First(ctx, adminKey, func(code string) (bool, error) {
		ok, err = s.tell(ctx, s.AdminName, "/join#"+code)
		return ok, err
	})
	return ok, err
}

// key makes the key: the parameter first, since its token can't be told later.
func (s start) key(ctx context.Context) error {
	key, token := api.NewKey(desk.Actor{Key: adminKey, Name: "admin", Role: desk.RoleAdmin}, s.Now())
	if ok, err := s.tell(ctx, s.KeyName, token); err != nil || !ok {
		return err
	}
	return s.Store.SaveKey(ctx, key)
}

// tell puts a secret into its parameter, in the place of one that was left by a
// process that was killed before it stored what belongs to it. ok is false if
// another process may still be about to.
func (s start) tell(ctx context.Context, name, secret string) (ok bool, err error) {
	created, err := s.Parameters.Create(ctx, name, secret)
	if err == nil && !created {
		var old vault.Parameter
		old, _, err = s.Parameters.Get(ctx, name)
		switch {
		case err != nil:
		case old.Value == secret: // ours: only the answer was lost
		case s.Now().Sub(old.At) < dead:
			return false, nil
		default:
			_, err = s.Parameters.Put(ctx, name, secret)
		}
	}
	if err != nil {
		return false, fmt.Errorf("%w: parameter %s: %w", desk.ErrBusy, name, err)
	}
	return true, nil
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
