package meta

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// sender sends through the Send API that Messenger and Instagram share.
// https://developers.facebook.com/docs/messenger-platform/reference/send-api
type sender struct {
	caller kit.Caller
	line   desk.Line
	path   string // of the account: "/<page id>" or "/me"
	limit  int
	size   kit.Measure
	wait   kit.Waiter
	marks  bool // the API takes our marker and gives it back with the echo
	takes  bool // the API takes files as such; else it fetches them
}

// send sends the text, in parts, and then each attachment.
func (s sender) send(ctx context.Context, out desk.Outbound) (desk.ExternalID, error) {
	if out.To.User == "" {
		return "", kit.Refused("bad_customer", "The customer has no id on this account.")
	}
	if !s.takes {
		var err error
		if out, err = kit.Lent(ctx, out); err != nil {
			return "", err
		}
	}
	messages, err := messages(out, s.limit, s.size)
	if err != nil {
		return "", err
	}
	var id desk.ExternalID
	err = s.wait.InParts(ctx, out.Done, len(messages), func(i int) error {
		if err := s.uploaded(ctx, out.Files, messages[i]); err != nil {
			return err
		}
		if s.marks && out.Marker != "" {
			messages[i]["metadata"] = string(out.Marker)
		}
		id, err = s.one(ctx, out.To.User, messages[i])
		return err
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

// uploaded hands a message's file over, if it is one of ours, and puts the id
// that the messenger gives it in its place. Doing so says nothing to the customer.
// https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api
func (s sender) uploaded(ctx context.Context, files desk.FileSource, m map[string]any) error {
	attachment, _ := m["attachment"].(map[string]any)
	payload, _ := attachment["payload"].(map[string]any)
	a, waits := payload[kit.Pending].(desk.Attachment)
	if !waits {
		return nil
	}
	var up struct {
		ID string `json:"attachment_id"`
	}
	what := map[string]any{"attachment": map[string]any{"type": attachment["type"], "payload": map[string]any{"is_reusable": true}}}
	err := graph.Call(ctx, s.caller, s.line, kit.Call{Path: s.path + "/message_attachments", Form: &kit.Form{
		Fields: map[string]any{"message": what}, Field: "filedata", File: a, Files: files,
	}}, &up)
	if err == nil && up.ID == "" {
		err = kit.Unreadable()
	}
	if err != nil {
		return kit.Unsaid(err)
	}
	attachment["payload"] = map[string]any{"attachment_id": up.ID}
	return nil
}

// one sends one message. What is refused surely did not go out, and two refusals
// have a remedy: where another app holds the thread, a bot, it is taken from it,
// since a person answers now; and where it is too late for a free message, one of
// an app that may answer as a human agent is sent so (up to 7 days, people's
// replies only).
func (s sender) one(ctx context.Context, user string, m map[string]any) (desk.ExternalID, error) {
	body := map[string]any{"recipient": map[string]any{"id": user}, "messaging_type": "RESPONSE", "message": m}
	var sent struct {
		ID string `json:"message_id"`
	}
	send := func() error {
		return graph.Call(ctx, s.caller, s.line, kit.Call{Path: s.path + "/messages", Body: body}, &sent)
	}
	err := send()
	if held(err) {
		if err = s.take(ctx, user); err == nil {
			err = send()
		}
	}
	if s.line.Options["human_agent"] == "true" && tooLate(err) {
		body["messaging_type"], body["tag"] = "MESSAGE_TAG", "HUMAN_AGENT"
		err = send()
	}
	switch {
	case err != nil:
		return "", err
	case sent.ID == "":
		return "", kit.Unreadable()
	}
	return desk.ExternalID(sent.ID), nil
}

// take takes the customer's thread from the app that holds it. Meta lets the
// page's default app do so; another is refused, and the message fails with why.
// Taking it again is harmless.
// https://developers.facebook.com/docs/graph-api/reference/page/take_thread_control
func (s sender) take(ctx context.Context, user string) error {
	err := graph.Call(ctx, s.caller, s.line, kit.Call{
		Path: s.path + "/take_thread_control", Body: map[string]any{"recipient": map[string]any{"id": user}},
	}, &struct{}{})
	var no *desk.SendError
	if !errors.As(err, &no) {
		return err
	}
	held := *no
	if held.Unsure {
		held.Unsure, held.Again = false, true // taking says nothing to the customer
	}
	held.Broken, held.Blocked = false, false
	held.Reason = "Another app holds this thread and did not let go of it. Make ours the page's default app under Conversation Routing, or have the other app pass the thread."
	return &held
}

func held(err error) bool {
	var e *desk.SendError
	return errors.As(err, &e) && (e.Code == "2022" || strings.HasPrefix(e.Code, "2022/"))
}

func tooLate(err error) bool {
	var e *desk.SendError
	return errors.As(err, &e) && (strings.HasSuffix(e.Code, "/2018278") || strings.HasSuffix(e.Code, "/2534022") || e.Code == "100/1545041")
}

// messages are the messages that say it all; quick replies go with the last
// one, and pages that a button opens into the text.
func messages(out desk.Outbound, limit int, size kit.Measure) ([]map[string]any, error) {
	if err := kit.NoTemplate(out); err != nil {
		return nil, err
	}
	pages, answers := kit.Apart(out.Buttons)
	if !kit.Fit(answers, replies, titleLimit, payloadLimit) {
		pages, answers = out.Buttons, nil
	}
	out.Text = kit.Numbered(out.Text, pages)
	messages, err := plain(out, limit, size)
	if err == nil && len(answers) > 0 {
		messages[len(messages)-1]["quick_replies"] = quickReplies(answers)
	}
	return messages, err
}

func plain(out desk.Outbound, limit int, size kit.Measure) ([]map[string]any, error) {
	text := out.Text
	var files []map[string]any
	for _, a := range out.Attachments {
		kinds := map[desk.AttachmentKind]string{
			desk.AttachedPhoto: "image", desk.AttachedVideo: "video", desk.AttachedAudio: "audio", desk.AttachedVoice: "audio", desk.AttachedDocument: "file", desk.AttachedOther: "file",
		}
		switch {
		case a.Kind == desk.AttachedLocation || a.Kind == desk.AttachedContact:
			text += "\n" + kit.InWords(a)
		case kinds[a.Kind] != "" && kit.Ours(a):
			files = append(files, map[string]any{"attachment": map[string]any{"type": kinds[a.Kind], "payload": map[string]any{kit.Pending: a}}})
		case kinds[a.Kind] != "" && a.URL != "":
			files = append(files, map[string]any{"attachment": map[string]any{"type": kinds[a.Kind], "payload": map[string]any{"url": a.URL, "is_reusable": false}}})
		default:
			return nil, kit.Refused("bad_attachment", "An attachment of kind "+string(a.Kind)+" can't be sent here without an address of its file.")
		}
	}
	var messages []map[string]any
	for _, part := range kit.Split(text, limit, size) {
		messages = append(messages, map[string]any{"text": part})
	}
	messages = append(messages, files...)
	if len(messages) == 0 {
		return nil, kit.Refused("empty", "There is nothing to send: no text and no attachment.")
	}
	return messages, nil
}

// subscribe makes the account's events come to the app's webhook address, which
// itself is set in the app's settings.
func (s sender) subscribe(ctx context.Context, fields string) error {
	var done struct {
		Success bool `json:"success"`
	}
	return graph.Call(ctx, s.caller, s.line, kit.Call{Path: s.path + "/subscribed_apps", Body: map[string]any{"subscribed_fields": fields}}, &done)
}

// lookup asks what the person shows of themselves.
func (s sender) lookup(ctx context.Context, p desk.Profile, fields string) (desk.Profile, error) {
	var who struct {
		Name     string `json:"name"`
		First    string `json:"first_name"`
		Last     string `json:"last_name"`
		Username string `json:"username"`
		Photo    string `json:"profile_pic"`
	}
	err := graph.Call(ctx, s.caller, s.line, kit.Call{Method: http.MethodGet, Path: "/" + url.PathEscape(p.User) + "?fields=" + fields}, &who)
	if err != nil {
		return p, err
	}
	name := kit.FullName(who.Name)
	if name == "" {
		name = kit.FullName(who.First, who.Last)
	}
	for _, f := range []struct {
		to   *string
		what string
	}{{&p.Name, name}, {&p.Username, who.Username}, {&p.Photo, who.Photo}} {
		if f.what != "" {
			*f.to = f.what
		}
	}
	return p, nil
}

func (s sender) unsubscribe(ctx context.Context) error {
	var done struct {
		Success bool `json:"success"`
	}
	return graph.Call(ctx, s.caller, s.line, kit.Call{Method: http.MethodDelete, Path: s.path + "/subscribed_apps"}, &done)
}
