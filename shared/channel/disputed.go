package channel

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// A body that a company wrote by hand holds the customer's words as they are, so
// a customer may write what looks like fields: an author, another contact's id.
// Such a field comes after the words that it was smuggled in with.
var (
	bridgeIDs   = []string{"id", "subscriber_id", "user_id", "contact_id", "userid", "contactid"}
	bridgeParts = []string{"data", "contact", "subscriber", "full_data", "full-data", "full_contact_data", "contact_data"}
	// What the platforms fill in by themselves. Everything else may be words.
	bridgeOwn = []string{
		"key", "page_id", "status", "channel", "message_id", "messageid", "time", "timestamp", "subscribed", "last_interaction",
		"ig_last_interaction", "last_seen", "ig_last_seen", "gender", "locale", "language", "timezone", "profile_pic", "photo", "user_refs",
	}
)

// claims is what a body has said so far, read from its beginning.
type claims struct {
	author desk.Author // whom the whole body makes the speaker
	words  bool        // a customer may have written what stands from here on
	named  bool        // the contact was named …
	sure   bool        // … before all words and at the top: no part is looked into
}

// disputed says whether somebody who writes between the quotation marks of a
// body could have said who speaks: a name stands twice, a second id comes after
// words, or, where the author is not the customer, the author does.
func disputed(body []byte, author desk.Author) bool {
	return (&claims{author: author}).disputed(body, true)
}

func (c *claims) disputed(object []byte, top bool) bool {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	var seen []string
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return false
		}
		key, _ := name.(string)
		key = strings.ReplaceAll(strings.ToLower(key), "ſ", "s") // as decoding takes it
		if slices.Contains(seen, key) || c.claim(key, value, top) {
			return true
		}
		seen = append(seen, key)
	}
	return false
}

// claim reads one field, and says whether it is one that words may have made.
func (c *claims) claim(key string, value json.RawMessage, top bool) bool {
	isID, isPart := slices.Contains(bridgeIDs, key), top && slices.Contains(bridgeParts, key)
	again := c.words && c.named
	switch {
	case isID:
		c.sure = c.sure || top && !c.words
		c.named = true
		return again
	case key == "author":
		return c.words && c.author != desk.ByCustomer
	case isPart && !c.sure && value[0] == '{':
		in := claims{author: c.author, words: c.words}
		forged := again || in.disputed(value, false)
		c.named, c.words = true, c.words || in.words
		return forged
	}
	c.words = c.words || !slices.Contains(bridgeOwn, key) && bytes.IndexByte([]byte(`"{[`), value[0]) >= 0
	return false
}
