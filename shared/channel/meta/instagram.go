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

// Instagram is the plug to Instagram messaging, over either of Meta's two
// stacks: with Instagram's own login (the default), or through the account's
// Facebook page, when the line names a page_id.
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
//
// A customer is an Instagram-scoped id; Lookup asks for the name. A message's
// external id is its mid. There are no delivery receipts.
type Instagram struct {
	HTTP    *http.Client
	BaseURL string     // "": the stack's own
	Hosts   []string   // others that a line's api_url may name
	Wait    kit.Waiter // between tries of a later part
}

const (
	instagramFields = "messages,messaging_postbacks,messaging_seen,message_reactions,messaging_referral,message_edit,standby,messaging_handover"
)

// Needs lists what an Instagram line is made of.
func (p Instagram) Needs() []kit.Need {
	return graph.Needs(kit.APIURLNeed(p.BaseURL, p.Hosts, graph.Address, instagramGraph),
		kit.Need{Name: "account_id", Required: true, Text: "The id of the Instagram professional account: user_id of /me, as webhooks name it."},
		kit.Need{Name: "page_id", Text: "The Facebook page that the account is linked to, if the app uses the page's token. Without it, Instagram's own login is meant."},
		kit.Need{Name: "app_id", Text: "The app's id, by which echoes of our own messages are known; wanted with Instagram's own login, which carries no marker."},
		kit.Need{Name: "window", OneOf: []string{"24h"}, Text: `"24h" to refuse what Meta would refuse: a message more than 24 hours after the customer's last one, or 7 days with human_agent. Without it Meta itself refuses.`},
		botAppNeed,
		kit.Need{Name: "human_agent", OneOf: []string{"true", "false"}, Text: `"true" if the app has the Human Agent permission: people's replies may then go out up to 7 days after the customer's last message.`},
	)
}

// Handshake answers Meta's verification of the address.
func (Instagram) Handshake(line desk.Line, w desk.Webhook) (desk.Answer, bool) {
	return graph.Handshake(line, w)
}

// Verify checks the app's signature over the raw body. With Instagram's own
// login it is the Instagram app's secret that signs.
func (Instagram) Verify(line desk.Line, w desk.Webhook) error { return graph.Verify(line, w) }

// Parse reads a body of any number of entries and events.
func (Instagram) Parse(line desk.Line, w desk.Webhook) (desk.Parsed, error) {
	r := newReader("instagram", "account_id", line)
	return r.read(w.Body)
}

// instagramGraph is the API of Instagram's own login.
const instagramGraph = "https://graph.instagram.com"

func (p Instagram) sender(line desk.Line) (sender, error) {
	base, path, page := instagramGraph, "/me", line.Options["page_id"]
	if page != "" {
		base, path = graph.Address, "/"+url.PathEscape(page)
	}
	c, err := kit.NewCaller(p.HTTP, p.BaseURL, base, p.Hosts, line)
	return sender{caller: c, line: line, wait: p.Wait, path: path, limit: instagramText, size: kit.ByteLen, marks: page != ""}, err
}

// Send sends the text, in parts of at most 1000 bytes, and then each attachment.
func (p Instagram) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	s, err := p.sender(line)
	if err != nil {
		return "", err
	}
	return s.send(ctx, out)
}

// Setup subscribes the app to the account. Through a page it then points the
// app's webhooks to webhookURL, if the line names its app; with Instagram's own
// login the address is set by hand, in the app's settings.
// https://developers.facebook.com/documentation/instagram-platform/webhooks
func (p Instagram) Setup(ctx context.Context, line desk.Line, webhookURL string) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	if line.Options["page_id"] == "" {
		return s.subscribe(ctx, instagramFields)
	}
	if err := s.subscribe(ctx, messengerFields); err != nil { // a page knows its own fields only
		return err
	}
	app := graph.App{Caller: s.caller, Line: line, Object: "instagram", Fields: strings.Split(instagramFields, ","), Needs: "messages", ByHand: true}
	return app.Point(ctx, webhookURL)
}

// Lookup adds the names and the photo, which Instagram shows once the person has
// written.
func (p Instagram) Lookup(ctx context.Context, line desk.Line, who desk.Profile) (desk.Profile, error) {
	s, err := p.sender(line)
	if err != nil {
		return who, err
	}
	return s.lookup(ctx, who, "name,username,profile_pic")
}

// Numbers are the buttons that stand numbered in the text.
func (Instagram) Numbers(_ desk.Line, m desk.Message) []desk.Button { return numbered(m.Buttons) }

// Teardown takes the account's, or its page's, subscription back.
func (p Instagram) Teardown(ctx context.Context, line desk.Line) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.unsubscribe(ctx)
}

// Fetch opens a file by the address in the webhook.
func (p Instagram) Fetch(ctx context.Context, _ desk.Line, a desk.Attachment) (desk.File, error) {
	return kit.Source{Client: p.HTTP, Domains: graph.Domains, Hosts: p.Hosts}.Open(ctx, a.URL, "")
}

// Sign gives the header with which the messenger itself would send body.
func (Instagram) Sign(line desk.Line, body []byte) map[string]string {
	return map[string]string{graph.SignatureHeader: "sha256=" + kit.HexMAC(line.Secrets["app_secret"], body)}
}
