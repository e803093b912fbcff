package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// Templates are asked for page by page; an account that has more than these pages hold
// shows the first of them.
const (
	templatesPage  = 100
	templatesPages = 10
)

// approvedTemplate is one of an account's templates.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
type approvedTemplate struct {
	Name       string              `json:"name"`
	Language   string              `json:"language"`
	Status     string              `json:"status"`
	Category   string              `json:"category"`
	Format     string              `json:"parameter_format"` // POSITIONAL, NAMED
	Components []templateComponent `json:"components"`
}

type templateComponent struct {
	Type    string `json:"type"`
	Format  string `json:"format"` // of a header
	Text    string `json:"text"`
	Buttons []struct {
		Type string `json:"type"`
		Text string `json:"text"`
		URL  string `json:"url"`
	} `json:"buttons"`
}

// Templates are those that WhatsApp has approved for the line's account and that we can
// fill in, in its order. The line's waba_id names the account. Only the cursor of a page
// is taken from an answer, never an address. That cursors go into "after" is the Graph
// API's way with every list [M].
func (p Plug) Templates(ctx context.Context, line desk.Line) ([]desk.ApprovedTemplate, error) {
	account := line.Options["waba_id"]
	if account == "" {
		return nil, kit.Refused("no_waba_id", "The line has no waba_id, the id of its WhatsApp Business Account, whose templates these would be.")
	}
	c, err := p.caller(line)
	if err != nil {
		return nil, err
	}
	out, after := []desk.ApprovedTemplate{}, ""
	for range templatesPages {
		q := url.Values{"fields": {"name,language,status,category,parameter_format,components"}, "limit": {"100"}}
		if after != "" {
			q.Set("after", after)
		}
		var page struct {
			Data   []approvedTemplate `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				Next string `json:"next"`
			} `json:"paging"`
		}
		if err := graph.Call(ctx, c, line, kit.Call{Method: http.MethodGet, Path: "/" + url.PathEscape(account) + "/message_templates?" + q.Encode()}, &page); err != nil {
			return nil, err
		}
		for _, t := range page.Data[:min(len(page.Data), templatesPage)] {
			if t.Status != "APPROVED" {
				continue
			}
			if read, ok := t.read(); ok {
				out = append(out, read)
			}
		}
		if after = page.Paging.Cursors.After; after == "" || page.Paging.Next == "" {
			break
		}
	}
	return out, nil
}

// read is the template in our words; false: a part of it is of a kind that we can't fill
// in, such as a carousel's or a place's.
func (t approvedTemplate) read() (desk.ApprovedTemplate, bool) {
	out := desk.ApprovedTemplate{Name: t.Name, Language: t.Language, Category: strings.ToLower(t.Category), Named: t.Format == "NAMED"}
	if t.Name == "" || t.Language == "" {
		return out, false
	}
	for _, c := range t.Components {
		switch c.Type {
		case "HEADER":
			kind, ok := map[string]desk.HeaderKind{"TEXT": desk.HeaderText, "IMAGE": desk.HeaderImage, "VIDEO": desk.HeaderVideo, "DOCUMENT": desk.HeaderDocument}[c.Format]
			if !ok {
				return out, false
			}
			out.Header = desk.ApprovedHeader{Kind: kind, Text: c.Text}
		case "BODY":
			out.Text = c.Text
		case "FOOTER":
			out.Footer = c.Text
		case "BUTTONS":
			buttons, ok := c.offers()
			if !ok {
				return out, false
			}
			out.Buttons = buttons
		default:
			return out, false
		}
	}
	return out, true
}

// offers are a template's buttons; false: one is of a kind that we can't fill in.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
func (c templateComponent) offers() (out []desk.ApprovedButton, ok bool) {
	for _, b := range c.Buttons {
		button := desk.ApprovedButton{Text: b.Text}
		switch b.Type {
		case "QUICK_REPLY", "PHONE_NUMBER":
		case "URL":
			if strings.Contains(b.URL, "{{") {
				button.Needs = desk.ButtonNeedsURL
			}
		case "OTP": // the code goes where a page's ending does
			button.Needs = desk.ButtonNeedsURL
		case "COPY_CODE":
			button.Needs = desk.ButtonNeedsCode
		default:
			return nil, false
		}
		out = append(out, button)
	}
	return out, true
}
