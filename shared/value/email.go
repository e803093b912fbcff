package value

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

var (
	reEmail = lazy.Pattern(`[\p{L}\d._%+\-]+@[\p{L}\d\-]+(?:\.[\p{L}\d\-]+)+`)
	// Spelled out loud: "ivanov собака yandex точка ru", "ann at mail dot com".
	reSpelled = lazy.Pattern(`(?i)([\p{L}\d][\p{L}\d._\-]*(?:\s+(?:точка|dot|punto)\s+[\p{L}\d_\-]+)*)\s*(?:собака|собачка|arroba|\(at\)|\[at\]|\sat\s)\s*([\p{L}\d\-]+(?:(?:\s*(?:\s(?:точка|dot|punto)\s|\(dot\)|\[dot\])\s*|\.)[\p{L}\d\-]+)+)`)
	reDotWord = lazy.Pattern(`(?i)\s*(?:\s(?:точка|dot|punto)\s|\(dot\)|\[dot\])\s*`)
	reURL     = lazy.Pattern(`(?i)\bhttps?://[^\s<>"'«»]+|\bwww\.[^\s<>"'«»]+|\b[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)*\.(?:com|ru|es|org|net|io|dev|app|shop|store|mx|ar|co|cl|uk|de|fr|eu|info|biz|me|kz|by|ua)\b(?:/[^\s<>"'«»]*)?`)
)

// Emails finds e-mail addresses, also spelled ones.
func Emails(text string) []Hit {
	var hits []Hit
	add := func(s string, start, end int) {
		if v := email(s); v != "" {
			hits = append(hits, Hit{Value: v, Start: start, End: end})
		}
	}
	for _, m := range reEmail.FindAllStringIndex(text, -1) {
		if before(text, m[0]) == '@' {
			continue // the end of something longer
		}
		s := strings.TrimRight(text[m[0]:m[1]], ".-")
		bare := strings.TrimLeft(s, "-") // "-ann@…" is a line of a list
		add(bare, m[0]+len(s)-len(bare), m[0]+len(s))
	}
	if low := words.Fold(text); !strings.Contains(low, "собак") && !strings.Contains(low, "arroba") && !strings.Contains(low, "at") {
		return hits
	}
	for _, m := range reSpelled.FindAllStringSubmatchIndex(text, -1) {
		domain := text[m[4]:m[5]]
		between := words.Fold(text[m[3]:m[4]])
		if strings.TrimSpace(between) == "at" && !reDotWord.MatchString(domain) {
			continue // "look at example.com" is no address
		}
		local := reDotWord.ReplaceAllString(text[m[2]:m[3]], ".")
		add(local+"@"+reDotWord.ReplaceAllString(domain, "."), m[0], m[1])
	}
	return inOrder(hits)
}

// email is the canonical form, "" if s is no address.
func email(s string) desk.Value {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > 254 || alike(local) || !hostName(domain) {
		return ""
	}
	s = local + "@" + strings.ToLower(domain)
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		return ""
	}
	return desk.Value(s)
}

// URLs finds web addresses; one without a scheme gets https.
func URLs(text string) []Hit {
	mails := Emails(text)
	var hits []Hit
	for _, m := range reURL.FindAllStringIndex(text, -1) {
		s := strings.TrimRight(text[m[0]:m[1]], ".,;:!?)]}…")
		for len(mails) > 0 && mails[0].End <= m[0] {
			mails = mails[1:]
		}
		if strings.HasSuffix(text[:m[0]], "://") { // of another scheme
			continue
		}
		if v := link(s); v != "" && !inside(m[0], mails) {
			hits = append(hits, Hit{Value: v, Start: m[0], End: m[0] + len(s)})
		}
	}
	return hits
}

func link(s string) desk.Value {
	if len(s) > desk.MaxValue {
		return ""
	}
	low := strings.ToLower(s)
	if !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || len(s) > desk.MaxValue {
		return ""
	}
	// A name before the host, "https://bank.example@other.example", and hidden characters
	// make an address look like another's.
	if u.User != nil || !hostName(u.Hostname()) || strings.ContainsFunc(s, words.Hidden) {
		return ""
	}
	return desk.Value(s)
}

// inside says whether a place lies in the first of the hits.
func inside(at int, hits []Hit) bool { return len(hits) > 0 && hits[0].Start <= at && at < hits[0].End }

// hostName says whether a host is one that the whole net knows by its name: no number,
// none of a single machine, and of one alphabet in each of its parts.
func hostName(host string) bool {
	parts := strings.Split(host, ".")
	for _, part := range parts {
		if part == "" || strings.HasPrefix(part, "-") || strings.HasSuffix(part, "-") || alike(part) {
			return false
		}
	}
	return len(parts) > 1 && strings.Trim(parts[len(parts)-1], "0123456789") != ""
}

// alike says whether letters of two alphabets stand in a text, some of which look the
// same: "exаmple" with a Cyrillic "а".
func alike(s string) bool {
	latin, other := false, false
	for _, r := range s {
		latin = latin || unicode.Is(unicode.Latin, r)
		other = other || unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Greek, r)
	}
	return latin && other
}
