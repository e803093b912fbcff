package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	index "github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/proving"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/openid"
	"github.com/sufler/sufler/shared/outgoing/webhook"
	"github.com/sufler/sufler/shared/password"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/folder"
	"github.com/sufler/sufler/shared/tabular"
	"github.com/sufler/sufler/shared/web"
	wordkit "github.com/sufler/sufler/shared/words"
)

// parts are what a system is put together from.
type parts struct {
	Dir    string // where the data lie
	Base   string // where it is served, as in http://localhost:8080
	Public string // where messengers reach it, if they do, as in https://sufler.example
	Reader flow.Reader
	// Rules reads without a model: what a new contact must have; nil: at once.
	Rules flow.Reader
	// Wrap is what stands around Reader; its ledger is the store.
	Wrap reader.Wrap
	// Models look at what the knowledge base makes of questions.
	Models answering.Models
	// Scribe writes down voice notes; nil: nobody does.
	Scribe func(desk.FileSource) flow.Transcriber
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
	Plugs     channel.Switchboard
	Verbs     assembly.Parts // what the verbs are put together from
	Receiver  *intake.Receiver
	Scheduler *scheduler
	Handler   http.Handler
	Files     folder.Folder

	engine   *embedded.Engine
	begun    *closings
	waiters  *web.Waiters
	hub      *live.Hub
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
	plugs := channel.Switchboard(channel.Plugs(p.Client, p.Hosts...))
	s := &system{
		Files:  folder.Folder{Dir: filepath.Join(p.Dir, "files"), Secret: secret, Base: p.Base + "/files", Outside: outside(p.Public), Now: p.Now},
		Store:  store.Store{Engine: engine, Now: p.Now, Channels: plugs},
		Plugs:  plugs,
		engine: engine, begun: begun, waiters: &web.Waiters{},
		Scheduler: newScheduler(begun, p.Now, p.Log),
	}
	s.connect(p)
	// The journal says more than anybody wants to read, unless they ask for it.
	told := feed.Dispatcher{Consumers: slices.Concat(s.Verbs.Lookers, []feed.Consumer{feed.Journal{Log: p.Log}}, s.Verbs.Consumers()), Keeper: s.Verbs.Shelver()}
	s.follower = &follower{Feed: engine, Tell: told.Tell, Now: p.Now, Log: p.Log}
	return s, nil
}

// connect gives each verb its ports.
func (s *system) connect(p parts) {
	sched := s.Scheduler
	p.Wrap.Ledger, p.Wrap.Now = s.Store, p.Now
	var scribe flow.Transcriber
	var hearing *desk.HearingPrice
	var inbox knowledge.Inbox
	if p.Scribe != nil {
		scribe, hearing = p.Scribe(s.Files), &desk.HearingPrice{} // a server of one's own asks for nothing
		inbox = folder.Inbox{Dir: filepath.Join(p.Dir, "recordings", "in"), Files: s.Files, Now: p.Now}
	}
	p.Wrap.Report = func(err error) { p.Log.Warn("a reading goes without its second opinion", "error", err.Error()) }
	s.Verbs = proving.ByRules(connecting.Connected(assembly.Parts{
		Store: s.Store, Keys: s.Store, Outbox: sched, Quiet: sched, Closing: sched, Sooner: sched,
		Messengers: s.Plugs, Pace: &channel.Pace{Plugs: s.Plugs}, Slots: s.Files, Files: s.Files,
		Reader: p.Wrap.Reader(p.Reader), Poster: webhook.NewPoster(p.Hosts, p.Now), Sheets: tabular.Writer{}, Hasher: &password.Argon{}, Fold: wordkit.Fold, Index: index.Index, Models: p.Models, Transcriber: scribe, Inbox: inbox, Hearing: hearing, Group: index.Group, Words: wordkit.Bares, Provider: &openid.Client{Hosts: p.Hosts, Now: p.Now}, Hosts: p.Hosts, Base: func(context.Context) string { return p.Public }, Home: func(context.Context) string { return cmp.Or(p.Public, p.Base) }, Now: p.Now, Since: p.Now(),
	}, s.Store.Table()), p.Rules)
	s.Receiver, s.hub = s.Verbs.Receiver(), s.Verbs.Hub()
	s.Verbs.Lookers = []feed.Consumer{s.waiters, s.hub}
	sched.Analyzer, sched.Worker, sched.Closer = s.Verbs.Analyzer(), s.Verbs.Worker(), s.Verbs.Closer()
	sched.Sweeper = s.Verbs.Sweeper(sweepEvery, sweepAfter)
	sched.Sweeper.Sweeps = append(sched.Sweeper.Sweeps, work.Sweep{For: "what nobody needs any more", Do: s.tidy})
	sched.Overdue, sched.Config = s.Store, s.Store
	s.Handler = s.routes(p)
}

// tidy takes away what nobody needs any more: uploads that were never sent, and
// what is past its time.
func (s *system) tidy(context.Context) (int, error) {
	files, err := s.Files.Sweep()
	items, other := s.engine.Purge(s.Store.Now())
	return files + items, errors.Join(err, other)
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
