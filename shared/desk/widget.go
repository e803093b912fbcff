package desk

import "time"

// Widget is how the chat on a website's pages looks and behaves, and what it asks
// before the first word (WG-01 … WG-04). Its texts are in one language; an empty one
// is the widget's own.
type Widget struct {
	Color    string // #rrggbb; "": the widget's own
	Position string // left; "": right
	Theme    string // light or dark; "": as the visitor's system has it
	Title    string
	Greeting string
	Away     string // said outside of the working hours
	Consent  string // what a visitor must agree to before the first word; "": nothing
	Privacy  string // the address of what they agree to
	// Ask are fields that fill the contact; Questions are the company's own, whose
	// answers begin the first message.
	Ask       []WidgetField
	Questions []WidgetQuestion
	Buttons   []string      // what can be said by one press
	Silent    bool          // no sound
	NoFiles   bool          // visitors send none
	NoNames   bool          // who answers is not named
	OpenAfter time.Duration // opens by itself; 0: never
}

// WidgetField is a field that a visitor is asked for: name, email or phone.
type WidgetField struct {
	Name     string
	Required bool
}

// WidgetQuestion is a question to a visitor.
type WidgetQuestion struct {
	Text     string
	Choices  []string // none: any answer
	Required bool
}

// VisitorClaim is a page's word on who its visitor is, signed by the site's server.
type VisitorClaim struct {
	User string // the site's own id of the person
	At   time.Time
	Hash string
}
