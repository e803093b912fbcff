package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// faqItem is an entry of the knowledge base, and each of its versions.
type faqItem struct {
	Kind      desk.FAQKind    `json:"kind,omitempty"`
	Question  string          `json:"question,omitempty"`
	Wordings  []string        `json:"wordings,omitempty"`
	Answers   []faqAnswerItem `json:"answers,omitempty"`
	Category  string          `json:"category,omitempty"`
	Lines     []desk.LineID   `json:"lines,omitempty"`
	From      time.Time       `json:"from,omitzero"`
	To        time.Time       `json:"to,omitzero"`
	Off       bool            `json:"off,omitempty"`
	HandOver  bool            `json:"hand_over,omitempty"`
	Deleted   bool            `json:"deleted,omitempty"`
	ChangedAt time.Time       `json:"changed_at,omitzero"`
	ChangedBy string          `json:"changed_by,omitempty"`
}

type faqAnswerItem struct {
	Language string        `json:"language,omitempty"`
	Text     string        `json:"text,omitempty"`
	Buttons  []buttonItem  `json:"buttons,omitempty"`
	Files    []faqFileItem `json:"files,omitempty"`
}

type faqFileItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	MIME string `json:"mime"`
	Size int64  `json:"size"`
}

func faqItemOf(f desk.FAQ) faqItem {
	return faqItem{
		f.Kind, f.Question, f.Wordings, each(f.Answers, func(a desk.FAQAnswer) faqAnswerItem {
			return faqAnswerItem{a.Language, a.Text, each(a.Buttons, func(b desk.Button) buttonItem { return buttonItem(b) }), each(a.Files, func(f desk.FAQFile) faqFileItem { return faqFileItem(f) })}
		}), f.Category, f.Lines, utc(f.From), utc(f.To), f.Off, f.HandOver, f.Deleted, utc(f.ChangedAt), f.ChangedBy,
	}
}

func (x faqItem) entry(id desk.FAQID, version int64) desk.FAQ {
	return desk.FAQ{
		ID: id, Kind: x.Kind, Question: x.Question, Wordings: x.Wordings, Answers: each(x.Answers, func(a faqAnswerItem) desk.FAQAnswer {
			return desk.FAQAnswer{Language: a.Language, Text: a.Text, Buttons: each(a.Buttons, func(b buttonItem) desk.Button { return desk.Button(b) }), Files: each(a.Files, func(f faqFileItem) desk.FAQFile { return desk.FAQFile(f) })}
		}), Category: x.Category, Lines: x.Lines, From: x.From, To: x.To, Off: x.Off, HandOver: x.HandOver, Deleted: x.Deleted,
		ChangedAt: x.ChangedAt, ChangedBy: x.ChangedBy, Version: version,
	}
}

func newFAQ(f desk.FAQ) (Item, error) { return record(pkFAQ, string(f.ID), faqItemOf(f)) }

func faqFrom(it Item) (desk.FAQ, error) {
	x, err := unblob[faqItem](it, "x")
	return x.entry(desk.FAQID(it.Str("sk")), it.Int("version")), err
}

// faqOps are the operations that store an entry over its version, with that version.
func faqOps(f desk.FAQ) ([]Op, desk.FAQ, error) {
	kept := f
	if f.Deleted {
		// What it said stays in its versions, and out of what is read with the base.
		kept = desk.FAQ{ID: f.ID, Question: f.Question, Deleted: true, ChangedAt: f.ChangedAt, ChangedBy: f.ChangedBy}
	}
	it, err := newFAQ(kept)
	if err != nil {
		return nil, f, err
	}
	save := over(it, f.Version)
	f.Version++
	then, err := record(preFAQ+string(f.ID), fmt.Sprintf("V#%010d", f.Version), faqItemOf(f))
	then["version"] = f.Version
	return []Op{save, Put(then)}, f, err
}

// FAQ implements knowledge.Entries.
func (s Store) FAQ(ctx context.Context, id desk.FAQID) (desk.FAQ, error) {
	it, err := s.get(ctx, Key{pkFAQ, string(id)})
	if err != nil {
		return desk.FAQ{}, wrap(err, "entry %s", id)
	}
	return faqFrom(it)
}

// FAQs implements knowledge.Entries.
func (s Store) FAQs(ctx context.Context) ([]desk.FAQ, error) {
	its, err := s.all(ctx, pkFAQ, "")
	if err != nil {
		return nil, wrap(err, "knowledge base")
	}
	out := make([]desk.FAQ, 0, len(its))
	for _, it := range its {
		f, err := faqFrom(it)
		if err != nil {
			return nil, err
		}
		if !f.Deleted {
			out = append(out, f)
		}
	}
	return out, nil
}

// FAQVersions implements knowledge.Entries.
func (s Store) FAQVersions(ctx context.Context, id desk.FAQID) ([]desk.FAQ, error) {
	if ValidateKey(Key{preFAQ + string(id), "V#"}) != nil {
		return nil, nil
	}
	its, err := s.all(ctx, preFAQ+string(id), "V#")
	if err != nil {
		return nil, wrap(err, "versions of entry %s", id)
	}
	out := make([]desk.FAQ, len(its))
	for i, it := range its {
		x, err := unblob[faqItem](it, "x")
		if err != nil {
			return nil, err
		}
		out[i] = x.entry(id, it.Int("version"))
	}
	slices.Reverse(out)
	return out, nil
}

// SaveFAQs implements knowledge.Entries.
func (s Store) SaveFAQs(ctx context.Context, fs []desk.FAQ) ([]desk.FAQ, error) {
	ops := []Op{{Do: DoUpdate, Key: Key{pkFAQBase, pkFAQBase}, Add: map[string]int64{"n": 1}}}
	out := make([]desk.FAQ, len(fs))
	for i, f := range fs {
		save, saved, err := faqOps(f)
		if err != nil {
			return nil, err
		}
		ops, out[i] = append(ops, save...), saved
	}
	if _, err := s.Engine.Write(ctx, ops...); err != nil {
		return nil, wrap(err, "save %d entries of the knowledge base", len(fs))
	}
	return out, nil
}

// FAQState implements knowledge.Entries.
func (s Store) FAQState(ctx context.Context) (int64, error) {
	it, err := s.get(ctx, Key{pkFAQBase, pkFAQBase})
	if absent(err) {
		return 0, nil
	}
	return it.Int("n"), wrap(err, "state of the knowledge base")
}
