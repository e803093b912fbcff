package crmtest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Fake is a CRM in memory that promises nothing, as those that others sell: it does
// not compare before it sets, makes a card each time it is asked, chooses ids of its
// own, and passes over fields that it does not have. It can fail, also after it did
// its work, be slow, and have people who are at its cards.
type Fake struct {
	desk.Unpressed
	Connection desk.ConnectionID
	Now        func() time.Time
	// Has are its fields; nil: it takes any.
	Has map[desk.CardKind][]desk.Field
	// PassesOver is a field whose values it takes none of, without a word.
	PassesOver desk.FieldName
	// Works are who works there.
	Works []desk.CRMUser
	// NoOrigin: it has no field for what a card was made from.
	NoOrigin bool
	// NoLeads: it has only deals.
	NoLeads bool
	// Meanwhile is done, once, right before the next write: somebody else's work.
	Meanwhile func()
	// Down, if it answers with an error, is what every call ends with.
	Down func() error
	// Slow makes every call wait until its caller's time is over.
	Slow bool

	mu      sync.Mutex
	cards   []made
	notes   []desk.CardNote
	started []desk.CardProcess
	tasks   []desk.CardTask
	calls   int
	at      int // how many calls until the failing one; 0: none
	after   bool
}

type made struct {
	desk.Card
	origin  string
	given   string // to whom
	version int
}

// FailAt makes the n-th call from now fail, before it does its work or after.
func (f *Fake) FailAt(n int, after bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at, f.after = n, after
}

// Calls is how many there were.
func (f *Fake) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// Cards are all cards of a kind, the first made first.
func (f *Fake) Cards(k desk.CardKind) []desk.Card {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []desk.Card
	for _, m := range f.cards {
		if m.Ref.Kind == k {
			out = append(out, m.shown())
		}
	}
	return out
}

// Set is a person who sets a field there.
func (f *Fake) Set(ref desk.CardRef, field desk.FieldName, v desk.Value) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m := f.find(ref); m != nil {
		f.set(m, field, v)
		m.version++
	}
}

// call is one call over the network.
func (f *Fake) call(ctx context.Context, do func() error) error {
	if f.Slow {
		<-ctx.Done()
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: the CRM did not answer: %w", desk.ErrBusy, err)
	}
	if f.Down != nil {
		if err := f.Down(); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	lost := fmt.Errorf("%w: the test wants it so", desk.ErrBusy)
	if f.at--; f.at != 0 {
		return do()
	}
	if !f.after {
		return lost
	}
	return cmp.Or(do(), lost)
}

// write is a call that others may be just ahead of.
func (f *Fake) write(ctx context.Context, do func() error) error {
	if first := f.Meanwhile; first != nil {
		f.Meanwhile = nil
		first()
	}
	return f.call(ctx, do)
}

func (f *Fake) find(ref desk.CardRef) *made {
	i := slices.IndexFunc(f.cards, func(m made) bool { return m.Ref == ref })
	if i < 0 {
		return nil
	}
	return &f.cards[i]
}

// set sets a field, if the CRM has it.
func (f *Fake) set(m *made, field desk.FieldName, v desk.Value) {
	if field == f.PassesOver && field != "" || f.Has != nil && !slices.ContainsFunc(f.Has[m.Ref.Kind], func(h desk.Field) bool { return h.Name == field }) {
		return
	}
	m.Values = maps.Clone(m.Values)
	if m.Values == nil {
		m.Values = map[desk.FieldName]desk.Value{}
	}
	if m.Values[field] = v; v == "" {
		delete(m.Values, field)
	}
}

func (m made) shown() desk.Card {
	c := m.Card
	c.Values, c.ETag = maps.Clone(m.Values), strconv.Itoa(m.version)
	return c
}

// Can implements flow.CRM: it promises nothing, and shows what is ours.
func (f *Fake) Can(context.Context, desk.ConnectionID) (desk.Capabilities, error) {
	return desk.Capabilities{NoLeads: f.NoLeads, Notes: true, Transcripts: true, Tasks: true, Processes: true}, nil
}

// Card implements flow.Cards.
func (f *Fake) Card(ctx context.Context, ref desk.CardRef) (c desk.Card, err error) {
	err = f.call(ctx, func() error {
		m := f.find(ref)
		if m == nil {
			return fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
		}
		c = m.shown()
		return nil
	})
	return c, err
}

// ChangeCard implements flow.Cards: over whatever is there.
func (f *Fake) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	return desk.Changed{}, f.write(ctx, func() error {
		m := f.find(ch.Card)
		if m == nil {
			return fmt.Errorf("card %s: %w", ch.Card, desk.ErrNotFound)
		}
		for _, c := range ch.Fields {
			f.set(m, c.Field, c.New)
		}
		m.version, m.UpdatedAt = m.version+1, f.Now()
		return nil
	})
}

