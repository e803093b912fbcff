// Package chats reads labelled chats, a JSON object a line: what was said, the fields
// to look for with what the card held, and, apart, what stands in the chat and what
// must never be written. The demo plays them, and eval has readers read them.
package chats

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Chat is what a reader may see of a labelled chat.
type Chat struct {
	ID       string    `json:"id"`
	Lang     string    `json:"lang"`
	Region   string    `json:"region"`
	TZ       string    `json:"tz"`
	Currency string    `json:"currency"`
	Messages []Message `json:"messages"`
	Fields   []Field   `json:"fields"`
}

// Message is one thing said.
type Message struct {
	I    int       `json:"i"`    // its place, from 0
	From string    `json:"from"` // client, operator
	TS   time.Time `json:"ts"`
	Text string    `json:"text"`
}

// Field is a slot to look for.
type Field struct {
	Name        string          `json:"name"`
	Title       string          `json:"title"`
	Type        string          `json:"type"`
	Format      string          `json:"format"`
	Description string          `json:"description"`
	Enum        []string        `json:"enum"`
	Currency    string          `json:"currency"`
	Grants      bool            `json:"grants,omitempty"`
	Current     json.RawMessage `json:"current"` // what the card holds
}

// Labels are what stands in a chat, by field, and what must never be written. No
// reader is shown them.
type Labels struct {
	Now       time.Time                    `json:"now"`
	Tags      []string                     `json:"tags"`
	Gold      map[string]Gold              `json:"gold"`
	Forbidden map[string][]json.RawMessage `json:"forbidden"`
}

// Gold is a field's right value, and others that are as right.
type Gold struct {
	Value    json.RawMessage   `json:"value"`
	Accept   []json.RawMessage `json:"accept"`
	Evidence []int             `json:"evidence"` // the places of the messages that say it
}

// Labelled is a chat with its labels.
type Labelled struct {
	Chat
	Labels
}

// Read reads a file's chats.
func Read(path string) ([]Chat, error) { return Lines[Chat](path) }

// ReadLabelled reads them with their labels.
func ReadLabelled(path string) ([]Labelled, error) { return Lines[Labelled](path) }

// longest is how long a line may be, in bytes.
const longest = 16 << 20

// Lines reads a file of JSON objects, one a line.
func Lines[T any](path string) ([]T, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer file.Close() //nolint:errcheck // read only
	var out []T
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longest)
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, len(out)+1, err)
		}
		out = append(out, v)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return out, nil
}

// Desk is the chat as the verbs give it to a reader. Messages are named by their
// place, from one.
func (c Chat) Desk() (desk.Chat, error) {
	zone, err := time.LoadLocation(c.TZ)
	if err != nil {
		return desk.Chat{}, fmt.Errorf("zone: %w", err)
	}
	out := desk.Chat{
		Dialog: desk.DialogID(c.ID), Current: map[desk.FieldName]desk.Value{},
		Locale: desk.Locale{Language: c.Lang, Zone: zone, Region: c.Region, Currency: c.Currency},
	}
	for _, m := range c.Messages {
		by := desk.ByCustomer
		if m.From == "operator" {
			by = desk.ByOperator
		}
		out.Messages = append(out.Messages, desk.Message{Seq: desk.Seq(m.I + 1), Author: by, Text: m.Text, SentAt: m.TS})
	}
	for _, f := range c.Fields {
		field := f.Desk()
		out.Fields = append(out.Fields, field)
		if out.Current[field.Name], err = f.Holds(c.Currency); err != nil {
			return desk.Chat{}, err
		}
	}
	return out, nil
}

// Values that an operator grants say so in their description.
var grants = regexp.MustCompile(`(?i)granted|согласовал клиенту|предоставил|concedid|otorgad`)

// Desk is the field, of a deal.
func (f Field) Desk() desk.Field {
	out := desk.Field{
		Card: desk.KindDeal, Name: desk.FieldName(f.Name), Title: f.Title, Description: f.Description,
		Type: desk.FieldType(f.Type), Format: f.Format, Currency: f.Currency,
		Policy: desk.PolicyFillIfEmpty, On: true, Grants: f.Grants || grants.MatchString(f.Description),
	}
	for _, e := range f.Enum {
		out.Options = append(out.Options, desk.Option{Value: e})
	}
	return out
}

// Kind is the field's type, with its format.
func (f Field) Kind() string {
	if f.Format != "" {
		return f.Type + "/" + f.Format
	}
	return f.Type
}

// Amount is a sum.
type Amount struct {
	Amount   json.Number `json:"amount"`
	Currency string      `json:"currency"`
}

// Holds is what the card holds, as a value; a sum that names no currency is in the
// chat's.
func (f Field) Holds(currency string) (desk.Value, error) {
	raw := strings.TrimSpace(string(f.Current))
	if raw == "" || raw == "null" {
		return "", nil
	}
	if f.Type == string(desk.TypeMoney) {
		var a Amount
		if err := json.Unmarshal(f.Current, &a); err != nil {
			return "", fmt.Errorf("current of %s: %w", f.Name, err)
		}
		if a.Currency == "" {
			a.Currency = currency
		}
		return desk.MoneyValue(a.Amount.String(), a.Currency), nil
	}
	var s string
	if err := json.Unmarshal(f.Current, &s); err == nil {
		return desk.Value(s), nil
	}
	return desk.Value(raw), nil // a number or a boolean
}
