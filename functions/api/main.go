// Api serves the HTTP API to CRMs, scripts and the console.
package main

import (
	"context"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/vault"
)

func main() {
	env, ctx := boot.NewEnv(), context.Background()
	log, a := env.Log(os.Stdout), env.Account()
	cfg := aws.Config{Region: a.Region, Credentials: credentials.NewStaticCredentialsProvider(a.KeyID, a.Secret, a.Session)}
	table := dynamo.New(cfg, env.Text("TABLE"), env.Endpoint("DYNAMODB"))
	parameters := vault.NewClient(cfg, env.Endpoint("SSM"))
	board := channel.Switchboard(channel.Plugs(nil))
	st := store.Store{Engine: table, Now: time.Now, Channels: board, Vault: &vault.Vault{Prefix: env.Text("LINES_PREFIX"), Parameters: parameters}}
	queues := schedule.NewSQS(cfg, env.Endpoint("SQS"))
	machines := schedule.NewSFN(cfg, env.Endpoint("SFN"))
	models, err := answering.Choose(env, log, parameters.Text, cfg, env.Endpoint("BEDROCK_RUNTIME"))
	boot.Must(log, err)
	served := handler(st, board, ports{
		Outbox:  schedule.Outbox{Queue: schedule.Queue{URL: env.Text("OUTBOX_URL"), SQS: queues}},
		Quiet:   schedule.QuietQueue{Queue: schedule.Queue{URL: env.Text("QUIET_QUEUE_URL"), SQS: queues}},
		Closing: schedule.Closing{Machine: env.Text("CLOSING_ARN"), Now: time.Now, SFN: machines},
		Models:  models,
		Hearing: hearing(env.Bool("TRANSCRIBE", false)),
	}, bucket.New(cfg, env.Text("FILES_BUCKET"), env.Endpoint("S3")), env.TextOr("LIVE_AT", ""), log)
	first := start{Store: st, Parameters: vault.Client{SSM: parameters.SSM, About: aboutKey}, KeyName: env.Text("FIRST_KEY_PARAMETER"), AdminName: env.Text("FIRST_ADMIN_PARAMETER"), Now: time.Now, Settings: settings(env)}
	boot.Must(log, env.Err())
	boot.Warm(ctx, log, first.Do)
	boot.Serve(boot.HTTP{Handler: served, Log: log})
}
