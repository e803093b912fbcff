package store

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A merge lies beside the contact that goes, and so is what points to the one that
// stays; beside that one lies who went into it.

type mergeItem struct {
	From       string            `json:"from"`
	Into       string            `json:"into"`
	By         string            `json:"by,omitempty"`
	State      desk.MergeState   `json:"state"`
	Take       []desk.FieldName  `json:"take,omitempty"`
	Planned    bool              `json:"planned,omitempty"`
	Filled     []changeItem      `json:"filled,omitempty"`
	Company    string            `json:"company,omitempty"`
	Customers  []desk.CustomerID `json:"customers,omitempty"`
	Identities []identityItem    `json:"identities,omitempty"`
	Cards      []string          `json:"cards,omitempty"`
	Dialogs    []desk.DialogID   `json:"dialogs,omitempty"`
	AskedAt    time.Time         `json:"asked_at,omitzero"`
	MergedAt   time.Time         `json:"merged_at,omitzero"`
}

// The fields are desk.FieldChange's and desk.Identity's.
type (
	changeItem struct {
		Field desk.FieldName `json:"field"`
		Old   desk.Value     `json:"old,omitempty"`
		New   desk.Value     `json:"new,omitempty"`
	}
	identityItem struct {
		Kind  string `json:"kind"`
		Scope string `json:"scope,omitempty"`
		Value string `json:"value"`
	}
)

func newMerge(m desk.Merge) (Item, error) {
	b, err := blob(mergeItem{
		Company: m.Company.String(),
		From:    m.From.String(), Into: m.Into.String(), By: m.By, State: m.State, Take: m.Take, Planned: m.Planned,
		Filled:    each(m.Filled, func(c desk.FieldChange) changeItem { return changeItem(c) }),
		Customers: m.Moved.Customers, Identities: each(m.Moved.Identities, func(id desk.Identity) identityItem { return identityItem(id) }),
		Cards: each(m.Moved.Cards, desk.CardRef.String), Dialogs: m.Moved.Dialogs, AskedAt: utc(m.AskedAt), MergedAt: utc(m.MergedAt),
	})
	k := mergeKey(m.From)
	return Item{"pk": k.PK, "sk": k.SK, "m": b}, err
}

func mergeFrom(it Item) (desk.Merge, error) {
	m, err := unblob[mergeItem](it, "m")
	return desk.Merge{
		From: refFrom(m.From), Into: refFrom(m.Into), By: m.By, State: m.State, Take: m.Take, Planned: m.Planned,
		Filled: each(m.Filled, func(c changeItem) desk.FieldChange { return desk.FieldChange(c) }),
		Moved: desk.Belongings{
			Customers: m.Customers, Identities: each(m.Identities, func(id identityItem) desk.Identity { return desk.Identity(id) }),
			Cards: each(m.Cards, refFrom), Dialogs: m.Dialogs,
		},
		Company: refFrom(m.Company), AskedAt: m.AskedAt, MergedAt: m.MergedAt, Version: it.Int("version"),
	}, err
}

// Merge implements flow.Merges.
func (s Store) Merge(ctx context.Context, from desk.CardRef) (desk.Merge, error) {
	it, err := s.get(ctx, mergeKey(from))
	if err != nil {
		return desk.Merge{}, wrap(err, "merge of %s", from)
	}
	return mergeFrom(it)
}

// MergesOf implements flow.Merges.
func (s Store) MergesOf(ctx context.Context, contacts []desk.CardRef) (map[desk.CardRef]desk.CardRef, error) {
	out := map[desk.CardRef]desk.CardRef{}
	if len(contacts) == 0 {
		return out, nil
	}
	its, err := s.Engine.BatchGet(ctx, each(contacts, mergeKey), true)
	if err != nil {
		return nil, wrap(err, "merges of %d contacts", len(contacts))
	}
	for i, it := range its {
		if it == nil {
			continue
		}
		m, err := mergeFrom(it)
		if err != nil {
			return nil, err
		}
		out[contacts[i]] = m.Into
	}
	return out, nil
}

