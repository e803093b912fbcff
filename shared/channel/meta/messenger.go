// Package meta is Meta's messengers of pages: Messenger and Instagram, whose
// webhooks and Send API are one.
package meta

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// Messenger is the plug to Facebook pages' Messenger.
// https://developers.facebook.com/docs/messenger-platform
//
// A customer is a page-scoped id; webhooks show nothing else of the person, so
// Lookup asks for the name and the photo. A message's external id is its mid.
type Messenger struct {
	HTTP    *http.Client
	BaseURL string     // "": https://graph.facebook.com
	Hosts   []string   // others that a line's api_url may name
	Wait    kit.Waiter // between tries of a later part
}

const (
	messengerFields = "messages,messaging_postbacks,message_echoes,message_deliveries,message_reads,messaging_referrals,messaging_handovers,standby,message_reactions,message_edits"
)

// Needs lists what a Messenger line is made of.
func (p Messenger) Needs() []kit.Need {
	return graph.Needs(kit.APIURLNeed(p.BaseURL, p.Hosts, graph.Address),
		kit.Need{Name: "page_id", Required: true, Text: "The page's id: About, Page transparency."},
		kit.Need{Name: "app_id", Text: "The app's id, by which echoes of our own messages are known. With it, setting up sets the address in the app; a page needs an app of its own then."},
		botAppNeed,
		kit.Need{Name: "human_agent", OneOf: []string{"true", "false"}, Text: `"true" if the app has the Human Agent permission: people's replies may then go out up to 7 days after the customer's last message.`},
	)
}

// Handshake answers Meta's verification of the address.
func (Messenger) Handshake(line desk.Line, w desk.Webhook) (desk.Answer, bool) {
	return graph.Handshake(line, w)
}

// Verify checks the app's signature over the raw body.
func (Messenger) Verify(line desk.Line, w desk.Webhook) error { return graph.Verify(line, w) }

// Parse reads a body of any number of entries and events.
func (Messenger) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	r := newReader("page", "page_id", line)
	return r.read(w.Body)
}

func (p Messenger) sender(line desk.Line) (sender, error) {
	c, err := kit.NewCaller(p.HTTP, p.BaseURL, graph.Address, p.Hosts, line)
	page := line.Options["page_id"]
	if err == nil && page == "" {
		err = kit.Broken("no_page_id", "The line has no page_id to send from.")
	}
	return sender{caller: c, line: line, wait: p.Wait, path: "/" + url.PathEscape(page), limit: messengerText, size: kit.Utf16Len, marks: true, takes: true}, err
}

// Send sends the text, in parts, and then each attachment. The marker comes back
// with the echo.
func (p Messenger) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	s, err := p.sender(line)
	if err != nil {
		return "", err
	}
	return s.send(ctx, out)
}

// Setup points the app's webhooks to webhookURL, if the line names its app, and
// subscribes the app to the page. Without an app_id the address is set by hand, in
// the app's settings, since the page's token may not change it.
func (p Messenger) Setup(ctx context.Context, line desk.Line, webhookURL string) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	app := graph.App{Caller: s.caller, Line: line, Object: "page", Fields: strings.Split(messengerFields, ",")}
	if err := app.Point(ctx, webhookURL); err != nil {
		return err
	}
	return s.subscribe(ctx, messengerFields)
}

// Lookup adds the name and the photo that the person shows to the page.
func (p Messenger) Lookup(ctx context.Context, line desk.Line, who desk.Profile) (desk.Profile, error) {
	s, err := p.sender(line)
	if err != nil {
		return who, err
	}
	return s.lookup(ctx, who, "first_name,last_name,profile_pic")
}

// Numbers are the buttons that stand numbered in the text.
func (Messenger) Numbers(_ desk.Line, m desk.Message) []desk.Button { return numbered(m.Buttons) }

// Teardown takes the page's subscription back.
// https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/
func (p Messenger) Teardown(ctx context.Context, line desk.Line) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.unsubscribe(ctx)
}

// Fetch opens a file by the address in the webhook.
func (p Messenger) Fetch(ctx context.Context, _ desk.Line, a desk.Attachment) (desk.File, error) {
	return kit.Source{Client: p.HTTP, Domains: graph.Domains, Hosts: p.Hosts}.Open(ctx, a.URL, "")
}

// Sign gives the header with which the messenger itself would send body.
func (Messenger) Sign(line desk.Line, body []byte) map[string]string {
	return map[string]string{graph.SignatureHeader: "sha256=" + kit.HexMAC(line.Secrets["app_secret"], body)}
}
