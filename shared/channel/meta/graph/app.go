package graph

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// App is the app's own side of the webhooks: one address, and the fields
// that come there, for each kind of object. It is told with the app's id and
// secret, which make up a token.
// https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
type App struct {
	Caller kit.Caller
	Line   desk.Line
	Object string
	Fields []string // all are asked for …
	Needs  string   // … and this one must be there
	// Aside: accounts can have addresses of their own (WhatsApp), so the app's
	// may be somebody else's.
	Aside bool
	// ByHand: Meta's pages name the app's settings as the place for the address,
	// though its apps take the call as well.
	ByHand bool
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

// Point has the app's events of the object come to webhookURL, if the line names
// its app. An address that is somebody else's is left alone, and told. Repeating
// it changes nothing.
func (a App) Point(ctx context.Context, webhookURL string) error {
	if a.Line.Options["app_id"] == "" {
		return nil
	}
	have, err := a.subscription(ctx)
	if err != nil {
		return err
	}
	names := have.names()
	missing := slices.DeleteFunc(slices.Clone(a.Fields), func(f string) bool { return slices.Contains(names, f) })
	switch {
	case have.Callback != "" && !samePath(have.Callback, webhookURL):
		return a.theirs(have, names)
	case have.Callback == webhookURL && have.Active && len(missing) == 0:
		return nil
	}
	var done struct {
		Success bool `json:"success"`
	}
	err = a.call(ctx, kit.Call{Body: map[string]any{
		"object": a.Object, "callback_url": webhookURL, "verify_token": a.Line.Secrets["verify_token"],
		"fields": strings.Join(append(names, missing...), ","), "include_values": true,
	}}, &done)
	var no *desk.SendError
	if !a.ByHand || !errors.As(err, &no) || no.Again || no.Unsure || no.Broken {
		return err
	}
	if have.Callback == webhookURL && have.Active && slices.Contains(names, a.Needs) {
		return nil // a person did what is needed
	}
	return kit.Broken("set_by_hand", "Meta did not take the address by a call. Set "+webhookURL+" and the line's verify token in the app's settings, Webhooks, and tick the field "+a.Needs+" there.")
}

// theirs says whether another's address is in our way.
func (a App) theirs(have metaSubscription, names []string) error {
	where := kit.HostOf(have.Callback)
	switch {
	case !a.Aside:
		return kit.Broken("app_taken", "The app sends the events of all its accounts to another address, at "+where+". Remove that address in the app's settings, Webhooks, and save the line again, or give this account an app of its own.")
	case !have.Active || !slices.Contains(names, a.Needs):
		return kit.Broken("app_lacks_field", "The app, whose own address is at "+where+", does not ask for the field "+a.Needs+". Tick it in the app's settings, Webhooks.")
	}
	return nil
}

// subscription is what the app has for the object now, zero if nothing.
func (a App) subscription(ctx context.Context) (metaSubscription, error) {
	var all struct {
		Data []metaSubscription `json:"data"`
	}
	err := a.call(ctx, kit.Call{Method: http.MethodGet}, &all)
	for _, s := range all.Data {
		if s.Object == a.Object {
			return s, err
		}
	}
	return metaSubscription{}, err
}

func (a App) call(ctx context.Context, k kit.Call, result any) error {
	app := a.Line.Options["app_id"]
	k.Path = "/" + url.PathEscape(app) + "/subscriptions"
	err := CallAs(ctx, a.Caller, a.Line, app+"|"+a.Line.Secrets["app_secret"], k, result)
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
