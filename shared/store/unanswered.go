package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// unansweredItem is a question without an answer. It goes by ttl, and when its
// newest message is taken: its words are the messages' own.
type unansweredItem struct {
	Customer desk.CustomerID   `json:"customer"`
	Messages []desk.ExternalID `json:"messages"`
	Dialog   desk.DialogID     `json:"dialog,omitempty"`
	Line     desk.LineID       `json:"line,omitempty"`
}

func unansweredKey(c desk.CustomerID, last desk.ExternalID, at desk.Seq) Key {
	return Key{pkUnanswered, Timed(at.Time(), string(desk.NewUnansweredID(c, last)))}
}

func newUnanswered(u desk.Unanswered) (Item, error) {
	k := unansweredKey(u.Customer, u.Messages[0], u.At)
	it, err := record(k.PK, k.SK, unansweredItem{u.Customer, u.Messages, u.Dialog, u.Line})
	it["times"], it["upto"] = int64(max(1, u.Times)), int64(u.At)
	if len(u.Parts) > 0 {
		it["parts"] = partsOut(u.Parts)
	}
	return it, err
}

func unansweredFrom(it Item) (desk.Unanswered, error) {
	x, err := unblob[unansweredItem](it, "x")
	at, _, _ := strings.Cut(it.Str("sk"), "#")
	return desk.Unanswered{
		Customer: x.Customer, Messages: x.Messages, At: desk.SeqAt(stamped(at)), Dialog: x.Dialog, Line: x.Line,
		Parts: partsIn(it.Str("parts")), Times: int(it.Int("times")),
	}, err
}

func partsOut(parts []int) string {
	return strings.Join(each(parts, strconv.Itoa), ",")
}

func partsIn(s string) (out []int) {
	for p := range strings.SplitSeq(s, ",") {
		if n, err := strconv.Atoi(p); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// NoteUnanswered implements bot.Unanswered. What a customer asked on a day is noted
// beside them before the question is stored, so that cut off and repeated it is
// counted once.
func (s Store) NoteUnanswered(ctx context.Context, u desk.Unanswered) error {
	u.Messages, u.Times = u.Messages[:min(len(u.Messages), desk.MaxUnansweredParts)], 1
	it, err := newUnanswered(u)
	if err != nil {
		return err
	}
	it[TTL] = s.Now().Add(desk.UnansweredFor).Unix()
	own, day := Key{customerPK(u.Customer), preAsked + u.Day()}, Key{pkUnanswered + "#" + u.Day(), pkUnanswered}
	its, err := s.Table().Fetch(ctx, []Key{it.Key(), own, day}, true)
	if err != nil || its[0] != nil {
		return wrap(err, "note the question %s", u.ID())
	}
	same := "q" + u.Same()
	if first := its[1].Str(same); first != "" && first != it.Str("sk") {
		_, err := s.Engine.Write(ctx, Op{
			Do: DoUpdate, Key: Key{pkUnanswered, first}, Add: map[string]int64{"times": 1}, Set: Item{"upto": int64(u.At)}, If: []Cond{Less("upto", int64(u.At))},
		})
		have, lost := conditionFailed(err, 0)
		if !lost || have != nil {
			return wrapUnlessLost(err, u.ID())
		}
	} else if first == "" {
		if its[1].Int("n") >= desk.MaxUnansweredOf || its[2].Int("n") >= desk.MaxUnansweredDay {
			return nil
		}
		if _, err := s.Engine.Write(ctx,
			Op{Do: DoUpdate, Key: own, Set: Item{same: it.Str("sk"), TTL: s.Now().Add(askedFor).Unix()}, Add: map[string]int64{"n": 1}, If: []Cond{Missing(same)}},
			Op{Do: DoUpdate, Key: day, Set: Item{TTL: s.Now().Add(askedFor).Unix()}, Add: map[string]int64{"n": 1}},
		); err != nil {
			return wrapUnlessLost(err, u.ID())
		}
	}
	_, err = s.Engine.Write(ctx, Put(it, Missing("pk")))
	return wrapUnlessLost(err, u.ID())
}

// askedFor is how long it is known what was asked on a day.
const askedFor = 48 * time.Hour

// wrapUnlessLost wraps, unless somebody else was faster to say the same.
func wrapUnlessLost(err error, id desk.UnansweredID) error {
	if lostRace(err) {
		return nil
	}
	return wrap(err, "note the question %s", id)
}

// Unanswered implements knowledge.Unanswered.
func (s Store) Unanswered(ctx context.Context, most int) ([]desk.Unanswered, error) {
	var all []desk.Unanswered
	var keys []Key
	for q := (Query{PK: pkUnanswered, Desc: true, Limit: most, Strong: true}); ; {
		found, err := s.Engine.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "questions without an answer")
		}
		for _, it := range found.Items[:min(len(found.Items), most-len(all))] {
			if s.expired(it) {
				continue
			}
			u, err := unansweredFrom(it)
			if err != nil {
				return nil, err
			}
			all = append(all, u)
			for _, m := range u.Messages {
				keys = append(keys, messageKey(u.Customer, m))
			}
		}
		if q.After = found.Next; q.After == nil || len(all) >= most {
			break
		}
	}
	return s.withWords(ctx, all, keys)
}

// withWords are the questions with what their messages ask, which are those of keys;
// those whose messages are gone, or say nothing, are left out.
func (s Store) withWords(ctx context.Context, all []desk.Unanswered, keys []Key) ([]desk.Unanswered, error) {
	its, err := s.Table().Fetch(ctx, keys, false)
	if err != nil {
		return nil, wrap(err, "words of questions")
	}
	var out []desk.Unanswered
	for _, u := range all {
		for _, it := range its[:len(u.Messages)] {
			if !isMessage(it) {
				continue
			}
			m, err := messageFrom(it)
			if err != nil {
				return nil, err
			}
			u.Text = strings.TrimSpace(m.OwnWords() + "\n" + u.Text)
		}
		its = its[len(u.Messages):]
		if u.Text != "" {
			out = append(out, u)
		}
	}
	return out, nil
}

// DropUnanswered implements knowledge.Unanswered. Of a question of which other parts
// stay, those do.
func (s Store) DropUnanswered(ctx context.Context, us []desk.Unanswered) error {
	var ops []Op
	parts := map[Key][]int{}
	for _, u := range us {
		if len(u.Messages) == 0 {
			continue
		}
		k := unansweredKey(u.Customer, u.Messages[0], u.At)
		if len(u.Parts) == 0 {
			ops = append(ops, Delete(k))
		}
		parts[k] = append(parts[k], u.Parts...)
	}
	if err := s.Table().InChunks(ctx, ops); err != nil {
		return wrap(err, "drop %d questions", len(us))
	}
	for k, gone := range parts {
		if err := s.dropParts(ctx, k, gone); err != nil {
			return wrap(err, "drop a question's parts")
		}
	}
	return nil
}

func (s Store) dropParts(ctx context.Context, k Key, gone []int) error {
	for range maxRaces {
		it, err := s.get(ctx, k)
		if absent(err) || len(gone) == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		have := it.Str("parts")
		left := partsOut(slices.DeleteFunc(partsIn(have), func(i int) bool { return slices.Contains(gone, i) }))
		op := Delete(k, Equal("parts", have))
		if left != "" {
			op = Op{Do: DoUpdate, Key: k, Set: Item{"parts": left}, If: []Cond{Equal("parts", have)}}
		}
		if _, err = s.Engine.Write(ctx, op); !lostRace(err) {
			return err
		}
	}
	return busy("drop a question's parts")
}
