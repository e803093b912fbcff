package main

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// pageLists are the lists of which a page is measured, by one filter each, among so
// many filled dialogs.
func pageLists(n int) map[string]desk.DialogFilter {
	return pageListsOf(time.Duration(n) * apart)
}

// pageListsOf are they among dialogs filled over so long a time.
func pageListsOf(span time.Duration) map[string]desk.DialogFilter {
	day := func(from, to int) desk.Period {
		at := func(part int) time.Time { return noon.Add(span * time.Duration(part) / 100) }
		return desk.Period{From: at(from), To: at(to)}
	}
	some := desk.Actor{Session: "s", Role: desk.RoleOperator, Operator: "operator3", Rights: desk.Rights{Dialogs: desk.ScopeOwn}}
	member, colleague := some, some
	member.Teams = []desk.TeamID{"team5"}
	colleague.Teams, colleague.Rights.Dialogs = member.Teams, desk.ScopeTeam
	return map[string]desk.DialogFilter{
		"own, in a team":    {Actor: &member},
		"a team's":          {Actor: &colleague},
		"all":               {},
		"by activity":       {Sort: desk.ByActivity},
		"state=closed":      {States: []desk.DialogState{desk.StateClosed}},
		"state=in_progress": {States: []desk.DialogState{desk.StateInProgress}},
		"state=waiting":     {States: []desk.DialogState{desk.StateWaiting}},
		"state=bot":         {States: []desk.DialogState{desk.StateBot}},
		"turn=operator":     {Turns: []desk.Turn{desk.TurnOperator}},
		"detailed=closed":   {Detailed: []desk.Detailed{desk.DetailedClosed}},
		"line":              {Lines: []desk.LineID{"line7"}},
		"line=seldom":       {Lines: []desk.LineID{seldom}},
		"no such line":      {Lines: []desk.LineID{"none"}},
		"channel":           {Channels: []desk.Channel{desk.ChannelWeb}},
		"team":              {Teams: []desk.TeamID{"team5"}},
		"operator":          {Operators: []desk.OperatorID{"operator3"}},
		"operator=seldom":   {Operators: []desk.OperatorID{seldom}},
		"free":              {Operators: []desk.OperatorID{""}},
		"label":             {Labels: []desk.LabelID{"vip"}},
		"label=seldom":      {Labels: []desk.LabelID{seldom}},
		"priority":          {Priorities: []desk.Priority{desk.PriorityUrgent}},
		"opened":            {Opened: day(50, 51)},
		"closed":            {Closed: day(50, 51)},
		"closed since":      {Closed: desk.Period{From: day(80, 80).From}},
		"q":                 {Find: []string{"koval"}},
		"q=seldom":          {Find: []string{"zweig"}},
		"own":               {Actor: &some},
	}
}

// pageOf is the first page of 50, and what it uses.
func pageOf(t testing.TB, e store.Engine, n int, f desk.DialogFilter) (desk.Page[desk.Dialog], Use) {
	t.Helper()
	return pageAfter(t, e, time.Duration(n)*apart, f)
}

// pageAfter is it when dialogs were filled over so long a time.
func pageAfter(t testing.TB, e store.Engine, span time.Duration, f desk.DialogFilter) (out desk.Page[desk.Dialog], u Use) {
	t.Helper()
	now := func() time.Time { return noon.Add(span) }
	u = usedBy(e, func(e store.Engine) {
		var err error
		if out, err = (store.Store{Engine: e, Now: now}).ListDialogs(t.Context(), f, desk.PageAsk{Limit: 50}); err != nil {
			t.Fatal(err)
		}
	})
	return out, u
}

// TestListsByAnyFilter_CL05_CL09: a page of 50 takes at most 4 calls of the engine by
// any one filter and no more among many dialogs than among few, and 12 by any two, also
// by what is one in 5,000 and by what lies behind all that are open. What it gives is
// what is first of all that pass, and no empty page has another after it. So it is for
// whoever sees all, their own, or their teams'.
func TestListsByAnyFilter_CL05_CL09(t *testing.T) {
	before := map[string]int{}
	for _, n := range []int{3_000, 15_000} {
		e := &shelf{parts: map[[2]string][]store.Item{}, items: map[store.Key]store.Item{}}
		if err := fillDialogs(t.Context(), e, n, func(int) {}); err != nil {
			t.Fatal(err)
		}
		all := everyDialog(n)
		lists := pageLists(n)
		names := slices.Sorted(maps.Keys(lists))
		page := func(name string, f desk.DialogFilter, most int) {
			if len(f.Operators) == 1 && f.Operators[0] != "" && f.OnlyOpen() {
				return // of their workload, which is not filled
			}
			p, u := pageOf(t, e, n, f)
			if u.Calls > most {
				t.Errorf("%s among %d: %d calls, want at most %d", name, n, u.Calls, most)
			}
			if len(p.Items) == 0 && p.Next != "" {
				t.Errorf("%s among %d: an empty page, and another after it", name, n)
			}
			i := 0
			for _, d := range all {
				if f.Sort == desk.ByActivity || i == 50 {
					break
				}
				if !meetsWords(d, f.Find) || !f.Has(d.Dialog) {
					continue
				}
				if i >= len(p.Items) {
					if p.Next == "" {
						t.Errorf("%s among %d: %d dialogs, and no more, where %s is one, too", name, n, len(p.Items), d.ID)
					}
					break
				}
				if p.Items[i].ID != d.ID {
					t.Errorf("%s among %d: the %d. is %s, want %s", name, n, i+1, p.Items[i].ID, d.ID)
					break
				}
				i++
			}
			if was, there := before[name]; there && u.Calls > was && most == 4 {
				t.Errorf("%s: %d calls among few, %d among many", name, was, u.Calls)
			}
			before[name] = u.Calls
		}
		for i, name := range names {
			page(name, lists[name], 4)
			for _, other := range names[i+1:] {
				page(name+" and "+other, both(lists[name], lists[other]), 12)
			}
		}
	}
}

