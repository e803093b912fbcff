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
package kit

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
)

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

// unfit says what keeps a value from working; "": nothing that is known.
func (n Need) unfit(value string) string {
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

// APIURLNeed is the option that every plug with an API of a vendor has. It may
// name what a caller would call; see NewCaller.
func APIURLNeed(given string, hosts []string, vendors ...string) Need {
	return Need{
		Name: "api_url", Text: "Another base address of the vendor's API, on an allowed host. For tests only.",
		Wrong: func(value string) string {
			line := desk.Line{Options: map[string]string{"api_url": value}}
			for _, vendor := range vendors {
				if _, err := NewCaller(nil, given, vendor, hosts, line); err == nil {
					return ""
				}
			}
			return `the option "api_url" is no address of the vendor's, and on no host that this server allows`
		},
	}
}

// WrongURL says what keeps an address from being called from outside.
func WrongURL(name string) func(string) string {
	return func(value string) string {
		u, err := url.Parse(value)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
			return fmt.Sprintf("the option %q is no web address: it begins with https:// and names a host", name)
		}
		return ""
	}
}

// CheckNeeds says in words which secrets and options the line lacks, has wrong, or has
// that nobody looks at: a name that was mistaken. ErrInvalid. It repeats no secret.
func CheckNeeds(needs []Need, line desk.Line) error {
	var lacks []string
	for _, n := range needs {
		have := line.Options[n.Name]
		if n.Secret {
			have = line.Secrets[n.Name]
		}
		switch {
		case strings.TrimSpace(have) == "" && n.Required:
			lacks = append(lacks, fmt.Sprintf("the %s is missing (%s)", n.kind(), n.Text))
		case have != "" && n.unfit(have) != "":
			lacks = append(lacks, n.unfit(have))
		}
	}
	lacks = append(lacks, strangers(needs, line.Secrets, true)...)
	lacks = append(lacks, strangers(needs, line.Options, false)...)
	if len(lacks) == 0 {
		return nil
	}
	return fmt.Errorf("the %s line: %s: %w", line.Channel, strings.Join(lacks, "; "), desk.ErrInvalid)
}

// strangers are names that no need has.
func strangers(needs []Need, given map[string]string, secret bool) (out []string) {
	var known []string
	for _, n := range needs {
		if n.Secret == secret {
			known = append(known, n.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(known, name) {
			out = append(out, fmt.Sprintf("there is no %s: there are %s", Need{Name: name, Secret: secret}.kind(), cmp.Or(strings.Join(known, ", "), "none")))
		}
	}
	return out
}
