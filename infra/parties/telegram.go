package parties

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// telegram is https://core.telegram.org/bots/api
type telegram struct{ plain }

// BotUser is who writes to a bot of Telegram's.
// https://core.telegram.org/bots/api#user
type BotUser struct {
	ID       int64  `json:"id"`
	First    string `json:"first_name"`
	Last     string `json:"last_name,omitempty"`
	Username string `json:"username,omitempty"`
	Language string `json:"language_code,omitempty"`
}

// chat is a person's own chat with the bot.
func (u BotUser) chat() Obj {
	return Obj{"id": u.ID, "type": "private", "first_name": u.First, "last_name": u.Last}
}

// message is a message in a person's own chat, without content.
func (u BotUser) message(id int64, at time.Time) Obj {
	return Obj{"message_id": id, "from": u, "chat": u.chat(), "date": at.Unix()}
}

// BotText is Telegram's update of a text message in a private chat.
// https://core.telegram.org/bots/api#update
func BotText(update, message int64, from BotUser, at time.Time, text string) Obj {
	m := from.message(message, at)
	m["text"] = text
	return Obj{"update_id": update, "message": m}
}

// BotPhoto is Telegram's update of a photo in two sizes, with words.
func BotPhoto(update, message int64, from BotUser, at time.Time, caption string) Obj {
	m := from.message(message, at)
	m["caption"] = caption
	m["photo"] = []any{
		Obj{"file_id": "AgACAgIAAxkBAAIBZWdd0001-small", "file_unique_id": "AQADs", "file_size": 1253, "width": 90, "height": 67},
		Obj{"file_id": "AgACAgIAAxkBAAIBZWdd0001-large", "file_unique_id": "AQADl", "file_size": 91563, "width": 1280, "height": 960},
	}
	return Obj{"update_id": update, "message": m}
}

func (telegram) Sample() (secrets, options map[string]string, user string) {
	return sample("token", "secret"), nil, "5550001001"
}

func (telegram) Form() string { return `"inline_keyboard"` }

func (telegram) Token(r *http.Request) string {
	token, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	return token
}

// Takes: https://core.telegram.org/bots/api#sending-files
func (telegram) Takes() map[string]Limit {
	return map[string]Limit{"photo": {10e6, []string{"image/jpeg", "image/png", "image/webp"}}, "document": {50e6, nil}}
}

func (telegram) Tells() bool { return true }

func (telegram) Registers(c Call) string {
	if !strings.HasSuffix(c.Path, "/setWebhook") {
		return ""
	}
	return fmt.Sprint(c.Body["url"])
}

// Checks: it repeats the line's secret with each update, and asks nothing.
func (telegram) Checks(p Person, c Call, _ string) string {
	if c.Body["secret_token"] != p.Line.Secrets["secret"] {
		return "it was told another secret"
	}
	return ""
}

func (telegram) Says(p Person, s Saying) (Obj, error) {
	user, err := strconv.ParseInt(p.User, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("the user must be a number: %w", err)
	}
	first, last := p.names()
	from := BotUser{ID: user, First: first, Last: last, Language: cmp.Or(p.Language, "en")}
	m := from.message(s.Number, s.At)
	update := Obj{"update_id": s.Number, "message": m}
	switch s.Kind {
	case Text:
		m["text"] = s.Text
	case Contact:
		m["contact"] = Obj{"phone_number": s.Phone, "first_name": first, "user_id": user}
	case Location:
		m["location"] = Obj{"latitude": s.Lat, "longitude": s.Long}
	case Photo, Voice, Sticker, Document:
		telegramMedia(m, s)
	case Reaction:
		return Obj{"update_id": s.Number, "message_reaction": Obj{"chat": from.chat(), "message_id": s.About, "user": from, "date": s.At.Unix(), "old_reaction": []any{}, "new_reaction": []any{Obj{"type": "emoji", "emoji": s.Text}}}}, nil
	case Deletion: // bots are not told
		return nil, ErrNotThere
	case Edit:
		m["message_id"], m["edit_date"], m["text"] = s.About, s.At.Unix(), s.Text
		return Obj{"update_id": s.Number, "edited_message": m}, nil
	case Button:
		m["reply_markup"] = Obj{"inline_keyboard": []any{[]any{Obj{"text": s.Text, "callback_data": s.Payload}}}}
		return Obj{"update_id": s.Number, "callback_query": Obj{"id": strconv.FormatInt(s.Number, 10), "from": from, "message": m, "data": s.Payload, "chat_instance": "1"}}, nil
	}
	return update, nil
}

func telegramMedia(m Obj, s Saying) {
	f := samples(s.Kind)
	media := Obj{"file_id": s.fileID(), "file_unique_id": s.fileID(), "file_size": len(f.Bytes)}
	switch s.Kind {
	case Photo:
		media["width"], media["height"] = 1, 1
		m["photo"] = []any{media}
	case Voice:
		media["duration"], media["mime_type"] = 1, f.MIME
		m["voice"] = media
	case Sticker:
		media["emoji"], media["type"], media["width"], media["height"] = s.Text, "regular", 512, 512
		m["sticker"] = media
		return
	case Document:
		media["file_name"], media["mime_type"] = s.Name, f.MIME
		m["document"] = media
	}
	if s.Text != "" {
		m["caption"] = s.Text
	}
}

func (telegram) Answers(_ Person, c Call, n int64) (Obj, bool) {
	method := c.Path[strings.LastIndexByte(c.Path, '/')+1:]
	switch {
	case method == "getFile":
		id, _ := c.Body["file_id"].(string)
		f, _ := fileOf(id)
		return Obj{"ok": true, "result": Obj{"file_id": id, "file_path": "files/" + id + "." + f.ext}}, false
	case method == "getUserProfilePhotos":
		return Obj{"ok": true, "result": Obj{"total_count": 0, "photos": []any{}}}, false
	case !strings.HasPrefix(method, "send"):
		return Obj{"ok": true, "result": true}, false
	}
	return Obj{"ok": true, "result": Obj{"message_id": n, "date": 1}}, true
}
