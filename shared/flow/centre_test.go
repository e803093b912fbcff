package flow_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/centre"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/web/tab"
)

// openLine is a Bitrix24 whose operators answer the customers of the line, in its open
// line 107; the customers' cards are ours.
type openLine struct {
	w    *world
	b    *parties.Bitrix24
	plug *bitrix24.CRM
	kept *parties.Grants
	by   desk.Connection
	hook url.Values
	// meanwhile, if it is set, is done once while messages are passed on.
	meanwhile func()
	// What the feed told last.
	dialogs  map[desk.DialogID]desk.Dialog
	messages map[desk.ExternalID]desk.Message
}

var ann = desk.NewCustomerID("shop", "ann")

func inOpenLine(t *testing.T) *openLine {
	w := newWorld(t)
	b := &parties.Bitrix24{At: start, ClientID: "app", ClientSecret: "s3cret", Scopes: []string{"crm", "placement", "user_brief", "imopenlines", "imconnector"}}
	const address = "http://company.bitrix24.com"
	c := desk.Connection{
		ID: "sold", Kind: desk.CRMBitrix24, Secrets: map[string]string{"client_secret": "s3cret"},
		Options: map[string]string{"address": address, "client_id": "app", "open_lines": "on"}, CreatedAt: start,
	}
	plug, err := bitrix24.Open(c, &http.Client{Transport: near{b}})
	if err != nil {
		t.Fatal(err)
	}
	kept := &parties.Grants{}
	plug.TokenServer = address
	plug.Keep(kept, w.clock)
	g, err := plug.Install(t.Context(), desk.Webhook{Body: []byte(b.Installs(address, 1))})
	if err != nil {
		t.Fatal(err)
	}
	g.Round = 1
	if _, err := kept.SaveGrant(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	for _, said := range plug.Register(t.Context(), "https://sufler.test") {
		if !said.OK {
			t.Fatalf("%s: %s", said.What, said.Text)
		}
	}
	u, err := url.Parse(b.Handlers("ONIMCONNECTORMESSAGEADD")[0])
	if err != nil {
		t.Fatal(err)
	}
	b.SwitchOn("sufler_sold", "107")
	if _, err := w.store.SaveConnection(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	line := w.config.lines["shop"]
	line.CentreConnection, line.CentreLine, line.Title = "sold", "107", "Shop"
	w.config.lines["shop"] = line
	w.config.settings.LeadMode = desk.ModeAll
	l := &openLine{w, b, plug, kept, c, u.Query(), nil, map[desk.DialogID]desk.Dialog{}, map[desk.ExternalID]desk.Message{}}
	w.centres = l
	return l
}

// The centre, of whatever connection: there is one.

func (l *openLine) Pass(ctx context.Context, _ desk.Connection, p desk.Passed) (desk.PassedIn, error) {
	if do := l.meanwhile; do != nil {
		l.meanwhile = nil
		do()
	}
	return l.plug.Pass(ctx, p)
}

func (l *openLine) There(ctx context.Context, _ desk.Connection, in desk.PassedIn) (map[desk.ExternalID]bool, error) {
	return l.plug.There(ctx, in)
}

func (l *openLine) Seen(ctx context.Context, _ desk.Connection, to desk.Centre, in desk.PassedIn, since time.Time) (desk.CentreSeen, error) {
	return l.plug.Seen(ctx, to, in, since)
}

func (l *openLine) Tell(ctx context.Context, _ desk.Connection, t desk.PassedTold) error {
	return l.plug.Tell(ctx, t)
}

func (l *openLine) End(ctx context.Context, _ desk.Connection, chat string) error {
	return l.plug.End(ctx, chat)
}

func (l *openLine) Open(ctx context.Context, _ desk.Connection, a desk.Attachment) (desk.File, error) {
	return l.plug.OpenFile(ctx, a)
}

func (l *openLine) Heard(ctx context.Context, _ desk.Connection, w desk.Webhook) ([]desk.CardEvent, error) {
	return l.plug.Heard(ctx, w)
}

// listener hears events, and knows the lines that the test chose.
func (l *openLine) listener() *intake.CardListener {
	h, c := l.w.parts().CardListener(), l.w.parts().CentreListener()
	c.Lines = l
	h.Events, h.Grants, h.Centre = l, l.kept, c
	return h
}

// Lines and MarkLine implement centre.Lines.
func (l *openLine) Lines(context.Context) (out []desk.Line, err error) {
	for _, one := range l.w.config.lines {
		out = append(out, one)
	}
	return out, nil
}

func (l *openLine) MarkLine(ctx context.Context, line desk.Line, t desk.Trouble) error {
	return l.w.MarkLine(ctx, line, t)
}

// hear has a call of the CRM taken, as webhooks do.
func hear(ctx context.Context, l *intake.CardListener, call desk.Webhook) error {
	c, err := l.Known(ctx, "sold")
	if err != nil {
		return err
	}
	return l.Hear(ctx, c, call)
}

// told posts events to us, each twice, as often as it takes.
func (l *openLine) told(bodies ...string) {
	l.w.t.Helper()
	for _, body := range append(bodies, bodies...) {
		if body == "" {
			l.w.t.Fatal("nothing is told")
		}
		l.w.step("hear the CRM", func() error {
			h := l.listener()
			return hear(context.Background(), h, desk.Webhook{Body: []byte(body), Query: l.hook})
		})
	}
	l.feed()
}

// feed tells what changed since it told last, and has done what follows: what Bitrix24 tells
// meanwhile is told, too.
func (l *openLine) feed() {
	l.w.t.Helper()
	ctx, w := context.Background(), l.w
	for range 3 {
		w.step("feed", func() error {
			a := w.parts().Passer()
			for n := 1; ; n++ {
				d, err := w.store.Dialog(ctx, desk.NewDialogID(ann, n))
				if err != nil {
					break
				}
				if old, had := l.dialogs[d.ID]; !had || old.Last != d.Last || old.State != d.State {
					if err := a.Changed(ctx, desk.FeedRecord{Dialog: &desk.Change[desk.Dialog]{New: &d}}); err != nil {
						return err
					}
					l.dialogs[d.ID] = d
				}
			}
			page, err := w.store.Messages(ctx, ann, 0, 0, false, desk.PageAsk{Limit: 500})
			if err != nil {
				return err
			}
			for _, m := range page.Items {
				if old, had := l.messages[m.External]; had && !cmp.Equal(old, m) {
					if err := a.Changed(ctx, desk.FeedRecord{Message: &desk.Change[desk.Message]{Old: &old, New: &m}}); err != nil {
						return err
					}
				}
				l.messages[m.External] = m
			}
			return nil
		})
		w.pass(2 * time.Minute)
		l.b.Move(2 * time.Minute)
		if bodies := l.b.Lined(); len(bodies) > 0 {
			for _, body := range bodies {
				w.step("hear the CRM", func() error {
					h := l.listener()
					return hear(ctx, h, desk.Webhook{Body: []byte(body), Query: l.hook})
				})
			}
		}
	}
}

// line is what operators in Bitrix24 see.
func (l *openLine) line() (out []string) {
	for _, m := range l.b.Line(string(ann)) {
		s := m.Text
		if m.Operator {
			s = "operator: " + s
		}
		if m.Delivered {
			s += " ✓"
		}
		if m.Deleted {
			s = "(deleted)"
		}
		for _, f := range m.Files {
			s += " " + f
		}
		out = append(out, s)
	}
	return out
}

func (l *openLine) said() (out []string) {
	for _, o := range l.w.sent {
		out = append(out, o.Text)
	}
	return out
}

func (l *openLine) hears(ins ...desk.Inbound) {
	l.w.t.Helper()
	l.w.hear(ins...)
	l.feed()
}

// lineStory is a chat that is answered there, and here, in which the customer changes and takes
// back what they said, and which is ended there; then one that is ended here.
func lineStory(l *openLine) {
	w, ctx := l.w, context.Background()
	w.finds("product", "chairs", "quantity", "3")
	w.hear(w.said("ann", "1", "chairs, please"))
	l.hears(w.said("ann", "2", "three of them, 3 [b]!"))
	l.told(l.b.Replies(string(ann), "Светлана Иванова", "We have [b]three[/b][br]left &amp; more"))
	w.step("reply here", func() error {
		_, err := w.replier().Reply(ctx, admin, talk.Say{ID: "r", Dialog: dialogID("ann", 1), Text: "I am here, too"})
		return err
	})
	l.feed()
	l.hears(desk.Inbound{Kind: desk.InEdit, External: "2", Text: "three of them, 3", From: desk.Profile{User: "ann"}, At: w.now})
	l.hears(w.said("ann", "3", "no!"))
	l.hears(desk.Inbound{Kind: desk.InDeletion, External: "3", From: desk.Profile{User: "ann"}, At: w.now})
	l.b.Finishes(string(ann))
	l.feed()
	l.hears(w.said("ann", "4", "one more thing"))
	l.told(l.b.Replies(string(ann), "Светлана Иванова", "Yes?"))
	w.step("close here", func() error {
		_, err := w.closer().Close(ctx, admin, dialogID("ann", 2))
		return err
	})
	l.feed()
}

// lineEnd is what is there in the end.
func lineEnd(l *openLine) (out []string) {
	w := l.w
	w.engine.at, w.engine.dead = -1, false
	out = append(out, l.line()...)
	out = append(out, "sent: "+strings.Join(l.said(), " | "), fmt.Sprint("open there: ", l.b.InSession(string(ann))))
	for n := 1; n <= 2; n++ {
		d := w.dialog("ann", n)
		out = append(out, fmt.Sprint(d.ID, " ", d.State, " ", d.CloseReason, " by ", d.ClosedBy))
		runs, err := w.store.DialogRuns(context.Background(), d.ID, desk.PageAsk{Limit: 10})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, r := range runs.Items {
			out = append(out, fmt.Sprint("run by ", r.By, " ", w.run(r.ID).State))
		}
	}
	for _, m := range w.messages("ann") {
		out = append(out, fmt.Sprint(m.Author, " ", m.Operator, ": ", m.SpokenText(), " ", m.Status))
	}
	return out
}

// SYS-03: what customers say is read by operators in their own CRM's chat, once and in order,
// and what those answer goes to the customer, once.
func TestCentre_OperatorsAnswerInTheirCRM_SYS03(t *testing.T) {
	l := inOpenLine(t)
	lineStory(l)
	want := []string{
		"chairs, please", "three of them, 3", "operator: We have [b]three[/b][br]left &amp; more ✓", "[b]olga (Sufler):[/b]\nI am here, too", "(deleted)",
		"one more thing", "operator: Yes? ✓",
		"sent: We have three\nleft & more | I am here, too | Yes?", "open there: false",
		string(dialogID("ann", 1)) + " closed by_hand by sold", "run by copilot done",
		string(dialogID("ann", 2)) + " closed by_hand by olga", "run by copilot refused", // one message is too few
		"customer : chairs, please ", "customer : three of them, 3 ", "operator Светлана Иванова (sold): We have three\nleft & more sent", "operator olga: I am here, too sent",
		"customer :  ", "customer : one more thing ", "operator Светлана Иванова (sold): Yes? sent",
	}
	if d := cmp.Diff(want, lineEnd(l)); d != "" {
		t.Error(d)
	}
	if d := l.w.dialog("ann", 1); d.Operator != "olga" {
		t.Errorf("the dialog is %q's", d.Operator)
	}
	sessions := map[int]bool{}
	for _, m := range l.b.Line(string(ann)) {
		sessions[m.Session] = true
		if !m.Operator && m.NoCRM {
			t.Error("the customer does not live there, and is not looked for there")
		}
	}
	if len(sessions) != 2 {
		t.Errorf("%d sessions", len(sessions))
	}
}

// SYS-03: whatever call of Bitrix24's or of ours fails, before its work or after it, and
// whoever is killed by it, the chat there, the dialog here and what the customer got are the
// same.
func TestFaults_TheCentreEndsTheSame_SYS03(t *testing.T) {
	calm := inOpenLine(t)
	before := calm.b.Steps()
	lineStory(calm)
	want, calls, steps := lineEnd(calm), calm.w.engine.n, calm.b.Steps()-before
	every := 7
	if testing.Short() {
		every = 41
	}
	for _, after := range []bool{false, true} {
		for at := 0; at < calls; at += every {
			for _, kill := range []bool{false, true} {
				l := inOpenLine(t)
				from := l.w.engine.n
				l.w.engine.at, l.w.engine.after, l.w.engine.kill = from+at, after, kill
				lineStory(l)
				end := lineEnd(l)
				if end := strings.Join(end, "\n"); kill && strings.Contains(end, " unsure") {
					once(t, l) // who was killed over sending: nobody knows, and those who answer there are told so
					continue
				}
				if d := cmp.Diff(want, end); d != "" {
					t.Errorf("our call %d failed (after its work: %v, killed: %v): the end differs (-want +got)\n%s", at, after, kill, d)
				}
			}
		}
		for at := 1; at <= steps; at++ {
			l := inOpenLine(t)
			l.b.FailAt(at, after)
			lineStory(l)
			if d := cmp.Diff(want, lineEnd(l)); d != "" {
				t.Errorf("Bitrix24's call %d failed (after its work: %v): the end differs (-want +got)\n%s", at, after, d)
			}
		}
	}
	t.Logf("%d calls of ours, %d of Bitrix24", calls, steps)
}

// once finds nothing twice with the customer, and nothing of the customer's twice there.
func once(t *testing.T, l *openLine) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range append(l.said(), l.line()...) {
		if seen[s] {
			t.Errorf("%q is there twice", s)
		}
		seen[s] = true
	}
	theirs := false
	for _, m := range l.w.messages("ann") {
		theirs = theirs || m.Status == desk.StatusUnsure && m.Centre != (desk.CentreMark{})
	}
	if theirs && !strings.Contains(strings.Join(l.line(), "\n"), "cut off") && !strings.Contains(strings.Join(l.line(), "\n"), "broke off") {
		t.Errorf("nobody there is told: %q", l.line())
	}
}

// kinds of its settings: of whatever connection.

func (l *openLine) CentreVisit(ctx context.Context, _ desk.Connection, w desk.Webhook) (desk.CentreVisit, error) {
	return l.plug.CentreVisit(ctx, w)
}

func (l *openLine) CentreReturn(ctx context.Context, _ desk.Connection, pass string) (desk.CentreVisit, error) {
	return l.plug.CentreReturn(ctx, pass)
}

func (l *openLine) Serve(ctx context.Context, _ desk.Connection, pass string, on bool, name string) error {
	return l.plug.Serve(ctx, pass, on, name)
}

// posts is a browser in Bitrix24 that posts to us.
func (l *openLine) posts(path, form string) *httptest.ResponseRecorder {
	p := l.w.parts()
	p.CRMSettings = l
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	tab.Pages{Centre: p.CentreSettings(), Now: l.w.clock}.Handler().ServeHTTP(rec, r)
	return rec
}

// SYS-03: an administrator of the company's Bitrix24 chooses there which line is answered in an
// open line, by their own token; nobody else does, and no other page may.
func TestCentre_IsChosenThere_SYS03(t *testing.T) {
	l := inOpenLine(t)
	for _, line := range []desk.Line{{ID: "bot", Channel: desk.ChannelTelegram, Title: "Our <bot>", Active: true}, {ID: "else", Channel: desk.ChannelTelegram, CentreConnection: "another", CentreLine: "1"}} {
		if _, err := l.w.store.SaveLine(t.Context(), line); err != nil {
			t.Fatal(err)
		}
	}
	now := func() desk.Centre {
		line, err := l.w.store.Line(t.Context(), "bot")
		if err != nil {
			t.Fatal(err)
		}
		return line.Centre()
	}
	got := l.posts("/crm/sold/centre", l.b.OpensSettings("sufler_sold", "108", 1))
	all, text := forms(got.Body.String())
	if got.Code != http.StatusOK || len(all) != 1 || !strings.Contains(text, "Our <bot>") || !strings.Contains(got.Header().Get("Content-Security-Policy"), "frame-ancestors http://company.bitrix24.com") {
		t.Fatalf("%d %v %s %v", got.Code, all, text, got.Header())
	}
	form := all[0]
	to := form.Get("")
	form.Del("")
	choose := func(do string, change func(url.Values)) *httptest.ResponseRecorder {
		f := url.Values{"do": {do}}
		for name := range form {
			f.Set(name, form.Get(name))
		}
		if change != nil {
			change(f)
		}
		return l.posts(to, f.Encode())
	}
	for name, bad := range map[string]*httptest.ResponseRecorder{
		"an employee":          l.posts("/crm/sold/centre", l.b.OpensSettings("sufler_sold", "108", 7)),
		"another company":      l.posts("/crm/sold/centre", strings.Replace(l.b.OpensSettings("sufler_sold", "108", 1), parties.BitrixMember, "x", 1)),
		"another connector":    l.posts("/crm/sold/centre", l.b.OpensSettings("sufler_x", "108", 1)),
		"a card's tab":         l.posts("/crm/sold/centre", l.b.Opens("CRM_LEAD_DETAIL_TAB", 1, 1)),
		"no line":              l.posts("/crm/sold/centre", l.b.OpensSettings("sufler_sold", "x", 1)),
		"another connection":   l.posts("/crm/none/centre", l.b.OpensSettings("sufler_sold", "108", 1)),
		"a pass that is none":  choose("serve", func(f url.Values) { f.Set("pass", "x") }),
		"a line that is none":  choose("serve", func(f url.Values) { f.Set("line", "x") }),
		"another connection's": choose("serve", func(f url.Values) { f.Set("line", "else") }),
	} {
		if bad.Code != http.StatusForbidden && bad.Code != http.StatusServiceUnavailable || now().Used() {
			t.Errorf("%s: %d, %v", name, bad.Code, now())
		}
	}
	for range 2 {
		if got := choose("serve", nil); got.Code != http.StatusOK {
			t.Errorf("got %d: %s", got.Code, got.Body)
		}
		if on, name := l.b.Served("sufler_sold", "108"); !on || name != "Our <bot>" || now() != (desk.Centre{Connection: "sold", Line: "108"}) {
			t.Errorf("served: %v as %q; %v", on, name, now())
		}
	}
	if got := choose("stop", nil); got.Code != http.StatusOK {
		t.Errorf("got %d: %s", got.Code, got.Body)
	}
	if on, _ := l.b.Served("sufler_sold", "108"); on || now().Used() {
		t.Errorf("served still: %v, %v", on, now())
	}
}

// SYS-03: a dialog that a bot has is its own until people are to answer: then all of it is passed
// on, and who said what.
func TestCentre_TakesOverFromTheBot_SYS03(t *testing.T) {
	l := inOpenLine(t)
	w, ctx := l.w, context.Background()
	line := w.config.lines["shop"]
	line.Bot = desk.BotExternal
	w.config.lines["shop"] = line
	l.hears(w.said("ann", "1", "chairs, please"))
	bots := w.said("ann", "b1", "How many?")
	bots.Author = desk.ByBot
	l.hears(bots)
	if got := l.line(); len(got) != 0 {
		t.Fatalf("passed on while the bot answers: %q", got)
	}
	w.step("hand over", func() error { return w.transferrer().FromApp(ctx, dialogID("ann", 1), "") })
	l.feed()
	l.hears(w.said("ann", "2", "three"))
	if d := cmp.Diff([]string{"chairs, please", "[b]" + desk.BotName + " (Sufler):[/b]\nHow many?", "three"}, l.line()); d != "" {
		t.Error(d)
	}
}

// SYS-03: what could not be sent is told there, and the dialog keeps it with its reason.
func TestCentre_IsToldWhatDidNotArrive_SYS03(t *testing.T) {
	for name, break_ := range map[string]func(w *world){
		"the messenger refuses": func(w *world) { w.sendErr = &desk.SendError{Code: "403", Reason: "The customer blocked the bot."} },
		"the line is inactive": func(w *world) {
			line := w.config.lines["shop"]
			line.Active = false
			w.config.lines["shop"] = line
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := inOpenLine(t)
			l.hears(l.w.said("ann", "1", "chairs, please"))
			break_(l.w)
			l.told(l.b.Replies(string(ann), "Anna", "Which ones?"))
			l.feed()
			all := l.line()
			if n := strings.Count(strings.Join(all, "\n"), "did not get this message"); n != 1 || len(l.w.sent) != 0 {
				t.Errorf("told %d times, sent %v: %q", n, l.w.sent, all)
			}
			m := l.w.messages("ann")[1]
			if m.Status != desk.StatusFailed || m.Reason == "" || m.Text != "Which ones?" {
				t.Errorf("kept as %+v", m)
			}
		})
	}
}

