package flow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/centre"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/crms"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/words"
)

// world is the verbs on the real store, with a clock that is moved, queues that
// are looked into, a reader that says what the test wants, and an engine that
// can fail at a chosen call.
type world struct {
	worked func() // after each job
	t      *testing.T
	now    time.Time
	engine *faulty
	store  store.Store
	crm    builtin.CRM
	// foreign is a CRM connected as "sold", beside the built-in one; nil: there is none.
	foreign flow.CRM
	// centres are the CRMs' own chats; nil: there is none.
	centres centre.Centres
	config  *config

	wakeups    map[desk.Wakeup]time.Time
	nudges     map[desk.JobID]time.Time
	closings   map[desk.DialogID]time.Time
	sent       []desk.Outbound
	sendErr    error
	openErr    error
	during     func()            // is done while the messenger is called
	pictures   map[string]string // what the messenger has, by its name there; of all else "a picture"
	opened     []string          // what was asked for there
	files      map[string]string
	marks      int             // how often a line was marked
	registered []string        // the addresses that messengers were told
	typed      []desk.TypingTo // to whom it was shown that somebody types
	handed     []desk.Handing  // who was told to have the word
	reads      int
	pace       flow.Pace
	shows      func(desk.Profile) (desk.Profile, error) // what the messenger shows of a person
	read       func(desk.Chat) (desk.Reading, error)
	rules      flow.Reader // reads and proves as the test says, unless it wants the real ones
	prover     flow.Prover
}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var admin = desk.Actor{Name: "olga", Role: desk.RoleAdmin, Operator: "olga"}

func newWorld(t *testing.T) *world { return newWorldOn(t, embedded.Knobs{NoSync: true}) }

func newWorldOn(t *testing.T, k embedded.Knobs) *world {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "store"), k)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{
		t: t, now: start, engine: &faulty{Engine: e, at: -1}, config: newConfig(),
		wakeups: map[desk.Wakeup]time.Time{}, nudges: map[desk.JobID]time.Time{}, closings: map[desk.DialogID]time.Time{},
		files: map[string]string{},
	}
	w.store = store.Store{Engine: w.engine, Now: w.clock, Channels: channel.Switchboard(channel.Plugs(nil))}
	w.crm = builtin.CRM{Table: w.store.Table()}
	w.rules, w.prover = w, w
	if _, err := (store.Store{Engine: e, Now: w.clock}).SaveTeam(t.Context(), desk.Team{ID: "sales"}); err != nil {
		t.Fatal(err)
	}
	for _, o := range []desk.OperatorID{"olga", "max", "boris", "nora", "anna", "vera", "money", "night", "rest"} {
		if _, err := (store.Store{Engine: e, Now: w.clock}).SaveOperator(t.Context(), desk.Operator{ID: o, Name: string(o), Role: desk.RoleOperator, CreatedAt: start}, nil); err != nil {
			t.Fatal(err)
		}
	}
	w.read = func(desk.Chat) (desk.Reading, error) { return desk.Reading{Summary: "nothing", Reader: "test"}, nil }
	return w
}

func (w *world) clock() time.Time { return w.now }

// faulty fails one call of the engine, before or after doing its work, and, where
// whoever calls shall die of it, all that they call after it. Before the call cue it
// does something else first.
type faulty struct {
	store.Engine
	at, n       int
	after, kill bool
	dead        bool
	cue         int
	do          func()
}

