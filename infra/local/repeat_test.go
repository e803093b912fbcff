package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

// TestRepeatedInAnyOrderTheEndIsTheSame delivers every event two or three times
// in a shuffled order: messengers' updates, wakeups, nudges, deadlines. The end
// is as if each had come once; only the order of messages is that of arrival.
func TestRepeatedInAnyOrderTheEndIsTheSame(t *testing.T) {
	want := eventsOn(t, nil)
	for seed := range uint64(5) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			got := eventsOn(t, rand.New(rand.NewPCG(seed, 11)))
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("the end (-once +repeated):\n%s", d)
			}
		})
	}
}

// eventsOn delivers the events of a day, each once, or repeated and shuffled.
func eventsOn(t *testing.T, rng *rand.Rand) []string {
	h := newHouse(t)
	h.settings(map[string]any{"subscription": true, "leadMode": "all"})
	h.reader.finds("client_name", "Anna", "Anna")
	h.reader.finds("client_phone", "+14155552671", "+1 415 555 2671")

	var updates []func()
	post := func(u map[string]any) { updates = append(updates, func() { h.update(shop, u) }) }
	for _, text := range []string{"Hello!", "My name is Anna.", "My phone is +1 415 555 2671", "Thank you"} {
		post(h.text(anna, text))
	}
	edited := h.text(anna, "I want 5 chairs")
	post(edited)
	post(map[string]any{"update_id": 99, "edited_message": map[string]any{
		"message_id": edited["message"].(map[string]any)["message_id"], "date": h.clock.Now().Unix(), "edit_date": h.clock.Now().Unix() + 5,
		"text": "I want 3 chairs", "from": anna, "chat": map[string]any{"id": anna.ID, "type": "private"},
	}})
	post(map[string]any{"update_id": 98, "callback_query": map[string]any{
		"id": "q1", "from": anna, "data": "yes", "message": map[string]any{"message_id": 5, "date": h.clock.Now().Unix(), "chat": map[string]any{"id": anna.ID, "type": "private"}},
	}})
	post(h.text(boris, "Здравствуйте"))
	for i, sign := range []string{"👍", "", "❤"} { // put, taken back, put anew
		post(reaction(90+int64(i), anna, edited, sign))
	}
	deliver(h, rng, updates)

	a, b := h.dialogsOf(shop, anna)[0].ID, h.dialogsOf(shop, boris)[0].ID
	var deeds []func()
	for i, d := range []string{a, b} {
		deeds = append(deeds, func() {
			h.call(h.admin, "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": fmt.Sprint("Good morning ", i)}, nil, "Idempotency-Key", fmt.Sprint("reply", i))
		})
	}
	deliver(h, rng, deeds)
	h.pass(31 * time.Second)
	var run runDoc
	deliver(h, rng, []func(){func() {
		h.call(h.admin, "POST", "/v1/dialogs/"+a+"/runs", map[string]any{}, &run, "Idempotency-Key", "run")
	}})
	behind(h, rng, run, a, b)
	h.pass(2 * time.Hour) // everything closes
	behind(h, rng, run, a, b)
	if n := len(h.telegram.Sent(anna.ID)) + len(h.telegram.Sent(boris.ID)); n != 2 {
		t.Errorf("%d replies went out, want each of 2 once", n)
	}
	return unordered(snapshot(t, func(path string, out any) { h.call(h.admin, "GET", path, nil, out) }))
}

// reaction is a person's update on a message; "": taken back.
func reaction(id int64, who parties.BotUser, update map[string]any, sign string) map[string]any {
	m := update["message"].(map[string]any)
	signs := []any{}
	if sign != "" {
		signs = append(signs, map[string]any{"type": "emoji", "emoji": sign})
	}
	return map[string]any{"update_id": id, "message_reaction": map[string]any{
		"chat": map[string]any{"id": who.ID, "type": "private"}, "message_id": m["message_id"], "user": who,
		"date": m["date"], "old_reaction": []any{}, "new_reaction": signs,
	}}
}

// behind repeats what queues and timers bring.
func behind(h *house, rng *rand.Rand, run runDoc, dialogs ...string) {
	s := h.sys.Scheduler
	jobs := []func(){func() {
		h.must(s.Analyzer.Analyze(h.t.Context(), desk.Wakeup{Dialog: desk.DialogID(run.Dialog), Run: desk.RunID(run.ID)}))
	}}
	for _, id := range dialogs {
		d, err := h.sys.Store.Dialog(h.t.Context(), desk.DialogID(id))
		h.must(err)
		jobs = append(jobs,
			func() { h.must(s.Worker.Do(h.t.Context(), desk.NewBindJob(d, h.clock.Now()).ID)) },
			func() { h.must(s.idle(h.t.Context(), d.ID)) })
		for _, m := range h.messages(id) {
			if m.Author == "operator" {
				out := desk.NewReplyJob(d.Line, desk.Message{Customer: d.Customer, External: desk.ExternalID(m.ID)}, d.ID, h.clock.Now())
				jobs = append(jobs, func() { h.must(s.Worker.Do(h.t.Context(), out.ID)) })
			}
		}
	}
	deliver(h, rng, jobs)
}

// deliver does each event once and in order, or two or three times in any.
func deliver(h *house, rng *rand.Rand, events []func()) {
	if rng != nil {
		for _, e := range events[:len(events):len(events)] {
			for range 1 + rng.IntN(2) {
				events = append(events, e)
			}
		}
		rng.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	}
	for _, e := range events {
		e()
		h.settle()
	}
}

// unordered takes the places of messages out of a snapshot: they are those of
// arrival, which was shuffled.
func unordered(lines []string) []string {
	var out []string
	for _, l := range lines {
		if before, after, ok := strings.Cut(l, ": message "); ok {
			l = before + ": message " + after[4:]
		}
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}