// SYS-03: files go both ways: the customer's by an address that is lent, an operator's as ours.
func TestCentre_PassesFilesOn_SYS03(t *testing.T) {
	l := inOpenLine(t)
	in := l.w.said("ann", "1", "look")
	in.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1", Name: "chair.png"}}
	l.hears(in)
	if got := l.line(); len(got) != 1 || !strings.HasPrefix(got[0], "look https://files.test/") {
		t.Errorf("passed on: %q", got)
	}
	l.told(l.b.Replies(string(ann), "Anna", "See", "http://company.bitrix24.com/disk/1"))
	l.told(l.b.Replies(string(ann), "Anna", "And", "http://evil.example/disk/1"))
	if len(l.w.sent) != 2 {
		t.Fatalf("sent %+v", l.w.sent)
	}
	if a := l.w.sent[0].Attachments; len(a) != 1 || a[0].Stored == "" || a[0].URL != "" || l.w.files[a[0].Stored] != "a price list" {
		t.Errorf("sent with %+v: %v", a, l.w.files)
	}
	if a := l.w.sent[1].Attachments; len(a) != 1 || a[0].Stored != "" || a[0].Missing == "" {
		t.Errorf("a file from elsewhere: %+v", a)
	}
}

// SYS-03, D2: a voice note is passed on at once; what was said in it follows as an edit, once.
func TestCentre_ATranscriptFollows_SYS03_D2(t *testing.T) {
	l := inOpenLine(t)
	in := l.w.said("ann", "1", "")
	in.Attachments = []desk.Attachment{{Kind: desk.AttachedVoice, Ref: "v1", Name: "note.ogg"}}
	l.hears(in)
	was := l.line()
	if len(was) != 1 || !strings.Contains(was[0], "https://files.test/") || strings.Contains(was[0], "two chairs") {
		t.Fatalf("passed on: %q", was)
	}
	for range 2 { // the second changes nothing
		if _, err := l.w.store.UpdateMessage(t.Context(), ann, l.w.messages("ann")[0].External, func(m desk.Message) desk.Message {
			m.Attachments[0].Transcript, m.Attachments[0].HeardBy = "two chairs, please", "test"
			return m
		}); err != nil {
			t.Fatal(err)
		}
		l.feed()
	}
	if got := l.line(); len(got) != 1 || got[0] != "two chairs, please"+was[0] {
		t.Errorf("got %q, want the transcript beside the recording %q", got, was)
	}
}

