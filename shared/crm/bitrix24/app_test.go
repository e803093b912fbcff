package bitrix24_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

const home = "https://sufler.example"

// bare is a Bitrix24 whose administrator did not add the application yet.
func bare(t *testing.T) (b *parties.Bitrix24, address string, kept *parties.Grants, m *bitrix24.CRM) {
	t.Helper()
	b = &parties.Bitrix24{Code: code, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), ClientID: "app", ClientSecret: "s3cret"}
	h := httptest.NewServer(b)
	t.Cleanup(h.Close)
	kept = &parties.Grants{}
	m, err := bitrix24.Open(application(h.URL), outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	must(t, err)
	m.TokenServer = h.URL
	m.Keep(kept, b.Now)
	return b, h.URL, kept, m
}

// installed is one that did, and where what we hear and show is bound.
func installed(t *testing.T) (b *parties.Bitrix24, kept *parties.Grants, m *bitrix24.CRM) {
	t.Helper()
	b, address, kept, m := bare(t)
	g, err := m.Install(t.Context(), desk.Webhook{Body: []byte(b.Installs(address, 1))})
	must(t, err)
	g.Round = 1
	_, err = kept.SaveGrant(t.Context(), g)
	must(t, err)
	for _, c := range m.Register(t.Context(), home) {
		if !c.OK {
			t.Errorf("register: %+v", c)
		}
	}
	return b, kept, m
}

// SYS-02: what is posted on installing lets us in, once, if an administrator of the
// connection's own Bitrix24 did it; whatever else is posted does not, and no secret is
// repeated.
func TestInstall_SYS02(t *testing.T) {
	b, address, _, m := bare(t)
	asForm := func(body string) string { // as an application with pages of its own is told, by the browser
		f, err := url.ParseQuery(body)
		must(t, err)
		return url.Values{
			"AUTH_ID": {f.Get("auth[access_token]")}, "REFRESH_ID": {f.Get("auth[refresh_token]")}, "AUTH_EXPIRES": {"3600"}, "member_id": {f.Get("auth[member_id]")},
			"APPLICATION_TOKEN": {f.Get("auth[application_token]")}, "PLACEMENT": {"DEFAULT"},
		}.Encode()
	}
	good := b.Installs(address, 1)
	for _, c := range []struct {
		name, body string
		err        error
	}{
		{"an administrator", good, nil},
		{"the same again", good, desk.ErrRefused},
		{"by the browser", asForm(b.Installs(address, 1)), nil},
		{"an employee, with what their browser has", asForm(b.Installs(address, 7)), desk.ErrRefused},
		{"of another company", strings.Replace(b.Installs(address, 1), parties.BitrixMember, "another", 1), desk.ErrRefused},
		{"a token that is none", strings.Replace(b.Installs(address, 1), "refresh_token%5D=refresh", "refresh_token%5D=x", 1), desk.ErrRefused},
		{"no token", "event=ONAPPINSTALL", desk.ErrInvalid},
		{"nothing", "", desk.ErrInvalid},
		{"no form", "%zz=%", desk.ErrInvalid},
		{"a novel", "a=" + strings.Repeat("x", 70<<10), desk.ErrInvalid},
	} {
		g, err := m.Install(t.Context(), desk.Webhook{Body: []byte(c.body)})
		if !errors.Is(err, c.err) || (err == nil) != g.Given() || err == nil && (g.Account != parties.BitrixMember || g.Events == "" || g.Address != address+"/rest/") {
			t.Errorf("%s: %+v, %v", c.name, g, err)
		}
		if err != nil && (strings.Contains(err.Error(), "refresh1") || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%s: a secret is said: %v", c.name, err)
		}
	}
	if _, err := open(t, connection(address)).Install(t.Context(), desk.Webhook{Body: []byte(good)}); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a connection with a webhook: %v", err)
	}
}

