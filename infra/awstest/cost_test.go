//go:build aws

package awstest_test

import (
	"maps"
	"strings"
	"testing"
)

// counted is what passed through a proxy so far, by call.
func (f *fault) counted() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.calls)
}

// TestWhatAMessageCosts counts the calls of a warm webhook for a message in an
// open dialog, as they go over the wire: at most two to DynamoDB, none of them a
// read, none to a queue; and no more for the hundredth than for the tenth.
func TestWhatAMessageCosts(t *testing.T) {
	c := newCloud(t)
	c.setUp()
	id := 0
	say := func(n int) (calls map[string]int, queued int) {
		before, queuedBefore := c.dynamo.counted(), c.queues.counted()["AmazonSQS.SendMessage"]
		for range n {
			id++
			c.tell(update(5001, id, "And another thing"))
		}
		calls = map[string]int{}
		for op, now := range c.dynamo.counted() {
			if now > before[op] {
				calls[strings.TrimPrefix(op, "DynamoDB_20120810.")] = now - before[op]
			}
		}
		return calls, c.queues.counted()["AmazonSQS.SendMessage"] - queuedBefore
	}
	first, queued := say(1)
	t.Logf("the message that opens a dialog: %v and %d messages onto queues", first, queued)
	say(9)
	ten, queued := say(10)
	say(80)
	hundred, _ := say(10)
	t.Logf("ten messages in an open dialog: %v", ten)
	total := 0
	for op, n := range ten {
		total += n
		if !strings.HasPrefix(op, "Put") && !strings.HasPrefix(op, "Update") && !strings.HasPrefix(op, "Transact") {
			t.Errorf("a warm function reads: %s", op)
		}
	}
	if total > 20 || queued > 0 || !maps.Equal(ten, hundred) {
		t.Errorf("got %v and %d queued for ten messages, %v for ten later: want at most two calls each, none queued, and no more later", ten, queued, hundred)
	}
}
