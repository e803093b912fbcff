package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// PastDialogs implements flow.Erasures.
func (s Store) PastDialogs(ctx context.Context, p desk.Part, limit int) ([]desk.Dialog, error) {
	found, err := s.Engine.Query(ctx, Query{PK: customerPK(p.Customer), Prefix: preArchived, Limit: limit, Strong: true})
	if err != nil {
		return nil, wrap(err, "past dialogs of %s", p.Customer)
	}
	var out []desk.Dialog
	for _, it := range found.Items {
		h, err := headFrom(it)
		if err != nil {
			return nil, err
		}
		if h.Number <= p.Number {
			out = append(out, h.Dialog)
		}
	}
	return out, nil
}

// TakeRun implements flow.Erasures.
func (s Store) TakeRun(ctx context.Context, r desk.Run) error {
	if err := s.Table().TakeAll(ctx, oncePK(string(r.ID)), ""); err != nil {
		return err
	}
	if err := s.takeUntold(ctx, runKey(r.ID).PK, nil); err != nil {
		return wrap(err, "take what was not told of run %s", r.ID)
	}
	// Last what it is found by.
	ops := []Op{Delete(jobKey(desk.NewNoteJob(r, s.Now()).ID)), Delete(jobKey(desk.NewItemJob(r, s.Now()).ID)), Delete(runKey(r.ID))}
	_, err := s.Engine.Write(ctx, append(ops, each(runLists(r), func(k Key) Op { return Delete(k) })...)...)
	return wrap(err, "take run %s", r.ID)
}

// TakeMessages implements flow.Erasures: at most 25 at once.
func (s Store) TakeMessages(ctx context.Context, ms []desk.Message) error {
	if err := s.takeAsked(ctx, ms); err != nil {
		return wrap(err, "take what asked the bot")
	}
	var ops []Op
	for _, m := range ms {
		ops = append(ops,
			Put(s.gone(m.Customer, m.External)), Delete(messageKey(m.Customer, m.External)),
			Delete(jobKey(desk.NewFilesJob("", m, "", s.Now()).ID)),
			Delete(jobKey(desk.NewReplyJob("", m, "", s.Now()).ID)))
	}
	if len(ops) == 0 {
		return nil
	}
	_, err := s.Engine.Write(ctx, ops...)
	return wrap(err, "take %d messages", len(ms))
}

// takeAsked takes what the bot and routing had to do with messages: jobs, and what had
// no answer.
func (s Store) takeAsked(ctx context.Context, ms []desk.Message) error {
	var ops []Op
	for _, m := range ms {
		if m.Author == desk.ByCustomer {
			ops = append(ops, Delete(jobKey(desk.NewTranscribeJob("", m, "", s.Now()).ID)), Delete(jobKey(desk.NewBotJob(desk.Dialog{}, m, s.Now()).ID)), Delete(jobKey(desk.RouteAgainID(m.Customer, m.External))), Delete(unansweredKey(m.Customer, m.External, m.Seq)))
		}
		ops = append(ops, Delete(jobKey(desk.NewCentreToldJob(m, s.Now()).ID)))
		if m.Centre != (desk.CentreMark{}) {
			ops = append(ops, Delete(jobKey(desk.NewCentreFilesJob("", m, "", s.Now()).ID)))
		}
		if m.Author == desk.AsNote {
			ops = append(ops, Delete(jobKey(desk.NewPassedJob(desk.Dialog{Customer: m.Customer}, m.External, "", s.Now()).ID)))
		}
	}
	return s.Table().InChunks(ctx, ops)
}

// TakeDialog implements flow.Erasures.
func (s Store) TakeDialog(ctx context.Context, id desk.DialogID) error {
	c, n, err := id.Split()
	if err != nil {
		return err
	}
	if err := s.unlist(ctx, id); err != nil {
		return err
	}
	for _, pk := range []string{dialogRunsPK(id), oncePK(string(id))} {
		if err := s.Table().TakeAll(ctx, pk, ""); err != nil {
			return wrap(err, "take dialog %s", id)
		}
	}
	d := desk.Dialog{ID: id}
	ops := []Op{Delete(jobKey(desk.NewBindJob(d, s.Now()).ID)), Delete(jobKey(desk.NewRouteJob(d, s.Now()).ID)), Delete(jobKey(desk.NewTypingJob(d).ID)), Delete(jobKey(desk.NewBotResumeJob(d, s.Now()).ID))}
	for _, job := range append(desk.HandJobs(d, s.Now()), desk.FloorJobs(d, s.Now())...) {
		ops = append(ops, Delete(jobKey(job.ID)))
	}
	_, err = s.Engine.Write(ctx, append(ops, Delete(archivedKey(c, n)))...)
	return wrap(err, "take dialog %s", id)
}

