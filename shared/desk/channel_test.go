package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestChannelsAsPeopleNameThem_SYS14(t *testing.T) {
	for name, want := range map[string]desk.Channel{
		"whatsapp": desk.ChannelWhatsApp, "What's Up": desk.ChannelWhatsApp, "what’s up": desk.ChannelWhatsApp, "WHATSUP": desk.ChannelWhatsApp, "Whats App": desk.ChannelWhatsApp, "whats_up": desk.ChannelWhatsApp,
		"Smart Sender": desk.ChannelSmartSender, "ManyChat": desk.ChannelManyChat, "Telegram": desk.ChannelTelegram, "web": desk.ChannelWeb,
		"pigeon": "pigeon", "": "", "What": "What", "up": "up",
	} {
		if got := desk.ParseChannel(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
