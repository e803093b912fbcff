// Analyze is woken by the quiet queue: it reads dialogs that fell quiet with a
// model and fills their cards.
package main

import (
	"context"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/proving"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/vault"
)

func main() {
	env := boot.NewEnv()
	log, metrics, a := env.Log(os.Stdout), env.Metrics(os.Stdout), env.Account()
	cfg := aws.Config{Region: a.Region, Credentials: credentials.NewStaticCredentialsProvider(a.KeyID, a.Secret, a.Session)}
	table := dynamo.New(cfg, env.Text("TABLE"), env.Endpoint("DYNAMODB"))
	st := &store.Cached{Store: store.Store{Engine: table, Now: time.Now}}
	// A run reads no line's secrets, but a CRM lets nobody in without its own.
	crms := &store.Cached{Store: store.Store{Engine: table, Now: time.Now, Vault: &vault.Vault{Prefix: env.Text("LINES_PREFIX"), Parameters: vault.NewClient(cfg, env.Endpoint("SSM"))}}}
	quiet := schedule.QuietQueue{Queue: schedule.Queue{URL: env.Text("QUIET_QUEUE_URL"), SQS: schedule.NewSQS(cfg, env.Endpoint("SQS"))}}
	rd, err := newHouse(env, cfg, st, log).reader(context.Background(), env)
	lease := env.Duration("LEASE", desk.ReadingLease)
	boot.Must(log, env.Err())
	boot.Must(log, err)
	analyzer := proving.ByRules(connecting.Remembered(assembly.Parts{
		Store: st, Connections: crms, Quiet: quiet, Reader: boot.MeteredReader{Reader: rd, Metrics: metrics}, Now: time.Now, Lease: lease, Callers: 20, // as many as send and read at once by default
	}, st.Table()), nil).Analyzer()
	boot.Warm(context.Background(), log, table.Warm)
	boot.Serve(boot.Queue{Log: log, Metrics: metrics, Do: func(ctx context.Context, body []byte) error {
		w, err := schedule.ReadWakeup(body)
		if err != nil {
			return err
		}
		return analyzer.Analyze(ctx, w)
	}})
}
