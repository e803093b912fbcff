package bitrix24

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Open lines: the chat in which the company's operators answer in Bitrix24 (SYS-03). To it
// we are a connector, of our application: customers' messages go in by
// imconnector.send.messages, what operators answer comes as events (centre_events.go).
// A customer is one chat, of our id of them, and each session in it is Bitrix24's.
//
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/imconnector/index.md

// connector is the id of our connector; each connection has its own, so that two of one
// company don't take each other's chats.
func (m *CRM) connector() string {
	return "sufler_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(string(m.Connection)))
}

// centre says whether the connection serves open lines: an application may.
func (m *CRM) centre() bool { return m.app.id != "" && m.lines }

var errNoCentre = desk.Refuse(desk.CodeCRMRefused, "The connection serves no open lines: set its option open_lines to on, with an application that has the rights imopenlines and imconnector, and prepare it.")

// calls one of the connector's methods, about a line.
func (m *CRM) toLine(ctx context.Context, method string, to desk.Centre, messages []any) (any, error) {
	if !m.centre() {
		return nil, errNoCentre
	}
	line, err := strconv.Atoi(to.Line)
	if err != nil || line <= 0 {
		return nil, invalid("an open line is named by its number")
	}
	return m.call(ctx, method, args{"CONNECTOR": m.connector(), "LINE": line, "MESSAGES": messages})
}

// Pass implements centre.Centres.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/imconnector/imconnector-send-messages.md
func (m *CRM) Pass(ctx context.Context, p desk.Passed) (desk.PassedIn, error) {
	var all []any
	for _, one := range p.Messages {
		all = append(all, element(p, one))
	}
	said, err := m.toLine(ctx, "imconnector.send.messages", p.To, all)
	if err != nil {
		return desk.PassedIn{}, fmt.Errorf("pass on %d messages: %w", len(all), m.notDone(err))
	}
	in, became := desk.PassedIn{}, results(said)
	for _, r := range became {
		session, _ := r["session"].(map[string]any)
		if id := kit.Plain(session["ID"]); id != "" {
			in.Chat, in.Session = kit.Plain(session["CHAT_ID"]), id
		}
		if r["SUCCESS"] == false {
			in.Refused++
		}
	}
	if len(became) < len(all) {
		return in, fmt.Errorf("%w: Bitrix24 did not say what became of a message", desk.ErrBusy)
	}
	return in, nil
}

// results are what Bitrix24 says of each message.
func results(said any) (out []map[string]any) {
	o, _ := said.(map[string]any)
	data, _ := o["DATA"].(map[string]any)
	all, _ := data["RESULT"].([]any)
	for _, one := range all {
		if r, ok := one.(map[string]any); ok {
			out = append(out, r)
		}
	}
	return out
}

// element is a message as Bitrix24 takes it. What the company's own say here stands in the
// customer's place, marked, since Bitrix24 has nobody who said it.
func element(p desk.Passed, one desk.PassedMessage) args {
	message := args{"id": string(one.ID), "date": one.At.Unix(), "text": lineText(one)}
	var files []any
	for _, f := range one.Files {
		name := f.Name
		if name == "" {
			name = string(f.Kind)
		}
		files = append(files, args{"url": f.URL, "name": name})
	}
	if len(files) > 0 {
		message["files"] = files
	}
	if p.NoCards {
		message["disable_crm"] = "Y"
	}
	first, last := names(p.Profile.Name)
	user := args{"id": string(p.Customer), "name": first, "last_name": last}
	for name, v := range map[string]string{"email": p.Profile.Email, "phone": p.Profile.Phone} {
		if v != "" {
			user[name] = v
		}
	}
	chat := args{"id": string(p.Customer)}
	if p.Title != "" {
		chat["name"] = p.Title
	}
	return args{"user": user, "message": message, "chat": chat}
}

// lineText is what is said, whose brackets are no BB code's.
func lineText(one desk.PassedMessage) string {
	text := strings.ReplaceAll(one.Text, "[", "[\u200b")
	if one.By != "" {
		text = "[b]" + strings.NewReplacer("[", "(", "]", ")").Replace(one.By) + ourMark + ":[/b]\n" + text
	}
	return text
}

// longestName is how long a first or a last name is there, in letters.
const longestName = 25

// names are a customer's first and last name as Bitrix24 takes them: letters, spaces,
// hyphens and apostrophes.
func names(full string) (first, last string) {
	kept := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r), r == ' ', r == '-', r == '\'':
			return r
		case r == '’':
			return '\''
		}
		return ' '
	}, full)), " ")
	first, last, _ = strings.Cut(kept, " ")
	cut := func(s string) string {
		letters := []rune(s)
		return strings.TrimSpace(string(letters[:min(len(letters), longestName)]))
	}
	return cut(first), cut(last)
}

// There implements centre.Centres: Bitrix24 keeps the ids of messages that a connector brought,
// in connectorMid.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/openlines/sessions/imopenlines-session-history-get.md
func (m *CRM) There(ctx context.Context, in desk.PassedIn) (map[desk.ExternalID]bool, error) {
	if !m.centre() {
		return nil, errNoCentre
	}
	ask := args{"CHAT_ID": in.Chat}
	if in.Chat == "" {
		ask = args{"SESSION_ID": in.Session}
	}
	said, err := m.call(ctx, "imopenlines.session.history.get", ask)
	if err != nil {
		return nil, fmt.Errorf("look what is there: %w", err)
	}
	there := map[desk.ExternalID]bool{}
	o, _ := said.(map[string]any)
	all, _ := o["message"].(map[string]any)
	for _, one := range all {
		message, _ := one.(map[string]any)
		params, _ := message["params"].(map[string]any)
		ids, _ := params["connectorMid"].([]any)
		for _, id := range ids {
			there[desk.ExternalID(kit.Plain(id))] = true
		}
	}
	return there, nil
}

