package dynamo_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/storetest"
)

// endpoint is a server that speaks DynamoDB's protocol, where `make test-aws`
// started one. Without it the contract runs on the embedded engine only.
var endpoint = os.Getenv("SUFLER_DYNAMO_ENDPOINT")

func client(at string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region: "eu-central-1", BaseEndpoint: &at,
		Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider("test", "test", "")),
	})
}

// open makes a table of its own.
func open(t *testing.T) *dynamo.Engine {
	t.Helper()
	e := &dynamo.Engine{Client: client(endpoint), Name: fmt.Sprintf("sufler-%x", rand.Uint64())}
	if _, err := e.Client.CreateTable(context.Background(), dynamo.Table(e.Name)); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Client.UpdateTimeToLive(context.Background(), dynamo.TTL(e.Name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := e.Client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &e.Name}); err != nil {
			t.Error(err)
		}
	})
	return e
}

func TestContract(t *testing.T) {
	if endpoint != "" {
		storetest.Contract(t, open(t), settled)
	}
}

// TestFlowsPorts holds the store on this engine to flow's ports.
func TestFlowsPorts(t *testing.T) {
	if endpoint != "" {
		flowtest.Run(t, func(t *testing.T) *flowtest.World {
			e := open(t)
			f, clock := &storetest.Flaky{Engine: e}, flowtest.NewClock()
			return &flowtest.World{
				Ports: store.Store{Engine: f, Now: clock.Now}, CRM: builtin.CRM{Table: store.Table{Engine: f, Now: clock.Now}}, Clock: clock, Settle: settled, FailAt: f.FailAt, Steps: f.Calls,
				Stored: func() (map[string]string, error) { return stored(e.Name) },
			}
		})
	}
}

// stored is all that a table holds, as storetest.Stored.
func stored(table string) (map[string]string, error) {
	out := map[string]string{}
	pages := dynamodb.NewScanPaginator(client(endpoint), &dynamodb.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			return nil, err
		}
		for _, it := range page.Items {
			var text strings.Builder
			for name, v := range it {
				switch v := v.(type) {
				case *types.AttributeValueMemberS:
					fmt.Fprintf(&text, "%s: %s\n", name, v.Value)
				case *types.AttributeValueMemberN:
					fmt.Fprintf(&text, "%s: %s\n", name, v.Value)
				case *types.AttributeValueMemberB:
					fmt.Fprintf(&text, "%s: %s\n", name, v.Value)
				default:
					fmt.Fprintf(&text, "%s: %v\n", name, v)
				}
			}
			pk, sk := it["pk"].(*types.AttributeValueMemberS), it["sk"].(*types.AttributeValueMemberS)
			out[pk.Value+" "+sk.Value] = text.String()
		}
	}
	return out, nil
}

// settled: the server's global indexes are never late.
func settled() error { return nil }

// TestBuiltInCRM holds the store on this engine to what a CRM promises.
func TestBuiltInCRM(t *testing.T) {
	if endpoint != "" {
		crmtest.Run(t, func(t *testing.T) *crmtest.World {
			f, clock := &storetest.Flaky{Engine: open(t)}, flowtest.NewClock()
			return &crmtest.World{
				Plug: builtin.CRM{Table: store.Table{Engine: f, Now: clock.Now}},
				Now:  clock.Now, Move: clock.Move, FailAt: f.FailAt, Steps: f.Calls,
			}
		})
	}
}

// TestAPIsPorts holds the store on this engine to the API's ports.
func TestAPIsPorts(t *testing.T) {
	if endpoint != "" {
		storetest.Ports(t, func(t *testing.T) (store.Engine, func() error) { return open(t), settled })
	}
}
