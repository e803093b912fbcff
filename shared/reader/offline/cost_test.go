//go:build unix

package offline_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// handWritten are the hand-written chats, ready to be read.
func handWritten(tb testing.TB) []desk.Chat {
	tb.Helper()
	var out []desk.Chat
	for _, l := range labelledChats(tb) {
		out = append(out, l.chat(tb))
	}
	return out
}

// BenchmarkRead is what a chat costs, the mean of the hand-written ones, in processor time,
// too, which other processes change little (shared/reader/README.md, 10 ms).
func BenchmarkRead(b *testing.B) {
	chats := handWritten(b)
	b.ReportAllocs()
	began, n := spent(b), 0
	for b.Loop() {
		for _, c := range chats {
			if _, err := (offline.Reader{}).Read(context.Background(), c); err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	b.ReportMetric(float64((spent(b)-began).Microseconds())/1000/float64(n), "cpu-ms/chat")
}

// spent is the processor time that this process has had.
func spent(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
