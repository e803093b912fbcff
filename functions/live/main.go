// Live lets browsers in on the WebSocket API, by a ticket of the function api's, and
// forgets them when they leave; and pages of websites' visitors, on a stage of their own,
// by one of the function webhook's. What changes is told by the function feed, through
// the gateway that holds the connections.
package main

import (
	"context"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/gateway"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
)

func main() {
	env := boot.NewEnv()
	log, a := env.Log(os.Stdout), env.Account()
	cfg := aws.Config{Region: a.Region, Credentials: credentials.NewStaticCredentialsProvider(a.KeyID, a.Secret, a.Session)}
	table := dynamo.New(cfg, env.Text("TABLE"), env.Endpoint("DYNAMODB"))
	st := store.Store{Engine: table, Now: time.Now} // never an old copy: who signed out is let in no more
	p := assembly.Parts{
		Store: st, Keys: st, Gateway: gateway.Gateway{At: env.Text("GATEWAY"), Config: cfg, Now: time.Now},
		VisitorGateway: gateway.Gateway{At: env.Text("VISITORS_GATEWAY"), Config: cfg, Now: time.Now}, Now: time.Now,
	}
	door, visitors := p.Door(), p.VisitorDoor()
	boot.Must(log, env.Err())
	boot.Warm(context.Background(), log, table.Warm)
	boot.Serve(boot.Sockets{Log: log, Stages: map[string]boot.Stage{
		"live": {
			Open:   func(ctx context.Context, id, ticket string) error { return door.Open(ctx, desk.SocketID(id), ticket) },
			Closed: func(ctx context.Context, id string) error { return door.Closed(ctx, desk.SocketID(id)) },
			Said: func(ctx context.Context, id string) ([]byte, error) {
				hints, err := door.Beat(ctx, desk.SocketID(id))
				if err != nil {
					return nil, err
				}
				return gateway.Frame(hints)
			},
		},
		"visitors": {
			Open: func(ctx context.Context, id, ticket string) error {
				return visitors.Open(ctx, desk.SocketID(id), ticket)
			},
			Closed: func(context.Context, string) error { return nil }, // it is found out when there is something to tell
			Said:   func(context.Context, string) ([]byte, error) { return gateway.Frame(live.VisitorBeat()) },
		},
	}})
}
