package parties

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Open lines of Bitrix24: an application's connector brings messages, operators answer.
// It takes each message as often as it comes, keeps the connector's ids of them, begins a
// session with the first message after the last one was ended, and tells of all that by
// events, which it tells once.
//
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/imconnector/index.md

// bitrixLines is what there is of them.
type bitrixLines struct {
	connectors map[string]Obj
	active     map[string]bool // connector/line
	data       map[string]Obj  // connector/line
	chats      []*bitrixChat
	last       int
	told       []string
}

type bitrixChat struct {
	id, session int // session 0: none is open
	was         int // the last session's id
	connector   string
	line        string
	customer    string // the connector's id
	messages    []Obj
	ended       map[int]time.Time
}

// BitrixLine is a message in a chat of an open line, as operators see it.
type BitrixLine struct {
	ID        int
	External  string // the connector's id; of operators' the one that delivery told
	Text      string
	Files     []string
	Operator  bool
	Session   int
	Delivered bool
	Deleted   bool
	NoCRM     bool
	Name      string // of the customer
}

// Line is what operators see of a customer's chat.
func (b *Bitrix24) Line(customer string) (out []BitrixLine) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.chat(customer); c != nil {
		for _, m := range c.messages {
			l := BitrixLine{ID: number(m["id"]), External: fmt.Sprint(m["mid"]), Text: fmt.Sprint(m["text"]), Operator: m["operator"] == true, Session: number(m["session"]), Delivered: m["delivered"] == true, Deleted: m["deleted"] == true, NoCRM: m["nocrm"] == true, Name: fmt.Sprint(m["name"])}
			for _, f := range several(m["files"]) {
				file, _ := f.(map[string]any)
				l.Files = append(l.Files, fmt.Sprint(file["url"]))
			}
			out = append(out, l)
		}
	}
	return out
}

// InSession says whether a session with a customer is open.
func (b *Bitrix24) InSession(customer string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.chat(customer)
	return c != nil && c.session != 0
}

// Lined are the bodies of events of open lines that were not told yet.
func (b *Bitrix24) Lined() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.lines.told
	b.lines.told = nil
	return out
}

// Connectors are those that are registered, by id, with the address of their settings.
func (b *Bitrix24) Connectors() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[string]string{}
	for id, c := range b.lines.connectors {
		out[id] = fmt.Sprint(c["PLACEMENT_HANDLER"])
	}
	return out
}

// Served says whether a connector is switched on for a line, and what it is called there.
func (b *Bitrix24) Served(connector, line string) (on bool, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := connector + "/" + line
	return b.lines.active[at], fmt.Sprint(b.lines.data[at]["NAME"])
}

// SwitchOn switches a connector on for a line, as somebody did before.
func (b *Bitrix24) SwitchOn(connector, line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.activate(Obj{"CONNECTOR": connector, "LINE": line, "ACTIVE": "1"})
}

func (b *Bitrix24) chat(customer string) *bitrixChat {
	i := slices.IndexFunc(b.lines.chats, func(c *bitrixChat) bool { return c.customer == customer })
	if i < 0 {
		return nil
	}
	return b.lines.chats[i]
}

// Replies is the body with which it tells that an operator answered a customer. files are
// their links.
func (b *Bitrix24) Replies(customer, operator, text string, files ...string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.chat(customer)
	if c == nil {
		return ""
	}
	b.lines.last++
	id := 86000 + b.lines.last
	c.messages = append(c.messages, Obj{"id": id, "text": text, "operator": true, "session": c.session, "name": operator, "files": files})
	data := c.told(id)
	data["data[MESSAGES][0][message][user_id]"], data["data[MESSAGES][0][message][text]"] = "27", "[b]"+operator+":[/b] [br]"+text
	for i, link := range files {
		at := "data[MESSAGES][0][message][files][" + strconv.Itoa(i) + "]"
		data[at+"[name]"], data[at+"[link]"], data[at+"[type]"] = "file.pdf", link, "file"
	}
	return bitrixEvent("ONIMCONNECTORMESSAGEADD", data)
}

func (c *bitrixChat) told(id int) map[string]string {
	return map[string]string{
		"data[CONNECTOR]": c.connector, "data[LINE]": c.line, "data[MESSAGES][0][im][chat_id]": strconv.Itoa(c.id),
		"data[MESSAGES][0][im][message_id]": strconv.Itoa(id), "data[MESSAGES][0][chat][id]": c.customer,
	}
}

