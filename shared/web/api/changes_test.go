package api_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// watcher is somebody who asks what changed, from where they were told last.
type watcher struct {
	h      *house
	who    string
	cursor string
}

func (h *house) watches(who string) *watcher {
	h.t.Helper()
	w := &watcher{h: h, who: who}
	if told := w.told(); len(told) != 0 {
		h.t.Fatalf("%s: told %v who knows nothing yet", who, told)
	}
	return w
}

// told is what they are told, without what it is about.
func (w *watcher) told() []string {
	w.h.t.Helper()
	var out []string
	for _, v := range w.hints() {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s%s", v.Kind, v.Dialog, v.Card)))
	}
	return out
}

func (w *watcher) hints() []api.HintView {
	w.h.t.Helper()
	var v api.ChangesView
	w.h.as(w.who, "GET", "/v1/changes?since="+w.cursor, nil).is(200).into(&v)
	w.cursor = v.Cursor
	return v.Events
}

// wants wants just that to be told, in any order.
func (w *watcher) wants(what string, hints ...string) {
	w.h.t.Helper()
	got := w.told()
	slices.Sort(got)
	slices.Sort(hints)
	if !slices.Equal(got, hints) {
		w.h.t.Errorf("%s: %s is told %q, want %q", what, w.who, got, hints)
	}
}

// touch has something said in a dialog: by the customer, or, once it is closed, as an
// edit of what they said last.
func (h *house) touch(id desk.DialogID) {
	h.t.Helper()
	h.clock.move(time.Second)
	d, err := h.st.Dialog(h.t.Context(), id)
	must(h.t, err)
	l, err := h.st.Line(h.t.Context(), d.Line)
	must(h.t, err)
	who, err := h.st.Customer(h.t.Context(), d.Customer)
	must(h.t, err)
	if d.Open() {
		got, err := h.receiver.Receive(h.t.Context(), l, []desk.Inbound{{
			Kind: desk.InMessage, From: who.Profile, Author: desk.ByCustomer, External: desk.ExternalID(fmt.Sprint("touch/", h.clock.Now().UnixNano())), Text: "Still there?",
		}})
		must(h.t, err)
		must(h.t, got[0].Err)
		return
	}
	h.become(id, func(d desk.Dialog) desk.Dialog { d.Labels = append(d.Labels, "touched"); return d })
	page, err := h.st.Messages(h.t.Context(), d.Customer, d.After, d.Last, true, desk.PageAsk{Limit: 1})
	must(h.t, err)
	_, err = h.st.UpdateMessage(h.t.Context(), d.Customer, page.Items[0].External, func(m desk.Message) desk.Message { m.Text += "!"; return m })
	must(h.t, err)
}

// TestChangesByScope: in every situation of a dialog who reads it is told of it and of
// what is said in it, who sees that it is there is told of it, and nobody else of
// anything (RS-01, RS-03, RS-06, RS-07, CL-15, CL-23, D12, OP-10).
func TestChangesByScope_RS01_RS03_RS06_RS07_CL15_CL23_D12_OP10(t *testing.T) {
	for i, s := range situations {
		t.Run(s.name, func(t *testing.T) {
			h := newHouse(t)
			scopes := h.scopes()
			id := h.chat(h.line("site", desk.LeadNever), "anna", "Hello")
			h.become(id, func(d desk.Dialog) desk.Dialog { return s.make(h, d) })
			seen := map[string][2]string{"admin": {"y", "y"}, "supervisor": {"y", "y"}, "no cards": {"-", "-"}}
			for scope, by := range map[desk.Scope][2][]string{desk.ScopeOwn: {sees.own, words.own}, desk.ScopeTeam: {sees.team, words.team}, desk.ScopeAll: {sees.all, words.all}} {
				for _, name := range scopes[scope] {
					seen[name] = [2]string{by[0][i], by[1][i]}
				}
			}
			watchers := map[string]*watcher{}
			for name := range seen {
				if name != "no cards" {
					watchers[name] = h.watches(name)
				}
			}
			h.as("no cards", "GET", "/v1/changes", nil).no(403, "forbidden")
			h.touch(id)
			for name, w := range watchers {
				var want []string
				if seen[name][0] == "y" {
					want = append(want, "dialog "+string(id))
				}
				if seen[name][1] == "y" {
					want = append(want, "message "+string(id))
				}
				w.wants(s.name, want...)
			}
		})
	}
}

