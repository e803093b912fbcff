package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// record is a labelled chat. Gold values are not read: a reader must not see
// them.
type record struct {
	ID       string          `json:"id"`
	Lang     string          `json:"lang"`
	Region   string          `json:"region"`
	TZ       string          `json:"tz"`
	Currency string          `json:"currency"`
	Messages []recordMessage `json:"messages"`
	Fields   []recordField   `json:"fields"`
}

type recordMessage struct {
	I    int       `json:"i"`
	From string    `json:"from"`
	TS   time.Time `json:"ts"`
	Text string    `json:"text"`
}

type recordField struct {
	Name        string          `json:"name"`
	Title       string          `json:"title"`
	Type        string          `json:"type"`
	Format      string          `json:"format"`
	Description string          `json:"description"`
	Enum        []string        `json:"enum"`
	Currency    string          `json:"currency"`
	Grants      bool            `json:"grants,omitempty"`
	Current     json.RawMessage `json:"current"`
}

type amount struct {
	Amount   json.Number `json:"amount"`
	Currency string      `json:"currency"`
}

// prediction is a line of the output.
type prediction struct {
	ID      string               `json:"id"`
	Fields  map[string]predicted `json:"fields"`
	Summary string               `json:"summary"`
}

type predicted struct {
	Value    any   `json:"value"`
	Evidence []int `json:"evidence"`
}

func readRecords(path string) ([]record, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read chats: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	var out []record
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("read chats: line %d: %w", len(out)+1, err)
		}
		out = append(out, r)
	}
	return out, lines.Err()
}

// chat is the record as the verbs give it to a reader. Messages are named by
// their index, from one.
func (r record) chat() (desk.Chat, error) {
	zone, err := time.LoadLocation(r.TZ)
	if err != nil {
		return desk.Chat{}, fmt.Errorf("zone: %w", err)
	}
	c := desk.Chat{
		Dialog: desk.DialogID(r.ID), Current: map[desk.FieldName]desk.Value{},
		Locale: desk.Locale{Language: r.Lang, Zone: zone, Region: r.Region, Currency: r.Currency},
	}
	for _, m := range r.Messages {
		by := desk.ByCustomer
		if m.From == "operator" {
			by = desk.ByOperator
		}
		c.Messages = append(c.Messages, desk.Message{Seq: desk.Seq(m.I + 1), Author: by, Text: m.Text, SentAt: m.TS})
	}
	for _, rf := range r.Fields {
		f := rf.field()
		c.Fields = append(c.Fields, f)
		if c.Current[f.Name], err = rf.current(r.Currency); err != nil {
			return desk.Chat{}, err
		}
	}
	return c, nil
}

// Values that an operator grants say so in their description.
var reGrants = regexp.MustCompile(`(?i)granted|согласовал клиенту|предоставил|concedid|otorgad`)

func (rf recordField) field() desk.Field {
	f := desk.Field{
		Card: desk.KindDeal, Name: desk.FieldName(rf.Name), Title: rf.Title, Description: rf.Description,
		Type: desk.FieldType(rf.Type), Format: rf.Format, Currency: rf.Currency,
		Policy: desk.PolicyFillIfEmpty, On: true, Grants: rf.Grants || reGrants.MatchString(rf.Description),
	}
	for _, e := range rf.Enum {
		f.Options = append(f.Options, desk.Option{Value: e})
	}
	return f
}

func (rf recordField) current(currency string) (desk.Value, error) {
	raw := strings.TrimSpace(string(rf.Current))
	if raw == "" || raw == "null" {
		return "", nil
	}
	if rf.Type == string(desk.TypeMoney) {
		var a amount
		if err := json.Unmarshal(rf.Current, &a); err != nil {
			return "", fmt.Errorf("current of %s: %w", rf.Name, err)
		}
		if a.Currency == "" {
			a.Currency = currency
		}
		return desk.MoneyValue(a.Amount.String(), a.Currency), nil
	}
	var s string
	if err := json.Unmarshal(rf.Current, &s); err == nil {
		return desk.Value(s), nil
	}
	return desk.Value(raw), nil // a number or a boolean
}

// predicted writes a checked value as the field's JSON type.
func (r record) predicted(f desk.Finding, v desk.Value) (predicted, error) {
	p := predicted{Value: string(v), Evidence: []int{int(f.Message) - 1}}
	for _, rf := range r.Fields {
		if rf.Name != string(f.Field) {
			continue
		}
		switch desk.FieldType(rf.Type) {
		case desk.TypeInteger, desk.TypeNumber:
			p.Value = json.Number(v)
		case desk.TypeMoney:
			a, c := v.Money()
			p.Value = amount{json.Number(a), c}
		case desk.TypeBoolean:
			b, err := strconv.ParseBool(string(v))
			if err != nil {
				return predicted{}, fmt.Errorf("value of %s: %w", f.Field, err)
			}
			p.Value = b
		}
	}
	return p, nil
}

func (p prediction) write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(p)
}