// BeginMerge implements flow.Merges.
func (s Store) BeginMerge(ctx context.Context, m desk.Merge) (desk.Merge, error) {
	it, err := newMerge(m)
	if err != nil {
		return desk.Merge{}, err
	}
	v, err := newJob(desk.NewMergeJob(m.From, s.Now()))
	if err != nil {
		return desk.Merge{}, err
	}
	first := over(it, m.Version)
	_, err = s.Engine.Write(ctx, first, Check(mergeKey(m.Into), Missing("pk")), Put(Item{"pk": ContactPK(m.Into), "sk": preMerged + m.From.String()}), Put(v))
	if err != nil {
		return desk.Merge{}, wrap(err, "begin to merge %s", m.From)
	}
	return mergeFrom(it)
}

// SaveMerge implements flow.Merges.
func (s Store) SaveMerge(ctx context.Context, m desk.Merge) (desk.Merge, error) {
	it, err := newMerge(m)
	if err != nil {
		return desk.Merge{}, err
	}
	if err := s.save(ctx, it, m.Version); err != nil {
		return desk.Merge{}, wrap(err, "save the merge of %s", m.From)
	}
	return mergeFrom(it)
}

// DropMerge implements flow.Merges.
func (s Store) DropMerge(ctx context.Context, m desk.Merge) error {
	_, err := s.Engine.Write(ctx, Delete(mergeKey(m.From), Equal("version", m.Version)), Delete(Key{ContactPK(m.Into), preMerged + m.From.String()}))
	return wrap(err, "drop the merge of %s", m.From)
}

// MergedInto implements flow.Merges.
func (s Store) MergedInto(ctx context.Context, into desk.CardRef) ([]desk.CardRef, error) {
	its, err := s.all(ctx, ContactPK(into), preMerged)
	return each(its, func(it Item) desk.CardRef { return refFrom(it.Str("sk")[len(preMerged):]) }), wrap(err, "merged into %s", into)
}

// MergeRuns implements erasure.Erasures.
func (s Store) MergeRuns(ctx context.Context, contact desk.CardRef) (out []desk.Run, err error) {
	its, err := s.all(ctx, ContactPK(contact), preRun)
	for _, it := range its {
		r, no := s.Run(ctx, desk.RunID(it.Str("run")))
		if absent(no) { // whoever took it died before this
			r, no = desk.Run{}, nil
		}
		if err = errors.Join(err, no); r.ID != "" {
			out = append(out, r)
		}
	}
	return out, wrap(err, "runs of the merges of %s", contact)
}

// KnownBy implements flow.Merges.
func (s Store) KnownBy(ctx context.Context, contact desk.CardRef) ([]desk.Identity, error) {
	its, err := s.all(ctx, ContactPK(contact), preKnown)
	var out []desk.Identity
	for _, it := range its {
		if conn, id := knownFrom(it); conn == contact.Connection {
			out = append(out, id)
		}
	}
	return out, wrap(err, "identities of %s", contact)
}

// MoveClaim implements flow.Merges.
func (s Store) MoveClaim(ctx context.Context, id desk.Identity, from, to desk.CardRef) error {
	return s.Table().Repeat("move a claim", func() error {
		it, err := s.Engine.Get(ctx, claimKey(from.Connection, id), true)
		if err != nil || it == nil {
			return err
		}
		was := claimFrom(from.Connection, it)
		if was.Contact != from {
			return nil
		}
		_, err = s.Engine.Write(ctx, Put(newClaim(from.Connection, id, desk.Claim{Contact: to, Origin: was.Origin}), Equal("ref", from.String())),
			Put(newKnown(from.Connection, id, to)), Delete(newKnown(from.Connection, id, from).Key()))
		return err
	})
}

// TakeEntries implements flow.Merges.
func (s Store) TakeEntries(ctx context.Context, es []desk.Entry) error {
	return wrap(s.Table().InChunks(ctx, each(es, func(e desk.Entry) Op { return Delete(entryKey(e)) })), "take %d entries", len(es))
}
