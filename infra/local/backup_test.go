package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/store/embedded"
)

// run starts the program with flags for something that ends by itself.
func run(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	code = start(t.Context(), args, noEnv, &out, &out)
	return code, out.String()
}

// unpacked is a folder made of a backup.
func unpacked(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	zipped, err := gzip.NewReader(raw)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	for in := tar.NewReader(zipped); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(dir, filepath.FromSlash(h.Name))
		body, err := io.ReadAll(in)
		if err = errors.Join(err, os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, body, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBackupBringsBackWhatWasThere copies the data of a running system and of a
// stopped one, and starts the copies.
func TestBackupBringsBackWhatWasThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	out, stop := started(t, dir)
	base := address(t, out.String())
	addr := strings.TrimPrefix(base, "http://")
	token, err := os.ReadFile(filepath.Join(dir, "admin-key"))
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(string(token))
	c := client{HTTP: http.DefaultClient, Base: base, Key: key}
	line := map[string]any{"id": "shop", "channel": "telegram", "secrets": map[string]string{"token": "1:none", "secret": "s3cret"}}
	if err := c.Call(t.Context(), "POST", "/v1/lines", line, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Call(t.Context(), "POST", "/webhooks/telegram/shop", parties.BotText(1, 1, parties.BotUser{ID: 42, First: "Anna"}, time.Now(), "Hello!"), nil, "X-Telegram-Bot-Api-Secret-Token", "s3cret"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "files"), 0o700), os.WriteFile(filepath.Join(dir, "files", "f1"), []byte("a file"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/local/backup", "/local/check"} {
		if a, err := (client{HTTP: http.DefaultClient, Base: base, Key: key + "x"}).Send(t.Context(), "GET", path, nil); err != nil || a.Status != http.StatusUnauthorized {
			t.Errorf("%s with a wrong key: %d, %v", path, a.Status, err)
		}
	}
	hot, cold := filepath.Join(t.TempDir(), "hot.tgz"), filepath.Join(t.TempDir(), "cold.tgz")
	if code, said := run(t, "-backup", hot, "-dir", dir, "-addr", addr); code != 0 || !strings.Contains(said, "tar -xzf "+hot) {
		t.Fatalf("while it runs: code %d, %s", code, said)
	}
	if code, said := run(t, "-check", "-dir", dir, "-addr", addr); code != 0 || !strings.Contains(said, "Nothing is wrong.") {
		t.Errorf("check while it runs: code %d, %s", code, said)
	}
	stop()
	if code, said := run(t, "-backup", cold, "-dir", dir); code != 0 {
		t.Fatalf("once it is stopped: code %d, %s", code, said)
	}
	for _, file := range []string{hot, cold} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v; it holds secrets", file, info.Mode(), err)
		}
		restored := unpacked(t, file)
		if code, said := run(t, "-check", "-dir", restored); code != 0 || !strings.Contains(said, "Nothing is wrong.") {
			t.Errorf("check of %s: code %d, %s", file, code, said)
		}
		out, stop := started(t, restored)
		c := client{HTTP: http.DefaultClient, Base: address(t, out.String()), Key: key}
		var dialogs page[dialogDoc]
		if err := c.Call(t.Context(), "GET", "/v1/dialogs?line=shop", nil, &dialogs); err != nil || len(dialogs.Items) != 1 {
			t.Errorf("%s: %d dialogs, %v; want the one that was there", file, len(dialogs.Items), err)
		}
		stop()
		if kept, err := os.ReadFile(filepath.Join(restored, "files", "f1")); string(kept) != "a file" {
			t.Errorf("%s: the file is %q, %v", file, kept, err)
		}
	}
}

func TestDamagedDataAreToldAtTheStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	_, stop := started(t, dir)
	stop()
	file := filepath.Join(dir, "sufler.db")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"cut": raw[:len(raw)/4], "zeros": make([]byte, len(raw))} {
		broken := filepath.Join(t.TempDir(), name)
		if err := errors.Join(os.MkdirAll(broken, 0o700), os.WriteFile(filepath.Join(broken, "sufler.db"), bad, 0o600)); err != nil {
			t.Fatal(err)
		}
		code, said := run(t, "-dir", broken, "-addr", "127.0.0.1:0")
		if code != 1 || !strings.Contains(said, "the file is damaged") || !strings.Contains(said, "bring back a backup") {
			t.Errorf("%s: code %d, %s", name, code, said)
		}
	}
	if code, said := run(t, "-check", "-dir", t.TempDir()); code != 1 || !strings.Contains(said, "there are no data in") {
		t.Errorf("a folder without data: code %d, %s", code, said)
	}
}

// TestDamageThatTheStartDoesNotMeetIsLogged hurts pages that no start reads.
func TestDamageThatTheStartDoesNotMeetIsLogged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	_, stop := started(t, dir)
	stop()
	raw, err := os.ReadFile(filepath.Join(dir, "sufler.db"))
	if err != nil {
		t.Fatal(err)
	}
	page, tried := os.Getpagesize(), 0
	for at := len(raw)/page - 1; at > 2 && tried < 3; at-- {
		broken := filepath.Join(t.TempDir(), "data")
		bad := bytes.Clone(raw)
		for i := at*page + 40; i < (at+1)*page; i += 7 { // behind the page's head
			bad[i] ^= 0x55
		}
		if err := errors.Join(os.CopyFS(broken, os.DirFS(dir)), os.WriteFile(filepath.Join(broken, "sufler.db"), bad, 0o600)); err != nil {
			t.Fatal(err)
		}
		e, err := embedded.Open(filepath.Join(broken, "sufler.db"), embedded.Knobs{})
		if err != nil {
			continue // the start meets it
		}
		report, err := e.Check(t.Context())
		if err = errors.Join(err, e.Close()); err != nil || len(report.Faults) == 0 {
			continue // a free page, or what only -check sees
		}
		ctx, cancel := context.WithCancel(t.Context())
		out := &lockedBuffer{}
		ended := make(chan int, 1)
		go func() { ended <- start(ctx, []string{"-dir", broken, "-addr", "127.0.0.1:0"}, noEnv, out, out) }()
		told := false
		for running := true; running && !told; {
			select {
			case <-ended: // the start met it
				running = false
			case <-time.After(5 * time.Millisecond):
				told = strings.Contains(out.String(), "the data are damaged")
			}
		}
		cancel()
		if !told && !strings.Contains(out.String(), "damaged") && !strings.Contains(out.String(), "sufler:") {
			t.Errorf("page %d: nothing is said of it:\n%s", at, out)
		}
		if told {
			tried++
			<-ended
		}
	}
	if tried == 0 {
		t.Error("every damage was met by the start: the test does not show what it is for")
	}
}

func TestAFolderWhoseStoreIsGoneIsNotBegunAnew(t *testing.T) {
	for name, spoil := range map[string]func(file string) error{
		"missing": os.Remove,
		"empty":   func(file string) error { return os.Truncate(file, 0) },
	} {
		dir := filepath.Join(t.TempDir(), "data")
		_, stop := started(t, dir)
		stop()
		if err := spoil(filepath.Join(dir, "sufler.db")); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"-dir", dir, "-addr", "127.0.0.1:0"}, {"-check", "-dir", dir}} {
			if code, said := run(t, args...); code != 1 || !strings.Contains(said, "sufler.db is missing or empty") {
				t.Errorf("%s %v: code %d, %s", name, args, code, said)
			}
		}
	}
}

