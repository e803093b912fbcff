//go:build aws

package awstest_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/proving"
	"github.com/sufler/sufler/shared/assembly/serving"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/outgoing/webhook"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/streams"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
	"github.com/sufler/sufler/shared/words"
)

// handler is what boot makes of a function, for Lambda's events.
type handler interface {
	Invoke(ctx context.Context, payload []byte) ([]byte, error)
}

// inProcess puts the functions together here, each as its main does, with the
// SDK's clients calling through f. Only the messenger is none.
func (c *cloud) inProcess(f *faulty) {
	p := &parts{cloud: c, cfg: faultyConfig(f)}
	for name, make := range map[string]func(*parts, *slog.Logger) handler{
		"webhook": (*parts).webhook, "api": (*parts).api, "analyze": (*parts).analyze, "jobs": (*parts).jobs, "closing": (*parts).closing, "feed": (*parts).tell,
	} {
		to, own := c.functions[name], *p
		own.cfg.Credentials = credentials.NewStaticCredentialsProvider(keys[name].ID, keys[name].Secret, "")
		to.handler = make(&own, slog.New(slog.NewJSONHandler(&lockedWriter{f: to}, nil)))
	}
	key, token := api.NewKey(desk.Actor{Key: "admin", Name: "admin", Role: desk.RoleAdmin}, time.Now())
	if err := p.store().SaveKey(c.Context(), key); err != nil {
		c.Fatal(err)
	}
	if err := connecting.Seed(c.Context(), p.store()); err != nil {
		c.Fatal(err)
	}
	c.key = token
}

// parts are what the functions are made of.
type parts struct {
	*cloud
	cfg aws.Config
}

func (p *parts) store() store.Store {
	return store.Store{Engine: dynamo.New(p.cfg, p.name, &dynamoURL), Now: time.Now, Channels: channel.Switchboard(channel.Plugs(nil))}
}

// table is the store, without faults.
func (c *cloud) table() store.Store {
	cfg := faultyConfig(nil)
	cfg.HTTPClient = http.DefaultClient
	return (&parts{cloud: c, cfg: cfg}).store()
}

func (p *parts) cached() *store.Cached { return &store.Cached{Store: p.store()} }

func (p *parts) outbox() schedule.Outbox {
	return schedule.Outbox{Queue: schedule.Queue{SQS: schedule.NewSQS(p.cfg, &cloudURL), URL: p.url["outbox"]}}
}

func (p *parts) quiet() schedule.QuietQueue {
	return schedule.QuietQueue{Queue: schedule.Queue{SQS: schedule.NewSQS(p.cfg, &cloudURL), URL: p.url["quiet"]}}
}

func (p *parts) steps() schedule.Closing {
	return schedule.Closing{SFN: schedule.NewSFN(p.cfg, &cloudURL), Machine: p.resolve.refs["Closing"], Now: time.Now}
}

// made is what every function is put together from.
func (p *parts) made(st assembly.Store) assembly.Parts {
	return connecting.Connected(assembly.Parts{
		Store: st, Outbox: p.outbox(), Quiet: p.quiet(), Closing: p.steps(), Sooner: p.steps(),
		Messengers: mute{channel.Switchboard(channel.Plugs(nil))}, Pace: &channel.Pace{Plugs: channel.Plugs(nil)}, Fold: words.Fold, Index: answering.Index, Group: answering.Group, Words: words.Bares, Now: time.Now, Poster: webhook.NewPoster(nil, time.Now),
		Base: func(context.Context) string { return "" }, // no messenger is told of us
		Home: func(context.Context) string { return "https://sufler.example" },
	}, p.store().Table())
}

// remembering is what a function that hears of each message is put together from.
func (p *parts) remembering(st assembly.Store) assembly.Parts {
	return connecting.Remembered(p.made(st), p.store().Table())
}

func (p *parts) webhook(log *slog.Logger) handler {
	st := p.cached()
	plugs := map[desk.Channel]web.Plug{}
	for name, plug := range channel.Plugs(nil) {
		plugs[name] = plug
	}
	return boot.HTTP{Log: log, Handler: web.Webhooks{Config: st, Plugs: plugs, Receiver: p.made(st).Receiver(), Log: log}.Handler()}
}

