package storetest

import (
	"strconv"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// vectors: one of an entry, over the older one, until it is dropped.
func vectors(b *bench) {
	all := func() []desk.FAQVector {
		vs, err := b.Vectors(b.ctx)
		b.must(err)
		return vs
	}
	vs := []desk.FAQVector{{Entry: "a", Of: "1", Vector: []int8{127, -128, 0}, MadeAt: b.now}, {Entry: "b", Of: "2", Vector: []int8{1}, MadeAt: b.now}}
	if got := all(); len(got) != 0 {
		b.Errorf("an empty base: got %+v", got)
	}
	for range 2 {
		b.must(b.SaveVectors(b.ctx, vs))
	}
	vs[1].Of = "3"
	b.must(b.SaveVectors(b.ctx, vs[1:]))
	if d := cmp.Diff(vs, all()); d != "" {
		b.Errorf("(-want +got)\n%s", d)
	}
	b.must(b.DropVectors(b.ctx, []desk.FAQID{"a", "none"}))
	if d := cmp.Diff(vs[1:], all()); d != "" {
		b.Errorf("(-want +got)\n%s", d)
	}
}

// knowledgeBase: entries by version, all or none of several, and each version for good.
func knowledgeBase(b *bench) {
	state := func() int64 {
		n, err := b.FAQState(b.ctx)
		b.must(err)
		return n
	}
	entry := func(id desk.FAQID) desk.FAQ {
		return desk.FAQ{ID: id, Question: "How much?", Answers: []desk.FAQAnswer{{Language: "en", Text: "Free."}}, ChangedAt: b.now, ChangedBy: "Sue"}
	}
	if n := state(); n != 0 {
		b.Errorf("an empty base: got state %d, want 0", n)
	}
	saved, err := b.SaveFAQs(b.ctx, []desk.FAQ{entry("a"), entry("b")})
	b.must(err)
	first := state()
	_, err = b.SaveFAQs(b.ctx, []desk.FAQ{entry("c"), entry("a")})
	b.wants(err, desk.ErrConflict, "a new one where there is one")
	_, err = b.FAQ(b.ctx, "c")
	b.wants(err, desk.ErrNotFound, "one that should be saved with it")
	if n := state(); first <= 0 || n != first {
		b.Errorf("got state %d after a save and %d after a refused one", first, n)
	}

	a := saved[0]
	a.Question = "What is the price?"
	saved, err = b.SaveFAQs(b.ctx, []desk.FAQ{a})
	b.must(err)
	_, err = b.SaveFAQs(b.ctx, []desk.FAQ{a})
	b.wants(err, desk.ErrConflict, "over an older version")
	got, err := b.FAQ(b.ctx, "a")
	b.must(err)
	if d := cmp.Diff(saved[0], got); d != "" {
		b.Errorf("(-want +got)\n%s", d)
	}
	if n := state(); n <= first {
		b.Errorf("got state %d after a change, want more than %d", n, first)
	}

	got.Deleted = true
	_, err = b.SaveFAQs(b.ctx, []desk.FAQ{got})
	b.must(err)
	gone, err := b.FAQ(b.ctx, "a")
	if b.must(err); !gone.Deleted || len(gone.Answers) > 0 {
		b.Errorf("a deleted one: got %+v, want it marked, without its answers", gone)
	}
	all, err := b.FAQs(b.ctx)
	if b.must(err); len(all) != 1 || all[0].ID != "b" {
		b.Errorf("got %+v, want only b", all)
	}
	vs, err := b.FAQVersions(b.ctx, "a")
	b.must(err)
	if len(vs) != 3 || !vs[0].Deleted || vs[0].Version != gone.Version || vs[1].Question != "What is the price?" || vs[2].Question != "How much?" || vs[2].Version != 1 {
		b.Errorf("got versions %+v", vs)
	}
	for _, id := range []desk.FAQID{"", "x", "../x"} {
		if vs, err := b.FAQVersions(b.ctx, id); err != nil || len(vs) > 0 {
			b.Errorf("versions of %q: %v, %v", id, vs, err)
		}
		_, err := b.FAQ(b.ctx, id)
		b.wants(err, desk.ErrNotFound, "an id that is none")
	}
	var many []desk.FAQ
	for i := range 12 {
		many = append(many, entry(desk.FAQID("n"+strconv.Itoa(i))))
	}
	_, err = b.SaveFAQs(b.ctx, many)
	b.must(err)
	if all, err = b.FAQs(b.ctx); err != nil || len(all) != 13 {
		b.Errorf("got %d, %v, want 13", len(all), err)
	}
}

// unanswered: a question is kept once by its newest message, with no words of its own,
// and goes with that message.
func unanswered(b *bench) {
	var asked []desk.Unanswered
	for _, id := range []desk.ExternalID{"m1", "m2", "m3"} {
		b.now = b.now.Add(time.Second)
		a, err := b.Append(b.ctx, desk.Append{
			Line:    desk.Line{ID: "shop", Channel: desk.ChannelTelegram},
			Message: desk.Message{Customer: desk.NewCustomerID("shop", "ann"), External: id, Author: desk.ByCustomer, Text: "what is " + string(id) + "?"},
		})
		b.must(err)
		asked = append(asked, desk.Unanswered{Customer: a.Message.Customer, Messages: []desk.ExternalID{id}, At: a.Message.Seq, Dialog: a.Dialog.ID, Line: "shop"})
	}
	asked[1].Messages = []desk.ExternalID{"m2", "m1"}
	for _, u := range []desk.Unanswered{asked[1], asked[2], asked[1]} {
		u.Text = "words that are not kept: " + string(u.Messages[0])
		b.must(b.NoteUnanswered(b.ctx, u))
	}
	texts := func(most int) (out []string) {
		us, err := b.Unanswered(b.ctx, most)
		b.must(err)
		for _, u := range us {
			out = append(out, u.Text)
		}
		return out
	}
	want := []string{"what is m3?", "what is m1?\nwhat is m2?"}
	if d := cmp.Diff(want, texts(10)); d != "" {
		b.Errorf("(-want +got)\n%s", d)
	}
	if d := cmp.Diff(want[:1], texts(1)); d != "" {
		b.Errorf("one (-want +got)\n%s", d)
	}
	us, err := b.Unanswered(b.ctx, 10)
	b.must(err)
	if asked[1].Text, asked[1].Times = want[1], 1; len(us) != 2 || cmp.Diff(asked[1], us[1]) != "" {
		b.Errorf("(-want +got)\n%s", cmp.Diff(asked[1], us[len(us)-1]))
	}
	for range 2 {
		b.must(b.DropUnanswered(b.ctx, us[:1]))
	}
	if d := cmp.Diff(want[1:], texts(10)); d != "" {
		b.Errorf("once one was dropped (-want +got)\n%s", d)
	}
	m, err := b.Message(b.ctx, asked[1].Customer, "m2")
	b.must(err)
	b.must(b.TakeMessages(b.ctx, []desk.Message{m}))
	if got := texts(10); len(got) > 0 {
		b.Errorf("once its message was taken: got %q", got)
	}
	b.must(b.NoteUnanswered(b.ctx, asked[2]))
	b.now = b.now.Add(desk.UnansweredFor + time.Second)
	if got := texts(10); len(got) > 0 {
		b.Errorf("once its time passed: got %q", got)
	}
}

// askedOften: the same of one customer on one day is counted and not kept again, of
// different ones only a few are kept, of all customers not endlessly many; and parts of
// a question are dropped one by one.
func askedOften(b *bench) {
	ask := func(user, id, text string, parts ...int) desk.Unanswered {
		b.now = b.now.Add(time.Second)
		a, err := b.Append(b.ctx, desk.Append{
			Line:    desk.Line{ID: "shop", Channel: desk.ChannelTelegram},
			Message: desk.Message{Customer: desk.NewCustomerID("shop", user), External: desk.ExternalID(user + id), Author: desk.ByCustomer, Text: text},
		})
		b.must(err)
		u := desk.Unanswered{Customer: a.Message.Customer, Messages: []desk.ExternalID{a.Message.External}, At: a.Message.Seq, Dialog: a.Dialog.ID, Line: "shop", Parts: parts, Text: text}
		for range 2 { // repeating counts once
			b.must(b.NoteUnanswered(b.ctx, u))
		}
		return u
	}
	kept := func(of ...string) (out []string) {
		us, err := b.Unanswered(b.ctx, desk.MaxUnanswered)
		b.must(err)
		for _, u := range us {
			for _, user := range of {
				if u.Customer == desk.NewCustomerID("shop", user) {
					out = append(out, strconv.Itoa(u.Times)+" "+u.Asked())
				}
			}
		}
		return out
	}
	for i := range 4 {
		ask("eve", strconv.Itoa(i), []string{"who are you?", "Who are you"}[i%2])
	}
	if d := cmp.Diff([]string{"4 who are you?"}, kept("eve")); d != "" {
		b.Errorf("the same (-want +got)\n%s", d)
	}
	for i := range 10 {
		ask("eve", "other"+strconv.Itoa(i), "what about "+strconv.Itoa(i))
	}
	if got := kept("eve"); len(got) != desk.MaxUnansweredOf {
		b.Errorf("of one customer: got %q, want %d", got, desk.MaxUnansweredOf)
	}
	us, err := b.Unanswered(b.ctx, 100)
	b.must(err)
	b.must(b.DropUnanswered(b.ctx, us))
	ask("eve", "again", "who are you") // once it was dismissed, it is a question again
	if d := cmp.Diff([]string{"1 who are you"}, kept("eve")); d != "" {
		b.Errorf("once dismissed (-want +got)\n%s", d)
	}
	two := ask("dan", "1", "Is it big? Is it blue? Is it new?", 0, 2).Each()
	for range 2 {
		b.must(b.DropUnanswered(b.ctx, two[:1]))
	}
	if d := cmp.Diff([]string{"1 Is it new?"}, kept("dan")); d != "" {
		b.Errorf("once a part was dropped (-want +got)\n%s", d)
	}
	b.must(b.DropUnanswered(b.ctx, two[1:]))
	if got := kept("dan"); len(got) != 0 {
		b.Errorf("once all were: got %q", got)
	}
	for i := range desk.MaxUnansweredDay {
		u := desk.Unanswered{Customer: desk.NewCustomerID("shop", strconv.Itoa(i)), Messages: []desk.ExternalID{"m"}, At: desk.SeqAt(b.now), Text: "what " + strconv.Itoa(i)}
		b.must(b.NoteUnanswered(b.ctx, u))
	}
	ask("late", "1", "is there room for me?")
	if got := kept("late"); len(got) != 0 {
		b.Errorf("after %d on the day: got %q", desk.MaxUnansweredDay, got)
	}
	b.now = b.now.Add(24 * time.Hour)
	ask("late", "2", "is there room for me?")
	ask("eve", "next", "what about tomorrow?")
	if got := kept("late", "eve"); len(got) != 3 {
		b.Errorf("on the next day: got %q", got)
	}
}

// answered: an answer is counted for each entry once, as it is now, and what was
// counted stays once it is gone.
func answered(b *bench) {
	c := desk.NewCustomerID("shop", "ann")
	_, err := b.Append(b.ctx, desk.Append{
		Line:    desk.Line{ID: "shop", Channel: desk.ChannelTelegram},
		Message: desk.Message{Customer: c, External: "m1", Author: desk.ByCustomer, Text: "what is it?"},
	})
	b.must(err)
	b.now = b.now.Add(time.Second)
	a, err := b.Append(b.ctx, desk.Append{
		Line:    desk.Line{ID: "shop", Channel: desk.ChannelTelegram},
		Message: desk.Message{Customer: c, External: "m2", Author: desk.ByBot, Text: "this", Entries: []desk.FAQID{"a"}},
	})
	b.must(err)
	count := func(followed bool, want desk.FAQScore) {
		for range 2 {
			b.must(b.CountAnswer(b.ctx, a.Message, followed))
		}
		if got, err := b.FAQScore(b.ctx, "a"); err != nil || got != want {
			b.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	count(false, desk.FAQScore{Answered: 1})
	good := true
	_, err = b.UpdateMessage(b.ctx, c, "m2", func(m desk.Message) desk.Message { return m.WithRating(desk.ByOperator, "olga", &good) })
	b.must(err)
	count(true, desk.FAQScore{Answered: 1, Followed: 1, Good: 1})
	good = false
	_, err = b.UpdateMessage(b.ctx, c, "m2", func(m desk.Message) desk.Message { return m.WithRating(desk.ByOperator, "dan", &good) })
	b.must(err)
	count(false, desk.FAQScore{Answered: 1, Followed: 1, Bad: 1})
	b.must(b.TakeMessages(b.ctx, []desk.Message{a.Message}))
	count(true, desk.FAQScore{Answered: 1, Followed: 1, Bad: 1})
	b.now = b.now.Add(time.Second)
	two, err := b.Append(b.ctx, desk.Append{
		Line: desk.Line{ID: "shop", Channel: desk.ChannelTelegram},
		Message: desk.Message{
			Customer: c, External: "m3", Author: desk.ByBot, Text: "this and that", Entries: []desk.FAQID{"b", "c"},
			Ratings: []desk.Rating{{By: desk.ByCustomer}}, // of one of them, and nobody knows which
		},
	})
	b.must(err)
	both := two.Message
	for range 2 {
		b.must(b.CountAnswer(b.ctx, both, true))
	}
	for _, id := range both.Entries {
		if got, err := b.FAQScore(b.ctx, id); err != nil || got != (desk.FAQScore{Answered: 1, Followed: 1}) {
			b.Errorf("entry %s: got %+v, %v, want it answered and followed", id, got, err)
		}
	}
	if got, err := b.FAQScore(b.ctx, "none"); err != nil || got != (desk.FAQScore{}) {
		b.Errorf("an entry that never answered: got %+v, %v", got, err)
	}
}
