package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
)

// prediction is a line of the output.
type prediction struct {
	ID      string               `json:"id"`
	Fields  map[string]predicted `json:"fields"`
	Summary string               `json:"summary"`
}

type predicted struct {
	Value      any     `json:"value"`
	Evidence   []int   `json:"evidence"`
	Confidence float64 `json:"confidence,omitempty"`
}

// predicted writes a checked value as the field's JSON type.
func predictedOf(c chats.Chat, f desk.Finding, v desk.Value) (predicted, error) {
	p := predicted{Value: string(v), Evidence: []int{int(f.Message) - 1}, Confidence: math.Round(f.Confidence*1000) / 1000}
	for _, rf := range c.Fields {
		if rf.Name != string(f.Field) {
			continue
		}
		switch desk.FieldType(rf.Type) {
		case desk.TypeInteger, desk.TypeNumber:
			p.Value = json.Number(v)
		case desk.TypeMoney:
			a, currency := v.Money()
			p.Value = chats.Amount{Amount: json.Number(a), Currency: currency}
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
