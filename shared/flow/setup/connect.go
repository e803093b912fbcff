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
	// Tokens tests a token where nothing can be registered; nil: nobody does.
	Tokens Tokens
	Now    func() time.Time
}

// Tokens asks messengers whose a line's token is. It changes nothing. Its errors are
// *desk.SendError; nil, too, where the messenger does not tell.
type Tokens interface {
	CheckToken(ctx context.Context, line desk.Line) error
}

// NotRegistered is the code of a trouble that is told and not kept: the line may
// work all the same, by polling or by an address that a person registered.
const NotRegistered = "not_registered"

// NotChecked is NotRegistered of a line whose token could not be tested either, since its
// messenger could not be reached.
const NotChecked = "not_checked"

// Connect answers with the line and what is wrong with it now. The error is only
// that the trouble could not be noted.
func (c *Connector) Connect(ctx context.Context, line desk.Line) (desk.Line, error) {
	path := "/webhooks/" + string(line.Channel) + "/" + string(line.ID)
	base := strings.TrimRight(c.Base(ctx), "/")
	switch {
	case line.Channel == desk.ChannelWeb: // pages call us; nobody is to be told
		return line, nil
	case base == "":
		return c.unregistered(ctx, line, path)
	}
	return c.note(ctx, line, c.trouble(c.Registrar.Setup(ctx, line, base+path)))
}

// unregistered is a line that can't be registered: whether its token is good is asked all
// the same, and kept if it is not.
func (c *Connector) unregistered(ctx context.Context, line desk.Line, path string) (desk.Line, error) {
	told := desk.Trouble{
		Code: NotRegistered, At: c.Now(), Setup: true,
		Reason: "The webhook was not registered: this server was not told its public address. Start it with -public-url, or register " + path + " on your own host with the messenger.",
	}
	if c.Tokens != nil {
		no := &desk.SendError{}
		err := c.Tokens.CheckToken(ctx, line)
		switch {
		case errors.As(err, &no) && no.Broken:
			return c.note(ctx, line, c.trouble(err))
		case err != nil:
			told.Code, told.Reason = NotChecked, told.Reason+" Nor could its token be tested: the messenger did not answer."
		case line.Trouble.Setup:
			var noted error
			if line, noted = c.note(ctx, line, desk.Trouble{}); noted != nil {
				return line, noted
			}
		}
	}
	if line.Trouble.At.IsZero() {
		line.Trouble = told
	}
	return line, nil
}

// note keeps a line's trouble, if that is news.
func (c *Connector) note(ctx context.Context, line desk.Line, now desk.Trouble) (desk.Line, error) {
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