// Formers implements flow.Erasures.
func (s Store) Formers(ctx context.Context, p desk.Part) ([]desk.Customer, error) {
	its, err := s.formers(ctx, p)
	if err != nil {
		return nil, wrap(err, "former customers %s", p.Customer)
	}
	out := make([]desk.Customer, len(its))
	for i, it := range its {
		if out[i], _, err = customerFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s Store) formers(ctx context.Context, p desk.Part) ([]Item, error) {
	its, err := s.all(ctx, customerPK(p.Customer), preFormer)
	return slices.DeleteFunc(its, func(it Item) bool { return it.Str("sk") > formerKey(p.Customer, p.Number).SK }), err
}

// TakeRest implements flow.Erasures.
func (s Store) TakeRest(ctx context.Context, p desk.Part) error {
	for _, take := range []func(context.Context, desk.Part) error{s.takeLinks, s.takeNames, s.takeFormers} {
		if err := take(ctx, p); err != nil {
			return wrap(err, "take what is left of %s", p.Customer)
		}
	}
	if err := s.takeUntold(ctx, customerPK(p.Customer), untoldBefore(p)); err != nil {
		return wrap(err, "take what was not told of %s", p.Customer)
	}
	if err := s.Table().TakeAll(ctx, customerPK(p.Customer), preAsked); err != nil {
		return wrap(err, "take what %s asked", p.Customer)
	}
	return wrap(s.Table().TakeAll(ctx, oncePK(string(p.Customer)), ""), "take requests about %s", p.Customer)
}

// takeLinks takes the history links of who was erased, also one that somebody made
// since: it was of what is gone. Of a dialog that went alone, as its time was over, they
// stay: they show what there still is.
func (s Store) takeLinks(ctx context.Context, p desk.Part) error {
	formers, err := s.formers(ctx, p)
	if err != nil || len(formers) == 0 {
		return err
	}
	return s.Table().TakeAll(ctx, customerPK(p.Customer), preHistory)
}

// takeNames takes what lies under names of messages and is in no dialog: other
// names of messages that are gone, what came before a message that never did,
// and messages whose writer died before they were in a dialog.
func (s Store) takeNames(ctx context.Context, p desk.Part) error {
	q := Query{PK: customerPK(p.Customer), Prefix: preMessage, Strong: true}
	for {
		found, err := s.Engine.Query(ctx, q)
		if err != nil {
			return err
		}
		for _, it := range found.Items {
			stays, err := s.stays(ctx, it, p)
			if err != nil {
				return err
			}
			if stays {
				continue
			}
			x := desk.ExternalID(it.Str("sk")[len(preMessage):])
			if _, err := s.Engine.Write(ctx, Put(s.gone(p.Customer, x)), Delete(it.Key())); err != nil {
				return err
			}
		}
		if q.After = found.Next; q.After == nil {
			return nil
		}
	}
}

// stays says whether what lies under a message's name is not the part's: a later
// message, another name of one, or what waits for one.
func (s Store) stays(ctx context.Context, it Item, p desk.Part) (bool, error) {
	if ours := it.Str("alias"); ours != "" {
		var err error
		if it, err = s.Engine.Get(ctx, messageKey(p.Customer, desk.ExternalID(ours)), true); err != nil || it == nil {
			return false, err
		}
	}
	if !isMessage(it) {
		return it.Int(TTL) > p.Upto.Time().Add(desk.EarlyLife).Unix(), nil
	}
	return it.Int("seq") > int64(p.Upto), nil
}

// takeFormers takes the customers as they were, and what names them.
func (s Store) takeFormers(ctx context.Context, p desk.Part) error {
	formers, err := s.formers(ctx, p)
	if err != nil {
		return err
	}
	now, err := s.Customer(ctx, p.Customer)
	if err != nil && !absent(err) {
		return err
	}
	for _, it := range formers {
		c, _, err := customerFrom(it)
		if err != nil {
			return err
		}
		ops := []Op{Delete(it.Key())}
		if c.Contact.ID != "" && c.Contact != now.Contact {
			ops = append(ops, Delete(Key{ContactPK(c.Contact), prePerson + string(c.ID)}))
		}
		if now.ID == "" {
			ops = append(ops, Delete(jobKey(desk.NewLookJob("", c.ID, "", s.Now()).ID)))
			passed, err := s.takePassing(ctx, c.ID)
			if err != nil {
				return err
			}
			ops = append(ops, passed...)
		}
		claims, err := s.claimsOf(ctx, c, "") // again: whoever was binding them may have made more
		if err == nil {
			err = s.Table().InChunks(ctx, append(claims, ops...))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Strip implements flow.Erasures. The margin comes last: by its marks a repeat
// knows what is left to do.
func (s Store) Strip(ctx context.Context, ref desk.CardRef, entry func(desk.Entry) bool, run func(desk.RunID) bool, dialog func(desk.DialogID) bool) (int, error) {
	taken, err := s.stripEntries(ctx, ref, entry)
	if err != nil {
		return taken, wrap(err, "strip %s", ref)
	}
	if err := s.Table().TakeAll(ctx, oncePK(ref.String()), ""); err != nil {
		return taken, wrap(err, "strip %s", ref)
	}
	if err := s.stripMerge(ctx, ref); err != nil {
		return taken, wrap(err, "strip %s", ref)
	}
	for range maxRaces {
		m, err := s.Annotations(ctx, ref)
		if err != nil || m.Version == 0 {
			return taken, err
		}
		it, err := newAnnotations(m.Without(run, dialog))
		if err != nil {
			return taken, err
		}
		if err := s.save(ctx, it, m.Version); !errors.Is(err, desk.ErrConflict) {
			return taken, wrap(err, "strip %s", ref)
		}
	}
	return taken, busy("strip a card")
}

// stripMerge takes the values out of a merge: whose they were nobody knows any more.
func (s Store) stripMerge(ctx context.Context, ref desk.CardRef) error {
	for range maxRaces {
		m, err := s.Merge(ctx, ref)
		if absent(err) || err == nil && len(m.Filled) == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		m.Filled = nil
		if _, err = s.SaveMerge(ctx, m); !errors.Is(err, desk.ErrConflict) {
			return err
		}
	}
	return busy("strip a merge")
}

// stripEntries takes lines of a timeline away, and what became of changes: it
// holds what people had put there instead.
func (s Store) stripEntries(ctx context.Context, ref desk.CardRef, gone func(desk.Entry) bool) (taken int, err error) {
	its, err := s.all(ctx, CardPK(ref), preEntry)
	if err != nil {
		return 0, err
	}
	changes, err := s.all(ctx, CardPK(ref), ChangeKey(ref, "").SK)
	if err == nil {
		err = s.takeUntold(ctx, CardPK(ref), nil)
	}
	if err != nil {
		return 0, err
	}
	ops := each(changes, func(it Item) Op { return Delete(it.Key()) })
	for _, it := range its {
		e, err := entryFrom(it)
		if err != nil {
			return taken, err
		}
		if gone(e) {
			taken++
			ops = append(ops, Delete(it.Key()))
		}
	}
	return taken, s.Table().InChunks(ctx, ops)
}

// TakeBeside implements erasure.Erasures.
func (s Store) TakeBeside(ctx context.Context, ref desk.CardRef) error {
	if err := s.takeUntold(ctx, CardPK(ref), nil); err != nil {
		return wrap(err, "take what was not told of %s", ref)
	}
	if err := s.Table().TakeAll(ctx, oncePK(ref.String()), ""); err != nil {
		return wrap(err, "take what is beside %s", ref)
	}
	if ref.Kind == desk.KindContact {
		ops, err := s.unclaim(ctx, ref, nil)
		if err == nil {
			err = s.Table().InChunks(ctx, ops)
		}
		if err == nil {
			err = s.Table().TakeAll(ctx, ContactPK(ref), prePerson)
		}
		if err == nil {
			err = s.Table().TakeAll(ctx, ContactPK(ref), preMerged)
		}
		if err != nil {
			return wrap(err, "take what is beside %s", ref)
		}
	}
	beside, err := s.all(ctx, CardPK(ref), "")
	if err != nil {
		return wrap(err, "take what is beside %s", ref)
	}
	ours := func(it Item) bool {
		sk := it.Str("sk")
		return sk == skAnnotations || sk == skFirst || sk == skMerge || strings.HasPrefix(sk, preEntry) || strings.HasPrefix(sk, ChangeKey(ref, "").SK)
	}
	beside = slices.DeleteFunc(beside, func(it Item) bool { return !ours(it) })
	return wrap(s.Table().InChunks(ctx, each(beside, func(it Item) Op { return Delete(it.Key()) })), "take what is beside %s", ref)
}

// ClosedBefore implements flow.Erasures. Dialogs are listed by when they opened,
// so those that opened long ago and are open still, or were lately, are passed
// over each time: dialogs close by themselves, so they are few.
func (s Store) ClosedBefore(ctx context.Context, at desk.Seq, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	l := Lister[desk.Dialog]{Query: Query{Index: ByList, PK: listDialogs, To: stamp(at.Time())}}
	l.Read = func(ctx context.Context, entries []Item) ([]desk.Dialog, []bool, error) {
		out, ok, err := s.dialogsAt(ctx, entries, sortAttr(l.Query), desk.DialogFilter{}, true)
		for i := range ok {
			ok[i] = ok[i] && !out[i].Open() && out[i].ClosedAt.Before(at.Time())
		}
		return out, ok, err
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "dialogs closed before %s", fmt.Sprint(at.Time()))
}
