//go:build aws

package awstest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/store/streams"
)

// TestWhatTheStreamGivesUpIsToldLater_BX05: while the table takes no calls at all the
// deployed feed can neither tell nor keep a change, says so, and loses nothing: its letter,
// put into the bucket with the feed's own rights, is taken over by the next tick of the
// function jobs, administrators see the change, and its job tells it. The letter twice
// changes nothing; one that nobody can read stays, and a tick that fails tells of it.
//
// What it does not prove: that Lambda puts the letter there, and as it documents it.
func TestWhatTheStreamGivesUpIsToldLater_BX05(t *testing.T) {
	c := newCloud(t)
	c.setUp()
	c.feed()
	c.tell(update(5000, 1, "Secret words"))
	d := c.dialogOf(5000)
	head := c.item("C#"+strings.TrimSuffix(d.ID, "-1"), "HEAD")
	event, err := json.Marshal(map[string]any{"Records": []any{map[string]any{"eventName": "INSERT", "dynamodb": map[string]any{
		"Keys": image{"pk": head["pk"], "sk": head["sk"]}, "NewImage": head, "SequenceNumber": "100000000000000000001",
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	c.dynamo.break_(true)
	out, err := c.functions["feed"].invoke(t.Context(), event)
	c.dynamo.break_(false)
	if err != nil || !strings.Contains(string(out), `{"itemIdentifier":"100000000000000000001"}`) {
		t.Fatalf("the feed answers %s, %v", out, err)
	}
	c.until("it says so", func() bool {
		return strings.Contains(c.functions["feed"].said(), "it could not be kept to be told later")
	})
	if said := c.functions["feed"].said(); strings.Contains(said, "Secret") {
		t.Errorf("it says\n%s", said)
	}
	untold := func() (all []struct{ ID, About, Dialog, State string }) {
		var page struct {
			Items []struct{ ID, About, Dialog, State string }
		}
		c.api(http.MethodGet, "/v1/changes/untold", nil, &page)
		return page.Items
	}
	listed := func() bool {
		var page struct{ Items []struct{ ID string } }
		c.api(http.MethodGet, "/v1/dialogs?q=Anna", nil, &page)
		return len(page.Items) == 1 && page.Items[0].ID == d.ID
	}
	if left := untold(); len(left) != 0 || listed() {
		t.Fatalf("kept are %v: the test shows less than it says", left)
	}
	letter, err := json.Marshal(map[string]any{"version": "1.0", "requestContext": map[string]any{"condition": "RetryAttemptsExhausted"}, "payload": string(event)})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		c.put(fmt.Sprint(streams.Prefix, "source/shard/2026/03/02/", round), string(letter))
		if out, err := c.functions["jobs"].invoke(t.Context(), scheduled); err != nil {
			t.Fatalf("%s, %v: %s", out, err, c.functions["jobs"].said())
		}
		kept := untold()
		if len(kept) != 1 || kept[0].Dialog != d.ID || kept[0].About != "dialog" || kept[0].State != "waiting" {
			t.Fatalf("round %d: kept are %+v", round, kept)
		}
		if left, err := c.givenUp.Names(t.Context(), "", desk.PageAsk{Limit: 10}); err != nil || len(left.Items) != 0 {
			t.Errorf("round %d: letters are left: %v, %v", round, left.Items, err)
		}
		c.api(http.MethodPost, "/v1/changes/untold/"+kept[0].ID+"/retell", nil, nil)
		c.until("the change is told", func() bool { return len(untold()) == 0 && listed() })
	}
	c.until("the alarm has its figure", func() bool { return strings.Contains(c.functions["jobs"].said(), `"ChangesGivenUp":1`) })
	if said := c.functions["jobs"].said(); strings.Contains(said, "Secret") {
		t.Errorf("jobs says\n%s", said)
	}
	c.put(streams.Prefix+"source/shard/2026/03/02/3", "<Whole Event>")
	if out, err := c.functions["jobs"].invoke(t.Context(), scheduled); err == nil || !strings.Contains(err.Error(), "sweep what the stream gave up") {
		t.Errorf("what nobody can read: %s, %v", out, err)
	}
	if left, err := c.givenUp.Names(t.Context(), "", desk.PageAsk{Limit: 10}); err != nil || len(left.Items) != 1 {
		t.Errorf("what nobody can read: %v, %v", left.Items, err)
	}
}

// put puts a letter into the bucket, as Lambda does: with the rights of the function feed.
func (c *cloud) put(name, letter string) {
	c.Helper()
	cfg := faultyConfig(nil)
	cfg.Credentials, cfg.HTTPClient = credentials.NewStaticCredentialsProvider(keys["feed"].ID, keys["feed"].Secret, ""), nil
	b := bucket.New(cfg, c.name+"-letters", &c.others.URL)
	if _, err := b.Keep(c.Context(), name, desk.File{Body: io.NopCloser(strings.NewReader(letter))}); err != nil {
		c.Fatal(err)
	}
}
