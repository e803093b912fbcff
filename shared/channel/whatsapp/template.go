package whatsapp

import (
	"maps"
	"slices"
	"strconv"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// template is an approved template, filled in; a file beside it is its header.
// Components in which nothing changes are left out.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
func template(t desk.Template, files []desk.Attachment) (map[string]any, error) {
	header := header(t.Header)
	if len(files) > 0 {
		if err := t.CheckFile(files[0].Kind); err != nil || len(files) > 1 {
			return nil, kit.Refused(string(desk.CodeBadTemplate), "A template takes one picture, video or document, as its header.")
		}
		var err error
		if header, err = file(files[0]); err != nil {
			return nil, err
		}
	}
	var parts []any
	if header != nil {
		parts = append(parts, map[string]any{"type": "header", "parameters": []any{header}})
	}
	if ps := params(t); len(ps) > 0 {
		parts = append(parts, map[string]any{"type": "body", "parameters": ps})
	}
	for _, b := range t.Buttons {
		kind, p := templateButton(b)
		parts = append(parts, map[string]any{"type": "button", "sub_type": kind, "index": strconv.Itoa(b.Index), "parameters": []any{p}})
	}
	template := map[string]any{"name": t.Name, "language": map[string]any{"code": t.Language}}
	if parts != nil {
		template["components"] = parts
	}
	return map[string]any{"type": "template", "template": template}, nil
}

// mediaOf is the file of a step, of a template the one in its header; nil if it
// has none.
func mediaOf(step map[string]any) map[string]any {
	if t, ok := step["template"].(map[string]any); ok {
		parts, _ := t["components"].([]any)
		if len(parts) == 0 {
			return nil
		}
		first, _ := parts[0].(map[string]any)
		params, _ := first["parameters"].([]any)
		if len(params) == 0 {
			return nil
		}
		step, _ = params[0].(map[string]any)
	}
	kind, _ := step["type"].(string)
	media, _ := step[kind].(map[string]any)
	return media
}

// params are the body's, those with names in the names' order.
func params(t desk.Template) []any {
	var ps []any
	for _, p := range t.Params {
		ps = append(ps, param("", p))
	}
	for _, name := range slices.Sorted(maps.Keys(t.Named)) {
		ps = append(ps, param(name, t.Named[name]))
	}
	return ps
}

func param(name, text string) map[string]any {
	p := map[string]any{"type": "text", "text": text}
	if name != "" {
		p["parameter_name"] = name
	}
	return p
}

// header is the one parameter of the header, nil if it has none.
func header(h desk.TemplateHeader) map[string]any {
	link := func(kind, url string) map[string]any {
		return map[string]any{"type": kind, kind: map[string]any{"link": url}}
	}
	switch {
	case h.Text != "":
		return param(h.Param, h.Text)
	case h.Image != "":
		return link("image", h.Image)
	case h.Video != "":
		return link("video", h.Video)
	case h.Document != "":
		p := map[string]any{"link": h.Document}
		if h.Filename != "" {
			p["filename"] = h.Filename
		}
		return map[string]any{"type": "document", "document": p}
	}
	return nil
}

func templateButton(b desk.TemplateButton) (kind string, param map[string]any) {
	switch {
	case b.Payload != "":
		return "quick_reply", map[string]any{"type": "payload", "payload": b.Payload}
	case b.Code != "":
		return "copy_code", map[string]any{"type": "coupon_code", "coupon_code": b.Code}
	}
	return "url", map[string]any{"type": "text", "text": b.URLSuffix}
}
