// Feed is brought what changed in the table, by its stream, and tells whoever
// wants to know. Today that is the journal in its log alone, which speaks at
// LOG_LEVEL debug: what follows changes comes as one more consumer.
//
// A website's visitors are not told from here: their pages poll the function
// webhook, since no call to it can wait for another function.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/store/streams"
)

func main() {
	env := boot.NewEnv()
	log := env.Log(os.Stdout)
	boot.Must(log, env.Err())
	tell := feed.Dispatcher{Consumers: []feed.Consumer{feed.Journal{Log: log}}}
	boot.Serve(boot.MessageLog{Log: log, Tell: func(ctx context.Context, records []json.RawMessage) []error {
		return tell.Tell(ctx, streams.Records(records, builtin.Record))
	}})
}
