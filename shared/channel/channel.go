// Package channel holds the plugs to the messengers: how each one's webhook is
// verified and read, and how a message goes out through it.
//
// A plug knows one vendor's protocol and nothing of dialogs, stores or HTTP
// servers. Reading (Handshake, Verify, Parse) is pure: no clock but the one for
// an expiring session, no network, no storing, so the same bytes always give the
// same reading and a repeat is harmless. Sending calls the vendor and says what
// became of it as a *desk.SendError: again? tell whom?
//
// What the messenger said is data. A plug never trusts a field further than the
// vendor vouches for it, and never puts a customer's words into an error, a
// reason or a log.
package channel

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
)

// Plug is one messenger. All methods may be called at the same time from many
// goroutines, and any number of times.
type Plug interface {
	// Handshake answers the messenger's verification call, and says whether w is
	// one. A refused one is answered 403. It is asked before Verify, since such a
	// call carries no signature.
	Handshake(line desk.Line, w desk.Webhook) (desk.Answer, bool)
	// Verify says whether the messenger itself made the call: a signature over
	// the raw body or a secret header, compared in constant time. A line without
	// the secret refuses everything. Any error means 401.
	Verify(line desk.Line, w desk.Webhook) error
	// Parse reads what Verify let in. ErrInvalid: the body is not what the
	// messenger sends at all. What is theirs and means nothing to us is in
	// Parsed.Ignored, and one bad item never spoils the others.
	Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error)
	// Send sends one message and gives the messenger's id of it. It is not safe
	// to repeat unless the *desk.SendError says Again. A text over the channel's
	// limit goes out in parts on word borders, then come the attachments in their
	// order, and the id is the last part's. A later part that surely did not go out
	// is tried again at once, for up to half a minute; after that the failure says
	// in Done how many are out, and a repeat must bring that as Outbound.Done.
	Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error)
	// Setup registers webhookURL with the vendor, where the vendor has a call for
	// that, else it tests the line's token. Repeating it is harmless. Errors are
	// *desk.SendError, with words for a person.
	Setup(ctx context.Context, line desk.Line, webhookURL string) error
	// Needs lists the line's secrets and options that the plug looks at.
	Needs() []Need
}

// Need is one secret or option of a line, as its channel's plug wants it.
type Need struct {
	Name     string // the key in Line.Secrets or Line.Options
	Secret   bool   // in Secrets, never shown again; else in Options
	Required bool   // the line can't work without it
	Text     string // what it is and where to find it, for a person
	// Also are other names that people write in a line's file; see ReadLine.
	Also []string
	// OneOf are the values that there are, if it is a choice.
	OneOf []string
	// Not says, for a value that people may well try, why it can't be.
	Not map[string]string
	// Words: it is a text for people; else it is one word.
	Words bool
	// Wrong says what keeps a value from working, in words; "": nothing. Nil:
	// nothing more is known of it. It repeats no secret.
	Wrong func(value string) string
}

// How long secrets are at least, in bytes: those that let calls in, which could be
// guessed, and tokens, which their vendor judges.
const (
	minSecret = 6
	minToken  = 3
)

// wrong says what keeps a value from working; "": nothing that is known.
func (n Need) wrong(value string) string {
	odd := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	switch {
	case n.Not[value] != "":
		return n.Not[value]
	case n.OneOf != nil && !slices.Contains(n.OneOf, value):
		return fmt.Sprintf("the %s must be one of %s", n.kind(), strings.Join(n.OneOf, ", "))
	case !n.Words && strings.ContainsFunc(value, odd):
		return fmt.Sprintf("the %s has a space or a line break in it: copy it anew, without", n.kind())
	case n.Secret && len(value) < n.least():
		return fmt.Sprintf("the %s has fewer than %d characters", n.kind(), n.least())
	case n.Wrong != nil:
		return n.Wrong(value)
	}
	return ""
}

func (n Need) least() int {
	if n.Name == "token" || n.Name == "verify_token" {
		return minToken
	}
	return minSecret
}

func (n Need) kind() string {
	if n.Secret {
		return fmt.Sprintf("secret %q", n.Name)
	}
	return fmt.Sprintf("option %q", n.Name)
}

// Plugs are all the plugs, over one HTTP client (nil: one with a time-out of 15
// seconds). A plug calls its vendor's hosts only; hosts names others that a
// line's option api_url may point to, for fakes on this machine.
func Plugs(client *http.Client, hosts ...string) map[desk.Channel]Plug {
	if client == nil {
		client = &http.Client{Timeout: 15 * time.Second}
	}
	return map[desk.Channel]Plug{
		desk.Telegram:    Telegram{HTTP: client, Hosts: hosts},
		desk.Web:         Web{Now: time.Now},
		desk.WhatsApp:    WhatsApp{HTTP: client, Hosts: hosts},
		desk.Messenger:   Messenger{HTTP: client, Hosts: hosts},
		desk.Instagram:   Instagram{HTTP: client, Hosts: hosts},
		desk.Viber:       Viber{HTTP: client, Hosts: hosts},
		desk.ManyChat:    ManyChat{HTTP: client, Hosts: hosts},
		desk.SmartSender: SmartSender{HTTP: client, Hosts: hosts},
	}
}

// CheckLine says in words which secrets and options of p the line lacks, or has
// wrong. ErrInvalid. It repeats no secret.
func CheckLine(p Plug, line desk.Line) error {
	var lacks []string
	for _, n := range p.Needs() {
		have := line.Options[n.Name]
		if n.Secret {
			have = line.Secrets[n.Name]
		}
		switch {
		case strings.TrimSpace(have) == "" && n.Required:
			lacks = append(lacks, fmt.Sprintf("the %s is missing (%s)", n.kind(), n.Text))
		case have != "" && n.wrong(have) != "":
			lacks = append(lacks, n.wrong(have))
		}
	}
	if len(lacks) == 0 {
		return nil
	}
	return fmt.Errorf("the %s line: %s: %w", line.Channel, strings.Join(lacks, "; "), desk.ErrInvalid)
}

// apiURLNeed is the option that every plug with an API of a vendor has. It may
// name what a caller would call; see newCaller.
func apiURLNeed(given string, hosts []string, vendors ...string) Need {
	return Need{
		Name: "api_url", Text: "Another base address of the vendor's API, on an allowed host. For tests only.",
		Wrong: func(value string) string {
			line := desk.Line{Options: map[string]string{"api_url": value}}
			for _, vendor := range vendors {
				if _, err := newCaller(nil, given, vendor, hosts, line); err == nil {
					return ""
				}
			}
			return `the option "api_url" is no address of the vendor's, and on no host that this server allows`
		},
	}
}

// wrongURL says what keeps an address from being called from outside.
func wrongURL(name string) func(string) string {
	return func(value string) string {
		u, err := url.Parse(value)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
			return fmt.Sprintf("the option %q is no web address: it begins with https:// and names a host", name)
		}
		return ""
	}
}

func invalid(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, desk.ErrInvalid)...)
}

// broken is the failure of a line whose settings can't work.
func broken(code, reason string) *desk.SendError {
	return &desk.SendError{Broken: true, Code: code, Reason: reason}
}

// refused is a failure that repeating does not help.
func refused(code, reason string) *desk.SendError {
	return &desk.SendError{Code: code, Reason: reason}
}
