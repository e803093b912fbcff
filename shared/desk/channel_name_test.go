package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestChannelsAsPeopleNameThem_SYS14(t *testing.T) {
	for name, want := range map[string]desk.Channel{
		"whatsapp": desk.WhatsApp, "What's Up": desk.WhatsApp, "what’s up": desk.WhatsApp, "WHATSUP": desk.WhatsApp, "Whats App": desk.WhatsApp, "whats_up": desk.WhatsApp,
		"Smart Sender": desk.SmartSender, "ManyChat": desk.ManyChat, "Telegram": desk.Telegram, "web": desk.Web,
		"pigeon": "pigeon", "": "", "What": "What", "up": "up",
	} {
		if got := desk.ParseChannel(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
