package desk

import (
	"fmt"
	"strconv"
	"time"
)

// MayWrite refuses an operator's message on the line to a customer whose last
// one came at lastIn (zero: never), and names the rule that failed (OP-32). An
// approved template knows no window.
func (l Line) MayWrite(lastIn, now time.Time, with Template) error {
	switch {
	case !l.Active:
		return Refuse(CodeLineInactive, "The line "+string(l.ID)+" is inactive and cannot send (no active channel).")
	case lastIn.IsZero():
		return Refuse(CodeNoEarlierContact, "This customer has never written on this line; the first word must be theirs.")
	case with.Name == "" && l.Traits.Window > 0 && now.Sub(lastIn) > l.Traits.Window:
		text := "The customer's last message is more than " + strconv.Itoa(int(l.Traits.Window.Hours())) + " hours old; " + string(l.Traits.Behind) + " allows no message of ours after that."
		if l.Traits.Templates {
			text += " An approved template may still be sent."
		}
		return Refuse(CodeWindowClosed, text)
	}
	return nil
}

// MayHave says whether a contact may be one of the line's customers: one in the CRM
// where they live. ErrInvalid.
func (l Line) MayHave(contact CardRef) error {
	if l.Connection != contact.Connection {
		return fmt.Errorf("%w: the customers of the line %s live in another CRM than %s", ErrInvalid, l.ID, contact)
	}
	return nil
}

// Customer derives a customer's id from the messenger's user id: the same person on
// the same line is the same customer whoever asks, with no look-up. A WhatsApp user id
// is a phone, of which there are few enough to try them all; with the line's key in it
// the id gives nothing away to whoever may not see customers' data (RS-02).
func (l Line) Customer(user string) CustomerID {
	if l.CustomerKey == "" {
		return NewCustomerID(l.ID, user)
	}
	return CustomerID(Digest("c", l.CustomerKey, string(l.ID), user))
}

// LeadPolicy says when a line's dialog gets a lead of its own (D10).
type LeadPolicy string

// The policies.
const (
	LeadOnFirstMessage   LeadPolicy = "on_first_message"
	LeadWhenDataComplete LeadPolicy = "when_required_data_complete"
	LeadNever            LeadPolicy = "never"
	DefaultIdle                     = 60 * time.Minute // DG-23, FB-25
	DefaultQuiet                    = 30 * time.Second // MC-13
	MinCustomerMessages             = 2                // MC-12: more than one
)

// Line is one connected account on a channel (CH-23: any number of each).
type Line struct {
	ID      LineID
	Channel Channel
	Title   string
	Purpose string // contact, support, sales … (CH-27)
	Active  bool   // an inactive line receives and cannot send (CH-22)

	// Secrets are named by the channel's plug: "token", "app_secret" … They are
	// write-only: no API answer and no log holds one.
	Secrets map[string]string
	// Options are the channel's settings that are no secret: "phone_number_id",
	// "page_id", a base "api_url" for tests.
	Options map[string]string

	// CustomerKey is what the ids of the line's customers are made with. It is as old
	// as the line, never changes and is shown to nobody; lines of before had none.
	CustomerKey string

	// Web only: the key that the page shows, and which origins may use it.
	PublicKey string
	Origins   []string

	// Team is who answers the line's dialogs; "": anybody who may accept them.
	Team       TeamID
	Idle       time.Duration // 0: the settings' Idle
	Zone       string        // IANA name; "": the settings' Zone
	Language   string        // "ru", "es", "en"; "": the settings'
	Region     string        // ISO 3166 country of bare phone numbers; "": the settings'
	LeadPolicy LeadPolicy
	Connection ConnectionID // the CRM in which its customers live
	Required   []FieldName  // fields of the contact that make the data complete (CB-05)
	Bot        BotMode      // who answers first (D9)
	BotEngine  FAQEngine    // who finds its answers; "": as the settings say
	// See HandOver.
	HandNotify    LineID
	HandTask      bool
	HandStage     StageID
	HandTransfers bool
	// See Centre.
	CentreConnection ConnectionID
	CentreLine       string
	RateAnswers      bool          // customers are asked what they think of the bot's answers
	BotCommand       bool          // see CommandsBot
	BotResume        time.Duration // see Dialog.BotResumes; 0: never
	Version          int64         // of the stored record; 0: new
	CreatedAt        time.Time

	// Trouble is kept apart from what people set, so that noting it changes no
	// Version and undoes nobody's edit.
	Trouble Trouble
	// Traits are its channel's. They are not stored: who reads the line puts them
	// here.
	Traits Traits
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

// NoOrigins is the code of a website's line that no page may use: it says so
// until its pages are named, and nothing of it is kept.
const NoOrigins = "no_origins"

// Unusable is what keeps a line from working though nothing went wrong: nobody
// may use it as it is set. The zero one: nothing does.
func (l Line) Unusable() Trouble {
	if l.Channel != ChannelWeb || len(l.Origins) > 0 {
		return Trouble{}
	}
	return Trouble{
		Code: NoOrigins, At: l.CreatedAt, Setup: true,
		Reason: "No page may use this line yet. Name the origins of your pages, like https://shop.example.",
	}
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
	CoPilot      bool // MC-14
	Subscription bool // MC-05: automatic runs exist
	Cases        bool // OP-17: the edition has cases, so that chats are made into some
	Language     string
	Zone         string
	Currency     string
	Region       string
	Quiet        time.Duration // MC-13
	Idle         time.Duration // DG-23
	LeadMode     Mode
	// PipelineModes are of pipelines by the names that ConnectionID.Pipeline gives them.
	PipelineModes map[PipelineID]Mode
	Duplicates    []DuplicateRule // nil: see DuplicateRules
	// Retention is how long dialogs are kept after they were closed; 0: for good.
	Retention time.Duration
	// Labels are the company's own for dialogs, in its order (DG-24).
	Labels []Label
	Bot    BotSettings
	// History is how long history links last; 0: DefaultHistoryLife.
	History time.Duration
	// NoHistoryInNotes: the notes in connected CRMs hold no history link (CB-09).
	NoHistoryInNotes bool
	Version          int64
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
		m = s.PipelineModes[card.Ref.Connection.Pipeline(card.Pipeline)]
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
