package whatsapp

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// read is what a WhatsApp message says: words, a payload, what is attached. All
// empty: nothing that we can show. own: a card in it is the customer's.
func (c content) read(who desk.Profile, own bool) (text, payload string, files []desk.Attachment) {
	switch {
	case c.Text != nil:
		text = c.Text.Body
	case c.Button != nil:
		text, payload = c.Button.Text, string(c.Button.Payload)
	case c.Interactive != nil:
		text, payload, files = c.Interactive.read()
	case c.Order != nil:
		text = c.Order.words()
	case c.Location != nil:
		l := c.Location
		files = append(files, desk.Attachment{Kind: desk.AttachedLocation, Lat: float64(l.Lat), Long: float64(l.Long), Name: l.Name, Address: l.Address, URL: l.URL})
	case len(c.Contacts) > 0:
		for _, card := range c.Contacts {
			if a := card.attachment(who, own); a.Name != "" || a.Phone != "" {
				files = append(files, a)
			}
		}
	}
	for _, f := range []struct {
		media *media
		kind  desk.AttachmentKind
	}{{c.Image, desk.AttachedPhoto}, {c.Video, desk.AttachedVideo}, {c.Audio, desk.AttachedAudio}, {c.Voice, desk.AttachedVoice}, {c.Document, desk.AttachedDocument}, {c.Sticker, desk.AttachedSticker}} {
		if f.media == nil {
			continue
		}
		if f.kind == desk.AttachedAudio && f.media.Voice {
			f.kind = desk.AttachedVoice
		}
		files = append(files, desk.Attachment{Kind: f.kind, Ref: f.media.ID, URL: f.media.URL, Name: f.media.Filename, MIME: f.media.MIME})
		if text == "" {
			text = f.media.Caption
		}
	}
	return text, payload, files
}

func (i *interactive) read() (text, payload string, files []desk.Attachment) {
	switch {
	case i.Reply != nil:
		return i.Reply.Title, string(i.Reply.ID), nil
	case i.List != nil:
		return i.List.Title, string(i.List.ID), nil
	case i.Form != nil:
		payload = string(i.Form.Response)
		var s string
		if json.Unmarshal(i.Form.Response, &s) == nil {
			payload = s
		}
		// Beside the answers stand the company's own mark of the flow and, in the
		// body, "Sent" in the language of the customer's app.
		form := kit.ReadAnswers(i.Form.Response, func(name string) bool { return name == "flow_token" })
		return kit.FirstOf(form.Text(), i.Form.Body), payload, form.Files
	}
	// An answer of a later kind has its words where the others have them.
	var later map[string]reply
	_ = json.Unmarshal(i.raw, &later) // what is of another form is no answer
	return later[i.Type].Title, string(later[i.Type].ID), nil
}

// words lists an order as a person would write it, one product a line.
func (o *order) words() string {
	var lines []string
	if o.Text != "" {
		lines = append(lines, o.Text)
	}
	for _, p := range o.Items {
		line := fmt.Sprintf("%s × %s", p.Product, p.Quantity)
		if p.Price != "" {
			line += fmt.Sprintf(", %s %s", p.Price, p.Currency)
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}

// attachment is a shared card. It is the customer's own if they were asked for
// it, or if WhatsApp itself found the card's number to be theirs.
func (c card) attachment(who desk.Profile, own bool) desk.Attachment {
	a := desk.Attachment{Kind: desk.AttachedContact, Name: kit.FullName(c.Name.Formatted)}
	if a.Name == "" {
		a.Name = kit.FullName(c.Name.First, c.Name.Last)
	}
	if own {
		a.Name = kit.FirstOf(a.Name, who.Name)
	}
	for _, p := range c.Phones {
		if a.Phone == "" {
			a.Phone = p.Phone
			if p.WaID != "" {
				a.Phone = kit.International(string(p.WaID))
			}
		}
		if p.WaID != "" && who.Phone != "" && string(p.WaID) == who.User {
			a.Own, a.Phone = true, who.Phone
		}
	}
	if own && a.Phone != "" {
		a.Own, a.Phone = true, kit.International(a.Phone)
	}
	return a
}
