// Package bitrix24 is the plug to Bitrix24: by an inbound webhook, an address that an
// employee makes there and pastes here, or as a local application of the company's, which
// shows more there. It speaks the universal methods crm.item.*,
// which are alike for all kinds of card. README.md says how one is connected.
//
// Bitrix24 compares nothing before it sets it, makes a card each time it is asked, and
// passes over what it does not know without a word: flow/crms makes up for that, by
// what a card was made from (originatorId and originId, of a smart process xmlId).
// What Bitrix24 answers is data; none of its words come into an error or a log.
//
// https://github.com/bitrix-tools/b24-rest-docs is the documentation; settings and
// api-reference there.
package bitrix24

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Info is what a person who connects one must know.
func Info() desk.CRMInfo {
	return desk.CRMInfo{Kind: desk.CRMBitrix24, Title: "Bitrix24", Ways: [][]string{{"webhook"}, {"address", "client_id", "client_secret"}}, Needs: []desk.LineNeed{
		{Name: "webhook", Secret: true, Text: "The inbound webhook's address, like https://company.bitrix24.com/rest/1/abc123/ (Developer resources > Other > Inbound webhook), with the right crm. Whoever has it is let in: it is kept as a secret"},
		{Name: "address", Text: "Instead of a webhook, a local application, which shows buttons, badges and a tab in the cards: the company's Bitrix24, like https://company.bitrix24.com. Its initial installation path is https://…/crm/{connection}/install, on this API"},
		{Name: "client_id", Text: "The application's id (client_id)"},
		{Name: "client_secret", Secret: true, Text: "The application's key (client_secret)"},
		{Name: "identity", Text: "Of an application: the server that gives it its tokens, if it is another than https://oauth.bitrix24.tech, as https://oauth.bitrix.info for an older one"},
		{Name: "application_token", Secret: true, Text: "The application token of the outbound webhook, by which Bitrix24's events are known"},
		{Name: "country", Text: "The calling code of phones that are written without one in Bitrix24, like 380"},
		{Name: "open_lines", OneOf: []string{"on"}, Text: "Of an application: on, if the company's operators are to answer customers in Bitrix24's own chat, its open lines. The application needs the rights imopenlines and imconnector for it"},
		{Name: "cases", Text: "The number of the smart process whose items are cases, like 1038; without it there are no cases"},
		{Name: desk.OptionResponsible, Text: "Who answers for the cards that are made here, and by that for what is to be done on them. Without it, whom the CRM says"},
		{Name: "pipeline", Text: "Where the company works without leads: the number of the pipeline in which deals are made in their place, as GET /v1/pipelines?connection= tells it, 0 the first. Without it leads are made"},
	}}
}

// Address is where the connection leads, without what lets us in.
func Address(c desk.Connection) string {
	u, err := url.Parse(strings.TrimSpace(cmp.Or(c.Secrets["webhook"], c.Options["address"])))
	if err != nil {
		return "none"
	}
	return u.Scheme + "://" + u.Host
}

// CRM is one connected Bitrix24.
type CRM struct {
	Connection desk.ConnectionID
	HTTP       *http.Client // a guarded one
	Now        func() time.Time
	// TokenServer gives an application its tokens.
	TokenServer string

	address string // of an application's company, without a / at its end
	app     app
	keeper  *kit.Keeper // of an application's access
	base    string      // the webhook's address with a slash at its end: a secret
	token   string      // of events
	country string
	// pipeline is where deals are made in the place of leads; "": leads are made.
	pipeline desk.PipelineID
	// responsible answers for cards that we make; "": Bitrix24 says who.
	responsible string
	cases       int  // the smart process of cases; 0: there is none
	lines       bool // the application is a connector of open lines

	mu      sync.Mutex
	schemas map[desk.CardKind]*schema
}

var (
	webhookPath = lazy.Pattern(`^/rest/([0-9]+)/([A-Za-z0-9]+)(?:/(?:[a-z.]+)?)?$`)
)