// TestChangesOfSight: whatever becomes of a dialog, who saw it and does not any more is
// told that it is gone, and nothing else; who sees it is told that it is there (RS-07).
func TestChangesOfSight_RS07(t *testing.T) {
	for i, from := range situations {
		for j, to := range situations {
			if i == j || strings.HasSuffix(from.name, "closed") {
				continue
			}
			t.Run(from.name+", then "+to.name, func(t *testing.T) {
				h := newHouse(t)
				scopes := h.scopes()
				id := h.chat(h.line("site", desk.LeadNever), "anna", "Hello")
				h.become(id, func(d desk.Dialog) desk.Dialog { return from.make(h, d) })
				watchers := map[string]*watcher{}
				for _, names := range scopes {
					watchers[names[0]] = h.watches(names[0])
				}
				h.become(id, func(d desk.Dialog) desk.Dialog {
					return to.make(h, d.Released(h.clock.Now()))
				})
				for scope, by := range map[desk.Scope][]string{desk.ScopeOwn: sees.own, desk.ScopeTeam: sees.team, desk.ScopeAll: sees.all} {
					w := watchers[scopes[scope][0]]
					got := w.hints()
					switch {
					case by[j] == "y":
						if len(got) == 0 || got[0].Kind != desk.HintDialog || got[0].Dialog != id {
							t.Errorf("scope %s sees it now and is told %+v", scope, got)
						}
					case by[i] == "y":
						if len(got) != 1 || got[0] != (api.HintView{Kind: desk.HintGone, Dialog: id}) {
							t.Errorf("scope %s saw it and is told %+v", scope, got)
						}
					case len(got) != 0:
						t.Errorf("scope %s never saw it and is told %+v", scope, got)
					}
				}
			})
		}
	}
}

// TestChanges_AHandoverIsToldToBothSides: who hands a dialog over keeps what was said
// before, who takes the new one over reads the whole thread, and who could have taken
// it does not see it any more, nor what came before (DG-18, DG-21, RS-07).
func TestChanges_AHandoverIsToldToBothSides_DG18_DG21_RS07(t *testing.T) {
	h := newHouse(t)
	h.known("olga", "dan", "sid", "sam")
	for id, members := range map[desk.TeamID][]desk.OperatorID{"sales": {"olga", "dan"}, "support": {"sid", "sam"}} { // nobody is active: nothing is assigned
		team, _ := h.st.Team(t.Context(), id)
		team.ID, team.Title, team.Members = id, string(id), members
		_, err := h.st.SaveTeam(t.Context(), team)
		must(t, err)
	}
	for _, name := range []desk.OperatorID{"olga", "dan", "sid", "sam"} {
		h.person(string(name), desk.Actor{Role: desk.RoleOperator, Operator: name, Rights: desk.Rights{Leads: desk.MayChange, Deals: desk.MayChange, Dialogs: desk.ScopeOwn}})
	}
	l := h.line("site", desk.LeadNever)
	l.Team = "sales"
	l, err := h.st.SaveLine(t.Context(), l)
	must(t, err)
	all := map[string]*watcher{}
	for _, name := range []string{"olga", "dan", "sid", "sam"} {
		all[name] = h.watches(name)
	}
	first := string(h.chat(l, "anna", "Hello"))
	told := func(what string, want map[string][]string) {
		t.Helper()
		for name, w := range all {
			var kinds []string
			for _, v := range w.told() {
				if !slices.Contains(kinds, v) && !strings.HasPrefix(v, "card ") { // of the contact that was made

					kinds = append(kinds, v)
				}
			}
			slices.Sort(kinds)
			slices.Sort(want[name])
			if !slices.Equal(kinds, want[name]) {
				t.Errorf("%s: %s is told %q, want %q", what, name, kinds, want[name])
			}
		}
	}
	sees := []string{"dialog " + first, "message " + first}
	told("it waits for sales", map[string][]string{"olga": sees, "dan": slices.Clone(sees)})
	h.as("olga", "POST", "/v1/dialogs/"+first+"/accept", nil).is(200)
	told("Olga accepts it", map[string][]string{"olga": {"dialog " + first, "assignment " + first}, "dan": {"gone " + first}})
	second := h.as("olga", "POST", "/v1/dialogs/"+first+"/transfer", `{"team":"support"}`).is(201).doc()["id"].(string)
	both := []string{"dialog " + first, "dialog " + second}
	told("she hands it over", map[string][]string{"olga": {"dialog " + first}, "sid": both, "sam": slices.Clone(both)})
	h.as("sid", "POST", "/v1/dialogs/"+second+"/accept", nil).is(200)
	told("Sid accepts it", map[string][]string{"sid": {"dialog " + second, "assignment " + second}, "sam": {"gone " + first, "gone " + second}})
	h.as("sam", "GET", "/v1/dialogs/"+first, nil).no(403, "forbidden")
	h.as("sid", "GET", "/v1/dialogs/"+first+"/messages", nil).is(200)
	h.as("sid", "POST", "/v1/dialogs/"+second+"/transfer", `{"operator":"dan"}`).is(201)
	third := strings.TrimSuffix(second, "-2") + "-3"
	told("… and hands it to Dan", map[string][]string{
		"sid": {"dialog " + second}, "olga": nil,
		"dan": {"dialog " + first, "dialog " + second, "dialog " + third, "assignment " + third},
	})
}

