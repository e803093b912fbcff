// Package creatio is the plug to Creatio, by OData 4. README.md says how it is connected.
//
// Creatio compares nothing before it sets it and makes a record each time it is asked:
// flow/crms makes up for both, by a text column of ours that says what a record was made
// from. Columns are made by people in Creatio's designer, not by programs.
//
// https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/integrations-and-api/data-services/odata
package creatio

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Info is what a person who connects one must know.
func Info() desk.CRMInfo {
	return desk.CRMInfo{Kind: desk.CRMCreatio, Title: "Creatio", Ways: [][]string{{"user", "password"}, {"identity", "client_id", "client_secret"}}, Needs: []desk.LineNeed{
		{Name: "address", Required: true, Text: "Creatio's own address, like https://company.creatio.com"},
		{Name: "odata", OneOf: []string{"0/odata", "odata"}, Text: "Where OData lies below it: 0/odata (absent, too) on .NET Framework, odata on .NET"},
		{Name: "identity", Text: "The address of the identity service, like https://company-is.creatio.com: with it we are let in by OAuth's client credentials"},
		{Name: "client_id", Text: "OAuth's client id"},
		{Name: "client_secret", Secret: true, Text: "OAuth's client secret"},
		{Name: "user", Text: "Without an identity service: the user that we sign in as"},
		{Name: "password", Secret: true, Text: "The user's password"},
		{Name: "webhook_secret", Secret: true, Text: "The secret with which a business process signs what it tells us, 16 letters or more: see the README"},
		{Name: desk.OptionResponsible, Text: "Who answers for the cards that are made here, and by that for what is to be done on them. Without it, whom Creatio says"},
		{Name: "country", Text: "The calling code of phones that are written without one in Creatio, like 380. Without it such phones name nobody"},
	}}
}

// CRM is one connected Creatio.
type CRM struct {
	desk.Unpressed
	Connection desk.ConnectionID
	Address    string // without a / at its end
	Prefix     string
	Country    string
	HTTP       *http.Client // a guarded one
	Now        func() time.Time

	identity, clientID, clientSecret string
	user, password                   string
	responsible                      string // who answers for cards that are made; "": Creatio says who
	hook                             string // what signs events; "": none are heard

	singly  atomic.Int64 // until when requests are made one by one, in Unix seconds
	signing sync.Mutex   // whoever signs in holds it
	signed  session
	mu      sync.Mutex // of what is known of the records
	types   map[string]entityType
	until   time.Time
	schemas map[desk.CardKind]schema
}

// Open is the plug of a connection. ErrInvalid: its settings can't work.
func Open(c desk.Connection, client *http.Client) (*CRM, error) {
	o := c.Options
	m := &CRM{
		Connection: c.ID, Address: strings.TrimRight(o["address"], "/"), Prefix: o["odata"], HTTP: client, Now: time.Now,
		identity: strings.TrimRight(o["identity"], "/"), clientID: o["client_id"], clientSecret: c.Secrets["client_secret"], user: o["user"], password: c.Secrets["password"],
		hook: c.Secrets["webhook_secret"], schemas: map[desk.CardKind]schema{},
	}
	if m.Prefix == "" {
		m.Prefix = "0/odata"
	}
	if err := kit.CheckSecret(desk.CRMCreatio, "webhook_secret", m.hook); err != nil {
		return nil, err
	}
	if m.responsible = strings.ToLower(o[desk.OptionResponsible]); m.responsible != "" && !isGUID(m.responsible) {
		return nil, desk.WrongSetting(desk.CRMCreatio, desk.OptionResponsible, false, "crm_user", "is the id of a user's contact, like 410006e1-ca4e-4502-a9ec-e54d922d2c00")
	}
	var err error
	if m.Country, err = kit.Country(c); err != nil {
		return nil, err
	}
	own, err := url.Parse(m.Address)
	if err != nil || own.RawQuery != "" || own.Fragment != "" {
		return nil, desk.WrongSetting(desk.CRMCreatio, "address", false, "crm_address", "is Creatio's own, like https://company.creatio.com")
	}
	switch {
	case m.identity == "" && (m.user == "" || m.password == ""):
		return nil, invalid("user and password are missing, or identity with client_id and client_secret")
	case m.identity == "":
		return m, nil
	case m.clientID == "" || m.clientSecret == "":
		return nil, invalid("client_id and client_secret are missing")
	}
	if to, err := url.Parse(m.identity); err != nil || to.Host == "" || to.User != nil || to.Scheme != own.Scheme {
		return nil, desk.WrongSetting(desk.CRMCreatio, "identity", false, "crm_identity", "is the address of the identity service, https:// as Creatio's own")
	}
	return m, nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", desk.ErrInvalid, fmt.Sprintf(format, args...))
}

// Can implements flow.CRM: such a CRM promises nothing, but shows what is ours.
func (m *CRM) Can(context.Context, desk.ConnectionID) (desk.Capabilities, error) {
	return desk.Capabilities{Notes: true, Tasks: true, Together: true, Processes: true, Events: m.hook != ""}, nil
}

// DropCard implements flow.CardIndex: it would take what people wrote there, too.
func (m *CRM) DropCard(context.Context, desk.CardRef) error {
	return desk.Refuse(desk.CodeCantDrop, "Delete the card in Creatio itself.")
}

// Fields implements flow.Fields.
func (m *CRM) Fields(ctx context.Context, _ desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	s, err := m.of(ctx, k)
	var out []desk.Field
	for _, f := range s.fields {
		out = append(out, f.Field)
	}
	return out, err
}

// pipeline is the one that opportunities go.
const pipeline desk.PipelineID = "opportunity"

// Pipelines implements flow.CardDesk.
func (m *CRM) Pipelines(ctx context.Context, _ desk.ConnectionID) ([]desk.Pipeline, error) {
	s, err := m.of(ctx, desk.KindDeal)
	if err != nil {
		return nil, err
	}
	return []desk.Pipeline{{ID: pipeline, Title: "Opportunities", Stages: s.stages}}, nil
}
