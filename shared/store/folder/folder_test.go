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

// A browser shows a file as a PDF, and as nothing else; who may fetch it to save may
// not have it shown by changing the address, nor the other way round.
func TestFolder_ShowsPDFsAlone_CH19(t *testing.T) {
	f := folder.Folder{Dir: t.TempDir(), Secret: []byte("s"), Base: "http://x/files", Now: time.Now}
	if _, err := f.Keep(t.Context(), "abc1", file(strings.NewReader("<script>"))); err != nil {
		t.Fatal(err)
	}
	sheet, err := f.Sheet(t.Context(), "abc1")
	if err != nil {
		t.Fatal(err)
	}
	w := get(f, sheet)
	if h := w.Header(); w.Code != 200 || h.Get("Content-Type") != "application/pdf" || h.Get("Content-Disposition") != "inline" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox;") {
		t.Errorf("got %d %v", w.Code, h)
	}
	link, err := f.Link(t.Context(), "abc1", "a.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{link + "&as=sheet", strings.Replace(sheet, "as=sheet", "as=get", 1), sheet + "&type=text/html"} {
		if w := get(f, address); w.Code != http.StatusForbidden {
			t.Errorf("%s: got %d, want 403", address, w.Code)
		}
	}
	if _, err := f.Sheet(t.Context(), "../up"); !errors.Is(err, desk.ErrNotFound) {
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

func put(f folder.Folder, address, mime, body string) int {
	r := httptest.NewRequest(http.MethodPut, address, strings.NewReader(body))
	r.Header.Set("Content-Type", mime)
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Code
}

// A slot takes what was announced; a message takes it from there, any number of
// times, and a messenger fetches it where we can be reached.
func TestFolder_TakesUploads_CH20(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f := folder.Folder{Dir: t.TempDir(), Secret: []byte("s"), Base: "http://x/files", Now: func() time.Time { return now }}
	ctx := context.Background()
	u := desk.Upload{ID: "u1", MIME: "image/jpeg", Size: 5}
	slot, err := f.UploadURL(ctx, u)
	if err != nil || slot.Method != "PUT" || slot.Header["Content-Type"] != "image/jpeg" {
		t.Fatalf("got %+v, %v", slot, err)
	}
	link, err := f.Link(ctx, "uploads/u1", "a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for rule, c := range map[string]struct {
		address, mime, body string
		want                int
	}{
		"fewer bytes":            {slot.URL, "image/jpeg", "hell", 400},
		"more bytes":             {slot.URL, "image/jpeg", "hello!", 400},
		"another type":           {slot.URL, "text/html", "hello", 400},
		"another upload":         {strings.Replace(slot.URL, "uploads/u1", "uploads/u2", 1), "image/jpeg", "hello", 403},
		"another size":           {strings.Replace(slot.URL, "size=5", "size=4", 1), "image/jpeg", "hell", 403},
		"what is sent already":   {strings.Replace(slot.URL, "uploads/u1", "sent/u1", 1), "image/jpeg", "hello", 403},
		"a link to read is none": {link, "", "hello", 403},
	} {
		if got := put(f, c.address, c.mime, c.body); got != c.want {
			t.Errorf("%s: got %d, want %d", rule, got, c.want)
		}
	}
	if err := errors.Join(f.Whole(ctx, u), f.Take(ctx, u, "sent/a1.jpg")); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("nothing came: got %v, want ErrNotFound", err)
	}
	for range 2 {
		if got := put(f, slot.URL, "image/jpeg", "hello"); got != 200 {
			t.Fatalf("upload: got %d", got)
		}
		if err := errors.Join(f.Whole(ctx, u), f.Take(ctx, u, "sent/a1.jpg")); err != nil {
			t.Fatal(err)
		}
	}
	if w := get(f, slot.URL); w.Code != 403 {
		t.Errorf("a slot is no link to read: got %d", w.Code)
	}
	if lent, err := f.Lend(ctx, "sent/a1.jpg", "image/jpeg"); lent != "" || err != nil {
		t.Errorf("nobody outside reaches us: got %q, %v", lent, err)
	}
	f.Outside = "https://s.example/files"
	lent, err := f.Lend(ctx, "sent/a1.jpg", "image/jpeg")
	if err != nil || !strings.HasPrefix(lent, "https://s.example/files/sent/a1.jpg?") {
		t.Fatalf("got %q, %v", lent, err)
	}
	now = now.Add(desk.LendTime)
	if w := get(f, lent); w.Code != 200 || w.Body.String() != "hello" || w.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("lent: got %d %v", w.Code, w.Header())
	}
	now = now.Add(time.Second)
	if w, p := get(f, lent), put(f, slot.URL, "image/jpeg", "hello"); w.Code != 403 || p != 403 {
		t.Errorf("too late: got %d and %d, want 403", w.Code, p)
	}
}