// TestChanges_OfWhatIsInADialog: a message's status, typing, runs and proposals are told
// with their dialog, to who may read them (RS-07, OP-10, MC-15).
func TestChanges_OfWhatIsInADialog_RS07_OP10_MC15(t *testing.T) {
	h := newHouse(t)
	h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}}
	dialog, deal := h.bound("")
	id := string(dialog)
	customer, _, err := dialog.Split()
	must(t, err)
	names := []string{"admin", "operator", "leads only", "supervisor"}
	all := map[string]*watcher{}
	begin := func() {
		h.tell()
		for _, name := range names {
			all[name] = h.watches(name)
		}
	}
	begin()
	page, err := h.st.Messages(t.Context(), customer, 0, 0, false, desk.PageAsk{})
	must(t, err)
	said := page.Items[0]
	_, err = h.st.UpdateMessage(t.Context(), customer, said.External, func(m desk.Message) desk.Message { m.Text += "!"; return m })
	must(t, err)
	for name, w := range all {
		if got := w.hints(); len(got) != 1 || got[0] != (api.HintView{Kind: desk.HintMessage, Dialog: dialog, Message: said.Seq}) {
			t.Errorf("a message was edited: %s is told %+v", name, got)
		}
	}
	h.as("operator", "POST", "/v1/dialogs/"+id+"/typing", nil).is(204)
	for _, name := range names {
		if name == "operator" {
			all[name].wants("they know that they type")
			continue
		}
		all[name].wants("Olga types", "typing "+id)
	}
	h.clock.move(10 * time.Second)
	h.as("operator", "POST", "/v1/dialogs/"+id+"/accept", nil).is(200)
	begin()
	run := h.read(dialog)
	for name, want := range map[string][]string{
		"supervisor": {"run", "proposal", "card"}, "operator": {"run", "proposal", "card"}, "leads only": nil,
	} {
		kinds := map[string]bool{}
		for _, v := range all[name].hints() {
			kinds[string(v.Kind)] = true
			if v.Kind == desk.HintRun && (string(v.Run) != run || v.Dialog != dialog || v.Card != deal) || v.Kind == desk.HintProposal && v.Card != deal {
				t.Errorf("%s is told %+v", name, v)
			}
		}
		if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("a run: %s is told of %q, want %q", name, got, want)
		}
	}
}

