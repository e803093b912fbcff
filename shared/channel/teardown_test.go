package channel_test

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// What was registered by a call is taken back by one, again is no error, and what
// the messenger says against it is told in words.
func TestTeardown(t *testing.T) {
	done := `{"success":true}`
	for name, c := range map[string]struct {
		channel desk.Channel
		option  map[string]string
		answer  string
		want    string // "": there is nothing to take back
	}{
		"telegram":            {desk.ChannelTelegram, nil, `{"ok":true,"result":true}`, "POST /bot7000001:AAF-test-token/deleteWebhook {}"},
		"viber":               {desk.ChannelViber, nil, `{"status":0,"status_message":"ok"}`, `POST /pa/set_webhook {"url":""}`},
		"whatsapp":            {desk.ChannelWhatsApp, map[string]string{"waba_id": "900"}, done, `POST /v25.0/100200300 {"webhook_configuration":{"override_callback_uri":""}}`},
		"messenger":           {desk.ChannelMessenger, nil, done, "DELETE /v25.0/1020304050/subscribed_apps null"},
		"instagram":           {desk.ChannelInstagram, nil, done, "DELETE /v25.0/me/subscribed_apps null"},
		"instagram by a page": {desk.ChannelInstagram, map[string]string{"page_id": "55"}, done, "DELETE /v25.0/55/subscribed_apps null"},
		"manychat":            {desk.ChannelManyChat, nil, "{}", ""},
		"smartsender":         {desk.ChannelSmartSender, nil, "{}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := 200, c.answer
			f := newFake(t, func(int, fakeCall) (int, map[string]string, string) { return status, nil, body })
			p, line := plugAt(t, c.channel, f.URL, 5*time.Second)
			maps.Copy(line.Options, c.option)
			board := channel.Switchboard{c.channel: p}
			for range 2 {
				if told, err := board.Teardown(t.Context(), line); err != nil || told != (c.want != "") {
					t.Fatalf("told: %v, %v", told, err)
				}
			}
			for _, k := range f.seen() {
				b, err := json.Marshal(k.Body)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(c.want, k.Method+" "+k.Path+" "+string(b)); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			}
			if c.want == "" {
				return
			}
			status, body = 401, `{"ok":false,"error_code":401,"description":"Unauthorized","error":{"message":"Invalid token","type":"OAuthException","code":190}}`
			_, err := board.Teardown(t.Context(), line)
			if e := sendErr(t, err); !e.Broken || len(e.Reason) < 20 {
				t.Errorf("with a wrong token: got %+v, want words for the admin", e)
			}
		})
	}
}
