package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

var update = flag.Bool("update", false, "write the golden items anew")

// recorder keeps the last version of each item that is written through it.
type recorder struct {
	store.Engine
	items map[store.Key]store.Item
}

// Write is the engine's, and looks at what it left.
func (r *recorder) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	now, err := r.Engine.Write(ctx, ops...)
	if err != nil {
		return now, err
	}
	for _, op := range ops {
		it, err := r.Engine.Get(ctx, op.Key, true)
		if err != nil {
			return nil, err
		}
		if it != nil { // what was taken away keeps its last version here
			r.items[op.Key] = it
		}
	}
	return now, nil
}

// rows are the table of what lies where, out of keys.go: patterns of pk and sk.
func rows(t *testing.T) [][2]string {
	t.Helper()
	src, err := os.ReadFile("keys.go")
	if err != nil {
		t.Fatal(err)
	}
	table, _, _ := strings.Cut(string(src), "// Two global indexes.")
	_, table, found := strings.Cut(table, "what\n")
	var out [][2]string
	for _, row := range regexp.MustCompile(`(?m)^//\t(\S+)\s+(\S+)\s`).FindAllStringSubmatch(table, -1) {
		if key := [2]string{row[1], row[2]}; !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	if !found || len(out) < 30 {
		t.Fatalf("%d rows were read out of keys.go: the test looks at the wrong place", len(out))
	}
	return out
}

// shape is a pattern for path.Match: what is in small letters is an id.
func shape(key string) string {
	parts := strings.Split(key, "#")
	for i, p := range parts {
		if p == strings.ToLower(p) {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "#")
}

// plain is an item as the golden file shows it: JSON texts opened, chance named.
func plain(it store.Item) map[string]any {
	out := map[string]any{}
	for name, v := range it {
		var opened any
		text, isText := v.(string)
		switch {
		case name == "write":
			v = "(by chance)"
		case name == "change":
			v = "(packed)"
		case isText && strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &opened) == nil:
			v = opened
		}
		out[name] = v
	}
	return out
}

// TestStoredItemsAreAsTheyWere writes one of everything that the table in keys.go
// lists and holds it to the golden file: what is stored must be read by the next
// version.
func TestStoredItemsAreAsTheyWere(t *testing.T) {
	e, err := embedded.Open(path.Join(t.TempDir(), "items.db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	r := &recorder{Engine: e, items: map[store.Key]store.Item{}}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := store.Store{Engine: r, Now: func() time.Time { now = now.Add(time.Millisecond); return now }, Channels: channel.Switchboard(channel.Plugs(nil))}
	oneOfEach(t, s)
	golden, used := map[string][]map[string]any{}, map[store.Key]bool{}
	for _, row := range rows(t) {
		var found []store.Key
		for k := range r.items {
			pk, err := path.Match(shape(row[0]), k.PK)
			sk, no := path.Match(shape(row[1]), k.SK)
			if err = errors.Join(err, no); err != nil {
				t.Fatal(err)
			}
			if pk && sk {
				found, used[k] = append(found, k), true
			}
		}
		if len(found) == 0 {
			t.Errorf("nothing was stored as %s %s", row[0], row[1])
		}
		slices.SortFunc(found, func(a, b store.Key) int { return strings.Compare(a.PK+a.SK, b.PK+b.SK) })
		if strings.HasPrefix(row[0], "FIELDS") {
			found = found[:1] // the starter set-up has many
		}
		for _, k := range found {
			golden[row[0]+" "+row[1]] = append(golden[row[0]+" "+row[1]], plain(r.items[k]))
		}
	}
	for k := range r.items {
		if !used[k] {
			t.Errorf("%s %s is not in the table of keys.go", k.PK, k.SK)
		}
	}
	got, err := json.MarshalIndent(golden, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile("testdata/items.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/items.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("items are stored otherwise than before (-before +now); -update writes them anew\n%s", d)
	}
}

// oneOfEach has one of everything stored.
func oneOfEach(t *testing.T, s store.Store) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	did := func(_ any, err error) { t.Helper(); must(err) }
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	crm := builtin.CRM{Table: s.Table()}
	setUp(t, s)

	line := desk.Line{ID: "wa", Channel: desk.ChannelWhatsApp}
	ann := desk.NewCustomerID(line.ID, "1555")
	says := func(id string) desk.Append {
		return desk.Append{
			Line: line, Profile: desk.Profile{User: "1555", Also: "US.1", Name: "Ann", Phone: "+15550001111"},
			Message: desk.Message{Customer: ann, External: desk.ExternalID(id), Author: desk.ByCustomer, Text: "hello", SentAt: now},
		}
	}
	did(s.Canonical(ctx, line, says("").Profile, true))
	first, err := s.Append(ctx, says("m1"))
	must(err)
	did(s.ChangeDialog(ctx, first.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
		d.State, d.Turn, d.CloseReason, d.ClosedBy, d.Closer, d.ClosedAt = desk.StateClosed, desk.TurnNobody, desk.ClosedByHand, "Anna", "anna", now
		return d, nil
	}))
	second, err := s.Append(ctx, says("m2"))
	must(err)
	must(s.NoteUnanswered(ctx, desk.Unanswered{Customer: ann, Messages: []desk.ExternalID{"m2", "m1"}, At: second.Message.Seq, Dialog: second.Dialog.ID, Line: line.ID}))
	answered := second.Message // as if it were the bot's
	answered.Entries = []desk.FAQID{"delivery"}
	did(s.UpdateMessage(ctx, ann, "m2", func(m desk.Message) desk.Message { m.Entries = answered.Entries; return m }))
	must(s.CountAnswer(ctx, answered, true))
	must(s.AddExternalID(ctx, ann, "theirs", "m2"))
	link, _, err := s.AddHistoryLink(ctx, desk.HistoryLink{
		ID: "h1", Customer: ann, Dialog: second.Dialog.ID, By: desk.Asker{Key: "k", Operator: "olga", Name: "Olga"}, Hash: "hash", CreatedAt: now, ExpiresAt: now.Add(time.Hour),
	})
	must(err)
	must(s.RevokeHistoryLink(ctx, ann, link.ID, now))
	must(s.UpdateOrDefer(ctx, ann, "m3", func(m desk.Message) desk.Message { m.Deleted = true; return m }))

	contact, err := crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Title: "Ann", Values: map[desk.FieldName]desk.Value{"phone": "+15550001111"}, CreatedAt: now}, "a contact")
	must(err)
	did(crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Values: map[desk.FieldName]desk.Value{"email": "ann@example.com"}, CreatedAt: now}, "customer:visitor"))
	deal, err := crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal}, Title: "Chairs", Pipeline: "sales", Stage: "new", Contact: contact.Ref, CreatedAt: now}, "a deal")
	must(err)
	twin, err := crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Title: "Ann", CreatedAt: now}, "a twin")
	must(err)
	did(s.BeginMerge(ctx, desk.Merge{
		From: twin.Ref, Into: contact.Ref, By: "olga", State: desk.Merging, Take: []desk.FieldName{"name"}, Planned: true, AskedAt: now,
		Filled: []desk.FieldChange{{Field: "name", Old: "Ann", New: "Anna"}},
		Moved:  desk.Belongings{Customers: []desk.CustomerID{ann}, Identities: []desk.Identity{{Kind: "phone", Value: "+1555"}}, Cards: []desk.CardRef{deal.Ref}, Dialogs: []desk.DialogID{first.Dialog.ID}},
	}))
	acme, err := crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindCompany}, Title: "Acme", CreatedAt: now}, "a company")
	must(err)
	did(crm.CreateCard(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Title: "Bob", Company: acme.Ref, CreatedAt: now}, "a contact of a company"))
	meeter := intake.Meeter{Cards: crm, Registry: crm, Claims: s}
	_, _, err = meeter.Meet(ctx, desk.ConnectionBuiltIn, desk.Customer{ID: ann, Line: "wa"}, []desk.Identity{{Kind: "whatsapp", Value: "1555"}})
	must(err)
	did(s.ChangeCustomer(ctx, ann, func(c desk.Customer) (desk.Customer, error) { c.Contact = contact.Ref; return c, nil }))
	did(s.FirstDialog(ctx, contact.Ref, first.Dialog.ID))
	did(crm.ChangeCard(ctx, desk.CardChange{ID: "change", Card: deal.Ref, By: "copilot", At: now, Fields: []desk.FieldChange{{Field: "note", New: "green"}, {Field: "title", Old: "no", New: "x"}}}))
	run, _, err := s.CreateRun(ctx, desk.Run{ID: "run", Dialog: second.Dialog.ID, Customer: ann, Line: "wa", Card: deal.Ref, By: "anna", State: desk.RunWaiting, AskedAt: now, StartsAt: now})
	must(err)
	endpoint, err := s.SaveEndpoint(ctx, desk.Endpoint{
		ID: "hook", URL: "https://hooks.example/a", Title: "Ours", Kinds: []desk.EventKind{desk.EventDialogOpened}, Include: desk.IncludeData,
		Secret: "whsec_bmV3", Old: "whsec_b2xk", OldUntil: now, CreatedAt: now,
	})
	must(err)
	did(s.SaveOutage(ctx, desk.Outage{Connection: "hub", Since: now, Until: now, Why: "the CRM is down", Failed: 3, Shut: desk.WhyToken, ShutSince: now}))
	must(s.SwitchEndpointOff(ctx, endpoint.ID, desk.OffGone, "It answered 410."))
	must(s.SaveEndpointHealth(ctx, endpoint.ID, desk.EndpointHealth{Failures: 2, Since: now, Rest: now}))
	told := desk.NewDelivery(endpoint.ID, desk.Event{
		ID: "evt_x", Kind: desk.EventDialogOpened, At: now, Line: "wa", Customer: ann, Dialog: second.Dialog.ID, Message: 7, Run: "run", Card: deal.Ref,
		Field: "name", Operator: "olga", Team: "sales", Code: "waiting",
	}).After(desk.Posted{Status: 500, Code: desk.PostedStatus, Took: time.Second}, now)
	must(s.AddDelivery(ctx, told, told.Job(now)))
	rule, err := s.SaveAutomation(ctx, desk.Automation{
		ID: "rule", Title: "Refunds", Off: true, When: desk.Trigger{Kind: desk.WhenMessage, Words: []string{"refund"}, For: time.Minute, Field: "note", Stage: "won"},
		If: desk.Condition{
			Lines: []desk.LineID{"wa"}, Channels: []desk.Channel{desk.ChannelWhatsApp}, Teams: []desk.TeamID{"sales"}, Labels: []desk.LabelID{"vip"},
			Hours: desk.HoursOpen, Field: "note", Value: "x",
		},
		Then: []desk.Action{{Kind: desk.DoReply, Text: "Hi", Label: "vip", Priority: "high", Operator: "olga", Team: "sales", Stage: "won", Endpoint: "hook"}}, Once: true, CreatedAt: now,
	})
	must(err)
	fired := desk.NewFiring(rule.ID, desk.Occurrence{Event: told.Event}).Following([]desk.AutomationID{"other"})
	fired.Refused = []desk.NotDone{{N: 1, Kind: desk.DoAssign, Code: desk.CodeAlreadyAccepted}}
	fired.By, fired.Code, fired.Done, fired.Saw, fired.DoneAt = "Olga", "no_card", 1, "at 1", now
	must(s.AddFiring(ctx, fired, fired.Job(now)))
	must(s.NoteCause(ctx, desk.CauseRun("run"), fired.Chain))
	did(s.FirstIn(ctx, second.Dialog.ID, fired))
	exported := desk.Export{
		ID: "export", By: desk.Asker{Key: "key", Session: "session", Operator: "olga", Name: "Olga"}, Columns: []desk.ExportColumn{desk.ColumnDialog},
		Whom:   desk.Whom{Contact: contact.Ref, Customer: ann},
		Format: desk.ExportXLSX, Language: "en", Base: "https://sufler.example", State: desk.ExportRunning, Code: "busy", Rows: 1, Cut: true, Cursor: "at",
		Pieces: []int64{1}, Size: 7, AskedAt: now, DoneAt: now,
		Filter: desk.DialogFilter{
			States: []desk.DialogState{desk.StateClosed}, Turns: []desk.Turn{desk.TurnNobody}, Detailed: []desk.Detailed{"closed"}, Lines: []desk.LineID{"wa"},
			Channels: []desk.Channel{desk.ChannelWhatsApp}, Customers: []desk.CustomerID{ann}, Operators: []desk.OperatorID{"olga"}, Teams: []desk.TeamID{"sales"},
			Labels: []desk.LabelID{"vip"}, Priorities: []desk.Priority{desk.PriorityHigh}, Contacts: []desk.CardRef{contact.Ref}, Cards: []desk.CardRef{deal.Ref},
			Opened: desk.Period{From: now, To: now}, Closed: desk.Period{From: now, To: now}, Find: []string{"anna"},
		},
	}
	did(s.AddExport(ctx, exported, desk.NewExportJob(exported, now)))
	did(s.AddCall(ctx, desk.Call{
		ID: "call", Name: "call.mp3", MIME: "audio/mpeg", Size: 7, Stored: "sent/1.mp3", Folder: "2026/call.mp3", Speakers: 2, State: desk.CallDone, Code: "busy",
		Said: []desk.Speech{{Speaker: "spk_0", Text: "How much?"}}, Cut: true, HeardBy: "transcribe", MicroUSD: 9, AskedAt: now, DoneAt: now,
	}, desk.NewCallJob(desk.Call{ID: "call"}, now)))
	socket, err := s.SaveSocket(ctx, desk.Socket{
		ID: "gateway's=", Until: now.Add(time.Hour), Who: desk.Actor{
			Key: "key", Session: "session", Operator: "olga", Role: desk.RoleOperator, Rights: desk.Rights{Leads: desk.MayRead, Dialogs: desk.ScopeTeam},
			Teams: []desk.TeamID{"sales"}, Reads: map[desk.TeamID]desk.TeamReads{"sales": desk.ReadsAll},
		},
	})
	must(err)
	must(s.MissSocket(ctx, socket.ID, now))
	must(s.AddTicket(ctx, desk.Ticket{Hash: "hash", Who: socket.Who, Until: now.Add(time.Minute)}))
	did(s.MoveReadMarker(ctx, desk.ReadMarker{Dialog: second.Dialog.ID, Operator: "olga", Upto: second.Message.Seq}))
	did(s.NoteTyping(ctx, second.Dialog.ID, desk.NewTyping("olga", now)))
	did(s.SaveDraft(ctx, desk.Draft{
		Thread: second.Dialog.ID, Dialog: second.Dialog.ID, Operator: "olga", Text: "Good day", Note: true, ReplyTo: "m2",
		Files: []desk.DraftFile{{Upload: "upload", Name: "a.txt"}}, CreatedAt: now, ChangedAt: now,
	}))
	run.State, run.DoneAt, run.Reading = desk.RunDone, now, &desk.Reading{Upto: 7, Summary: "Chairs.", Reader: "offline"}
	run.Outcomes = []desk.Outcome{{Field: "note", Kind: desk.OutcomeFilled, Value: "green", Quote: "hello", Message: second.Message.Seq, Confidence: 0.5, Second: "yes", SecondIn: second.Message.Seq, Rule: desk.RuleConfirmed}}
	run.Beside = "+7"
	run.Since = &desk.Since{Run: "before", At: now, Points: []string{"Chairs."}}
	run.Edits = []desk.SummaryEdit{{Text: "Two chairs.", By: "anna", At: now}}
	run.Outcomes[0].News = desk.NewsChanged
	_, _, err = s.CreateRun(ctx, desk.Run{
		ID: "tried", Dialog: second.Dialog.ID, Customer: ann, Line: "wa", Card: deal.Ref, By: "anna", State: desk.RunTried, AskedAt: now,
		Trial: &desk.Trial{
			Compare: desk.Comparison{Rules: true, Fields: []desk.TrialField{{Name: "note", Title: "Note", Description: "What they wrote", On: true}}},
			Reading: &desk.Reading{Upto: 7, Reader: "offline"}, Outcomes: []desk.Outcome{{Field: "note", Kind: desk.OutcomeNotFound}},
		},
	})
	must(err)
	_, _, err = s.CreateRun(ctx, run.Carry(0, contact.Ref, []desk.Outcome{{Field: "name", Kind: desk.OutcomeFilled, Value: "Ann", Quote: "I am Ann", Message: second.Message.Seq}}, now))
	must(err)
	_, _, err = s.CreateRun(ctx, desk.Merge{From: twin.Ref, Into: contact.Ref, By: "olga", AskedAt: now}.Offer(
		desk.Card{Values: map[desk.FieldName]desk.Value{"name": "Anna"}}, desk.Card{Values: map[desk.FieldName]desk.Value{"name": "Ann"}}, []desk.Field{{Name: "name", Type: desk.TypeString}}, now))
	must(err)
	did(s.SaveRun(ctx, run, &desk.CardAnnotations{
		Pinned: map[desk.DialogID]desk.Pin{second.Dialog.ID: {Run: "run", Entry: "entry"}},
		Seen:   desk.SeenCard{Pipeline: "7", Stage: "142", From: "141"},
		Card:   deal.Ref, Marks: map[desk.FieldName]desk.Mark{"note": {Run: "run", Value: "green", At: now}},
		Awaiting: []desk.OpenProposal{{Run: "run", Field: "title"}}, ProposedAt: now,
	}, []desk.Entry{{ID: "entry", Card: deal.Ref, At: now, By: "copilot", Kind: desk.EntryFilled, Field: "note", New: "green", Quote: "hello", Run: "run"}}))

	w1, w2 := says("w1"), says("w2")
	w1.Message.Customer, w2.Message.Customer = desk.NewCustomerID("wa", "1"), desk.NewCustomerID("wa", "2")
	w1.Line.Team, w2.Line.Team = "a", "a"
	w1.Profile, w2.Profile = desk.Profile{User: "1"}, desk.Profile{User: "2"}
	waiting, err := s.Append(ctx, w1)
	must(err)
	assigned, err := s.Append(ctx, w2)
	must(err)
	did(s.ChangeDialog(ctx, waiting.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
		d.WaitingSince, d.Priority, d.Named, d.Topic, d.Labels = now, desk.PriorityHigh, "olga", "invoice", []desk.LabelID{"vip"}
		d.Missed, d.Skip, d.Snooze = []desk.Missed{{Operator: "olga", At: now}}, "olga", desk.Snooze{After: d.LastSpoken, Until: now}
		return d, nil
	}))
	did(s.ChangeWorkload(ctx, "olga", func(w desk.Workload) (desk.Workload, error) {
		w.Status, w.Before, w.Limit = desk.OperatorActive, desk.OperatorActive, 3
		return w, nil
	}))
	did(s.ChangeDialog(ctx, assigned.Dialog.ID, func(d desk.Dialog) (desk.Dialog, error) {
		d.WaitingSince = now
		d.RepliedAt = now
		return d.Assign("olga", time.Minute, now), nil
	}))

	must(s.List(ctx, waiting.Dialog.ID, func(context.Context, desk.Dialog) ([]string, error) { return []string{"anna"}, nil }))

	gone := desk.Append{Line: desk.Line{ID: "tg", Channel: desk.ChannelTelegram}, Profile: desk.Profile{User: "9"}, Message: desk.Message{
		Customer: desk.NewCustomerID("tg", "9"), External: "g1", Author: desk.ByCustomer, Text: "forget me",
	}}
	left, err := s.Append(ctx, gone)
	must(err)
	erasure, err := s.BeginErasure(ctx, desk.Erasure{ID: "erasure", Customer: left.Message.Customer, By: "admin", AskedAt: now})
	must(err)
	did(s.Part(ctx, erasure, left.Message.Customer))
	must(s.TakeMessages(ctx, []desk.Message{left.Message}))
	_, _, err = s.KeepUntold(ctx, store.Change{Place: "7", New: store.Item{"pk": "C#anna", "sk": "M#m1", "seq": int64(1), "m": "{}"}}.Record())
	must(err)
	did(nil, s.SavePhoto(ctx, desk.Photo{ID: "photo", Bytes: []byte("\x89PNG")}))
	did(nil, s.AddVisitorTicket(ctx, desk.VisitorTicket{Hash: "hash", Line: "site", Customer: "anna", Until: now.Add(time.Minute)}))
	did(nil, s.CountVisitor(ctx, "site", 10))
	did(nil, s.AddVisitorSocket(ctx, desk.VisitorSocket{ID: "gateway's=", Customer: "anna", Until: now.Add(time.Hour)}))
}