// TestChanges_OfAnOlderDialogsMessage: what becomes of a message is told with the
// dialog it lies in, whichever it is.
func TestChanges_OfAnOlderDialogsMessage(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadNever)
	var ids []desk.DialogID
	for n := range 5 {
		id := h.chat(l, "anna", fmt.Sprint("Hello ", n), "One more")
		h.as("admin", "POST", "/v1/dialogs/"+string(id)+"/close", nil).is(200)
		ids = append(ids, id)
	}
	customer, _, err := ids[0].Split()
	must(t, err)
	page, err := h.st.Messages(t.Context(), customer, 0, 0, false, desk.PageAsk{})
	must(t, err)
	h.tell()
	w := h.watches("admin")
	for i, m := range page.Items {
		_, err = h.st.UpdateMessage(t.Context(), customer, m.External, func(m desk.Message) desk.Message { m.Deleted = true; return m })
		must(t, err)
		if got := w.hints(); len(got) != 1 || got[0] != (api.HintView{Kind: desk.HintMessage, Dialog: ids[i/2], Message: m.Seq}) {
			t.Errorf("message %d: got %+v, want one of %s", i, got, ids[i/2])
		}
	}
}

// TestChanges_OtherRightsAreReadAnew: who sees more or less than before is told to read
// all anew, and nobody else (RS-07).
func TestChanges_OtherRightsAreReadAnew_RS07(t *testing.T) {
	h := newHouse(t)
	id := h.chat(h.line("site", desk.LeadNever), "anna", "Hello")
	h.become(id, func(d desk.Dialog) desk.Dialog { d.Team = "support"; return d.Taken("sid", h.clock.Now()) })
	h.scopes()
	team := h.watches("team, customers true")
	own := h.watches("own, customers true")
	admin := h.watches("admin")
	h.touch(id)
	team.wants("another team's")
	admin.told()
	h.team("support", "sid", "olga")
	h.touch(id)
	admin.wants("an admin sees as much as ever", "dialog "+string(id), "message "+string(id))
	team.wants("she joined it", "reload")
	own.wants("she joined it", "reload")
	h.touch(id)
	team.wants("a colleague's", "dialog "+string(id))
	own.wants("a colleague's")
	admin.told()
	h.team("support", "sid")
	h.touch(id)
	team.wants("she left it", "reload")
	h.touch(id)
	team.wants("another team's")
}

// TestChanges_Cursors: who comes again is told what came meanwhile; who can't be told
// it, is told to read all anew.
func TestChanges_Cursors(t *testing.T) {
	h := newHouse(t)
	h.hub.Size = 8
	id := h.chat(h.line("site", desk.LeadNever), "anna", "Hello")
	h.tell()
	w := h.watches("admin")
	start := w.cursor
	for range 3 {
		h.touch(id)
	}
	w.wants("what came meanwhile", "dialog "+string(id), "message "+string(id), "message "+string(id), "message "+string(id))
	w.wants("nothing since")
	again := &watcher{h, "admin", start}
	again.wants("the same cursor once more", "dialog "+string(id), "message "+string(id), "message "+string(id), "message "+string(id))
	for range 9 {
		h.touch(id)
	}
	for what, cursor := range map[string]string{
		"older than the ring": start, "of another process": "abcdefgh-1", "to come": w.cursor[:9] + "zzzz", "no cursor": "x", "negative": w.cursor[:9] + "-1", "huge": w.cursor[:9] + strings.Repeat("z", 40),
	} {
		other := &watcher{h, "admin", cursor}
		other.wants(what, "reload")
		other.wants(what + ", after that")
	}
	h.as("admin", "GET", "/v1/changes?since="+strings.Repeat("x", 65), nil).no(422, "invalid")
	h.as("admin", "GET", "/v1/changes?wait=26", nil).no(422, "invalid")
}

// TestChanges_WithoutAMemory: where nothing is remembered that is said, at once.
func TestChanges_WithoutAMemory(t *testing.T) {
	h := newHouse(t)
	h.remembers = false
	h.connect()
	for range 2 {
		var v api.ChangesView
		h.as("admin", "GET", "/v1/changes?since=abcdefgh-1&wait=25", nil).is(200).into(&v)
		if len(v.Events) != 1 || v.Events[0].Kind != desk.HintReload || v.Wait != 0 || v.Cursor != "" {
			t.Errorf("got %+v, want reload, and nothing about waiting", v)
		}
	}
	if url := h.as("admin", "GET", "/v1/live", nil).is(200).doc()["url"]; url != nil {
		t.Errorf("got the WebSocket %v where there is none", url)
	}
}

// screen is what somebody shows who reads just what they are told to.
type screen struct {
	*watcher
	shows map[desk.DialogID]string // what the API says of a dialog
}

