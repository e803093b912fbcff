package channel_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// What no plug can do is said, and a channel that shows nothing more of a person
// leaves what is known.
func TestSwitchboardWithoutAPlug(t *testing.T) {
	ctx, board := context.Background(), channel.Switchboard(channel.Plugs(nil))
	nobody := desk.Line{ID: "l", Channel: "pager"}
	if err := board.CheckLine(nobody); !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), "there are instagram manychat") {
		t.Errorf("checking: got %v", err)
	}
	if e := sendErr(t, board.Setup(ctx, nobody, "https://sufler.example")); !e.Broken {
		t.Errorf("setting up: got %+v", e)
	}
	_, err := board.Send(ctx, nobody, desk.Outbound{Text: "x"})
	if e := sendErr(t, err); !e.Broken {
		t.Errorf("sending: got %+v", e)
	}
	_, err = board.Open(ctx, nobody, desk.Attachment{Ref: "r"})
	if e := sendErr(t, err); verdictOf(e) != never {
		t.Errorf("opening: got %+v", e)
	}
	known := desk.Profile{User: "1", Name: "Anna"}
	for _, ch := range []desk.Channel{"pager", desk.ChannelWeb, desk.ChannelWhatsApp, desk.ChannelViber, desk.ChannelManyChat, desk.ChannelSmartSender} {
		if got, err := board.Lookup(ctx, desk.Line{ID: "l", Channel: ch}, known); err != nil || got != known {
			t.Errorf("%s: looked up %+v %v", ch, got, err)
		}
	}
}
