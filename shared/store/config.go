package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Settings implements flow.Config: the defaults until some were saved.
func (s Store) Settings(ctx context.Context) (desk.Settings, error) {
	it, err := s.get(ctx, Key{pkSettings, pkSettings})
	if absent(err) {
		return desk.DefaultSettings(), nil
	}
	if err != nil {
		return desk.Settings{}, wrap(err, "settings")
	}
	return settingsFrom(it)
}

// SaveSettings implements web.Setup.
func (s Store) SaveSettings(ctx context.Context, v desk.Settings) (desk.Settings, error) {
	it, err := newSettings(v)
	if err != nil {
		return desk.Settings{}, err
	}
	if err := s.save(ctx, it, v.Version); err != nil {
		return desk.Settings{}, wrap(err, "save settings")
	}
	return settingsFrom(it)
}

// Beat implements api.Pulse.
func (s Store) Beat(ctx context.Context, now time.Time) error {
	_, err := s.Engine.Write(ctx, Op{Do: DoUpdate, Key: Key{pkPulse, pkPulse}, Set: Item{"at": now.UnixMicro()}})
	return wrap(err, "pulse")
}

// Line implements flow.Config; its secrets are with it.
func (s Store) Line(ctx context.Context, id desk.LineID) (desk.Line, error) {
	if ValidateKey(Key{pkLines, string(id)}) != nil {
		return desk.Line{}, wrap(desk.ErrNotFound, "line")
	}
	its, err := s.Engine.BatchGet(ctx, []Key{{pkLines, string(id)}, {pkSecrets, string(id)}}, true)
	if err == nil && its[0] == nil {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.Line{}, wrap(err, "line %s", id)
	}
	return s.line(ctx, its[0], its[1])
}

