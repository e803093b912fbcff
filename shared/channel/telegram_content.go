package channel

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// content is what a Telegram message says: words, a payload, what is attached.
// All empty: nothing that a person said.
func (m *tgMessage) content() (text, payload string, files []desk.Attachment) {
	text = m.Text
	if text == "" {
		text = m.Caption
	}
	if rest, ok := strings.CutPrefix(m.Text, "/start "); ok && tgStartForm.MatchString(rest) {
		text, payload = "/start", rest
	}
	switch {
	case m.WebApp != nil:
		text, payload = m.WebApp.Button, m.WebApp.Data
	case m.Dice != nil:
		text = m.Dice.Emoji
	case m.Poll != nil:
		text = m.Poll.Question
	}
	if a, ok := m.attachment(); ok {
		files = append(files, a)
	}
	return text, payload, files
}

// attachment is the message's one attachment. The order matters: an animation
// comes as a document too, a venue as a location too.
func (m *tgMessage) attachment() (desk.Attachment, bool) {
	for _, f := range []struct {
		file *tgFile
		kind desk.AttachmentKind
	}{
		{m.largestPhoto(), desk.Photo}, {m.Animation, desk.Video}, {m.Document, desk.Document}, {m.Audio, desk.Audio},
		{m.Voice, desk.Voice}, {m.Video, desk.Video}, {m.VideoNote, desk.Video}, {m.Sticker, desk.Sticker},
	} {
		if f.file != nil {
			a := f.file.attachment(f.kind)
			if f.kind == desk.Sticker {
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
		return desk.Attachment{Kind: desk.Location, Name: v.Title, Address: v.Address, Lat: v.Location.Lat, Long: v.Location.Long}, true
	case m.Location != nil:
		return desk.Attachment{Kind: desk.Location, Lat: m.Location.Lat, Long: m.Location.Long}, true
	}
	for _, o := range []struct {
		there *struct{}
		name  string
	}{{m.Story, "story"}, {m.PaidMedia, "paid media"}, {m.LivePhoto, "live photo"}, {m.Checklist, "checklist"}, {m.Rich, "rich message"}} {
		if o.there != nil {
			return desk.Attachment{Kind: desk.Other, Name: o.name}, true
		}
	}
	return desk.Attachment{}, false
}

// largestPhoto is the last size: Telegram sorts them ascending.
func (m *tgMessage) largestPhoto() *tgFile {
	if len(m.Photo) == 0 {
		return nil
	}
	return &m.Photo[len(m.Photo)-1]
}

// attachment is the card. Telegram vouches that it is the sender's own by the
// user id; only then is the number surely international, though it may come
// without its plus.
func (c *tgContact) attachment(from *tgUser) desk.Attachment {
	a := desk.Attachment{Kind: desk.ContactCard, Name: fullName(c.First, c.Last), Phone: c.Phone}
	if c.UserID != 0 && from != nil && c.UserID == from.ID {
		a.Own = true
		a.Phone = international(c.Phone)
	}
	return a
}