// CreateCard implements flow.Registry and flow.CardDesk: each time another.
func (f *Fake) CreateCard(ctx context.Context, c desk.Card, origin string) (out desk.Card, err error) {
	err = f.write(ctx, func() error {
		if f.NoOrigin && origin != "" {
			return &desk.Because{Code: desk.CheckedNoOrigin, Err: desk.Refuse(desk.CodeCRMRefused, "It keeps no origins.")}
		}
		m := made{Card: c, origin: origin, given: c.GivenTo(), version: 1}
		m.Ref.ID = strconv.Itoa(100 + len(f.cards))
		if m.CreatedAt.IsZero() {
			m.CreatedAt = f.Now()
		}
		m.CreatedAt = m.CreatedAt.UTC().Truncate(time.Second) // as finely as it keeps time
		m.UpdatedAt, m.Values = m.CreatedAt, nil
		for field, v := range c.Values {
			f.set(&m, field, v)
		}
		f.cards = append(f.cards, m)
		out = m.shown()
		return nil
	})
	return out, err
}

// MadeFrom implements flow.Registry.
func (f *Fake) MadeFrom(ctx context.Context, _ desk.ConnectionID, k desk.CardKind, origin string) (ref desk.CardRef, err error) {
	err = f.call(ctx, func() error {
		for _, m := range slices.Backward(f.cards) {
			if m.Ref.Kind == k && m.origin == origin {
				ref = m.Ref
			}
		}
		return nil
	})
	return ref, err
}

// Find implements flow.Registry.
func (f *Fake) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) (refs []desk.CardRef, err error) {
	err = f.call(ctx, func() error {
		id.Scope = ""
		for _, m := range f.cards {
			if slices.Contains(m.Identities(), id) {
				refs = append(refs, m.Ref)
			}
		}
		return nil
	})
	return refs, err
}

// OpenCards implements flow.Registry.
func (f *Fake) OpenCards(ctx context.Context, contact desk.CardRef) (out []desk.BoundCard, err error) {
	err = f.call(ctx, func() error {
		for _, m := range f.cards {
			if m.Contact == contact && !m.Closed && m.Ref.Kind != desk.KindCase {
				out = append(out, m.Bound())
			}
		}
		return nil
	})
	return out, err
}

// PutCard implements flow.CardDesk: over whatever is there.
func (f *Fake) PutCard(ctx context.Context, c desk.Card, _ []desk.Entry) (out desk.Card, err error) {
	err = f.write(ctx, func() error {
		m := f.find(c.Ref)
		if m == nil {
			return fmt.Errorf("card %s: %w", c.Ref, desk.ErrNotFound)
		}
		created := m.CreatedAt
		m.Card = c
		m.CreatedAt, m.UpdatedAt, m.version, m.Values = created, f.Now(), m.version+1, nil
		for field, v := range c.Values {
			f.set(m, field, v)
		}
		out = m.shown()
		return nil
	})
	return out, err
}

// Pipelines implements flow.CardDesk.
func (f *Fake) Pipelines(ctx context.Context, _ desk.ConnectionID) (all []desk.Pipeline, err error) {
	err = f.call(ctx, func() error {
		all = []desk.Pipeline{{ID: "0", Title: "General", Stages: []desk.Stage{{ID: "NEW", Title: "New"}, {ID: "WON", Title: "Won", Final: "won"}}}}
		return nil
	})
	return all, err
}

// ListCards implements flow.CardIndex.
func (f *Fake) ListCards(ctx context.Context, filter desk.CardFilter, _ desk.PageAsk) (page desk.Page[desk.Card], err error) {
	err = f.call(ctx, func() error {
		for _, m := range slices.Backward(f.cards) {
			if filter.Has(m.Card) {
				page.Items = append(page.Items, m.shown())
			}
		}
		return nil
	})
	return page, err
}

// CardsOf implements flow.CardIndex.
func (f *Fake) CardsOf(ctx context.Context, contact desk.CardRef) (refs []desk.CardRef, err error) {
	err = f.call(ctx, func() error {
		for _, m := range f.cards {
			if m.Contact == contact || m.Company == contact {
				refs = append(refs, m.Ref)
			}
		}
		return nil
	})
	return refs, err
}

// Users implements flow.Users.
func (f *Fake) Users(ctx context.Context, _ desk.ConnectionID) (all []desk.CRMUser, err error) {
	err = f.call(ctx, func() error {
		all = slices.Clone(f.Works)
		return nil
	})
	return all, err
}

// Gave is whom a card was given to when it was made.
func (f *Fake) Gave(ref desk.CardRef) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m := f.find(ref); m != nil {
		return m.given
	}
	return ""
}

// DropCard implements flow.CardIndex: it can't.
func (f *Fake) DropCard(context.Context, desk.CardRef) error {
	return desk.Refuse(desk.CodeCantDrop, "Nobody but its own people delete cards there.")
}

// Fields implements flow.Fields.
func (f *Fake) Fields(ctx context.Context, _ desk.ConnectionID, k desk.CardKind) (all []desk.Field, err error) {
	err = f.call(ctx, func() error {
		all = slices.Clone(f.Has[k])
		return nil
	})
	return all, err
}
