package flow_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/crms"
)

// soldApp is a Bitrix24 that an application is connected to. Its people see items where
// others see notes.
type soldApp struct {
	soldBitrix24
	plug *bitrix24.CRM
	by   desk.Connection
	kept *parties.Grants
}

func (s soldApp) Notes(card desk.CardRef) (out []string) {
	out = s.soldBitrix24.Notes(card)
	for _, a := range s.b.Activities() {
		if a["OWNER_ID"] == card.ID {
			out = append(out, fmt.Sprint(a["COMPLETED"], " ", a["BADGE"], " ", parties.LayoutOf(a)))
		}
	}
	return out
}

// Shown is all that people see of ours on the leads, and what the kanban shows.
func (s soldApp) Shown() (out string) {
	for _, c := range s.Cards(desk.KindLead) {
		out += fmt.Sprint(s.b.Badge(numberOf(c.Ref)), s.Notes(c.Ref), s.Tasks(c.Ref), "\n")
	}
	return out
}

// Heard implements intake.CRMEvents, and Connection flow.Connections.
func (s soldApp) Heard(ctx context.Context, _ desk.Connection, w desk.Webhook) ([]desk.CardEvent, error) {
	return s.plug.Heard(ctx, w)
}

func (s soldApp) Connection(context.Context, desk.ConnectionID) (desk.Connection, error) {
	return s.by, nil
}

// told posts an event to us, as often as it takes.
func (s soldApp) told(w *world, body string) {
	w.t.Helper()
	u, err := url.Parse(s.b.Handlers("ONCRMTIMELINEITEMACTION")[0])
	if err != nil || body == "" {
		w.t.Fatalf("nothing is told: %q, %v", body, err)
	}
	w.step("hear the CRM", func() error {
		l := w.parts().CardListener()
		l.Connections, l.Events, l.Grants = s, s, s.kept
		return hear(context.Background(), l, desk.Webhook{Body: []byte(body), Query: u.Query()})
	})
}

// presses is a person who presses something on the newest item.
func (s soldApp) presses(w *world, press desk.Press, field desk.FieldName) {
	w.t.Helper()
	all := s.b.Activities()
	if len(all) == 0 {
		w.t.Fatal("there is no item")
	}
	s.told(w, s.b.Presses(fmt.Sprint(all[len(all)-1]["ID"]), string(press), string(field), 7))
	w.pass(10 * time.Minute)
}

// soldToApp is a world whose customers live in a Bitrix24 where our application is.
func soldToApp(t *testing.T) (*world, soldApp) {
	w := newWorld(t)
	b := &parties.Bitrix24{At: start, ClientID: "app", ClientSecret: "s3cret"}
	const address = "http://company.bitrix24.com"
	uses := map[desk.FieldName]desk.FieldUse{}
	for _, name := range []desk.FieldName{"product", "quantity", "size"} {
		b.AddField("lead", ownFields[name], string(name), "string", false)
		uses[name] = desk.FieldUse{Policy: desk.PolicyFillIfEmpty, Type: desk.TypeString}
	}
	uses["email"] = desk.FieldUse{Policy: desk.PolicyFillIfEmpty, On: true, Type: desk.TypeEmail}
	b.AddField("contact", ownFields["telegram_user_id"], "Telegram", "string", false)
	c := desk.Connection{
		ID: "sold", Kind: desk.CRMBitrix24, Secrets: map[string]string{"client_secret": "s3cret"}, Options: map[string]string{"address": address, "client_id": "app"},
		Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindLead: uses},
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
	plug.Register(t.Context(), "https://sufler.test")
	s := soldApp{soldBitrix24{CRM: crms.Used{CRM: plug, By: c}, b: b}, plug, c, kept}
	w.livesIn(s.CRM)
	return w, s
}

// appStory is soldStory, decided by what a person presses there.
func appStory(w *world, f soldCRM) {
	s := f.(soldApp)
	awaits(w, f)
	read := w.announced("r1", nil)
	s.presses(w, desk.PressReplace, "")
	now := w.announced("r1", &read)
	w.step("undo", func() error {
		_, err := w.decider().Undo(context.Background(), admin, "r1", []desk.FieldName{"size"})
		return err
	})
	w.pass(10 * time.Minute)
	w.announced("r1", &now)
}

// The item of a run is there once and says in the end what the run says, and what was
// pressed is done once, whatever call fails, before its work or after, and whoever is
// killed.
func TestFaults_Bitrix24AppEndsTheSame(t *testing.T) {
	playsTheSame(t, 5, func(t *testing.T) (*world, soldCRM) { return soldToApp(t) }, appStory, soldCalm)
}

