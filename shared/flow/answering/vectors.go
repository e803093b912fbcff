package answering

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// meaning is an entry with its vector.
type meaning struct {
	entry  desk.FAQ
	vector desk.FAQVector
}

// memory is what of the base has vectors, as this process saw it last.
type memory struct {
	mu    sync.Mutex
	state int64
	at    time.Time
	known []meaning
	lacks int // entries without one
}

const (
	// atOnce is how many vectors a question has made that it finds missing; more are a
	// job's, and until it is done the rules find their entries.
	atOnce = 32
	// aPiece is how many vectors a job makes in one go.
	aPiece = 128
	// again is after how long a process looks for vectors that another made.
	again = 15 * time.Second
)

// vectors are those of the base as it is. What is missing is made: a little at once,
// else by a job.
func (a *Answerer) vectors(ctx context.Context, l *look) ([]meaning, error) {
	entries, state, err := a.Rules.Base(ctx)
	if err != nil {
		return nil, err
	}
	a.memory.mu.Lock()
	defer a.memory.mu.Unlock()
	m := &a.memory
	if m.known != nil && m.state == state && (m.lacks == 0 || a.Now().Sub(m.at) < again) {
		return m.known, nil
	}
	known, missing, _, err := a.compare(ctx, entries)
	if err != nil {
		return nil, err
	}
	if len(missing) > atOnce {
		err = work.Queue(ctx, a.Jobs, a.Outbox, desk.NewEmbedJob(), 0)
	} else if len(missing) > 0 {
		var made []meaning
		made, err = a.make(ctx, missing, l.use)
		known, missing = append(known, made...), nil
	}
	if err != nil {
		return nil, err
	}
	m.state, m.at, m.known, m.lacks = state, a.Now(), known, len(missing)
	return known, nil
}

// compare says which entries have a vector of what they say now, which have none, and
// of which entries that are gone there still is one.
func (a *Answerer) compare(ctx context.Context, entries []desk.FAQ) (known []meaning, missing []desk.FAQ, gone []desk.FAQID, err error) {
	stored, err := a.Vectors.Vectors(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	by := make(map[desk.FAQID]desk.FAQVector, len(stored))
	for _, v := range stored {
		by[v.Entry] = v
	}
	known = []meaning{}
	name := a.Models.Embedder.Named()
	for _, e := range entries {
		v, ok := by[e.ID]
		if ok && v.Of == e.Embedded(name) {
			known = append(known, meaning{e, v})
		} else {
			missing = append(missing, e)
		}
		delete(by, e.ID)
	}
	for id := range by {
		gone = append(gone, id)
	}
	return known, missing, gone, nil
}

// make makes entries' vectors and keeps them.
func (a *Answerer) make(ctx context.Context, entries []desk.FAQ, use func(desk.Usage)) ([]meaning, error) {
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Meaning()
	}
	made, used, err := a.Models.Embedder.Embed(ctx, texts, false)
	use(used)
	if err != nil {
		return nil, err
	}
	if len(made) != len(entries) {
		return nil, fmt.Errorf("%w: %d vectors of %d entries", desk.ErrBusy, len(made), len(entries))
	}
	out := make([]meaning, len(entries))
	vs := make([]desk.FAQVector, len(entries))
	for i, e := range entries {
		vs[i] = desk.NewFAQVector(e, a.Models.Embedder.Named(), made[i], a.Now())
		out[i] = meaning{e, vs[i]}
	}
	return out, a.Vectors.SaveVectors(ctx, vs)
}
