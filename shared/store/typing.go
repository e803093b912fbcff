package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// typingKept is how long after its moment somebody's typing is still stored, at most:
// the engines take it away some time after its ttl.
const typingKept = time.Minute

func typingFrom(it Item) (desk.Typing, error) {
	return desk.Typing{By: desk.OperatorID(it.Str("sk")[len(preTyping):]), Until: time.UnixMicro(it.Int("until")).UTC(), Note: it.Int("note") == 1}, nil
}

// NoteTyping implements talk.Typings.
func (s Store) NoteTyping(ctx context.Context, d desk.DialogID, t desk.Typing) (noted bool, err error) {
	k := typingKey(d, t.By)
	it := Item{"pk": k.PK, "sk": k.SK, "until": t.Until.UnixMicro(), TTL: t.Until.Add(typingKept).Unix()}
	if t.Note {
		it["note"] = int64(1)
	}
	for range maxRaces {
		_, err := s.Engine.Write(ctx, Put(it, Missing("pk")))
		old, unmet := conditionFailed(err, 0)
		if !unmet {
			return err == nil, wrap(err, "note typing in %s", d)
		}
		had := desk.Typing{By: t.By, Until: time.UnixMicro(old.Int("until"))}
		if (old.Int("note") == 1) == t.Note && had.Fresh(t.Until.Add(-desk.TypingLife)) {
			return false, nil
		}
		_, err = s.Engine.Write(ctx, Put(it, Equal("until", old.Int("until"))))
		if !lostRace(err) {
			return err == nil, wrap(err, "note typing in %s", d)
		}
	}
	return false, nil // somebody of the same name was faster each time: it is noted
}

// TypingIn implements talk.Typings.
func (s Store) TypingIn(ctx context.Context, d desk.DialogID) ([]desk.Typing, error) {
	its, err := s.all(ctx, dialogRunsPK(d), preTyping)
	var out []desk.Typing
	for _, it := range its {
		if t, _ := typingFrom(it); t.Until.After(s.Now()) {
			out = append(out, t)
		}
	}
	return out, wrap(err, "who types in %s", d)
}
