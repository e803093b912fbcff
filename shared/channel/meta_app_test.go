package channel_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// metaFake is Meta's side of the webhooks: an app, its accounts, and the rule
// that an address is verified before it is taken.
// https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
type metaFake struct {
	*fake
	subscriptions map[string]map[string]any // by object
	accounts      map[string]bool           // subscribed
	numbers       map[string]string         // addresses of their own
	posts         int
	loses         bool // the answer of the next change, after it was made
	deaf          bool // our address is not reached
	byHand        bool // the app's address is not taken by a call
}

var metaFieldsOf = map[string][]string{
	"page":                      {"messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads", "messaging_referrals", "messaging_handovers", "standby", "message_reactions", "message_edits", "feed"},
	"instagram":                 {"messages", "messaging_postbacks", "messaging_seen", "message_reactions", "messaging_referral", "message_edit", "standby", "messaging_handover", "comments"},
	"whatsapp_business_account": {"messages", "smb_message_echoes", "account_update"},
}

// newMeta answers for the app 777 with the secret of the samples' lines; p and
// line answer the verification calls.
func newMeta(t *testing.T, ch desk.Channel, options map[string]string) (*metaFake, channel.Plug, desk.Line) {
	m := &metaFake{subscriptions: map[string]map[string]any{}, accounts: map[string]bool{}, numbers: map[string]string{}}
	var p channel.Plug
	var line desk.Line
	verified := func(address, token string) bool {
		a, ok := p.Handshake(line, desk.Webhook{Method: "GET", Query: map[string][]string{
			"hub.mode": {"subscribe"}, "hub.challenge": {"1158"}, "hub.verify_token": {token},
		}})
		return ok && !m.deaf && a.Status == 200 && string(a.Body) == "1158" && strings.HasPrefix(address, "https://")
	}
	m.fake = newFake(t, func(_ int, c fakeCall) (int, map[string]string, string) {
		status, body := m.serve(c, line, verified)
		if c.Method == "POST" && status == 200 {
			if m.posts++; m.loses {
				m.loses = false
				return -1, nil, ""
			}
		}
		return status, nil, body
	})
	p, line = plugAt(t, ch, m.URL, 5*time.Second)
	maps.Copy(line.Options, options)
	return m, p, line
}

func (m *metaFake) serve(c fakeCall, line desk.Line, verified func(address, token string) bool) (int, string) {
	fail := func(code int) (int, string) {
		_, _, body := no(code)
		return 400, body
	}
	path := strings.Split(strings.TrimPrefix(c.Path, "/v25.0/"), "/")
	token := "Bearer " + line.Secrets["token"]
	if path[len(path)-1] == "subscriptions" {
		token = "Bearer 777|" + line.Secrets["app_secret"]
	}
	text := func(v any) string { s, _ := v.(string); return s }
	switch {
	case c.Header.Get("Authorization") != token:
		return fail(190)
	case path[len(path)-1] == "subscribed_apps":
		m.accounts[path[0]] = true
	case len(path) == 1:
		config, ok := c.Body["webhook_configuration"].(map[string]any)
		if !ok || !verified(text(config["override_callback_uri"]), text(config["verify_token"])) {
			return fail(2200)
		}
		m.numbers[path[0]] = text(config["override_callback_uri"])
	case c.Method == "GET":
		b, err := json.Marshal(map[string]any{"data": slices.Collect(maps.Values(m.subscriptions))})
		if err != nil {
			return fail(1)
		}
		return 200, string(b)
	case m.byHand:
		return fail(100)
	default:
		var fields []any
		for f := range strings.SplitSeq(text(c.Body["fields"]), ",") {
			if !slices.Contains(metaFieldsOf[text(c.Body["object"])], f) {
				return fail(100)
			}
			fields = append(fields, map[string]any{"name": f, "version": "v25.0"})
		}
		if !verified(text(c.Body["callback_url"]), text(c.Body["verify_token"])) {
			return fail(2200)
		}
		m.subscriptions[text(c.Body["object"])] = map[string]any{"object": c.Body["object"], "callback_url": c.Body["callback_url"], "active": true, "fields": fields}
	}
	return 200, `{"success":true}`
}

// holds puts a subscription there that somebody made before.
func (m *metaFake) holds(object, address string, fields ...string) {
	var fs []any
	for _, f := range fields {
		fs = append(fs, map[string]any{"name": f})
	}
	m.subscriptions[object] = map[string]any{"object": object, "callback_url": address, "active": true, "fields": fs}
}

func (m *metaFake) has(object string) string { return fmt.Sprint(m.subscriptions[object]) }

const (
	ourHook  = "https://s.example/webhooks/messenger/l"
	ourHook2 = "https://moved.example/webhooks/messenger/l"
)

