package channel

import (
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// ChooseBridge says which bot platform suits a company that wants so many
// accounts of each messenger, and why, in words (CH-24, CH-25): ManyChat unless
// it wants Viber, or several accounts of one messenger. ErrInvalid: no platform
// reaches one of them.
func ChooseBridge(accounts map[desk.Channel]int) (platform desk.Channel, why string, err error) {
	both := []desk.Channel{desk.Telegram, desk.Instagram, desk.WhatsApp, desk.Messenger}
	var wanted []desk.Channel
	for ch, n := range accounts {
		if n > 0 {
			wanted = append(wanted, ch)
		}
	}
	slices.Sort(wanted) // the same answer every time
	for _, ch := range wanted {
		if ch != desk.Viber && !slices.Contains(both, ch) {
			return "", "", kit.Invalid("neither ManyChat nor Smart Sender reaches %s", ch)
		}
	}
	for _, ch := range wanted {
		switch {
		case ch == desk.Viber:
			return desk.SmartSender, "ManyChat can't reach Viber.", nil
		case accounts[ch] > 1:
			return desk.SmartSender, fmt.Sprintf("ManyChat takes one account of each messenger, and %d of %s are wanted.", accounts[ch], ch), nil
		}
	}
	return desk.ManyChat, "Neither Viber nor several accounts of one messenger are wanted.", nil
}
