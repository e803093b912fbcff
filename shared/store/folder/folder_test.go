package folder_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/folder"
)

func file(r io.Reader) desk.File { return desk.File{Body: io.NopCloser(r), Size: -1} }

func get(f folder.Folder, link string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest(http.MethodGet, link, nil))
	return w
}

func TestFolder_KeepsAndHandsOut_CH19(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f := folder.Folder{Dir: t.TempDir(), Secret: []byte("s"), Base: "http://x/files", Now: func() time.Time { return now }}
	ctx := context.Background()
	for range 2 { // keeping again is harmless
		if n, err := f.Keep(ctx, "abc1", file(strings.NewReader("<script>"))); err != nil || n != 8 {
			t.Fatalf("kept %d, %v", n, err)
		}
	}
	link, err := f.Link(ctx, "abc1", "счёт.pdf")
	if err != nil {
		t.Fatal(err)
	}
	w := get(f, link)
	if w.Code != 200 || w.Body.String() != "<script>" || w.Header().Get("Content-Type") != "application/octet-stream" ||
		!strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment; filename*=UTF-8''%D1") {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
	u, _ := url.Parse(link)
	q := u.Query()
	for name, change := range map[string]func(){
		"another file":   func() { u.Path = "/files/abc2" },
		"another name":   func() { q.Set("name", "x.exe") },
		"a later end":    func() { q.Set("until", "99999999999") },
		"no signature":   func() { q.Del("sig") },
		"too late":       func() { now = now.Add(folder.LinkLife + time.Second) },
		"outside of all": func() { u.Path = "/files/../secret" },
	} {
		u, _ = url.Parse(link)
		q = u.Query()
		at := now
		change()
		u.RawQuery = q.Encode()
		if w := get(f, u.String()); w.Code != http.StatusForbidden {
			t.Errorf("%s: got %d, want 403", name, w.Code)
		}
		now = at
	}
	if _, err := f.Keep(ctx, "../up", file(strings.NewReader("x"))); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("a key that climbs: %v", err)
	}
}

type breaks struct{}

func (breaks) Read([]byte) (int, error) { return 0, desk.ErrInvalid }

func TestFolder_HalfAFileIsNone(t *testing.T) {
	f := folder.Folder{Dir: t.TempDir(), Secret: []byte("s"), Now: time.Now}
	_, err := f.Keep(context.Background(), "abc", file(io.MultiReader(bytes.NewReader(make([]byte, 1000)), breaks{})))
	if !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("got %v, want the reader's error", err)
	}
	if left, err := os.ReadDir(f.Dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