// CP-02, SU-03, FF-05, FF-06, FF-08, FF-09: a run is one item in the card's timeline, which
// changes with it; what people press there is decided as theirs, and the badge goes when
// nothing waits.
func TestItem_PressedInTheCRM_FF06(t *testing.T) {
	w, s := soldToApp(t)
	lead := awaits(w, s)
	read := w.announced("r1", nil)
	sees := func(badge string, parts ...string) {
		t.Helper()
		items := s.Notes(lead)
		if len(items) != 1 {
			t.Fatalf("there are %d: %q", len(items), items)
		}
		for _, p := range append(parts, read.PlainSummary(), "chairs, please") {
			if !strings.Contains(items[0], p) {
				t.Errorf("the item lacks %q:\n%s", p, items[0])
			}
		}
		if got := s.b.Badge(numberOf(lead)); got != badge {
			t.Errorf("the kanban shows %q, want %q", got, badge)
		}
	}
	sees("sufler_awaiting_approval", "Replace", "Keep", "View", "CoPilot", "https://sufler.test/app/chats/", "5 → 3")
	if got := s.Tasks(lead); len(got) != 1 {
		t.Errorf("to be done: %q", got)
	}
	body := s.b.Presses(fmt.Sprint(s.b.Activities()[0]["ID"]), "replace", "", 7)
	for range 2 { // it is told twice
		s.told(w, body)
		w.pass(10 * time.Minute)
	}
	now := w.announced("r1", &read)
	i, _ := now.Outcome("quantity")
	if o := now.Outcomes[i]; o.Decision != desk.DecisionReplace || o.DecidedBy != "Анна Петрова (sold)" {
		t.Errorf("decided %s by %q", o.Decision, o.DecidedBy)
	}
	if got := s.Cards(desk.KindLead)[0].Values["quantity"]; got != "3" {
		t.Errorf("the field holds %q", got)
	}
	sees("sufler_fields_filled", "5 → 3 (replaced)", "Seen")
	if got := s.Tasks(lead); len(got) != 0 {
		t.Errorf("to be done still: %q", got)
	}
	s.presses(w, desk.PressSeen, "")
	w.step("announce", func() error {
		was, is := w.annotations(lead), w.annotations(lead)
		was.Filled = true
		return w.parts().Announcer().Changed(context.Background(), desk.FeedRecord{Annotations: &desk.Change[desk.CardAnnotations]{Old: &was, New: &is}})
	})
	w.pass(10 * time.Minute)
	sees("", "View", "CoPilot")
}

// CP-02: pressing CoPilot has the chat read again, once for each press however often it is
// told, and says where people look why it is not.
func TestItem_PressToRead_CP02(t *testing.T) {
	w, s := soldToApp(t)
	lead := awaits(w, s)
	w.announced("r1", nil)
	reads := w.reads
	body := s.b.Presses(fmt.Sprint(s.b.Activities()[0]["ID"]), "read", "", 7)
	for range 3 {
		s.told(w, body)
		w.pass(10 * time.Minute)
	}
	if w.reads != reads+1 {
		t.Errorf("read %d times more", w.reads-reads)
	}
	w.config.settings.CoPilot = false
	s.told(w, strings.Replace(body, "ts=1766047124", "ts=1766047999", 1))
	w.pass(10 * time.Minute)
	said := 0
	for _, c := range s.b.Comments() {
		if c["ENTITY_ID"] == lead.ID && strings.Contains(fmt.Sprint(c["COMMENT"]), "CoPilot did not read the chat: CoPilot in CRM is switched off") {
			said++
		}
	}
	if said != 1 || w.reads != reads+1 {
		t.Errorf("said %d times, read %d times more", said, w.reads-reads)
	}
}

// An erasure takes the item, and none comes after it.
func TestErase_TakesTheItemInTheCRM(t *testing.T) {
	w, s := soldToApp(t)
	lead := awaits(w, s)
	run := w.announced("r1", nil)
	if len(s.Notes(lead)) != 1 {
		t.Fatalf("items: %q", s.Notes(lead))
	}
	w.erasing(desk.NewCustomerID("shop", "ann"), desk.CardRef{}, desk.KeepCards)
	w.pass(time.Hour)
	w.step("announce", func() error {
		return w.parts().Announcer().Changed(context.Background(), desk.FeedRecord{Run: &desk.Change[desk.Run]{Version: run.Version, New: &run}})
	})
	w.pass(20 * time.Minute)
	if got := s.Notes(lead); len(got) != 0 {
		t.Errorf("still there: %q", got)
	}
}

// SYS-02: an application that was removed is noted on what lets us in, once.
func TestRemoved_IsNoted(t *testing.T) {
	w, s := soldToApp(t)
	for range 2 {
		s.told(w, s.b.Removes())
		if g := s.kept.Held; g.Lost != desk.GrantRemoved || g.Version != 2 || g.Text() == "" {
			t.Errorf("%+v", g)
		}
	}
}
