package bridge

import (
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// behind is the messenger that the line says stands behind its platform.
func behind(line desk.Line) desk.Channel { return desk.Channel(line.Options["messenger"]) }

// Traits: a platform takes the same files for all messengers, but for the two
// whose blocks hold images only. The messenger's own window and limits hold too:
// the switchboard adds them.
// https://manychat.github.io/dynamic_block_docs/
func (ManyChat) Traits(line desk.Line) desk.Traits {
	images := []string{"image/jpeg", "image/png", "image/gif"}
	t := desk.Traits{
		Title: "ManyChat", Behind: behind(line), Introduces: true,
		Files: []desk.FileRules{{Of: string(desk.ChannelManyChat), Limits: []desk.FileLimit{
			{Kind: desk.AttachedAudio, Max: 25 * desk.MB}, {Kind: desk.AttachedDocument, Max: 25 * desk.MB},
			{Kind: desk.AttachedPhoto, Max: 8 * desk.MB, Types: images}, {Kind: desk.AttachedVideo, Max: 25 * desk.MB},
		}}},
	}
	only := func(l desk.FileLimit) {
		t.Files = append(t.Files, desk.FileRules{Of: string(desk.ChannelManyChat + "/" + t.Behind), Limits: []desk.FileLimit{l}})
	}
	switch t.Behind {
	case desk.ChannelWhatsApp:
		only(desk.FileLimit{Kind: desk.AttachedPhoto, Max: 5 * desk.MB, Types: images[:2]})
	case desk.ChannelInstagram:
		only(desk.FileLimit{Kind: desk.AttachedPhoto, Max: 8 * desk.MB, Types: images})
	}
	return t
}

// Traits: Smart Sender publishes no limits; these are the least of the messengers'.
func (SmartSender) Traits(line desk.Line) desk.Traits {
	return desk.Traits{
		Title: "Smart Sender", Behind: behind(line), Introduces: true,
		Files: []desk.FileRules{{Of: string(desk.ChannelSmartSender), Limits: []desk.FileLimit{
			{Kind: desk.AttachedAudio, Max: 16 * desk.MB}, {Kind: desk.AttachedDocument, Max: 25 * desk.MB},
			{Kind: desk.AttachedPhoto, Max: 5 * desk.MB, Types: []string{"image/jpeg", "image/png"}}, {Kind: desk.AttachedVideo, Max: 16 * desk.MB},
		}}},
	}
}

// Pace: 25 a second for sendContent.
func (ManyChat) Pace() (line, chat kit.Rate) {
	return kit.PerSecond(25), kit.Rate{Every: time.Second / 2, Burst: 10}
}

// Pace: none is published; this is a careful one of ours.
func (SmartSender) Pace() (line, chat kit.Rate) {
	return kit.PerSecond(10), kit.Rate{Every: time.Second, Burst: 5}
}
