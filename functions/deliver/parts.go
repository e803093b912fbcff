package main

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/value"
)

// binder binds dialogs to the built-in CRM's cards. It may look into a dialog
// after each message, so its reader is the one that costs nothing.
func binder(st *store.Cached) *flow.Binder {
	return &flow.Binder{
		Dialogs: st, Customers: st, Config: st, Registry: st, Firsts: st, Margins: st, Now: time.Now,
		Collector: &flow.Collector{
			Chats:  flow.Chats{Messages: st, Config: st, Cards: st},
			Reader: offline.Reader{}, Prover: value.Prover{}, Margins: st, Now: time.Now,
		},
	}
}

// keep is the bucket of customers' files. An endpoint of one's own is addressed
// by path: it has no name per bucket.
func keep(cfg aws.Config, env *boot.Env) bucket.Bucket {
	return bucket.Bucket{Name: env.Text("FILES_BUCKET"), Client: s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.BaseEndpoint = env.Endpoint("S3")
		o.UsePathStyle = o.BaseEndpoint != nil
	})}
}
