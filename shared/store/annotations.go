package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

type annotationsItem struct {
	Marks     map[desk.FieldName]markItem   `json:"marks,omitempty"`
	Awaiting  []openItem                    `json:"awaiting,omitempty"`
	Proposed  time.Time                     `json:"proposed,omitzero"`
	Filled    bool                          `json:"filled,omitempty"`
	Unsure    bool                          `json:"unsure,omitempty"`
	Kept      map[desk.FieldName][]keptItem `json:"kept,omitempty"`
	Summaries map[desk.DialogID]desk.RunID  `json:"summaries,omitempty"`
	Pinned    map[desk.DialogID]pinItem     `json:"pinned,omitempty"`
	Seen      seenItem                      `json:"seen,omitzero"`
}

// seenItem is desk.SeenCard's.
type seenItem struct {
	Pipeline desk.PipelineID `json:"pipeline,omitempty"`
	Stage    desk.StageID    `json:"stage,omitempty"`
	From     desk.StageID    `json:"from,omitempty"`
}

// pinItem is desk.Pin's.
type pinItem struct {
	Run   desk.RunID `json:"run"`
	Entry string     `json:"entry,omitempty"`
}

// The fields are desk.Mark's, desk.OpenProposal's, desk.KeptValue's and desk.Entry's.
type (
	markItem struct {
		Run   desk.RunID `json:"run"`
		Value desk.Value `json:"value"`
		At    time.Time  `json:"at,omitzero"`
	}
	openItem struct {
		Run   desk.RunID     `json:"run"`
		Field desk.FieldName `json:"field"`
	}
	keptItem struct {
		Value desk.Value `json:"value"`
		At    time.Time  `json:"at,omitzero"`
	}
)

type entryItem struct {
	By      string         `json:"by,omitempty"`
	Kind    desk.EntryKind `json:"kind"`
	At      time.Time      `json:"at,omitzero"`
	Field   desk.FieldName `json:"field,omitempty"`
	Old     desk.Value     `json:"old,omitempty"`
	New     desk.Value     `json:"new,omitempty"`
	Quote   string         `json:"quote,omitempty"`
	Dialog  desk.DialogID  `json:"dialog,omitempty"`
	Message desk.Seq       `json:"message,omitempty"`
	Run     desk.RunID     `json:"run,omitempty"`
	Text    string         `json:"text,omitempty"`
}

func newAnnotations(m desk.CardAnnotations) (Item, error) {
	out := annotationsItem{
		Awaiting: each(m.Awaiting, func(o desk.OpenProposal) openItem { return openItem(o) }), Proposed: utc(m.ProposedAt), Filled: m.Filled, Unsure: m.Unsure, Summaries: m.Summaries, Seen: seenItem(m.Seen),
	}
	if len(m.Marks) > 0 {
		out.Marks = make(map[desk.FieldName]markItem, len(m.Marks))
	}
	for f, mark := range m.Marks {
		mark.At = utc(mark.At)
		out.Marks[f] = markItem(mark)
	}
	if len(m.Kept) > 0 {
		out.Kept = make(map[desk.FieldName][]keptItem, len(m.Kept))
	}
	for f, kept := range m.Kept {
		out.Kept[f] = each(kept, func(k desk.KeptValue) keptItem { return keptItem{k.Value, utc(k.At)} })
	}
	if len(m.Pinned) > 0 {
		out.Pinned = make(map[desk.DialogID]pinItem, len(m.Pinned))
	}
	for d, p := range m.Pinned {
		out.Pinned[d] = pinItem(p)
	}
	b, err := blob(out)
	k := annotationsKey(m.Card)
	it := Item{"pk": k.PK, "sk": k.SK, "g": b}
	if len(m.Awaiting) > 0 {
		it["part_pk"], it["part_sk"] = partAwaiting, Timed(m.ProposedAt, m.Card.String())
	}
	return it, err
}

func annotationsFrom(ref desk.CardRef, it Item) (desk.CardAnnotations, error) {
	g, err := unblob[annotationsItem](it, "g")
	m := desk.CardAnnotations{
		Card: ref, Awaiting: each(g.Awaiting, func(o openItem) desk.OpenProposal { return desk.OpenProposal(o) }),
		ProposedAt: g.Proposed, Filled: g.Filled, Unsure: g.Unsure, Summaries: g.Summaries, Seen: desk.SeenCard(g.Seen), Version: it.Int("version"),
	}
	if len(g.Marks) > 0 {
		m.Marks = make(map[desk.FieldName]desk.Mark, len(g.Marks))
	}
	for f, mark := range g.Marks {
		m.Marks[f] = desk.Mark(mark)
	}
	if len(g.Kept) > 0 {
		m.Kept = make(map[desk.FieldName][]desk.KeptValue, len(g.Kept))
	}
	for f, kept := range g.Kept {
		m.Kept[f] = each(kept, func(k keptItem) desk.KeptValue { return desk.KeptValue(k) })
	}
	if len(g.Pinned) > 0 {
		m.Pinned = make(map[desk.DialogID]desk.Pin, len(g.Pinned))
	}
	for d, p := range g.Pinned {
		m.Pinned[d] = desk.Pin(p)
	}
	return m, err
}

