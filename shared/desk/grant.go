package desk

import "time"

// Grant is what a connected CRM lets us in by for a while, where it does so by OAuth: an
// access token, and what the next one is had by, which can be used once.
//
// One caller renews it at a time: it says so here first. Whoever is cut off while
// renewing it has spent what the next one is had by, and nobody knows for what.
type Grant struct {
	Connection ConnectionID
	Address    string // where it lets us in: the CRM's own word, without a / at its end
	Sealed     string // the tokens, which only who has the client's secret can read
	Round      int64  // how often there were new tokens
	IssuedAt   time.Time
	Ends       time.Time // the access token does
	Renewing   time.Time // since when somebody renews it; zero: nobody does
	Lost       GrantLoss
	LostAt     time.Time
	// State is what is expected from a browser that comes back from the CRM, until
	// StateEnds; "": nobody was sent there. It is a digest.
	State     string
	StateEnds time.Time
	Account   string // what the CRM calls the account that let us in; "": it has not told
	Events    string // a digest of what proves the CRM's calls; "": it told nothing
	Version   int64  // of the stored record; 0: new
}

// GrantLoss is why a grant can't be renewed any more, so that a person must connect
// anew.
type GrantLoss string

// The losses.
const (
	GrantRefused GrantLoss = "refused" // the CRM takes it no more
	GrantUnsure  GrantLoss = "unsure"  // nobody heard what became of the last renewal
	GrantRemoved GrantLoss = "removed" // we were taken out of the CRM
)

// RenewTime is how long somebody may take to renew a grant; after it nobody waits for
// them.
const RenewTime = time.Minute

// Given says whether the CRM ever gave one.
func (g Grant) Given() bool { return g.Sealed != "" }

// Holds says whether the access token lets us in.
func (g Grant) Holds(now time.Time) bool { return g.Given() && now.Before(g.Ends) }

// Due says whether it is time for a new one: in the last quarter of its life, so that
// there is time for a person where it can't be had.
func (g Grant) Due(now time.Time) bool { return !now.Before(g.Ends.Add(-g.Ends.Sub(g.IssuedAt) / 4)) }

// Text says in words what a person should know of it; "": nothing.
func (g Grant) Text() string {
	anew := " Connect it anew, by the address that `authorize` answers with."
	switch {
	case !g.Given():
		return "Nobody has let us in yet: open the address that `authorize` answers with, as the CRM's administrator."
	case g.Lost == GrantRefused:
		return "The CRM takes our token no more: it was revoked, or not used for three months." + anew
	case g.Lost == GrantRemoved:
		return "Our application was removed in the CRM. Add it there again: a new one has a new id and a new secret, which the connection must be given."
	case g.Lost == GrantUnsure:
		return "The answer to a renewal of our token was lost, and a token can be renewed once." + anew
	}
	return ""
}
