//go:build aws

package awstest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// image is an item as DynamoDB's protocol writes it, and a stream too.
type image map[string]json.RawMessage

// item reads one of the table, past all our code.
func (c *cloud) item(pk, sk string) image {
	c.Helper()
	var out struct{ Item image }
	c.raw("GetItem", fmt.Sprintf(`{"TableName":%q,"ConsistentRead":true,"Key":{"pk":{"S":%q},"sk":{"S":%q}}}`, c.name, pk, sk), &out)
	if out.Item == nil {
		c.Fatalf("there is no item %s %s", pk, sk)
	}
	return out.Item
}

// items reads those of a partition.
func (c *cloud) items(pk string) []image {
	c.Helper()
	var out struct{ Items []image }
	c.raw("Query", fmt.Sprintf(`{"TableName":%q,"ConsistentRead":true,"KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":%q}}}`, c.name, pk), &out)
	return out.Items
}

// raw calls DynamoDB.
func (c *cloud) raw(op, in string, out any) {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), http.MethodPost, dynamoURL, strings.NewReader(in))
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.0")
	req.Header.Set("X-Amz-Target", "DynamoDB_20120810."+op)
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(out); err != nil || res.StatusCode != http.StatusOK {
		c.Fatalf("%s: %d, %v", op, res.StatusCode, err)
	}
}