// What we hear and show is bound once, however often it is asked for, and moves with our
// address.
func TestRegister_Idempotent(t *testing.T) {
	b, _, m := installed(t)
	before := len(b.Asked())
	m.Register(t.Context(), home)
	if got := len(b.Asked()) - before; got != 1 {
		t.Errorf("what is bound already is bound by %d calls", got)
	}
	for _, base := range []string{home, "https://elsewhere.example"} {
		for range 2 {
			for _, c := range m.Register(t.Context(), base) {
				if !c.OK {
					t.Errorf("%+v", c)
				}
			}
			for _, event := range []string{"ONCRMTIMELINEITEMACTION", "ONAPPUNINSTALL", "ONCRMDEALUPDATE", "ONCRMLEADDELETE"} {
				if got := b.Handlers(event); len(got) != 1 || !strings.HasPrefix(got[0], base+"/webhooks/crm/b24?key=") {
					t.Errorf("%s is told to %v", event, got)
				}
			}
			for _, place := range []string{"CRM_LEAD_DETAIL_TAB", "CRM_DEAL_DETAIL_TAB"} {
				if d := cmp.Diff([]string{base + "/crm/b24/tab"}, b.Tabs(place)); d != "" {
					t.Error(d)
				}
			}
		}
	}
	if said := m.Register(t.Context(), ""); len(said) != 1 || said[0].OK {
		t.Errorf("without an address: %+v", said)
	}
}

// heard is what the application hears of a body at the address that was bound.
func heard(t *testing.T, b *parties.Bitrix24, m *bitrix24.CRM, body string, change ...func(*desk.Webhook)) ([]desk.CardEvent, error) {
	t.Helper()
	u, err := url.Parse(b.Handlers("ONCRMDEALUPDATE")[0])
	must(t, err)
	w := desk.Webhook{Body: []byte(body), Query: u.Query()}
	for _, c := range change {
		c(&w)
	}
	return m.Heard(t.Context(), w)
}

