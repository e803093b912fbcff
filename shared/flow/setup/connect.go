package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Connector registers a line's webhook at its messenger, and notes on the line
// what keeps it from working.
//
// Repeating is harmless: the messenger is told the same address again.
type Connector struct {
	Registrar flow.Registrar
	Lines     flow.Lines
	// Base is the address under which messengers reach us, like
	// https://sufler.example; "": there is none, and nothing is registered.
	Base func(ctx context.Context) string
	Now  func() time.Time
}

// NotRegistered is the code of a trouble that is told and not kept: the line may
// work all the same, by polling or by an address that a person registered.
const NotRegistered = "not_registered"

// Connect answers with the line and what is wrong with it now. The error is only
// that the trouble could not be noted.
func (c *Connector) Connect(ctx context.Context, line desk.Line) (desk.Line, error) {
	path := "/webhooks/" + string(line.Channel) + "/" + string(line.ID)
	base := strings.TrimRight(c.Base(ctx), "/")
	switch {
	case line.Channel == desk.ChannelWeb: // pages call us; nobody is to be told
		return line, nil
	case base == "":
		if line.Trouble.At.IsZero() {
			line.Trouble = desk.Trouble{
				Code: NotRegistered, At: c.Now(), Setup: true,
				Reason: "The webhook was not registered: this server was not told its public address. Start it with -public-url, or register " + path + " on your own host with the messenger.",
			}
		}
		return line, nil
	}
	now := c.trouble(c.Registrar.Setup(ctx, line, base+path))
	if now.At.IsZero() && line.Trouble.At.IsZero() {
		return line, nil
	}
	if err := c.Lines.MarkLine(ctx, line, now); err != nil {
		return line, fmt.Errorf("note the trouble of line %s: %w", line.ID, err)
	}
	line.Trouble = now
	return line, nil
}

func (c *Connector) trouble(cause error) desk.Trouble {
	if cause == nil {
		return desk.Trouble{}
	}
	no := &desk.SendError{Code: "internal", Reason: "The webhook could not be registered for a reason of ours."}
	errors.As(cause, &no)
	return desk.Trouble{Code: no.Code, Reason: no.Reason, At: c.Now().UTC(), Setup: true}
}
