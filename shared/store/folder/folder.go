// Package folder keeps files in a local folder: customers', and those that
// operators upload and send. It hands them out, and takes uploads, by signed
// addresses that soon expire: for a local run. On AWS a bucket does all of it.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Folder is a folder of files. A key is a name of small letters and digits,
// below uploads/ or sent/ for what operators upload and send.
type Folder struct {
	Dir    string
	Secret []byte // signs addresses; changing it ends them all
	Base   string // where it is served, as in http://localhost:8080/files
	// Outside is the same where messengers can reach it; "": nowhere.
	Outside string
	Now     func() time.Time
}

// LinkLife is how long a link for people works.
const LinkLife = 10 * time.Minute

var reKey = lazy.Pattern(`^(uploads/|sent/|exports/)?[a-z0-9]{1,64}(\.[a-z0-9]{1,5})?$`)

func (f Folder) path(key string) string { return filepath.Join(f.Dir, filepath.FromSlash(key)) }

// Keep stores a file under key, over what is there; a half-written one never
// shows. Repeating is harmless.
func (f Folder) Keep(_ context.Context, key string, file desk.File) (size int64, err error) {
	if !reKey.MatchString(key) {
		return 0, fmt.Errorf("%w: a file's key is of small letters and digits", desk.ErrInvalid)
	}
	dir := filepath.Dir(f.path(key))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	tmp, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	// A buffer of its own, smaller than io.Copy's: whoever promises a file and sends
	// nothing of it costs no more than this. *os.File would choose its own again.
	size, err = io.CopyBuffer(struct{ io.Writer }{tmp}, struct{ io.Reader }{file.Body}, make([]byte, 8<<10))
	if err == nil && file.Size >= 0 && size != file.Size {
		err = fmt.Errorf("%w: %d bytes came of %d", desk.ErrInvalid, size, file.Size)
	}
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	if err = os.Rename(tmp.Name(), f.path(key)); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	return size, nil
}

// Remove implements flow.Remover.
func (f Folder) Remove(_ context.Context, key string) error {
	if !reKey.MatchString(key) {
		return nil // none of ours
	}
	if err := os.Remove(f.path(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", key, err)
	}
	return nil
}

// Open implements desk.Shelf.
func (f Folder) Open(_ context.Context, key string) (desk.File, error) {
	if !reKey.MatchString(key) {
		return desk.File{}, desk.ErrNotFound
	}
	file, err := os.Open(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return desk.File{}, fmt.Errorf("file %s: %w", key, desk.ErrNotFound)
	}
	if err != nil {
		return desk.File{}, fmt.Errorf("open %s: %w", key, err)
	}
	info, err := file.Stat()
	if err != nil {
		return desk.File{}, errors.Join(fmt.Errorf("open %s: %w", key, err), file.Close())
	}
	return desk.File{Body: file, Size: info.Size()}, nil
}

// Whole implements flow.Intake.
func (f Folder) Whole(_ context.Context, u desk.Upload) error {
	info, err := os.Stat(f.path(u.Key()))
	if err == nil && info.Size() == u.Size {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("upload %s: %w", u.ID, err)
	}
	return fmt.Errorf("upload %s: %w", u.ID, desk.ErrNotFound)
}

// Take implements flow.Intake.
func (f Folder) Take(ctx context.Context, u desk.Upload, key string) error {
	file, err := f.Open(ctx, u.Key())
	if err != nil {
		return err
	}
	file.Size = u.Size
	_, err = f.Keep(ctx, key, file)
	if errors.Is(err, desk.ErrInvalid) {
		err = fmt.Errorf("upload %s is not whole: %w", u.ID, desk.ErrNotFound)
	}
	return errors.Join(err, file.Body.Close())
}

// Link is an address under which the file can be had for LinkLife, by anybody
// who knows it. It gives the file's name away, and nothing else.
func (f Folder) Link(ctx context.Context, key, name string) (string, error) {
	return f.LinkFor(ctx, key, name, LinkLife)
}

// LinkFor is Link, for as long as is said.
func (f Folder) LinkFor(_ context.Context, key, name string, life time.Duration) (string, error) {
	if !reKey.MatchString(key) {
		return "", desk.ErrNotFound
	}
	return f.Base + "/" + key + "?" + f.signed("get", key, life, url.Values{"name": {name}}), nil
}

// Sheet is an address at which a browser shows the file as a PDF for LinkLife, and as
// nothing else, whatever it is.
func (f Folder) Sheet(_ context.Context, key string) (string, error) {
	if !reKey.MatchString(key) {
		return "", desk.ErrNotFound
	}
	return f.Base + "/" + key + "?" + f.signed("sheet", key, LinkLife, url.Values{"as": {"sheet"}}), nil
}

// Lend implements desk.Shelf.
func (f Folder) Lend(_ context.Context, key, mime string) (string, error) {
	if !reKey.MatchString(key) {
		return "", desk.ErrNotFound
	}
	if f.Outside == "" {
		return "", nil
	}
	return f.Outside + "/" + key + "?" + f.signed("get", key, desk.LendTime, url.Values{"type": {mime}}), nil
}

// UploadURL implements flow.Intake.
func (f Folder) UploadURL(_ context.Context, u desk.Upload) (desk.UploadURL, error) {
	if !reKey.MatchString(u.Key()) {
		return desk.UploadURL{}, fmt.Errorf("%w: an upload's id is of small letters and digits", desk.ErrInvalid)
	}
	q := f.signed("put", u.Key(), desk.UploadTime, url.Values{"type": {u.MIME}, "size": {strconv.FormatInt(u.Size, 10)}})
	return desk.UploadURL{Method: "PUT", URL: f.Base + "/" + u.Key() + "?" + q, Header: map[string]string{"Content-Type": u.MIME}}, nil
}

// Sweep takes away uploads that no message took in their time, what of one was left
// half written, and what was left of exports. Repeating is harmless.
func (f Folder) Sweep() (gone int, err error) {
	for sub, life := range map[string]time.Duration{"uploads": desk.UploadLife, "exports": desk.KeepExports} {
		n, bad := f.sweep(filepath.Join(f.Dir, sub), life)
		gone, err = gone+n, errors.Join(err, bad)
	}
	return gone, err
}

func (f Folder) sweep(dir string, life time.Duration) (gone int, err error) {
	all, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	for _, e := range all {
		info, bad := e.Info()
		if bad != nil || f.Now().Sub(info.ModTime()) < life {
			continue // taken away meanwhile, or still wanted
		}
		if bad := os.Remove(filepath.Join(dir, e.Name())); bad != nil && !errors.Is(bad, fs.ErrNotExist) {
			err = errors.Join(err, bad)
			continue
		}
		gone++
	}
	return gone, err
}