// Tell implements centre.Centres.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/imconnector/imconnector-send-status-delivery.md
func (m *CRM) Tell(ctx context.Context, t desk.PassedTold) error {
	method, one := "imconnector.update.messages", element(desk.Passed{Customer: t.Customer}, t.Message)
	switch {
	case t.Mark != (desk.CentreMark{}):
		chat, bad := strconv.Atoi(t.Mark.Chat)
		message, worse := strconv.Atoi(t.Mark.Message)
		if err := errors.Join(bad, worse); err != nil {
			return invalid("a message of an open line is named by its numbers")
		}
		method, one = "imconnector.send.status.delivery", args{
			"im": args{"chat_id": chat, "message_id": message}, "message": args{"id": []any{string(t.Message.ID)}, "date": t.Message.At.Unix()}, "chat": args{"id": string(t.Customer)},
		}
	case t.Deleted:
		method, one = "imconnector.delete.messages", args{
			"user": args{"id": string(t.Customer)}, "message": args{"id": string(t.Message.ID)}, "chat": args{"id": string(t.Customer)},
		}
	default:
		one["user"] = args{"id": string(t.Customer)}
		if message, ok := one["message"].(args); ok && message["text"] != "" { // "pass text or files": those that it came with stay
			delete(message, "files")
		}
	}
	if _, err := m.toLine(ctx, method, t.To, []any{one}); err != nil {
		return fmt.Errorf("tell what became of a message: %w", err)
	}
	return nil
}

// End implements centre.Centres, as who let the application in, whoever has the chat.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/openlines/operators/imopenlines-operator-another-finish.md
func (m *CRM) End(ctx context.Context, chat string) error {
	if !m.centre() {
		return errNoCentre
	}
	id, err := strconv.Atoi(chat)
	if err != nil {
		return invalid("a chat of an open line is named by its number")
	}
	if _, err := m.call(ctx, "imopenlines.operator.another.finish", args{"CHAT_ID": id}); err != nil {
		return fmt.Errorf("end a chat: %w", err)
	}
	return nil
}

// OpenFile opens, for centre.Centres, a file that an operator sent, at the company's Bitrix24
// and nowhere else.
func (m *CRM) OpenFile(ctx context.Context, a desk.Attachment) (desk.File, error) {
	to, err := url.Parse(a.URL)
	own, bad := url.Parse(m.address)
	if err != nil || bad != nil || !m.centre() || to.User != nil || to.Scheme != own.Scheme || !strings.EqualFold(to.Host, own.Host) {
		return desk.File{}, desk.Refuse(desk.CodeCRMRefused, "The file does not lie in the company's Bitrix24.")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		return desk.File{}, invalid("the file's address can't be called")
	}
	res, err := m.HTTP.Do(req)
	if err != nil {
		var later *desk.Later
		if errors.As(err, &later) {
			return desk.File{}, later
		}
		return desk.File{}, fmt.Errorf("%w: the file could not be fetched", desk.ErrBusy)
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		if res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests {
			return desk.File{}, fmt.Errorf("%w: Bitrix24 answered %d", desk.ErrBusy, res.StatusCode)
		}
		return desk.File{}, fmt.Errorf("a file: %w", desk.ErrNotFound)
	}
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	return desk.File{Body: res.Body, MIME: strings.TrimSpace(kind), Size: res.ContentLength}, nil
}

// lineEvents are what open lines tell.
func lineEvents() []string {
	return []string{
		"ONIMCONNECTORDIALOGFINISH", "ONIMCONNECTORDIALOGSTART", "ONIMCONNECTORLINEDELETE", "ONIMCONNECTORMESSAGEADD", "ONIMCONNECTORMESSAGEDELETE", "ONIMCONNECTORMESSAGEUPDATE",
		"ONIMCONNECTORSTATUSDELETE",
	}
}

// lineEvent says whether an event is one of those.
func lineEvent(event string) bool { return slices.Contains(lineEvents(), event) }

// icon is our connector's.
const icon = "data:image/svg+xml,%3Csvg%20xmlns%3D%22http%3A//www.w3.org/2000/svg%22%20viewBox%3D%220%200%2070%2070%22%3E%3Cpath%20fill%3D%22%23fff%22%20d%3D%22M14%2018h42v28H34L22%2056V46h-8z%22/%3E%3C/svg%3E"

// register is how our connector is made, and made anew: Bitrix24 puts it in the place of
// the one of its id. What an operator said can't be changed at messengers any more, so
// Bitrix24 lets nobody try; what it says by itself stays there, since we say our own.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/imopenlines/imconnector/imconnector-register.md
func (m *CRM) register(handler string) command {
	return command{"imconnector.register", args{
		"ID": m.connector(), "NAME": "Sufler (" + string(m.Connection) + ")",
		"ICON":              args{"DATA_IMAGE": icon, "COLOR": "#3b5bdb", "SIZE": "90%", "POSITION": "center"},
		"ICON_DISABLED":     args{"DATA_IMAGE": icon, "COLOR": "#99adb3", "SIZE": "90%", "POSITION": "center"},
		"PLACEMENT_HANDLER": handler,
		"NEED_SIGNATURE":    "1", "NEED_SYSTEM_MESSAGES": "0", "EDIT_INTERNAL_MESSAGES": "0", "DEL_INTERNAL_MESSAGES": "0", "DEL_EXTERNAL_MESSAGES": "1", "NEWSLETTER": "0",
		"CHAT_GROUP": "0",
	}}
}
