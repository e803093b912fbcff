package store

import (
	"context"
	"strings"

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
	return record(k.PK, k.SK, unansweredItem{u.Customer, u.Messages, u.Dialog, u.Line})
}

func unansweredFrom(it Item) (desk.Unanswered, error) {
	x, err := unblob[unansweredItem](it, "x")
	at, _, _ := strings.Cut(it.Str("sk"), "#")
	return desk.Unanswered{Customer: x.Customer, Messages: x.Messages, At: desk.SeqAt(stamped(at)), Dialog: x.Dialog, Line: x.Line}, err
}

// NoteUnanswered implements bot.Unanswered.
func (s Store) NoteUnanswered(ctx context.Context, u desk.Unanswered) error {
	u.Messages = u.Messages[:min(len(u.Messages), desk.MaxUnansweredParts)]
	it, err := newUnanswered(u)
	if err != nil {
		return err
	}
	it[TTL] = s.Now().Add(desk.UnansweredFor).Unix()
	_, err = s.Engine.Write(ctx, Put(it))
	return wrap(err, "note the question %s", u.ID())
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

// withWords are the questions with what their messages say, which are those of keys;
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
			u.Text = strings.TrimSpace(m.SpokenText() + "\n" + u.Text)
		}
		its = its[len(u.Messages):]
		if u.Text != "" {
			out = append(out, u)
		}
	}
	return out, nil
}

// DropUnanswered implements knowledge.Unanswered.
func (s Store) DropUnanswered(ctx context.Context, us []desk.Unanswered) error {
	var ops []Op
	for _, u := range us {
		if len(u.Messages) > 0 {
			ops = append(ops, Delete(unansweredKey(u.Customer, u.Messages[0], u.At)))
		}
	}
	return wrap(s.Table().InChunks(ctx, ops), "drop %d questions", len(us))
}
