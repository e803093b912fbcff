package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/folder"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/web"
)

// parts are what a system is put together from.
type parts struct {
	Dir    string // where the data lie
	Base   string // where it is served, as in http://localhost:8080
	Public string // where messengers reach it, if they do, as in https://sufler.example
	Reader flow.Reader
	// Rules reads without a model: what a new contact must have; nil: at once.
	Rules flow.Reader
	// Around is what stands around Reader; its ledger is the store.
	Around reader.Around
	Now    func() time.Time
	Log    *slog.Logger
	// Client calls the messengers; nil: one with a time-out. Hosts are others that
	// a line's api_url may name, for fakes on this machine.
	Client *http.Client
	Hosts  []string
	// Proxies are those in front of it, which say whom they speak for.
	Proxies web.Proxies
	Fast    bool // leave it to the machine when to write to the disk: for tests
}

// system is everything: store, verbs, timers and the HTTP handler over them.
type system struct {
	Store     store.Store
	Plugs     map[desk.Channel]channel.Plug
	Receiver  *intake.Receiver
	Scheduler *scheduler
	Handler   http.Handler
	Files     folder.Folder

	engine   *embedded.Engine
	begun    *closings
	waiters  *web.Waiters
	follower *follower
}

// openSystem opens the data and puts the system together. Nothing runs yet.
func openSystem(p parts) (*system, error) {
	if err := unlessEmptied(p.Dir); err != nil {
		return nil, err
	}
	engine, err := embedded.Open(filepath.Join(p.Dir, "sufler.db"), embedded.Knobs{NoSync: p.Fast, Feed: store.InFeed})
	if err != nil {
		return nil, err
	}
	begun, err := openClosings(filepath.Join(p.Dir, "closings"))
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	secret, err := fileSecret(filepath.Join(p.Dir, "files-secret"))
	if err != nil {
		return nil, errors.Join(err, begun.Close(), engine.Close())
	}
	s := &system{
		Files:  folder.Folder{Dir: filepath.Join(p.Dir, "files"), Secret: secret, Base: p.Base + "/files", Outside: outside(p.Public), Now: p.Now},
		Store:  store.Store{Engine: engine, Now: p.Now},
		Plugs:  channel.Plugs(p.Client, p.Hosts...),
		engine: engine, begun: begun, waiters: &web.Waiters{},
		Scheduler: newScheduler(begun, p.Now, p.Log),
	}
	// The journal says more than anybody wants to read, unless they ask for it.
	told := feed.Dispatcher{Consumers: []feed.Consumer{s.waiters, feed.Journal{Log: p.Log}}}
	s.follower = &follower{Feed: engine, Tell: told.Tell, Now: p.Now, Log: p.Log}
	s.connect(p)
	return s, nil
}