// SYS-03: what Bitrix24 told while nobody heard is heard within the hour, once: an answer, and
// the session's end; what operators say to each other is never the customer's.
func TestCentre_LostEventsAreHealed_SYS03(t *testing.T) {
	for _, noReports := range []bool{false, true} {
		l := inOpenLine(t)
		l.b.NoReports = noReports
		l.hears(l.w.said("ann", "1", "chairs, please"))
		l.told(l.b.Replies(string(ann), "Anna", "Which ones?"))
		_ = l.b.Replies(string(ann), "Anna", "We have [b]three[/b]") // nobody hears it
		l.b.Whispers(string(ann), "this one never pays")
		heal := func() {
			for range 2 {
				l.w.now = l.w.now.Add(11 * time.Minute)
				l.b.Move(11 * time.Minute)
				l.heal()
				l.feed()
			}
		}
		heal()
		if d := cmp.Diff([]string{"Which ones?", "We have three"}, l.said()); d != "" {
			t.Errorf("sent to the customer: %s", d)
		}
		if d := l.w.dialog("ann", 1); strings.Contains(d.ClosedBy, "sold") {
			t.Fatalf("closed by %s while its session goes on", d.ClosedBy)
		}
		l.b.Finishes(string(ann))
		l.b.Lined() // nobody hears it
		heal()
		if d := l.w.dialog("ann", 1); strings.Contains(d.ClosedBy, "sold") == noReports {
			t.Errorf("without reports: %v; closed by %q", noReports, d.ClosedBy)
		}
		if d := cmp.Diff([]string{"Which ones?", "We have three"}, l.said()); d != "" {
			t.Errorf("sent to the customer in the end: %s", d)
		}
	}
}

