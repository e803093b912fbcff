package desk

import (
	"math"
	"time"
)

// FAQChoice is a question with the entries of which one may answer it, as somebody is
// asked who chooses one, or none.
type FAQChoice struct {
	Question, Before string // Before is what the customer asked last
	Entries          []FAQ  // at most MaxFAQChoices
	Languages        []string
	// Shorten asks for the sentences of an answer that answer the question, in the
	// place of all of it.
	Shorten bool
}

// MaxFAQChoices is among how many entries is chosen.
const MaxFAQChoices = 10

// FAQChosen is what was chosen. Every entry is one of the choice's, and every Text
// stands in that entry's answer: who chooses writes nothing.
type FAQChosen struct {
	Picks   []FAQPick
	Open    bool     // of several questions one has no answer
	Dropped []string // why what was claimed did not stand, in a word each
	Model   string
	Prompt  string // the version
	Usage   Usage
}

// FAQPick is one entry that was chosen.
type FAQPick struct {
	Entry int    // its place in the choice
	Quote string // the words of the entry that answer the question
	Text  string // what of its answer is said; "": all of it
}

// FAQEngine is who finds the entries that answer a question.
type FAQEngine string

// The engines. Which models there are, the deployment says.
const (
	FAQDefault FAQEngine = ""        // a model if the deployment has one
	FAQOffline FAQEngine = "offline" // words and counts: no model, no cost
	FAQModel   FAQEngine = "model"
)

// Valid says whether there is such an engine.
func (e FAQEngine) Valid() bool { return e == FAQDefault || e == FAQOffline || e == FAQModel }

// FAQEngine is who finds the entries on a line; the zero line is none.
func (s Settings) FAQEngine(l Line) FAQEngine {
	if l.BotEngine != FAQDefault {
		return l.BotEngine
	}
	return s.Bot.Engine
}

// FAQVector is the meaning of an entry as a model sees it.
type FAQVector struct {
	Entry FAQID
	// Of is what it was made of, and by which model, in a digest: another one says that
	// it is to be made anew.
	Of     string
	Vector []int8 // a direction: how long it is says nothing
	MadeAt time.Time
}

// NewFAQVector is an entry's vector as that model made it.
func NewFAQVector(f FAQ, model string, vector []float32, now time.Time) FAQVector {
	v := FAQVector{Entry: f.ID, Of: f.Embedded(model), Vector: make([]int8, len(vector)), MadeAt: now.UTC()}
	most := float32(0)
	for _, x := range vector {
		most = max(most, max(x, -x))
	}
	for i, x := range vector {
		if most > 0 {
			v.Vector[i] = int8(math.Round(float64(x / most * math.MaxInt8)))
		}
	}
	return v
}

// Likeness to a question's vector of length 1, from -1 to 1; 0 if they are of other
// models.
func (v FAQVector) Likeness(question []float32) float64 {
	if len(v.Vector) != len(question) {
		return 0
	}
	dot, own := 0.0, 0.0
	for i, x := range v.Vector {
		dot += float64(x) * float64(question[i])
		own += float64(x) * float64(x)
	}
	if own == 0 {
		return 0
	}
	return dot / math.Sqrt(own)
}

// Embedded tells what of an entry its vector is made of, and by which model.
func (f FAQ) Embedded(model string) string { return Digest("vector", model, f.Meaning()) }

// Bounds of what of an entry its vector is made of, in characters.
const (
	maxMeaning  = 2000
	maxMeanings = 8 // wordings
)

// Meaning is the text that an entry's vector is made of: how it is asked, and how its
// answer begins.
func (f FAQ) Meaning() string {
	texts := f.Texts()
	all := ""
	for _, t := range texts[:min(len(texts), 1+maxMeanings)] {
		all += t + "\n"
	}
	for _, a := range f.Answers {
		all += a.Text + "\n"
	}
	cut := []rune(all)
	return string(cut[:min(len(cut), maxMeaning)])
}

// NewEmbedJob is the one job of vectors that are missing. It has ended from the start:
// it is nudged when there may be something to do, and what there is stands in the base.
func NewEmbedJob() Job { return Job{ID: JobID(Digest("e", "vectors")), Kind: JobEmbed, State: JobSent} }
