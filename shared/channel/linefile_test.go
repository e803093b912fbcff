package channel_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

func TestReadLine(t *testing.T) {
	want := desk.Line{
		ID: "wa", Channel: desk.ChannelWhatsApp, Active: true,
		Secrets: map[string]string{"app_secret": "s", "verify_token": "v"}, Options: map[string]string{"phone_number_id": "100"},
	}
	for name, file := range map[string]string{
		"as the API takes it":        `{"id":"wa","secrets":{"app_secret":"s","verify_token":"v"},"options":{"phone_number_id":"100"}}`,
		"secrets at the top":         `{"id":"wa","app_secret":"s","verify_token":"v","phone_number_id":"100"}`,
		"a number, and other styles": `{"id":"wa","appSecret":"s","verify-token":"v","phoneNumberId":100}`,
		"what nobody needs":          `{"id":"wa","secrets":{"appSecret":"s","verify_token":"v","pin":"1"},"phone_number_id":100,"color":["red"]}`,
	} {
		got, err := channel.ReadLine(desk.ChannelWhatsApp, []byte(file))
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
	for name, c := range map[string]struct {
		ch   desk.Channel
		file string
	}{
		"a token by another name":      {desk.ChannelViber, `{"config":{"authToken":"t"}}`},
		"its own name goes before":     {desk.ChannelTelegram, `{"token":"t","secrets":{"bot_token":"other"}}`},
		"Telegram's name for a secret": {desk.ChannelTelegram, `{"bot_token":"t","secretToken":"s"}`},
	} {
		got, err := channel.ReadLine(c.ch, []byte(c.file))
		if err != nil || got.Secrets["token"] != "t" || (strings.Contains(c.file, "secretToken") && got.Secrets["secret"] != "s") {
			t.Errorf("%s: got %v, %v", name, got.Secrets, err)
		}
	}
	if got, err := channel.ReadLine(desk.ChannelWeb, []byte(`{"publicKey":"pk","origins":["https://a.example"],"session":"s"}`)); err != nil || got.PublicKey != "pk" || len(got.Origins) != 1 || got.Secrets["session"] != "s" {
		t.Errorf("web: got %+v, %v", got, err)
	}
	if got, err := channel.ReadLine(desk.ChannelWeb, []byte(`{"id":"website","secrets":["session"],"publicKey":"pk"}`)); err != nil || got.ID != "website" || got.PublicKey != "pk" || len(got.Secrets) != 0 {
		t.Errorf("a line as the API shows it: got %+v, %v", got, err)
	}
	if got, err := channel.ReadLine(desk.ChannelViber, nil); err != nil || len(got.Secrets) != 0 {
		t.Errorf("no file: got %+v, %v", got, err)
	}
	for _, file := range []string{"[]", "{", `{"secrets":7}`, `"x"`} {
		if _, err := channel.ReadLine(desk.ChannelViber, []byte(file)); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", file, err)
		}
	}
	if _, err := channel.ReadLine("fax", nil); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("an unknown channel: got %v, want ErrInvalid", err)
	}
}

func TestReadLineKnowsWhatsUp_SYS14(t *testing.T) {
	for _, name := range []desk.Channel{"What's Up", "whatsup", "WhatsApp"} {
		line, err := channel.ReadLine(name, nil)
		if err != nil || line.Channel != desk.ChannelWhatsApp {
			t.Errorf("%s: got %q, %v", name, line.Channel, err)
		}
	}
}
