package channel

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// metaApp is the app's own side of the webhooks: one address, and the fields
// that come there, for each kind of object. It is told with the app's id and
// secret, which make up a token.
// https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
type metaApp struct {
	caller caller
	line   desk.Line
	object string
	fields []string // all are asked for …
	needs  string   // … and this one must be there
	// aside: accounts can have addresses of their own (WhatsApp), so the app's
	// may be somebody else's.
	aside bool
	// byHand: Meta's pages name the app's settings as the place for the address,
	// though its apps take the call as well.
	byHand bool
}

type metaSubscription struct {
	Object   string `json:"object"`
	Callback string `json:"callback_url"`
	Active   bool   `json:"active"`
	Fields   []struct {
		Name string `json:"name"`
	} `json:"fields"`
}

func (s metaSubscription) names() []string {
	var names []string
	for _, f := range s.Fields {
		names = append(names, f.Name)
	}
	return names
}

// point has the app's events of the object come to webhookURL, if the line names
// its app. An address that is somebody else's is left alone, and told. Repeating
// it changes nothing.
func (a metaApp) point(ctx context.Context, webhookURL string) error {
	if a.line.Options["app_id"] == "" {
		return nil
	}
	have, err := a.subscription(ctx)
	if err != nil {
		return err
	}
	names := have.names()
	missing := slices.DeleteFunc(slices.Clone(a.fields), func(f string) bool { return slices.Contains(names, f) })
	switch {
	case have.Callback != "" && !samePath(have.Callback, webhookURL):
		return a.theirs(have, names)
	case have.Callback == webhookURL && have.Active && len(missing) == 0:
		return nil
	}
	var done struct {
		Success bool `json:"success"`
	}
	err = a.call(ctx, call{body: map[string]any{
		"object": a.object, "callback_url": webhookURL, "verify_token": a.line.Secrets["verify_token"],
		"fields": strings.Join(append(names, missing...), ","), "include_values": true,
	}}, &done)
	var no *desk.SendError
	if !a.byHand || !errors.As(err, &no) || no.Again || no.Unsure || no.Broken {
		return err
	}
	if have.Callback == webhookURL && have.Active && slices.Contains(names, a.needs) {
		return nil // a person did what is needed
	}
	return broken("set_by_hand", "Meta did not take the address by a call. Set "+webhookURL+" and the line's verify token in the app's settings, Webhooks, and tick the field "+a.needs+" there.")
}

// theirs says whether another's address is in our way.
func (a metaApp) theirs(have metaSubscription, names []string) error {
	where := hostOf(have.Callback)
	switch {
	case !a.aside:
		return broken("app_taken", "The app sends the events of all its accounts to another address, at "+where+". Remove that address in the app's settings, Webhooks, and save the line again, or give this account an app of its own.")
	case !have.Active || !slices.Contains(names, a.needs):
		return broken("app_lacks_field", "The app, whose own address is at "+where+", does not ask for the field "+a.needs+". Tick it in the app's settings, Webhooks.")
	}
	return nil
}

// subscription is what the app has for the object now, zero if nothing.
func (a metaApp) subscription(ctx context.Context) (metaSubscription, error) {
	var all struct {
		Data []metaSubscription `json:"data"`
	}
	err := a.call(ctx, call{method: http.MethodGet}, &all)
	for _, s := range all.Data {
		if s.Object == a.object {
			return s, err
		}
	}
	return metaSubscription{}, err
}

func (a metaApp) call(ctx context.Context, k call, result any) error {
	app := a.line.Options["app_id"]
	k.path = "/" + url.PathEscape(app) + "/subscriptions"
	err := graphAs(ctx, a.caller, a.line, app+"|"+a.line.Secrets["app_secret"], k, result)
	var no *desk.SendError
	if errors.As(err, &no) && slices.Contains([]string{"190", "101", "104"}, no.Code) {
		no.Reason = "Meta knows no app with this app_id and app_secret. Both stand in the app's settings, Basic."
		no.Broken = true
	}
	return err
}

// samePath says whether two addresses differ in nothing but their host: ours,
// since we moved.
func samePath(a, b string) bool {
	x, err := url.Parse(a)
	y, err2 := url.Parse(b)
	return err == nil && err2 == nil && x.Path == y.Path
}