// Events are heard at the address that we bound, of the company that let us in, with the
// token that it told: what an employee's browser knows is not enough.
func TestHeard_OfTheApplication(t *testing.T) {
	b, _, m := installed(t)
	update := b.Removes()
	update = strings.Replace(update, "ONAPPUNINSTALL", "ONCRMDEALUPDATE", 1) + "&" + url.QueryEscape("data[FIELDS][ID]") + "=7405"
	deal := []desk.CardEvent{{Card: desk.CardRef{Kind: desk.KindDeal, ID: "7405", Connection: "b24"}}}
	got, err := heard(t, b, m, update)
	if d := cmp.Diff(deal, got); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	if got, err = heard(t, b, m, b.Removes()); err != nil || len(got) != 1 || !got[0].Removed {
		t.Errorf("the application was removed: %v, %v", got, err)
	}
	for name, c := range map[string]struct {
		body   string
		change func(*desk.Webhook)
	}{
		"no key":          {update, func(w *desk.Webhook) { w.Query = nil }},
		"another key":     {update, func(w *desk.Webhook) { w.Query = url.Values{"key": {"0123456789abcdef0123456789abcdef"}} }},
		"another company": {strings.Replace(update, parties.BitrixMember, "another", 1), func(*desk.Webhook) {}},
		"another token":   {strings.Replace(update, "application_token%5D=5", "application_token%5D=6", 1), func(*desk.Webhook) {}},
		"removed, no key": {b.Removes(), func(w *desk.Webhook) { w.Query = nil }},
		"nothing":         {"", func(*desk.Webhook) {}},
	} {
		if got, err := heard(t, b, m, c.body, c.change); !errors.Is(err, desk.ErrRefused) || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// Where a browser let us in, the first event with our key tells what proves the others, and
// who opens tabs.
func TestHeard_LearnsWhatProvesIt(t *testing.T) {
	b, kept, m := installed(t)
	kept.Held.Events = ""
	id := numberOf(deal(t, m).Ref)
	update := strings.Replace(b.Removes(), "ONAPPUNINSTALL", "ONCRMDEALUPDATE", 1) + "&" + url.QueryEscape("data[FIELDS][ID]") + "=7405"
	if _, err := heard(t, b, m, update, func(w *desk.Webhook) { w.Query = nil }); !errors.Is(err, desk.ErrRefused) || kept.Held.Events != "" {
		t.Errorf("without the key: %v, %q", err, kept.Held.Events)
	}
	for range 2 {
		if got, err := heard(t, b, m, update); err != nil || len(got) != 1 || kept.Held.Events == "" {
			t.Errorf("%v, %v, %q", got, err, kept.Held.Events)
		}
	}
	other := strings.Replace(b.Opens("CRM_DEAL_DETAIL_TAB", id, 7), "APPLICATION_TOKEN=5", "APPLICATION_TOKEN=6", 1)
	if _, err := m.Visit(t.Context(), desk.Webhook{Body: []byte(other)}); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("another application's tab: %v", err)
	}
}

func item(card desk.CardRef) desk.CardItem {
	decide := []desk.ItemButton{{Press: desk.PressReplace, Title: "Replace"}, {Press: desk.PressKeep, Title: "Keep"}}
	return desk.CardItem{
		Card: card, Mark: desk.NoteMark("r1"), Run: "r1", Title: "CoPilot: awaiting approval", Summary: "Anna wants $result[card] chairs.\nThree of them.", Badge: desk.BadgeAwaiting,
		Values: []desk.ItemValue{
			{Field: "product", Title: "Product", Text: "chairs", Quote: "chairs, please"},
			{Field: "city", Title: "City", Text: "Riga → Oslo", Quote: "to Oslo", Buttons: decide},
			{Field: "UF_CRM_Q", Title: "Quantity", Text: "5 → 3", Quote: "three of them", Buttons: decide},
		},
		Buttons: append(decide, desk.ItemButton{Press: desk.PressOpen, Title: "View", URL: home + "/app/chats/d"}, desk.ItemButton{Press: desk.PressRead, Title: "CoPilot"}),
	}
}

// What is sent to install, to register and for each showing of a run, and what comes back,
// to the letter. A showing is a look and a write; the first looks again.
func TestApplicationCalls_Golden(t *testing.T) {
	b, address, kept, m := bare(t)
	var card desk.Card
	var i desk.CardItem
	for _, step := range []struct {
		name  string
		calls int
		do    func() error
	}{
		{"app_install", 1, func() error {
			g, err := m.Install(t.Context(), desk.Webhook{Body: []byte(b.Installs(address, 1))})
			g.Round = 1
			_, _ = kept.SaveGrant(t.Context(), g)
			return err
		}},
		{"app_register", 2, func() error { m.Register(t.Context(), home); return nil }},
		{"app_check", 2, func() error { m.Try(t.Context()); return nil }},
		{"", 0, func() error { card = deal(t, m); i = item(card.Ref); return nil }},
		{"item_made", 3, func() error { return m.SetItem(t.Context(), i) }},
		{"item_changed", 2, func() error {
			i.Badge, i.Values[2].Buttons, i.Values[2].Text = desk.BadgeFilled, nil, "5 → 3 (replaced)"
			i.Buttons = []desk.ItemButton{{Press: desk.PressSeen, Title: "Seen"}}
			return m.SetItem(t.Context(), i)
		}},
		{"item_done", 2, func() error {
			i.Badge, i.Done, i.Buttons = "", true, nil
			return m.SetItem(t.Context(), i)
		}},
		{"users", 1, func() error { _, err := m.Users(t.Context(), "b24"); return err }},
		{"person", 1, func() error { _, err := m.PersonNamed(t.Context(), "b24", "7"); return err }},
		{"item_taken", 3, func() error { return m.TakeNote(t.Context(), card.Ref, i.Mark) }},
	} {
		before := len(b.Asked())
		must(t, step.do())
		if got := len(b.Asked()) - before; step.name != "" && got != step.calls {
			t.Errorf("%s takes %d calls, want %d", step.name, got, step.calls)
		}
		if step.name != "" {
			golden(t, step.name, b.Asked()[before:], lastAnswers(b, len(b.Asked())-before))
		}
	}
}

// lastAnswers are the newest of the answers: those of the server of tokens are not asked.
func lastAnswers(b *parties.Bitrix24, n int) []string {
	all := b.Answered()
	return all[len(all)-n:]
}

// FF-08, FF-09: the kanban shows what the item says, until nothing of it waits.
func TestItem_Badges_FF08_FF09(t *testing.T) {
	b, _, m := installed(t)
	card := deal(t, m)
	i := item(card.Ref)
	for _, c := range []struct {
		badge desk.Badge
		done  bool
		want  string
	}{{desk.BadgeAwaiting, false, "sufler_awaiting_approval"}, {desk.BadgeFilled, false, "sufler_fields_filled"}, {"", true, ""}, {desk.BadgeAwaiting, false, "sufler_awaiting_approval"}} {
		i.Badge, i.Done = c.badge, c.done
		must(t, m.SetItem(t.Context(), i))
		if got := b.Badge(numberOf(card.Ref)); got != c.want || len(b.Activities()) != 1 {
			t.Errorf("the kanban shows %q, want %q; %d activities", got, c.want, len(b.Activities()))
		}
	}
}

// Two who show a run at the same time leave one item.
func TestItem_TwoAtOnce(t *testing.T) {
	for range 20 {
		b, _, m := installed(t)
		i := item(deal(t, m).Ref)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				if err := m.SetItem(context.Background(), i); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := len(b.Activities()); got != 1 {
			t.Errorf("%d activities", got)
		}
	}
}

// An activity that goes in one batch with what is to be done has the same layout as one
// that goes by a call of its own.
func TestItem_AlikeInABatch_FF05_FF06(t *testing.T) {
	b, _, m := installed(t)
	card := deal(t, m)
	plain := item(card.Ref)
	plain.Summary = "said $result[card]" // is no batch's
	must(t, m.SetItem(t.Context(), plain))
	alone := parties.LayoutOf(b.Activities()[0])
	batched := plain
	batched.Mark, batched.Summary = "another", "said result[card]"
	for i := range batched.Values {
		batched.Values[i].Quote = strings.ReplaceAll(batched.Values[i].Quote, "$", "")
	}
	batched.Task = &desk.CardTask{Card: card.Ref, Mark: desk.ApprovalMark, Title: "CoPilot: awaiting approval", Due: b.Now()}
	before := len(b.Asked())
	must(t, m.SetItem(t.Context(), batched))
	if n := len(b.Asked()) - before; n != 2 || len(b.Todos()) != 1 {
		t.Errorf("%d calls, to be done %v", n, b.Todos())
	}
	together := parties.LayoutOf(b.Activities()[1])
	if d := cmp.Diff(strings.ReplaceAll(alone, "$", ""), strings.ReplaceAll(together, "$", "")); d != "" || !strings.Contains(together, `"hideIfReadonly":true`) {
		t.Errorf("(-alone +in a batch)\n%s\n%s", d, together)
	}
}

// Whatever is to be told, the layout is one that Bitrix24 takes.
func TestItem_HoweverMuchThereIs(t *testing.T) {
	b, _, m := installed(t)
	card := deal(t, m)
	for n := range 40 {
		i := item(card.Ref)
		i.Values = nil
		for range n {
			i.Values = append(i.Values, item(card.Ref).Values...)
		}
		must(t, m.SetItem(t.Context(), i))
	}
	long := item(card.Ref)
	long.Summary, long.Values = strings.Repeat("щ", 9000), nil
	for range 18 {
		long.Values = append(long.Values, desk.ItemValue{Title: "Адрес", Text: strings.Repeat("щ", 600), Quote: strings.Repeat("щ", 300)})
	}
	for _, i := range []desk.CardItem{long, {Card: card.Ref, Mark: long.Mark, Run: "r1", Title: "CoPilot"}} {
		must(t, m.SetItem(t.Context(), i))
		if said := parties.LayoutOf(b.Activities()[0]); len([]rune(said)) > 9000 || strings.Contains(said, `"value":""`) {
			t.Errorf("it tells %d letters: %.200s", len([]rune(said)), said)
		}
	}
	if got := b.Activities(); len(got) != 1 {
		t.Errorf("%d activities", len(got))
	}
	// Whatever there is of it, in whichever letters, a layout ends well before 64 KB as PHP
	// writes it, and what is not told has no buttons.
	for _, letter := range []string{"x", "щ", "😀", "/", "\n\""} {
		huge := item(card.Ref)
		huge.Title, huge.Summary = strings.Repeat(letter, 5000), strings.Repeat(letter, 9000)
		press := huge.Values[0].Buttons
		huge.Values = nil
		for n := range 60 {
			huge.Values = append(huge.Values, desk.ItemValue{
				Field: desk.FieldName(fmt.Sprint("f", n)), Title: strings.Repeat(letter, 3000), Text: strings.Repeat(letter, 100*n), Quote: strings.Repeat(letter, 300), Buttons: press,
			})
		}
		must(t, m.SetItem(t.Context(), huge))
		if n := bitrix24.LayoutLength(huge); n > 60_000 || n < 500 {
			t.Errorf("of %q it has %d bytes", letter, n)
		}
	}
}

// A press counts only of who may change the card there, as their own token tells, which
// comes with it; whoever they say that they are, it is the token that says it.
func TestPressed_ByWhoMayNotChangeTheCard_FF06(t *testing.T) {
	b, _, m := installed(t)
	card := deal(t, m)
	must(t, m.SetItem(t.Context(), item(card.Ref)))
	id := b.Activities()[0]["ID"].(string)
	press := func() string { return b.Presses(id, "replace", "", 7) }
	without := regexp.MustCompile(`auth%5Baccess_token%5D=[^&]*&`)
	for name, c := range map[string]struct {
		lookers, blind []int
		body           string
		heard, hint    bool
	}{
		"whoever may":                {body: press(), heard: true},
		"who may only look":          {lookers: []int{7}, body: press()},
		"who does not see the card":  {blind: []int{7}, body: press()},
		"somebody else's token":      {body: strings.ReplaceAll(press(), "userId%5D=7", "userId%5D=8")},
		"a token of nobody's":        {body: without.ReplaceAllString(press(), "auth%5Baccess_token%5D=made-up&")},
		"no token":                   {body: without.ReplaceAllString(press(), ""), heard: true, hint: true},
		"no token, of who may look":  {lookers: []int{7}, body: without.ReplaceAllString(press(), ""), heard: true, hint: true},
		"a token longer than any is": {body: without.ReplaceAllString(press(), "auth%5Baccess_token%5D="+strings.Repeat("a", 600)+"&")},
	} {
		b.Lookers, b.Blind = c.lookers, c.blind
		got, err := heard(t, b, m, c.body)
		if c.heard != (err == nil && len(got) == 1) || err != nil && len(got) > 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if c.heard && len(got) == 1 && (got[0].Card != card.Ref || (got[0].Pressed == desk.Pressed{}) != c.hint) {
			t.Errorf("%s: heard %+v", name, got[0])
		}
	}
}

// Whoever knows all of an event but what proves it is heard of nothing: neither our key,
// nor the company's application token can be left out or guessed, whatever is told. Also
// where the application was let in by a browser, and the token is learned from the first
// event that has our key.
func TestHeard_AnApplicationsEventIsProven_SYS02(t *testing.T) {
	b, _, m := installed(t)
	card := deal(t, m)
	must(t, m.SetItem(t.Context(), item(card.Ref)))
	token := regexp.MustCompile(`auth%5Bapplication_token%5D=[^&]*`)
	for _, body := range []string{
		b.Presses(b.Activities()[0]["ID"].(string), "replace", "", 7), parties.BitrixEvent("ONCRMDEALDELETE", numberOf(card.Ref), ""), parties.BitrixEvent("ONAPPUNINSTALL", 0, ""),
		parties.BitrixEvent("ONIMCONNECTORMESSAGEADD", 0, ""),
	} {
		for name, forged := range map[string]string{
			"no application token": token.ReplaceAllString(body, ""), "an empty one": token.ReplaceAllString(body, "auth%5Bapplication_token%5D="),
			"another": token.ReplaceAllString(body, "auth%5Bapplication_token%5D=guessed"),
		} {
			if got, err := heard(t, b, m, forged); !errors.Is(err, desk.ErrRefused) {
				t.Errorf("%s: %v, %v: %.60s", name, got, err, body)
			}
		}
		if got, err := heard(t, b, m, body, func(w *desk.Webhook) { w.Query = map[string][]string{"key": {"guessed"}} }); !errors.Is(err, desk.ErrRefused) {
			t.Errorf("another key: %v, %v: %.60s", got, err, body)
		}
	}
}

// CP-02, FF-06: what is pressed is heard, with who pressed it and which field.
func TestPressed_FF06(t *testing.T) {
	b, _, m := installed(t)
	card := deal(t, m)
	must(t, m.SetItem(t.Context(), item(card.Ref)))
	id := b.Activities()[0]["ID"].(string)
	for _, c := range []struct {
		press desk.Press
		field desk.FieldName
	}{{desk.PressReplace, ""}, {desk.PressKeep, ""}, {desk.PressKeep, "UF_CRM_Q"}, {desk.PressRead, ""}} {
		body := b.Presses(id, string(c.press), string(c.field), 7)
		got, err := heard(t, b, m, body)
		want := []desk.CardEvent{{Card: card.Ref, Pressed: desk.Pressed{Press: c.press, Run: "r1", Field: c.field, Person: "7", Mark: id + "/1766047124"}}}
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got)\n%s", c.press, err, d)
		}
		if got, err := heard(t, b, m, body, func(w *desk.Webhook) { w.Query = nil }); !errors.Is(err, desk.ErrRefused) {
			t.Errorf("%s without the key: %v, %v", c.press, got, err)
		}
	}
	if body := b.Presses(id, "open", "", 7); body != "" {
		t.Errorf("View is told to us: %s", body)
	}
	for _, part := range []string{`"hideIfReadonly":true,"title":"Replace","type":"primary"`, `"hideIfReadonly":false,"title":"View"`, `"hideIfReadonly":true,"title":"Keep: Quantity"`} {
		if said := parties.LayoutOf(b.Activities()[0]); !strings.Contains(said, part) {
			t.Errorf("the layout lacks %s:\n%s", part, said)
		}
	}
	for name, body := range map[string]string{
		"something else": strings.Replace(b.Presses(id, "keep", "", 7), "id%5D=keep", "id%5D=drop", 1), "no run": strings.Replace(b.Presses(id, "keep", "", 7), "run%5D=r1", "run%5D=", 1),
		"no kind of ours": strings.Replace(b.Presses(id, "keep", "", 7), "entityTypeId%5D=2", "entityTypeId%5D=99", 1),
	} {
		if got, err := heard(t, b, m, body); err != nil || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for user, want := range map[string]string{"7": "Анна Петрова", "99": "#99", "": "", "x": ""} {
		if got, err := m.PersonNamed(t.Context(), "b24", user); err != nil || got != want {
			t.Errorf("user %q is %q, %v, want %q", user, got, err, want)
		}
	}
	b.Scopes = []string{"crm", "placement"}
	if got, err := m.PersonNamed(t.Context(), "b24", "7"); err != nil || got != "#7" {
		t.Errorf("without the right: %q, %v", got, err)
	}
}

