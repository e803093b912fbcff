package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Keeper keeps the knowledge base.
//
// Repeating is harmless: a new entry is named by the caller's id, and what says the
// same already stays as it is.
type Keeper struct {
	Entries Entries
	Scores  Scores
	// Fold is a text as it is looked for: without case and accents.
	Fold func(string) string
	// Uploads and UploadStore give entries their files.
	Uploads     flow.Uploads
	UploadStore flow.UploadStore
	// Plainly is the language of the first of some texts that is plainly in one; "": none is.
	Plainly func(texts ...string) string
	Now     func() time.Time
}

// Filter narrows what is listed; an empty part does not.
type Filter struct {
	Category string
	Line     desk.LineID // that may give the answer
	Words    string      // stand in question, wordings or answers
	Off      *bool
}

// Find are the entries, by category and question.
func (k *Keeper) Find(ctx context.Context, by desk.Actor, f Filter) ([]desk.FAQ, error) {
	if err := by.MustReadDialogs(); err != nil {
		return nil, err
	}
	all, err := k.Entries.FAQs(ctx)
	if err != nil {
		return nil, fmt.Errorf("knowledge base: %w", err)
	}
	words := strings.Fields(k.Fold(f.Words))
	out := slices.DeleteFunc(all, func(e desk.FAQ) bool {
		return f.Category != "" && e.Category != f.Category || f.Off != nil && e.Off != *f.Off ||
			f.Line != "" && len(e.Lines) > 0 && !slices.Contains(e.Lines, f.Line) || !k.has(e, words)
	})
	slices.SortStableFunc(out, func(a, b desk.FAQ) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Question, b.Question), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func (k *Keeper) has(e desk.FAQ, words []string) bool {
	if len(words) == 0 {
		return true
	}
	said := e.Texts()
	for _, a := range e.Answers {
		said = append(said, a.Text)
	}
	text := k.Fold(strings.Join(said, "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// Entry finds one. ErrNotFound, also for one that was deleted.
func (k *Keeper) Entry(ctx context.Context, by desk.Actor, id desk.FAQID) (desk.FAQ, error) {
	if err := by.MustReadDialogs(); err != nil {
		return desk.FAQ{}, err
	}
	e, err := k.Entries.FAQ(ctx, id)
	if err == nil && e.Deleted {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.FAQ{}, fmt.Errorf("entry %s: %w", id, err)
	}
	return e, nil
}

// Score is how often an entry answered, and what became of its answers.
func (k *Keeper) Score(ctx context.Context, by desk.Actor, id desk.FAQID) (desk.FAQScore, error) {
	if err := by.MustReadDialogs(); err != nil {
		return desk.FAQScore{}, err
	}
	s, err := k.Scores.FAQScore(ctx, id)
	if err != nil {
		return s, fmt.Errorf("score of entry %s: %w", id, err)
	}
	return s, nil
}

// Create stores a new one, named by seed.
func (k *Keeper) Create(ctx context.Context, by desk.Actor, seed string, e desk.FAQ) (desk.FAQ, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return desk.FAQ{}, err
	}
	e.ID, e.Version, e.Deleted = desk.NewFAQID(seed), 0, false
	all, err := k.Entries.FAQs(ctx)
	if err != nil {
		return desk.FAQ{}, fmt.Errorf("knowledge base: %w", err)
	}
	for _, o := range all {
		if o.ID == e.ID {
			return o, nil
		}
	}
	if e, err = k.withFiles(ctx, by, e.Normalized(), all); err != nil {
		return desk.FAQ{}, err
	}
	if err := e.Check(); err != nil {
		return desk.FAQ{}, err
	}
	if len(all) >= desk.MaxFAQ {
		return desk.FAQ{}, tooMany()
	}
	if err := newRival(all, desk.FAQ{Deleted: true}, e); err != nil {
		return desk.FAQ{}, err
	}
	return k.save(ctx, by, e)
}

// newRival refuses what an entry becomes if another answers its question otherwise, and did
// not before.
func newRival(all []desk.FAQ, was, is desk.FAQ) error {
	for _, o := range all {
		if is.Rivals(o) && !was.Rivals(o) {
			return desk.RefuseSameQuestion(o)
		}
	}
	return nil
}

// saveAs saves what an entry becomes, unless that is another's rival.
func (k *Keeper) saveAs(ctx context.Context, by desk.Actor, was, is desk.FAQ) (desk.FAQ, error) {
	all, err := k.Entries.FAQs(ctx)
	if err != nil {
		return desk.FAQ{}, fmt.Errorf("knowledge base: %w", err)
	}
	if err := newRival(all, was, is); err != nil {
		return desk.FAQ{}, err
	}
	return k.save(ctx, by, is)
}

func tooMany() error {
	return desk.Refuse(desk.CodeTooManyEntries, fmt.Sprintf("The knowledge base holds %d entries already. Delete some first.", desk.MaxFAQ))
}

func (k *Keeper) save(ctx context.Context, by desk.Actor, e desk.FAQ) (desk.FAQ, error) {
	e.ChangedAt, e.ChangedBy = k.Now().UTC(), by.Name
	saved, err := k.Entries.SaveFAQs(ctx, []desk.FAQ{e})
	if err != nil {
		return desk.FAQ{}, fmt.Errorf("save entry %s: %w", e.ID, err)
	}
	return saved[0], nil
}

// Change stores what a person made of the entry that they saw. ErrConflict: it was
// changed since.
func (k *Keeper) Change(ctx context.Context, by desk.Actor, saw, to desk.FAQ) (desk.FAQ, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return desk.FAQ{}, err
	}
	to.ID, to.Version, to.Deleted = saw.ID, saw.Version, false
	to = to.Normalized()
	if to.Same(saw) {
		return saw, nil
	}
	to, err := k.changed(ctx, by, saw, to)
	if err != nil {
		return desk.FAQ{}, err
	}
	if to.Same(saw) {
		return saw, nil
	}
	if err := to.Check(); err != nil {
		return desk.FAQ{}, err
	}
	return k.saveAs(ctx, by, saw, to)
}

// Delete takes an entry out of the base; its versions stay, so that it can be put
// back. One that is gone is no error.
func (k *Keeper) Delete(ctx context.Context, by desk.Actor, id desk.FAQID) error {
	if err := by.MustChangeKnowledge(); err != nil {
		return err
	}
	e, err := k.Entries.FAQ(ctx, id)
	if isNotFound(err) || err == nil && e.Deleted {
		return nil
	}
	if err != nil {
		return fmt.Errorf("entry %s: %w", id, err)
	}
	e.Deleted = true
	_, err = k.save(ctx, by, e)
	return err
}

// Versions are what an entry said, the newest first. ErrNotFound.
func (k *Keeper) Versions(ctx context.Context, by desk.Actor, id desk.FAQID) ([]desk.FAQ, error) {
	if err := by.MustReadDialogs(); err != nil {
		return nil, err
	}
	vs, err := k.Entries.FAQVersions(ctx, id)
	if err == nil && len(vs) == 0 {
		err = desk.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("versions of entry %s: %w", id, err)
	}
	return vs, nil
}

// Restore has an entry say what it said in a version, also one that was deleted.
// ErrNotFound: there is no such version.
func (k *Keeper) Restore(ctx context.Context, by desk.Actor, id desk.FAQID, version int64) (desk.FAQ, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return desk.FAQ{}, err
	}
	vs, err := k.Versions(ctx, by, id)
	if err != nil {
		return desk.FAQ{}, err
	}
	for _, v := range vs {
		if v.Version != version {
			continue
		}
		if v.Deleted {
			return desk.FAQ{}, fmt.Errorf("%w: in version %d the entry was deleted; choose the one before", desk.ErrInvalid, version)
		}
		if v.Same(vs[0]) {
			return vs[0], nil
		}
		v.Version = vs[0].Version
		return k.saveAs(ctx, by, vs[0], v)
	}
	return desk.FAQ{}, fmt.Errorf("version %d of entry %s: %w", version, id, desk.ErrNotFound)
}