func (f *faulty) fault(ctx context.Context, do func() error) error {
	if err := ctx.Err(); err != nil { // as every client does
		return fmt.Errorf("%w: %w", desk.ErrBusy, err)
	}
	if f.dead {
		return fmt.Errorf("%w: injected kill", desk.ErrBusy)
	}
	if do := f.do; do != nil && f.n == f.cue {
		f.do = nil
		n := f.n
		do()
		f.n = n
	}
	n := f.n
	f.n++
	if n != f.at {
		return do()
	}
	f.dead = f.kill
	if f.after {
		if err := do(); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: injected fault", desk.ErrBusy)
}

func (f *faulty) Get(ctx context.Context, k store.Key, strong bool) (it store.Item, err error) {
	err = f.fault(ctx, func() error { it, err = f.Engine.Get(ctx, k, strong); return err })
	return it, err
}

func (f *faulty) BatchGet(ctx context.Context, ks []store.Key, strong bool) (its []store.Item, err error) {
	err = f.fault(ctx, func() error { its, err = f.Engine.BatchGet(ctx, ks, strong); return err })
	return its, err
}

func (f *faulty) Query(ctx context.Context, q store.Query) (found store.Found, err error) {
	err = f.fault(ctx, func() error { found, err = f.Engine.Query(ctx, q); return err })
	return found, err
}

func (f *faulty) Write(ctx context.Context, ops ...store.Op) (it store.Item, err error) {
	err = f.fault(ctx, func() error { it, err = f.Engine.Write(ctx, ops...); return err })
	return it, err
}

// config is a company's set-up.
type config struct {
	settings desk.Settings
	lines    map[desk.LineID]desk.Line
	fields   map[desk.CardKind][]desk.Field
}

func newConfig() *config {
	s := desk.DefaultSettings()
	s.Subscription = true
	return &config{
		settings: s,
		lines:    map[desk.LineID]desk.Line{"shop": {ID: "shop", Channel: desk.ChannelTelegram, Active: true, LeadPolicy: desk.LeadOnFirstMessage}},
		fields: map[desk.CardKind][]desk.Field{
			desk.KindContact: {{Card: desk.KindContact, Name: "name", Type: desk.TypeString}, {Card: desk.KindContact, Name: "phone", Type: desk.TypePhone}},
			desk.KindLead: {
				{Card: desk.KindLead, Name: "product", Type: desk.TypeString}, {Card: desk.KindLead, Name: "quantity", Type: desk.TypeInteger},
				{Card: desk.KindLead, Name: "budget", Type: desk.TypeMoney}, {Card: desk.KindLead, Name: "discount", Type: desk.TypeNumber, Grants: true},
				{Card: desk.KindLead, Name: "ask", Type: desk.TypeString, Policy: desk.PolicyAlwaysPropose},
			},
			desk.KindDeal: {{Card: desk.KindDeal, Name: "product", Type: desk.TypeString}},
			desk.KindCase: {
				{Card: desk.KindCase, Name: desk.CaseSubject, Type: desk.TypeString}, {Card: desk.KindCase, Name: desk.CaseDescription, Type: desk.TypeText},
				{Card: desk.KindCase, Name: desk.CaseRegistered, Type: desk.TypeDateTime}, {Card: desk.KindCase, Name: desk.CaseResponsible, Type: desk.TypeString},
				{Card: desk.KindCase, Name: desk.CaseState, Type: desk.TypeEnum, Options: []desk.Option{{Value: "Begun"}}},
			},
		},
	}
}

func (c *config) Settings(context.Context) (desk.Settings, error) { return c.settings, nil }

func (c *config) Line(_ context.Context, id desk.LineID) (desk.Line, error) {
	l, ok := c.lines[id]
	if !ok {
		return l, desk.ErrNotFound
	}
	l.Traits = channel.Switchboard(channel.Plugs(nil)).Traits(l)
	return l, nil
}

// The queues, the reader, the prover and the messenger.

func (w *world) Schedule(_ context.Context, k desk.Wakeup, after time.Duration) error {
	w.wakeups[k] = w.now.Add(after)
	return nil
}

func (w *world) Enqueue(_ context.Context, v desk.Job, after time.Duration) error {
	w.nudges[v.ID] = w.now.Add(after)
	return nil
}

func (w *world) StartClosing(_ context.Context, id desk.DialogID, at time.Time) error {
	if _, there := w.closings[id]; !there {
		w.closings[id] = at
	}
	return nil
}

// CloseSooner has a dialog's closing steps ask at that time, too.
func (w *world) CloseSooner(_ context.Context, id desk.DialogID, at time.Time) error {
	if have, there := w.closings[id]; !there || at.Before(have) {
		w.closings[id] = at
	}
	return nil
}

func (w *world) Read(_ context.Context, chat desk.Chat) (desk.Reading, error) {
	w.reads++
	return w.read(chat)
}

func (w *world) Prove(_ desk.Field, f desk.Finding, _ desk.Message, _ desk.Locale) (desk.Value, error) {
	if !strings.Contains(f.Quote, f.Value) {
		return "", fmt.Errorf("%w: the quote does not say so", desk.ErrInvalid)
	}
	return desk.Value(f.Value), nil
}

func (w *world) Send(_ context.Context, _ desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	w.meanwhile()
	if w.sendErr != nil {
		return "", w.sendErr
	}
	w.sent = append(w.sent, out)
	return desk.ExternalID(fmt.Sprintf("tg/%d", len(w.sent))), nil
}

// meanwhile does, once, what happens during a call of the messenger's.
func (w *world) meanwhile() {
	if do := w.during; do != nil {
		w.during = nil
		do()
	}
}

// MarkLine is what a store does with a line's trouble.
func (w *world) MarkLine(_ context.Context, l desk.Line, now desk.Trouble) error {
	w.marks++
	have := w.config.lines[l.ID]
	if !now.At.IsZero() || have.Trouble.At.Equal(l.Trouble.At) {
		have.Trouble = now
	}
	w.config.lines[l.ID] = have
	return nil
}

// Lookup is what the messenger shows of a person.
func (w *world) Lookup(_ context.Context, _ desk.Line, p desk.Profile) (desk.Profile, error) {
	return w.shows(p)
}

// Setup is a messenger's answer to being told our address.
func (w *world) Setup(_ context.Context, _ desk.Line, url string) error {
	w.registered = append(w.registered, url)
	return w.sendErr
}

func (w *world) Open(_ context.Context, _ desk.Line, a desk.Attachment) (desk.File, error) {
	w.meanwhile()
	w.opened = append(w.opened, a.Ref)
	if w.openErr != nil {
		return desk.File{}, w.openErr
	}
	body, known := w.pictures[a.Ref]
	if !known {
		body = "a picture"
	}
	return desk.File{Body: io.NopCloser(strings.NewReader(body)), MIME: "image/png", Size: -1}, nil
}

func (w *world) Keep(_ context.Context, key string, f desk.File) (int64, error) {
	b, err := io.ReadAll(f.Body)
	w.files[key] = string(b)
	return int64(len(b)), err
}

func (w *world) Remove(ctx context.Context, key string) error {
	return w.engine.fault(ctx, func() error { delete(w.files, key); return nil })
}

// Numbered is flow.Numbering's: this messenger shows every button.
func (w *world) Numbered(desk.Line, desk.Message) []desk.Button { return nil }

// Teardown is a messenger that has no call for it.
func (w *world) Teardown(context.Context, desk.Line) (bool, error) { return false, nil }

// Hand is the platform of a bot that is told who has the word.
func (w *world) Hand(_ context.Context, _ desk.Line, h desk.Handing) error {
	w.handed = append(w.handed, h)
	return w.sendErr
}

// ShowTyping is a messenger that shows that somebody types.
func (w *world) ShowTyping(_ context.Context, _ desk.Line, to desk.TypingTo) error {
	w.typed = append(w.typed, to)
	return w.sendErr
}

func (w *world) Templates(context.Context, desk.Line) ([]desk.ApprovedTemplate, error) {
	return nil, nil
}

// kept is the store, with the set-up that the test chooses.
type kept struct {
	store.Store
	*world
}

func (k kept) Settings(ctx context.Context) (desk.Settings, error) { return k.config.Settings(ctx) }

func (k kept) Line(ctx context.Context, id desk.LineID) (desk.Line, error) {
	return k.config.Line(ctx, id)
}

func (k kept) MarkLine(ctx context.Context, l desk.Line, now desk.Trouble) error {
	return k.world.MarkLine(ctx, l, now)
}

// ownCRM is the built-in CRM, with the fields that the test chooses.
type ownCRM struct {
	builtin.CRM
	*world
}

func (o ownCRM) Fields(_ context.Context, _ desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	return o.config.fields[k], nil
}

// crms are all CRMs, the built-in one over a table.
func (w *world) crms(own builtin.CRM) crms.CRMs {
	plugs := map[desk.ConnectionID]flow.CRM{desk.ConnectionBuiltIn: ownCRM{own, w}}
	if w.foreign != nil {
		plugs["sold"] = w.foreign
	}
	return crms.CRMs{Changes: w.store, Margins: w.store, Now: w.clock, Plugs: plugs, Operators: func(ctx context.Context) ([]desk.Operator, error) { return w.store.Operators(ctx) }}
}

// shelf is where the world's files lie; nobody uploads any.
type shelf struct {
	assembly.Files
	of *world
}

func (s shelf) Keep(ctx context.Context, key string, f desk.File) (int64, error) {
	return s.of.Keep(ctx, key, f)
}

// Lend is an address of a file; FileSource's other half nobody needs here.
func (s shelf) Lend(_ context.Context, key, _ string) (string, error) {
	return "https://files.test/" + key, nil
}

func (s shelf) Remove(ctx context.Context, key string) error { return s.of.Remove(ctx, key) }

// The verbs.

func (w *world) parts() assembly.Parts {
	return assembly.Parts{
		Store: kept{w.store, w}, Keys: w.store, Outbox: w, Quiet: w, Closing: w, Sooner: w, Messengers: w, Files: shelf{of: w}, Pace: w.pace,
		Reader: w, Rules: w.rules, Prover: w.prover, Fold: words.Fold, Index: answering.Index, Now: w.clock, BuiltIn: w.crm, Home: func(context.Context) string { return "https://sufler.test" },
		CRM: w.crms(w.crm), CRMCentres: w.centres,
	}
}

func (w *world) receiver() *intake.Receiver     { return w.parts().Receiver() }
func (w *world) asker() *copilot.RunRequester   { return w.parts().RunRequester() }
func (w *world) decider() *copilot.Decider      { return w.parts().Decider() }
func (w *world) acceptor() *talk.Acceptor       { return w.parts().Acceptor() }
func (w *world) starter() *talk.Starter         { return w.parts().Starter() }
func (w *world) editor() *cards.Editor          { return w.parts().Editor() }
func (w *world) binder() *cards.Binder          { return w.parts().CardBinder() }
func (w *world) eraser() *erasure.Eraser        { return w.parts().Eraser() }
func (w *world) refetcher() *talk.Refetcher     { return w.parts().Refetcher() }
func (w *world) closer() *talk.Closer           { return w.parts().Closer() }
func (w *world) transferrer() *talk.Transferrer { return w.parts().Transferrer() }

// replier has no files, unless a test gives it some.
func (w *world) replier() *talk.Replier {
	r := w.parts().Replier()
	r.Uploader = nil
	return r
}

// analyzer is the only one to claim runs since now.
func (w *world) analyzer() *copilot.Analyzer {
	p := w.parts()
	p.Since = w.now
	return p.Analyzer()
}

// intakeBinder looks customers up only where the test says what is shown of them.
func (w *world) intakeBinder() *intake.Binder {
	b := w.parts().Binder()
	if w.shows == nil {
		b.ProfileFetcher = nil
	}
	return b
}

func (w *world) worker() *work.Worker {
	d, b := w.parts().Worker(), w.intakeBinder()
	d.Handlers[desk.JobBind], d.Handlers[desk.JobLook] = b.BindJob(), b.ProfileJob()
	return d
}

func (w *world) said(user, id, text string) desk.Inbound {
	return desk.Inbound{
		Kind: desk.InMessage, Author: desk.ByCustomer, External: desk.ExternalID(id), Text: text,
		From: desk.Profile{User: user, Name: "Name of " + user}, At: w.now,
	}
}

// step does something the way its caller would: again until it succeeds.
func (w *world) step(name string, do func() error) {
	w.t.Helper()
	for try := 0; ; try++ {
		w.engine.dead = false // another process
		err := do()
		if err == nil {
			return
		}
		if try == 4 {
			w.t.Fatalf("%s: %v", name, err)
		}
	}
}

// hear receives messages, as a messenger that repeats until it is answered.
func (w *world) hear(ins ...desk.Inbound) {
	w.t.Helper()
	w.now = w.now.Add(time.Millisecond)
	w.step("receive", func() error {
		_, err := w.receiver().Receive(context.Background(), w.config.lines["shop"], ins)
		return err
	})
}

// work drives everything that is due: nudges, wakeups, closings.
func (w *world) work() {
	w.t.Helper()
	ctx := context.Background()
	for busy := true; busy; {
		busy = false
		for id, at := range w.nudges {
			if !at.After(w.now) {
				delete(w.nudges, id)
				w.step("do a job", func() error { return w.worker().Do(ctx, id) })
				if w.worked != nil {
					w.worked()
				}
				busy = true
			}
		}
		for k, at := range w.wakeups {
			if !at.After(w.now) {
				delete(w.wakeups, k)
				w.step("analyze", func() error { return w.analyzer().Analyze(ctx, k) })
				busy = true
			}
		}
		for id, at := range w.closings {
			if at.After(w.now) {
				continue
			}
			busy = true
			w.step("closing", func() error {
				c, err := w.closer().Due(ctx, id)
				if err != nil {
					return err
				}
				delete(w.closings, id)
				if !c.Again.IsZero() {
					w.closings[id] = c.Again
				}
				if c.Schedule != nil {
					return w.Schedule(ctx, *c.Schedule, c.Delay)
				}
				return nil
			})
		}
	}
}

// pass moves the clock, and does what becomes due on the way.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	end := w.now.Add(d)
	for w.work(); ; w.work() {
		next := end
		for _, at := range w.nudges {
			next = earlier(next, at)
		}
		for _, at := range w.wakeups {
			next = earlier(next, at)
		}
		for _, at := range w.closings {
			next = earlier(next, at)
		}
		w.now = next
		if next.Equal(end) {
			w.work()
			return
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func dialogID(user string, n int) desk.DialogID {
	return desk.NewDialogID(desk.NewCustomerID("shop", user), n)
}

func (w *world) dialog(user string, n int) desk.Dialog {
	w.t.Helper()
	var d desk.Dialog
	w.step("dialog", func() (err error) {
		d, err = w.store.Dialog(context.Background(), dialogID(user, n))
		return err
	})
	return d
}

func (w *world) messages(user string) []desk.Message {
	w.t.Helper()
	p, err := w.store.Messages(context.Background(), desk.NewCustomerID("shop", user), 0, 0, false, desk.PageAsk{Limit: 500})
	if err != nil || p.Next != "" {
		w.t.Fatal(err, p.Next)
	}
	return p.Items
}

// ask asks for a run, as a person who clicks until it works.
func (w *world) ask(id string, d desk.DialogID) desk.Run {
	w.t.Helper()
	var run desk.Run
	w.step("ask", func() (err error) {
		run, err = w.asker().Ask(context.Background(), admin, copilot.Ask{ID: desk.RunID(id), Dialog: d})
		return err
	})
	return run
}

func (w *world) run(id desk.RunID) desk.Run {
	w.t.Helper()
	r, err := w.store.Run(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) card(ref desk.CardRef) desk.Card {
	w.t.Helper()
	c, err := w.crm.Card(context.Background(), ref)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) annotations(ref desk.CardRef) desk.CardAnnotations {
	w.t.Helper()
	m, err := w.store.Annotations(context.Background(), ref)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// state tells all that a user could see, without attempts and the times of our
// own doing, which a fault may put off.
func (w *world) state(users ...string) string {
	w.t.Helper()
	ctx := context.Background()
	var b strings.Builder
	tell := func(v any) {
		line, err := json.Marshal(v)
		if err != nil {
			w.t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	for _, u := range users {
		for n := 1; ; n++ {
			d, err := w.store.Dialog(ctx, dialogID(u, n))
			if err != nil {
				break
			}
			shown := d
			shown.ClosedAt, shown.Cards = time.Time{}, nil
			shown.WaitingSince, shown.AssignedAt, shown.AssignedUntil, shown.AcceptedAt, shown.Missed = time.Time{}, time.Time{}, time.Time{}, time.Time{}, nil
			for _, m := range d.Missed {
				shown.Missed = append(shown.Missed, desk.Missed{Operator: m.Operator})
			}
			for _, c := range d.Cards {
				shown.Cards = append(shown.Cards, desk.BoundCard{Ref: c.Ref})
			}
			tell(shown)
			w.tellCards(ctx, d, tell)
		}
		for _, m := range w.messages(u) {
			m.Changed = time.Time{}
			tell(m)
		}
	}
	for _, o := range w.sent {
		tell(o)
	}
	return b.String()
}

func (w *world) tellCards(ctx context.Context, d desk.Dialog, tell func(any)) {
	w.t.Helper()
	refs := []desk.CardRef{d.Contact}
	for _, c := range d.Cards {
		refs = append(refs, c.Ref)
	}
	for _, ref := range refs {
		if ref.ID == "" {
			continue
		}
		card, annotations := w.card(ref), w.annotations(ref)
		card.ETag, card.CreatedAt, card.UpdatedAt, annotations.Version = "", time.Time{}, time.Time{}, 0
		annotations.ProposedAt = time.Time{}
		for f, m := range annotations.Marks {
			m.At = time.Time{}
			annotations.Marks[f] = m
		}
		tell(card)
		tell(annotations)
		line, err := w.store.Timeline(ctx, ref, desk.PageAsk{Limit: 500})
		if err != nil {
			w.t.Fatal(err)
		}
		slices.SortFunc(line.Items, func(a, b desk.Entry) int { return strings.Compare(a.ID, b.ID) })
		for _, e := range line.Items {
			e.At = time.Time{}
			tell(e)
		}
	}
	runs, err := w.store.DialogRuns(ctx, d.ID, desk.PageAsk{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range runs.Items {
		r = w.run(r.ID)
		r.Version, r.Attempt, r.ClaimedBy, r.StartedAt, r.DoneAt, r.StartsAt, r.AskedAt = 0, 0, "", time.Time{}, time.Time{}, time.Time{}, time.Time{}
		if r.Since != nil {
			since := *r.Since
			since.At, r.Since = time.Time{}, &since
		}
		for i := range r.Outcomes {
			r.Outcomes[i].DecidedAt = time.Time{}
		}
		tell(r)
	}
}

// found is a finding whose quote is the whole message that holds it.
func found(chat desk.Chat, field desk.FieldName, value string) desk.Finding {
	for _, m := range chat.Messages {
		if strings.Contains(m.SpokenText(), value) {
			return desk.Finding{Field: field, Value: value, Quote: m.SpokenText(), Message: m.Seq}
		}
	}
	return desk.Finding{Field: field, Value: value, Quote: value, Message: 1}
}

// finds makes the reader find these values, field and value in turn.
func (w *world) finds(pairs ...string) {
	w.read = func(chat desk.Chat) (desk.Reading, error) {
		r := desk.Reading{Summary: "a **plain** summary", Reader: "test", Model: "m", Prompt: "p1"}
		for i := 0; i < len(pairs); i += 2 {
			r.Findings = append(r.Findings, found(chat, desk.FieldName(pairs[i]), pairs[i+1]))
		}
		return r, nil
	}
}
