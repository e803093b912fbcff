package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// ChannelView is what a person who connects a line must know of its channel.
type ChannelView struct {
	Channel desk.Channel `json:"channel" example:"telegram"`
	Needs   []NeedView   `json:"needs" nullable:"false" doc:"The secrets and options that its lines have."`
	Files   []LimitView  `json:"files" nullable:"false" doc:"The files that can be sent through it, by kind. What stands behind a bot platform may take less."`
}

// NeedView is one secret or option of a channel's lines.
type NeedView struct {
	Name     string   `json:"name" example:"token"`
	Secret   bool     `json:"secret" doc:"In a line's secrets, never shown again; else in its options."`
	Required bool     `json:"required" doc:"A line can't work without it."`
	Doc      string   `json:"doc" doc:"What it is and where to find it."`
	Choices  []string `json:"choices,omitempty" doc:"The values that there are, if it is a choice."`
}

// LimitView is what a channel takes as one kind of attachment.
type LimitView struct {
	Kind  desk.AttachmentKind `json:"kind" example:"photo"`
	Max   int64               `json:"maxBytes"`
	Types []string            `json:"types,omitempty" doc:"Absent: all types that can be sent at all."`
}

func channelView(c desk.ChannelInfo) ChannelView {
	v := ChannelView{Channel: c.Channel, Files: []LimitView{}, Needs: []NeedView{}}
	for _, f := range c.Files {
		v.Files = append(v.Files, LimitView(f))
	}
	for _, n := range c.Needs {
		v.Needs = append(v.Needs, NeedView{n.Name, n.Secret, n.Required, n.Text, n.OneOf})
	}
	return v
}

// channels are what lines can be of, as far as this server knows.
func (s *server) channels() []desk.ChannelInfo {
	if s.Channels == nil {
		return nil
	}
	return s.Channels()
}

func (r router) channels() {
	add(r, op{
		method: http.MethodGet, path: "/v1/channels", id: "list-channels", may: anyKey, tag: "Lines", summary: "List the channels and what their lines need",
		description: "All of them, on one page: for each, the secrets and options that a line of it has, and the files that it takes.",
	}, func(context.Context, *call, *struct{}) (*body[Page[ChannelView]], error) {
		return shown(r.s.channels(), channelView), nil
	})
}

// needsInWords is what the channels need, a paragraph each.
func needsInWords(all []desk.ChannelInfo) string {
	var b strings.Builder
	for _, c := range all {
		b.WriteString("\n\n`" + string(c.Channel) + "`:")
		for _, n := range c.Needs {
			kind := "option"
			if n.Secret {
				kind = "secret"
			}
			if n.Required {
				kind += ", required"
			}
			b.WriteString("\n- `" + n.Name + "` (" + kind + "): " + n.Text)
			if len(n.OneOf) > 0 {
				b.WriteString(" One of " + strings.Join(n.OneOf, ", ") + ".")
			}
		}
	}
	return b.String()
}
