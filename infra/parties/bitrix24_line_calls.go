package parties

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"
)

// What a connector calls of open lines.

// lineMethods are those of open lines.
func (b *Bitrix24) lineMethods() map[string]func(Obj) (int, any) {
	return map[string]func(Obj) (int, any){
		"imconnector.register": b.registerConnector, "imconnector.activate": b.activate, "imconnector.connector.data.set": b.setConnector,
		"imconnector.list": func(Obj) (int, any) {
			out := Obj{"livechat": "Онлайн-чат"}
			for id, c := range b.lines.connectors {
				out[id] = c["NAME"]
			}
			return 200, out
		},
		"imconnector.send.messages":   func(in Obj) (int, any) { return b.lineMessages(in, b.bringMessage) },
		"imconnector.update.messages": func(in Obj) (int, any) { return b.lineMessages(in, b.rewordMessage) },
		"imconnector.delete.messages": func(in Obj) (int, any) { return b.lineMessages(in, b.deleteMessage) },
		"imconnector.send.status.delivery": func(in Obj) (int, any) {
			if status, fault := b.lineMessages(in, b.deliverMessage); status != 200 {
				return status, fault
			}
			return 200, Obj{"SUCCESS": true, "DATA": []any{}}
		},
		"imopenlines.v2.Session.list": b.closedSessions, "imopenlines.dialog.get": b.lineDialog,
		"imopenlines.session.history.get": b.lineHistory, "imopenlines.operator.another.finish": b.finishAnother,
		"imopenlines.config.list.get": func(Obj) (int, any) {
			return 200, []any{Obj{"ID": "107", "LINE_NAME": "Продажи", "ACTIVE": "Y"}, Obj{"ID": "108", "LINE_NAME": "Поддержка", "ACTIVE": "N"}}
		},
	}
}

func (b *Bitrix24) registerConnector(in Obj) (int, any) {
	id := strings.ToLower(fmt.Sprint(in["ID"]))
	for _, name := range []string{"ID", "NAME", "ICON", "PLACEMENT_HANDLER"} {
		if in[name] == nil {
			return 200, Obj{"result": false, "error": "CONNECTOR_ID_REQUIRED", "error_description": "Не указан " + name}
		}
	}
	if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return 200, Obj{"result": false, "error": "CONNECTOR_ID_INVALID", "error_description": "secret words"}
	}
	if b.lines.connectors == nil {
		b.lines.connectors, b.lines.active, b.lines.data = map[string]Obj{}, map[string]bool{}, map[string]Obj{}
	}
	b.lines.connectors[id] = maps.Clone(in)
	return 200, Obj{"result": true}
}

func (b *Bitrix24) activate(in Obj) (int, any) {
	if in["CONNECTOR"] == nil || in["LINE"] == nil || in["ACTIVE"] == nil {
		return bitrixFault(400, "ERROR_ARGUMENT", "Argument 'ACTIVE' is null or empty")
	}
	b.lines.active[fmt.Sprint(in["CONNECTOR"])+"/"+fmt.Sprint(in["LINE"])] = fmt.Sprint(in["ACTIVE"]) == "1"
	return 200, true
}

func (b *Bitrix24) setConnector(in Obj) (int, any) {
	data, _ := in["DATA"].(map[string]any)
	if len(data) == 0 {
		return bitrixFault(400, "ERROR_ARGUMENT", "Argument 'DATA' is null or empty")
	}
	b.lines.data[fmt.Sprint(in["CONNECTOR"])+"/"+fmt.Sprint(in["LINE"])] = data
	return 200, true
}

// lineMessages does something with each message of a call.
func (b *Bitrix24) lineMessages(in Obj, do func(in, one Obj) Obj) (int, any) {
	connector, line := fmt.Sprint(in["CONNECTOR"]), fmt.Sprint(in["LINE"])
	all := several(in["MESSAGES"])
	switch {
	case b.lines.connectors[connector] == nil:
		return bitrixFault(400, "IMCONNECTOR_NO_CORRECT_PROVIDER", "secret words")
	case len(all) == 0:
		return bitrixFault(400, "ERROR_ARGUMENT", "Argument 'MESSAGES' is null or empty")
	case !b.lines.active[connector+"/"+line]:
		return bitrixFault(400, "NOT_ACTIVE_LINE", "Линия c таким ID неактивна или не существует")
	}
	out := []any{}
	for _, m := range all {
		one, _ := m.(map[string]any)
		out = append(out, do(in, one))
	}
	return 200, Obj{"SUCCESS": true, "DATA": Obj{"RESULT": out}}
}

