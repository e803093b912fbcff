// Package knowledge holds what people do with the knowledge base, and how it is asked:
// entries are made, changed, brought in from a file and put back as they were; a
// question finds its entries, or none.
package knowledge

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Entries keeps the knowledge base.
type Entries interface {
	// FAQ finds an entry, also one that was deleted: then Deleted says so. ErrNotFound.
	FAQ(ctx context.Context, id desk.FAQID) (desk.FAQ, error)
	// FAQs are all that were not deleted.
	FAQs(ctx context.Context) ([]desk.FAQ, error)
	// FAQVersions are an entry's, the newest first; none: there never was such an entry.
	FAQVersions(ctx context.Context, id desk.FAQID) ([]desk.FAQ, error)
	// SaveFAQs stores at most MaxSave entries over their given Versions (0: there is
	// none), each also as a version for good: all or nothing. ErrConflict: one is no
	// longer of its Version.
	SaveFAQs(ctx context.Context, fs []desk.FAQ) ([]desk.FAQ, error)
	// FAQState is a number that grows with each save.
	FAQState(ctx context.Context) (int64, error)
}

// Scores is how often entries answered, and what became of their answers.
type Scores interface {
	FAQScore(ctx context.Context, id desk.FAQID) (desk.FAQScore, error)
}

// MaxSave is how many entries are saved at once.
const MaxSave = 12

// Index is a knowledge base, ready to be asked.
type Index interface {
	// Ask are the entries that are most like a question, of those that may be given,
	// the best first. Entry is the place in what the index was made of.
	Ask(question string, most int, may func(entry int) bool) []Hit
	// About says which entries may answer a question that only goes on, once it is read
	// with the one before it: those that have something of its own words.
	About(question string) func(entry int) bool
	// Sure is the score from which on an answer is given, if it may be wrong so often.
	Sure(share float64) float64
	// Language is the one that a text seems to be in: ru, es or en.
	Language(text string) string
	// Speaks is the one that the first of some texts is plainly in; if none is, what it
	// seems to be, or "".
	Speaks(texts ...string) string
	// Plainly is Speaks where one is plainly in some language; "": none is.
	Plainly(texts ...string) string
}

// Hit is one entry with how like the question it is.
type Hit struct {
	Entry   int
	Score   float64
	Wording int
	Words   []string
}
