// Closing is asked by the closing state machine (infra/closing.asl.json) when a
// dialog's deadline has come: close it, or wait on.
package main

import (
	"context"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
)

func main() {
	env := boot.NewEnv()
	log, a := env.Log(os.Stdout), env.Account()
	cfg := aws.Config{Region: a.Region, Credentials: credentials.NewStaticCredentialsProvider(a.KeyID, a.Secret, a.Session)}
	table := dynamo.New(cfg, env.Text("TABLE"), env.Endpoint("DYNAMODB"))
	st := store.Store{Engine: table, Now: time.Now} // never an old copy: what an admin just set decides
	outbox := schedule.Outbox{Queue: schedule.Queue{URL: env.Text("OUTBOX_URL"), SQS: schedule.NewSQS(cfg, env.Endpoint("SQS"))}}
	boot.Must(log, env.Err())
	closer := connecting.Connected(assembly.Parts{Store: st, Outbox: outbox, Now: time.Now}, st.Table()).Closer()
	boot.Warm(context.Background(), log, table.Warm)
	boot.Serve(boot.Step[schedule.Steps, schedule.Next]{Log: log, Do: func(ctx context.Context, in schedule.Steps) (schedule.Next, error) {
		done, err := closer.Due(ctx, in.Dialog)
		if err != nil {
			return schedule.Next{}, err
		}
		return in.After(time.Now(), done.Again, done.Schedule, done.Delay)
	}})
}
