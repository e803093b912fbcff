// Package story holds what infra/bench counts on the embedded engine and
// infra/awstest plays on servers that speak as AWS does: the chats, how a part
// of them is measured, and the form in which a recording is kept. Both tell the
// same scripts, so that one's counts can be held against the other's.
package story

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// The one line of the company in the stories.
const (
	Line   = "shop"
	Token  = "7000001:bench"
	Secret = "bench-secret_1"
	// Anna is the customer: her id in the messenger.
	Anna = 5550001
)

// Turn is one thing said, so long after the one before.
type Turn struct {
	After    time.Duration
	Operator bool // else the customer
	Text     string
}

// Order is a chat of eight messages of the customer's and four of the
// operator's, with five values in it.
func Order() []Turn {
	const customer, operator = false, true
	return []Turn{
		{0, customer, "Hello! Do you bake cakes to order?"},
		{40 * time.Second, operator, "Good morning! Yes, we do. What would you like?"},
		{50 * time.Second, customer, "A honey cake for my daughter's birthday"},
		{10 * time.Second, customer, "I need 3 cakes, she has a large class"},
		{60 * time.Second, operator, "With pleasure. When do you need them, and what is the budget?"},
		{45 * time.Second, customer, "On 12 March 2026"},
		{8 * time.Second, customer, "We can spend 150 EUR"},
		{70 * time.Second, operator, "That will do. How can we reach you?"},
		{35 * time.Second, customer, "My phone is +44 20 7946 0958"},
		{20 * time.Second, customer, "Or write to anna@example.com"},
		{55 * time.Second, operator, "Thank you, Anna. See you on the 12th!"},
		{30 * time.Second, customer, "Thank you!"},
	}
}

// Burst is twelve messages of a customer's in as many seconds.
func Burst() []Turn {
	var ts []Turn
	for _, t := range append(Order(), Order()...) {
		if !t.Operator && len(ts) < 12 {
			ts = append(ts, Turn{After: time.Second, Text: t.Text})
		}
	}
	return ts
}

// Person is a customer.
func Person(user int) parties.BotUser {
	return parties.BotUser{ID: int64(user), First: "Anna", Last: "Kovalchuk", Username: fmt.Sprint("anna_", user), Language: "en"}
}

// Update is the messenger's call for a message.
func Update(user, message int, at time.Time, text string) []byte {
	return Body(parties.BotText(int64(message), int64(message), Person(user), at, text))
}

// Body is a call's body.
func Body(update parties.Obj) []byte {
	raw, err := json.Marshal(update)
	if err != nil {
		panic(err) // made of nothing that JSON does not have
	}
	return raw
}

// Found is a value that a model reads in Order, and the words that prove it.
type Found struct{ Field, Value, Quote string }

// Finds are all of them.
func Finds() []Found {
	return []Found{
		{"product", "honey cake", "honey cake"},
		{"quantity", "3", "3 cakes"},
		{"budget", "150 EUR", "150 EUR"},
		{"client_phone", "+44 20 7946 0958", "+44 20 7946 0958"},
		{"client_email", "anna@example.com", "anna@example.com"},
	}
}

// Summary is what the model says of it.
const Summary = "Anna orders three honey cakes for 12 March, up to 150 EUR."

// TokensOut is how long a model's answer is taken to be, in tokens.
const TokensOut = 500

// Answer is the input of the tool that a model calls after reading a prompt:
// what of Finds stands in it, in the first message that says so.
func Answer(prompt string) map[string]any {
	values := []map[string]any{}
	for _, f := range Finds() {
		for line := range strings.Lines(prompt) {
			var said struct {
				Message int    `json:"message"`
				Author  string `json:"author"`
				Text    string `json:"text"`
			}
			// A line that is none of the chat's is not JSON, or has no author.
			if json.Unmarshal([]byte(line), &said) != nil || said.Author == "" || !strings.Contains(said.Text, f.Quote) {
				continue
			}
			values = append(values, map[string]any{
				"field": f.Field, "quote": f.Quote, "message": said.Message, "value": f.Value, "confidence": 0.9,
			})
			break
		}
	}
	return map[string]any{"summary": Summary, "values": values}
}
