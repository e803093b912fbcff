package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Run implements flow.Runs.
func (s Store) Run(ctx context.Context, id desk.RunID) (desk.Run, error) {
	it, err := s.get(ctx, runKey(id))
	if err != nil {
		return desk.Run{}, wrap(err, "run %s", id)
	}
	return runFrom(it)
}

// CreateRun implements flow.Runs. Beside the run lies which run of dialog and
// card is the newest: the next one takes that place only from a run that ended,
// so that nobody has to clear it.
func (s Store) CreateRun(ctx context.Context, r desk.Run) (desk.Run, bool, error) {
	if r.ID == "" || r.Dialog == "" && !r.Merges() || r.Card.ID == "" {
		return desk.Run{}, false, fmt.Errorf("%w: a run needs an id, a dialog and a card", desk.ErrInvalid)
	}
	run, err := newRun(r, 1)
	if err != nil {
		return desk.Run{}, false, err
	}
	listed, now := listedRun(r), activeKey(r.Dialog, r.Card)
	if r.Dry() || r.Merges() {
		return s.createFreeRun(ctx, r.ID, run, listed)
	}
	free := Missing("pk")
	for range maxRaces {
		_, err := s.Engine.Write(ctx, append([]Op{
			Put(run, Missing("pk")),
			Put(Item{"pk": now.PK, "sk": now.SK, "run": string(r.ID)}, free),
		}, listed...)...)
		if err == nil {
			stored, err := runFrom(run)
			return stored, true, err
		}
		if old, there := conditionFailed(err, 0); there {
			stored, err := runFrom(old)
			return stored, false, err
		}
		active, taken := conditionFailed(err, 1)
		if !taken {
			return desk.Run{}, false, wrap(err, "create run %s", r.ID)
		}
		var other desk.Run
		if free, other, err = s.after(ctx, active); err != nil || free.Attr == "" {
			return other, false, err
		}
	}
	return desk.Run{}, false, busy("create a run")
}

// createFreeRun stores a run that stands in nobody's way: any number of them may be under
// way.
func (s Store) createFreeRun(ctx context.Context, id desk.RunID, run Item, listed []Op) (desk.Run, bool, error) {
	_, err := s.Engine.Write(ctx, append([]Op{Put(run, Missing("pk"))}, listed...)...)
	if old, there := conditionFailed(err, 0); there {
		stored, err := runFrom(old)
		return stored, false, err
	}
	if err != nil {
		return desk.Run{}, false, wrap(err, "create run %s", id)
	}
	stored, err := runFrom(run)
	return stored, true, err
}

// listedRun are the writes by which a run is found: by its dialog, or by both of the
// contacts whose values it offers.
func listedRun(r desk.Run) []Op {
	return each(runLists(r), func(k Key) Op { return Put(Item{"pk": k.PK, "sk": k.SK, "run": string(r.ID)}) })
}

// after is the condition under which a run may follow the one that active names;
// none if that one has not ended, and then it.
func (s Store) after(ctx context.Context, active Item) (Cond, desk.Run, error) {
	if active == nil {
		return Missing("pk"), desk.Run{}, nil
	}
	id := active.Str("run")
	r, err := s.Run(ctx, desk.RunID(id))
	if err != nil || !r.Ended() {
		return Cond{}, r, err
	}
	return Equal("run", id), desk.Run{}, nil
}

// MoveRun implements flow.Runs. The card that the run leaves keeps pointing to it:
// nobody can ask for another run there until it ended.
func (s Store) MoveRun(ctx context.Context, r desk.Run, to desk.CardRef) (desk.Run, bool, error) {
	version, now := r.Version, activeKey(r.Dialog, to)
	r.Card = to
	run, err := newRun(r, version+1)
	if err != nil {
		return desk.Run{}, false, err
	}
	free := Missing("pk")
	for range maxRaces {
		_, err := s.Engine.Write(ctx,
			Put(withWriteToken(run), Equal("version", version)),
			Put(Item{"pk": now.PK, "sk": now.SK, "run": string(r.ID)}, free),
		)
		if err = unlessOwnWrite(err, run); err == nil {
			stored, err := runFrom(run)
			return stored, true, err
		}
		active, taken := conditionFailed(err, 1)
		if _, changed := conditionFailed(err, 0); changed || !taken {
			return desk.Run{}, false, wrap(err, "move run %s", r.ID)
		}
		var other desk.Run
		if free, other, err = s.after(ctx, active); err != nil || free.Attr == "" {
			return other, false, err
		}
	}
	return desk.Run{}, false, busy("move a run")
}

// SaveRun implements flow.Runs.
func (s Store) SaveRun(ctx context.Context, r desk.Run, m *desk.CardAnnotations, es []desk.Entry) (desk.Run, error) {
	run, err := newRun(r, r.Version+1)
	if err != nil {
		return desk.Run{}, err
	}
	ops := []Op{Put(withWriteToken(run), Equal("version", r.Version))}
	if m != nil {
		annotations, err := newAnnotations(*m)
		if err != nil {
			return desk.Run{}, err
		}
		ops = append(ops, over(annotations, m.Version))
	}
	if _, err := s.Table().WriteWith(ctx, ops, es); unlessOwnWrite(err, run) != nil {
		return desk.Run{}, wrap(err, "save run %s", r.ID)
	}
	return runFrom(run)
}

// WriteWith writes operations together with timeline entries, all or nothing.
// Entries beyond what fits into one write go first, and those that are there
// already are left as they are.
func (t Table) WriteWith(ctx context.Context, ops []Op, es []desk.Entry) (Item, error) {
	entries, size, err := entryOps(es)
	if err != nil {
		return nil, err
	}
	for _, op := range ops {
		size += Size(op.Item)
	}
	for len(entries) > 0 && (len(ops)+len(entries) > MaxOps || size > MaxWrite-MaxItem) {
		if _, err := t.Create(ctx, entries[0].Item); err != nil {
			return nil, err
		}
		size -= Size(entries[0].Item)
		entries = entries[1:]
	}
	for {
		it, err := t.Engine.Write(ctx, append(ops[:len(ops):len(ops)], entries...)...)
		var ce *ConditionError
		if !errors.As(err, &ce) || ce.Failed[0].Op < len(ops) {
			return it, err
		}
		there := map[int]bool{}
		for _, f := range ce.Failed {
			there[f.Op-len(ops)] = true
		}
		var left []Op
		for i, op := range entries {
			if !there[i] {
				left = append(left, op)
			}
		}
		entries = left
	}
}

// entryOps are the operations that add entries, each once.
func entryOps(es []desk.Entry) (ops []Op, size int, err error) {
	seen := map[Key]bool{}
	for _, e := range es {
		it, err := newEntry(e)
		if err != nil {
			return nil, 0, err
		}
		if !seen[it.Key()] {
			seen[it.Key()] = true
			ops = append(ops, Put(it, Missing("pk")))
			size += Size(it)
		}
	}
	return ops, size, nil
}
