package desk

import (
	"maps"
	"strings"
	"unicode"
)

// Channel is a kind of messenger.
type Channel string

// The channels.
const (
	ChannelTelegram    Channel = "telegram"
	ChannelWeb         Channel = "web"
	ChannelWhatsApp    Channel = "whatsapp"
	ChannelMessenger   Channel = "messenger"
	ChannelInstagram   Channel = "instagram"
	ChannelViber       Channel = "viber"
	ChannelManyChat    Channel = "manychat"
	ChannelSmartSender Channel = "smartsender"
)

// IDField is the contact's field that holds the channel's id of a person.
func (c Channel) IDField() FieldName { return FieldName(c) + "_user_id" }

// ParseChannel is the channel that a person names: case, spaces and punctuation
// don't matter ("Smart Sender"), and "What's Up" is WhatsApp (SYS-14). A name of
// none is given back as it is, for whoever says that there is no such channel.
func ParseChannel(name string) Channel {
	plain := Channel(strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name))
	switch plain {
	case "whatsup":
		return ChannelWhatsApp
	case ChannelTelegram, ChannelWeb, ChannelWhatsApp, ChannelMessenger, ChannelInstagram, ChannelViber, ChannelManyChat, ChannelSmartSender:
		return plain
	}
	return Channel(name)
}

// Canonical is the line with channels written as we write them: its own, and the
// option "messenger" of a bot platform's line, which names one.
func (l Line) Canonical() Line {
	l.Channel = ParseChannel(string(l.Channel))
	if m := l.Options["messenger"]; m != "" {
		l.Options = maps.Clone(l.Options)
		l.Options["messenger"] = string(ParseChannel(m))
	}
	return l
}
