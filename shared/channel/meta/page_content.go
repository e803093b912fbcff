package meta

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// content reads what a message says into in.
func (r *reader) content(in *desk.Inbound, m *message) {
	in.Text, in.Payload = kit.FirstOf(m.Text, string(m.QuickReply.Payload)), kit.FirstOf(string(m.QuickReply.Payload), m.Referral.what())
	if s := m.ReplyTo.Story; s != nil {
		in.Attachments = append(in.Attachments, desk.Attachment{Kind: desk.AttachedOther, Name: "story", Ref: string(s.ID), URL: s.URL})
	}
	var said []string
	stickers := map[string]bool{}
	for i, a := range m.Attachments {
		if a.Type == "" && a.URL == "" && a.Payload.URL == "" {
			r.ignore("message %s: attachment %d has no type", m.MID, i)
			continue
		}
		file, words := a.read()
		// A sticker comes a second time, once as the picture that older apps show.
		if file.Kind == desk.AttachedSticker && file.Ref != "" {
			if stickers[file.Ref] {
				continue
			}
			stickers[file.Ref] = true
		}
		said = append(said, words)
		in.Attachments = append(in.Attachments, file)
	}
	if in.Text == "" {
		in.Text = kit.Joined("\n", said...)
	}
}

// The thumbs of Messenger's like button, small to large.
var thumbs = []kit.AnyID{"369239263222822", "369239343222814", "369239383222810"}

// read makes an attachment ours. words stand for one that is a word in itself.
func (a attachment) read() (file desk.Attachment, words string) {
	kinds := map[string]desk.AttachmentKind{
		"image": desk.AttachedPhoto, "animated_image": desk.AttachedPhoto, "video": desk.AttachedVideo, "audio": desk.AttachedAudio,
		"file": desk.AttachedDocument, "location": desk.AttachedLocation,
	}
	file = desk.Attachment{Kind: kinds[a.Type], URL: kit.FirstOf(a.Payload.URL, a.URL, a.Payload.StoryURL)}
	switch {
	case file.Kind == desk.AttachedLocation:
		file.Name = a.Title
		if c := a.Payload.Coordinates; c != nil {
			file.Lat, file.Long = float64(c.Lat), float64(c.Long)
		}
	case a.Payload.StickerID != "":
		file.Kind, file.Ref = desk.AttachedSticker, string(a.Payload.StickerID)
		if slices.Contains(thumbs, a.Payload.StickerID) {
			words = "👍"
		}
	case a.Type == "like_heart":
		file.Kind, words = desk.AttachedSticker, "❤️"
	case file.Kind == "": // a shared post, story, reel, product, link …
		file.Kind, file.Name = desk.AttachedOther, kit.FirstOf(a.Payload.Title, a.Title, a.Type)
		file.Ref = string(kit.FirstOf(a.Payload.StoryID, a.Payload.PostID, a.Payload.ReelID))
		words = a.Payload.words(&file)
	}
	return file, words
}

// words are what a template says: its text, its cards, the products that the
// customer asks about. The first picture is the attachment's.
func (s shown) words(file *desk.Attachment) string {
	lines := []string{s.Text}
	for _, c := range slices.Concat(s.Elements, s.Product.Elements) {
		lines = append(lines, kit.Joined(", ", c.Title, c.Subtitle))
		file.URL = kit.FirstOf(file.URL, c.Image)
	}
	for _, p := range s.Product.Elements {
		file.Ref = kit.FirstOf(file.Ref, string(p.ID))
	}
	return kit.Joined("\n", lines...)
}

// cart lists what the customer would buy, one product a line, the note first.
func (v event) cart() string {
	lines := []string{v.Order.Note}
	for _, p := range v.Order.Products {
		line := fmt.Sprintf("%s × %s", kit.FirstOf(p.Name, string(p.SKU)), kit.FirstOf(p.Quantity, "1"))
		if p.Price != "" {
			line += ", " + kit.Joined(" ", string(p.Price), p.Currency)
		}
		lines = append(lines, line)
	}
	return kit.Joined("\n", lines...)
}

// forms are the parts of events that hold what a customer filled in: an
// appointment that they booked, the answers to an advertisement's questions.
// Elsewhere it is a form if it says so itself, by questions with their answers.
// https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
var forms = []string{"appointment_booking", "lead", "lead_form", "in_thread_lead_form"}

// filled is what an event holds of a form, "" if it is no answer to one.
func filled(event json.RawMessage) string {
	var parts map[string]json.RawMessage
	if _, err := kit.Decode(event, &parts); err != nil {
		return ""
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		switch name {
		case "sender", "recipient", "timestamp":
			continue
		}
		got := kit.ReadAnswers(parts[name], func(name string) bool {
			return name == "id" || name == "mid" || name == "type" || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_token")
		})
		if slices.Contains(forms, name) {
			lines = append(lines, got.Lines...)
		} else {
			lines = append(lines, got.Asked...)
		}
	}
	return strings.Join(lines, "\n")
}
