// Doctor says in words what a deployed stack lacks: access to the model, region
// and profile, quotas of zero, a webhook that can't be reached, tokens that are
// not valid, dead letters, closing steps that failed.
//
//	go run ./infra/doctor -stack sufler           looks, and registers the webhooks of active lines
//	go run ./infra/doctor -stack sufler -empty    empties the buckets before the stack is deleted
//
// It asks with your own AWS credentials, and one tiny reading of the model. Every
// check may be repeated. It ends with 1 if something is missing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	name := flag.String("stack", "sufler", "the stack's name")
	region := flag.String("region", "", "the stack's region; empty: as AWS_REGION or your profile says")
	empty := flag.Bool("empty", false, "empty the buckets and take the first key's parameter away, so that the stack can be deleted")
	flag.Parse()
	cfg, err := config.LoadDefaultConfig(ctx, func(o *config.LoadOptions) error { o.Region = *region; return nil })
	if err == nil && *empty {
		err = clean(ctx, cfg, *name, os.Stdout)
	} else if err == nil {
		err = look(ctx, cfg, *name, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "doctor:", err)
		os.Exit(1)
	}
}

// errIll says that something is missing; it was told above.
var errIll = errors.New("something is missing; see above")

// patience is how long one check may take.
const patience = 30 * time.Second

// look does all checks and tells of each.
func look(ctx context.Context, cfg aws.Config, name string, out io.Writer) error {
	if cfg.Region == "" {
		return errors.New("no region: set AWS_REGION, or give -region")
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return errors.New("no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	s, err := describe(ctx, cfg, name)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Stack %s in %s: %s\n", name, cfg.Region, s.Status)
	p := patient{stack: s, cfg: cfg, client: &http.Client{Timeout: patience}}
	ill := false
	for _, c := range p.checks() {
		one, cancel := context.WithTimeout(ctx, patience)
		said, err := c.do(one)
		cancel()
		mark := "ok  "
		if err != nil {
			mark, said, ill = "MISS", err.Error(), true
		}
		fmt.Fprintf(out, "%s %s: %s\n", mark, c.what, said)
	}
	if ill {
		return errIll
	}
	return nil
}
