package crmtest

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// staffing is what a CRM says of who works there.
var staffing = map[string]func(*bench){
	"users are told by name, who left last, each time alike": func(b *bench) {
		b.works()
		want := slices.Clone(b.Works)
		desk.SortUsers(want)
		for range 2 {
			got, err := b.Users(b.ctx, b.Connection)
			b.must(err)
			if d := cmp.Diff(want, got); d != "" {
				b.Errorf("users (-want +got)\n%s", d)
			}
		}
		if last := want[len(want)-1]; !last.Off {
			b.Errorf("the test wants somebody who left, and the last is %+v", last)
		}
	},
	"a new card is given to whom it says, and its repeat to nobody else": func(b *bench) {
		b.works()
		at := slices.IndexFunc(b.Works, func(u desk.CRMUser) bool { return !u.Off })
		for i := range 2 {
			c, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindDeal), Title: "o", Values: map[desk.FieldName]desk.Value{desk.CaseResponsible: desk.Value(b.Works[at].ID)}}, "o")
			b.must(err)
			if got := b.Gave(c.Ref); got != b.Works[at].ID {
				b.Errorf("time %d: given to %q, want %q", i, got, b.Works[at].ID)
			}
		}
	},
	"a card whose responsible left is made all the same": func(b *bench) {
		b.works()
		c, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindDeal), Title: "o", Values: map[desk.FieldName]desk.Value{desk.CaseResponsible: "987654"}}, "o")
		b.must(err)
		if read, err := b.Card(b.ctx, c.Ref); err != nil || read.Title != "o" {
			b.Errorf("made %+v, %v", read, err)
		}
	},
}

func (b *bench) works() {
	b.Helper()
	if b.Works == nil {
		b.Skip("its users are not the CRM's own")
	}
}
