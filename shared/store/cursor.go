package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// cursorItem is a Found.Next in a page's Next: texts and numbers by attribute.
type cursorItem struct {
	Texts   map[string]string `json:"t,omitempty"`
	Numbers map[string]int64  `json:"n,omitempty"`
}

// cursor writes a place for the caller to bring back.
func cursor(at Item) (string, error) {
	if at == nil {
		return "", nil
	}
	c := cursorItem{Texts: map[string]string{}, Numbers: map[string]int64{}}
	for name, v := range at {
		switch v := v.(type) {
		case string:
			c.Texts[name] = v
		case int64:
			c.Numbers[name] = v
		}
	}
	b, err := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// place reads what cursor wrote. It may come from anybody: the engine checks
// that it is a place of the query.
func place(cursor string) (Item, error) {
	if cursor == "" {
		return nil, nil
	}
	var c cursorItem
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || len(b) > 8<<10 {
		return nil, fmt.Errorf("%w: that is no cursor of this list", desk.ErrInvalid)
	}
	at := Item{}
	for name, v := range c.Texts {
		at[name] = v
	}
	for name, v := range c.Numbers {
		at[name] = v
	}
	return at, nil
}

// Pages: how much a list gives when nobody says, and at most.
const (
	defaultPage = 50
	maxPage     = 500
)

func limit(ask desk.PageAsk) int {
	if ask.Limit <= 0 {
		return defaultPage
	}
	return min(ask.Limit, maxPage)
}
