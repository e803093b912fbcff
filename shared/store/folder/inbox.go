package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Inbox is a folder into which people put recordings; they are copied into Files.
type Inbox struct {
	Dir   string
	Files Folder
	Now   func() time.Time
}

// settled is how long nothing must have been written to a file: until then it may be on
// its way. A hidden one is on its way by its name.
const (
	settled  = time.Minute
	maxFound = 1000
)

// Found implements knowledge.Inbox. Nothing but plain files is looked at.
func (b Inbox) Found(context.Context) (found []desk.Found, err error) {
	err = filepath.WalkDir(b.Dir, func(at string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // taken away meanwhile
		case err != nil:
			return err
		case at != b.Dir && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case len(found) == maxFound:
			return fs.SkipAll
		case !e.Type().IsRegular():
			return nil
		}
		key, err := filepath.Rel(b.Dir, at)
		if err != nil {
			return err
		}
		f, at2, err := b.look(filepath.ToSlash(key))
		if errors.Is(err, fs.ErrNotExist) || err == nil && b.Now().Sub(at2) < settled {
			return nil
		}
		found = append(found, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look into the folder of recordings: %w", err)
	}
	return found, nil
}

// look is a file as it is now, and since when.
func (b Inbox) look(key string) (desk.Found, time.Time, error) {
	info, err := os.Lstat(b.path(key))
	if err != nil {
		return desk.Found{}, time.Time{}, err
	}
	if !info.Mode().IsRegular() {
		return desk.Found{}, time.Time{}, fs.ErrNotExist
	}
	return desk.Found{Key: key, Mark: fmt.Sprint(info.Size(), "/", info.ModTime().UnixNano()), Size: info.Size()}, info.ModTime(), nil
}

func (b Inbox) path(key string) string { return filepath.Join(b.Dir, filepath.FromSlash(key)) }

// same says whether a file is still what was found.
func (b Inbox) same(f desk.Found) (bool, error) {
	now, _, err := b.look(f.Key)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return now == f, err
}

// CopyFound implements knowledge.Inbox.
func (b Inbox) CopyFound(ctx context.Context, f desk.Found, key string) error {
	if same, err := b.same(f); err != nil {
		return err
	} else if !same {
		return desk.ErrNotFound
	}
	file, err := os.Open(b.path(f.Key))
	if errors.Is(err, fs.ErrNotExist) {
		return desk.ErrNotFound
	}
	if err != nil {
		return err
	}
	_, err = b.Files.Keep(ctx, key, desk.File{Body: file, Size: f.Size})
	if errors.Is(err, desk.ErrInvalid) {
		err = desk.ErrNotFound // it grew
	}
	return errors.Join(err, file.Close())
}

// RemoveFound implements knowledge.Inbox.
func (b Inbox) RemoveFound(_ context.Context, f desk.Found) error {
	if same, err := b.same(f); err != nil || !same {
		return err
	}
	if err := os.Remove(b.path(f.Key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
