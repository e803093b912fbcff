// Package store keeps everything that Sufler keeps: keys, items and access
// patterns, written once over a small Engine. The engines are in store/dynamo
// (DynamoDB) and store/embedded (one local file); flow's and web's ports are
// implemented here, the built-in CRM's cards among them.
//
// Mains build a Store and give it to the verbs as their ports. Nobody else
// knows how anything is stored.
//
// Every method may be repeated, and called by any number of processes at once:
// whatever depends on a read carries a condition, and whatever belongs together
// is one write. Errors wrap desk's kinds.
package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Store implements the ports. A copy is the same store.
type Store struct {
	Engine Engine
	Now    func() time.Time
	// Vault keeps lines' secrets; nil: they lie in the table. Who needs no secret
	// can do without, and then sees where they are instead.
	Vault Vault
	// Channels know what lines are like. Nil: who asks for no rule of a channel can do
	// without.
	Channels Channels
}

// Channels are the kinds of messengers that lines are of.
type Channels interface {
	// Traits are what the line is like. Pure.
	Traits(line desk.Line) desk.Traits
	// ContactFields are the contact's fields that hold channels' ids of people.
	ContactFields() []desk.Field
}

// Vault keeps lines' secrets outside of the table.
type Vault interface {
	// Seal stores a line's secrets, all anew, and answers with what the table keeps
	// in their place.
	Seal(ctx context.Context, line desk.LineID, secrets map[string]string) (map[string]string, error)
	// Drop takes a line's secrets away; what is gone already is no error.
	Drop(ctx context.Context, line desk.LineID) error
	// Open answers with what was sealed.
	Open(ctx context.Context, kept map[string]string) (map[string]string, error)
}

func (s Store) get(ctx context.Context, k Key) (Item, error) { return s.Table().Get(ctx, k) }

func (s Store) expired(it Item) bool { return s.Table().expired(it) }

func (s Store) save(ctx context.Context, it Item, version int64) error {
	return s.Table().Save(ctx, it, version)
}

func (s Store) create(ctx context.Context, it Item) (Item, error) { return s.Table().Create(ctx, it) }

func (s Store) all(ctx context.Context, pk, prefix string) ([]Item, error) {
	return s.Table().All(ctx, pk, prefix)
}

// over is the operation that stores a record over its given version.
func over(it Item, version int64) Op {
	it["version"] = version + 1
	if version == 0 {
		return Put(it, Missing("pk"))
	}
	return Put(it, Equal("version", version))
}

// withWriteToken gives an item a mark of this very write. A client of a database that
// lost an answer asks again by itself, and then its condition meets what it has
// written: without the mark, whoever claimed something would believe that
// somebody else had.
func withWriteToken(it Item) Item {
	it["write"] = rand.Text()
	return it
}

// unlessOwnWrite is err, unless it is that the first operation's condition met the
// signed item that it writes.
func unlessOwnWrite(err error, it Item) error {
	if old, met := conditionFailed(err, 0); met && old.Str("write") == it.Str("write") {
		return nil
	}
	return err
}

// wrap adds what was being done to an error.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

// absent says whether err is that there is none.
func absent(err error) bool { return errors.Is(err, desk.ErrNotFound) }
