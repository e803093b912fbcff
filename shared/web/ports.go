package web

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Config finds a line. It may be up to a minute old.
type Config interface {
	// Line finds one. ErrNotFound.
	Line(ctx context.Context, id desk.LineID) (desk.Line, error)
}

// Plug is a channel's plug as the webhooks need it. All three are pure.
type Plug interface {
	// Handshake answers a messenger's verification call; ok: this is one.
	Handshake(line desk.Line, w desk.Webhook) (a desk.Answer, ok bool)
	// Verify checks the signature over the raw body, or the secret header. Any
	// error is a 401.
	Verify(line desk.Line, w desk.Webhook) error
	// Parse reads the body. ErrInvalid: it is not the messenger's format.
	Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error)
}

// HeaderPlug is a Plug whose messenger proves its calls by their header alone: then
// Verify looks at no body, and who proves nothing is refused before one is read.
type HeaderPlug interface {
	Plug
	ProvenByHeader()
}

// SitePlug is the plug of the website's own channel, which also makes the
// sessions that it verifies. All of it is pure.
type SitePlug interface {
	Plug
	// Message is an empty message as Parse decodes it, for the documentation.
	Message() any
	// OriginAllowed says whether a page of that origin may use the line.
	OriginAllowed(line desk.Line, origin string) bool
	// NewSession signs a session of a visitor; "" if the line can't sign.
	NewSession(line desk.Line, visitor string, now time.Time) string
	// Session reads a session's visitor. ErrInvalid: not ours, or expired.
	Session(line desk.Line, token string, now time.Time) (visitor string, err error)
	// Identified is the visitor of a person whom the site's server knows. ErrInvalid:
	// the claim is not signed by it, or not now.
	Identified(line desk.Line, c desk.VisitorClaim, now time.Time) (visitor string, err error)
	// Widget is how the line's widget looks, its texts in the first of the languages.
	Widget(line desk.Line, languages ...string) desk.Widget
}

// Company says what a visitor may know of who answers them.
type Company interface {
	Settings(ctx context.Context) (desk.Settings, error)
	// Team and Operator find one. ErrNotFound.
	Team(ctx context.Context, id desk.TeamID) (desk.Team, error)
	Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
	// Photo finds an operator's picture. ErrNotFound.
	Photo(ctx context.Context, id desk.PhotoID) (desk.Photo, error)
}

// Pace limits how fast somebody may call.
type Pace interface {
	// Take counts a call of who on a line and says how long to wait first; 0: go
	// ahead.
	Take(line desk.LineID, who string, now time.Time) (wait time.Duration)
}

// Links makes addresses of files that soon expire.
type Links interface {
	Link(ctx context.Context, key, name string) (string, error)
	// LinkFor is Link, for as long as is said.
	LinkFor(ctx context.Context, key, name string, life time.Duration) (string, error)
}