// heal has what is answered there looked at, as once an hour.
func (l *openLine) heal() {
	l.w.t.Helper()
	d := l.w.dialog("ann", 1)
	if n, err := (&centre.Healer{Lists: oneOpen{l, d}, Jobs: l.w.store, Outbox: l.w, Now: l.w.clock}).Heal(context.Background()); err != nil || n != 1 && d.Open() {
		l.w.t.Fatalf("%d are looked at: %v", n, err)
	}
	l.w.pass(time.Minute)
}

// oneOpen lists a dialog while it is open.
type oneOpen struct {
	*openLine
	d desk.Dialog
}

func (o oneOpen) ListDialogs(context.Context, desk.DialogFilter, desk.PageAsk) (p desk.Page[desk.Dialog], err error) {
	if o.d.Open() {
		p.Items = append(p.Items, o.d)
	}
	return p, nil
}

// SYS-03: an end that names Bitrix24's own chat alone is the customer's all the same, and one of
// another chat is nobody's.
func TestCentre_AnEndByTheChatsNumber_SYS03(t *testing.T) {
	l := inOpenLine(t)
	l.hears(l.w.said("ann", "1", "chairs, please"))
	chat := l.b.ChatOf(string(ann))
	l.b.Finishes(string(ann))
	body := strings.Join(l.b.Lined(), "")
	byNumber := func(n string) string { return strings.ReplaceAll(body, url.QueryEscape(string(ann)), n) }
	l.told(byNumber("99999"))
	if d := l.w.dialog("ann", 1); !d.Open() {
		t.Fatal("another chat's end closed it")
	}
	l.told(byNumber(chat))
	if d := l.w.dialog("ann", 1); d.Open() {
		t.Error("it is open still")
	}
}

