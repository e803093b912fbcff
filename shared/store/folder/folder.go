// Package folder keeps customers' files in a local folder, and hands them out by
// signed links that soon expire: for a local run. On AWS a bucket does both.
package folder

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Folder is a folder of files. Keys are names of small letters and digits.
type Folder struct {
	Dir    string
	Secret []byte // signs links; changing it ends all links
	Base   string // where Handler is served, as in http://localhost:8080/files
	Now    func() time.Time
}

// LinkLife is how long a link works.
const LinkLife = 10 * time.Minute

var reKey = regexp.MustCompile(`^[a-z0-9]{1,64}$`)

// Keep stores a file under key, over what is there; a half-written one never
// shows. Repeating is harmless.
func (f Folder) Keep(_ context.Context, key string, file desk.File) (size int64, err error) {
	if !reKey.MatchString(key) {
		return 0, fmt.Errorf("%w: a file's key is of small letters and digits", desk.ErrInvalid)
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	tmp, err := os.CreateTemp(f.Dir, ".part-*")
	if err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	size, err = io.Copy(tmp, file.Body)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	if err = os.Rename(tmp.Name(), filepath.Join(f.Dir, key)); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	return size, nil
}

// Link is an address under which the file can be had for LinkLife, by anybody
// who knows it. It gives the file's name away, and nothing else.
func (f Folder) Link(_ context.Context, key, name string) (string, error) {
	if !reKey.MatchString(key) {
		return "", desk.ErrNotFound
	}
	until := strconv.FormatInt(f.Now().Add(LinkLife).Unix(), 10)
	q := url.Values{"name": {name}, "until": {until}, "sig": {f.sign(key, name, until)}}
	return f.Base + "/" + key + "?" + q.Encode(), nil
}

func (f Folder) sign(key, name, until string) string {
	h := hmac.New(sha256.New, f.Secret)
	for _, s := range []string{key, name, until} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ServeHTTP hands out a file by its link: /{anything}/{key}?name=&until=&sig=.
// It is handed out to be saved, never to be shown as a page of ours: it is a
// stranger's.
func (f Folder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key, q := filepath.Base(r.URL.Path), r.URL.Query()
	until, err := strconv.ParseInt(q.Get("until"), 10, 64)
	good := hmac.Equal([]byte(q.Get("sig")), []byte(f.sign(key, q.Get("name"), q.Get("until"))))
	if err != nil || !good || !reKey.MatchString(key) || len(f.Secret) == 0 || f.Now().Unix() > until {
		http.Error(w, "This link is not valid, or no longer. Ask the API for a new one.", http.StatusForbidden)
		return
	}
	file, err := os.Open(filepath.Join(f.Dir, key))
	if err != nil {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	defer file.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(q.Get("name")))
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}
