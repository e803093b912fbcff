package embedded_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// TestMain is also the process that is killed: it writes pairs of items, and
// says so after each, until it dies.
func TestMain(m *testing.M) {
	if path := os.Getenv("SUFLER_TEST_WRITER"); path != "" {
		if err := writeOn(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func pair(i int) []store.Op {
	at := fmt.Sprintf("%09d", i)
	return []store.Op{
		store.Put(store.Item{"pk": "a", "sk": at, "seq": int64(i)}, store.Missing("pk")),
		store.Put(store.Item{"pk": "b", "sk": at, "list_pk": "l", "list_sk": at}, store.Missing("pk")),
	}
}

func writeOn(path string) error {
	e, err := embedded.Open(path, embedded.Knobs{Feed: fed})
	if err != nil {
		return err
	}
	if os.Getenv("SUFLER_TEST_READER") != "" {
		go readOn(e)
	}
	for i := 0; ; i++ {
		if _, err := e.Write(context.Background(), pair(i)...); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// fed: the first of each pair is told, by the feed.
func fed(k store.Key) bool { return k.PK == "a" }

// readOn reads the feed, and takes away what it has said.
func readOn(e *embedded.Engine) {
	for range e.More() {
		for {
			all, err := e.Changes(context.Background(), "", 3)
			if err != nil || len(all) == 0 {
				break
			}
			for _, c := range all {
				fmt.Println("told", c.Key().SK)
				e.Take(c.Place)
			}
		}
	}
}

// writer starts the process that writes.
func writer(t *testing.T, path string, env ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), "SUFLER_TEST_WRITER="+path), env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func TestKill_NothingAnsweredIsLostNothingIsHalf(t *testing.T) {
	for _, answers := range []int{1, 7, 40} {
		path := filepath.Join(t.TempDir(), "sufler.db")
		cmd, out := writer(t, path)
		last := ""
		for range answers {
			if !out.Scan() {
				t.Fatalf("the writer ended: %v", out.Err())
			}
			last = out.Text()
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() { // answered before it died
			last = out.Text()
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the writer was not killed")
		}
		e, err := embedded.Open(path, embedded.Knobs{})
		if err != nil {
			t.Fatal(err)
		}
		var counts []int
		for _, q := range []store.Query{{PK: "a"}, {PK: "b"}, {PK: "a", Index: store.BySeq}, {PK: "l", Index: store.ByList}} {
			found, err := e.Query(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			counts = append(counts, len(found.Items))
		}
		var answered int
		if _, err := fmt.Sscan(last, &answered); err != nil {
			t.Fatal(err)
		}
		if counts[0] <= answered || counts[1] != counts[0] || counts[2] != counts[0] || counts[3] != counts[0] {
			t.Errorf("after %d answers there are %v items: table, table, local and global index", answered+1, counts)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestKill_EachWriteIsToldAndNothingElse kills a writer beside whom nobody reads
// the feed, or somebody does: what was said before the kill and what is in the
// feed after it are together just what was written.
func TestKill_EachWriteIsToldAndNothingElse(t *testing.T) {
	for name, env := range map[string]string{"nobody reads": "", "somebody reads": "SUFLER_TEST_READER=1"} {
		path := filepath.Join(t.TempDir(), "sufler.db")
		cmd, out := writer(t, path, env)
		told, kill := map[string]bool{}, 60 // after so many lines
		for n := 0; out.Scan(); n++ {
			if sk, is := strings.CutPrefix(out.Text(), "told "); is {
				told[sk] = true
			}
			if env != "" && len(told) < 10 {
				kill = max(kill, n+60) // what was told first is gone by then
			}
			if n == kill {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the writer was not killed")
		}
		e, err := embedded.Open(path, embedded.Knobs{Feed: fed})
		if err != nil {
			t.Fatal(err)
		}
		left, err := e.Changes(t.Context(), "", 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range left {
			told[c.Key().SK] = true
		}
		found, err := e.Query(t.Context(), store.Query{PK: "a"})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range found.Items {
			if !told[it.Str("sk")] {
				t.Errorf("%s: %s was written and never told", name, it.Str("sk"))
			}
		}
		if len(told) != len(found.Items) || len(left) == len(told) != (env == "") {
			t.Errorf("%s: %d told of %d written, %d of them still in the feed", name, len(told), len(found.Items), len(left))
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A change that was taken away is gone at the latest when the engine is closed.
func TestClose_WhatWasToldIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sufler.db")
	knobs := embedded.Knobs{NoSync: true, Feed: fed}
	e, err := embedded.Open(path, knobs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if _, err := e.Write(t.Context(), pair(i)...); err != nil {
			t.Fatal(err)
		}
	}
	all, err := e.Changes(t.Context(), "", 10)
	if err != nil || len(all) != 3 {
		t.Fatalf("got %v, %v", all, err)
	}
	e.Take(all[0].Place)
	e.Take(all[1].Place)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = embedded.Open(path, knobs); err != nil {
		t.Fatal(err)
	}
	left, err := e.Changes(t.Context(), "", 10)
	if err != nil || len(left) != 1 || left[0].Place != all[2].Place {
		t.Errorf("got %v, %v, want the third change", left, err)
	}
	if r, err := e.Check(t.Context()); err != nil || r.Changes != 1 || len(r.Faults) > 0 {
		t.Errorf("got %+v, %v, want one change", r, err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// What was told holds people's words, which may have been erased meanwhile: it
// goes though nobody writes any more.
func TestTake_WhatWasToldGoesWithoutAnotherWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := embedded.Open(filepath.Join(t.TempDir(), "sufler.db"), embedded.Knobs{NoSync: true, Feed: fed})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write(t.Context(), pair(1)...); err != nil {
			t.Fatal(err)
		}
		all, err := e.Changes(t.Context(), "", 10)
		if err != nil || len(all) != 1 {
			t.Fatalf("got %v, %v", all, err)
		}
		e.Take(all[0].Place)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if r, err := e.Check(t.Context()); err != nil || r.Changes != 0 {
			t.Errorf("got %+v, %v, want none in the feed", r, err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestOpen_ASecondProcessIsToldSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sufler.db")
	cmd, out := writer(t, path)
	defer func() { _, _ = cmd.Process.Kill(), cmd.Wait() }()
	if !out.Scan() {
		t.Fatal("the writer ended")
	}
	go func() {
		for out.Scan() {
		}
	}()
	e, err := embedded.Open(path, embedded.Knobs{})
	if err == nil {
		_ = e.Close()
	}
	if !errors.Is(err, desk.ErrBusy) || !strings.Contains(err.Error(), "another process") {
		t.Errorf("got %v, want that another process has it", err)
	}
}

func TestClose_LaterWritesAreBusy(t *testing.T) {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "x.db"), embedded.Knobs{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Write(context.Background(), pair(1)...); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
}

// BenchmarkWrite shows what sharing a commit is worth: a lone writer waits for
// the disk, many wait together.
func BenchmarkWrite(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprint(writers, " at once"), func(b *testing.B) {
			e := open(b, embedded.Knobs{})
			todo := make(chan int)
			var wg sync.WaitGroup
			for range writers {
				wg.Go(func() {
					for i := range todo {
						if _, err := e.Write(context.Background(), pair(i)...); err != nil {
							b.Error(err)
						}
					}
				})
			}
			for i := range b.N {
				todo <- i
			}
			close(todo)
			wg.Wait()
		})
	}
}
