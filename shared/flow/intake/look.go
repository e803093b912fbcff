package intake

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// ProfileFetcher asks the messenger for the name and the photo that its webhooks leave
// out (CH-15…17), and keeps a copy of the photo. It asks for what is public and
// no more (CH-18).
//
// Idempotent: the copy has one name for each customer.
type ProfileFetcher struct {
	Lookup flow.Lookup
	Opener flow.Opener
	Files  flow.Files
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// patience is how long a customer's look may be waited for.
const patience = 10 * time.Second

// Look answers with the customer as the messenger shows them. It never fails: a
// contact without a photo is still a contact. Who could not be asked for a
// passing reason has no LookedAt and is asked again, see Later.
func (l *ProfileFetcher) Look(ctx context.Context, line desk.Line, c desk.Customer) desk.Customer {
	if l == nil || line.Channel == desk.ChannelWeb || !c.LookedAt.IsZero() {
		return c
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done := true
	if c.Profile.Name == "" || c.Profile.Photo == "" {
		shown, err := l.Lookup.Lookup(ctx, line, c.Profile)
		if err == nil {
			c = c.Seen(shown)
		}
		done = !passing(err)
	}
	if c.Profile.Photo != "" {
		key, err := l.keep(ctx, line, c)
		if err == nil {
			c.Photo = key
		}
		done = done && !passing(err)
	}
	if done {
		c.LookedAt = l.Now().UTC()
	}
	return c
}

// unseen says whether a customer could not be asked for a passing reason.
func (l *ProfileFetcher) unseen(line desk.Line, c desk.Customer) bool {
	return l != nil && line.Channel != desk.ChannelWeb && c.LookedAt.IsZero()
}

// Later has the customer asked for again: like everything in the outbox with
// growing pauses, so often and then no more until the next dialog is bound.
func (l *ProfileFetcher) Later(ctx context.Context, line desk.Line, c desk.CustomerID, d desk.DialogID) error {
	return work.Requeue(ctx, l.Jobs, l.Outbox, desk.NewLookJob(line.ID, c, d, l.Now()), desk.Backoff(1))
}

// keep copies the photo before its address expires.
func (l *ProfileFetcher) keep(ctx context.Context, line desk.Line, c desk.Customer) (string, error) {
	a := desk.Attachment{Kind: desk.AttachedPhoto, Ref: c.Profile.Photo, URL: c.Profile.Photo}
	f, err := l.Opener.Open(ctx, line, a)
	if err != nil {
		return "", err
	}
	key := c.PhotoKey()
	_, err = l.Files.Keep(ctx, key, f)
	if no := f.Body.Close(); err == nil {
		err = no
	}
	return key, err
}

// passing says whether asking again may help. The same line that can't be asked
// is told of when something is sent on it.
func passing(err error) bool {
	if err == nil {
		return false
	}
	_, gone := missing(desk.Attachment{}, err)
	return gone != nil
}
