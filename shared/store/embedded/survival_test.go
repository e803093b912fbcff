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
	e, err := embedded.Open(path, embedded.Knobs{})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		if _, err := e.Write(context.Background(), pair(i)...); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// writer starts the process that writes.
func writer(t *testing.T, path string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SUFLER_TEST_WRITER="+path)
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
