package storetest

import (
	"context"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func putsCards(b *bench) {
	deal, err := b.crm.CreateCard(b.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal}}, "d")
	b.must(err)
	entry := desk.Entry{ID: "e1", Card: deal.Ref, At: b.now, Kind: desk.EntryChanged}
	_, err = b.crm.PutCard(b.ctx, deal, []desk.Entry{entry})
	b.must(err)
	late := entry
	late.ID = "e2"
	_, err = b.crm.PutCard(b.ctx, deal, []desk.Entry{late})
	b.wants(err, desk.ErrConflict, "put with the old ETag")
	es, err := b.Timeline(b.ctx, deal.Ref, desk.PageAsk{})
	if err != nil || len(es.Items) != 1 {
		b.Errorf("the timeline holds %v, %v", es.Items, err)
	}
}

func once(b *bench) {
	begin := func(key, hash string) (*desk.Answer, error) {
		return b.Begin(b.ctx, key, hash, b.now, b.now.Add(time.Minute))
	}
	answer := desk.Answer{Status: 201, Type: "application/json", Body: []byte(`{"a":1}`)}
	fresh := func(key string) {
		b.Helper()
		if a, err := begin(key, "h"); a != nil || err != nil {
			b.Errorf("begin %s: %v, %v", key, a, err)
		}
	}
	fresh("k1")
	_, err := begin("k1", "h")
	b.wants(err, desk.ErrConflict, "the same while it is under way")
	_, err = begin("k1", "other")
	b.wants(err, desk.ErrInvalid, "another content")
	b.must(b.Finish(b.ctx, "k1", "h", answer, b.now))
	b.must(b.Finish(b.ctx, "k1", "h", desk.Answer{Status: 500}, b.now))
	b.must(b.Abandon(b.ctx, "k1", "h"))
	b.tick(24 * time.Hour)
	got, err := begin("k1", "h")
	if err != nil || got == nil || cmp.Diff(answer, *got) != "" {
		b.Errorf("a day later: %v, %v", got, err)
	}
	_, err = begin("k1", "other")
	b.wants(err, desk.ErrInvalid, "another content a day later")
	fresh("k2")
	b.must(b.Abandon(b.ctx, "k2", "other"))
	_, err = begin("k2", "h")
	b.wants(err, desk.ErrConflict, "abandoned by somebody else")
	b.must(b.Abandon(b.ctx, "k2", "h"))
	b.must(b.Abandon(b.ctx, "k2", "h"))
	fresh("k2")
	b.tick(time.Minute)
	fresh("k2") // who claimed it died
	_, err = begin("k2", "h")
	b.wants(err, desk.ErrConflict, "claimed again")
	b.tick(100 * 24 * time.Hour)
	if a, err := begin("k1", "other"); a != nil || err != nil {
		b.Errorf("long after: %v, %v", a, err)
	}
	b.wants(b.Finish(b.ctx, "none", "h", answer, b.now), desk.ErrConflict, "finish what was not begun")
	_, err = begin("", "h")
	b.wants(err, desk.ErrInvalid, "no key")
}

// seed is the starter set-up, as mains store it.
func (b *bench) seed() error {
	return b.Seed(b.ctx, func(ctx context.Context) error { return b.crm.Seed(ctx, nil) })
}