// newEntry is a timeline's line: seq orders it, by when it happened.
func newEntry(e desk.Entry) (Item, error) {
	if e.ID == "" || e.Card.ID == "" {
		return nil, fmt.Errorf("%w: a timeline entry needs an id and a card", desk.ErrInvalid)
	}
	b, err := blob(entryItem{
		By: e.By, Kind: e.Kind, At: utc(e.At), Field: e.Field, Old: e.Old, New: e.New, Quote: e.Quote,
		Dialog: e.Dialog, Message: e.Message, Run: e.Run, Text: e.Text,
	})
	k := entryKey(e)
	return Item{"pk": k.PK, "sk": k.SK, "seq": max(e.At.UnixMicro(), 0), "e": b}, err
}

func entryFrom(it Item) (desk.Entry, error) {
	e, err := unblob[entryItem](it, "e")
	return desk.Entry{
		ID: it.Str("sk")[len(preEntry):], Card: refFrom(it.Str("pk")[len(preCard):]), At: e.At, By: e.By, Kind: e.Kind,
		Field: e.Field, Old: e.Old, New: e.New, Quote: e.Quote, Dialog: e.Dialog, Message: e.Message, Run: e.Run, Text: e.Text,
	}, err
}

// Annotations implements flow.Annotations.
func (s Store) Annotations(ctx context.Context, ref desk.CardRef) (desk.CardAnnotations, error) {
	it, err := s.get(ctx, annotationsKey(ref))
	if absent(err) {
		return desk.CardAnnotations{Card: ref}, nil
	}
	if err != nil {
		return desk.CardAnnotations{}, wrap(err, "margin of %s", ref)
	}
	return annotationsFrom(ref, it)
}

// AnnotationsOf implements api.Lists: one read for a page of cards.
func (s Store) AnnotationsOf(ctx context.Context, refs []desk.CardRef) ([]desk.CardAnnotations, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	keys := make([]Key, len(refs))
	for i, ref := range refs {
		keys[i] = annotationsKey(ref)
	}
	found, err := s.Engine.BatchGet(ctx, keys, true)
	if err != nil {
		return nil, wrap(err, "margins of %d cards", len(refs))
	}
	out := make([]desk.CardAnnotations, len(refs))
	for i, it := range found {
		out[i] = desk.CardAnnotations{Card: refs[i]}
		if it == nil {
			continue
		}
		if out[i], err = annotationsFrom(refs[i], it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Awaiting implements api.Lists.
func (s Store) Awaiting(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.CardAnnotations], error) {
	l := Lister[desk.CardAnnotations]{Query: Query{Index: ByPart, PK: partAwaiting, Desc: true}}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.CardAnnotations, []bool, error) {
		its, err := s.Table().Fetch(ctx, keysOf(entries), true)
		if err != nil {
			return nil, nil, err
		}
		return ReadAll(its, func(it Item) (desk.CardAnnotations, error) {
			return annotationsFrom(refFrom(it.Str("pk")[len(preCard):]), it)
		}, func(m desk.CardAnnotations) bool { return len(m.Awaiting) > 0 })
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "cards that await approval")
}

// SaveMargin implements flow.Annotations.
func (s Store) SaveMargin(ctx context.Context, m desk.CardAnnotations, es []desk.Entry) error {
	it, err := newAnnotations(m)
	if err != nil {
		return err
	}
	_, err = s.Table().WriteWith(ctx, []Op{over(it, m.Version)}, es)
	return wrap(err, "save the margin of %s", m.Card)
}

// AddEntries implements flow.Annotations.
func (s Store) AddEntries(ctx context.Context, es []desk.Entry) error {
	ops, _, err := entryOps(es)
	if err != nil {
		return err
	}
	for _, op := range ops {
		if _, err := s.create(ctx, op.Item); err != nil {
			return wrap(err, "add to the timeline of %s", op.Key.PK)
		}
	}
	return nil
}

// FirstDialog implements flow.Firsts.
func (s Store) FirstDialog(ctx context.Context, contact desk.CardRef, d desk.DialogID) (desk.DialogID, error) {
	k := firstKey(contact)
	old, err := s.create(ctx, Item{"pk": k.PK, "sk": k.SK, "dialog": string(d)})
	if err != nil {
		return "", wrap(err, "first dialog of %s", contact)
	}
	if old != nil {
		return desk.DialogID(old.Str("dialog")), nil
	}
	return d, nil
}

// KnownFirst implements flow.Firsts.
func (s Store) KnownFirst(ctx context.Context, contact desk.CardRef) (desk.DialogID, error) {
	it, err := s.get(ctx, firstKey(contact))
	if absent(err) {
		return "", nil
	}
	return desk.DialogID(it.Str("dialog")), wrap(err, "first dialog of %s", contact)
}

// Timeline implements web.Lists.
func (s Store) Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error) {
	at, err := place(ask.Cursor)
	if err != nil {
		return desk.Page[desk.Entry]{}, err
	}
	found, err := s.Engine.Query(ctx, Query{Index: BySeq, PK: CardPK(ref), Desc: true, Limit: limit(ask), After: at, Strong: true})
	if err != nil {
		return desk.Page[desk.Entry]{}, wrap(err, "timeline of %s", ref)
	}
	return pageOf(found, entryFrom)
}