// Lines implements web.Setup: by their ids, with their secrets, which whoever
// shows lines must leave out.
func (s Store) Lines(ctx context.Context) ([]desk.Line, error) {
	its, err := s.all(ctx, pkLines, "")
	if err != nil {
		return nil, wrap(err, "lines")
	}
	secrets, err := s.all(ctx, pkSecrets, "")
	if err != nil {
		return nil, wrap(err, "lines")
	}
	of := make(map[string]Item, len(secrets))
	for _, it := range secrets {
		of[it.Str("sk")] = it
	}
	out := make([]desk.Line, len(its))
	for i, it := range its {
		if out[i], err = s.line(ctx, it, of[it.Str("sk")]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SaveLine implements web.Setup. Nil Secrets leave the stored ones as they are;
// others replace them all. The line's trouble is MarkLine's.
func (s Store) SaveLine(ctx context.Context, l desk.Line) (desk.Line, error) {
	if l.ID == "" {
		return desk.Line{}, fmt.Errorf("%w: a line needs an id", desk.ErrInvalid)
	}
	if l.CreatedAt.IsZero() {
		l.CreatedAt = s.Now()
	}
	l.CreatedAt = utc(l.CreatedAt)
	it, err := record(pkLines, string(l.ID), lineItem(l))
	if err != nil {
		return desk.Line{}, err
	}
	ops := []Op{over(it, l.Version)}
	if l.Secrets != nil {
		kept, err := s.sealed(ctx, l)
		if err != nil {
			return desk.Line{}, wrap(err, "save line %s", l.ID)
		}
		secrets, err := record(pkSecrets, string(l.ID), kept)
		if err != nil {
			return desk.Line{}, err
		}
		ops = append(ops, Op{Do: DoUpdate, Key: secrets.Key(), Set: Item{"x": secrets["x"]}})
	}
	if l.Team != "" { // which may be deleted at this very moment
		ops = append(ops, Check(Key{pkTeams, string(l.Team)}, Exists("pk"), Missing("gone")))
	}
	if _, err := s.Engine.Write(ctx, ops...); err != nil {
		if _, gone := conditionFailed(err, len(ops)-1); gone && l.Team != "" {
			err = desk.RefuseTeam(l.Team)
		}
		return desk.Line{}, wrap(err, "save line %s", l.ID)
	}
	secrets, err := s.Engine.Get(ctx, Key{pkSecrets, string(l.ID)}, true)
	if err != nil {
		return desk.Line{}, wrap(err, "secrets of line %s", l.ID)
	}
	return s.line(ctx, it, secrets)
}

// line is a line with its secrets, out of the vault if there is one.
func (s Store) line(ctx context.Context, it, beside Item) (desk.Line, error) {
	l, err := lineFrom(it, beside)
	if err == nil && s.Vault != nil && l.Secrets != nil {
		l.Secrets, err = s.Vault.Open(ctx, l.Secrets)
	}
	if s.Channels != nil {
		l.Traits = s.Channels.Traits(l)
	}
	return l, wrap(err, "line %s", l.ID)
}

// sealed are a line's secrets as the table keeps them.
func (s Store) sealed(ctx context.Context, l desk.Line) (map[string]string, error) {
	if s.Vault == nil {
		return l.Secrets, nil
	}
	return s.Vault.Seal(ctx, l.ID, l.Secrets)
}

// MarkLine implements flow.Lines. A line's trouble lies beside its secrets, where
// it costs no read of its own and meets no edit of the line.
func (s Store) MarkLine(ctx context.Context, line desk.Line, now desk.Trouble) error {
	op := Op{Do: DoUpdate, Key: Key{pkSecrets, string(line.ID)}, Set: Item{"trouble": "", "trouble_at": int64(0)}}
	if now.At.IsZero() {
		op.If = []Cond{Equal("trouble_at", line.Trouble.At.UnixMicro())}
	} else if err := setTrouble(op.Set, now); err != nil {
		return err
	}
	_, err := s.Engine.Write(ctx, op)
	if lostRace(err) {
		return nil // it is gone, or a newer one is in its place
	}
	return wrap(err, "mark line %s", line.ID)
}

// DropLine implements flow.Discards. The vault comes first: who is cut off before
// the end leaves a line that refuses everything, and deletes it again.
func (s Store) DropLine(ctx context.Context, id desk.LineID) error {
	if s.Vault != nil {
		if err := s.Vault.Drop(ctx, id); err != nil {
			return wrap(err, "delete the secrets of line %s", id)
		}
	}
	if _, err := s.Engine.Write(ctx, Delete(Key{pkLines, string(id)}), Delete(Key{pkSecrets, string(id)})); err != nil {
		return wrap(err, "delete line %s", id)
	}
	return nil
}

// ForgetPipeline implements setup.Discards.
func (s Store) ForgetPipeline(ctx context.Context, id desk.PipelineID) error {
	for range maxRaces {
		v, err := s.Settings(ctx)
		if err != nil {
			return err
		}
		if _, set := v.PipelineModes[id]; !set {
			return nil
		}
		v.PipelineModes = maps.Clone(v.PipelineModes)
		delete(v.PipelineModes, id)
		if _, err = s.SaveSettings(ctx, v); !errors.Is(err, desk.ErrConflict) {
			return err
		}
	}
	return busy("forget a pipeline")
}

// InOrder reads what SaveInOrder saved, in its order.
func InOrder[T any](ctx context.Context, t Table, pk string, from func(Item) (T, error)) ([]T, error) {
	its, err := t.All(ctx, pk, "")
	if err != nil {
		return nil, wrap(err, "%s", pk)
	}
	slices.SortStableFunc(its, func(a, b Item) int { return int(a.Int("place") - b.Int("place")) })
	out := make([]T, len(its))
	for i, it := range its {
		if out[i], err = from(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Key implements web.Keys.
func (s Store) Key(ctx context.Context, id desk.KeyID) (desk.Key, error) {
	it, err := s.get(ctx, Key{pkKeys, string(id)})
	if err != nil {
		return desk.Key{}, wrap(err, "key %s", id)
	}
	return keyFrom(it)
}

// Keys implements web.Keys.
func (s Store) Keys(ctx context.Context) ([]desk.Key, error) {
	its, err := s.all(ctx, pkKeys, "")
	if err != nil {
		return nil, wrap(err, "keys")
	}
	out := make([]desk.Key, len(its))
	for i, it := range its {
		if out[i], err = keyFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SaveKey implements web.Keys.
func (s Store) SaveKey(ctx context.Context, k desk.Key) error {
	it, err := newKey(k)
	if err != nil {
		return err
	}
	_, err = s.Engine.Write(ctx, Put(it))
	return wrap(err, "save key %s", k.Actor.Key)
}
