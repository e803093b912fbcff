package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// What changed is told by the engine, at least once and in order per item, so
// that no write need tell anybody anything. On DynamoDB it is the table's stream
// (see store/streams); the embedded engine keeps a log of changes of its own.

// KeyPattern says of which items changes are told: those of partitions that
// begin with PK whose sort key is SK or, if Prefix, begins with it.
type KeyPattern struct {
	PK, SK string
	Prefix bool
}

// FeedPatterns are the items whose changes a consumer reads, and no others are
// told: each change that is told costs a place in the log, and may start a
// function. template.yaml's event filter says the same; a test holds the two
// together.
func FeedPatterns() []KeyPattern {
	return []KeyPattern{
		{PK: preCustomer, SK: preMessage, Prefix: true},
		{PK: preCustomer, SK: skHead},
		{PK: preCustomer, SK: preArchived, Prefix: true},
		{PK: preRun, SK: skRun},
		{PK: preCard, SK: skAnnotations},
		{PK: preCard, SK: SKCard},
		{PK: preDialog, SK: preTyping, Prefix: true},
		{PK: preOperator, SK: preSession, Prefix: true},
		{PK: pkOperators, Prefix: true},
		{PK: pkTeams, Prefix: true},
		{PK: pkKeys, Prefix: true},
	}
}

// InFeed says whether changes of the item at k are told.
func InFeed(k Key) bool {
	for _, p := range FeedPatterns() {
		if strings.HasPrefix(k.PK, p.PK) && (k.SK == p.SK || p.Prefix && strings.HasPrefix(k.SK, p.SK)) {
			return true
		}
	}
	return false
}

// Change is what became of one item.
type Change struct {
	Place    string // in the feed; only to be given back
	Old, New Item   // before and after; nil: there was none, there is none
}

// Key of the item that changed.
func (c Change) Key() Key {
	if c.New != nil {
		return c.New.Key()
	}
	return c.Old.Key()
}

// Feed is an engine that is asked for what changed; DynamoDB's stream is not
// asked, Lambda brings it. A change is in the feed if and only if what it tells
// of was written, also after a kill at any moment; a write that changes nothing
// is none. Changes of one item come in the order in which they were written, each
// with an Old that is the New before it.
type Feed interface {
	// Changes are those that nobody has taken away, in order, from behind a place
	// on, "" being the start; at most so many.
	Changes(ctx context.Context, after string, most int) ([]Change, error)
	// Take takes changes away that were told. After a kill some may be told again.
	Take(places ...string)
	// More receives whenever there may be more changes than there were.
	More() <-chan struct{}
}

// Item is the key as one text, which no other key has.
func (k Key) Item() string { return strconv.Quote(k.PK) + strconv.Quote(k.SK) }

// Record is the change as the nouns say it. Items that are no noun of ours (another
// name of a message, what came before its message; a card of the built-in CRM, for
// which builtin.Record is) say nothing; what can't be read has Err.
func (c Change) Record() desk.FeedRecord {
	k := c.Key()
	out := desk.FeedRecord{Item: k.Item()}
	switch {
	case strings.HasPrefix(k.SK, preMessage):
		out.Message, out.Err = ChangeOf(c, isMessage, messageFrom)
	case strings.HasPrefix(k.SK, preTyping):
		out.Typing, out.Err = ChangeOf(c, func(Item) bool { return true }, typingFrom)
		out.TypingIn = desk.DialogID(k.PK[len(preDialog):])
	case k.SK == skRun:
		out.Run, out.Err = ChangeOf(c, func(it Item) bool { return it["r"] != nil }, runFrom)
	case k.SK == skAnnotations:
		out.Annotations, out.Err = ChangeOf(c, func(it Item) bool { return it["g"] != nil }, func(it Item) (desk.CardAnnotations, error) {
			return annotationsFrom(refFrom(it.Str("pk")[len(preCard):]), it)
		})
	case strings.HasPrefix(k.PK, preCustomer):
		out.Dialog, out.Left, out.Err = dialogOf(c)
	case k.PK == pkOperators, k.PK == pkTeams,
		k.PK == pkKeys && c.Old != nil,                       // a new key is nobody's yet
		strings.HasPrefix(k.PK, preOperator) && c.New == nil: // a session ended
		out.Staff = true
	}
	if out.Message != nil || out.Dialog != nil || out.Run != nil || out.Annotations != nil || out.Err != nil {
		out.Told = &c
	}
	return out
}

// dialogOf reads a change of a dialog's item, and the dialog that stood there before.
func dialogOf(c Change) (*desk.Change[desk.Dialog], *desk.Dialog, error) {
	d, err := ChangeOf(c, isDialog, func(it Item) (desk.Dialog, error) {
		h, err := headFrom(it)
		return h.Dialog, err
	})
	// The place of a customer's newest dialog goes to their next one. The one before
	// it comes to a place of its own, where it was not before: it has no Old.
	var left *desk.Dialog
	if d != nil && d.Old != nil && d.New != nil && d.Old.ID != d.New.ID {
		left, d.Old = d.Old, nil
	}
	return d, left, err
}

func isDialog(it Item) bool { return it["d"] != nil && !isGrave(it) }

// ChangeOf reads both sides of a change; nil if neither is such a thing.
func ChangeOf[T any](c Change, is func(Item) bool, from func(Item) (T, error)) (*desk.Change[T], error) {
	var out desk.Change[T]
	for _, side := range []struct {
		it Item
		to **T
	}{{c.Old, &out.Old}, {c.New, &out.New}} {
		if side.it == nil || !is(side.it) {
			continue
		}
		v, err := from(side.it)
		if err != nil {
			return nil, wrap(err, "changed item %s %s", c.Key().PK, c.Key().SK)
		}
		*side.to, out.Version = &v, side.it.Int("version")
	}
	if out.Old == nil && out.New == nil {
		return nil, nil
	}
	return &out, nil
}
