package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// keepAnswer is how long the answer to an Idempotency-Key is kept.
const keepAnswer = 48 * time.Hour

// answerItem is a stored answer. Its fields are desk.Answer's.
type answerItem struct {
	Status int    `json:"status"`
	Type   string `json:"type,omitempty"`
	Body   []byte `json:"body,omitempty"`
}

// Begin implements web.Once.
func (s Store) Begin(ctx context.Context, key, hash string, now, lapses time.Time) (*desk.Answer, error) {
	k := onceKey(key)
	claim := Item{
		"pk": k.PK, "sk": k.SK, "hash": hash, "lapses": lapses.UnixMicro(),
		TTL: lapses.Add(keepAnswer).Unix(),
	}
	if key == "" || ValidateKey(k) != nil {
		return nil, fmt.Errorf("%w: an idempotency key is missing or too long", desk.ErrInvalid)
	}
	free := []Cond{Missing("pk")}
	for range maxRaces {
		_, err := s.Engine.Write(ctx, Put(withWriteToken(claim), free...))
		old, taken := conditionFailed(err, 0)
		switch {
		case unlessOwnWrite(err, claim) == nil:
			return nil, nil
		case !taken:
			return nil, wrap(err, "claim a request")
		case old == nil:
			free = []Cond{Missing("pk")} // freed meanwhile
		case old.Int(TTL) <= now.Unix():
			free = []Cond{Equal(TTL, old.Int(TTL))} // too old to count
		case old.Str("hash") != hash:
			return nil, fmt.Errorf("%w: this idempotency key was used with another content", desk.ErrInvalid)
		case old["answer"] != nil:
			a, err := unblob[answerItem](old, "answer")
			done := desk.Answer(a)
			return &done, err
		case old.Int("lapses") > now.UnixMicro():
			return nil, fmt.Errorf("%w: a request with this idempotency key is under way", desk.ErrConflict)
		default:
			// Whoever claimed it died.
			free = []Cond{Missing("answer"), Equal("lapses", old.Int("lapses"))}
		}
	}
	return nil, busy("claim a request")
}

// Finish implements web.Once. The first answer stays.
func (s Store) Finish(ctx context.Context, key, hash string, a desk.Answer, now time.Time) error {
	b, err := blob(answerItem(a))
	if err != nil {
		return err
	}
	_, err = s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: onceKey(key), Set: Item{"answer": b, TTL: now.Add(keepAnswer).Unix()},
		If: []Cond{Equal("hash", hash), Missing("answer")},
	})
	if old, met := conditionFailed(err, 0); met && old.Str("hash") == hash {
		return nil
	}
	return wrap(err, "keep the answer of a request")
}

// Abandon implements web.Once.
func (s Store) Abandon(ctx context.Context, key, hash string) error {
	_, err := s.Engine.Write(ctx, Delete(onceKey(key), Equal("hash", hash), Missing("answer")))
	if lostRace(err) {
		return nil // freed before, finished, or somebody else's by now
	}
	return wrap(err, "free a request")
}
