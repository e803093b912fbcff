package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// sinceView is what came since a place; Next is the place to ask from next.
// Changes are messages told before that are otherwise now; Changed is the moment
// to ask for them from next. The same change may be told twice.
type sinceView struct {
	Items   []saidView `json:"items"`
	Next    desk.Seq   `json:"next" doc:"The after of the next call."`
	More    bool       `json:"more" doc:"There is more already: ask again at once."`
	Changes []saidView `json:"changes,omitempty" doc:"Messages told before that are otherwise now. The same change may be told twice."`
	Changed int64      `json:"changed" doc:"The changed of the next call."`
	Typing  int        `json:"typing,omitempty" doc:"Somebody of the company types: show it for so many seconds, or until they say something."`
	Wait    int        `json:"wait,omitempty" doc:"How many seconds the call was ready to wait: ask again at once. Without it, ask again after a pause of your own."`

	owed bool // the page's next call says that something of ours arrived
}

// since gives a visitor what came after a place of their stream, and, if the page
// says since when, what became of the messages before it. A page that is ready to
// wait is answered when there is something to say, or its time is over.
func (s Site) since(_ http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	visitor, err := s.visitor(r, line)
	if err != nil {
		return nil, err
	}
	after, err := number(r, "after", "next")
	if err != nil {
		return nil, err
	}
	if err := s.told("after", desk.Seq(after)); err != nil {
		return nil, err
	}
	changed, err := number(r, "changed", "changed")
	if err != nil {
		return nil, err
	}
	wait, err := seconds(r, "wait")
	if err != nil {
		return nil, err
	}
	l := looker{Site: s, line: line, visitor: visitor, typing: r.URL.Query().Get("typing") == "true"}
	if wait > 0 && s.Waiters != nil {
		if leave, ok := s.Waiters.enter(l.customer()); ok {
			defer leave()
			return l.await(r.Context(), desk.Seq(after), changed, wait)
		}
	}
	return l.look(r.Context(), desk.Seq(after), changed)
}

// seconds reads how long a page is ready to wait.
func seconds(r *http.Request, name string) (time.Duration, error) {
	n, err := number(r, name, name)
	if err != nil {
		return 0, fmt.Errorf("%w: %s must be a number of seconds", desk.ErrInvalid, name)
	}
	return min(time.Duration(min(n, 3600))*time.Second, longestWait), nil
}

// looker looks for what a visitor's page is to be told.
type looker struct {
	Site
	line    desk.Line
	visitor string
	typing  bool // the page asks for it: it costs two reads
}

func (l looker) customer() desk.CustomerID { return l.line.Customer(l.visitor) }

// await looks only when there is news, and answers when there is something to say:
// what was changed for others, as by a note, is none.
func (l looker) await(ctx context.Context, after desk.Seq, changed int64, wait time.Duration) (sinceView, error) {
	clock := time.NewTimer(wait)
	defer clock.Stop()
	said := int(wait / time.Second)
	for stamp := changed; ; {
		bell, news := l.Waiters.news(l.customer(), after, stamp)
		if news {
			v, err := l.look(ctx, after, changed)
			v.Wait = said
			if err != nil || len(v.Items) > 0 || len(v.Changes) > 0 || v.More || v.Typing > 0 {
				return v, err
			}
			after, stamp = v.Next, v.Changed
			if changed > 0 {
				changed = v.Changed
			}
			continue
		}
		select {
		case <-bell:
			if !l.Waiters.over() {
				continue
			}
		case <-ctx.Done():
		case <-clock.C:
		}
		return sinceView{Items: []saidView{}, Next: after, Changed: stamp, Wait: said}, nil
	}
}

// look reads what there is to say.
func (l looker) look(ctx context.Context, after desk.Seq, changed int64) (sinceView, error) {
	stamp := l.Now().UnixMicro()
	if l.Waiters != nil {
		stamp = l.Waiters.begin(l.customer(), l.Now())
	}
	v, err := l.said(ctx, after)
	if err == nil && changed > 0 {
		v.Changes, err = l.changes(ctx, l.line, l.visitor, after, time.UnixMicro(changed))
	}
	v.Changed = stamp
	if err == nil && l.typing {
		v.Typing, err = l.typed(ctx)
	}
	if err == nil && l.Waiters != nil && !v.More {
		l.Waiters.told(l.customer(), v.Next, v.owed)
	}
	if err != nil && !errors.Is(err, desk.ErrInvalid) {
		return v, notStored(err)
	}
	return v, err
}

// typed is for how many seconds somebody of the company counts as typing.
func (l looker) typed(ctx context.Context) (int, error) {
	until, err := l.Typist.ToCustomer(ctx, l.customer())
	if err != nil || until.IsZero() {
		return 0, err
	}
	return max(0, int((until.Sub(l.Now())+time.Second-1)/time.Second)), nil
}

// pageOfSaid is how many messages are read at a time, and roundsOfSaid how many
// times, when notes alone fill the pages.
const (
	pageOfSaid   = 100
	roundsOfSaid = 5
)

func (l looker) said(ctx context.Context, after desk.Seq) (sinceView, error) {
	out := sinceView{Items: []saidView{}, Next: after, More: true}
	ask, by := desk.PageAsk{Limit: pageOfSaid}, l.names(l.line)
	for round := 0; round < roundsOfSaid && out.More && len(out.Items) == 0; round++ {
		page, err := l.Messages.Messages(ctx, l.customer(), after, 0, false, ask)
		if err != nil {
			return sinceView{}, fmt.Errorf("messages of a visitor of %s: %w", l.line.ID, err)
		}
		for _, m := range page.Items {
			out.Next = m.Seq
			if m.Author != desk.AsNote {
				v, err := l.shown(ctx, l.visitor, m, by)
				if err != nil {
					return sinceView{}, fmt.Errorf("a visitor of %s: %w", l.line.ID, err)
				}
				out.Items = append(out.Items, v)
				out.owed = out.owed || arrives(m)
			}
		}
		ask.Cursor, out.More = page.Next, page.Next != ""
	}
	return out, nil
}

// told refuses a place that nobody can have been told of: it is later than now, by
// more than the clocks of two servers differ.
func (s Site) told(name string, at desk.Seq) error {
	if at > desk.SeqAt(s.Now().Add(changeSlack)) {
		return fmt.Errorf("%w: %s is no place that an answer gave: take next, or the seq of a message", desk.ErrInvalid, name)
	}
	return nil
}
