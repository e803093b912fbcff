package store

import (
	"context"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// DialogRows implements web.Lists: 50 dialogs are one call of the engine.
func (s Store) DialogRows(ctx context.Context, ds []desk.Dialog) ([]desk.DialogRow, error) {
	var out []desk.DialogRow
	for part := range slices.Chunk(ds, MaxBatchGet/2) {
		var keys []Key
		for _, d := range part {
			keys = append(keys, customerKey(d.Customer), messageKey(d.Customer, d.LastSaid))
		}
		its, err := s.Table().Fetch(ctx, keys, false)
		if err != nil {
			return nil, wrap(err, "rows of %d dialogs", len(ds))
		}
		for i, d := range part {
			row := desk.DialogRow{Dialog: d}
			if it := its[2*i]; it != nil {
				if row.Customer, _, err = customerFrom(it); err != nil {
					return nil, err
				}
			}
			if it := its[2*i+1]; isMessage(it) {
				if row.Last, err = messageFrom(it); err != nil {
					return nil, err
				}
			}
			out = append(out, row)
		}
	}
	return out, nil
}
