package kit

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Same compares two secrets in a time that tells nothing about either, not even
// its length.
func Same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// HexMAC is the lower-case hex HMAC-SHA256 of body.
func HexMAC(key string, body []byte) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// VerifySecret checks the line's secret of that name, which the messenger
// repeats in a header.
func VerifySecret(line desk.Line, name, got, header string) error {
	want := line.Secrets[name]
	switch {
	case want == "":
		return Invalid("the line has no secret %q, so nothing can be let in", name)
	case got == "":
		return Invalid("header %s is missing", header)
	case !Same(want, got):
		return Invalid("header %s is not the line's secret", header)
	}
	return nil
}

// VerifyMAC checks a hex HMAC-SHA256 of the raw body under the line's secret of
// that name.
func VerifyMAC(line desk.Line, name string, body []byte, got, header string) error {
	switch {
	case line.Secrets[name] == "":
		return Invalid("the line has no secret %q, which signs its webhooks, so nothing can be let in", name)
	case got == "":
		return Invalid("header %s is missing", header)
	case !Same(HexMAC(line.Secrets[name], body), strings.ToLower(got)):
		return Invalid("header %s does not fit the raw body: another secret, or the body was changed on its way", header)
	}
	return nil
}

// Bearer is the token of an Authorization header, "" if there is none.
func Bearer(w desk.Webhook) string {
	kind, token, ok := strings.Cut(strings.TrimSpace(w.Header["authorization"]), " ")
	if !ok || !strings.EqualFold(kind, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