// Who opens the tab is who Bitrix24 says they are, in the company that let us in, and they
// see the card; whoever decides may change it, too.
func TestVisit_ProvenByBitrix24(t *testing.T) {
	b, _, m := installed(t)
	card := deal(t, m)
	id := numberOf(card.Ref)
	post := func(body string) desk.Webhook {
		return desk.Webhook{Body: []byte(body), Query: map[string][]string{"LANG": {"ru"}, "DOMAIN": {"evil.example"}}}
	}
	v, err := m.Visit(t.Context(), post(b.Opens("CRM_DEAL_DETAIL_TAB", id, 7)))
	if err != nil || v.Card != card.Ref || v.Name != "Анна Петрова" || v.Language != "ru" || !strings.HasPrefix(v.Frame, "http://127.0.0.1") || strings.Contains(v.Pass, "access") {
		t.Fatalf("%+v, %v", v, err)
	}
	for name, body := range map[string]string{
		"another company": strings.Replace(b.Opens("CRM_DEAL_DETAIL_TAB", id, 7), parties.BitrixMember, "another", 1),
		"another app":     strings.Replace(b.Opens("CRM_DEAL_DETAIL_TAB", id, 7), "APPLICATION_TOKEN=5", "APPLICATION_TOKEN=6", 1),
		"nobody's token":  strings.Replace(b.Opens("CRM_DEAL_DETAIL_TAB", id, 7), "AUTH_ID=access", "AUTH_ID=x", 1),
		"no such card":    b.Opens("CRM_DEAL_DETAIL_TAB", id+1000, 7),
		"another place":   b.Opens("CRM_CONTACT_DETAIL_TAB", id, 7),
		"nothing":         "",
	} {
		if v, err := m.Visit(t.Context(), post(body)); err == nil || v.Pass != "" || v.Card.ID != "" {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	again, err := m.Return(t.Context(), v.Pass)
	if err != nil || again.Card != card.Ref || again.Name != v.Name || again.Pass == "" {
		t.Errorf("coming back: %+v, %v", again, err)
	}
	if got := b.Cards("deal")[0]["updatedBy"]; got != 1 {
		t.Errorf("the card was changed by %v", got)
	}
	b.Lookers = []int{7}
	if _, err := m.Return(t.Context(), v.Pass); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("who may only look decides: %v", err)
	}
	if _, err := m.Visit(t.Context(), post(b.Opens("CRM_DEAL_DETAIL_TAB", id, 7))); err != nil {
		t.Errorf("who may look does not: %v", err)
	}
	b.Lookers, b.Blind = nil, []int{7}
	for what, err := range map[string]error{"opens": second(m.Visit(t.Context(), post(b.Opens("CRM_DEAL_DETAIL_TAB", id, 7)))), "decides": second(m.Return(t.Context(), v.Pass))} {
		if !errors.Is(err, desk.ErrRefused) {
			t.Errorf("who may not see the card %s: %v", what, err)
		}
	}
	b.Blind = nil
	other := application(v.Frame)
	other.ID = "b25"
	twin, err := bitrix24.Open(other, nil)
	must(t, err)
	for name, err := range map[string]error{
		"another connection's pass": second(twin.Return(t.Context(), v.Pass)), "a forged one": second(m.Return(t.Context(), v.Pass[:len(v.Pass)-4]+"AAAA")), "none": second(m.Return(t.Context(), "")),
	} {
		if !errors.Is(err, desk.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.Move(2 * time.Hour)
	if _, err := m.Return(t.Context(), v.Pass); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("an old pass: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// The application passes the contract as the webhook does, with items beside.
func TestCRM_AsAnApplication(t *testing.T) {
	crmtest.Run(t, func(t *testing.T) *crmtest.World {
		b, _, m := installed(t)
		w := testedOn(t, b, m)
		w.Items = func(card desk.CardRef) (out []string) {
			for _, a := range b.Activities() {
				if a["OWNER_ID"] == card.ID {
					out = append(out, parties.LayoutOf(a))
				}
			}
			return out
		}
		return w
	})
}

func numberOf(ref desk.CardRef) (id int) {
	_, _ = fmt.Sscan(ref.ID, &id)
	return id
}

// The check says which rights of the application lack, and what is not bound.
func TestTry_OfTheApplication(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(*parties.Bitrix24)
		bad  []string
		says string
	}{
		"all is well":          {func(*parties.Bitrix24) {}, nil, "crm, placement, user_brief"},
		"a right for tabs":     {func(b *parties.Bitrix24) { b.Scopes = []string{"crm", "user"} }, []string{"the application's rights", "hear what people do there", "show a tab in leads and deals", "show badges in the kanban"}, "the right placement:"},
		"the names' right":     {func(b *parties.Bitrix24) { b.Scopes = []string{"crm", "placement"} }, []string{"the application's rights"}, "the right user_brief:"},
		"nothing is bound":     {func(b *parties.Bitrix24) { b.Unbind() }, []string{"hear what people do there", "show a tab in leads and deals", "show badges in the kanban"}, "prepare"},
		"it was let in before": {func(*parties.Bitrix24) {}, []string{"the application"}, "authorize"},
		"it was not ended":     {func(b *parties.Bitrix24) { b.Unfinished = true }, []string{"the application"}, "Uses only the API"},
	} {
		b, kept, m := installed(t)
		b.AddField("contact", "UF_CRM_SUFLER_TELEGRAM_USER_ID", "T", "string", false)
		c.set(b)
		if name == "it was let in before" {
			kept.Held.Account = ""
		}
		var bad []string
		all := ""
		for _, one := range m.Try(t.Context()) {
			if all += one.Text + "\n"; !one.OK {
				bad = append(bad, one.What)
			}
		}
		if d := cmp.Diff(c.bad, bad); d != "" || !strings.Contains(all, c.says) || strings.Contains(all, "secret") {
			t.Errorf("%s: it says\n%s(-want +got)\n%s", name, all, d)
		}
	}
}
