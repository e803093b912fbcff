package desk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestEvents_BX16: what a change says has happened.
func TestEvents_BX16(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	open := Dialog{ID: "c-1", Customer: "c", Line: "shop", State: StateWaiting, OpenedAt: at}
	with := func(d Dialog, change func(*Dialog)) *Dialog { change(&d); return &d }
	assigned := with(open, func(d *Dialog) { d.Operator = "olga" })
	accepted := with(*assigned, func(d *Dialog) { d.State, d.AcceptedAt = StateInProgress, at })
	closed := with(*accepted, func(d *Dialog) { d.State, d.CloseReason, d.ClosedAt = StateClosed, ClosedIdle, at })
	handed := with(*accepted, func(d *Dialog) {
		d.State, d.CloseReason, d.ClosedAt, d.HandedTo = StateClosed, ClosedTransfer, at, Receiver{Team: "sales"}
	})
	bot := with(open, func(d *Dialog) { d.State = StateBot })
	child := with(*accepted, func(d *Dialog) { d.ID, d.Parent = "c-2", "c-1" })
	of := func(old, now *Dialog) FeedRecord {
		return FeedRecord{Dialog: &Change[Dialog]{Version: 7, Old: old, New: now}}
	}
	said := &Message{Customer: "c", External: "shop/1", Seq: SeqAt(at), Author: ByCustomer, Text: "hello"}
	saying := func(change func(*Message)) *Message { m := *said; change(&m); return &m }
	message := func(old, now *Message) FeedRecord {
		return FeedRecord{Message: &Change[Message]{Version: 7, Old: old, New: now}}
	}
	reading := &Run{ID: "r", State: RunRunning}
	ran := func(s RunState, os ...Outcome) *Run {
		return &Run{ID: "r", State: s, Code: "busy", DoneAt: at, Outcomes: os}
	}
	run := func(old, now *Run) FeedRecord { return FeedRecord{Run: &Change[Run]{Version: 7, Old: old, New: now}} }
	filled, offered := Outcome{Field: "name", Kind: OutcomeFilled}, Outcome{Field: "size", Kind: OutcomeProposed}
	decided := func(o Outcome, d Decision) Outcome { o.Decision = d; return o }
	card := func(k CardKind, old *Card) FeedRecord {
		return FeedRecord{Card: &Change[Card]{Version: 7, Old: old, New: &Card{Ref: CardRef{Kind: k, ID: "9"}}}}
	}

	for name, tt := range map[string]struct {
		change FeedRecord
		want   []string // kind, code and field
	}{
		"a dialog opens":                {of(nil, &open), []string{"dialog.opened  "}},
		"an operator writes first":      {of(nil, accepted), []string{"dialog.opened  ", "dialog.assigned in_progress "}},
		"it is assigned":                {of(&open, assigned), []string{"dialog.assigned waiting "}},
		"what was assigned is accepted": {of(assigned, accepted), nil},
		"an assignment passes":          {of(assigned, &open), nil},
		"a message moves it":            {of(&open, with(open, func(d *Dialog) { d.Last = 9 })), nil},
		"it is closed":                  {of(accepted, closed), []string{"dialog.closed idle "}},
		"it comes to its place, closed": {of(nil, closed), nil},
		"it is handed over":             {of(nil, handed), []string{"dialog.closed transfer ", "handover  "}},
		"… and goes on":                 {of(nil, child), []string{"dialog.opened  ", "dialog.assigned in_progress "}},
		"a bot hands it to people":      {of(bot, &open), []string{"handover  "}},
		"… to one":                      {of(bot, accepted), []string{"handover  ", "dialog.assigned in_progress "}},
		"it is erased":                  {of(closed, nil), nil},
		"a message comes":               {message(nil, said), []string{"message.created customer "}},
		"a note":                        {message(nil, saying(func(m *Message) { m.Author = AsNote })), []string{"message.created note "}},
		"it is edited":                  {message(said, saying(func(m *Message) { m.Text = "hi" })), []string{"message.updated  "}},
		"it is delivered":               {message(said, saying(func(m *Message) { m.Status = StatusSent })), []string{"message.updated sent "}},
		"it moves to another place":     {message(said, saying(func(m *Message) { m.Seq++ })), nil},
		"it is erased, too":             {message(said, nil), nil},
		"a run begins":                  {run(nil, reading), nil},
		"what it found while it runs":   {run(reading, &Run{ID: "r", State: RunRunning, Outcomes: []Outcome{filled}}), nil},
		"it is done":                    {run(reading, ran(RunDone, filled)), []string{"run.done done ", "field.filled  name"}},
		"… and proposes":                {run(reading, ran(RunAwaiting, filled, offered)), []string{"run.done awaiting_approval ", "field.filled  name", "proposal.created  size"}},
		"it fails":                      {run(reading, ran(RunFailed)), []string{"run.failed busy "}},
		"it is refused":                 {run(reading, ran(RunRefused)), []string{"run.failed busy "}},
		"a proposal is decided":         {run(ran(RunAwaiting, filled, offered), ran(RunDone, filled, decided(offered, DecisionKeep))), []string{"proposal.decided keep size"}},
		"a value is undone":             {run(ran(RunDone, filled), ran(RunDone, decided(filled, DecisionUndo))), []string{"field.undone  name"}},
		"one that was taken is undone":  {run(ran(RunDone, decided(offered, DecisionReplace)), ran(RunDone, decided(offered, DecisionUndo))), []string{"field.undone  size"}},
		"a deal is made":                {card(KindDeal, nil), []string{"card.created deal "}},
		"a lead is made":                {card(KindLead, nil), []string{"card.created lead ", "lead.created lead "}},
		"a card is changed":             {card(KindLead, &Card{}), nil},
		"what is kept beside a card says nothing new": {FeedRecord{Annotations: &Change[CardAnnotations]{New: &CardAnnotations{}}}, nil},
	} {
		var got []string
		for _, e := range tt.change.Events() {
			got = append(got, fmt.Sprint(e.Kind, " ", e.Code, " ", e.Field))
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(tt.change.Events(), tt.change.Events()); d != "" {
			t.Errorf("%s: told twice it is another: %s", name, d)
		}
	}
}

// TestEvents_HaveIdsOfTheirOwn: no two events share an id, and each kind that can be
// subscribed to is told.
func TestEvents_HaveIdsOfTheirOwn(t *testing.T) {
	d := Dialog{ID: "c-1", State: StateInProgress, Operator: "olga"}
	over := Dialog{ID: "c-1", State: StateClosed, CloseReason: ClosedTransfer}
	m, edited := Message{Customer: "c", External: "1"}, Message{Customer: "c", External: "1", Text: "x"}
	bot := Dialog{ID: "c-1", State: StateBot}
	offered := Outcome{Field: "f", Kind: OutcomeProposed}
	kept, undone := offered, Outcome{Field: "g", Kind: OutcomeFilled, Decision: DecisionUndo}
	kept.Decision = DecisionKeep
	seen, kinds := map[EventID]EventKind{}, []EventKind{}
	for version, r := range []FeedRecord{
		{Dialog: &Change[Dialog]{New: &d}}, {Dialog: &Change[Dialog]{Old: &d, New: &over}}, {Dialog: &Change[Dialog]{Old: &bot, New: &d}},
		{Message: &Change[Message]{New: &m}}, {Message: &Change[Message]{Old: &m, New: &edited}}, {Message: &Change[Message]{Old: &edited, New: &m}},
		{Run: &Change[Run]{New: &Run{ID: "r", State: RunDone, Outcomes: []Outcome{offered, {Field: "g", Kind: OutcomeFilled}}}}},
		{Run: &Change[Run]{Old: &Run{ID: "r", State: RunDone, Outcomes: []Outcome{offered}}, New: &Run{ID: "r", State: RunDone, Outcomes: []Outcome{kept}}}},
		{Run: &Change[Run]{Old: &Run{ID: "r", State: RunDone, Outcomes: []Outcome{{Field: "g", Kind: OutcomeFilled}}}, New: &Run{ID: "r", State: RunDone, Outcomes: []Outcome{undone}}}},
		{Run: &Change[Run]{New: &Run{ID: "s", State: RunFailed}}},
		{Card: &Change[Card]{New: &Card{Ref: CardRef{Kind: KindLead, ID: "1"}}}},
	} {
		switch {
		case r.Dialog != nil:
			r.Dialog.Version = int64(version)
		case r.Message != nil:
			r.Message.Version = int64(version)
		}
		for _, e := range r.Events() {
			if have, twice := seen[e.ID]; twice {
				t.Errorf("%s and %s are both %s", have, e.Kind, e.ID)
			}
			seen[e.ID] = e.Kind
			kinds = append(kinds, e.Kind)
		}
	}
	for _, k := range EventKinds() {
		if !slices.Contains(kinds, k) {
			t.Errorf("nothing tells of %s", k)
		}
	}
}

func TestDelivery_IsTriedForThreeDays(t *testing.T) {
	begun := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now, d := begun, NewDelivery("w", Event{ID: "evt_x", At: begun})
	for d.State == DeliveryWaiting {
		if d = d.After(Posted{Code: PostedStatus, Status: 500}, now); d.State == DeliveryWaiting {
			now = d.Next
		}
	}
	if took := now.Sub(begun); d.State != DeliveryFailed || d.Attempts != 10 || took != 75*time.Hour+35*time.Minute+5*time.Second {
		t.Errorf("got %s after %d attempts and %s", d.State, d.Attempts, took)
	}
	for code, want := range map[string]DeliveryState{"": DeliveryDelivered, PostedGone: DeliveryFailed, PostedOff: DeliveryFailed, PostedTimeout: DeliveryWaiting} {
		if got := NewDelivery("w", Event{}).After(Posted{Code: code}, now); got.State != want {
			t.Errorf("%q: got %s, want %s", code, got.State, want)
		}
	}
	if got := NewDelivery("w", Event{}).After(Posted{Code: PostedStatus, After: time.Hour}, now).Next; !got.Equal(now.Add(time.Hour)) {
		t.Errorf("asked to wait an hour it waits until %s", got)
	}
	if got := NewDelivery("w", Event{}).After(Posted{Code: PostedStatus, After: 1000 * time.Hour}, now).Next; !got.Equal(now.Add(maxRetryAfter)) {
		t.Errorf("asked to wait for weeks it waits until %s", got)
	}
}

func TestEndpointHealth_BreaksAfterDays(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var h EndpointHealth
	for range 100 {
		h = h.Failed(now)
	}
	if h.Broken(now) || h.Broken(now.Add(brokenFor-time.Second)) || !h.Broken(now.Add(brokenFor)) || (EndpointHealth{}).Broken(now) {
		t.Errorf("got %+v", h)
	}
	if first := (EndpointHealth{}).Failed(now); first.Rests(now) || !h.Rests(now) || h.Rests(now.Add(15*time.Minute)) {
		t.Errorf("after one failure it rests until %s, after a hundred until %s", first.Rest, h.Rest)
	}
}