// SYS-03: a session's end that is told late ends nothing that began since; and one over which the
// customer wrote again does not, either.
func TestCentre_LateEndEndsNothing_SYS03(t *testing.T) {
	l := inOpenLine(t)
	l.hears(l.w.said("ann", "1", "chairs, please"))
	l.b.Finishes(string(ann))
	late := l.b.Lined()
	l.hears(l.w.said("ann", "2", "are you there?")) // begins another session there
	l.told(late...)
	if d := l.w.dialog("ann", 1); !d.Open() {
		t.Errorf("it was closed by %s", d.ClosedBy)
	}
	l.b.Finishes(string(ann))
	l.feed()
	if d := l.w.dialog("ann", 1); d.Open() {
		t.Error("the newer session's end did not close it")
	}
}

// SYS-03: that a line was switched off there is said on ours, and those who look here know that
// nobody there sees what is said.
func TestCentre_SwitchedOff_SYS03(t *testing.T) {
	l := inOpenLine(t)
	l.hears(l.w.said("ann", "1", "chairs, please"))
	l.told(l.b.SwitchesOff("sufler_sold", "107"))
	if got := l.w.config.lines["shop"].Trouble; got.Code != desk.CentreIsOff || got.Reason == "" {
		t.Errorf("the line says %+v", got)
	}
	l.w.hear(l.w.said("ann", "2", "hello?"))
	l.feed()
	l.w.pass(time.Hour)
	notes := 0
	for _, m := range l.w.messages("ann") {
		if m.Author == desk.AsNote && strings.Contains(m.Text, "could not be passed on") {
			notes++
		}
	}
	if notes != 1 {
		t.Errorf("%d notes", notes)
	}
	l.b.SwitchOn("sufler_sold", "107")
	l.hears(l.w.said("ann", "3", "hello??"))
	if d := cmp.Diff([]string{"chairs, please", "hello?", "hello??"}, l.line()); d != "" {
		t.Errorf("once it is on again: %s", d)
	}
	if got := l.w.config.lines["shop"].Trouble; got != (desk.Trouble{}) {
		t.Errorf("the line says still: %+v", got)
	}
}

