package viber

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of Viber, in characters.
// https://developers.viber.com/docs/api/rest-bot-api/#message-types
const (
	pictureLimit = 512 // of a picture's text
	nameLimit    = 28
)

func senderName(line desk.Line) string {
	for _, name := range []string{line.Options["sender_name"], line.Title, "Support"} {
		if parts := kit.Split(name, nameLimit, kit.Utf16Len); len(parts) > 0 {
			return parts[0]
		}
	}
	return "Support"
}

// Send sends the text, in parts, and then each attachment; one picture with a
// short text goes out as one message.
func (p Plug) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	if out.To.User == "" {
		return "", kit.Refused("bad_customer", "The customer has no Viber id.")
	}
	out, err := kit.Lent(ctx, out)
	if err != nil {
		return "", err
	}
	steps, err := steps(out)
	if err != nil {
		return "", err
	}
	var id desk.ExternalID
	err = p.Wait.InParts(ctx, out.Done, len(steps), func(i int) error {
		steps[i]["receiver"], steps[i]["sender"] = out.To.User, map[string]any{"name": senderName(line)}
		var sent struct {
			Token kit.AnyID `json:"message_token"`
		}
		if err := p.call(ctx, line, "/pa/send_message", steps[i], &sent); err != nil {
			return err
		}
		if sent.Token == "" {
			return kit.Unreadable()
		}
		id = desk.ExternalID(sent.Token)
		return nil
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

func steps(out desk.Outbound) ([]map[string]any, error) {
	if err := kit.NoTemplate(out); err != nil {
		return nil, err
	}
	if len(out.Buttons) > buttons {
		out.Text, out.Buttons = kit.Numbered(out.Text, out.Buttons), nil
	}
	steps, err := plain(out)
	if err == nil && len(out.Buttons) > 0 {
		steps[len(steps)-1]["keyboard"] = keyboard(out.Buttons)
	}
	return steps, err
}

func plain(out desk.Outbound) ([]map[string]any, error) {
	var files []map[string]any
	for _, a := range out.Attachments {
		f, err := file(a)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	text := strings.TrimSpace(out.Text)
	if len(files) == 1 && files[0]["type"] == "picture" && kit.Utf16Len(text) <= pictureLimit {
		files[0]["text"] = text
		return files, nil
	}
	var steps []map[string]any
	for _, part := range kit.Split(text, textLimit, kit.Utf16Len) {
		steps = append(steps, map[string]any{"type": "text", "text": part})
	}
	steps = append(steps, files...)
	if len(steps) == 0 {
		return nil, kit.Refused("empty", "There is nothing to send: no text and no attachment.")
	}
	return steps, nil
}

func file(a desk.Attachment) (map[string]any, error) {
	isFile := a.URL != "" && a.Size > 0 // Viber wants the size of all but pictures
	switch {
	case a.Kind == desk.AttachedPhoto && a.URL != "":
		return map[string]any{"type": "picture", "media": a.URL, "text": ""}, nil
	case a.Kind == desk.AttachedVideo && isFile:
		return map[string]any{"type": "video", "media": a.URL, "size": a.Size}, nil
	case (a.Kind == desk.AttachedDocument || a.Kind == desk.AttachedAudio || a.Kind == desk.AttachedVoice || a.Kind == desk.AttachedOther) && isFile && a.Name != "":
		return map[string]any{"type": "file", "media": a.URL, "size": a.Size, "file_name": a.Name}, nil
	case a.Kind == desk.AttachedSticker && a.Ref != "":
		return map[string]any{"type": "sticker", "sticker_id": json.Number(a.Ref)}, nil
	case a.Kind == desk.AttachedLocation:
		return map[string]any{"type": "location", "location": map[string]any{"lat": a.Lat, "lon": a.Long}}, nil
	case a.Kind == desk.AttachedContact && a.Phone != "":
		return map[string]any{"type": "contact", "contact": map[string]any{"name": a.Name, "phone_number": a.Phone}}, nil
	}
	return nil, kit.Refused("bad_attachment", "Viber can't send an attachment of kind "+string(a.Kind)+" without the file's address, size and name.")
}

// call asks Viber, which answers 200 to everything and says in the body what
// became of it.
func (p Plug) call(ctx context.Context, line desk.Line, path string, body map[string]any, result any) error {
	c, err := kit.NewCaller(p.HTTP, p.BaseURL, api, p.Hosts, line)
	if err != nil {
		return err
	}
	token := line.Secrets["token"]
	if token == "" {
		return kit.Broken("no_token", "The line has no authentication token.")
	}
	r, err := c.Do(ctx, kit.Call{Path: path, Header: map[string]string{"X-Viber-Auth-Token": token}, Body: body})
	if err != nil {
		return err
	}
	if s := kit.ByStatus(r, ""); s != nil {
		return s
	}
	var a struct {
		Status  *int   `json:"status"`
		Message string `json:"status_message"`
	}
	if json.Unmarshal(r.Body, &a) != nil || a.Status == nil {
		return kit.Unreadable()
	}
	if *a.Status != 0 {
		return failure(*a.Status, a.Message)
	}
	if json.Unmarshal(r.Body, result) != nil {
		return kit.Unreadable()
	}
	return nil
}

// failure says what a status means.
// https://developers.viber.com/docs/api/rest-bot-api/#error-codes
func failure(status int, words string) *desk.SendError {
	s := &desk.SendError{Code: strconv.Itoa(status), Reason: "Viber refused: " + words + "."}
	switch status {
	case 5, 6, 7:
		s.Blocked, s.Reason = true, "The customer can't be written to: not registered, not subscribed, or the bot is blocked."
	case 12:
		s.Again, s.Reason = true, "Viber is throttling this bot."
	case 2:
		s.Broken, s.Reason = true, "Viber does not know the bot's token. Take the one from the bot's settings."
	case 1:
		s.Reason = "Viber can't reach the webhook's address, or it is no https address with a public certificate."
	case 8, 9, 10, 15, 23, 24:
		s.Broken = true
	case 3, 4, 11, 13, 14, 16, 17, 18, 19, 20, 21, 22:
	default: // a general error of Viber's
		s.Again = true
	}
	return s
}