// connect gives each verb its ports.
func (s *system) connect(p parts) {
	if p.Rules == nil {
		p.Rules = offline.Reader{}
	}
	st, sched := s.Store, s.Scheduler
	chats := copilot.Chats{Messages: st, Config: st, Cards: st}
	board := channel.Switchboard(s.Plugs)
	s.Receiver = &intake.Receiver{
		Stream: st, Messages: st, Customers: st, Deliveries: st, Config: st, Closing: sched, Outbox: sched, Numbering: board, Now: p.Now,
	}
	closer := &talk.Closer{
		Dialogs: st, Config: st, Quiet: sched, Now: p.Now,
		Automat: &copilot.Automat{Runs: st, Chats: chats, Firsts: st, Now: p.Now},
	}
	binder := &intake.Binder{
		Dialogs: st, Customers: st, Config: st, Registry: st, Firsts: st, Margins: st, Cards: st, Now: p.Now,
		Looker: &intake.Looker{Lookup: board, Opener: board, Files: s.Files, Deliveries: st, Outbox: sched, Now: p.Now},
		Prover: proof.Wary{Prover: value.Prover{}},
		// It may look after each message, so it is the reader that costs nothing.
		Collector: &copilot.Collector{Chats: chats, Reader: proof.Careful{Reader: p.Rules}, Prover: proof.Wary{Prover: value.Prover{}}, Margins: st, Now: p.Now},
	}
	since := p.Now()
	p.Around.Ledger, p.Around.Now = st, p.Now
	p.Around.Report = func(err error) { p.Log.Warn("a reading goes without its second opinion", "error", err.Error()) }
	sched.Analyzer = &copilot.Analyzer{
		Dialogs: st, Runs: st, Chats: chats, Reader: p.Around.Reader(p.Reader), Quiet: sched, Now: p.Now, Since: since,
		Filler: &copilot.Filler{Cards: st, Config: st, Runs: st, Margins: st, Prover: proof.Wary{Prover: value.Prover{}}, Now: p.Now},
	}
	sched.Deliverer = &work.Deliverer{
		Deliveries: st, Config: st, Stream: st, Messages: st, Customers: st, Binder: binder, Outbox: sched,
		Sender: board, Shelf: s.Files, Lines: st, Pace: &channel.Pace{}, Now: p.Now, Since: since,
		Eraser: s.eraser(),
		Keeper: &intake.Keeper{Config: st, Messages: st, Stream: st, Opener: board, Uploads: s.Files, Files: s.Files},
	}
	sched.Deliverer.Deadlines = s.deadlines(p.Now)
	sched.Tidy = s.tidy
	sched.Retention = s.eraser()
	sched.Closer, sched.Overdue, sched.Config = closer, st, st
	s.Handler = s.routes(p, chats, closer)
}

// tidy takes away what nobody needs any more: uploads that were never sent, and
// what is past its time.
func (s *system) tidy() (int, error) {
	files, err := s.Files.Sweep()
	items, other := s.engine.Purge(s.Store.Now())
	return files + items, errors.Join(err, other)
}

// deadlines are what a changed idle time-out comes to.
func (s *system) deadlines(now func() time.Time) *talk.Deadlines {
	st, sched := s.Store, s.Scheduler
	return &talk.Deadlines{Overdue: st, Config: st, Sooner: sched, Deliveries: st, Outbox: sched, Now: now}
}

// eraser takes people away.
func (s *system) eraser() *erasure.Eraser {
	st := s.Store
	return &erasure.Eraser{
		Erasures: st, Customers: st, Messages: st, Margins: st, Cards: st, Config: st, Files: s.Files, Outbox: s.Scheduler, Now: st.Now,
	}
}

// outside is where messengers fetch files, "" where they don't reach us.
func outside(public string) string {
	if public == "" {
		return ""
	}
	return strings.TrimRight(public, "/") + "/files"
}

// fileSecret is what signs links to files: made once, kept beside the data. One
// that is too short, as a power cut may leave it, signs nothing and is made anew;
// the links that it signed would have expired anyway.
func fileSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	if err == nil && len(secret) < minSecret || errors.Is(err, fs.ErrNotExist) {
		secret = []byte(rand.Text())
		err = keepWhole(path, secret)
	}
	if err != nil {
		return nil, fmt.Errorf("the secret of links to files: %w", err)
	}
	return secret, nil
}

// minSecret is how many characters a secret of 128 bits has at least.
const minSecret = 20

// keepWhole writes a file so that it is there whole or as before, whatever dies.
func keepWhole(path string, data []byte) error {
	next := path + ".new"
	f, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(next, path)
}

// unlessEmptied refuses a folder that was in use and whose store is gone or empty: a copy
// that failed, say. Starting on it would look as if there had never been anything.
func unlessEmptied(dir string) error {
	info, err := os.Stat(filepath.Join(dir, "sufler.db"))
	if err == nil && info.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// It is made last of all, so it is in no folder whose first start was cut off.
	if _, err := os.Stat(filepath.Join(dir, "admin-key")); err != nil {
		return nil
	}
	return fmt.Errorf("%w: sufler.db is missing or empty in %s, which was in use: %s; or delete admin-key there to begin with nothing", desk.ErrInvalid, dir, advice)
}

// Close closes the data. Nothing may run any more.
func (s *system) Close() error {
	return errors.Join(s.begun.Close(), s.engine.Close())
}
