package bridge_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/desk"
)

// CH-24, CH-25.
func TestChoose(t *testing.T) {
	for name, c := range map[string]struct {
		accounts map[desk.Channel]int
		want     desk.Channel
		why      string
	}{
		"one of each":           {map[desk.Channel]int{desk.ChannelTelegram: 1, desk.ChannelInstagram: 1, desk.ChannelWhatsApp: 1, desk.ChannelMessenger: 1}, desk.ChannelManyChat, "Neither"},
		"nothing yet":           {nil, desk.ChannelManyChat, "Neither"},
		"none of Viber":         {map[desk.Channel]int{desk.ChannelTelegram: 1, desk.ChannelViber: 0}, desk.ChannelManyChat, "Neither"},
		"Viber":                 {map[desk.Channel]int{desk.ChannelTelegram: 1, desk.ChannelViber: 1}, desk.ChannelSmartSender, "Viber"},
		"two Instagrams":        {map[desk.Channel]int{desk.ChannelInstagram: 2, desk.ChannelTelegram: 1}, desk.ChannelSmartSender, "2 of instagram"},
		"the website as well":   {map[desk.Channel]int{desk.ChannelWeb: 1}, "", ""},
		"Viber and the website": {map[desk.Channel]int{desk.ChannelWeb: 1, desk.ChannelViber: 1}, "", ""},
	} {
		got, why, err := bridge.Choose(c.accounts)
		if got != c.want || !strings.Contains(why, c.why) || (c.want == "") != errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %q, %q, %v, want %q", name, got, why, err, c.want)
		}
	}
}

// CH-26, and choices that there are not.
func TestALineOnTheWrongPlatformIsRefusedInWords(t *testing.T) {
	line := desk.Line{Channel: desk.ChannelManyChat, Secrets: map[string]string{"secret": "hush-hush", "token": "1:abcdef"}}
	for messenger, want := range map[string]string{"viber": "Smart Sender", "fax": "must be one of", "telegram": "", "": ""} {
		line.Options = map[string]string{"messenger": messenger}
		err := channel.CheckLine(bridge.ManyChat{}, line)
		if (err != nil) != (want != "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("ManyChat with %q: got %v, want %q", messenger, err, want)
		}
	}
	line.Channel, line.Options = desk.ChannelSmartSender, map[string]string{"messenger": "viber"}
	if err := channel.CheckLine(bridge.SmartSender{}, line); err != nil {
		t.Errorf("Smart Sender with Viber: %v", err)
	}
}
