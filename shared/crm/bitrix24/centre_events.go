package bitrix24

import (
	"html"
	"net/url"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// ourMark ends the name of who said something here, in what we pass on.
const ourMark = " (Sufler)"

// maxEvents is how many messages one event tells of, and files one of these, at most.
const maxEvents, maxFiles = 50, 10

// lineTold reads an event of our connector.
//
// Of a dialog the documents show the chat's id twice, as a number; ours are no numbers, so
// whichever of both is ours names the customer. Where neither is, the number is Bitrix24's
// own chat, and the event names that.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/imconnector/events/index.md
func (m *CRM) lineTold(event string, form url.Values) []desk.CardEvent {
	switch event {
	case "ONIMCONNECTORLINEDELETE":
		return told(desk.CentreEvent{Kind: desk.CentreOff, Line: form.Get("data")})
	case "ONIMCONNECTORSTATUSDELETE":
		if !strings.EqualFold(form.Get("data[connector]"), m.connector()) {
			return nil
		}
		return told(desk.CentreEvent{Kind: desk.CentreOff, Line: form.Get("data[line]")})
	}
	if !strings.EqualFold(form.Get("data[CONNECTOR]"), m.connector()) {
		return nil
	}
	line := form.Get("data[LINE]")
	var out []desk.CardEvent
	for i := range maxEvents {
		at := func(list string, names ...string) string {
			return form.Get("data[" + list + "][" + strconv.Itoa(i) + "][" + strings.Join(names, "][") + "]")
		}
		var e desk.CentreEvent
		switch event {
		case "ONIMCONNECTORDIALOGSTART", "ONIMCONNECTORDIALOGFINISH":
			e = desk.CentreEvent{Kind: desk.CentreBegan, Line: line, Session: at("DATA", "session", "id"), Customer: desk.CustomerID(at("DATA", "chat", "id"))}
			for _, id := range []string{at("DATA", "connector", "chat_id"), at("DATA", "connector", "user_id"), at("DATA", "user", "id")} {
				if !customerID(e.Customer) {
					e.Customer = desk.CustomerID(id)
				}
			}
			if event == "ONIMCONNECTORDIALOGFINISH" {
				e.Kind = desk.CentreEnded
			}
		default:
			mark := desk.CentreMark{Chat: at("MESSAGES", "im", "chat_id"), Message: at("MESSAGES", "im", "message_id")}
			if e = m.lineMessage(event, form, i, mark, at); e.Mark.Message == "" {
				return out
			}
			e.Line, e.Customer = line, desk.CustomerID(at("MESSAGES", "chat", "id"))
		}
		if e.Session == "" && e.Mark.Message == "" {
			return out
		}
		chat, bad := strconv.Atoi(at("DATA", "chat", "id"))
		switch {
		case customerID(e.Customer):
		case e.Session != "" && bad == nil && chat > 0:
			e.Customer, e.Mark = "", desk.CentreMark{Chat: strconv.Itoa(chat)}
		default:
			continue
		}
		out = append(out, desk.CardEvent{Centre: &e})
	}
	return out
}

func told(e desk.CentreEvent) []desk.CardEvent {
	if e.Line == "" || len(e.Line) > 20 {
		return nil
	}
	return []desk.CardEvent{{Centre: &e}}
}

// customerID says whether an id may be one that we gave a chat.
func customerID(id desk.CustomerID) bool {
	_, err := strconv.Atoi(string(id))
	return err != nil && len(id) > 10 && len(id) <= 64 && !strings.ContainsAny(string(id), "#-/ ")
}

func (m *CRM) lineMessage(event string, form url.Values, i int, mark desk.CentreMark, at func(string, ...string) string) desk.CentreEvent {
	if _, err := strconv.Atoi(mark.Message); err != nil || len(mark.Message) > 20 || len(mark.Chat) > 20 {
		return desk.CentreEvent{}
	}
	e := desk.CentreEvent{Kind: desk.CentreSaid, Mark: mark}
	e.Name, e.Text = spoken(at("MESSAGES", "message", "text"))
	if strings.HasSuffix(e.Name, ourMark) { // what we passed on is no answer, should it come back
		return desk.CentreEvent{}
	}
	if user := at("MESSAGES", "message", "user_id"); e.Name == "" && user != "" && user != "0" {
		e.Name = "#" + user
	}
	switch event {
	case "ONIMCONNECTORMESSAGEUPDATE":
		e.Kind = desk.CentreChanged
	case "ONIMCONNECTORMESSAGEDELETE":
		e.Kind = desk.CentreDeleted
	default:
		e.Files = lineFiles(form, i)
		if e.Text == "" && len(e.Files) == 0 {
			return desk.CentreEvent{}
		}
	}
	return e
}

// lineFiles are a message's files. The documents show none in the event; Bitrix24's own
// code sends a name, a type, a link and a size of each
// (modules/imopenlines/lib/connector.php, onMessageSend).
func lineFiles(form url.Values, i int) (out []desk.Attachment) {
	for n := range maxFiles {
		at := func(name string) string {
			return form.Get("data[MESSAGES][" + strconv.Itoa(i) + "][message][files][" + strconv.Itoa(n) + "][" + name + "]")
		}
		link := at("link")
		if link == "" {
			link = at("url")
		}
		if link == "" || len(link) > 2000 {
			return out
		}
		kind := desk.AttachedDocument
		if at("type") == "image" {
			kind = desk.AttachedPhoto
		}
		out = append(out, desk.Attachment{Kind: kind, URL: link, Name: at("name")})
	}
	return out
}

var (
	signature = lazy.Pattern(`^\s*\[b\]([^\[\]]{1,100}?):?\[/b\]:?\s*(?:\[br\]\s*|\n)?`)
	breaks    = lazy.Pattern(`(?i)\[br\]|\[#br#\]`)
	links     = lazy.Pattern(`(?i)\[url=([^\]]{1,1000})\]([^\[]*)\[/url\]`)
	tags      = lazy.Pattern(`(?i)\[/?(?:b|i|u|s|url|quote|code|color|size|user|chat|call|send|put|list|\*|p|img|icon)(?:=[^\]]{0,1000})?\]`)
)

// spoken is what an operator said, in plain text, and what they are called: Bitrix24 writes
// BB code, and their name before it.
func spoken(text string) (name, said string) {
	if len(text) > 4*desk.MaxText {
		text = text[:4*desk.MaxText]
	}
	if at := signature.FindStringSubmatch(text); at != nil {
		name, text = strings.TrimSpace(at[1]), text[len(at[0]):]
	}
	text = breaks.ReplaceAllString(text, "\n")
	text = links.ReplaceAllStringFunc(text, func(s string) string {
		at := links.FindStringSubmatch(s)
		if at[2] == "" || at[1] == at[2] {
			return at[1]
		}
		return at[2] + " (" + at[1] + ")"
	})
	text = html.UnescapeString(tags.ReplaceAllString(text, ""))
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	text = strings.TrimSpace(strings.Join(lines, "\n"))
	if len(text) > desk.MaxText {
		text = strings.ToValidUTF8(text[:desk.MaxText], "")
	}
	return html.UnescapeString(name), strings.ToValidUTF8(text, "")
}