// weigher counts the items that are read, and their bytes.
type weigher struct {
	store.Engine
	queries, items, bytes int
}

func (w *weigher) add(its []store.Item) {
	for _, it := range its {
		if it != nil {
			w.items, w.bytes = w.items+1, w.bytes+store.Size(it)
		}
	}
}

func (w *weigher) Query(ctx context.Context, q store.Query) (store.Found, error) {
	found, err := w.Engine.Query(ctx, q)
	w.queries++
	w.add(found.Items)
	return found, err
}

func (w *weigher) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	its, err := w.Engine.BatchGet(ctx, ks, strong)
	w.add(its)
	return its, err
}

// TestListsReadNoMoreAmongMany_CL05_CL09: a page reads no more items, nor bytes, among many
// dialogs than among few, whether they were opened in days or in a year; where few are not
// enough for a page, no more than a look at each list and the dialogs themselves. And it
// takes at most 4 calls in any of these times.
func TestListsReadNoMoreAmongMany_CL05_CL09(t *testing.T) {
	few := map[string]weigher{}
	for _, of := range []struct {
		n     int
		apart time.Duration
	}{{3_000, apart}, {15_000, apart}, {3_000, 40 * time.Minute}, {3_000, 111 * time.Minute}} {
		e := &shelf{parts: map[[2]string][]store.Item{}, items: map[store.Key]store.Item{}}
		if err := fillApart(t.Context(), e, of.n, of.apart, func(int) {}); err != nil {
			t.Fatal(err)
		}
		span := time.Duration(of.n) * of.apart
		for name, f := range pageListsOf(span) {
			w := weigher{Engine: e}
			page, u := pageAfter(t, &w, span, f)
			if u.Calls > 4 {
				t.Errorf("%s, %v apart: %d calls, want at most 4", name, of.apart, u.Calls)
			}
			first, there := few[name]
			if !there {
				few[name] = w
				continue
			}
			look := w.queries*61 + 2*50
			if name == "closed" { // the first have not closed then yet
				look += 8 * 61
			}
			if most := max(first.items+2, look); w.items > most {
				t.Errorf("%s, %d %v apart: %d items of %d queries for %d dialogs, want at most %d", name, of.n, of.apart, w.items, w.queries, len(page.Items), most)
			}
			if most := max(first.bytes*105/100, look*400); w.bytes > most {
				t.Errorf("%s, %d %v apart: %d bytes, want at most %d", name, of.n, of.apart, w.bytes, most)
			}
		}
	}
}

// filledDialog is one with the words that it is found by.
type filledDialog struct {
	desk.Dialog
	words []string
}

// everyDialog are the filled ones as they are, the newest first: the model.
func everyDialog(n int) []filledDialog {
	out := make([]filledDialog, n)
	for i := range n {
		at := noon.Add(time.Duration(i) * apart).Truncate(time.Microsecond)
		d := desk.Dialog{ID: desk.NewDialogID(customerAt(i), 1), Customer: customerAt(i), Number: 1, State: desk.StateWaiting, Turn: desk.TurnOperator, OpenedAt: at}
		out[n-1-i] = filledDialog{varied(i, n, d), called(i)}
	}
	return out
}

func meetsWords(d filledDialog, sought []string) bool {
	for _, s := range sought {
		if !slices.ContainsFunc(d.words, func(w string) bool { return len(w) >= len(s) && w[:len(s)] == s }) {
			return false
		}
	}
	return true
}

// both narrows by two filters; of two of one kind by either.
func both(f, g desk.DialogFilter) desk.DialogFilter {
	f.States, f.Lines, f.Operators = append(f.States, g.States...), append(f.Lines, g.Lines...), append(f.Operators, g.Operators...)
	f.Teams, f.Channels, f.Priorities = append(f.Teams, g.Teams...), append(f.Channels, g.Channels...), append(f.Priorities, g.Priorities...)
	f.Turns, f.Detailed, f.Labels = append(f.Turns, g.Turns...), append(f.Detailed, g.Detailed...), append(f.Labels, g.Labels...)
	f.Find, f.Sort = append(f.Find, g.Find...), max(f.Sort, g.Sort)
	if f.Opened == (desk.Period{}) {
		f.Opened = g.Opened
	}
	if f.Closed == (desk.Period{}) {
		f.Closed = g.Closed
	}
	if f.Actor == nil {
		f.Actor = g.Actor
	}
	return f
}
