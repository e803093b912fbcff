package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// Imported is what becomes of one entry of a file.
type Imported struct {
	Entry   desk.FAQ
	Became  Became
	Changes []string // of a changed one: which parts are otherwise
	Refused error    // if Became is Refused
}

// Became is what became of it.
type Became string

// What can become of it.
const (
	Created   Became = "created"
	Changed   Became = "changed"
	Unchanged Became = "unchanged"
	Refused   Became = "refused"
)

// Import stores what a file holds, or, dry, only says what would become of it. One that
// has the id of one that is there changes that, else one that has its question; what is
// neither is new. What the file has no column for stays as it is: keep says what that
// is. One that is refused does not stop the others. Repeating is harmless: then
// nothing is new.
func (k *Keeper) Import(ctx context.Context, by desk.Actor, file []desk.FAQ, keep func(have, row desk.FAQ) desk.FAQ, dry bool) ([]Imported, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return nil, err
	}
	if len(file) > desk.MaxFAQ {
		return nil, fmt.Errorf("%w: the file holds %d entries, more than %d", desk.ErrInvalid, len(file), desk.MaxFAQ)
	}
	all, err := k.Entries.FAQs(ctx)
	if err != nil {
		return nil, fmt.Errorf("knowledge base: %w", err)
	}
	book := bookOf(all)
	noUploads := Keeper{} // a table names files that entries have: so it takes none, and a dry one neither
	out := make([]Imported, len(file))
	var save []int
	for i, e := range file {
		e, bad := noUploads.withFiles(ctx, by, e, all)
		if bad != nil {
			out[i] = Imported{e, Refused, nil, bad}
			continue
		}
		out[i] = k.plan(book, e, keep)
		if out[i].Became == Created || out[i].Became == Changed {
			save = append(save, i)
		}
	}
	if dry {
		return out, nil
	}
	for some := range slices.Chunk(save, MaxSave) {
		if err := k.saveSome(ctx, by, out, some); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// book is the base as it will be, by id and by question.
type book struct {
	byID       map[desk.FAQID]desk.FAQ
	byQuestion map[string]desk.FAQID
	taken      map[desk.FAQID]bool     // by an earlier row of the file
	asks       map[string][]desk.FAQID // by what they ask, also what they asked
}

func bookOf(all []desk.FAQ) book {
	b := book{map[desk.FAQID]desk.FAQ{}, map[string]desk.FAQID{}, map[desk.FAQID]bool{}, map[string][]desk.FAQID{}}
	for _, e := range all {
		b.asks[e.Asks()] = append(b.asks[e.Asks()], e.ID)
		b.byID[e.ID], b.byQuestion[e.Question] = e, e.ID
	}
	return b
}

// plan is what becomes of a row.
func (k *Keeper) plan(b book, row desk.FAQ, keep func(have, row desk.FAQ) desk.FAQ) Imported {
	row = row.Normalized()
	if row.ID != "" && !row.ID.Valid() {
		return Imported{row, Refused, nil, fmt.Errorf("%w: an id has 1 to 64 small letters, digits, - and _", desk.ErrInvalid)}
	}
	have, there := b.byID[row.ID]
	if !there && row.ID == "" {
		have, there = b.byID[b.byQuestion[row.Question]]
	}
	e := row
	switch {
	case there:
		e = keep(have, row)
		e.ID, e.Version = have.ID, have.Version
	case row.ID == "":
		e.ID = desk.NewFAQID("import\x00" + row.Question)
	}
	e = e.Normalized()
	became := Created
	was := have
	if !there {
		was = desk.FAQ{Deleted: true}
	}
	var asked []desk.FAQ
	for _, id := range b.asks[e.Asks()] {
		asked = append(asked, b.byID[id])
	}
	rival := newRival(asked, was, e)
	switch err := e.Check(); {
	case err != nil:
		return Imported{e, Refused, nil, err}
	case b.taken[e.ID]:
		return Imported{e, Refused, nil, fmt.Errorf("%w: an earlier row of the file is the same entry", desk.ErrInvalid)}
	case there && e.Same(have):
		became = Unchanged
	case rival != nil:
		return Imported{e, Refused, nil, rival}
	case there:
		became = Changed
	case len(b.byID) >= desk.MaxFAQ:
		return Imported{e, Refused, nil, tooMany()}
	}
	b.taken[e.ID], b.byID[e.ID] = true, e
	b.asks[e.Asks()] = append(b.asks[e.Asks()], e.ID)
	return Imported{Entry: e, Became: became, Changes: Differences(have, e, there)}
}

// Differences are the parts of an entry that become otherwise; of one that was not
// there, none.
func Differences(have, e desk.FAQ, there bool) []string {
	var out []string
	if !there {
		return nil
	}
	for _, part := range []struct {
		name string
		of   func(desk.FAQ) desk.FAQ
	}{
		{"question", func(f desk.FAQ) desk.FAQ { return desk.FAQ{Question: f.Question} }},
		{"wordings", func(f desk.FAQ) desk.FAQ { return desk.FAQ{Wordings: f.Wordings} }},
		{"answer", func(f desk.FAQ) desk.FAQ { return desk.FAQ{Answers: f.Answers} }},
		{"category", func(f desk.FAQ) desk.FAQ { return desk.FAQ{Category: f.Category} }},
		{"lines", func(f desk.FAQ) desk.FAQ { return desk.FAQ{Lines: f.Lines} }},
		{"from", func(f desk.FAQ) desk.FAQ { return desk.FAQ{From: f.From} }},
		{"to", func(f desk.FAQ) desk.FAQ { return desk.FAQ{To: f.To} }},
		{"kind", func(f desk.FAQ) desk.FAQ { return desk.FAQ{Kind: f.Kind} }},
		{"on", func(f desk.FAQ) desk.FAQ { return desk.FAQ{Off: f.Off} }},
		{"handOver", func(f desk.FAQ) desk.FAQ { return desk.FAQ{HandOver: f.HandOver} }},
	} {
		if !part.of(have).Same(part.of(e)) {
			out = append(out, part.name)
		}
	}
	return out
}

// saveSome saves some of what was planned. If one of them was changed meanwhile, each
// is tried alone: one entry does not stop the others.
func (k *Keeper) saveSome(ctx context.Context, by desk.Actor, out []Imported, some []int) error {
	batch := make([]desk.FAQ, len(some))
	for n, i := range some {
		batch[n] = out[i].Entry
		batch[n].ChangedAt, batch[n].ChangedBy = k.Now().UTC(), by.Name
	}
	saved, err := k.Entries.SaveFAQs(ctx, batch)
	if err == nil {
		for n, i := range some {
			out[i].Entry = saved[n]
		}
		return nil
	}
	if !errors.Is(err, desk.ErrConflict) {
		return fmt.Errorf("save entries: %w", err)
	}
	for n, i := range some {
		e, err := k.over(ctx, batch[n])
		if errors.Is(err, desk.ErrConflict) {
			out[i].Became, out[i].Refused = Refused, err
			continue
		}
		if err != nil {
			return err
		}
		out[i].Entry = e
	}
	return nil
}

// over saves one entry: a new one also over what is left of a deleted one.
func (k *Keeper) over(ctx context.Context, e desk.FAQ) (desk.FAQ, error) {
	if e.Version == 0 {
		have, err := k.Entries.FAQ(ctx, e.ID)
		if err != nil && !isNotFound(err) {
			return e, fmt.Errorf("entry %s: %w", e.ID, err)
		}
		if err == nil && have.Deleted {
			e.Version = have.Version
		}
	}
	saved, err := k.Entries.SaveFAQs(ctx, []desk.FAQ{e})
	if err != nil {
		return e, fmt.Errorf("save entry %s: %w", e.ID, err)
	}
	return saved[0], nil
}

func isNotFound(err error) bool { return errors.Is(err, desk.ErrNotFound) }
