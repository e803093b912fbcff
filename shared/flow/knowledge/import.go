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
	Was     desk.FAQ // the changed one, before
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
// is, where an answer that says no language is the one in the language told. One that is
// refused does not stop the others. Repeating is harmless: then nothing is new.
func (k *Keeper) Import(ctx context.Context, by desk.Actor, file []desk.FAQ, keep func(have, row desk.FAQ, in string) desk.FAQ, dry bool) ([]Imported, error) {
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
	named := slices.ContainsFunc(file, namesLanguage)
	noUploads := Keeper{} // a table names files that entries have: so it takes none, and a dry one neither
	out := make([]Imported, len(file))
	var save []int
	for i, e := range file {
		e, bad := noUploads.withFiles(ctx, by, e, all)
		if bad != nil {
			out[i] = Imported{Entry: e, Became: Refused, Refused: bad}
			continue
		}
		out[i] = k.plan(book, e, keep, named)
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

// plan is what becomes of a row; named: the file says of answers which language they are in.
func (k *Keeper) plan(b book, row desk.FAQ, keep func(have, row desk.FAQ, in string) desk.FAQ, named bool) Imported {
	row = row.Normalized()
	if row.ID != "" && !row.ID.Valid() {
		return Imported{Entry: row, Became: Refused, Refused: fmt.Errorf("%w: an id has 1 to 64 small letters, digits, - and _", desk.ErrInvalid)}
	}
	have, there := b.byID[row.ID]
	if !there && row.ID == "" {
		have, there = b.byID[b.byQuestion[row.Question]]
	}
	e := row
	switch {
	case there:
		in := ""
		if !named {
			var err error
			if in, err = k.meant(have, row); err != nil {
				return Imported{Entry: row, Became: Refused, Refused: err}
			}
		}
		e = keep(have, row, in)
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
		return Imported{Entry: e, Became: Refused, Refused: err}
	case b.taken[e.ID]:
		return Imported{Entry: e, Became: Refused, Refused: fmt.Errorf("%w: an earlier row of the file is the same entry", desk.ErrInvalid)}
	case there && e.Same(have):
		became = Unchanged
	case rival != nil:
		return Imported{Entry: e, Became: Refused, Refused: rival}
	case there:
		became = Changed
	case len(b.byID) >= desk.MaxFAQ:
		return Imported{Entry: e, Became: Refused, Refused: tooMany()}
	}
	b.taken[e.ID], b.byID[e.ID] = true, e
	b.asks[e.Asks()] = append(b.asks[e.Asks()], e.ID)
	return Imported{Entry: e, Became: became, Changes: Differences(have, e, there), Was: have}
}

func namesLanguage(row desk.FAQ) bool {
	return slices.ContainsFunc(row.Answers, func(a desk.FAQAnswer) bool { return a.Language != "" })
}

// meant is the language of the answer that a row's own, of which the file says none, stands
// for in an entry that is there: the one that it plainly is in, else the question; "" where
// the entry has an answer for all languages, or the row none. Beside it the old one would go
// on being told to whoever writes in its language.
func (k *Keeper) meant(have, row desk.FAQ) (string, error) {
	mine, _ := row.In("")
	if _, forAll := have.In(""); forAll || len(have.Answers) == 0 || mine.Text == "" {
		return "", nil
	}
	told := func(a desk.FAQAnswer) bool { return slices.Contains(tellable, a.Language) }
	if k.Plainly != nil && !slices.ContainsFunc(have.Answers, func(a desk.FAQAnswer) bool { return !told(a) }) {
		if in := plainLanguage(k.Plainly, mine.Text); in != "" {
			return in, nil
		}
		if in := k.Plainly(row.Question); in != "" {
			if _, is := have.In(in); is {
				return in, nil
			}
		}
	}
	if len(have.Answers) == 1 {
		return have.Answers[0].Language, nil
	}
	return "", desk.Refuse(desk.CodeWhichLanguage, fmt.Sprintf("Entry %s has answers in several languages, and the file does not say which one this is. Name the column by its language, as in answer:%s.", have.ID, have.Answers[0].Language))
}

// tellable are the languages that texts are told to be in.
var tellable = []string{"en", "es", "ru"}

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
