package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// secretary writes down the same of every recording.
type secretary struct{}

func (secretary) Transcribe(context.Context, desk.Recording) (desk.Transcript, time.Duration, error) {
	return desk.Transcript{Said: []desk.Speech{{Text: "How much is delivery?"}}, By: "secretary"}, 0, nil
}

func (secretary) Forget(context.Context, desk.Recording) error { return nil }

// TestRecordingsBesideTheDataAreTaken_FB11_SYS22: out of the folder beside the data, where
// somebody writes down what is said, and where nobody does, there is no folder to look at.
func TestRecordingsBesideTheDataAreTaken_FB11_SYS22(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	p := parts{Dir: dir, Now: func() time.Time { return now }, Log: silent, Fast: true}
	quiet, err := openSystem(p)
	if err != nil {
		t.Fatal(err)
	}
	if quiet.Verbs.Inbox != nil {
		t.Error("nobody writes anything down, and the folder is looked at")
	}
	if err := quiet.Close(); err != nil {
		t.Fatal(err)
	}
	p.Scribe = func(desk.FileSource) flow.Transcriber { return secretary{} }
	s, err := openSystem(p)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	at := filepath.Join(dir, "recordings", "in", "call.mp3")
	if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, []byte("ID3"), 0o600), os.Chtimes(at, now.Add(-time.Hour), now.Add(-time.Hour))); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.Scheduler.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for s.Scheduler.Step(t.Context()) {
		}
	}
	all, err := s.Store.Calls(t.Context())
	if err != nil || len(all) != 1 || all[0].State != desk.CallDone || all[0].Folder != "call.mp3" || all[0].Said[0].Text != "How much is delivery?" {
		t.Errorf("got %+v, %v", all, err)
	}
	if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}
