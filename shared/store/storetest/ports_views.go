package storetest

import (
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func views(b *bench) {
	if got, err := b.Views(b.ctx, "olga"); err != nil || got.Version != 0 || len(got.Views) != 0 {
		b.Errorf("got %+v, %v", got, err)
	}
	v := desk.Views{Views: []desk.View{
		{ID: "mine", Title: "Mine", Columns: []string{"name", "opened"}, Filter: desk.DialogFilter{Lines: []desk.LineID{"a"}, Sort: desk.ByActivity}},
		{ID: "all", Title: "All"},
	}}
	saved, err := b.SaveViews(b.ctx, "olga", v)
	b.must(err)
	got, err := b.Views(b.ctx, "olga")
	b.must(err)
	v.Version = 1
	if d := cmp.Diff([]desk.Views{v, v}, []desk.Views{saved, got}); d != "" {
		b.Error(d)
	}
	_, err = b.SaveViews(b.ctx, "olga", desk.Views{})
	b.wants(err, desk.ErrConflict, "an old version")
	if got, err = b.SaveViews(b.ctx, "olga", desk.Views{Version: 1}); err != nil || got.Version != 2 {
		b.Errorf("got %+v, %v", got, err)
	}
	if got, err = b.Views(b.ctx, "dan"); err != nil || len(got.Views) != 0 {
		b.Errorf("another's: %+v, %v", got, err)
	}
}
