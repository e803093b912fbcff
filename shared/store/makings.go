package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// keepMade is for how long it is kept which card was made: the search of a CRM may lag
// behind for minutes, and a job may be tried again for hours.
const keepMade = 24 * time.Hour

// BeginMaking implements flow.Changes.
func (s Store) BeginMaking(ctx context.Context, of, gone desk.CardRef, now, until time.Time) (desk.CardRef, error) {
	k := makingKey(of)
	claim := Item{"pk": k.PK, "sk": k.SK, "until": until.UnixMicro(), TTL: until.Add(keepMade).Unix()}
	free := Missing("pk")
	for range maxRaces {
		_, err := s.Engine.Write(ctx, Put(withWriteToken(claim), free))
		old, taken := conditionFailed(err, 0)
		switch {
		case unlessOwnWrite(err, claim) == nil:
			return desk.CardRef{}, nil
		case !taken:
			return desk.CardRef{}, wrap(err, "begin to make %s", of)
		case old == nil:
			free = Missing("pk") // ended meanwhile
			continue
		}
		free = Equal("until", old.Int("until"))
		if old.Str("made") == "" && old.Int("until") > now.UnixMicro() {
			return desk.CardRef{}, &desk.Later{Until: time.UnixMicro(old.Int("until")).UTC(), Why: "The card is being made right now"}
		}
		if made, err := desk.ParseCardRef(old.Str("made")); err == nil && made != gone && old.Int(TTL) > now.Unix() {
			return made, nil
		}
	}
	return desk.CardRef{}, busy("begin to make a card")
}

// EndMaking implements flow.Changes.
func (s Store) EndMaking(ctx context.Context, of desk.CardRef, until time.Time, made desk.CardRef) error {
	k := makingKey(of)
	op := Delete(k)
	if made.ID != "" {
		op = Put(Item{"pk": k.PK, "sk": k.SK, "until": until.UnixMicro(), "made": made.String(), TTL: until.Add(keepMade).Unix()})
	}
	op.If = []Cond{Equal("until", until.UnixMicro())}
	if _, err := s.Engine.Write(ctx, op); !lostRace(err) {
		return wrap(err, "end making %s", of)
	}
	return nil // somebody else's by now
}
