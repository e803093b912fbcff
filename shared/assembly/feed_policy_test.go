package assembly_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/words"
)

// TestFeed_StaysWithinItsPolicy_SYS22: what all consumers ask of the table for the changes
// of a played day, on lines with bots of both kinds and with contacts, rules, webhooks and
// a connection, the policy of the function feed allows. No server here enforces it, and a
// consumer that is refused on AWS holds its shard up until the change is given up.
func TestFeed_StaysWithinItsPolicy_SYS22(t *testing.T) {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "t.db"), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	held := &policed{Engine: e, policy: feedPolicy(t), used: map[string]bool{}}
	st := store.Store{Engine: held, Now: now}
	p := assembly.Parts{Store: st, BuiltIn: builtin.CRM{Table: st.Table()}, Outbox: &remembered{}, Words: words.Bares, Now: now}
	tell := feed.Dispatcher{Consumers: p.Consumers(), Keeper: p.Shelver()}
	free, crm := store.Store{Engine: e, Now: now}, builtin.CRM{Table: store.Store{Engine: e, Now: now}.Table()}
	place := ""
	for _, played := range []func(){
		func() { playSettings(t, free) },
		func() { play(t, free, &at) },
		func() { playCards(t, free, crm, &at) },
		func() { playNames(t, crm, &at) },
		func() { playBots(t, free, &at) },
		func() { playUndo(t, free, &at) },
	} {
		played()
		changes, err := e.Changes(t.Context(), place, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			place = c.Place
			r := builtin.Record(c)
			if err := tell.Tell(t.Context(), []desk.FeedRecord{r})[0]; err != nil {
				t.Errorf("%s: %v", r.Item, err)
			}
			if err := p.Shelver().Keep(t.Context(), r); err != nil {
				t.Errorf("%s: make up for it: %v", r.Item, err)
			}
		}
	}
	for _, want := range []string{
		"PutItem CARDS#", "Query WEBHOOKS", "Query AUTOMATIONS", "BatchGetItem LINES", "UpdateItem FAQ#", "GetItem V#", "PutItem V#", "PutItem AU#",
		"GetItem CONNECTIONS", "UpdateItem FIGURES#", "BatchWriteItem LIST#", "Query C#/index", "GetItem R#", "Query FIELDS#",
	} {
		if !held.used[want] {
			t.Errorf("nothing asks for %s: the test shows less than it says", want)
		}
	}
}

// statement is one of a policy: what it allows, by which first letters of partitions, and
// whether in indexes, too.
type statement struct {
	actions, keys []string
	indexes       bool
}

var (
	anAction = regexp.MustCompile(`Action: (.*)`)
	someKeys = regexp.MustCompile(`dynamodb:LeadingKeys": \[(.*?)\]`)
)

// feedPolicy are the statements of the function feed about the table.
func feedPolicy(t *testing.T) (out []statement) {
	t.Helper()
	body, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, of, _ := strings.Cut(string(body), "\n  FeedFunction:")
	of, _, _ = strings.Cut(of, "\n  FeedLog:")
	for _, part := range strings.Split(of, "- Sid: ") {
		keys, action := someKeys.FindStringSubmatch(part), anAction.FindStringSubmatch(part)
		if keys == nil || action == nil || !strings.Contains(part, "Table.Arn") {
			continue
		}
		s := statement{indexes: strings.Contains(part, "${Table.Arn}/index/*"), actions: strings.FieldsFunc(action[1], func(r rune) bool { return strings.ContainsRune("[], ", r) })}
		for _, k := range strings.Split(keys[1], ",") {
			s.keys = append(s.keys, strings.Trim(k, ` "`))
		}
		out = append(out, s)
	}
	if len(out) < 5 {
		t.Fatalf("%d statements are read", len(out))
	}
	return out
}

// policed is an engine that refuses what a policy does.
type policed struct {
	store.Engine
	policy []statement
	used   map[string]bool // what was asked for
}

func (p *policed) may(action, pk string, index bool) error {
	place := pk
	if before, _, named := strings.Cut(pk, "#"); named {
		place = before + "#"
	}
	if index {
		place += "/index"
	}
	p.used[action+" "+place] = true
	for _, s := range p.policy {
		if slices.Contains(s.actions, "dynamodb:"+action) && (s.indexes || !index) && slices.ContainsFunc(s.keys, func(k string) bool {
			before, open := strings.CutSuffix(k, "*")
			return k == pk || open && strings.HasPrefix(pk, before)
		}) {
			return nil
		}
	}
	return fmt.Errorf("the policy allows no %s of %s", action, place)
}

func (p *policed) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	if err := p.may("GetItem", k.PK, false); err != nil {
		return nil, err
	}
	return p.Engine.Get(ctx, k, strong)
}

func (p *policed) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	for _, k := range ks {
		if err := p.may("BatchGetItem", k.PK, false); err != nil {
			return nil, err
		}
	}
	return p.Engine.BatchGet(ctx, ks, strong)
}

