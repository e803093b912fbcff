// Package kommo is the plug to Kommo (amoCRM), API v4. README.md says how it is
// connected.
//
// What Kommo calls a lead has a pipeline, stages and a price: it is our deal. Its
// "incoming leads" are what nobody accepted yet, without fields of their own, and become
// such leads by a person's click; so there are no leads of ours, and no cases. Kommo
// compares nothing before it sets it and makes a card each time it is asked: flow/crms
// makes up for both, by a text field of ours that says what a card was made from.
//
// https://developers.kommo.com/reference
package kommo

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Info is what a person who connects one must know.
func Info() desk.CRMInfo {
	return desk.CRMInfo{Kind: desk.CRMKommo, Title: "Kommo (amoCRM)", Ways: [][]string{{"address", "token"}, {"client_id", "client_secret", "redirect_uri"}}, Needs: []desk.LineNeed{
		{Name: "address", Text: "The account's own address, like https://shop.kommo.com or https://shop.amocrm.ru. By OAuth the account tells it"},
		{Name: "token", Secret: true, Text: "A long-lived token: Settings, Integrations, a private integration, Keys and scopes"},
		{Name: "client_id", Text: "Instead of a token, OAuth: the integration's id"},
		{Name: "client_secret", Secret: true, Text: "The integration's secret key"},
		{Name: "redirect_uri", Text: "The redirect address that the integration names: https://…/v1/crms/callback, on this API"},
		{Name: "webhook_secret", Secret: true, Text: "What stands behind ?secret= in the address of Kommo's webhook to us, 16 letters or more: by it Kommo's events are known"},
		{Name: desk.OptionTranscript, OneOf: []string{desk.TranscriptOff, desk.TranscriptAtClose}, Text: "at_close: once a chat is closed, what was said is written into its card, as notes. Without it, or off, it is not"},
		{Name: "country", Text: "The calling code of phones that are written without one in Kommo, like 34. Without it such phones name nobody"},
		{Name: desk.OptionResponsible, Text: "Who answers for the cards that are made here, and by that for what is to be done on them. Without it, whom Kommo says"},
		{Name: "pipeline", Text: "The number of the pipeline in which new leads are made, as GET /v1/pipelines?connection= tells it. Without it they are made in the account's main one"},
	}}
}

// CRM is one connected account.
type CRM struct {
	desk.Unpressed
	Connection  desk.ConnectionID
	Address     string // without a / at its end
	Token       string
	Country     string          // the calling code of phones without one
	Pipeline    desk.PipelineID // in which deals are made; "": the main one
	Responsible string          // who answers for cards that are made; "": Kommo says who
	HTTP        *http.Client    // a guarded one
	Now         func() time.Time

	oauth  oauth
	keeper *kit.Keeper // of the access; nil: the token is a long-lived one
	hook   string      // the secret of the address that Kommo calls; "": none
	mu     sync.Mutex
	known  account
	schema map[desk.CardKind]schema
}

// Open is the plug of a connection. ErrInvalid: its settings can't work.
func Open(c desk.Connection, client *http.Client) (*CRM, error) {
	address := strings.TrimRight(c.Options["address"], "/")
	if rest, _ := strings.CutPrefix(address, "https://"); strings.Contains(strings.TrimPrefix(rest, "http://"), "/") {
		return nil, desk.WrongSetting(desk.CRMKommo, "address", false, "crm_address", "is the account's own, with nothing behind it: https://shop.kommo.com")
	}
	code, err := kit.Country(c)
	if err != nil {
		return nil, err
	}
	pipeline := c.Options["pipeline"]
	if len(pipeline) > 15 || strings.Trim(pipeline, "0123456789") != "" || strings.HasPrefix(pipeline, "0") {
		return nil, desk.WrongSetting(desk.CRMKommo, "pipeline", false, "crm_pipeline", "is the number of a pipeline, like 6950551")
	}
	who := c.Options[desk.OptionResponsible]
	if len(who) > 15 || strings.Trim(who, "0123456789") != "" || strings.HasPrefix(who, "0") {
		return nil, desk.WrongSetting(desk.CRMKommo, desk.OptionResponsible, false, "crm_user", "is the number of a user, like 7")
	}
	auth := oauth{c.Options["client_id"], c.Secrets["client_secret"], c.Options["redirect_uri"]}
	switch given := auth != (oauth{}); {
	case given && c.Secrets["token"] != "":
		return nil, fmt.Errorf("%w: give a token, or client_id, client_secret and redirect_uri, and not both", desk.ErrInvalid)
	case given && (auth.id == "" || auth.secret == "" || auth.redirect == ""):
		return nil, fmt.Errorf("%w: client_id, client_secret or redirect_uri is missing", desk.ErrInvalid)
	case !given && (address == "" || c.Secrets["token"] == ""):
		return nil, fmt.Errorf("%w: address or token is missing, or client_id, client_secret and redirect_uri in their place", desk.ErrInvalid)
	}
	hook := c.Secrets["webhook_secret"]
	if err := kit.CheckSecret(desk.CRMKommo, "webhook_secret", hook); err != nil {
		return nil, err
	}
	return &CRM{Connection: c.ID, Address: address, Token: c.Secrets["token"], Country: code, Pipeline: desk.PipelineID(pipeline), Responsible: who, oauth: auth, hook: hook, HTTP: client, Now: time.Now}, nil
}

// Can implements flow.CRM: such a CRM promises nothing, but shows what is ours.
func (m *CRM) Can(context.Context, desk.ConnectionID) (desk.Capabilities, error) {
	return desk.Capabilities{NoLeads: true, NoCases: true, Notes: true, Transcripts: true, Tasks: true, Together: true, Badges: true, Processes: true, Events: m.hook != ""}, nil
}

// DropCard implements flow.CardIndex: the API deletes none.
func (m *CRM) DropCard(context.Context, desk.CardRef) error {
	return desk.Refuse(desk.CodeCantDrop, "Delete the card in Kommo itself: its API deletes none.")
}

// collections are what Kommo calls our kinds.
var collections = lazy.Table(func() map[desk.CardKind]string {
	return map[desk.CardKind]string{desk.KindContact: "contacts", desk.KindCompany: "companies", desk.KindDeal: "leads"}
})

func (m *CRM) collection(k desk.CardKind) (string, error) {
	c, ok := collections.Get()[k]
	if !ok {
		return "", desk.Refuse(desk.CodeNoSuchCards, "Kommo has no cards of kind "+string(k)+": it has contacts, companies and deals.")
	}
	return c, nil
}
