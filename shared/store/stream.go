package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// UpdateMessage implements flow.MessageLog.
func (s Store) UpdateMessage(ctx context.Context, c desk.CustomerID, external desk.ExternalID, change func(desk.Message) desk.Message) (desk.Message, error) {
	for range maxRaces {
		it, err := s.message(ctx, c, external)
		if err != nil {
			return desk.Message{}, wrap(err, "message %s", external)
		}
		old, err := messageFrom(it)
		if err != nil {
			return desk.Message{}, err
		}
		was, err := messageBlob(old)
		if err != nil {
			return desk.Message{}, err
		}
		b, err := messageBlob(change(old))
		if err != nil || b == was {
			return old, err
		}
		// The place is not touched: an Append may be moving the message.
		now, err := s.Engine.Write(ctx, Op{
			Do: DoUpdate, Key: it.Key(), Set: Item{"m": b, "changed": max(s.Now().UnixMicro(), it.Int("changed")+1)}, Add: map[string]int64{"version": 1},
			Remove: []string{"deferred"}, If: []Cond{Equal("version", it.Int("version"))},
		})
		if err == nil {
			return messageFrom(now)
		}
		if !lostRace(err) {
			return desk.Message{}, wrap(err, "update message %s", external)
		}
	}
	return desk.Message{}, busy("update a message")
}

// message reads a message's item by either of its names.
func (s Store) message(ctx context.Context, c desk.CustomerID, external desk.ExternalID) (Item, error) {
	it, err := s.get(ctx, messageKey(c, external))
	if err != nil {
		return nil, err
	}
	if ours := it.Str("alias"); ours != "" {
		it, err = s.get(ctx, messageKey(c, desk.ExternalID(ours)))
	}
	if err == nil && !isMessage(it) {
		return nil, desk.ErrNotFound
	}
	return it, err
}

// Messages implements flow.Messages.
func (s Store) Messages(ctx context.Context, c desk.CustomerID, after, upto desk.Seq, newestFirst bool, ask desk.PageAsk) (desk.Page[desk.Message], error) {
	var none desk.Page[desk.Message]
	at, err := place(ask.Cursor)
	if err != nil {
		return none, err
	}
	q := Query{
		Index: BySeq, PK: customerPK(c), From: int64(after) + 1, Desc: newestFirst,
		Limit: limit(ask), After: at, Strong: true,
	}
	if upto != 0 {
		if upto <= after {
			return none, nil
		}
		q.To = int64(upto)
	}
	found, err := s.Engine.Query(ctx, q)
	if err != nil {
		return none, wrap(err, "messages of %s", c)
	}
	return pageOf(found, messageFrom)
}

// Message implements flow.Messages.
func (s Store) Message(ctx context.Context, c desk.CustomerID, external desk.ExternalID) (desk.Message, error) {
	it, err := s.message(ctx, c, external)
	if err != nil {
		return desk.Message{}, wrap(err, "message %s", external)
	}
	return messageFrom(it)
}

// pageOf reads what was found.
func pageOf[T any](found Found, from func(Item) (T, error)) (desk.Page[T], error) {
	var page desk.Page[T]
	for _, it := range found.Items {
		v, err := from(it)
		if err != nil {
			return desk.Page[T]{}, err
		}
		page.Items = append(page.Items, v)
	}
	var err error
	page.Next, err = cursor(found.Next)
	return page, err
}