func (p *policed) Query(ctx context.Context, q store.Query) (store.Found, error) {
	if err := p.may("Query", q.PK, q.Index != ""); err != nil {
		return store.Found{}, err
	}
	return p.Engine.Query(ctx, q)
}

func (p *policed) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	for _, op := range ops {
		action := map[store.Verb]string{store.DoPut: "PutItem", store.DoUpdate: "UpdateItem", store.DoDelete: "DeleteItem", store.DoCheck: "ConditionCheckItem"}[op.Do]
		if op.Loose && len(ops) > 1 {
			action = "BatchWriteItem"
		}
		if err := p.may(action, op.Key.PK, false); err != nil {
			return nil, err
		}
	}
	return p.Engine.Write(ctx, ops...)
}

// playSettings has lines, a rule and a connection that consumers ask for.
func playSettings(t *testing.T, s store.Store) {
	t.Helper()
	for _, l := range []desk.Line{
		{ID: "shop", Channel: desk.ChannelTelegram, Active: true, CentreConnection: "bx", CentreLine: "1"},
		{ID: "clinic", Channel: desk.ChannelTelegram, Active: true, Bot: desk.BotBuiltIn, BotResume: time.Hour},
		{ID: "bank", Channel: desk.ChannelTelegram, Active: true, Bot: desk.BotExternal},
	} {
		if _, err := s.SaveLine(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.SaveConnection(t.Context(), desk.Connection{ID: "bx", Options: map[string]string{desk.OptionTranscript: desk.TranscriptAtClose}}); err != nil {
		t.Fatal(err)
	}
	rule := desk.Automation{ID: "greet", When: desk.Trigger{Kind: desk.WhenOpened}, Then: []desk.Action{{Kind: desk.DoNote, Text: "New"}}}
	if _, err := s.SaveAutomation(t.Context(), rule); err != nil {
		t.Fatal(err)
	}
}

// playBots has a customer of each line with a bot get an answer, and then a person, who
// closes the dialog.
func playBots(t *testing.T, s store.Store, at *time.Time) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for line, bot := range map[desk.LineID]desk.BotMode{"clinic": desk.BotBuiltIn, "bank": desk.BotExternal} {
		who := desk.NewCustomerID(line, "1")
		say := func(id string, m desk.Message) {
			*at = at.Add(time.Minute)
			m.Customer, m.External, m.SentAt = who, desk.ExternalID(id), *at
			_, err := s.Append(t.Context(), desk.Append{Line: desk.Line{ID: line, Channel: desk.ChannelTelegram, Bot: bot}, Profile: desk.Profile{User: "1"}, Message: m})
			must(err)
		}
		change := func(to func(desk.Dialog) desk.Dialog) {
			*at = at.Add(time.Minute)
			d, err := s.Newest(t.Context(), who)
			must(err)
			_, err = s.ChangeDialog(t.Context(), d.ID, func(d desk.Dialog) (desk.Dialog, error) { return to(d), nil })
			must(err)
		}
		say("m1", desk.Message{Author: desk.ByCustomer, Text: "When are you open?"})
		say("m2", desk.Message{Author: desk.ByBot, Text: "At nine", Entries: []desk.FAQID{"hours"}})
		say("m3", desk.Message{Author: desk.ByCustomer, Text: "A person, please"})
		change(func(d desk.Dialog) desk.Dialog { return d.Taken("olga", *at) })
		say("m4", desk.Message{Author: desk.ByOperator, Text: "Yes?"})
		say("m5", desk.Message{Author: desk.ByCustomer, Text: "Thanks"})
		change(func(d desk.Dialog) desk.Dialog {
			d.Cards = append(d.Cards, desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindDeal, ID: "7", Connection: "bx"}})
			return d.Closed(desk.ClosedByHand, "Olga", *at)
		})
	}
}

// playUndo has a value that a run filled be taken back.
func playUndo(t *testing.T, s store.Store, at *time.Time) {
	t.Helper()
	d, err := s.Newest(t.Context(), desk.NewCustomerID("shop", "1"))
	if err != nil {
		t.Fatal(err)
	}
	*at = at.Add(time.Minute)
	r, _, err := s.CreateRun(t.Context(), desk.Run{ID: "undone", Dialog: d.ID, Card: desk.OriginRef(desk.KindContact, "1"), State: desk.RunWaiting, AskedAt: *at})
	if err != nil {
		t.Fatal(err)
	}
	r.State, r.DoneAt = desk.RunDone, *at
	r.Outcomes = []desk.Outcome{{Field: desk.ContactName, Kind: desk.OutcomeFilled, Value: "Zina", Decision: desk.DecisionUndo, DecidedBy: "olga", DecidedAt: *at}}
	if _, err = s.SaveRun(t.Context(), r, nil, nil); err != nil {
		t.Fatal(err)
	}
}
