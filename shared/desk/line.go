package desk

import (
	"strconv"
	"strings"
	"time"
)

// Channel is a kind of messenger.
type Channel string

// The channels.
const (
	ChannelTelegram    Channel = "telegram"
	ChannelWeb         Channel = "web"
	ChannelWhatsApp    Channel = "whatsapp"
	ChannelMessenger   Channel = "messenger"
	ChannelInstagram   Channel = "instagram"
	ChannelViber       Channel = "viber"
	ChannelManyChat    Channel = "manychat"
	ChannelSmartSender Channel = "smartsender"
)

// Repeatable says that sending a message twice is harmless: the website's own
// channel shows what is stored, and nothing leaves.
func (c Channel) Repeatable() bool { return c == ChannelWeb }

// Introduces says that the channel's people, or the platform that knows them, may
// say who they are with any message, and say more later (WG-03): forms on a page,
// and bots that ask.
func (c Channel) Introduces() bool {
	return c == ChannelWeb || c == ChannelManyChat || c == ChannelSmartSender
}

// Learns says whether more may be known of a customer than when they got their
// contact: where people introduce themselves, and where somebody shared a phone on
// a channel that does not know them by it.
func (c Channel) Learns(p Profile) bool {
	return c.Introduces() || p.Phone != "" && (!c.HasAltID() || c.HidesPhone(p.User))
}

// HasAltID says that the channel knows people by a phone, by an id that it gives
// in the phone's place, or by both: who hides the phone later is the same person.
func (c Channel) HasAltID() bool { return c == ChannelWhatsApp }

// HidesPhone says whether a person's id is one that stands in the place of a phone.
func (c Channel) HidesPhone(user string) bool {
	return c.HasAltID() && strings.Trim(user, "0123456789") != ""
}

// Behind is the messenger that the line's customers write in: behind a bridge the
// one that its option "messenger" names, "" if none is named.
func (l Line) Behind() Channel {
	if l.Channel == ChannelManyChat || l.Channel == ChannelSmartSender {
		return Channel(l.Options["messenger"])
	}
	return l.Channel
}

// Window is how long after the customer's last message an operator may write
// (OP-31, D7: the limit itself is still allowed); 0: no limit. Messenger and
// WhatsApp have one, behind a bridge too; Instagram's is switched on by the
// line's option "window" with the value "24h" (D8). Where the app may answer as a
// human agent (option "human_agent"), Meta gives people 7 days on Messenger and
// Instagram; a bridge's app is not ours to say so of. Meta may give 7 days also
// after a click on an ad, which no webhook tells: not counted on.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy
func (l Line) Window() time.Duration {
	behind := l.Behind()
	limited := behind == ChannelMessenger || behind == ChannelWhatsApp || (behind == ChannelInstagram && l.Options["window"] == "24h")
	switch {
	case !limited:
		return 0
	case l.Channel == behind && behind != ChannelWhatsApp && l.Options["human_agent"] == "true":
		return 7 * 24 * time.Hour
	}
	return 24 * time.Hour
}

// MayWrite refuses an operator's message on the line to a customer whose last
// one came at lastIn (zero: never), and names the rule that failed (OP-32). An
// approved template knows no window.
func (l Line) MayWrite(lastIn, now time.Time, with Template) error {
	switch {
	case !l.Active:
		return Refuse(CodeLineInactive, "The line "+string(l.ID)+" is inactive and cannot send (no active channel).")
	case lastIn.IsZero():
		return Refuse(CodeNoEarlierContact, "This customer has never written on this line; the first word must be theirs.")
	case with.Name == "" && l.Window() > 0 && now.Sub(lastIn) > l.Window():
		text := "The customer's last message is more than " + strconv.Itoa(int(l.Window().Hours())) + " hours old; " + string(l.Behind()) + " allows no message of ours after that."
		if l.Channel == ChannelWhatsApp {
			text += " An approved template may still be sent."
		}
		return Refuse(CodeWindowClosed, text)
	}
	return nil
}

// LeadPolicy says when a line's dialog gets a lead of its own (D10).
type LeadPolicy string

// The policies.
const (
	LeadOnFirstMessage     LeadPolicy = "on_first_message"
	LeadWhenDataComplete   LeadPolicy = "when_required_data_complete"
	LeadNever              LeadPolicy = "never"
	DefaultIdle                       = 60 * time.Minute // DG-23, FB-25
	DefaultQuiet                      = 30 * time.Second // MC-13
	MinCustomerMessages               = 2                // MC-12: more than one
	DefaultSimultaneousMax            = 5                // DG-11
)

