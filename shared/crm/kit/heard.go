package kit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// MinSecret is how long a secret is by which calls to us are proven, at least.
const MinSecret = 16

// CheckSecret refuses a secret that can be guessed; none is fine. *desk.WrongSettings.
func CheckSecret(k desk.CRMKind, name, secret string) error {
	if secret != "" && len(secret) < MinSecret {
		return desk.WrongSetting(k, name, true, "setting_short", fmt.Sprintf("has %d letters or more: whoever guesses it is taken for the CRM", MinSecret), "n", strconv.Itoa(MinSecret))
	}
	return nil
}

// signatureHeader proves a call of a CRM that people taught to call us: "sha256=" and the
// hex HMAC-SHA256 of the body, by the connection's secret. A call that is caught and sent
// again has a card looked at, and no more.
const signatureHeader = "x-sufler-signature"

// MaxHeard is how many cards one call tells of, at most.
const MaxHeard = 100

// Heard reads a signed call, {"cards": [{"kind": "deal", "id": "12"}]}, or one card alone.
// card is the card of a kind and an id as the CRM calls them; zero: it is none of ours. A
// Refusal: the call is not proven. ErrInvalid: it is not of that form.
func Heard(w desk.Webhook, secret string, card func(kind, id string) desk.CardRef) ([]desk.CardEvent, error) {
	if secret == "" {
		return nil, desk.Refuse(desk.CodeForbidden, "The connection has no webhook_secret: it hears nothing.")
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(w.Body)
	given, ok := strings.CutPrefix(strings.TrimSpace(w.Header[signatureHeader]), "sha256=")
	if raw, err := hex.DecodeString(given); !ok || err != nil || !hmac.Equal(raw, mac.Sum(nil)) {
		return nil, desk.Refuse(desk.CodeForbidden, "The call is not signed with the connection's webhook_secret.")
	}
	type one struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
	}
	var in struct {
		one
		Cards []one `json:"cards"`
	}
	if err := json.Unmarshal(w.Body, &in); err != nil || len(in.Cards) > MaxHeard {
		return nil, fmt.Errorf("%w: write {\"cards\": [{\"kind\": …, \"id\": …}]}, with at most %d", desk.ErrInvalid, MaxHeard)
	}
	if in.one != (one{}) {
		in.Cards = append(in.Cards, in.one)
	}
	var out []desk.CardEvent
	for _, c := range in.Cards {
		if e := (desk.CardEvent{Card: card(c.Kind, c.ID)}); e.Card.ID != "" && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out, nil
}
