package store

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// What comes before its message — a deletion, a reaction, a status — is deferred:
// it lies below the message's own key, as the attribute deferred, with a TTL and
// without a place. So no list shows it, and nobody who looks for the message finds
// it. The write that stores the message, or another name of it, leaves the
// attribute where it is and takes the TTL away; whoever reads the message reads both.

// UpdateOrDefer implements flow.MessageLog.
func (s Store) UpdateOrDefer(ctx context.Context, c desk.CustomerID, external desk.ExternalID, change func(desk.Message) desk.Message) error {
	for range maxRaces {
		if _, err := s.UpdateMessage(ctx, c, external, change); !absent(err) {
			return err
		}
		kept, err := s.deferUpdate(ctx, c, external, change)
		if err != nil || kept {
			return wrap(err, "defer an update of message %s", external)
		}
	}
	return busy("defer an update of a message")
}

// deferUpdate keeps what change makes of a message that is not there. kept is false
// if the message came meanwhile, or another update was deferred.
func (s Store) deferUpdate(ctx context.Context, c desk.CustomerID, external desk.ExternalID, change func(desk.Message) desk.Message) (kept bool, err error) {
	k := messageKey(c, external)
	if err := ValidateKey(k); err != nil {
		return false, err
	}
	found, err := s.Engine.BatchGet(ctx, []Key{k, goneKey(c, external)}, true)
	if err != nil || isMessage(found[0]) || found[0].Str("alias") != "" {
		return false, err
	}
	if found[1] != nil && !s.expired(found[1]) {
		return true, nil // of a message that was erased nothing is kept
	}
	m, before, unchanged := desk.Message{Customer: c, External: external}, found[0].Str("deferred"), Missing("deferred")
	if before != "" {
		if m, err = messageIn(found[0], "deferred"); err != nil {
			return false, err
		}
		unchanged = Equal("deferred", before)
	}
	b, err := messageBlob(change(m))
	if err != nil || b == before {
		return err == nil, err
	}
	_, err = s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: k, Set: Item{"deferred": b, TTL: s.Now().Add(desk.EarlyLife).Unix()},
		If: []Cond{Missing("seq"), Missing("alias"), unchanged},
	})
	if lostRace(err) {
		return false, nil
	}
	return err == nil, err
}

// AddExternalID implements flow.MessageLog. What was deferred under the new name
// joins the message before it goes: a call that was cut off between leaves it to
// its repeat.
func (s Store) AddExternalID(ctx context.Context, c desk.CustomerID, messengers, ours desk.ExternalID) error {
	if messengers == "" || ours == "" || messengers == ours {
		return fmt.Errorf("%w: an alias needs two names", desk.ErrInvalid)
	}
	k := messageKey(c, messengers)
	now, err := s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: k, Set: Item{"alias": string(ours)}, Remove: []string{TTL}, If: []Cond{Missing("seq"), Missing("alias")},
	})
	if met, there := conditionFailed(err, 0); there {
		now, err = met, nil
	}
	if err == nil && now["deferred"] != nil && now.Str("alias") == string(ours) {
		err = s.joinDeferred(ctx, c, ours, now)
	}
	return wrap(err, "alias of message %s", ours)
}

// joinDeferred brings what was deferred under another name to the message.
func (s Store) joinDeferred(ctx context.Context, c desk.CustomerID, ours desk.ExternalID, other Item) error {
	early, err := messageIn(other, "deferred")
	if err != nil {
		return err
	}
	if _, err := s.UpdateMessage(ctx, c, ours, func(m desk.Message) desk.Message { return m.MergedWith(early) }); err != nil {
		return err
	}
	_, err = s.Engine.Write(ctx, Op{Do: DoUpdate, Key: other.Key(), Remove: []string{"deferred"}, If: []Cond{Exists("alias")}})
	if lostRace(err) {
		return nil // it was erased meanwhile
	}
	return err
}