func (p *parts) api(log *slog.Logger) handler {
	st := p.store()
	keys := &store.Cached{Store: st}
	made := p.made(st)
	made.Keys = keys
	return boot.HTTP{Log: log, Handler: serving.API(made, serving.Parts{
		Lists: st, Setup: st, Keys: keys, Pulse: st, IdempotencyStore: st, CheckLine: func(desk.Line) error { return nil }, Log: log,
	}).Handler()}
}

func (p *parts) metrics() *boot.Metrics { return &boot.Metrics{Out: io.Discard, Now: time.Now} }

func (p *parts) analyze(log *slog.Logger) handler {
	st := p.cached()
	around := reader.Wrap{
		Second: offline.Reader{}, DayTokens: reader.DefaultDayTokens, DayMicroUSD: reader.DefaultDayMicroUSD,
		Ledger: st, Now: time.Now, ID: rand.Text, Prove: value.Prover{}.Prove,
	}
	model := reader.Prompted{Limits: reader.Limits{RunMicroUSD: reader.DefaultRunMicroUSD, Rolling: true}, Model: &bedrock.Model{
		Client: bedrockruntime.NewFromConfig(p.cfg, func(o *bedrockruntime.Options) { o.BaseEndpoint = &p.modelURL }),
		ID:     "anthropic.claude-haiku-5-5", Profile: "global", Thinking: "disabled", Cache: true,
	}}
	made := proving.ByRules(p.remembering(st), nil)
	made.Reader = boot.MeteredReader{Reader: around.Reader(model), Metrics: p.metrics()}
	made.Lease = 10 * time.Second // a call here takes less than two
	a := made.Analyzer()
	return boot.Queue{Log: log, Metrics: p.metrics(), Do: func(ctx context.Context, body []byte) error {
		w, err := schedule.ReadWakeup(body)
		if err != nil {
			return err
		}
		return a.Analyze(ctx, w)
	}}
}

func (p *parts) jobs(log *slog.Logger) handler {
	made := proving.ByRules(p.remembering(p.cached()), nil)
	d, sweeper := made.Worker(), made.Sweeper(time.Minute, 3*time.Second)
	return boot.Queue{Log: log, Metrics: p.metrics(), Tick: sweeper.Sweep, Do: func(ctx context.Context, body []byte) error {
		id, err := schedule.ReadNudge(body)
		if err != nil {
			return err
		}
		return d.Do(ctx, id)
	}}
}

// closing is asked at once instead of after an hour: its closer lives two hours
// later than everybody else. The run that follows is due at once.
func (p *parts) closing(log *slog.Logger) handler {
	st := p.store()
	closer := p.made(st).Closer()
	closer.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	return boot.Step[schedule.Steps, schedule.Next]{Log: log, Do: func(ctx context.Context, in schedule.Steps) (schedule.Next, error) {
		done, err := closer.Due(ctx, in.Dialog)
		if err != nil {
			return schedule.Next{}, err
		}
		return in.After(time.Now(), done.Again, done.Schedule, done.Delay)
	}}
}

// tell is what functions/feed does with the stream, which the servers here do not
// bring it.
func (p *parts) tell(log *slog.Logger) handler {
	told := p.made(p.cached())
	push := told.Pusher()
	d := feed.Dispatcher{Consumers: append(told.Consumers(), feed.Journal{Log: log}), Keeper: told.Shelver()}
	return boot.MessageLog{Log: log, Tell: func(ctx context.Context, records []json.RawMessage) []error {
		changed := streams.Records(records, builtin.Record)
		became := d.Tell(ctx, changed)
		if err := push.Tell(ctx, changed, became); err != nil {
			log.WarnContext(ctx, "not everybody was told live", "error", err)
		}
		return became
	}}
}

// mute is a messenger that takes everything and knows nothing.
type mute struct{ channel.Switchboard }

// Send implements flow.Sender.
func (mute) Send(context.Context, desk.Line, desk.Outbound) (desk.ExternalID, error) {
	return "theirs", nil
}

// ShowTyping implements talk.TypingShower.
func (mute) ShowTyping(context.Context, desk.Line, desk.TypingTo) error { return nil }

// Lookup implements flow.Lookup.
func (mute) Lookup(_ context.Context, _ desk.Line, p desk.Profile) (desk.Profile, error) {
	return p, nil
}
