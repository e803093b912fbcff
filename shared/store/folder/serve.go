package folder

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// signed is what follows the ? of an address: what it is for, until when, and
// our signature of all of it.
func (f Folder) signed(does, key string, life time.Duration, q url.Values) string {
	q.Set("until", strconv.FormatInt(f.Now().Add(life).Unix(), 10))
	q.Set("sig", f.sign(does, key, q))
	return q.Encode()
}

func (f Folder) sign(does, key string, q url.Values) string {
	h := hmac.New(sha256.New, f.Secret)
	for _, s := range []string{does, key, q.Get("name"), q.Get("type"), q.Get("size"), q.Get("until")} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// good says whether we signed the address for that, and its time has not passed.
func (f Folder) good(does, key string, q url.Values) bool {
	until, err := strconv.ParseInt(q.Get("until"), 10, 64)
	return hmac.Equal([]byte(q.Get("sig")), []byte(f.sign(does, key, q))) &&
		err == nil && reKey.MatchString(key) && len(f.Secret) > 0 && f.Now().Unix() <= until
}

// ServeHTTP serves /files/{key}: GET hands a file out by its link, PUT takes an
// upload into its slot.
func (f Folder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, key, _ := strings.Cut(r.URL.Path, "/files/")
	does := "get"
	if r.Method == http.MethodPut || r.Method == http.MethodOptions {
		does = "put"
		// Any page may upload: what lets it is the address, and nothing else goes along.
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Methods", "PUT")
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		w.Header().Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if does == "get" && r.URL.Query().Get("as") == "sheet" {
		does = "sheet"
	}
	if !f.good(does, key, r.URL.Query()) {
		http.Error(w, "This link is not valid, or no longer. Ask the API for a new one.", http.StatusForbidden)
		return
	}
	if does == "put" {
		f.put(w, r, key)
		return
	}
	f.get(w, r, key)
}

// sheet is what a browser shows in a viewer of its own, away from our pages: the one
// kind of a stranger's file that is not handed out to be saved alone.
const sheet = "application/pdf"

// get hands a file out to be saved, never to be shown as a page of ours: it is a
// stranger's. A messenger, which fetches a file that was lent, learns its type.
func (f Folder) get(w http.ResponseWriter, r *http.Request, key string) {
	file, err := os.Open(f.path(key))
	if err != nil {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	defer file.Close()
	h, q := w.Header(), r.URL.Query()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(q.Get("name")))
	h.Set("Cache-Control", "private, no-store")
	if mime := q.Get("type"); mime != "" {
		h.Set("Content-Type", mime)
		h.Set("Content-Disposition", "attachment")
	}
	if q.Get("as") == "sheet" {
		h.Set("Content-Type", sheet)
		h.Set("Content-Disposition", "inline")
	}
	http.ServeContent(w, r, "", time.Time{}, file)
}

// patience is how long the bytes of an upload may come, on a slow line too, and
// slowest what must come in a second, beside a start: who holds a connection open
// and sends next to nothing is cut off.
const (
	patience = 30 * time.Minute
	slowest  = 8 << 10
	start    = 15 * time.Second
)

// paced reads from a connection as long as enough comes.
type paced struct {
	io.Reader
	conn  *http.ResponseController
	begun time.Time // the connection's clock is the machine's
	came  int64
}

// Read is io.Reader's. A connection that can't be timed is read as it is.
func (p *paced) Read(b []byte) (int, error) {
	until := p.begun.Add(min(patience, start+time.Duration(p.came)*time.Second/slowest))
	if err := p.conn.SetReadDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := p.Reader.Read(b)
	p.came += int64(n)
	return n, err
}

// put takes exactly the announced bytes. Doing it again stores them again.
func (f Folder) put(w http.ResponseWriter, r *http.Request, key string) {
	q := r.URL.Query()
	size, err := strconv.ParseInt(q.Get("size"), 10, 64)
	if err != nil || r.ContentLength != size || r.Header.Get("Content-Type") != q.Get("type") {
		http.Error(w, "Send exactly what was announced: as many bytes, and the same Content-Type.", http.StatusBadRequest)
		return
	}
	c := http.NewResponseController(w)
	if err := c.SetWriteDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		http.Error(w, "The connection broke.", http.StatusInternalServerError)
		return
	}
	body := &paced{Reader: http.MaxBytesReader(w, r.Body, size), conn: c, begun: time.Now()}
	_, err = f.Keep(r.Context(), key, desk.File{Body: io.NopCloser(body), Size: size})
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		http.Error(w, "The file came too slowly. Send it again.", http.StatusRequestTimeout)
	case errors.Is(err, desk.ErrInvalid), errors.Is(err, io.ErrUnexpectedEOF):
		http.Error(w, "Not all of the file came.", http.StatusBadRequest)
	case err != nil:
		http.Error(w, "The file could not be stored.", http.StatusInternalServerError)
	}
}