func part(o Obj, names ...string) string {
	for _, name := range names[:len(names)-1] {
		o, _ = o[name].(map[string]any)
	}
	if v := o[names[len(names)-1]]; v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

func (b *Bitrix24) bringMessage(in, one Obj) Obj {
	customer := part(one, "chat", "id")
	if strings.ContainsAny(part(one, "user", "name")+part(one, "user", "last_name"), "0123456789[]!") || part(one, "user", "id") == "" || b.Bad != "" && strings.Contains(part(one, "message", "text"), b.Bad) {
		return Obj{"SUCCESS": false, "ERRORS": []any{"secret words"}, "message": one["message"]}
	}
	c := b.chat(customer)
	b.lines.last++
	if c == nil {
		c = &bitrixChat{id: 1700 + b.lines.last, connector: fmt.Sprint(in["CONNECTOR"]), line: fmt.Sprint(in["LINE"]), customer: customer}
		b.lines.chats = append(b.lines.chats, c)
	}
	if c.session == 0 {
		c.session = 300 + b.lines.last
		c.was = c.session
		b.dialogEvent("ONIMCONNECTORDIALOGSTART", c, "N")
	}
	message, _ := one["message"].(map[string]any)
	c.messages = append(c.messages, Obj{
		"id": 86000 + b.lines.last, "mid": part(one, "message", "id"), "text": part(one, "message", "text"), "files": message["files"], "session": c.session,
		"nocrm": part(one, "message", "disable_crm") == "Y", "name": strings.TrimSpace(part(one, "user", "name") + " " + part(one, "user", "last_name")),
	})
	return Obj{
		"user": "585", "message": Obj{"id": part(one, "message", "id"), "date": Obj{}, "text": part(one, "message", "text"), "files": []any{}}, "chat": Obj{"id": customer},
		"SUCCESS": true, "session": Obj{"ID": strconv.Itoa(c.session), "CHAT_ID": strconv.Itoa(c.id)},
	}
}

func (b *Bitrix24) each(one Obj, do func(m Obj)) Obj {
	if c := b.chat(part(one, "chat", "id")); c != nil {
		for _, m := range c.messages {
			if m["mid"] == part(one, "message", "id") {
				do(m)
			}
		}
	}
	return Obj{"user": "585", "message": one["message"], "chat": one["chat"], "SUCCESS": true}
}

func (b *Bitrix24) rewordMessage(_, one Obj) Obj {
	return b.each(one, func(m Obj) { m["text"] = part(one, "message", "text") })
}

func (b *Bitrix24) deleteMessage(_, one Obj) Obj {
	return b.each(one, func(m Obj) { m["deleted"] = true })
}

func (b *Bitrix24) deliverMessage(_, one Obj) Obj {
	if c := b.chat(part(one, "chat", "id")); c != nil {
		for _, m := range c.messages {
			im, _ := one["im"].(map[string]any)
			if number(m["id"]) == number(im["message_id"]) && c.id == number(im["chat_id"]) {
				message, _ := one["message"].(map[string]any)
				m["delivered"], m["mid"] = true, fmt.Sprint(several(message["id"])[0])
			}
		}
	}
	return Obj{"SUCCESS": true}
}

func (b *Bitrix24) lineHistory(in Obj) (int, any) {
	for _, c := range b.lines.chats {
		session := c.was
		if in["SESSION_ID"] != nil {
			session = number(in["SESSION_ID"])
		} else if c.id != number(in["CHAT_ID"]) {
			continue
		}
		messages, users := Obj{}, Obj{"585": Obj{"id": "585", "name": "Anna", "connector": true, "bot": false}}
		for _, m := range c.messages {
			if number(m["session"]) == session {
				params := Obj{}
				if m["mid"] != nil {
					params["connectorMid"] = []any{m["mid"]}
				}
				sender := "585"
				if m["operator"] == true {
					sender = "27"
					users[sender] = Obj{"id": sender, "name": m["name"], "connector": false, "bot": false}
				}
				if m["whisper"] == true {
					params["class"] = "system"
				}
				messages[fmt.Sprint(m["id"])] = Obj{"id": fmt.Sprint(m["id"]), "chatid": strconv.Itoa(c.id), "senderid": sender, "text": m["text"], "params": phpMap(params)}
			}
		}
		if len(messages) > 0 {
			return 200, Obj{"chatId": c.id, "sessionId": session, "message": messages, "users": users, "files": []any{}}
		}
	}
	return bitrixFault(400, "ACCESS_DENIED", "secret words")
}

func (b *Bitrix24) finishAnother(in Obj) (int, any) {
	for _, c := range b.lines.chats {
		if c.id == number(in["CHAT_ID"]) {
			b.finish(c)
			return 200, true
		}
	}
	return bitrixFault(400, "CHAT_ID", "Указан не корректный идентификатор чата")
}

// closedSessions lists sessions that were closed in a period, if the company's plan has it.
func (b *Bitrix24) closedSessions(in Obj) (int, any) {
	if b.NoReports {
		return bitrixFault(400, "TARIFF_RESTRICTION", "Statistics reports are not available on the current tariff plan")
	}
	from, bad := time.Parse(time.RFC3339, fmt.Sprint(in["dateCloseFrom"]))
	to, worse := time.Parse(time.RFC3339, fmt.Sprint(in["dateCloseTo"]))
	if bad != nil || worse != nil || in["status"] != "closed" {
		return bitrixFault(400, "INVALID_FILTER", "Invalid filter value")
	}
	all := []any{}
	for _, c := range b.lines.chats {
		for id, at := range c.ended {
			if c.connector == in["source"] && c.line == fmt.Sprint(in["configId"]) && !at.Before(from) && !at.After(to) {
				all = append(all, Obj{"id": id, "chatId": c.id, "status": "closed", "closeReason": "operator"})
			}
		}
	}
	return 200, Obj{"sessions": all, "hasNextPage": false}
}

func (b *Bitrix24) lineDialog(in Obj) (int, any) {
	for _, c := range b.lines.chats {
		if c.id == number(in["CHAT_ID"]) {
			return 200, Obj{"id": c.id, "entity_type": "LINES", "entity_id": c.connector + "|" + c.line + "|" + c.customer + "|585"}
		}
	}
	return bitrixFault(400, "ACCESS_DENIED", "secret words")
}