// Line is one connected account on a channel (CH-23: any number of each).
type Line struct {
	ID      LineID
	Channel Channel
	Title   string
	Purpose string // contact, support, sales … (CH-27)
	Active  bool   // an inactive line receives and cannot send (CH-22)

	// Secrets are named by the channel's plug: Telegram "token" and "secret",
	// Meta "app_secret", "verify_token", "token" … They are write-only: no API
	// answer and no log holds one.
	Secrets map[string]string
	// Options are the channel's settings that are no secret: WhatsApp's
	// "phone_number_id", Meta's "page_id", a base "api_url" for tests.
	Options map[string]string

	// Web only: the key that the page shows, and which origins may use it.
	PublicKey string
	Origins   []string

	Idle       time.Duration // 0: the settings' Idle
	Zone       string        // IANA name; "": the settings' Zone
	Language   string        // "ru", "es", "en"; "": the settings'
	Region     string        // ISO 3166 country of bare phone numbers; "": the settings'
	LeadPolicy LeadPolicy
	Required   []FieldName // fields of the contact that make the data complete (CB-05)
	Version    int64       // of the stored record; 0: new
	CreatedAt  time.Time

	// Trouble is kept apart from what people set, so that noting it changes no
	// Version and undoes nobody's edit.
	Trouble Trouble
}

// Trouble is what keeps a line from working, as its messenger told us; the zero
// one is none.
type Trouble struct {
	Code   string // the messenger's
	Reason string // in words for a person
	At     time.Time
	// Setup: the webhook could not be registered. Sending may work all the same,
	// so only registering it ends the trouble.
	Setup bool
}

// Same says whether two troubles are one, whenever each was met.
func (t Trouble) Same(u Trouble) bool {
	return t.Code == u.Code && t.Reason == u.Reason && t.Setup == u.Setup
}

// Mode says when CoPilot runs by itself, for leads or one pipeline (MC-06…09).
type Mode string

// The modes.
const (
	ModeManual Mode = "manual"
	ModeFirst  Mode = "first" // only the first dialog ever of the contact (D4)
	ModeAll    Mode = "all"
)

// Settings are the company's. Nothing computed from them is kept at start: they
// are read when they are needed.
type Settings struct {
	CoPilot       bool // MC-14
	Subscription  bool // MC-05: automatic runs exist
	Cases         bool // OP-17: the edition has cases, so that chats are made into some
	Language      string
	Zone          string
	Currency      string
	Region        string
	Quiet         time.Duration // MC-13
	Idle          time.Duration // DG-23
	LeadMode      Mode
	PipelineModes map[PipelineID]Mode
	// Retention is how long dialogs are kept after they were closed; 0: for good.
	Retention time.Duration
	Version   int64
}

// DefaultSettings are those of a new stack.
func DefaultSettings() Settings {
	return Settings{
		CoPilot: true, Cases: true, Language: "en", Zone: "UTC", Currency: "USD", Region: "US",
		Quiet: DefaultQuiet, Idle: DefaultIdle, LeadMode: ModeManual,
	}
}

// Mode is the mode in force for a card (MC-09).
func (s Settings) Mode(card BoundCard) Mode {
	m := s.LeadMode
	if card.Ref.Kind == KindDeal {
		m = s.PipelineModes[card.Pipeline]
	}
	if m == "" {
		return ModeManual
	}
	return m
}

// Locale is how the people of a line write figures, dates and phones.
type Locale struct {
	Language string // of the answer: summary and free-text values (CP-06)
	Zone     *time.Location
	Region   string
	Currency string
}

// Locale of a line, with the settings where the line is silent. An unknown zone
// is UTC: zones are checked when they are set.
func (s Settings) Locale(l Line) Locale {
	or := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	zone, err := time.LoadLocation(or(l.Zone, s.Zone))
	if err != nil {
		zone = time.UTC
	}
	return Locale{Language: or(l.Language, s.Language), Zone: zone, Region: or(l.Region, s.Region), Currency: s.Currency}
}

// IdleOf is the idle timeout of a line.
func (s Settings) IdleOf(l Line) time.Duration {
	switch {
	case l.Idle > 0:
		return l.Idle
	case s.Idle > 0:
		return s.Idle
	}
	return DefaultIdle
}

// QuietPeriod is the quiet period in force.
func (s Settings) QuietPeriod() time.Duration {
	if s.Quiet > 0 {
		return s.Quiet
	}
	return DefaultQuiet
}

// MustSign refuses the sessions of a website's visitors on a line that has no
// secret to sign them with.
func (l Line) MustSign() error {
	if l.Secrets["session"] == "" {
		return Refuse(CodeLineNotReady, "The line has no secret to sign sessions with. An administrator can set it.")
	}
	return nil
}
