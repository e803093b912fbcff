package embedded_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// filled is a file with some items in it, closed, as bytes, none of them spare.
func filled(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sufler.db")
	e := opened(t, path)
	for i := range 300 {
		if _, err := e.Write(t.Context(), pair(i)...); err != nil {
			t.Fatal(err)
		}
	}
	var raw bytes.Buffer
	if _, err := e.Backup(&raw, nil); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

func opened(t *testing.T, path string) *embedded.Engine {
	t.Helper()
	e, err := embedded.Open(path, embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// use does with a file whatever can be done with it, and answers with the first
// error and with what Check says.
func use(t *testing.T, path string) (embedded.Report, error) {
	t.Helper()
	e, err := embedded.Open(path, embedded.Knobs{NoSync: true})
	if err != nil {
		return embedded.Report{}, err
	}
	report, failed := e.CheckAll(t.Context())
	for i := range 300 {
		_, err := e.Get(t.Context(), pair(i)[0].Key, true)
		failed = errors.Join(failed, err)
	}
	for _, index := range []string{"", store.BySeq, store.ByList} {
		_, err := e.Query(t.Context(), store.Query{Index: index, PK: map[string]string{"": "a", store.BySeq: "a", store.ByList: "l"}[index]})
		failed = errors.Join(failed, err)
	}
	for i := range 20 {
		_, err := e.Write(t.Context(), pair(1000+i)...)
		failed = errors.Join(failed, err)
	}
	return report, errors.Join(failed, e.Close())
}

// TestDamageIsToldAndNeverAPanic does to a file what disks and people do.
func TestDamageIsToldAndNeverAPanic(t *testing.T) {
	good, page := filled(t), os.Getpagesize()
	// Each has a file of its own: a file that was found damaged while it was opened
	// stays locked until the process ends.
	dir, path, n := t.TempDir(), "", 0
	put := func(raw []byte) {
		t.Helper()
		n++
		path = filepath.Join(dir, fmt.Sprint(n, ".db"))
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(good)
	if report, err := use(t, path); err != nil || len(report.Faults) > 0 || report.Items != 600 || report.Entries != 600 {
		t.Fatalf("a good file: %+v, %v", report, err)
	}
	for name, bad := range map[string][]byte{
		"cut in the middle":         good[:len(good)/2],
		"cut by one page":           good[:len(good)-page],
		"cut within the first page": good[:100],
		"another program's":         bytes.Repeat([]byte("not ours "), len(good)/9),
		"zeros":                     make([]byte, len(good)),
	} {
		put(bad)
		if _, err := use(t, path); !errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want one that says that the file is damaged, and which", name, err)
		}
	}
	seen := 0
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 1))
		bad := bytes.Clone(good)
		from := page * (2 + rng.IntN(len(bad)/page-2)) // bbolt has two first pages, each the other's copy
		hurt := bad[from : from+page]
		switch rng.IntN(3) {
		case 0:
			clear(hurt)
		case 1:
			copy(hurt, good[page*2:])
		default:
			for range 8 {
				hurt[rng.IntN(len(hurt)/4)] = byte(rng.Uint32())
			}
		}
		put(bad)
		report, err := use(t, path)
		if err != nil || len(report.Faults) > 0 {
			seen++
		}
	}
	if seen < 50 {
		t.Errorf("only %d of 150 damages were noticed: the test does too little", seen)
	}
}

// TestDamageToTheWaysIsTold: the keys by which a branch page leads to others are
// read by no one who goes through all items, but by everybody who looks for one.
// Pages that are free now hurt nobody.
func TestDamageToTheWaysIsTold(t *testing.T) {
	good, page := filled(t), os.Getpagesize()
	const header, element, branch = 16, 16, 1 // of bbolt's pages: id, flags, count, overflow; pos, ksize, pgid
	dir, n, seen := t.TempDir(), 0, 0
	for at := 2 * page; at < len(good); at += page {
		if binary.LittleEndian.Uint16(good[at+8:]) != branch {
			continue
		}
		last := int(binary.LittleEndian.Uint16(good[at+10:])) - 1
		for _, i := range []int{0, last / 2, last} {
			bad := bytes.Clone(good)
			binary.LittleEndian.PutUint32(bad[at+header+i*element:], 0x5000_0000)
			n++
			path := filepath.Join(dir, fmt.Sprint(n, ".db"))
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if report, err := use(t, path); err != nil || len(report.Faults) > 0 {
				seen++
			}
		}
	}
	if seen < 6 {
		t.Errorf("only %d of %d damaged ways were noticed", seen, n)
	}
}

func TestBackupIsOneMomentWhileOthersWrite(t *testing.T) {
	e := opened(t, filepath.Join(t.TempDir(), "sufler.db"))
	defer e.Close()
	stop, wrote := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				wrote <- nil
				return
			default:
			}
			if _, err := e.Write(t.Context(), pair(i)...); err != nil {
				wrote <- err
				return
			}
		}
	}()
	for n := range 20 {
		copied := filepath.Join(t.TempDir(), fmt.Sprint(n, ".db"))
		f, err := os.Create(copied)
		if err != nil {
			t.Fatal(err)
		}
		told := int64(0)
		size, err := e.Backup(f, func(size int64) error { told = size; return nil })
		if err = errors.Join(err, f.Close()); err != nil || size != told || size == 0 {
			t.Fatalf("got %d bytes, told %d, %v", size, told, err)
		}
		if report, err := e.Check(t.Context()); err != nil || len(report.Faults) > 0 {
			t.Errorf("check %d, while others write: %+v, %v", n, report, err)
		}
		b := opened(t, copied)
		report, err := b.CheckAll(t.Context())
		// A pair is written whole, so a copy of one moment has both or none.
		if err != nil || len(report.Faults) > 0 || report.Items%2 != 0 || report.Items != report.Entries {
			t.Errorf("copy %d: %+v, %v", n, report, err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}
