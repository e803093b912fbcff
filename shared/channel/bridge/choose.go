package bridge

import (
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Choose says which bot platform suits a company that wants so many
// accounts of each messenger, and why, in words (CH-24, CH-25): ManyChat unless
// it wants Viber, or several accounts of one messenger. ErrInvalid: no platform
// reaches one of them.
func Choose(accounts map[desk.Channel]int) (platform desk.Channel, why string, err error) {
	both := []desk.Channel{desk.ChannelTelegram, desk.ChannelInstagram, desk.ChannelWhatsApp, desk.ChannelMessenger}
	var wanted []desk.Channel
	for ch, n := range accounts {
		if n > 0 {
			wanted = append(wanted, ch)
		}
	}
	slices.Sort(wanted) // the same answer every time
	for _, ch := range wanted {
		if ch != desk.ChannelViber && !slices.Contains(both, ch) {
			return "", "", kit.Invalid("neither ManyChat nor Smart Sender reaches %s", ch)
		}
	}
	for _, ch := range wanted {
		switch {
		case ch == desk.ChannelViber:
			return desk.ChannelSmartSender, "ManyChat can't reach Viber.", nil
		case accounts[ch] > 1:
			return desk.ChannelSmartSender, fmt.Sprintf("ManyChat takes one account of each messenger, and %d of %s are wanted.", accounts[ch], ch), nil
		}
	}
	return desk.ChannelManyChat, "Neither Viber nor several accounts of one messenger are wanted.", nil
}
