package kommo

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// hears are the events that Heard reads.
func hears() []string {
	return []string{"update_lead", "status_lead", "responsible_lead", "delete_lead", "restore_lead", "update_contact", "delete_contact"}
}

// webhook is one that the account has.
//
// https://developers.kommo.com/reference/webhooks
type webhook struct {
	Destination string   `json:"destination"`
	Settings    []string `json:"settings"`
	Disabled    bool     `json:"disabled"`
}

// Subscribe has Kommo tell us, at an address, what people change there, or, unless it is
// to be made, says whether it does. Where the plan or the rights do not allow it, it says
// what to do by hand, without the secret. Repeating makes nothing more.
func (m *CRM) Subscribe(ctx context.Context, at string, make bool) desk.Checked {
	tried := desk.Checked{About: desk.AboutHearing, What: "hear what people change in Kommo"}.Saying("at", at)
	byHand := " By hand: in Kommo, Settings, Integrations, Web hooks, add " + at + "?secret=… with the connection's webhook_secret, for the events Lead edited, Lead stage changed, Lead deleted and Contact edited."
	switch {
	case m.hook == "":
		tried.OK, tried.Code, tried.Text = true, desk.CheckedDeaf, "Nothing is heard: the connection has no webhook_secret. Give it one, and prepare it again; until then what people change is looked at once an hour."
		return tried
	case at == "":
		tried.Code, tried.Text = desk.CheckedNoAddress, "Nobody said under which address Kommo reaches us: set the public address, and prepare the connection again."
		return tried
	}
	to := at + "?" + url.Values{"secret": {m.hook}}.Encode()
	have, _, err := lists[webhook](ctx, m, "webhooks", "webhooks?"+url.Values{"filter[destination]": {to}}.Encode())
	is := slices.ContainsFunc(have, func(w webhook) bool {
		return w.Destination == to && !w.Disabled && !slices.ContainsFunc(hears(), func(e string) bool { return !slices.Contains(w.Settings, e) })
	})
	if err == nil && !is && make {
		err = m.call(ctx, http.MethodPost, "webhooks", map[string]any{"destination": to, "settings": hears()}, nil)
		is = err == nil
	}
	var bad *refusedError
	switch {
	case is:
		tried.OK, tried.Code, tried.Text = true, desk.CheckedHears, "Kommo tells us."
	case err == nil:
		tried.Code, tried.Text = desk.CheckedNoHook, "Kommo has no web hook to us: prepare the connection."+byHand
	case errors.As(err, &bad):
		tried.Code, tried.Text = desk.CheckedHookRefused, "Kommo does not take a web hook to that address."+byHand
	default:
		tried = kit.Failed(tried, err)
		tried = tried.Saying("reason", string(tried.Code))
		tried.Code, tried.Text = desk.CheckedHookUnknown, tried.Text+byHand
	}
	return tried
}