func (s *screen) catchUp() {
	s.h.t.Helper()
	for _, v := range s.hints() {
		switch v.Kind {
		case desk.HintReload:
			s.shows = s.h.shown(s.who)
		case desk.HintGone:
			delete(s.shows, v.Dialog)
		default:
			if a := s.h.as(s.who, "GET", "/v1/dialogs/"+string(v.Dialog), nil); a.status == 200 {
				s.shows[v.Dialog] = string(a.body)
			} else {
				delete(s.shows, v.Dialog)
			}
		}
	}
}

// shown is what somebody sees who reads everything now.
func (h *house) shown(who string) map[desk.DialogID]string {
	h.t.Helper()
	out := map[desk.DialogID]string{}
	every, err := h.st.EveryDialog(h.t.Context(), desk.PageAsk{Limit: 100})
	must(h.t, err)
	for _, d := range every.Items {
		if a := h.as(who, "GET", "/v1/dialogs/"+string(d.ID), nil); a.status == 200 {
			out[d.ID] = string(a.body)
		}
	}
	return out
}

// TestChanges_ToldTwiceLateAndOutOfOrder: however the feed brings what changed, each
// item's own changes in their order, whoever reads what they are told to shows in the
// end what there is (RS-07).
func TestChanges_ToldTwiceLateAndOutOfOrder_RS07(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := newHouse(t)
			h.byHand = true
			scopes, l, dice := h.scopes(), h.line("site", desk.LeadNever), rand.New(rand.NewPCG(seed, 7))
			h.hub.Size = []int{16, 4096}[seed%2]
			var screens []*screen
			for _, who := range []string{"admin", scopes[desk.ScopeOwn][0], scopes[desk.ScopeTeam][0]} {
				s := &screen{watcher: h.watches(who)}
				s.shows = h.shown(who)
				screens = append(screens, s)
			}
			var ids []desk.DialogID
			for n := range 6 {
				ids = append(ids, h.chat(l, fmt.Sprint("c", n), "Hello"))
			}
			for range 40 {
				id := ids[dice.IntN(len(ids))]
				d, err := h.st.Dialog(t.Context(), id)
				must(t, err)
				if d.Open() {
					to := situations[dice.IntN(len(situations))]
					h.clock.move(time.Second)
					h.become(id, func(d desk.Dialog) desk.Dialog { return to.make(h, d.Released(h.clock.Now())) })
				} else {
					ids[slices.Index(ids, id)] = h.chat(l, strings.TrimPrefix(string(d.Customer), "x")+"again", "Hello")
				}
				if dice.IntN(3) == 0 {
					h.tellSomehow(dice)
					screens[dice.IntN(len(screens))].catchUp()
				}
			}
			h.tellSomehow(dice)
			for _, s := range screens {
				s.catchUp()
				want := h.shown(s.who)
				for _, id := range slices.Sorted(maps.Keys(want)) {
					if s.shows[id] != want[id] {
						t.Errorf("%s shows of %s: %.200q, want %.200q", s.who, id, s.shows[id], want[id])
					}
					delete(s.shows, id)
				}
				for id := range s.shows {
					t.Errorf("%s shows %s, and does not see it", s.who, id)
				}
			}
		})
	}
}

// tellSomehow tells what changed as a feed may: each item's changes in their order,
// items in any, and everything perhaps once more after a kill.
func (h *house) tellSomehow(dice *rand.Rand) {
	h.t.Helper()
	changes, err := h.engine.Changes(h.t.Context(), "", 100_000)
	must(h.t, err)
	by, items := map[string][]desk.FeedRecord{}, []string{}
	for _, c := range changes {
		r := builtin.Record(c)
		if by[r.Item] == nil {
			items = append(items, r.Item)
		}
		by[r.Item] = append(by[r.Item], r)
		h.engine.Take(c.Place)
	}
	tell := func(rs []desk.FeedRecord) {
		for _, err := range h.feed.Tell(h.t.Context(), rs) {
			must(h.t, err)
		}
	}
	dice.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	for _, item := range items {
		tell(by[item])
		if dice.IntN(2) == 0 {
			tell(by[item])
		}
	}
}