// BX-12: an erasure takes all that we keep of it.
func TestCentre_IsErased(t *testing.T) {
	l := inOpenLine(t)
	lineStory(l)
	l.b.Finishes(string(ann))
	l.feed()
	before := ""
	for at, text := range l.w.items() {
		before += at + text
	}
	for _, word := range []string{"CENTRE", "centre_end", "Светлана"} {
		if !strings.Contains(before, word) {
			t.Errorf("before, %q stands nowhere: the search shows nothing", word)
		}
	}
	l.w.erasing(ann, desk.CardRef{}, desk.DropCards)
	l.w.pass(time.Hour)
	l.w.wantNone("after", "CENTRE", "centre", "Светлана", "three of them")
}

// SYS-03: who comes to the same customer meanwhile, and what is said and changed meanwhile, waits:
// nothing goes twice, or out of order, and what was changed on its way is changed there.
func TestCentre_OneAtATime_SYS03(t *testing.T) {
	l := inOpenLine(t)
	w, ctx := l.w, context.Background()
	l.meanwhile = func() {
		w.hear(desk.Inbound{Kind: desk.InEdit, External: "1", Text: "sofas, please", From: desk.Profile{User: "ann"}, At: w.now.Add(time.Second)})
		w.hear(w.said("ann", "2", "three"))
		d := w.dialog("ann", 1)
		if err := w.parts().Passer().Changed(ctx, desk.FeedRecord{Dialog: &desk.Change[desk.Dialog]{New: &d}}); err != nil {
			t.Error(err)
		}
		m, old := w.messages("ann")[0], w.messages("ann")[0]
		old.Text = "chairs, please"
		if err := w.parts().Passer().Changed(ctx, desk.FeedRecord{Message: &desk.Change[desk.Message]{Old: &old, New: &m}}); err != nil {
			t.Error(err)
		}
		for id := range w.nudges {
			if err := w.worker().Do(ctx, id); err != nil {
				t.Error(err)
			}
		}
	}
	l.hears(w.said("ann", "1", "chairs, please"))
	if d := cmp.Diff([]string{"sofas, please", "three"}, l.line()); d != "" {
		t.Error(d)
	}
}