// setUp stores one of all that a company sets up, and of what the API keeps.
func setUp(t *testing.T, s store.Store) {
	t.Helper()
	ctx, now := t.Context(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	did := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	crm := builtin.CRM{Table: s.Table()}
	did(nil, crm.MarkChanged(ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal, ID: "d1"}, UpdatedAt: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)}))
	did(nil, s.Seed(ctx, func(ctx context.Context) error { return crm.Seed(ctx, s.Channels.ContactFields()) }))
	settings, err := s.Settings(ctx)
	did(nil, err)
	settings.Bot = desk.BotSettings{Quiet: time.Second, WrongShare: 0.1, Complaints: []string{"lawyer"}, Patience: time.Minute, Engine: desk.FAQOffline, Shorten: true, NoComplaints: true}
	did(s.SaveSettings(ctx, settings))
	did(s.SaveLine(ctx, desk.Line{ID: "a", Channel: desk.ChannelTelegram, Title: "Shop", Active: true, CustomerKey: "k", Secrets: map[string]string{"token": "t"}, Options: map[string]string{"api_url": "u"}, CreatedAt: now}))
	did(crm.SaveField(ctx, desk.Field{Card: desk.KindDeal, Name: "a", Title: "Note", Type: desk.TypeText, On: true}))
	did(crm.SavePipeline(ctx, desk.Pipeline{ID: "a", Title: "Sales", Stages: []desk.Stage{{ID: "new", Title: "New"}}}))
	did(s.SaveTeam(ctx, desk.Team{
		ID: "a", Title: "Sales", Members: []desk.OperatorID{"olga"}, Rule: desk.RuleTopic, Fallback: "a", Reads: desk.ReadsAll, TimeToTake: time.Minute, Idle: time.Hour,
		Topics: []desk.Topic{{Team: "a", Label: "invoice", Words: []string{"invoice"}}}, WaitingAlert: time.Minute, WaitingReply: time.Minute,
		Hours:   desk.Hours{Zone: "Europe/Madrid", Week: map[time.Weekday][]desk.Span{time.Monday: {{From: 540, To: 1080}}}, Holidays: []string{"2026-12-25"}},
		Replies: map[desk.ReplyKind]map[string]string{desk.ReplyGreeting: {"en": "Hello!"}},
	}))
	all := desk.CannedOwner{Scope: desk.CannedAll}
	did(s.SaveCanned(ctx, desk.Canned{ID: all.NewID("hello"), CannedOwner: all, Title: "Hello", Text: "Hi {{customer.name|there}}", Language: "en", ChangedAt: now, ChangedBy: "anna"}))
	did(nil, s.SaveVectors(ctx, []desk.FAQVector{{Entry: "delivery", Of: "digest", Vector: []int8{1, -2, 127}, MadeAt: now}}))
	did(s.SaveFAQs(ctx, []desk.FAQ{{
		ID: "delivery", Kind: desk.FAQGreeting, Question: "How much is delivery?", Wordings: []string{"delivery cost"}, Category: "Delivery", Lines: []desk.LineID{"a"}, From: now, To: now.Add(time.Hour),
		Off: true, HandOver: true, Answers: []desk.FAQAnswer{{Language: "en", Text: "Free.", Buttons: []desk.Button{{Text: "When?", Payload: "p"}}}}, ChangedAt: now, ChangedBy: "anna",
	}}))
	did(s.SaveConnection(ctx, desk.Connection{
		ID: "shop-crm", Kind: desk.CRMRest, Title: "Ours", Secrets: map[string]string{"token": "t"}, Options: map[string]string{"address": "https://crm.example"}, CreatedAt: now,
		Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindDeal: {"amount": {Description: "what was agreed", Policy: desk.PolicyAlwaysPropose, On: true, Type: desk.TypeMoney}}},
	}))
	did(s.SaveGrant(ctx, desk.Grant{
		Connection: "shop-crm", Address: "https://shop.kommo.com", Sealed: "sealed", Round: 2, IssuedAt: now, Ends: now.Add(time.Hour), Renewing: now,
		Lost: desk.GrantUnsure, LostAt: now, State: "digest", StateEnds: now.Add(time.Minute), Account: "d897", Events: "digest",
	}))
	for i, made := range []desk.CardRef{{}, {Kind: desk.KindDeal, ID: "7", Connection: "shop-crm"}} {
		of := desk.OriginRef(desk.KindDeal, []string{"dialog:c-1", "dialog:c-2"}[i])
		of.Connection = "shop-crm"
		did(s.BeginMaking(ctx, of, desk.CardRef{}, now, now.Add(time.Minute)))
		if made.ID != "" {
			must(t, s.EndMaking(ctx, of, now.Add(time.Minute), made))
		}
	}
	did(s.SavePassing(ctx, desk.Passing{
		Customer: "centred", Through: 5, Upto: 9, By: "word", Until: now, Since: now, Chat: "1767", Session: "323", Ended: "322", Dialog: "centred-1",
	}))
	did(nil, s.Beat(ctx, now))
	did(nil, s.SaveKey(ctx, desk.Key{Actor: desk.Actor{Key: "key", Name: "anna", Role: desk.RoleOperator, Rights: desk.Rights{Leads: desk.MayChange}}, Hash: "h", CreatedAt: now}))
	did(s.AddUpload(ctx, desk.Upload{ID: "upload", Name: "a.txt", MIME: "text/plain", Size: 1, ExpiresAt: now.Add(time.Hour)}))
	did(s.Use(ctx, "who", "2026-03-01", desk.Quota{Files: 1, Bytes: 1}, desk.Quota{Files: 9, Bytes: 9}))
	did(nil, s.Spend(ctx, "2026-03-01", "reading", desk.Usage{InputTokens: 5, MicroUSD: 7}))
	did(nil, s.Count(ctx, "thing", 3, func(desk.Tally) (desk.Tally, error) {
		return desk.Tally{{Day: "2026-03-01", Line: "a", Channel: desk.ChannelTelegram, Team: "a", Operator: "olga"}: {desk.FigureClosed: 1, desk.TimeReplied.Bucket(time.Minute): 1}}, nil
	}))
	for _, key := range []string{"key", "dialog/key"} {
		did(s.Begin(ctx, key, "hash", now, now.Add(time.Minute)))
		did(nil, s.Finish(ctx, key, "hash", desk.Answer{Status: 201, Type: "application/json", Body: []byte(`{"id":"1"}`)}, now))
	}
	o, err := s.SaveOperator(ctx, desk.Operator{
		ID: "olga", Name: "Olga", Email: "olga@shop.example", Role: desk.RoleOperator, Rights: desk.Rights{Leads: desk.MayChange, Dialogs: desk.ScopeOwn},
		Notifications: map[desk.Notice]desk.Notification{desk.NoticeMessage: {Sound: true}}, Photo: "photo", Password: "$argon2id$", Epoch: 1, CreatedAt: now,
		Invitation: desk.Invitation{Hash: "h", Until: now.Add(time.Hour)},
	}, nil)
	did(nil, err)
	did(s.SaveViews(ctx, "olga", desk.Views{Views: []desk.View{{ID: "mine", Title: "Mine", Columns: []string{"name"}, Filter: desk.DialogFilter{Lines: []desk.LineID{"a"}, Sort: desk.ByActivity}}}}))
	did(s.SaveOpenID(ctx, desk.OpenID{Issuer: "https://id.example", ClientID: "sufler", ClientSecret: "secret"}))
	did(nil, s.AddSession(ctx, desk.Session{ID: "session", Operator: "olga", Hash: "h", Epoch: 1, CreatedAt: now, SeenAt: now, Agent: "Firefox"}, o))
	did(nil, s.ChangeAttempts(ctx, "account olga@shop.example", func(a desk.Attempts) (desk.Attempts, error) { return a.Next(now, desk.AccountPatience) }))
}
