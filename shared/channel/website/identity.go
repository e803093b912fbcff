package website

import (
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

const (
	// claimLife is how long a page's word on its visitor may be used: a page that
	// leaked, or a copy of one, opens nothing the day after.
	claimLife = 24 * time.Hour
	userLimit = 256 // bytes
)

// Identified is the visitor of a person whom the site knows: the same on all their
// devices, and nobody's who has no claim. Its Hash is hex HMAC-SHA256, keyed with
// the line's secret "identity", of USER.SECONDS, At being in seconds since 1970.
// ErrInvalid: it is not signed by the site, or not now.
//
// The visitor's id is a digest: the site's own ids, which may be addresses, stay out
// of ours. No visitor who was met by chance has one of this form.
func (Plug) Identified(line desk.Line, c desk.VisitorClaim, now time.Time) (visitor string, err error) {
	secret := line.Secrets["identity"]
	signed := c.User + "." + strconv.FormatInt(c.At.Unix(), 10)
	switch {
	case secret == "":
		return "", kit.Invalid("the line has no secret \"identity\", so nobody's word on a visitor can be checked")
	case c.User == "" || len(c.User) > userLimit:
		return "", kit.Invalid("a visitor's user has 1 to %d bytes", userLimit)
	case !kit.Same(kit.HexMAC(secret, []byte(signed)), c.Hash):
		return "", kit.Invalid("the visitor's hash is not signed with the line's secret \"identity\"")
	case now.Before(c.At.Add(-clockSkew)) || !now.Before(c.At.Add(claimLife)):
		return "", kit.Invalid("the visitor's hash is older than a day, or of tomorrow")
	}
	return "user-" + desk.Digest("", string(line.ID), c.User), nil
}
