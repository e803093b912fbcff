package copilot

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// ItemJob shows a run in the timeline of its card's own CRM as it is now, with what people
// can press there (CP-02, SU-03, FF-05, FF-06), and by the item the card's badge (FF-08,
// FF-09), where the CRM has the capability Items; and beside it, as a thing to do, that
// something waits for approval (FF-05).
//
// Idempotent: it makes the CRM say what the run says at that moment, and each change of
// the run nudges it. One item a run: it has one job, and who comes twice finds it.
type ItemJob struct {
	Runs        flow.Runs
	Timelines   flow.Timelines
	Fields      flow.Fields
	Config      flow.Config
	Annotations flow.Annotations
	// Home is the address under which people reach us; "": nobody knows.
	Home func(context.Context) string
}

// Job is the handler.
func (j *ItemJob) Job() work.Handler { return work.AtLeastOnce{Job: j, Always: true} }

// Do implements work.Repeatable.
func (j *ItemJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	run, err := j.Runs.Run(ctx, v.Run)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil // it was erased
	}
	if err != nil {
		return 0, fmt.Errorf("run %s: %w", v.Run, err)
	}
	can, err := j.Timelines.Can(ctx, run.Card.Connection)
	if err != nil || !can.Items || run.Reading == nil || run.Trial != nil {
		return 0, err
	}
	fields, err := j.Fields.Fields(ctx, run.Card.Connection, run.Card.Kind)
	if err != nil {
		return 0, fmt.Errorf("fields of %s: %w", run.Card.Kind, err)
	}
	m, err := j.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return 0, fmt.Errorf("margin of %s: %w", run.Card, err)
	}
	words, err := spoken(ctx, j.Config, run)
	if err != nil {
		return 0, err
	}
	item := words.item(run, fields, m, strings.TrimRight(j.home(ctx), "/"))
	item.Task = words.task(run, can, m)
	err = j.Timelines.SetItem(ctx, item)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil // the card is gone, and with it who would look
	}
	return 0, err
}

func (j *ItemJob) home(ctx context.Context) string {
	if j.Home == nil {
		return ""
	}
	return j.Home(ctx)
}

// maxItemValues is how many values an item tells: Bitrix24 takes twenty blocks, and people
// read fewer.
const maxItemValues = 16

// maxSummary is how long the summary of an item is, in runes.
const maxSummary = 4000

// item is what a run's item says and offers.
func (w spokenWords) item(run desk.Run, fields []desk.Field, m desk.CardAnnotations, home string) desk.CardItem {
	open := len(run.OpenProposals()) > 0
	filled := run.Filled() && slices.Contains(m.Shown(), desk.BadgeFilled)
	i := desk.CardItem{
		Card: run.Card, Mark: desk.NoteMark(run.ID), Run: run.ID, Title: w.summary, Summary: cut(run.PlainSummary(), maxSummary), Done: !open && !filled,
	}
	view := desk.ItemButton{Press: desk.PressOpen, Title: w.view, URL: home + "/app/chats/" + string(run.Dialog)}
	if run.Merges() {
		view.URL = home + "/app/contacts/" + url.PathEscape(run.Card.String())
	}
	read := desk.ItemButton{Press: desk.PressRead, Title: w.read}
	seen := desk.ItemButton{Press: desk.PressSeen, Title: w.seen}
	decide := []desk.ItemButton{{Press: desk.PressReplace, Title: w.replace}, {Press: desk.PressKeep, Title: w.keep}}
	switch {
	case open:
		i.Title, i.Badge, i.Buttons = w.awaiting, desk.BadgeAwaiting, append(slices.Clone(decide), view, read)
	case filled:
		i.Badge, i.Buttons = desk.BadgeFilled, []desk.ItemButton{view, seen, read}
	default:
		i.Buttons = []desk.ItemButton{view, read}
	}
	i.Buttons = slices.DeleteFunc(i.Buttons, func(b desk.ItemButton) bool {
		return b.Press == desk.PressOpen && home == "" || b.Press == desk.PressRead && run.Merges()
	})
	for _, o := range run.Outcomes {
		if o.Kind != desk.OutcomeFilled && o.Kind != desk.OutcomeProposed {
			continue
		}
		if len(i.Values) == maxItemValues {
			i.More = "…"
			break
		}
		f := fieldNamed(fields, o.Field)
		v := desk.ItemValue{Field: o.Field, Title: f.Title, Text: w.became(f, o), Quote: cut(oneLine(o.Quote), maxQuote)}
		if o.Open() {
			v.Buttons = decide
		}
		i.Values = append(i.Values, v)
	}
	return i
}

// became is a value, with what it stands against and what people did with it.
func (w spokenWords) became(f desk.Field, o desk.Outcome) string {
	text := cut(oneLine(o.Value.InWords(f, w.in)), maxQuote)
	if o.Kind == desk.OutcomeProposed && o.Old != "" {
		text = cut(oneLine(o.Old.InWords(f, w.in)), maxQuote) + " → " + text
	}
	what := map[desk.Decision]string{desk.DecisionKeep: w.kept, desk.DecisionReplace: w.replaced, desk.DecisionUndo: w.undone}[o.Decision]
	if what != "" {
		text += " (" + what + ")"
	}
	return text
}
