package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// viewItem is one of an operator's views of the list of dialogs.
type viewItem struct {
	ID      string          `json:"id"`
	Title   string          `json:"title"`
	Filter  filterItem      `json:"filter,omitzero"`
	Sort    desk.DialogSort `json:"sort,omitempty"`
	Columns []string        `json:"columns,omitempty"`
}

// Views implements people.ViewStore.
func (s Store) Views(ctx context.Context, of desk.OperatorID) (desk.Views, error) {
	it, err := s.get(ctx, viewsKey(of))
	if absent(err) {
		return desk.Views{}, nil
	}
	if err != nil {
		return desk.Views{}, wrap(err, "views of %s", of)
	}
	all, err := unblob[[]viewItem](it, "x")
	return desk.Views{Version: it.Int("version"), Views: each(all, func(v viewItem) desk.View {
		f := v.Filter.filter()
		f.Sort = v.Sort
		return desk.View{ID: v.ID, Title: v.Title, Filter: f, Columns: v.Columns}
	})}, err
}

// SaveViews implements people.ViewStore.
func (s Store) SaveViews(ctx context.Context, of desk.OperatorID, v desk.Views) (desk.Views, error) {
	k := viewsKey(of)
	all := make([]viewItem, len(v.Views))
	for i, view := range v.Views {
		all[i] = viewItem{view.ID, view.Title, newFilter(view.Filter), view.Filter.Sort, view.Columns}
	}
	it, err := record(k.PK, k.SK, all)
	if err == nil {
		err = s.save(ctx, it, v.Version)
	}
	if err != nil {
		return v, wrap(err, "save views of %s", of)
	}
	v.Version++
	return v, nil
}
