package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/store/embedded"
)

// data is a folder of the system's data with its store open: what can be copied
// and checked, by the process that serves it or by one of its own.
type data struct {
	Dir    string
	Engine *embedded.Engine
	Now    func() time.Time
}

// openData opens a folder that no process serves.
func openData(dir string) (data, func() error, error) {
	file := filepath.Join(dir, "sufler.db")
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		return data{}, nil, errors.Join(fmt.Errorf("there are no data in %s: name their folder with -dir", dir), err, unlessEmptied(dir))
	}
	engine, err := embedded.Open(file, embedded.Knobs{})
	if err != nil {
		return data{}, nil, err
	}
	return data{Dir: dir, Engine: engine, Now: time.Now}, engine.Close, nil
}

// write writes everything as one archive (tar, gzip): the list of begun closings,
// then the store as it is at one moment, then the files. A closing that ended in
// between is gone through once more, which changes nothing; and files are added
// before the store names them and never changed, so all that the copied store
// names are in the archive.
func (d data) write(ctx context.Context, w io.Writer) error {
	zipped, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	out := tar.NewWriter(zipped)
	err = d.add(ctx, out, "closings")
	if err == nil {
		_, err = d.Engine.Backup(out, func(size int64) error {
			return out.WriteHeader(&tar.Header{Name: "sufler.db", Mode: 0o600, Size: size, ModTime: d.Now()})
		})
	}
	for _, name := range []string{"files-secret", "admin-key", "files"} {
		if err == nil {
			err = d.add(ctx, out, name)
		}
	}
	return errors.Join(err, out.Close(), zipped.Close())
}

// add adds a file, or a folder's, as far as they are there; half-written ones
// begin with a point.
func (d data) add(ctx context.Context, out *tar.Writer, name string) error {
	return filepath.WalkDir(filepath.Join(d.Dir, name), func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // never made, or an upload that went meanwhile
		case err != nil || ctx.Err() != nil:
			return errors.Join(err, ctx.Err())
		case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), "."):
			return nil
		}
		name, err := filepath.Rel(d.Dir, path)
		if err != nil {
			return err
		}
		return addFile(out, path, filepath.ToSlash(name))
	})
}

// addFile adds a file to the archive as far as it goes now: one that grows meanwhile
// (the list of closings) is a list of whole lines at any length.
func addFile(out *tar.Writer, path, name string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	_, err = io.CopyN(out, f, info.Size())
	return err
}

// keeper serves copies and checks of the data to whoever can read the folder's
// admin key: they may read the data anyway.
func (d data) keeper(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /local/backup", func(w http.ResponseWriter, r *http.Request) {
		// As long as it takes: the server's own bound is for answers of the API.
		if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
			log.Warn("backup", "error", err.Error())
		}
		w.Header().Set("Content-Type", "application/gzip")
		if err := d.write(r.Context(), w); err != nil {
			log.Error("backup failed", "error", err.Error())
			panic(http.ErrAbortHandler) // what was sent is not whole, and must not seem so
		}
	})
	mux.HandleFunc("GET /local/check", func(w http.ResponseWriter, r *http.Request) {
		if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
			log.Warn("check", "error", err.Error())
		}
		report, err := d.Engine.Check(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(report); err != nil {
			log.Warn("check", "error", err.Error())
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, err := os.ReadFile(filepath.Join(d.Dir, "admin-key"))
		want := "Bearer " + strings.TrimSpace(string(key))
		if err != nil || subtle.ConstantTimeCompare([]byte(want), []byte(r.Header.Get("Authorization"))) != 1 {
			http.Error(w, "This needs the key in the data folder's file admin-key.", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// ask asks the process that serves the folder.
func (o options) ask(ctx context.Context, path string) (io.ReadCloser, error) {
	key, err := os.ReadFile(filepath.Join(o.Dir, "admin-key"))
	if err != nil {
		return nil, fmt.Errorf("read the admin's key: %w", err)
	}
	base := guide{Addr: o.Addr}.address()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(key)))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("a process works on %s, and does not answer at %s: say with -addr where it serves (%w)", o.Dir, base, err)
	}
	if res.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(res.Body, 1000))
		return nil, errors.Join(fmt.Errorf("%s answers %d: %s: does it serve %s?", base, res.StatusCode, strings.TrimSpace(string(said)), o.Dir), res.Body.Close())
	}
	return res.Body, nil
}

// backup writes a copy of the data into a file, whether they are being served or
// not. The file appears when it is whole.
func backup(ctx context.Context, o options, out io.Writer) (err error) {
	next := o.Backup + ".part"
	f, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	err = copyData(ctx, o, f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("backup of %s: %w", o.Dir, errors.Join(err, os.Remove(next)))
	}
	if err := os.Rename(next, o.Backup); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	info, err := os.Stat(o.Backup)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	fmt.Fprintf(out, "%s holds all of %s (%d bytes), secrets of lines included: keep it as safe.\nTo bring it back: mkdir -m 700 restored && tar -xzf %s -C restored && %s\n", o.Backup, o.Dir, info.Size(), o.Backup, called("run", "-dir restored"))
	return nil
}

func copyData(ctx context.Context, o options, w io.Writer) error {
	d, closing, err := openData(o.Dir)
	if err == nil {
		return errors.Join(d.write(ctx, w), closing())
	}
	if !errors.Is(err, embedded.ErrInUse) {
		return err
	}
	body, err := o.ask(ctx, "/local/backup")
	if err != nil {
		return err
	}
	_, err = io.Copy(w, body)
	return errors.Join(err, body.Close())
}

// check reads all data and says what it found; damage is an error.
func check(ctx context.Context, o options, out io.Writer) error {
	report, err := examined(ctx, o)
	if err != nil {
		return fmt.Errorf("check %s: %w", o.Dir, err)
	}
	fmt.Fprintf(out, "%d items and %d entries of indexes can be read.\n", report.Items, report.Entries)
	if len(report.Faults) == 0 {
		fmt.Fprintln(out, "Nothing is wrong.")
		return nil
	}
	for _, fault := range report.Faults {
		fmt.Fprintln(out, " ", screen.Visible(fault))
	}
	return fmt.Errorf("%s is damaged: %s", o.Dir, advice)
}

// advice is what to do about damaged data.
const advice = "stop it, keep the folder, and bring back a backup (-backup FILE makes one, tar -xzf unpacks it)"

// glance is up to which size, in bytes, a start reads all data beside serving. Of
// more it would take the disk away from whoever is served.
const glance = 256 << 20

// examine looks beside serving for damage, and says so in the log.
func (d data) examine(ctx context.Context, log *slog.Logger) {
	info, err := os.Stat(filepath.Join(d.Dir, "sufler.db"))
	if err != nil || info.Size() > glance {
		return
	}
	report, err := d.Engine.Check(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		log.Warn("the data could not be checked", "error", err.Error())
	case len(report.Faults) > 0:
		log.Error("the data are damaged", "dir", d.Dir, "faults", len(report.Faults), "first", screen.Visible(report.Faults[0]), "do", advice)
	}
}

func examined(ctx context.Context, o options) (report embedded.Report, err error) {
	d, closing, err := openData(o.Dir)
	if err == nil {
		report, err = d.Engine.CheckAll(ctx)
		return report, errors.Join(err, closing())
	}
	if !errors.Is(err, embedded.ErrInUse) {
		return report, err
	}
	body, err := o.ask(ctx, "/local/check")
	if err != nil {
		return report, err
	}
	return report, errors.Join(json.NewDecoder(body).Decode(&report), body.Close())
}