// Open is the plug of a connection. ErrInvalid: its settings can't work; it repeats no
// part of the address.
func Open(c desk.Connection, client *http.Client) (*CRM, error) {
	m := &CRM{
		Connection: c.ID, HTTP: client, Now: time.Now, TokenServer: cmp.Or(strings.TrimRight(c.Options["identity"], "/"), tokenServer), token: c.Secrets["application_token"], lines: c.Options["open_lines"] == "on",
		app: app{c.Options["client_id"], c.Secrets["client_secret"]}, schemas: map[desk.CardKind]*schema{},
	}
	if err := m.lead(c.Secrets["webhook"], strings.TrimRight(c.Options["address"], "/")); err != nil {
		return nil, err
	}
	if m.lines && m.app.id == "" {
		return nil, invalid("open_lines are an application's: Bitrix24 lets no webhook serve them")
	}
	var err error
	if m.country, err = kit.Country(c); err != nil {
		return nil, err
	}
	if said := c.Options["pipeline"]; said != "" {
		if n, err := strconv.Atoi(said); err != nil || n < 0 || strconv.Itoa(n) != said {
			return nil, desk.WrongSetting(desk.CRMBitrix24, "pipeline", false, "crm_pipeline", "is the number of a pipeline of deals, like 0 or 9")
		}
		m.pipeline = desk.PipelineID(said)
	}
	if m.responsible = c.Options[desk.OptionResponsible]; m.responsible != "" {
		if n, err := strconv.Atoi(m.responsible); err != nil || n <= 0 || strconv.Itoa(n) != m.responsible {
			return nil, desk.WrongSetting(desk.CRMBitrix24, desk.OptionResponsible, false, "crm_user", "is the number of a user, like 7")
		}
	}
	if said := c.Options["cases"]; said != "" {
		if m.cases, err = strconv.Atoi(said); err != nil || m.cases < 128 {
			return nil, desk.WrongSetting(desk.CRMBitrix24, "cases", false, "crm_cases", "is the number of a smart process, 128 or more")
		}
	}
	return m, nil
}

// lead says where calls go: to a webhook, or to a company's Bitrix24 as its application.
func (m *CRM) lead(webhook, address string) error {
	if m.app != (app{}) || address != "" {
		u, err := url.Parse(address)
		switch {
		case webhook != "":
			return invalid("give a webhook, or address, client_id and client_secret, and not both")
		case m.app.id == "" || m.app.secret == "":
			return invalid("client_id or client_secret is missing")
		case err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "":
			return desk.WrongSetting(desk.CRMBitrix24, "address", false, "crm_address", "is the company's Bitrix24, with nothing behind it: https://company.bitrix24.com")
		}
		// Its key is sent there: no other way than the calls go.
		if to, err := url.Parse(m.TokenServer); m.TokenServer != tokenServer && (err != nil || to.Host == "" || to.User != nil || to.Path != "" || to.RawQuery != "" || to.Scheme != u.Scheme) {
			return desk.WrongSetting(desk.CRMBitrix24, "identity", false, "crm_identity", "is the address of a server of tokens, https:// as Bitrix24's own")
		}
		m.address = address
		return nil
	}
	u, err := url.Parse(webhook)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !webhookPath.MatchString(u.Path) {
		return desk.WrongSetting(desk.CRMBitrix24, "webhook", true, "crm_webhook", "is no address of an inbound webhook: it looks like https://company.bitrix24.com/rest/1/abc123/")
	}
	parts := webhookPath.FindStringSubmatch(u.Path)
	m.base = u.Scheme + "://" + u.Host + "/rest/" + parts[1] + "/" + parts[2] + "/"
	return nil
}

// Can implements flow.CRM: such a CRM promises nothing, but shows what is ours.
func (m *CRM) Can(context.Context, desk.ConnectionID) (desk.Capabilities, error) {
	return desk.Capabilities{Notes: true, Items: m.app.id != "", Tasks: true, Together: true, Processes: true, Centre: m.centre(), NoLeads: m.pipeline != "", NoCases: m.cases == 0, Events: m.token != "" || m.app.id != ""}, nil
}

// DropCard implements flow.CardIndex: it would take what employees wrote there, too.
func (m *CRM) DropCard(context.Context, desk.CardRef) error {
	return desk.Refuse(desk.CodeCantDrop, "Delete the card in the CRM "+string(m.Connection)+" itself.")
}
