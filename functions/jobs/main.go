// Jobs is fed by the outbox: it binds new dialogs to their cards and sends
// operators' replies out. Every minute a schedule has it tell again what a
// function that died may never have told.
package main

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/proving"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/outgoing/webhook"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/streams"
	"github.com/sufler/sufler/shared/store/vault"
	"github.com/sufler/sufler/shared/tabular"
	"github.com/sufler/sufler/shared/transcribe"
	"github.com/sufler/sufler/shared/words"
)

func main() {
	env := boot.NewEnv()
	log, metrics, a := env.Log(os.Stdout), env.Metrics(os.Stdout), env.Account()
	cfg := aws.Config{Region: a.Region, Credentials: credentials.NewStaticCredentialsProvider(a.KeyID, a.Secret, a.Session)}
	table := dynamo.New(cfg, env.Text("TABLE"), env.Endpoint("DYNAMODB"))
	parameters := vault.NewClient(cfg, env.Endpoint("SSM"))
	secrets := &vault.Vault{Prefix: env.Text("LINES_PREFIX"), Parameters: parameters}
	board := channel.Switchboard(channel.Plugs(nil))
	st := &store.Cached{Store: store.Store{Engine: table, Now: time.Now, Vault: secrets, Channels: board}}
	queues := schedule.NewSQS(cfg, env.Endpoint("SQS"))
	outbox := schedule.Outbox{Queue: schedule.Queue{URL: env.Text("OUTBOX_URL"), SQS: queues}}
	quiet := schedule.QuietQueue{Queue: schedule.Queue{URL: env.Text("QUIET_QUEUE_URL"), SQS: queues}}
	files := bucket.New(cfg, env.Text("FILES_BUCKET"), env.Endpoint("S3"))
	givenUp := bucket.New(cfg, env.Text("LETTERS_BUCKET"), env.Endpoint("S3"))
	letters := streams.Letterbox{Objects: givenUp, Read: builtin.Record, Found: func(n int) { metrics.Emit(boot.Count("ChangesGivenUp", n)) }}
	after := env.Duration("SWEEP_AFTER", 2*time.Minute)
	senders, machine, home := env.Int("SENDERS", 1), env.Text("CLOSING_ARN"), env.Text("HOME_URL")
	models, err := answering.Choose(env, log, parameters.Text, cfg, env.Endpoint("BEDROCK_RUNTIME"))
	boot.Must(log, err)
	var scribe flow.Transcriber
	if env.Bool("TRANSCRIBE", false) {
		scribe = transcribe.Amazon{Service: transcribe.NewService(cfg, env.Endpoint("TRANSCRIBE")), Bucket: env.Text("FILES_BUCKET"), Languages: env.List("TRANSCRIBE_LANGUAGES"), HTTP: &http.Client{Timeout: 30 * time.Second}}
	}
	var inbox knowledge.Inbox
	if env.Bool("RECORDINGS_FOLDER", false) {
		inbox = bucket.Inbox{Bucket: files}
	}
	boot.Must(log, env.Err())
	closing := schedule.Closing{Machine: machine, Now: time.Now, SFN: schedule.NewSFN(cfg, env.Endpoint("SFN"))}
	p := proving.ByRules(connecting.Remembered(assembly.Parts{
		Store: st, Fresh: st.Store, Keys: st.Store, Outbox: outbox, Quiet: quiet, Messengers: board, Files: files, Now: time.Now,
		Closing: closing, Sooner: closing, Home: func(context.Context) string { return home }, Poster: webhook.NewPoster(nil, time.Now), Index: answering.Index, Words: words.Bares, Models: models, Transcriber: scribe, Inbox: inbox, Letterbox: letters, Sheets: tabular.Writer{},
		Pace: &channel.Pace{Plugs: board, Shares: senders}, Callers: 2 * senders, // readings call, too
	}, st.Table()), nil)
	worker, sweeper := p.Worker(), p.Sweeper(time.Minute, after)
	boot.Warm(context.Background(), log, table.Warm)
	boot.Serve(boot.Queue{Log: log, Metrics: metrics, Tick: sweeper.Sweep, Do: func(ctx context.Context, body []byte) error {
		id, err := schedule.ReadNudge(body)
		if err != nil {
			return err
		}
		return worker.Do(ctx, id)
	}})
}
