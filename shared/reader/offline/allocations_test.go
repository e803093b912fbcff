//go:build unix && !race

// Under the race detector a sync.Pool forgets at random what it was given, so that what is
// pooled, as what regular expressions work on, is made anew and counted: counts there say
// nothing of the reader. CI runs all tests without it, too.

package offline_test

import (
	"context"
	"testing"

	"github.com/sufler/sufler/shared/reader/offline"
)

// mostAllocations is how often a chat's reading may ask for memory, the mean of the
// hand-written ones: a count, which no other process changes, and which grows where
// something is looked for twice.
const mostAllocations = 7000

func TestAReadingAsksForMemorySeldom(t *testing.T) {
	chats := handWritten(t)
	all := testing.AllocsPerRun(1, func() {
		for _, c := range chats {
			if _, err := (offline.Reader{}).Read(context.Background(), c); err != nil {
				t.Error(err)
			}
		}
	})
	if got := all / float64(len(chats)); got > mostAllocations {
		t.Errorf("got %.0f allocations a chat, want at most %d", got, mostAllocations)
	}
}