// SYS-03: a message that Bitrix24 does not take holds nobody up: it is passed over, and those who
// look here know.
func TestCentre_OneBadMessageStopsNoOther_SYS03(t *testing.T) {
	l := inOpenLine(t)
	l.b.Bad = "poison"
	l.w.hear(l.w.said("ann", "1", "chairs, please"))
	l.w.hear(l.w.said("ann", "2", "poison"))
	l.hears(l.w.said("ann", "3", "three"))
	if d := cmp.Diff([]string{"chairs, please", "three"}, l.line()); d != "" {
		t.Error(d)
	}
	notes := 0
	for _, m := range l.w.messages("ann") {
		if m.Author == desk.AsNote {
			notes++
		}
	}
	if notes != 1 {
		t.Errorf("%d notes", notes)
	}
}

// SYS-03: while Bitrix24 is down messages wait, and go in order once it is there.
func TestCentre_WaitsWhileItIsDown_SYS03(t *testing.T) {
	l := inOpenLine(t)
	l.b.Page = func() (int, string) { return http.StatusBadGateway, "<html>" }
	l.hears(l.w.said("ann", "1", "chairs, please"))
	l.hears(l.w.said("ann", "2", "three"))
	if n := l.b.Line(string(ann)); len(n) != 0 {
		t.Fatalf("%v", n)
	}
	l.b.Page = nil
	l.w.pass(20 * time.Minute)
	l.feed()
	if d := cmp.Diff([]string{"chairs, please", "three"}, l.line()); d != "" {
		t.Error(d)
	}
}
