// Webhook is what messengers and websites call: it stores what was said and
// starts what goes with a new dialog. It links neither a reader nor the API.
package main

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/presign"
	"github.com/sufler/sufler/shared/store/vault"
	"github.com/sufler/sufler/shared/web"
)

func main() {
	env := boot.NewEnv()
	log, a := env.Log(os.Stdout), env.Account()
	cfg := aws.Config{Region: a.Region, Credentials: credentials.NewStaticCredentialsProvider(a.KeyID, a.Secret, a.Session)}
	table := dynamo.New(cfg, env.Text("TABLE"), env.Endpoint("DYNAMODB"))
	secrets := &vault.Vault{Prefix: env.Text("LINES_PREFIX"), Parameters: vault.NewClient(cfg, env.Endpoint("SSM"))}
	board := channel.Switchboard(channel.Plugs(nil))
	st := &store.Cached{Store: store.Store{Engine: table, Now: time.Now, Vault: secrets, Channels: board}}
	outbox := schedule.Outbox{Queue: schedule.Queue{URL: env.Text("OUTBOX_URL"), SQS: schedule.NewSQS(cfg, env.Endpoint("SQS"))}}
	closing := schedule.Closing{Machine: env.Text("CLOSING_ARN"), Now: time.Now, SFN: schedule.NewSFN(cfg, env.Endpoint("SFN"))}
	files := presign.Signer{Bucket: env.Text("FILES_BUCKET"), Region: a.Region, Credentials: cfg.Credentials, Endpoint: env.Endpoint("S3"), Now: time.Now}
	liveAt := env.TextOr("LIVE_AT", "")
	boot.Must(log, env.Err())
	p := assembly.Parts{Store: st, Closing: closing, Outbox: outbox, Messengers: board, Slots: files, CRMEvents: connecting.NewKinds(nil, 1, time.Now).Granting(st), Now: time.Now}
	receiver := p.Receiver()
	plugs := map[desk.Channel]web.Plug{}
	for name, plug := range board {
		plugs[name] = plug
	}
	mux := http.NewServeMux()
	mux.Handle("/", web.Webhooks{Config: st, Plugs: plugs, Receiver: receiver, Cards: p.CardListener(), Log: log}.Handler())
	mux.Handle("/web/", web.Site{
		Config: st, Plug: website.Plug{Now: time.Now}, Receiver: receiver, Messages: st, Company: st, Files: files,
		Uploads: p.VisitorFiles(), Typist: p.Typist(), Paces: web.NewPaces(), Tickets: p.VisitorOffice(), LiveAt: liveAt, Now: time.Now, Log: log,
	}.Handler())
	boot.Warm(context.Background(), log, table.Warm)
	boot.Serve(boot.HTTP{Handler: mux, Log: log})
}
