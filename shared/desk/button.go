package desk

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Button is a choice offered with a message: an answer to send back, or a page
// to open.
type Button struct {
	Text    string // what stands on it; what the customer says by pressing it
	Payload string // comes back with the press; "": the text does
	URL     string // opens this page instead
}

// Answer is what comes back when the button is pressed.
func (b Button) Answer() string {
	if b.Payload == "" {
		return b.Text
	}
	return b.Payload
}

// Limits of what is offered, on whatever channel.
const (
	MaxButtons    = 25
	maxButtonText = 256  // characters
	maxPayload    = 1000 // bytes
)

// CheckButtons says what is wrong with buttons on any channel. ErrInvalid.
func CheckButtons(bs []Button) error {
	if len(bs) > MaxButtons {
		return Wrong("buttons", fmt.Sprintf("%d buttons are more than the %d that a message may have", len(bs), MaxButtons), "n", strconv.Itoa(MaxButtons))
	}
	for i, b := range bs {
		switch {
		case strings.TrimSpace(b.Text) == "" || utf8.RuneCountInString(b.Text) > maxButtonText:
			return Wrong("button_text", fmt.Sprintf("the text of button %d is empty or longer than %d characters", i+1, maxButtonText), "button", strconv.Itoa(i+1), "n", strconv.Itoa(maxButtonText))
		case len(b.Payload) > maxPayload:
			return fmt.Errorf("%w: the payload of button %d is longer than %d bytes", ErrInvalid, i+1, maxPayload)
		case b.URL != "" && b.Payload != "":
			return fmt.Errorf("%w: button %d opens a page or answers with a payload, not both", ErrInvalid, i+1)
		case b.URL != "" && !isPage(b.URL):
			return fmt.Errorf("%w: the url of button %d is no http address", ErrInvalid, i+1)
		}
	}
	return nil
}
