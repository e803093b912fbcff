package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// What comes before its message — a deletion, a reaction, a status — lies under
// the message's own key: m as of a message, but marked early, without a place and
// with a TTL. So no list shows it and nobody who looks for the message finds it,
// and the one write by which an ordinary message is stored, put where nothing
// is, meets it without having looked.

// isDeferred says whether the item is what came before its message.
func isDeferred(it Item) bool { return it["early"] != nil }

// putMessage stores a message where nothing is, or over what came before it, joined.
// It answers with what is stored now, and with the item of the message that was
// there already, if one was: then nothing is stored.
func (s Store) putMessage(ctx context.Context, m desk.Message) (stored, old Item, err error) {
	var before Item
	for range maxRaces {
		op, err := arriving(m, before)
		if err != nil {
			return nil, nil, err
		}
		_, err = s.Engine.Write(ctx, op)
		met, raced := conditionFailed(err, 0)
		switch {
		case !raced:
			return op.Item, nil, err
		case met != nil && !isDeferred(met):
			return nil, met, nil
		}
		before = met
	}
	return nil, nil, busy("store a message over what came before it")
}

// arriving is the operation that stores a message over what came before it, nil
// if nothing did.
func arriving(m desk.Message, before Item) (Op, error) {
	if before == nil {
		it, err := newMessage(m)
		return Put(it, Missing("pk")), err
	}
	e, err := messageFrom(before)
	if err != nil {
		return Op{}, err
	}
	it, err := newMessage(m.MergedWith(e))
	return Put(it, stillEarly(before)...), err
}

// stillEarly holds while before is what it was when it was read.
func stillEarly(before Item) []Cond {
	return []Cond{Exists("early"), Equal("version", before.Int("version"))}
}

// UpdateOrDefer implements flow.MessageLog.
func (s Store) UpdateOrDefer(ctx context.Context, c desk.CustomerID, external desk.ExternalID, change func(desk.Message) desk.Message) error {
	for range maxRaces {
		if _, err := s.UpdateMessage(ctx, c, external, change); !absent(err) {
			return err
		}
		kept, err := s.deferUpdate(ctx, c, external, change)
		if err != nil || kept {
			return wrap(err, "keep for message %s", external)
		}
	}
	return busy("amend a message that is to come")
}

// deferUpdate keeps what change makes of a message that is not there. kept is false
// if it came meanwhile, or somebody else was faster.
func (s Store) deferUpdate(ctx context.Context, c desk.CustomerID, external desk.ExternalID, change func(desk.Message) desk.Message) (kept bool, err error) {
	k := messageKey(c, external)
	if err := ValidateKey(k); err != nil {
		return false, err
	}
	found, err := s.Engine.BatchGet(ctx, []Key{k, goneKey(c, external)}, true)
	if err != nil || found[0] != nil && !isDeferred(found[0]) {
		return false, err
	}
	if found[1] != nil && !s.expired(found[1]) {
		return true, nil // of a message that was erased nothing is kept
	}
	before := found[0]
	m, conds := desk.Message{Customer: c, External: external}, []Cond{Missing("pk")}
	if before != nil {
		if m, err = messageFrom(before); err != nil {
			return false, err
		}
		conds = stillEarly(before)
	}
	it, err := newMessage(change(m))
	if err != nil {
		return false, err
	}
	if before != nil && it.Str("m") == before.Str("m") {
		return true, nil
	}
	delete(it, "seq")
	it["early"], it["version"], it[TTL] = int64(1), before.Int("version")+1, s.Now().Add(desk.EarlyLife).Unix()
	_, err = s.Engine.Write(ctx, Put(it, conds...))
	if lostRace(err) {
		return false, nil
	}
	return err == nil, err
}

// rename puts another name of a message in the place of what came early under
// it, which joins the message first: whoever dies between leaves it to a repeat.
func (s Store) rename(ctx context.Context, c desk.CustomerID, other Item, ours desk.ExternalID, before Item) error {
	for range maxRaces {
		e, err := messageFrom(before)
		if err != nil {
			return err
		}
		if _, err := s.UpdateMessage(ctx, c, ours, func(m desk.Message) desk.Message { return m.MergedWith(e) }); err != nil {
			return err
		}
		_, err = s.Engine.Write(ctx, Put(other, stillEarly(before)...))
		met, raced := conditionFailed(err, 0)
		switch {
		case !raced:
			return err
		case met == nil: // it went meanwhile
			_, err := s.create(ctx, other)
			return err
		case !isDeferred(met):
			return nil
		}
		before = met
	}
	return busy("name a message")
}
