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
	bridgeSaid  = []string{
		"text", "message", "last_input_text", "payload", "name", "full_name", "fullname", "first_name", "firstname", "last_name",
		"lastname", "username", "email", "phone",
	}
)

// disputed says whether somebody who writes between the quotation marks of a
// body could have said who speaks: a name stands twice, a second id comes after
// words, or, where the author is not the customer, the author does.
func disputed(body []byte, author desk.Author) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	if _, err := d.Token(); err != nil {
		return false
	}
	var seen []string
	var said, known bool
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return false
		}
		key, _ := name.(string)
		key = strings.ReplaceAll(strings.ToLower(key), "ſ", "s") // as decoding takes it
		isID := slices.Contains(bridgeIDs, key)
		switch {
		case slices.Contains(seen, key), isID && said && known, key == "author" && said && author != desk.ByCustomer:
			return true
		}
		seen = append(seen, key)
		known = known || isID || slices.Contains(bridgeParts, key)
		said = said || slices.Contains(bridgeSaid, key)
	}
	return false
}
