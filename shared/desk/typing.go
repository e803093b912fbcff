package desk

import "time"

// Typing is somebody writing in a dialog just now. It is forgotten by itself.
type Typing struct {
	By    OperatorID // "": the customer
	Until time.Time
	Note  bool // an operator, what the customer is not to see
}

const (
	// TypingLife is how long somebody counts as typing once they said so.
	TypingLife = 10 * time.Second
	// TypingEvery is how often it is noted at most, however often they say so.
	TypingEvery = 5 * time.Second
)

// NewTyping is somebody typing from now on.
func NewTyping(by OperatorID, now time.Time) Typing {
	return Typing{By: by, Until: now.Add(TypingLife)}
}

// Shown says that the customer may know of it: an operator writes to them.
func (t Typing) Shown() bool { return t.By != "" && !t.Note }

// Began is when they said so.
func (t Typing) Began() time.Time { return t.Until.Add(-TypingLife) }

// TypingTo is to whom a messenger shows that somebody types.
type TypingTo struct {
	Customer Profile
	Last     ExternalID // their newest message that is looked back for; "": none of late
}

// Fresh says that what is noted need not be noted again yet.
func (t Typing) Fresh(now time.Time) bool { return t.Until.Add(TypingEvery - TypingLife).After(now) }