// What no message took goes; what one took stays.
func TestFolder_UnusedUploadsGo_CH20(t *testing.T) {
	f := folder.Folder{Dir: t.TempDir(), Secret: []byte("s"), Base: "http://x/files", Now: time.Now}
	if n, err := f.Sweep(); n != 0 || err != nil {
		t.Errorf("an empty folder: %d, %v", n, err)
	}
	for _, key := range []string{"uploads/u1", "uploads/u2", "sent/a1.jpg", "kept1"} {
		if _, err := f.Keep(t.Context(), key, file(strings.NewReader(key))); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-desk.UploadLife - time.Minute)
	for _, key := range []string{"uploads/u1", "sent/a1.jpg", "kept1"} {
		if err := os.Chtimes(f.Dir+"/"+key, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := f.Sweep(); n != 1 || err != nil {
		t.Errorf("swept %d, %v, want 1", n, err)
	}
	for key, want := range map[string]bool{"uploads/u1": false, "uploads/u2": true, "sent/a1.jpg": true, "kept1": true} {
		got, err := f.Open(t.Context(), key)
		if (err == nil) != want {
			t.Errorf("%s: got %v, want it there: %v", key, err, want)
		}
		if err == nil {
			err = got.Body.Close()
		}
		if err != nil && want {
			t.Error(err)
		}
	}
}

// timed is an answer over a connection whose read deadlines are noted.
type timed struct {
	*httptest.ResponseRecorder
	until []time.Duration // from the beginning
	begun time.Time
}

func (w *timed) SetReadDeadline(t time.Time) error {
	w.until = append(w.until, t.Sub(w.begun))
	return nil
}

// stalls is a body that stops coming.
type stalls struct{ io.Reader }

func (s stalls) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err == io.EOF {
		err = os.ErrDeadlineExceeded
	}
	return n, err
}

// A connection is waited for as long as what came has earned, and then cut off.
func TestFolder_CutsOffWhatIsSlow_CH20(t *testing.T) {
	f := folder.Folder{Dir: t.TempDir(), Secret: []byte("s"), Base: "http://x/files", Now: time.Now}
	const size, came = 10 << 20, 1 << 20
	slot, err := f.UploadURL(t.Context(), desk.Upload{ID: "u1", MIME: "video/mp4", Size: size})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPut, slot.URL, stalls{bytes.NewReader(make([]byte, came))})
	r.ContentLength = size
	r.Header.Set("Content-Type", "video/mp4")
	w := &timed{ResponseRecorder: httptest.NewRecorder(), begun: time.Now()}
	f.ServeHTTP(w, r)
	if w.Code != http.StatusRequestTimeout || len(w.until) < 2 {
		t.Fatalf("got %d after %d reads, want 408", w.Code, len(w.until))
	}
	first, last := w.until[0], w.until[len(w.until)-1]
	if first > 16*time.Second || last < first+2*time.Minute || last > first+3*time.Minute {
		t.Errorf("waited %s for the first byte, until %s after 1 MiB", first, last)
	}
	if left, err := os.ReadDir(f.Dir + "/uploads"); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