// With the app's id, the address is set in the app too; again is no change, a
// lost answer is made good by the next time, and other fields stay.
func TestSetupPointsTheApp(t *testing.T) {
	for ch, c := range map[desk.Channel]struct {
		object, account string
		options         map[string]string
	}{
		desk.ChannelMessenger: {"page", "1020304050", nil},
		desk.ChannelInstagram: {"instagram", "55", map[string]string{"page_id": "55"}},
		desk.ChannelWhatsApp:  {"whatsapp_business_account", "900", map[string]string{"waba_id": "900"}},
	} {
		t.Run(string(ch), func(t *testing.T) {
			m, p, line := newMeta(t, ch, c.options)
			line.Options["app_id"] = "777"
			m.loses = true
			if e := sendErr(t, p.Setup(t.Context(), line, ourHook)); !e.Unsure && !e.Again {
				t.Errorf("a lost answer: got %+v", e)
			}
			for range 2 {
				if err := p.Setup(t.Context(), line, ourHook); err != nil {
					t.Fatal(err)
				}
			}
			if !strings.Contains(m.has(c.object), ourHook) || !m.accounts[c.account] {
				t.Errorf("got %s, %v", m.has(c.object), m.accounts)
			}
			app := 0
			for _, k := range m.seen() {
				if k.Method == "POST" && strings.HasSuffix(k.Path, "/subscriptions") {
					app++
				}
			}
			if app != 1 {
				t.Errorf("the app was changed %d times, want once", app)
			}
			if ch == desk.ChannelWhatsApp && m.numbers["100200300"] != ourHook {
				t.Errorf("the number's own address is %q", m.numbers["100200300"])
			}
			if ch == desk.ChannelWhatsApp {
				return
			}
			if err := p.Setup(t.Context(), line, ourHook2); err != nil || !strings.Contains(m.has(c.object), ourHook2) {
				t.Errorf("after we moved: %v, %s", err, m.has(c.object))
			}
		})
	}
}

// Fields that somebody else needs are kept; an address that is not ours is left
// alone, and told in words.
func TestSetupLeavesOthersAlone(t *testing.T) {
	m, p, line := newMeta(t, desk.ChannelMessenger, map[string]string{"app_id": "777"})
	m.holds("page", ourHook, "feed")
	if err := p.Setup(t.Context(), line, ourHook); err != nil || !strings.Contains(m.has("page"), "feed") || !strings.Contains(m.has("page"), "standby") {
		t.Errorf("got %v, %s", err, m.has("page"))
	}
	const theirs = "https://other.example/hook"
	m.holds("page", theirs, "messages")
	before := m.posts
	if e := sendErr(t, p.Setup(t.Context(), line, ourHook)); e.Code != "app_taken" || !e.Broken || !strings.Contains(e.Reason, "other.example") || m.posts != before {
		t.Errorf("got %+v after %d changes", e, m.posts-before)
	}
	wa, p, line := newMeta(t, desk.ChannelWhatsApp, map[string]string{"app_id": "777"})
	wa.holds("whatsapp_business_account", theirs, "messages")
	if err := p.Setup(t.Context(), line, ourHook); err != nil || wa.numbers["100200300"] != ourHook || !strings.Contains(wa.has("whatsapp_business_account"), theirs) {
		t.Errorf("a number beside another's: got %v, %v", err, wa.numbers)
	}
	wa.holds("whatsapp_business_account", theirs, "account_update")
	if e := sendErr(t, p.Setup(t.Context(), line, ourHook)); e.Code != "app_lacks_field" || !strings.Contains(e.Reason, "messages") {
		t.Errorf("without the field: got %+v", e)
	}
}

// What is wrong with the app or the address is told in words.
func TestSetupSaysWhatIsWrongWithTheApp(t *testing.T) {
	m, p, line := newMeta(t, desk.ChannelMessenger, map[string]string{"app_id": "777"})
	m.deaf = true
	if e := sendErr(t, p.Setup(t.Context(), line, ourHook)); e.Code != "2200" || !e.Broken || !strings.Contains(e.Reason, "https from outside") {
		t.Errorf("an address that is not reached: got %+v", e)
	}
	m.deaf = false
	line.Options["app_id"] = "778"
	if e := sendErr(t, p.Setup(t.Context(), line, ourHook)); e.Code != "190" || !e.Broken || !strings.Contains(e.Reason, "app_id") || strings.Contains(e.Reason, line.Secrets["app_secret"]) {
		t.Errorf("another app's id: got %+v", e)
	}
	delete(line.Options, "app_id")
	if err := p.Setup(t.Context(), line, ourHook); err != nil || len(m.subscriptions) != 0 || !m.accounts["1020304050"] {
		t.Errorf("without an app's id: got %v, %v, %v", err, m.subscriptions, m.accounts)
	}
}

// Where Meta wants it done in the app's settings, that is told, with what to
// write there; once a person did it, all is well.
func TestSetupOfInstagramByHand(t *testing.T) {
	m, p, line := newMeta(t, desk.ChannelInstagram, map[string]string{"page_id": "55", "app_id": "777"})
	m.byHand = true
	e := sendErr(t, p.Setup(t.Context(), line, ourHook))
	if e.Code != "set_by_hand" || !e.Broken || !strings.Contains(e.Reason, ourHook) || !m.accounts["55"] {
		t.Errorf("got %+v, subscribed %v", e, m.accounts)
	}
	m.holds("instagram", ourHook, "messages", "comments")
	if err := p.Setup(t.Context(), line, ourHook); err != nil {
		t.Errorf("after a person did it: %v", err)
	}
	m.holds("instagram", ourHook, "comments")
	if e := sendErr(t, p.Setup(t.Context(), line, ourHook)); e.Code != "set_by_hand" {
		t.Errorf("without the field: got %+v", e)
	}
}
