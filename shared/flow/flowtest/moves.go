package flowtest

import (
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func movesRun(t *T) {
	lead, deal, other := desk.CardRef{Kind: desk.KindLead, ID: "1"}, desk.CardRef{Kind: desk.KindDeal, ID: "6"}, desk.CardRef{Kind: desk.KindDeal, ID: "7"}
	r := t.run("r1")
	r.Card = lead
	r = t.create(r)
	moved, ok, err := t.MoveRun(t.ctx, r, deal)
	if err != nil || !ok || moved.Card != deal {
		t.Fatalf("moved %v to %s, %v", ok, moved.Card, err)
	}
	stored, err := t.Ports.Run(t.ctx, r.ID)
	t.must(err)
	if d := cmp.Diff(moved, stored); d != "" {
		t.Errorf("the answer is not what is stored\n%s", d)
	}
	again := t.run("r2")
	again.Card = deal
	if got, created, err := t.CreateRun(t.ctx, again); err != nil || created || got.ID != "r1" {
		t.Errorf("another run for the deal: %s, created %v, %v", got.ID, created, err)
	}
	_, _, err = t.MoveRun(t.ctx, r, other)
	t.wants(err, desk.ErrConflict, "move of an old version")
	busy := t.run("r3")
	busy.Card = other
	t.create(busy)
	got, ok, err := t.MoveRun(t.ctx, stored, other)
	if err != nil || ok || got.ID != "r3" {
		t.Errorf("moved to a card that has a run: %v, answered with %s, %v", ok, got.ID, err)
	}
	busy, err = t.Ports.Run(t.ctx, "r3")
	t.must(err)
	busy.State = desk.RunDone
	_, err = t.SaveRun(t.ctx, busy, nil, nil)
	t.must(err)
	if _, ok, err = t.MoveRun(t.ctx, stored, other); err != nil || !ok {
		t.Errorf("moved once that run has ended: %v, %v", ok, err)
	}
}

func oldMargin(t *T) {
	m := desk.CardAnnotations{Card: theDeal, Filled: true}
	entry := desk.Entry{ID: "e1", Card: theDeal, At: t.Clock.Now(), Kind: desk.EntrySeen}
	t.must(t.SaveMargin(t.ctx, m, nil))
	stored, err := t.Annotations(t.ctx, theDeal)
	t.must(err)
	t.wants(t.SaveMargin(t.ctx, m, []desk.Entry{entry}), desk.ErrConflict, "save of an old margin")
	stored.Filled = false
	entry.ID = "e2"
	t.must(t.SaveMargin(t.ctx, stored, []desk.Entry{entry}))
	now, err := t.Annotations(t.ctx, theDeal)
	t.must(err)
	if now.Filled || now.Version == stored.Version {
		t.Errorf("stored %+v", now)
	}
}
