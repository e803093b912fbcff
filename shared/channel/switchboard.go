package channel

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Switchboard sends, opens and sets up by the plug of the line's channel.
type Switchboard map[desk.Channel]Plug

// Send is the plug's.
func (b Switchboard) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	plug, ok := b[line.Channel]
	if !ok {
		return "", kit.Broken("no_plug", "Nothing here can send on the channel "+string(line.Channel)+".")
	}
	return plug.Send(ctx, line, out)
}

// CheckLine is CheckLine with the plug of the line's channel. ErrInvalid.
func (b Switchboard) CheckLine(line desk.Line) error {
	plug, ok := b[line.Channel]
	if !ok {
		names := fmt.Sprint(slices.Sorted(maps.Keys(b)))
		return kit.Invalid("there is no channel %q; there are %s", line.Channel, strings.Trim(names, "[]"))
	}
	return CheckLine(plug, line)
}

// Channels are all that there are, by name, as a person who connects a line must
// know them.
func (b Switchboard) Channels() []desk.ChannelInfo {
	var out []desk.ChannelInfo
	for _, ch := range slices.Sorted(maps.Keys(b)) {
		info := desk.ChannelInfo{Channel: ch}
		for _, rules := range b[ch].Traits(desk.Line{Channel: ch}).Files {
			info.Files = append(info.Files, rules.Limits...)
		}
		for _, n := range b[ch].Needs() {
			info.Needs = append(info.Needs, desk.LineNeed{Name: n.Name, Secret: n.Secret, Required: n.Required, Text: n.Text, OneOf: n.OneOf})
		}
		out = append(out, info)
	}
	return out
}

// Traits are the plug's. Behind a bot platform the messenger's own window and
// limits hold, too. Pure; none for a channel that there is not.
func (b Switchboard) Traits(line desk.Line) desk.Traits {
	plug, ok := b[line.Channel]
	if !ok {
		return desk.Traits{}
	}
	t := plug.Traits(line)
	if behind, ok := b[t.Behind]; ok && t.Behind != line.Channel {
		own := behind.Traits(line)
		t.Window, t.Text, t.Files = own.Window, own.Text, append(t.Files, own.Files...)
	}
	return t
}

// ContactFields are the contact's fields that hold channels' ids of people (CH-15
// to CH-18), by channel.
func (b Switchboard) ContactFields() []desk.Field {
	var out []desk.Field
	for _, ch := range slices.Sorted(maps.Keys(b)) {
		if t := b[ch].Traits(desk.Line{Channel: ch}); t.IDField {
			out = append(out, desk.Field{
				Name: ch.IDField(), Title: t.Title + " id", Description: "The customer's id on " + t.Title,
			})
		}
	}
	return out
}

// Setup is the plug's.
func (b Switchboard) Setup(ctx context.Context, line desk.Line, webhookURL string) error {
	plug, ok := b[line.Channel]
	if !ok {
		return kit.Broken("no_plug", "Nothing here speaks the channel "+string(line.Channel)+".")
	}
	return plug.Setup(ctx, line, webhookURL)
}

// CheckToken is the plug's, where its messenger tells whose a token is.
func (b Switchboard) CheckToken(ctx context.Context, line desk.Line) error {
	plug, ok := b[line.Channel].(interface {
		CheckToken(context.Context, desk.Line) error
	})
	if !ok {
		return nil
	}
	return plug.CheckToken(ctx, line)
}

// Lookup is the plug's, where the channel shows more of a person than its
// webhooks tell.
func (b Switchboard) Lookup(ctx context.Context, line desk.Line, p desk.Profile) (desk.Profile, error) {
	plug, ok := b[line.Channel].(interface {
		Lookup(context.Context, desk.Line, desk.Profile) (desk.Profile, error)
	})
	if !ok {
		return p, nil
	}
	return plug.Lookup(ctx, line, p)
}

// Open is the plug's Fetch.
func (b Switchboard) Open(ctx context.Context, line desk.Line, a desk.Attachment) (desk.File, error) {
	plug, ok := b[line.Channel].(Fetcher)
	if !ok {
		return desk.File{}, kit.Refused("no_files", "Files of the channel "+string(line.Channel)+" can't be fetched.")
	}
	return plug.Fetch(ctx, line, a)
}

// Numbered are those of a message's buttons that its line's channel has no form
// for, so that they stand numbered in the text, in their order. Pure.
func (b Switchboard) Numbered(line desk.Line, m desk.Message) []desk.Button {
	if plug, ok := b[line.Channel]; ok && len(m.Buttons) > 0 {
		return plug.Numbers(line, m)
	}
	return nil
}

// handing is a plug whose messenger passes customers between apps, or whose platform can
// be told to stop its bot. See external.Platform.
type handing interface {
	Hand(ctx context.Context, line desk.Line, h desk.Handing) error
}

// Hand is the plug's. Where the bot writes through our own API there is nobody to tell: it
// hears of it by our webhooks.
func (b Switchboard) Hand(ctx context.Context, line desk.Line, h desk.Handing) error {
	if plug, ok := b[line.Channel].(handing); ok {
		return plug.Hand(ctx, line, h)
	}
	return nil
}

// typing is a plug whose messenger shows its person that somebody types: its Traits say so.
// See talk.TypingShower.
type typing interface {
	ShowTyping(ctx context.Context, line desk.Line, to desk.TypingTo) error
}

// ShowTyping is the plug's; nothing where the messenger shows none.
func (b Switchboard) ShowTyping(ctx context.Context, line desk.Line, to desk.TypingTo) error {
	if plug, ok := b[line.Channel].(typing); ok {
		return plug.ShowTyping(ctx, line, to)
	}
	return nil
}

// approving is a plug whose messenger approves templates: its Traits say so. See
// talk.TemplateLister.
type approving interface {
	Templates(ctx context.Context, line desk.Line) ([]desk.ApprovedTemplate, error)
}

// Templates are the plug's; none where the messenger has none.
func (b Switchboard) Templates(ctx context.Context, line desk.Line) ([]desk.ApprovedTemplate, error) {
	if plug, ok := b[line.Channel].(approving); ok {
		return plug.Templates(ctx, line)
	}
	return nil, nil
}

// torn is a plug that registers something. What Setup registered by a call is
// taken back by Teardown when the line is deleted. Repeating is harmless. The app's
// own address at Meta stays: other lines may use it. Errors are *desk.SendError.
type torn interface {
	Teardown(ctx context.Context, line desk.Line) error
}

// Teardown is the plug's; told is false where Setup registers nothing.
func (b Switchboard) Teardown(ctx context.Context, line desk.Line) (told bool, err error) {
	plug, ok := b[line.Channel].(torn)
	if !ok {
		return false, nil
	}
	return true, plug.Teardown(ctx, line)
}
