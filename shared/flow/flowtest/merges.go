package flowtest

import (
	"errors"
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/desk/desktest"
)

var mergesSuite = map[string]func(*T){
	"a merge is kept as it is, until it is dropped (OP-36)":                        keepsMerges,
	"a contact goes into one, and into none that went into another itself (OP-36)": refusesMerges,
	"a claim is moved if it is still the contact's (OP-36)":                        movesClaims,
	"what a merge offers is found by both, until it is taken (OP-36)":              findsOffers,
}

func contact(id string) desk.CardRef { return desk.CardRef{Kind: desk.KindContact, ID: id} }

func keepsMerges(t *T) {
	_, err := t.Merge(t.ctx, contact("a"))
	t.wants(err, desk.ErrNotFound, "read what is not there")
	m := desktest.Filled[desk.Merge]()
	m.From, m.Into, m.Version, m.AskedAt, m.MergedAt = contact("a"), contact("b"), 0, t.Clock.Now(), t.Clock.Now()
	kept, err := t.BeginMerge(t.ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	m.Version = kept.Version
	got, err := t.Merge(t.ctx, contact("a"))
	if d := cmp.Diff(m, got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	if job, err := t.Job(t.ctx, desk.NewMergeJob(contact("a"), t.Clock.Now()).ID); err != nil || job.Contact != "contact:a" || job.Ended() {
		t.Errorf("its job: %+v, %v", job, err)
	}
	if of, err := t.MergesOf(t.ctx, []desk.CardRef{contact("a"), contact("b")}); err != nil || len(of) != 1 || of[contact("a")] != contact("b") {
		t.Errorf("who went where: %v, %v", of, err)
	}
	if from, err := t.MergedInto(t.ctx, contact("b")); err != nil || !slices.Equal(from, []desk.CardRef{contact("a")}) {
		t.Errorf("who went into it: %v, %v", from, err)
	}
	m.State = desk.Merged
	saved, err := t.SaveMerge(t.ctx, m)
	if err != nil || saved.State != desk.Merged {
		t.Errorf("saved: %+v, %v", saved, err)
	}
	_, err = t.SaveMerge(t.ctx, m)
	t.wants(err, desk.ErrConflict, "save an old version")
	t.wants(t.DropMerge(t.ctx, m), desk.ErrConflict, "drop an old version")
	if err := t.DropMerge(t.ctx, saved); err != nil {
		t.Error(err)
	}
	if from, err := t.MergedInto(t.ctx, contact("b")); err != nil || len(from) > 0 {
		t.Errorf("once dropped, who went into it: %v, %v", from, err)
	}
}

func refusesMerges(t *T) {
	if _, err := t.BeginMerge(t.ctx, desk.Merge{From: contact("a"), Into: contact("b")}); err != nil {
		t.Fatal(err)
	}
	for _, m := range []desk.Merge{{From: contact("a"), Into: contact("c")}, {From: contact("b"), Into: contact("a")}, {From: contact("c"), Into: contact("a")}} {
		if _, err := t.BeginMerge(t.ctx, m); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("%s into %s: %v, want a conflict", m.From, m.Into, err)
		}
	}
	if _, err := t.BeginMerge(t.ctx, desk.Merge{From: contact("b"), Into: contact("c")}); err != nil {
		t.Errorf("the survivor goes on: %v", err)
	}
}

func movesClaims(t *T) {
	if others, err := t.Claim(t.ctx, "", []desk.Identity{phone, eMail}, desk.Claim{Contact: contact("a"), Origin: "o"}); err != nil || len(others) > 0 {
		t.Fatal(others, err)
	}
	for range 2 {
		if err := t.MoveClaim(t.ctx, phone, contact("a"), contact("b")); err != nil {
			t.Fatal(err)
		}
	}
	if err := t.MoveClaim(t.ctx, eMail, contact("c"), contact("b")); err != nil {
		t.Fatal(err)
	}
	t.owns("", phone, desk.Claim{Contact: contact("b"), Origin: "o"})
	t.owns("", eMail, desk.Claim{Contact: contact("a"), Origin: "o"})
	for ref, want := range map[desk.CardRef][]desk.Identity{contact("a"): {eMail}, contact("b"): {phone}} {
		if got, err := t.KnownBy(t.ctx, ref); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is known by %v (%v), want %v", ref, got, err, want)
		}
	}
}

func findsOffers(t *T) {
	m := desk.Merge{From: contact("a"), Into: contact("b"), By: "olga", AskedAt: t.Clock.Now()}
	held := func(name desk.Value) desk.Card { return desk.Card{Values: map[desk.FieldName]desk.Value{"name": name}} }
	offer := m.Offer(held("Ann"), held("Bob"), []desk.Field{{Name: "name", Type: desk.TypeString}}, t.Clock.Now())
	for i := range 2 {
		stored, created, err := t.CreateRun(t.ctx, offer)
		if err != nil || created != (i == 0) || stored.From != contact("a") || stored.Card != contact("b") || len(stored.Outcomes) != 1 {
			t.Errorf("stored %+v, %v, %v", stored, created, err)
		}
	}
	other := m
	other.From = contact("c")
	if _, created, err := t.CreateRun(t.ctx, other.Offer(held("Cid"), held("Bob"), []desk.Field{{Name: "name", Type: desk.TypeString}}, t.Clock.Now())); err != nil || !created {
		t.Errorf("another stands in its way: %v, %v", created, err)
	}
	for ref, want := range map[desk.CardRef][]desk.RunID{contact("a"): {m.Offered()}, contact("b"): {m.Offered(), other.Offered()}, contact("d"): nil} {
		t.offers(ref, want...)
	}
	for range 2 {
		t.must(t.TakeRun(t.ctx, offer))
	}
	for ref, want := range map[desk.CardRef][]desk.RunID{contact("a"): nil, contact("b"): {other.Offered()}} {
		t.offers(ref, want...)
	}
}

// offers fails unless a contact's merges offered so much.
func (t *T) offers(ref desk.CardRef, want ...desk.RunID) {
	t.Helper()
	runs, err := t.MergeRuns(t.ctx, ref)
	var got []desk.RunID
	for _, r := range runs {
		got = append(got, r.ID)
	}
	slices.Sort(got)
	slices.Sort(want)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the runs of %s: %v (%v), want %v", ref, got, err, want)
	}
}
