package website

import (
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Traits: a page shows what is stored, so nothing leaves us and all that may be
// kept may be sent; its visitors say who they are, and prove nothing by it.
func (Plug) Traits(desk.Line) desk.Traits {
	return desk.Traits{
		Title: "Website", Behind: desk.ChannelWeb, Repeatable: true, Introduces: true, Anonymous: true,
		Files: []desk.FileRules{{Of: string(desk.ChannelWeb), Limits: []desk.FileLimit{
			{Kind: desk.AttachedAudio, Max: desk.MaxUpload}, {Kind: desk.AttachedDocument, Max: desk.MaxUpload}, {Kind: desk.AttachedPhoto, Max: desk.MaxUpload},
			{Kind: desk.AttachedVideo, Max: desk.MaxUpload}, {Kind: desk.AttachedVoice, Max: desk.MaxUpload},
		}}},
	}
}

// Pace: nothing leaves us, so nothing holds it back.
func (Plug) Pace() (line, chat kit.Rate) { return kit.Rate{}, kit.Rate{} }
