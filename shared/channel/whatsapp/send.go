package whatsapp

import (
	"context"
	"net/url"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of WhatsApp, in characters.
// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
const (
	captionLimit = 1024
)

func (p Plug) caller(line desk.Line) (kit.Caller, error) {
	return kit.NewCaller(p.HTTP, p.BaseURL, graph.Address, p.Hosts, line)
}

// Send sends the text and then each attachment; one attachment with a short text
// goes out with a caption. The marker comes back with every status. Success
// means that WhatsApp took the message; whether it arrives, statuses say.
func (p Plug) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	c, err := p.caller(line)
	if err != nil {
		return "", err
	}
	steps, err := steps(out)
	if err != nil {
		return "", err
	}
	number := line.Options["phone_number_id"]
	if number == "" {
		return "", kit.Broken("no_phone_number_id", "The line has no phone_number_id to send from.")
	}
	var id desk.ExternalID
	err = p.Wait.InParts(ctx, out.Done, len(steps), func(i int) error {
		body, err := uploaded(ctx, c, line, out.Files, steps[i])
		if err != nil {
			return err
		}
		body["messaging_product"], body["recipient_type"] = "whatsapp", "individual"
		body[recipient(out.To.User)] = out.To.User
		if out.Marker != "" {
			body["biz_opaque_callback_data"] = string(out.Marker)
		}
		if i == 0 && strings.HasPrefix(string(out.ReplyTo), "wamid.") {
			body["context"] = map[string]any{"message_id": string(out.ReplyTo)}
		}
		id, err = send(ctx, c, line, number, body)
		return err
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

// send sends one message and gives WhatsApp's id of it.
func send(ctx context.Context, c kit.Caller, line desk.Line, number string, body map[string]any) (desk.ExternalID, error) {
	var sent struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if err := graph.Call(ctx, c, line, kit.Call{Path: "/" + url.PathEscape(number) + "/messages", Body: body}, &sent); err != nil {
		return "", err
	}
	if len(sent.Messages) == 0 || sent.Messages[0].ID == "" {
		return "", kit.Unreadable()
	}
	return desk.ExternalID(sent.Messages[0].ID), nil
}

// recipient is the field that a customer's id goes into: a phone is "to", a
// business-scoped user id "recipient".
func recipient(user string) string {
	if strings.Trim(user, "0123456789") == "" {
		return "to"
	}
	return "recipient"
}

func steps(out desk.Outbound) ([]map[string]any, error) {
	if out.To.User == "" {
		return nil, kit.Refused("bad_customer", "The customer has no WhatsApp id.")
	}
	if out.Template.Name != "" {
		step, err := template(out.Template, out.Attachments)
		return []map[string]any{step}, err
	}
	if len(out.Buttons) == 0 {
		return plain(out)
	}
	parts := kit.Split(out.Text, bodyLimit, kit.Utf16Len)
	if len(parts) == 0 {
		return nil, kit.Refused("no_text", "WhatsApp's buttons need a text to stand below.")
	}
	last := len(parts) - 1
	offer := offer(parts[last], out.Buttons)
	if offer == nil {
		out.Text = kit.Numbered(out.Text, out.Buttons)
		return plain(out)
	}
	var steps []map[string]any
	for _, part := range parts[:last] {
		steps = append(steps, textStep(part))
	}
	for _, a := range out.Attachments {
		f, err := file(a)
		if err != nil {
			return nil, err
		}
		steps = append(steps, f)
	}
	return append(steps, map[string]any{"type": "interactive", "interactive": offer}), nil
}

// uploaded hands a step's file over, if it is one of ours, and puts the id that
// WhatsApp gives it in its place. Doing so says nothing to the customer.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#upload-media
func uploaded(ctx context.Context, c kit.Caller, line desk.Line, files desk.FileSource, step map[string]any) (map[string]any, error) {
	media := mediaOf(step)
	a, waits := media[kit.Pending].(desk.Attachment)
	if !waits {
		return step, nil
	}
	var up struct {
		ID string `json:"id"`
	}
	if a.MIME == "text/csv" { // refused as such; the name tells what it is
		a.MIME = "text/plain"
	}
	k := kit.Call{Path: "/" + url.PathEscape(line.Options["phone_number_id"]) + "/media", Form: &kit.Form{
		Fields: map[string]any{"messaging_product": "whatsapp", "type": a.MIME}, Field: "file", File: a, Files: files,
	}}
	err := graph.Call(ctx, c, line, k, &up)
	if err == nil && up.ID == "" {
		err = kit.Unreadable()
	}
	if err != nil {
		return nil, kit.Unsaid(err)
	}
	delete(media, kit.Pending)
	media["id"] = up.ID
	return step, nil
}

func textStep(text string) map[string]any {
	return map[string]any{"type": "text", "text": map[string]any{"body": text, "preview_url": true}}
}

// plain are the steps of a message without buttons.
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
	if len(files) == 1 && text != "" && kit.Utf16Len(text) <= captionLimit {
		kind, _ := files[0]["type"].(string)
		if media, ok := files[0][kind].(map[string]any); ok && (kind == "image" || kind == "video" || kind == "document") {
			media["caption"] = text
			return files, nil
		}
	}
	var steps []map[string]any
	for _, part := range kit.Split(text, textLimit, kit.Utf16Len) {
		steps = append(steps, textStep(part))
	}
	steps = append(steps, files...)
	if len(steps) == 0 {
		return nil, kit.Refused("empty", "There is nothing to send: no text and no attachment.")
	}
	return steps, nil
}

func file(a desk.Attachment) (map[string]any, error) {
	kinds := map[desk.AttachmentKind]string{
		desk.AttachedPhoto: "image", desk.AttachedVideo: "video", desk.AttachedAudio: "audio", desk.AttachedVoice: "audio",
		desk.AttachedDocument: "document", desk.AttachedOther: "document", desk.AttachedSticker: "sticker",
	}
	kind, isFile := kinds[a.Kind]
	switch {
	case isFile && (a.Ref != "" || a.URL != "" || a.Stored != ""):
		media := map[string]any{"link": a.URL}
		if a.Ref != "" {
			media = map[string]any{"id": a.Ref}
		}
		if kit.Ours(a) {
			media = map[string]any{kit.Pending: a}
		}
		if kind == "document" && a.Name != "" {
			media["filename"] = a.Name
		}
		return map[string]any{"type": kind, kind: media}, nil
	case a.Kind == desk.AttachedLocation:
		return map[string]any{"type": "location", "location": map[string]any{"latitude": a.Lat, "longitude": a.Long, "name": a.Name, "address": a.Address}}, nil
	case a.Kind == desk.AttachedContact && a.Name != "" && a.Phone != "":
		return map[string]any{"type": "contacts", "contacts": []any{map[string]any{
			"name":   map[string]any{"formatted_name": a.Name, "first_name": a.Name},
			"phones": []any{map[string]any{"phone": a.Phone}},
		}}}, nil
	}
	return nil, kit.Refused("bad_attachment", "WhatsApp can't send an attachment of kind "+string(a.Kind)+" without a file, or a contact without name and phone.")
}