func seeds(b *bench) {
	b.must(b.seed())
	ps, err := b.crm.Pipelines(b.ctx, desk.ConnectionBuiltIn)
	b.must(err)
	if len(ps) != 1 || ps[0].ID != "sales" || len(ps[0].Stages) != 4 {
		b.Errorf("pipelines %+v", ps)
	}
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindLead, desk.KindDeal} {
		fs, err := b.crm.Fields(b.ctx, desk.ConnectionBuiltIn, k)
		b.must(err)
		readable := 0
		for _, f := range fs {
			if f.Title == "" || f.Description == "" || f.Policy == "" {
				b.Errorf("field %+v lacks something", f)
			}
			if f.Readable() {
				readable++
			}
		}
		if readable < 3 {
			b.Errorf("%s: %d fields to read", k, readable)
		}
	}
	cases, err := b.crm.Fields(b.ctx, desk.ConnectionBuiltIn, desk.KindCase)
	b.must(err)
	for _, f := range cases {
		if f.Title == "" || f.Description == "" || f.Readable() {
			b.Errorf("field %+v of a case lacks something, or CoPilot may read it (CP-01)", f)
		}
	}
	if len(cases) != 7 {
		b.Errorf("a case has %d fields, want 7", len(cases))
	}
	b.must(b.crm.DeleteField(b.ctx, desk.KindDeal, "product"))
	before, err := b.crm.Fields(b.ctx, desk.ConnectionBuiltIn, desk.KindDeal)
	b.must(err)
	b.must(b.seed())
	after, err := b.crm.Fields(b.ctx, desk.ConnectionBuiltIn, desk.KindDeal)
	b.must(err)
	if d := cmp.Diff(before, after); d != "" {
		b.Errorf("seeding again changed what the company set up\n%s", d)
	}
}

// listsAwaiting: FF-05, FF-12.
func listsAwaiting(b *bench) {
	lead := func(id string) desk.CardRef { return desk.CardRef{Kind: desk.KindLead, ID: id, Connection: "hub"} }
	save := func(id string, fields ...desk.FieldName) {
		b.Helper()
		m, err := b.Annotations(b.ctx, lead(id))
		b.must(err)
		m.Awaiting, m.ProposedAt, m.Filled = nil, b.now, true
		for _, f := range fields {
			m.Awaiting = append(m.Awaiting, desk.OpenProposal{Run: "r", Field: f})
		}
		b.must(b.SaveMargin(b.ctx, m, nil))
		b.tick(time.Second)
	}
	listed := func(want ...string) {
		b.Helper()
		b.must(b.settle())
		var got []string
		for ask := (desk.PageAsk{Limit: 2}); ; {
			p, err := b.Awaiting(b.ctx, ask)
			b.must(err)
			for _, m := range p.Items {
				stored, err := b.Annotations(b.ctx, m.Card)
				b.must(err)
				if d := cmp.Diff(stored, m); d != "" {
					b.Errorf("the list has another margin than is stored\n%s", d)
				}
				got = append(got, m.Card.ID)
			}
			if ask.Cursor = p.Next; ask.Cursor == "" {
				break
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			b.Errorf("(-want +got)\n%s", d)
		}
	}
	for _, id := range []string{"a", "b", "none", "c", "d"} {
		if id == "none" {
			save(id)
			continue
		}
		save(id, "city")
	}
	listed("d", "c", "b", "a")
	save("c")                 // decided
	save("a", "city", "size") // proposed anew
	listed("a", "d", "b")
}

func readsMargins(b *bench) {
	const many = 130 // more than DynamoDB reads in one call
	refs := make([]desk.CardRef, many)
	for i := range refs {
		refs[i] = desk.CardRef{Kind: desk.KindLead, ID: fmt.Sprint(i)}
	}
	run, _, err := b.CreateRun(b.ctx, desk.Run{ID: "r", Dialog: desk.NewDialogID("c", 1), Card: refs[7], State: desk.RunWaiting})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := b.SaveRun(b.ctx, run, &desk.CardAnnotations{Card: refs[7], Filled: true}, nil); err != nil {
		b.Fatal(err)
	}
	got, err := b.AnnotationsOf(b.ctx, refs)
	if err != nil || len(got) != many {
		b.Fatalf("got %d margins, %v", len(got), err)
	}
	for i, m := range got {
		if m.Card != refs[i] || m.Filled != (i == 7) {
			b.Errorf("margin %d: got %+v", i, m)
		}
	}
	if none, err := b.AnnotationsOf(b.ctx, nil); err != nil || len(none) != 0 {
		b.Errorf("of no card: got %v, %v", none, err)
	}
}