// Rewords is the body with which it tells that an operator changed the newest message that
// they sent to a customer, and Retracts that they took it back.
func (b *Bitrix24) Rewords(customer, text string) string {
	return b.ofNewest(customer, "ONIMCONNECTORMESSAGEUPDATE", text)
}

// Retracts is the body of a message that was taken back.
func (b *Bitrix24) Retracts(customer string) string {
	return b.ofNewest(customer, "ONIMCONNECTORMESSAGEDELETE", "")
}

func (b *Bitrix24) ofNewest(customer, event, text string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.chat(customer)
	if c == nil {
		return ""
	}
	for _, m := range slices.Backward(c.messages) {
		if m["operator"] == true {
			data := c.told(number(m["id"]))
			if data["data[MESSAGES][0][message][id][0]"] = fmt.Sprint(m["mid"]); text != "" {
				data["data[MESSAGES][0][message][text]"] = "[b]Светлана Иванова:[/b][br] " + text
			}
			return bitrixEvent(event, data)
		}
	}
	return ""
}

// Finishes ends a customer's session, as an operator does there.
func (b *Bitrix24) Finishes(customer string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.chat(customer); c != nil {
		b.finish(c)
	}
}

// SwitchesOff is the body with which it tells that a connector was switched off for a line.
func (b *Bitrix24) SwitchesOff(connector, line string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.lines.active, connector+"/"+line)
	return bitrixEvent("ONIMCONNECTORSTATUSDELETE", map[string]string{"data[connector]": connector, "data[line]": line})
}

// Drops is the body with which it tells that a line was deleted.
func (b *Bitrix24) Drops(line string) string {
	return bitrixEvent("ONIMCONNECTORLINEDELETE", map[string]string{"data": line})
}

// OpensSettings is what a browser posts when somebody opens the settings of the connector for a
// line.
func (b *Bitrix24) OpensSettings(connector, line string, user int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	access, refresh := b.tokensOf(user)
	return url.Values{
		"AUTH_ID": {access}, "REFRESH_ID": {refresh}, "AUTH_EXPIRES": {"3600"}, "member_id": {BitrixMember}, "APPLICATION_TOKEN": {bitrixAppToken}, "LANG": {"ru"},
		"PLACEMENT": {"SETTING_CONNECTOR"}, "PLACEMENT_OPTIONS": {`{"LINE":"` + line + `","ACTIVE_STATUS":"1","CONNECTOR":"` + connector + `"}`},
	}.Encode()
}

func (b *Bitrix24) finish(c *bitrixChat) {
	if c.session == 0 {
		return
	}
	b.dialogEvent("ONIMCONNECTORDIALOGFINISH", c, "Y")
	if c.ended == nil {
		c.ended = map[int]time.Time{}
	}
	c.ended[c.session] = b.At
	c.session = 0
}

func (b *Bitrix24) dialogEvent(event string, c *bitrixChat, closed string) {
	at := "data[DATA][0]"
	b.lines.told = append(b.lines.told, bitrixEvent(event, map[string]string{
		"data[CONNECTOR]": c.connector, "data[LINE]": c.line, at + "[connector][connector_id]": c.connector, at + "[connector][line_id]": c.line,
		at + "[connector][chat_id]": c.customer, at + "[connector][user_id]": c.customer, at + "[session][id]": strconv.Itoa(c.session), at + "[session][closed]": closed,
		at + "[session][parent_id]": "0", at + "[session][close_term]": "10", at + "[chat][id]": c.customer, at + "[user][id]": c.customer,
	}))
}

// Whispers is an operator who says something to the others there, and not to the customer.
func (b *Bitrix24) Whispers(customer, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.chat(customer); c != nil {
		b.lines.last++
		c.messages = append(c.messages, Obj{"id": 86000 + b.lines.last, "text": text, "operator": true, "session": c.session, "name": "Anna", "whisper": true})
	}
}

// ChatOf is the number of a customer's chat there.
func (b *Bitrix24) ChatOf(customer string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.chat(customer); c != nil {
		return strconv.Itoa(c.id)
	}
	return ""
}
