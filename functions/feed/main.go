// Feed is brought what changed in the table, by its stream, and tells whoever wants
// to know: the lists of dialogs, the figures, the company's webhooks and its rules, by
// jobs on the outbox, the journal in its log, which speaks at LOG_LEVEL debug, and last,
// of a whole batch at once, the operators whose browsers are on the WebSocket API, and
// the visitors of websites whose pages are.
package main

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/gateway"
	"github.com/sufler/sufler/shared/schedule"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/streams"
	"github.com/sufler/sufler/shared/words"
)

func main() {
	env := boot.NewEnv()
	log, a := env.Log(os.Stdout), env.Account()
	cfg := aws.Config{Region: a.Region, Credentials: credentials.NewStaticCredentialsProvider(a.KeyID, a.Secret, a.Session)}
	table := dynamo.New(cfg, env.Text("TABLE"), env.Endpoint("DYNAMODB"))
	outbox := schedule.Outbox{Queue: schedule.Queue{URL: env.Text("OUTBOX_URL"), SQS: schedule.NewSQS(cfg, env.Endpoint("SQS"))}}
	browsers := gateway.Gateway{At: env.Text("GATEWAY"), Config: cfg, Now: time.Now}
	pages := gateway.Gateway{At: env.Text("VISITORS_GATEWAY"), Config: cfg, Now: time.Now}
	boot.Must(log, env.Err())
	st := &store.Cached{Store: store.Store{Engine: table, Now: time.Now}}
	p := assembly.Parts{Store: st, BuiltIn: builtin.CRM{Table: st.Table()}, Keys: st.Store, Outbox: outbox, Gateway: browsers, VisitorGateway: pages, Words: words.Bares, Now: time.Now}
	tell := feed.Dispatcher{Consumers: append(p.Consumers(), feed.Journal{Log: log}), Keeper: p.Shelver()}
	push := p.Pusher()
	boot.Serve(boot.MessageLog{Log: log, Tell: func(ctx context.Context, records []json.RawMessage) []error {
		changed := streams.Records(records, builtin.Record)
		became := tell.Tell(ctx, changed)
		if err := push.Tell(ctx, changed, became); err != nil {
			log.WarnContext(ctx, "not everybody was told live", "error", err)
		}
		return became
	}})
}
