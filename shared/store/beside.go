package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// What operators keep beside a dialog lies in the partition of its runs: so whoever
// takes a dialog away takes that, too.

// ReadMarkers implements talk.ReadMarkers.
func (s Store) ReadMarkers(ctx context.Context, of desk.OperatorID, ds []desk.DialogID) ([]desk.ReadMarker, error) {
	out := make([]desk.ReadMarker, len(ds))
	for from := 0; from < len(ds); from += MaxBatchGet {
		part := ds[from:min(from+MaxBatchGet, len(ds))]
		its, err := s.Engine.BatchGet(ctx, each(part, func(d desk.DialogID) Key { return readKey(d, of) }), true)
		if err != nil {
			return nil, wrap(err, "read markers of %s", of)
		}
		for i, d := range part {
			out[from+i] = desk.ReadMarker{Dialog: d, Operator: of, Upto: desk.Seq(its[i].Int("upto"))}
		}
	}
	return out, nil
}

// MoveReadMarker implements talk.ReadMarkers.
func (s Store) MoveReadMarker(ctx context.Context, m desk.ReadMarker) (desk.ReadMarker, error) {
	k := readKey(m.Dialog, m.Operator)
	set := Op{Do: DoUpdate, Key: k, Set: Item{"upto": int64(m.Upto)}, If: []Cond{Less("upto", int64(m.Upto))}}
	for range maxRaces {
		_, err := s.Engine.Write(ctx, set)
		old, unmet := conditionFailed(err, 0)
		switch {
		case err == nil:
			return m, nil
		case !unmet:
			return m, wrap(err, "move the read marker in %s", m.Dialog)
		case old != nil && set.If[0].Test == IsLess:
			m.Upto = desk.Seq(old.Int("upto"))
			return m, nil
		case old != nil:
			set.If = []Cond{Less("upto", int64(m.Upto))}
		default:
			set.If = []Cond{Missing("upto")}
		}
	}
	return m, busy("move a read marker")
}

type draftItem struct {
	Dialog    desk.DialogID   `json:"dialog"`
	Operator  desk.OperatorID `json:"operator"`
	Text      string          `json:"text,omitempty"`
	Note      bool            `json:"note,omitempty"`
	ReplyTo   desk.ExternalID `json:"reply_to,omitempty"`
	Files     []draftFileItem `json:"files,omitempty"`
	CreatedAt time.Time       `json:"created_at"`
	ChangedAt time.Time       `json:"changed_at"`
}

type draftFileItem struct {
	Upload desk.UploadID `json:"upload"`
	Name   string        `json:"name,omitempty"`
}

func newDraft(d desk.Draft) (Item, error) {
	b, err := blob(draftItem{
		Dialog: d.Dialog, Operator: d.Operator, Text: d.Text, Note: d.Note, ReplyTo: d.ReplyTo,
		Files:     each(d.Files, func(f desk.DraftFile) draftFileItem { return draftFileItem(f) }),
		CreatedAt: utc(d.CreatedAt), ChangedAt: utc(d.ChangedAt),
	})
	k := draftKey(d.Thread, d.Operator)
	return Item{
		"pk": k.PK, "sk": k.SK, "v": b, "version": d.Version, TTL: d.ChangedAt.Add(desk.DraftLife).Unix(),
		"part_pk": partDrafts + string(d.Operator), "part_sk": Timed(d.CreatedAt, string(d.Thread)),
	}, err
}

func draftFrom(it Item) (desk.Draft, error) {
	x, err := unblob[draftItem](it, "v")
	return desk.Draft{
		Thread: desk.DialogID(it.Str("pk")[len(dialogRunsPK("")):]), Dialog: x.Dialog, Operator: x.Operator, Text: x.Text, Note: x.Note,
		ReplyTo: x.ReplyTo, Files: each(x.Files, func(f draftFileItem) desk.DraftFile { return desk.DraftFile(f) }),
		CreatedAt: x.CreatedAt, ChangedAt: x.ChangedAt, Version: it.Int("version"),
	}, err
}

// Draft implements talk.Drafts.
func (s Store) Draft(ctx context.Context, of desk.OperatorID, thread desk.DialogID) (desk.Draft, error) {
	it, err := s.get(ctx, draftKey(thread, of))
	if err != nil {
		return desk.Draft{}, wrap(err, "draft in %s", thread)
	}
	return draftFrom(it)
}

// SaveDraft implements talk.Drafts. One whose time has passed is none, though it is
// still there.
func (s Store) SaveDraft(ctx context.Context, d desk.Draft) (desk.Draft, error) {
	was := d.Version
	d.Version = max(s.Now().UnixMicro(), was+1)
	it, err := newDraft(d)
	if err != nil {
		return desk.Draft{}, err
	}
	cond := Equal("version", was)
	if was == 0 {
		cond = Missing("pk")
	}
	_, err = s.Engine.Write(ctx, Put(it, cond))
	if old, unmet := conditionFailed(err, 0); unmet && was == 0 && old != nil && s.expired(old) {
		_, err = s.Engine.Write(ctx, Put(it, Equal("version", old.Int("version"))))
	}
	if err != nil {
		return desk.Draft{}, wrap(err, "save the draft in %s", d.Thread)
	}
	return draftFrom(it)
}

// DeleteDraft implements talk.Drafts.
func (s Store) DeleteDraft(ctx context.Context, of desk.OperatorID, thread desk.DialogID, version int64) error {
	op := Delete(draftKey(thread, of))
	if version != 0 {
		op.If = []Cond{Equal("version", version)}
	}
	_, err := s.Engine.Write(ctx, op)
	if lostRace(err) {
		return nil
	}
	return wrap(err, "delete the draft in %s", thread)
}

// Drafts implements talk.Drafts.
func (s Store) Drafts(ctx context.Context, of desk.OperatorID, ask desk.PageAsk) (desk.Page[desk.Draft], error) {
	l := Lister[desk.Draft]{Query: Query{Index: ByPart, PK: partDrafts + string(of), Desc: true}}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Draft, []bool, error) {
		its, err := s.Table().Fetch(ctx, keysOf(entries), true)
		if err != nil {
			return nil, nil, err
		}
		for i, it := range its {
			if it != nil && s.expired(it) {
				its[i] = nil
			}
		}
		return ReadAll(its, draftFrom, func(d desk.Draft) bool { return d.Operator == of })
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "drafts of %s", of)
}
