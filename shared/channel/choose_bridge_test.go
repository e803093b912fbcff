package channel_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/desk"
)

// CH-24, CH-25.
func TestChooseBridge(t *testing.T) {
	for name, c := range map[string]struct {
		accounts map[desk.Channel]int
		want     desk.Channel
		why      string
	}{
		"one of each":           {map[desk.Channel]int{desk.Telegram: 1, desk.Instagram: 1, desk.WhatsApp: 1, desk.Messenger: 1}, desk.ManyChat, "Neither"},
		"nothing yet":           {nil, desk.ManyChat, "Neither"},
		"none of Viber":         {map[desk.Channel]int{desk.Telegram: 1, desk.Viber: 0}, desk.ManyChat, "Neither"},
		"Viber":                 {map[desk.Channel]int{desk.Telegram: 1, desk.Viber: 1}, desk.SmartSender, "Viber"},
		"two Instagrams":        {map[desk.Channel]int{desk.Instagram: 2, desk.Telegram: 1}, desk.SmartSender, "2 of instagram"},
		"the website as well":   {map[desk.Channel]int{desk.Web: 1}, "", ""},
		"Viber and the website": {map[desk.Channel]int{desk.Web: 1, desk.Viber: 1}, "", ""},
	} {
		got, why, err := channel.ChooseBridge(c.accounts)
		if got != c.want || !strings.Contains(why, c.why) || (c.want == "") != errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %q, %q, %v, want %q", name, got, why, err, c.want)
		}
	}
}

// CH-26, and choices that there are not.
func TestALineOnTheWrongPlatformIsRefusedInWords(t *testing.T) {
	line := desk.Line{Channel: desk.ManyChat, Secrets: map[string]string{"secret": "hush-hush", "token": "1:abcdef"}}
	for messenger, want := range map[string]string{"viber": "Smart Sender", "fax": "must be one of", "telegram": "", "": ""} {
		line.Options = map[string]string{"messenger": messenger}
		err := channel.CheckLine(bridge.ManyChat{}, line)
		if (err != nil) != (want != "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("ManyChat with %q: got %v, want %q", messenger, err, want)
		}
	}
	line.Channel, line.Options = desk.SmartSender, map[string]string{"messenger": "viber"}
	if err := channel.CheckLine(bridge.SmartSender{}, line); err != nil {
		t.Errorf("Smart Sender with Viber: %v", err)
	}
}
