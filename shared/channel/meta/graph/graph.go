// Package graph is what Meta's messengers share: how webhooks are signed, how the
// Graph API is called and what its errors mean, how an app is subscribed.
package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// What WhatsApp, Messenger and Instagram have in common: Meta's webhooks and
// the Graph API.
// https://developers.facebook.com/docs/graph-api/webhooks/getting-started

const (
	SignatureHeader = "x-hub-signature-256"
	Address         = "https://graph.facebook.com"
	metaVersion     = "v25.0" // an expired one is served by the oldest alive
)

func Needs(api kit.Need, more ...kit.Need) []kit.Need {
	return append([]kit.Need{
		{Name: "app_secret", Secret: true, Required: true, Text: "The app's secret: App settings, Basic. It signs the webhooks."},
		{Name: "verify_token", Secret: true, Required: true, Text: "Any word of yours: the same stands in the app's webhook settings."},
		{Name: "token", Also: []string{"access_token", "page_access_token", "auth_token"}, Secret: true, Required: true, Text: "The access token that messages are sent with. A system user's does not expire."},
		{Name: "api_version", Text: "The Graph API's version, such as " + metaVersion + ", which is taken without it."},
		api,
	}, more...)
}

// Handshake answers the call that proves to Meta that the address is ours.
func Handshake(line desk.Line, w desk.Webhook) (desk.Answer, bool) {
	if w.Method != http.MethodGet {
		return desk.Answer{}, false
	}
	first := func(name string) string {
		if v := w.Query[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	want, no := line.Secrets["verify_token"], ""
	switch given := first("hub.verify_token"); {
	case want == "":
		no = "the line has no secret verify_token"
	case first("hub.mode") != "subscribe":
		no = "this is no verification call: hub.mode is not subscribe"
	case given == "":
		no = "hub.verify_token is missing"
	case !kit.Same(want, given):
		no = "the verify token is not the line's"
	}
	if no != "" {
		return desk.Answer{Status: http.StatusForbidden, Type: "text/plain; charset=utf-8", Body: []byte(no)}, true
	}
	return desk.Answer{Status: http.StatusOK, Type: "text/plain; charset=utf-8", Body: []byte(first("hub.challenge"))}, true
}

func Verify(line desk.Line, w desk.Webhook) error {
	given := w.Header[SignatureHeader]
	hex, ok := strings.CutPrefix(given, "sha256=")
	switch {
	case given != "" && !ok:
		return kit.Invalid("header %s does not begin with sha256=", SignatureHeader)
	case given == "" && w.Header["x-hub-signature"] != "":
		return kit.Invalid("header %s is missing; x-hub-signature, which Meta sends beside it, is too weak", SignatureHeader)
	}
	return kit.VerifyMAC(line, "app_secret", w.Body, hex, SignatureHeader)
}

// metaError is the Graph API's error.
// https://developers.facebook.com/docs/graph-api/guides/error-handling
type metaError struct {
	Message   string `json:"message"`
	Type      string `json:"type"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode"`
	Transient bool   `json:"is_transient"`
	Data      struct {
		Details string `json:"details"`
	} `json:"error_data"`
}

// Call calls the Graph API with the line's token and reads its answer.
func Call(ctx context.Context, c kit.Caller, line desk.Line, k kit.Call, result any) error {
	token := line.Secrets["token"]
	if token == "" {
		return kit.Broken("no_token", "The line has no access token.")
	}
	return CallAs(ctx, c, line, token, k, result)
}

// CallAs calls it with another token.
func CallAs(ctx context.Context, c kit.Caller, line desk.Line, token string, k kit.Call, result any) error {
	version := line.Options["api_version"]
	if version == "" {
		version = metaVersion
	}
	k.Path = "/" + version + k.Path
	k.Header = map[string]string{"Authorization": "Bearer " + token}
	r, err := c.Do(ctx, k)
	if err != nil {
		return err
	}
	var envelope struct {
		Error *metaError `json:"error"`
	}
	err = json.Unmarshal(r.Body, &envelope)
	switch {
	case err == nil && envelope.Error != nil:
		return envelope.Error.verdict(r)
	case kit.ByStatus(r, "") != nil:
		return kit.ByStatus(r, "")
	case err != nil || json.Unmarshal(r.Body, result) != nil:
		return kit.Unreadable()
	}
	return nil
}

// metaClass is what a code means to us.
type metaClass int

const (
	metaNever   metaClass = iota // repeating does not help, nobody is to be told
	metaAgain                    // throttled or in trouble
	metaStop                     // the customer can't be written to
	metaTrouble                  // the line's token, rights, money or standing
)

// Meaning is the class of an error code, and words for a person ("" for
// Meta's own). ok: the code is known.
// https://developers.facebook.com/docs/messenger-platform/error-codes
// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
func Meaning(code, subcode int) (class metaClass, words string, ok bool) {
	if class, words, ok = pageMeaning(code, subcode); ok {
		return class, words, ok
	}
	if code >= 200 && code <= 299 {
		code = 200
	}
	switch code {
	case 4, 17, 32, 613, 80006, 80007, 130429, 131048, 131056, 133016:
		return metaAgain, "The messenger is throttling this account.", true
	case -1, 1, 2, 1200, 131000, 131016, 131057:
		return metaAgain, "The messenger has a passing trouble.", true
	case 190, 102, 463, 467, 460:
		return metaTrouble, "The access token is invalid or has expired. Connect the account anew.", true
	case 3, 10, 200, 131005:
		return metaTrouble, "The app lacks a permission for this account.", true
	case 368, 131031:
		return metaTrouble, "The account is blocked for breaking the messenger's rules.", true
	case 131042, 131044:
		return metaTrouble, "The account's payment method has a problem.", true
	case 131037, 131045, 133010:
		return metaTrouble, "The phone number is not ready: its registration or display name is not in order.", true
	case 2200:
		return metaTrouble, "Meta called the line's address to verify it and was not answered as it must be. The address must be reached by https from outside, with a certificate that everybody trusts.", true
	case 2022:
		return metaNever, "Another app holds this thread.", true
	case 131026:
		return metaNever, "WhatsApp can't deliver to this customer.", true
	case 131049, 131050, 130472:
		return metaNever, "WhatsApp held the message back to spare this customer marketing.", true
	case 131051, 131062:
		return metaNever, "This kind of message can't be sent to this customer.", true
	case 131052:
		return metaNever, "The file could not be downloaded.", true
	}
	return templateMeaning(code)
}

// templateMeaning is what the codes about WhatsApp's templates mean.
func templateMeaning(code int) (class metaClass, words string, ok bool) {
	switch code {
	case 132000:
		return metaNever, "The template has another number of parameters than were given.", true
	case 132001:
		return metaNever, "WhatsApp has approved no template of that name in that language.", true
	case 132005:
		return metaNever, "With these parameters the template is too long.", true
	case 132007:
		return metaNever, "The template breaks WhatsApp's rules.", true
	case 132012:
		return metaNever, "The template's parameters are of another form than were given: a text, a file, or names.", true
	case 132015:
		return metaNever, "WhatsApp has paused the template for its low quality.", true
	case 132016:
		return metaNever, "WhatsApp has switched the template off for its low quality.", true
	}
	return metaNever, "", false
}

// pageMeaning is what the codes mean that Messenger and Instagram tell apart by
// their subcode, and what is alike on all three.
func pageMeaning(code, subcode int) (class metaClass, words string, ok bool) {
	const outside = "More than 24 hours have passed since the customer's last message, so a free message is not allowed."
	switch {
	case subcode == 2018278, subcode == 2534022, code == 100 && subcode == 1545041, code == 131047:
		return metaNever, outside, true
	case code == 551, subcode == 2018108, subcode == 1545041:
		return metaStop, "The customer can't be written to: blocked, or gone.", true
	case subcode == 2018001:
		return metaStop, "The messenger knows no such customer on this account.", true
	case subcode == 2018047, subcode == 2018008, subcode == 2018074, code == 131053:
		return metaAgain, "The messenger could not fetch or store the attached file.", true
	case subcode == 2018109:
		return metaNever, "The attached file is too large.", true
	}
	return metaNever, "", false
}

func (e *metaError) verdict(r kit.Reply) *desk.SendError {
	class, words, known := Meaning(e.Code, e.Subcode)
	if words == "" {
		words = strings.TrimSpace(e.Message + " " + e.Data.Details)
	}
	s := kit.ByStatus(r, words)
	if known || e.Transient || s == nil {
		s = &desk.SendError{Reason: words, After: kit.RetryAfter(r.Header)}
	}
	s.Code = strconv.Itoa(e.Code)
	if e.Subcode != 0 {
		s.Code += "/" + strconv.Itoa(e.Subcode)
	}
	if s.Reason == "" {
		s.Reason = "The messenger refused with code " + s.Code + "."
	}
	switch {
	case class == metaAgain, e.Transient && !known:
		s.Again = true
	case class == metaStop:
		s.Blocked = true
	case class == metaTrouble, !known && e.Code == 0 && e.Type == "OAuthException":
		s.Broken = true
	}
	if !s.Again {
		s.After = 0
	}
	return s
}

var Domains = []string{"fbsbx.com", "fbcdn.net", "cdninstagram.com", "whatsapp.net"}
