package assembly_test

import (
	"context"
	"log/slog"
	"reflect"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/assemblytest"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/proving"
	"github.com/sufler/sufler/shared/assembly/serving"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
	bymodel "github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/gateway"
	"github.com/sufler/sufler/shared/openid"
	"github.com/sufler/sufler/shared/outgoing/webhook"
	"github.com/sufler/sufler/shared/password"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/folder"
	"github.com/sufler/sufler/shared/store/streams"
	"github.com/sufler/sufler/shared/tabular"
	"github.com/sufler/sufler/shared/transcribe"
	"github.com/sufler/sufler/shared/web"
	webapi "github.com/sufler/sufler/shared/web/api"
	"github.com/sufler/sufler/shared/words"
)

// models are those of an endpoint.
func models() bymodel.Models {
	m, err := answering.Choice{Engine: "openai", Model: "m", Embedding: "e", Endpoint: "http://localhost", Report: func(error) {}}.Models(answering.Keys("", "", ""), nil)
	if err != nil {
		panic(err)
	}
	return m
}

// full are all parts that there are.
func full() assembly.Parts {
	return proving.ByRules(connecting.Connected(assembly.Parts{
		Store: store.Store{}, Fresh: store.Store{}, Keys: store.Store{}, Outbox: schedule.Outbox{}, Quiet: schedule.QuietQueue{},
		Closing: schedule.Closing{}, Sooner: schedule.Closing{}, Messengers: channel.Switchboard{}, Pace: &channel.Pace{Plugs: channel.Plugs(nil)},
		Slots: folder.Folder{}, Files: folder.Folder{}, Transcriber: transcribe.OpenAI{}, Inbox: folder.Inbox{}, Letterbox: streams.Letterbox{}, Hearing: &desk.HearingPrice{}, Reader: offline.Reader{}, Index: answering.Index, Models: models(), Group: answering.Group, Hasher: &password.Argon{}, Poster: webhook.NewPoster(nil, time.Now), Gateway: gateway.Gateway{}, VisitorGateway: gateway.Gateway{}, Lookers: []feed.Consumer{feed.Journal{Log: slog.Default()}}, Sheets: tabular.Writer{}, Fold: words.Fold, Words: words.Bares, Provider: &openid.Client{},
		Base: func(context.Context) string { return "" }, Home: func(context.Context) string { return "" }, Now: time.Now, Hosts: []string{"crm.internal"}, Connections: store.Store{},
	}, store.Table{}), nil)
}

// TestEveryPortIsPluggedIn puts every verb together out of all parts, and looks
// for ports that it was given none for: whoever adds a port, or a verb, meets it
// here.
func TestEveryPortIsPluggedIn(t *testing.T) {
	p := full()
	assemblytest.Plugged(t, "Parts", p)
	verbs, looked := reflect.ValueOf(p), 0
	for i := range verbs.NumMethod() {
		m := verbs.Method(i)
		in := make([]reflect.Value, m.Type().NumIn())
		for n := range in {
			in[n] = reflect.Zero(m.Type().In(n))
		}
		name := verbs.Type().Method(i).Name
		for _, out := range m.Call(in) {
			looked += assemblytest.Plugged(t, name, out.Interface())
		}
	}
	if looked < 25 {
		t.Errorf("only %d verbs were looked at", looked)
	}
	if n := assemblytest.Plugged(t, "API", api(p), "API.Log"); n < 15 {
		t.Errorf("only %d of the API's verbs were looked at", n)
	}
}

// api is the API that serves those parts.
func api(p assembly.Parts) webapi.API {
	return serving.API(p, serving.Parts{
		Lists: store.Store{}, Setup: store.Store{}, Keys: store.Store{}, Pulse: store.Store{}, IdempotencyStore: store.Store{}, Links: folder.Folder{},
		Recommend: bridge.Choose, CheckLine: func(desk.Line) error { return nil },
		Channels: channel.Switchboard{}.Channels, Beside: serving.Beside(website.Plug{}), Live: p.Hub(), Bodies: &web.Bodies{},
	})
}

// TestEveryPartIsMissed takes one part away at a time: some verb misses it, so the
// test above would tell of a main that forgot it.
func TestEveryPartIsMissed(t *testing.T) {
	for i := range reflect.TypeFor[assembly.Parts]().NumField() {
		name := reflect.TypeFor[assembly.Parts]().Field(i).Name
		switch name {
		case "Models", "Transcriber", "Fresh", "Since", "Lease", "Hosts", "Callers", "Connections", "Lookers": // the zero value is right, too
			continue
		}
		p := full()
		reflect.ValueOf(&p).Elem().Field(i).SetZero()
		missed := &misses{TB: t}
		verbs := reflect.ValueOf(p)
		for m := range verbs.NumMethod() {
			in := make([]reflect.Value, verbs.Method(m).Type().NumIn())
			for n := range in {
				in[n] = reflect.Zero(verbs.Method(m).Type().In(n))
			}
			for _, out := range verbs.Method(m).Call(in) {
				assemblytest.Plugged(missed, verbs.Type().Method(m).Name, out.Interface())
			}
		}
		if missed.n == 0 {
			t.Errorf("no verb misses %s", name)
		}
	}
}

// misses counts errors instead of failing.
type misses struct {
	testing.TB
	n int
}

func (m *misses) Errorf(string, ...any) { m.n++ }
func (m *misses) Helper()               {}
