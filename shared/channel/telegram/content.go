package telegram

import (
	"cmp"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// content is what a Telegram message says: words, a payload, what is attached.
// service names what nobody says anything by, "" if it is said. update is the
// call's body, read once more for kinds that have no reading of their own.
func (m *message) content(update []byte) (text, payload string, files []desk.Attachment, service string) {
	text = m.Text
	if text == "" {
		text = m.Caption
	}
	if rest, ok := strings.CutPrefix(m.Text, "/start "); ok && word(rest, maxStart) {
		return "/start", rest, nil, ""
	}
	if m.WebApp != nil {
		// A web app hands over what it likes, most of them a form as JSON.
		form := kit.ReadAnswers([]byte(m.WebApp.Data), nil)
		said := cmp.Or(form.Text(), m.WebApp.Data)
		return kit.Joined("\n", cmp.Or(m.WebApp.Button, text), said), m.WebApp.Data, nil, ""
	}
	if a, ok := m.attachment(); ok {
		return text, "", []desk.Attachment{a}, ""
	}
	if m.Shared != nil && len(m.Shared.Users) > 0 {
		return text, "", m.people(), ""
	}
	if m.Text != "" {
		return text, "", nil, ""
	}
	words, a, service := readElse(update)
	return cmp.Or(text, words), "", []desk.Attachment{a}, service
}

// attachment is the message's one attachment. The order matters: an animation
// comes as a document too, a venue as a location too, a live photo as a photo.
func (m *message) attachment() (desk.Attachment, bool) {
	for _, f := range []struct {
		file *file
		kind desk.AttachmentKind
	}{
		{m.largestPhoto(), desk.AttachedPhoto}, {m.Animation, desk.AttachedVideo}, {m.Document, desk.AttachedDocument}, {m.Audio, desk.AttachedAudio},
		{m.Voice, desk.AttachedVoice}, {m.Video, desk.AttachedVideo}, {m.VideoNote, desk.AttachedVideo}, {m.Sticker, desk.AttachedSticker}, {m.LivePhoto, desk.AttachedVideo},
	} {
		if f.file != nil {
			a := f.file.attachment(f.kind)
			if f.kind == desk.AttachedSticker {
				a.Name = f.file.Emoji
			}
			return a, true
		}
	}
	switch {
	case m.Contact != nil:
		return m.Contact.attachment(m.From), true
	case m.Venue != nil:
		v := m.Venue
		return desk.Attachment{Kind: desk.AttachedLocation, Name: v.Title, Address: v.Address, Lat: v.Location.Lat, Long: v.Location.Long}, true
	case m.Location != nil:
		return desk.Attachment{Kind: desk.AttachedLocation, Lat: m.Location.Lat, Long: m.Location.Long}, true
	}
	return desk.Attachment{}, false
}

// largestPhoto is the last size: Telegram sorts them ascending.
func (m *message) largestPhoto() *file {
	if len(m.Photo) == 0 {
		return nil
	}
	return &m.Photo[len(m.Photo)-1]
}

// people are those whom the customer picked from their contacts: what is said of
// them is said of somebody else, so it does not belong into the text.
func (m *message) people() (cards []desk.Attachment) {
	for _, u := range m.Shared.Users {
		cards = append(cards, u.attachment(m.From))
	}
	return cards
}

// attachment is the card. Telegram vouches that it is the sender's own by the
// user id; only then is the number surely international, though it may come
// without its plus.
func (c *contact) attachment(from *person) desk.Attachment {
	a := desk.Attachment{Kind: desk.AttachedContact, Name: kit.FullName(c.First, c.Last), Phone: c.Phone}
	if c.UserID != 0 && from != nil && c.UserID == from.ID {
		a.Own = true
		a.Phone = kit.International(c.Phone)
	}
	return a
}
