package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A row of figures is an item whose numbers are attributes of their own, to which
// writes add where they lie, so that many that close at once wait for nobody. What
// was counted of a thing lies under its own key, with the version that said so.

type figureRowItem struct {
	Day      string          `json:"day"`
	Line     desk.LineID     `json:"line,omitempty"`
	Channel  desk.Channel    `json:"channel,omitempty"`
	Team     desk.TeamID     `json:"team,omitempty"`
	Operator desk.OperatorID `json:"operator,omitempty"`
}

type countedItem struct {
	Row     figureRowItem `json:"row"`
	Figures desk.Figures  `json:"figures"`
}

// preFigure begins the attributes that are figures.
const preFigure = "n."

// Count implements figures.Book.
func (s Store) Count(ctx context.Context, thing string, version int64, change func(desk.Tally) (desk.Tally, error)) error {
	k := countedKey(thing)
	for range maxRaces {
		it, err := s.Engine.Get(ctx, k, true)
		if err != nil {
			return wrap(err, "what was counted")
		}
		if it != nil && it.Int("version") >= version {
			return nil
		}
		before, err := talliedFrom(it)
		if err != nil {
			return err
		}
		now, err := change(before)
		if err != nil {
			return err
		}
		ops, err := countOps(k, it, version, before, now)
		if err != nil {
			return err
		}
		_, err = s.Engine.Write(ctx, ops...)
		if _, raced := conditionFailed(err, 0); !raced {
			return wrap(err, "count")
		}
	}
	return busy("count")
}

// Recount implements figures.Book: what was counted is compared with what is, of the
// version that was counted, or none; the feed goes on from there.
func (s Store) Recount(ctx context.Context, thing string, change func(desk.Tally) (desk.Tally, error)) (bool, error) {
	k := countedKey(thing)
	for range maxRaces {
		it, err := s.Engine.Get(ctx, k, true)
		if err != nil {
			return false, wrap(err, "what was counted")
		}
		before, err := talliedFrom(it)
		if err != nil {
			return false, err
		}
		now, err := change(before)
		if err != nil || len(now.Since(before)) == 0 {
			return false, err
		}
		ops, err := countOps(k, it, it.Int("version"), before, now)
		if err != nil {
			return false, err
		}
		if _, err = s.Engine.Write(ctx, ops...); err == nil {
			return true, nil
		}
		if _, raced := conditionFailed(err, 0); !raced {
			return false, wrap(err, "count anew")
		}
	}
	return false, busy("count anew")
}

// countOps mark a thing as counted and add what is new to the rows.
func countOps(k Key, old Item, version int64, before, now desk.Tally) ([]Op, error) {
	var counted []countedItem
	for row, figures := range now {
		counted = append(counted, countedItem{figureRowItem(row), figures})
	}
	b, err := blob(counted)
	if err != nil {
		return nil, err
	}
	unchanged := Missing("pk")
	if old != nil {
		unchanged = Equal("version", old.Int("version"))
	}
	ops := []Op{Put(Item{"pk": k.PK, "sk": k.SK, "version": version, "counted": b}, unchanged)}
	for row, figures := range now.Since(before) {
		who, err := blob(figureRowItem(row))
		if err != nil {
			return nil, err
		}
		add := make(map[string]int64, len(figures))
		for name, n := range figures {
			add[preFigure+string(name)] = n
		}
		at, err := figuresKey(row)
		if err != nil {
			return nil, err
		}
		ops = append(ops, Op{Do: DoUpdate, Key: at, Set: Item{"row": who}, Add: add})
	}
	return ops, nil
}

func talliedFrom(it Item) (desk.Tally, error) {
	out := desk.Tally{}
	if it == nil {
		return out, nil
	}
	counted, err := unblob[[]countedItem](it, "counted")
	for _, c := range counted {
		out[desk.FigureRow(c.Row)] = c.Figures
	}
	return out, err
}

// EachFigures implements api.Figures.
func (s Store) EachFigures(ctx context.Context, from, to string, each func(desk.FigureRow, desk.Figures)) error {
	first, err := time.Parse(time.DateOnly, from)
	last, no := time.Parse(time.DateOnly, to)
	if err != nil || no != nil {
		return fmt.Errorf("%w: figures are asked for by days", desk.ErrInvalid)
	}
	// A month is a partition.
	for month := first.AddDate(0, 0, 1-first.Day()); !month.After(last); month = month.AddDate(0, 1, 0) {
		q := Query{PK: figuresPK(month.Format(time.DateOnly)), From: from, To: to + "#~"}
		for {
			found, err := s.Engine.Query(ctx, q)
			if err != nil {
				return wrap(err, "figures from %s to %s", from, to)
			}
			for _, it := range found.Items {
				row, err := unblob[figureRowItem](it, "row")
				if err != nil {
					return err
				}
				each(desk.FigureRow(row), figuresFrom(it))
			}
			if q.After = found.Next; q.After == nil {
				break
			}
		}
	}
	return nil
}

func figuresFrom(it Item) desk.Figures {
	out := desk.Figures{}
	for name, v := range it {
		if n, is := v.(int64); is && n != 0 && len(name) > len(preFigure) && name[:len(preFigure)] == preFigure {
			out[desk.Figure(name[len(preFigure):])] = n
		}
	}
	return out
}
