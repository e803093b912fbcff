package storetest

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// marks: whoever moves a marker, it is where the furthest was; each operator has
// their own, in each dialog.
func marks(b *bench) {
	at := func(d desk.DialogID, of desk.OperatorID, upto desk.Seq) desk.ReadMarker {
		return desk.ReadMarker{Dialog: d, Operator: of, Upto: upto}
	}
	for _, c := range []struct{ moved, want desk.Seq }{{0, 0}, {5, 5}, {5, 5}, {3, 5}, {9, 9}, {0, 9}} {
		got, err := b.MoveReadMarker(b.ctx, at("a-1", "olga", c.moved))
		if b.must(err); got != at("a-1", "olga", c.want) {
			b.Errorf("moved to %d: got %+v, want %d", c.moved, got, c.want)
		}
	}
	var all sync.WaitGroup
	for i := range desk.Seq(30) {
		all.Go(func() {
			if _, err := b.MoveReadMarker(b.ctx, at("b-1", "olga", 100+i)); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	_, err := b.MoveReadMarker(b.ctx, at("a-1", "sue", 4))
	b.must(err)
	var many []desk.DialogID
	var want []desk.ReadMarker
	for i := range 150 { // more than are read at once
		d := desk.DialogID(fmt.Sprintf("z-%d", i+1))
		many, want = append(many, d), append(want, at(d, "olga", 0))
	}
	many, want = append(many, "b-1", "a-1"), append(want, at("b-1", "olga", 129), at("a-1", "olga", 9))
	got, err := b.ReadMarkers(b.ctx, "olga", many)
	b.must(err)
	if d := cmp.Diff(want, got); d != "" {
		b.Errorf("(-want +got)\n%s", d)
	}
}

// drafts: one a thread and operator, by version, listed for the operator, taken away
// by version, and gone after its time.
func drafts(b *bench) {
	d := desk.Draft{
		Thread: "a-1", Dialog: "a-2", Operator: "olga", Text: "Good", Note: true, ReplyTo: "m1",
		Files: []desk.DraftFile{{Upload: "u", Name: "a.pdf"}}, CreatedAt: b.now, ChangedAt: b.now,
	}
	_, err := b.Draft(b.ctx, "olga", "a-1")
	b.wants(err, desk.ErrNotFound, "before there is one")
	first, err := b.SaveDraft(b.ctx, d)
	b.must(err)
	d.Version = first.Version
	if diff := cmp.Diff(d, first); diff != "" || first.Version == 0 {
		b.Errorf("stored (-want +got)\n%s", diff)
	}
	_, err = b.SaveDraft(b.ctx, desk.Draft{Thread: "a-1", Operator: "olga", Text: "x", ChangedAt: b.now})
	b.wants(err, desk.ErrConflict, "a new one where there is one")
	d.Text = "Good day"
	second, err := b.SaveDraft(b.ctx, d)
	if b.must(err); second.Version <= first.Version {
		b.Errorf("version %d follows %d", second.Version, first.Version)
	}
	_, err = b.SaveDraft(b.ctx, d)
	b.wants(err, desk.ErrConflict, "over an older version")

	b.tick(time.Second)
	for _, o := range []desk.Draft{{Thread: "b-1", Operator: "olga", Text: "b"}, {Thread: "a-1", Operator: "sue", Text: "c"}} {
		o.CreatedAt, o.ChangedAt = b.now, b.now
		_, err := b.SaveDraft(b.ctx, o)
		b.must(err)
	}
	list := func(of desk.OperatorID) []string {
		return titles(b, func(d desk.Draft) string { return string(d.Thread) + " " + d.Text }, func(ask desk.PageAsk) (desk.Page[desk.Draft], error) {
			return b.Drafts(b.ctx, of, ask)
		})
	}
	b.wantList("olga's", []string{"b-1 b", "a-1 Good day"}, list("olga"))
	b.wantList("nobody's", []string{}, list("nora"))

	b.must(b.DeleteDraft(b.ctx, "olga", "a-1", first.Version))
	got, err := b.Draft(b.ctx, "olga", "a-1")
	if b.must(err); got.Text != "Good day" {
		b.Errorf("a draft that was changed since went: %+v", got)
	}
	for range 2 {
		b.must(b.DeleteDraft(b.ctx, "olga", "a-1", second.Version))
		_, err = b.Draft(b.ctx, "olga", "a-1")
		b.wants(err, desk.ErrNotFound, "after it was sent")
	}
	d.Version, d.CreatedAt, d.ChangedAt = 0, b.now, b.now
	third, err := b.SaveDraft(b.ctx, d)
	if b.must(err); third.Version <= second.Version {
		b.Errorf("a draft in the place of one that went has version %d, the one before had %d", third.Version, second.Version)
	}

	b.tick(desk.DraftLife - time.Second)
	_, err = b.Draft(b.ctx, "olga", "a-1")
	b.must(err)
	b.tick(time.Second)
	_, err = b.Draft(b.ctx, "olga", "a-1")
	b.wants(err, desk.ErrNotFound, "after its time")
	b.wantList("after their time", []string{}, list("olga"))
	d.ChangedAt = b.now
	_, err = b.SaveDraft(b.ctx, d)
	b.must(err) // though the old one may still lie there
	b.must(b.DeleteDraft(b.ctx, "olga", "a-1", 0))
	_, err = b.Draft(b.ctx, "olga", "a-1")
	b.wants(err, desk.ErrNotFound, "after it was deleted, of whichever version")
}

// cannedResponses: each owner has theirs, by version.
func cannedResponses(b *bench) {
	all, own := desk.CannedOwner{Scope: desk.CannedAll}, desk.CannedOwner{Scope: desk.CannedPersonal, Operator: "olga"}
	c := desk.Canned{ID: all.NewID("1"), CannedOwner: all, Title: "Hello", Text: "Hi", Language: "en", ChangedAt: b.now, ChangedBy: "Sue"}
	stored, err := b.SaveCanned(b.ctx, c)
	b.must(err)
	_, err = b.SaveCanned(b.ctx, c)
	b.wants(err, desk.ErrConflict, "a new one where there is one")
	mine := desk.Canned{ID: own.NewID("1"), CannedOwner: own, Title: "Mine", Text: "x", ChangedAt: b.now}
	_, err = b.SaveCanned(b.ctx, mine)
	b.must(err)
	c.Version, c.Text = stored.Version, "Good day"
	stored, err = b.SaveCanned(b.ctx, c)
	b.must(err)
	_, err = b.SaveCanned(b.ctx, c)
	b.wants(err, desk.ErrConflict, "over an older version")
	c.Version = stored.Version
	got, err := b.Canned(b.ctx, c.ID)
	b.must(err)
	if d := cmp.Diff(c, got); d != "" {
		b.Errorf("(-want +got)\n%s", d)
	}
	of, err := b.CannedOf(b.ctx, all)
	b.must(err)
	if d := cmp.Diff([]desk.Canned{c}, of); d != "" {
		b.Errorf("everybody's (-want +got)\n%s", d)
	}
	for range 2 {
		b.must(b.DeleteCanned(b.ctx, c.ID))
		_, err = b.Canned(b.ctx, c.ID)
		b.wants(err, desk.ErrNotFound, "after it was deleted")
	}
	for _, id := range []desk.CannedID{"", "x", "LINES-x", "../x", mine.ID + "x"} {
		_, err = b.Canned(b.ctx, id)
		b.wants(err, desk.ErrNotFound, "an id that is none")
		b.must(b.DeleteCanned(b.ctx, id))
	}
	_, err = b.Canned(b.ctx, mine.ID)
	b.must(err)

	team := desk.CannedOwner{Scope: desk.CannedTeam, Team: "night"}
	for i := range 120 { // more than one write takes
		_, err := b.SaveCanned(b.ctx, desk.Canned{ID: team.NewID(strconv.Itoa(i)), CannedOwner: team, Title: "x", Text: "x", ChangedAt: b.now})
		b.must(err)
	}
	for range 2 {
		b.must(b.DropCannedOf(b.ctx, team))
		if of, err := b.CannedOf(b.ctx, team); err != nil || len(of) > 0 {
			b.Errorf("a team's, once dropped: %d, %v", len(of), err)
		}
	}
	_, err = b.Canned(b.ctx, mine.ID)
	b.must(err)
}

// typings: a moment each, whoever says so how often; and who says it is told whether it
// was news.
func typings(b *bench) {
	in := func(at time.Time, want ...desk.Typing) {
		b.Helper()
		s := b.Store
		s.Now = func() time.Time { return at }
		got, err := s.TypingIn(b.ctx, "d-1")
		b.must(err)
		if d := cmp.Diff(want, got); d != "" {
			b.Errorf("after %s (-want +got)\n%s", at.Sub(b.now), d)
		}
	}
	say := func(in desk.DialogID, t desk.Typing, news bool) {
		b.Helper()
		noted, err := b.NoteTyping(b.ctx, in, t)
		if b.must(err); noted != news {
			b.Errorf("noted: %v, want %v", noted, news)
		}
	}
	note := func(by desk.OperatorID, after time.Duration, news bool) desk.Typing {
		b.Helper()
		t := desk.NewTyping(by, b.now.Add(after).Truncate(time.Microsecond).UTC())
		say("d-1", t, news)
		return t
	}
	in(b.now)
	first := note("", 0, true)
	olga := note("olga", time.Second, true)
	note("", desk.TypingEvery-time.Microsecond, false) // fresh: nothing is written
	in(b.now, first, olga)
	in(first.Until.Add(-time.Microsecond), first, olga)
	in(first.Until, olga)
	again := note("", desk.TypingEvery, true)
	in(olga.Until, again)
	in(again.Until)
	anew := note("olga", time.Hour, true)
	in(b.now.Add(time.Hour), anew)
	say("d-2", anew, true)
	anew.Note = true // fresh, and of another kind
	say("d-1", anew, true)
	in(b.now.Add(time.Hour), anew)
	in(anew.Until)
}
