package desk

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// BotMode is which bot answers first on a line (D9).
type BotMode string

// The modes.
const (
	BotNone    BotMode = ""        // people only
	BotBuiltIn BotMode = "builtin" // ours, from the knowledge base
)

// BotSettings are the company's for its bot.
type BotSettings struct {
	Quiet      time.Duration // how long it waits for the rest of a question; 0: DefaultBotQuiet
	WrongShare float64       // how often it may answer what no entry answers; 0: DefaultWrongShare
	Complaints []string      // words that go to a person at once, each met by any word that begins so
}

// Defaults and bounds of the bot's settings.
const (
	DefaultBotQuiet   = 2 * time.Second
	DefaultWrongShare = 0.05
	MaxBotQuiet       = time.Minute
	MaxComplaints     = 200
)

// QuietPeriod is how long the bot waits for the rest of a question.
func (s BotSettings) QuietPeriod() time.Duration {
	if s.Quiet > 0 {
		return s.Quiet
	}
	return DefaultBotQuiet
}

// Wrong is how often the bot may answer what no entry answers, as a share.
func (s BotSettings) Wrong() float64 {
	if s.WrongShare > 0 {
		return s.WrongShare
	}
	return DefaultWrongShare
}

// Check says what is wrong with the settings. ErrInvalid.
func (s BotSettings) Check() error {
	switch {
	case s.Quiet < 0 || s.Quiet > MaxBotQuiet:
		return fmt.Errorf("%w: the bot waits at most a minute", ErrInvalid)
	case s.WrongShare < 0 || s.WrongShare > 0.5:
		return fmt.Errorf("%w: the bot may be wrong in at most half of the cases", ErrInvalid)
	case len(s.Complaints) > MaxComplaints:
		return fmt.Errorf("%w: at most %d words say that a customer complains", ErrInvalid, MaxComplaints)
	}
	for _, w := range s.Complaints {
		if plain(w) == "" || utf8.RuneCountInString(w) > 80 {
			return fmt.Errorf("%w: a word of complaint has letters, and at most 80 characters", ErrInvalid)
		}
	}
	return nil
}

// Complains says whether a text holds one of the company's words of complaint.
func (s BotSettings) Complains(text string) bool {
	text = " " + plain(text) + " "
	for _, w := range s.Complaints {
		if strings.Contains(text, " "+plain(w)) {
			return true
		}
	}
	return false
}
