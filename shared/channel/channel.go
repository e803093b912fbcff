package channel

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta"
	"github.com/sufler/sufler/shared/channel/telegram"
	"github.com/sufler/sufler/shared/channel/viber"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/channel/whatsapp"
	"github.com/sufler/sufler/shared/desk"
)

// Plug is one messenger. All methods may be called at the same time from many
// goroutines, and any number of times.
type Plug interface {
	// Handshake answers the messenger's verification call, and says whether w is
	// one. A refused one is answered 403. It is asked before Verify, since such a
	// call carries no signature.
	Handshake(line desk.Line, w desk.Webhook) (desk.Answer, bool)
	// Verify says whether the messenger itself made the call: a signature over
	// the raw body or a secret header, compared in constant time. A line without
	// the secret refuses everything. Any error means 401.
	Verify(line desk.Line, w desk.Webhook) error
	// Parse reads what Verify let in. ErrInvalid: the body is not what the
	// messenger sends at all. What is theirs and means nothing to us is in
	// Parsed.Ignored, and one bad item never spoils the others.
	Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error)
	// Send sends one message and gives the messenger's id of it. It is not safe
	// to repeat unless the *desk.SendError says Again. A text over the channel's
	// limit goes out in parts on word borders, then come the attachments in their
	// order, and the id is the last part's. A later part that surely did not go out
	// is tried again at once, for up to half a minute; after that the failure says
	// in Done how many are out, and a repeat must bring that as Outbound.Done.
	Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error)
	// Setup registers webhookURL with the vendor, where the vendor has a call for
	// that, else it tests the line's token. Repeating it is harmless. Errors are
	// *desk.SendError, with words for a person.
	Setup(ctx context.Context, line desk.Line, webhookURL string) error
	// Numbers are those of a message's buttons that the messenger has no form for,
	// so that they stand numbered in the text. Pure.
	Numbers(line desk.Line, m desk.Message) []desk.Button
	// Traits are what the line is like; what stands behind a bot platform is left to
	// the Switchboard. Pure.
	Traits(line desk.Line) desk.Traits
	// Pace is what a line, and one chat of it, may send. Where the vendor publishes
	// no figure, it is a careful one of ours.
	Pace() (line, chat kit.Rate)
	// Sign plays the messenger: the headers that Verify wants to see for body.
	Sign(line desk.Line, body []byte) map[string]string
	// Needs lists the line's secrets and options that the plug looks at.
	Needs() []kit.Need
}

// Plugs are all the plugs, over one HTTP client (nil: one with a time-out of 15
// seconds). A plug calls its vendor's hosts only; hosts names others that a
// line's option api_url may point to, for fakes on this machine.
func Plugs(client *http.Client, hosts ...string) map[desk.Channel]Plug {
	if client == nil {
		client = &http.Client{Timeout: 15 * time.Second}
	}
	return map[desk.Channel]Plug{
		desk.ChannelTelegram:    telegram.Plug{HTTP: client, Hosts: hosts},
		desk.ChannelWeb:         website.Plug{Now: time.Now},
		desk.ChannelWhatsApp:    whatsapp.Plug{HTTP: client, Hosts: hosts},
		desk.ChannelMessenger:   meta.Messenger{HTTP: client, Hosts: hosts},
		desk.ChannelInstagram:   meta.Instagram{HTTP: client, Hosts: hosts},
		desk.ChannelViber:       viber.Plug{HTTP: client, Hosts: hosts},
		desk.ChannelManyChat:    bridge.ManyChat{HTTP: client, Hosts: hosts},
		desk.ChannelSmartSender: bridge.SmartSender{HTTP: client, Hosts: hosts},
	}
}

// Names are the channels' for people: "a, b or c".
func Names() string {
	all := slices.Sorted(maps.Keys(Plugs(nil)))
	var b strings.Builder
	for i, ch := range all {
		switch i {
		case 0:
		case len(all) - 1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(ch))
	}
	return b.String()
}

// Fetcher is a plug whose attachments can be fetched. Links expire within
// minutes (Meta, WhatsApp) or an hour (Telegram, Viber), so a file is fetched at
// once and never by its link later. Errors are *desk.SendError: Again, or never.
// Fetching again is harmless.
type Fetcher interface {
	Fetch(ctx context.Context, line desk.Line, a desk.Attachment) (desk.File, error)
}

// CheckLine says in words which secrets and options of p the line lacks, or has
// wrong. ErrInvalid. It repeats no secret.
func CheckLine(p Plug, line desk.Line) error { return kit.CheckNeeds(p.Needs(), line) }
