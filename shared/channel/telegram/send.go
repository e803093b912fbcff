package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of Telegram, in UTF-16 units.
// https://core.telegram.org/bots/api#sendmessage
const (
	api = "https://api.telegram.org"

	captionLimit = 1024
)

// Send sends the text and then each attachment; one attachment with a short
// text goes out as one message with a caption.
func (t Plug) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	chat, err := strconv.ParseInt(out.To.User, 10, 64)
	if err != nil {
		return "", kit.Refused("bad_customer", "The customer's id is not a Telegram id.")
	}
	steps, err := steps(out)
	if err != nil {
		return "", err
	}
	connection := onBehalf(line, out.ReplyTo)
	var id desk.ExternalID
	err = t.Wait.InParts(ctx, out.Done, len(steps), func(i int) error {
		s := steps[i]
		s.fields["chat_id"] = chat
		if connection != "" {
			s.fields["business_connection_id"] = connection
		}
		if m := messageNumber(out.ReplyTo); m != 0 && i == 0 {
			s.fields["reply_parameters"] = map[string]any{"message_id": m, "allow_sending_without_reply": true}
		}
		var sent struct {
			ID int64 `json:"message_id"`
		}
		if err := t.say(ctx, line, s, out.Files, &sent); err != nil {
			return err
		}
		if sent.ID == 0 {
			return kit.Unreadable()
		}
		id = external(connection, chat, sent.ID)
		return nil
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

// messageNumber is the message's number within its chat, 0 if the external id
// names no message (a button press, our own).
func messageNumber(id desk.ExternalID) int64 {
	p := strings.Split(string(id), "/")
	if len(p) < 2 || strings.HasPrefix(string(id), desk.OwnPrefix) || p[len(p)-2] == "cb" {
		return 0
	}
	n, err := strconv.ParseInt(p[len(p)-1], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

type step struct {
	method string
	fields map[string]any
	upload string          // the field that a file of ours goes into; "": none
	file   desk.Attachment // the file
}

// say calls the step's method. A file of ours goes with the call itself, so it
// needs no address under which Telegram would reach us.
// https://core.telegram.org/bots/api#sending-files
func (t Plug) say(ctx context.Context, line desk.Line, s step, files desk.FileSource, result any) error {
	if s.upload == "" {
		return t.call(ctx, line, s.method, s.fields, result)
	}
	err := t.ask(ctx, line, s.method, kit.Call{Form: &kit.Form{Fields: s.fields, Field: s.upload, File: s.file, Files: files}}, result)
	var no *desk.SendError
	if s.upload == "photo" && errors.As(err, &no) && (strings.Contains(no.Reason, "PHOTO_INVALID_DIMENSIONS") || strings.Contains(no.Reason, "IMAGE_PROCESS_FAILED")) {
		// Too long or too wide to be shown as a photo (20 : 1), which the bytes alone
		// tell; it surely did not go out, and anything is taken as a document.
		s.method, s.upload = "sendDocument", "document"
		return t.say(ctx, line, s, files, result)
	}
	return err
}

func steps(out desk.Outbound) ([]step, error) {
	if err := kit.NoTemplate(out); err != nil {
		return nil, err
	}
	if !fits(out.Buttons) {
		out.Text, out.Buttons = kit.Numbered(out.Text, out.Buttons), nil
	}
	steps, err := plainSteps(out)
	if err == nil && len(out.Buttons) > 0 {
		steps[len(steps)-1].fields["reply_markup"] = keyboard(out.Buttons)
	}
	return steps, err
}

func plainSteps(out desk.Outbound) ([]step, error) {
	var files []step
	for _, a := range out.Attachments {
		s, err := fileStep(a)
		if err != nil {
			return nil, err
		}
		files = append(files, s)
	}
	if text := strings.TrimSpace(out.Text); len(files) == 1 && text != "" && kit.Utf16Len(text) <= captionLimit && takesCaption(files[0].method) {
		files[0].fields["caption"] = text
		return files, nil
	}
	var steps []step
	for _, part := range kit.Split(out.Text, textLimit, kit.Utf16Len) {
		steps = append(steps, step{method: "sendMessage", fields: map[string]any{"text": part}})
	}
	steps = append(steps, files...)
	if len(steps) == 0 {
		return nil, kit.Refused("empty", "There is nothing to send: no text and no attachment.")
	}
	return steps, nil
}

func takesCaption(method string) bool {
	switch method {
	case "sendSticker", "sendLocation", "sendVenue", "sendContact":
		return false
	}
	return true
}

func fileStep(a desk.Attachment) (step, error) {
	file := a.Ref
	if file == "" {
		file = a.URL
	}
	for _, f := range []struct {
		kind          desk.AttachmentKind
		method, field string
	}{
		{desk.AttachedPhoto, "sendPhoto", "photo"}, {desk.AttachedVoice, "sendVoice", "voice"}, {desk.AttachedAudio, "sendAudio", "audio"},
		{desk.AttachedVideo, "sendVideo", "video"}, {desk.AttachedDocument, "sendDocument", "document"}, {desk.AttachedSticker, "sendSticker", "sticker"},
		{desk.AttachedOther, "sendDocument", "document"},
	} {
		switch {
		case f.kind != a.Kind:
		case kit.Ours(a):
			return step{method: f.method, fields: map[string]any{}, upload: f.field, file: a}, nil
		case file != "":
			return step{method: f.method, fields: map[string]any{f.field: file}}, nil
		}
	}
	switch {
	case a.Kind == desk.AttachedLocation && a.Name != "" && a.Address != "":
		return step{method: "sendVenue", fields: map[string]any{"latitude": a.Lat, "longitude": a.Long, "title": a.Name, "address": a.Address}}, nil
	case a.Kind == desk.AttachedLocation:
		return step{method: "sendLocation", fields: map[string]any{"latitude": a.Lat, "longitude": a.Long}}, nil
	case a.Kind == desk.AttachedContact && a.Phone != "" && a.Name != "":
		return step{method: "sendContact", fields: map[string]any{"phone_number": a.Phone, "first_name": a.Name}}, nil
	}
	return step{}, kit.Refused("bad_attachment", "Telegram can't send an attachment of kind "+string(a.Kind)+" without a file, or a contact without name and phone.")
}

// answer is the envelope of every answer.
// https://core.telegram.org/bots/api#making-requests
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// call calls a method of the bot and reads its result.
func (t Plug) call(ctx context.Context, line desk.Line, method string, fields map[string]any, result any) error {
	return t.ask(ctx, line, method, kit.Call{Body: fields}, result)
}

func (t Plug) ask(ctx context.Context, line desk.Line, method string, k kit.Call, result any) error {
	c, err := kit.NewCaller(t.HTTP, t.BaseURL, api, t.Hosts, line)
	if err != nil {
		return err
	}
	token := line.Secrets["token"]
	if token == "" || strings.ContainsAny(token, "/?# ") {
		return kit.Broken("no_token", "The line has no bot token, or what it has is none.")
	}
	k.Path = "/bot" + token + "/" + method
	r, err := c.Do(ctx, k)
	if err != nil {
		return err
	}
	var a answer
	err = json.Unmarshal(r.Body, &a)
	if s := failure(r, a); s != nil {
		return s
	}
	if err != nil || !a.OK || json.Unmarshal(a.Result, result) != nil {
		return kit.Unreadable()
	}
	return nil
}

// failure says what a refusal of Telegram means. nil: it is none.
func failure(r kit.Reply, a answer) error {
	status := r.Status
	if a.Code != 0 {
		status = a.Code
	}
	s := kit.ByStatus(kit.Reply{Status: status, Header: r.Header}, a.Description)
	if s == nil {
		return nil
	}
	s.Code = strconv.Itoa(status)
	if n := a.Parameters.RetryAfter; n > 0 {
		s.After = kit.Seconds(n)
	}
	words := strings.ToLower(a.Description)
	switch {
	case status == http.StatusForbidden, strings.Contains(words, "chat not found"), strings.Contains(words, "user is deactivated"):
		s.Blocked = true
		s.Reason = "The customer can't be written to: " + a.Description
	case status == http.StatusNotFound: // what Telegram answers to a token of the wrong form
		s.Broken = true
	case status == http.StatusConflict:
		s.Broken = true
		s.Reason = conflict(a.Description)
	}
	if status == http.StatusUnauthorized || status == http.StatusNotFound {
		s.Reason = "Telegram does not know the bot's token: it was revoked or mistyped. Take a new one from @BotFather."
	}
	return s
}

// conflict says what to do when getUpdates can't have the updates.
func conflict(description string) string {
	if strings.Contains(strings.ToLower(description), "webhook") {
		return "The bot has a webhook, and Telegram gives updates either to a webhook or to polling. Remove it with deleteWebhook if nothing uses it, or use another bot."
	}
	return "Another program polls the same bot. Stop it, or use another bot."
}