func TestASecretOfLinksThatWasCutOffIsMadeAnew(t *testing.T) {
	file := filepath.Join(t.TempDir(), "files-secret")
	for _, cut := range []string{"", "abc"} {
		if err := os.WriteFile(file, []byte(cut), 0o600); err != nil {
			t.Fatal(err)
		}
		secret, err := fileSecret(file)
		again, no := fileSecret(file)
		if err != nil || no != nil || len(secret) < minSecret || string(again) != string(secret) {
			t.Errorf("%q: got %q, then %q, %v %v", cut, secret, again, err, no)
		}
	}
}

func TestATakenAddressLeavesNoFolder(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := filepath.Join(t.TempDir(), "data")
	code, said := run(t, "-dir", dir, "-addr", taken.Addr().String())
	if code != 1 || !strings.Contains(said, "choose another address with -addr") {
		t.Errorf("code %d, %s", code, said)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

func TestAnAdminKeyThatFitsNotIsTold(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	_, stop := started(t, dir)
	stop()
	file := filepath.Join(dir, "admin-key")
	for name, key := range map[string]string{
		"another folder's": "sk_admin_" + strings.Repeat("a", 52), "no key": "hello", "empty": "",
	} {
		if err := os.WriteFile(file, []byte(key+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, stop := started(t, dir)
		if !strings.Contains(out.String(), "opens nothing here") || !strings.Contains(out.String(), "Delete that file and start again") {
			t.Errorf("%s: it says nothing of it:\n%s", name, out)
		}
		stop()
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	out, stop := started(t, dir)
	defer stop()
	token, err := os.ReadFile(file)
	if err != nil || strings.Contains(out.String(), "opens nothing here") {
		t.Fatalf("after deleting it: %v\n%s", err, out)
	}
	c := client{HTTP: http.DefaultClient, Base: address(t, out.String()), Key: strings.TrimSpace(string(token))}
	if err := c.Call(t.Context(), "GET", "/v1/settings", nil, nil); err != nil {
		t.Errorf("the new key: %v", err)
	}
}

func TestTheGuideSaysWhoReachesIt(t *testing.T) {
	for addr, open := range map[string]bool{":9090": true, "0.0.0.0:9090": true, "[::]:9090": true, "localhost:9090": false, "127.0.0.1:9090": false, "10.0.0.7:9090": false} {
		var out bytes.Buffer
		guide{Addr: addr, Dir: "d"}.write(&out)
		if got := strings.Contains(out.String(), "on every address of this machine"); got != open {
			t.Errorf("%s: says %v, want %v", addr, got, open)
		}
	}
}

// TestTheGuideBeginsWithTheLink: whoever starts it first is led into a browser, and told
// plainly what can't reach it yet and that nothing is encrypted.
func TestTheGuideBeginsWithTheLink_D17(t *testing.T) {
	says := func(g guide) string {
		var out bytes.Buffer
		g.Addr, g.Dir = "localhost:9090", "d"
		g.write(&out)
		return out.String()
	}
	fresh := says(guide{Key: firstKey{Token: "sk", Fresh: true, Code: "admin.code"}, Reader: "offline"})
	begin, console := strings.Index(fresh, "Begin here: open http://localhost:9090/join#admin.code"), strings.Index(fresh, "Console")
	if begin < 0 || console < begin {
		t.Errorf("the link does not come first:\n%s", fresh)
	}
	for _, want := range []string{"need a public address: -public-url", "TELEGRAM_BOT_TOKEN", "nothing in it is encrypted", "rules, on this machine", "Settings, Lines"} {
		if !strings.Contains(fresh, want) {
			t.Errorf("it does not say %q:\n%s", want, fresh)
		}
	}
	later := says(guide{Key: firstKey{Token: "sk"}, Public: "https://chat.shop.example/", Reader: "bedrock", Bot: true})
	if strings.Contains(later, "Begin here") || strings.Contains(later, "sk\n") || !strings.Contains(later, "their messages come to https://chat.shop.example\n") || !strings.Contains(later, "write to your bot") {
		t.Errorf("got:\n%s", later)
	}
}
