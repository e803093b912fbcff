package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// What is counted of an answer lies beside its customer, and goes with them; an
// entry's score stays.

func faqScoreKey(id desk.FAQID) Key { return Key{preFAQ + string(id), "SCORE"} }

func scoreAdds(s desk.FAQScore) map[string]int64 {
	return map[string]int64{"answered": s.Answered, "followed": s.Followed, "good": s.Good, "bad": s.Bad}
}

func scoreFrom(it Item) desk.FAQScore {
	return desk.FAQScore{Answered: it.Int("answered"), Followed: it.Int("followed"), Good: it.Int("good"), Bad: it.Int("bad")}
}

// CountAnswer implements bot.Scores. What the message says now is read, so that a
// change which is heard late counts nothing that is over.
func (s Store) CountAnswer(ctx context.Context, m desk.Message, followed bool) error {
	at, mark := messageKey(m.Customer, m.External), Key{customerPK(m.Customer), preAsked + preAnswer + string(m.External)}
	for range maxRaces {
		its, err := s.Table().Fetch(ctx, []Key{at, mark}, true)
		if err != nil {
			return wrap(err, "what was counted of an answer")
		}
		if its[0] == nil || !isMessage(its[0]) {
			return nil
		}
		now, err := messageFrom(its[0])
		if err != nil {
			return err
		}
		had := scoreFrom(its[1])
		next := now.Score(followed || had.Followed > 0)
		if next == had {
			return nil
		}
		counted, unchanged := Item{"pk": mark.PK, "sk": mark.SK, "version": its[1].Int("version") + 1}, Missing("pk")
		for name, n := range scoreAdds(next) {
			counted[name] = n
		}
		if its[1] != nil {
			unchanged = Equal("version", its[1].Int("version"))
		}
		ops := []Op{Put(counted, unchanged), Check(at, Exists("seq"))}
		for _, id := range now.Entries {
			ops = append(ops, Op{Do: DoUpdate, Key: faqScoreKey(id), Add: scoreAdds(next.Minus(had))})
		}
		if _, err = s.Engine.Write(ctx, ops...); !lostRace(err) {
			return wrap(err, "count an answer")
		}
	}
	return busy("count an answer")
}

// FAQScore implements knowledge.Scores.
func (s Store) FAQScore(ctx context.Context, id desk.FAQID) (desk.FAQScore, error) {
	it, err := s.get(ctx, faqScoreKey(id))
	if absent(err) {
		return desk.FAQScore{}, nil
	}
	return scoreFrom(it), wrap(err, "score of entry %s", id)
}
