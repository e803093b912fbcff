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
