//go:build aws

package awstest_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// passing are attributes that tell how something came to be, not what it is: how
// often it was tried and saved, and by whom.
var passing = []string{"version", "write", "shared", "attempt", "attempts", "claimed_by"}

// left out are partitions of their own kind: which requests were answered, keys,
// and what readings cost, of which a lost one is one more.
var leftOut = []string{"ONCE#", "KEYS", "SPENT#"}

var moment = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z|\b\d{16}\b`)

// contents are all items of the table, as lines that are equal if the same was
// done: moments are left out, and what chance named is named after what it is.
func (c *cloud) contents() []string {
	c.Helper()
	items := c.scan()
	names := map[string]string{}
	for _, it := range items {
		if run, ok := strings.CutPrefix(it["pk"].(string), "R#"); ok {
			r := it["r"].(map[string]any)
			names[run] = fmt.Sprintf("run of %v, by itself: %v", r["dialog"], r["automatic"] == true)
		}
	}
	var pairs []string
	for was, is := range names {
		pairs = append(pairs, was, is)
	}
	named := strings.NewReplacer(pairs...)
	var out []string
	for _, it := range items {
		pk, sk := it["pk"].(string), it["sk"].(string)
		if slices.ContainsFunc(leftOut, func(p string) bool { return strings.HasPrefix(pk, p) }) {
			continue
		}
		if strings.HasPrefix(sk, "E#") {
			it["sk"] = "E#" // a digest of the run's name and what the line tells anyhow
		}
		raw, err := json.Marshal(it)
		if err != nil {
			c.Fatal(err)
		}
		out = append(out, moment.ReplaceAllString(named.Replace(string(raw)), "(then)"))
	}
	slices.Sort(out)
	return out
}

// scan reads the whole table; what is JSON in it is read, too.
func (c *cloud) scan() []map[string]any {
	client := dynamodb.NewFromConfig(aws.Config{Region: "eu-central-1", BaseEndpoint: &dynamoURL, Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")})
	var out []map[string]any
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &c.name, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(c.Context())
		if err != nil {
			c.Fatal(err)
		}
		for _, av := range page.Items {
			it := map[string]any{}
			for name, v := range av {
				it[name] = plainly(v)
			}
			out = append(out, lasting(it).(map[string]any))
		}
	}
	return out
}

func plainly(v types.AttributeValue) any {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		var inner map[string]any
		if json.Unmarshal([]byte(v.Value), &inner) == nil {
			return inner
		}
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberBOOL:
		return v.Value
	}
	return fmt.Sprintf("%T", v)
}

// lasting leaves out what is passing, on every level.
func lasting(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if slices.Contains(passing, name) {
				delete(v, name)
			} else {
				v[name] = lasting(inner)
			}
		}
	case []any:
		for i := range v {
			v[i] = lasting(v[i])
		}
	case float64:
		if v >= 1e15 { // a place in a stream: a moment
			return "(then)"
		}
	}
	return v
}
