package api_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/folder"
	"github.com/sufler/sufler/shared/transcribe"
)

// putIn puts a recording into the folder, a while ago.
func putIn(h *house, dir, name, body string) {
	h.t.Helper()
	at := filepath.Join(dir, name)
	must(h.t, os.MkdirAll(filepath.Dir(at), 0o700))
	must(h.t, os.WriteFile(at, []byte(body), 0o600))
	h.aged(at, -time.Hour)
}

func (h *house) aged(at string, by time.Duration) {
	h.t.Helper()
	when := h.clock.Now().Add(by)
	must(h.t, os.Chtimes(at, when, when))
}

func (h *house) recordingsNow() map[string]string {
	h.t.Helper()
	out := map[string]string{}
	for _, one := range h.as("supervisor", "GET", "/v1/recordings", nil).is(200).doc()["items"].([]any) {
		out[fmt.Sprint(at(one, "name"))] = fmt.Sprint(at(one, "from"), " ", at(one, "state"), " ", at(one, "code"), " ", at(one, "costMicroUsd"))
	}
	return out
}

// dyingInbox fails after it has done its work, once each.
type dyingInbox struct {
	knowledge.Inbox
	dead map[string]bool
}

func (d *dyingInbox) die(what string, err error) error {
	if err == nil && !d.dead[what] {
		d.dead[what] = true
		return desk.ErrBusy
	}
	return err
}

func (d *dyingInbox) CopyFound(ctx context.Context, f desk.Found, key string) error {
	return d.die("copy", d.Inbox.CopyFound(ctx, f, key))
}

func (d *dyingInbox) RemoveFound(ctx context.Context, f desk.Found) error {
	return d.die("remove", d.Inbox.RemoveFound(ctx, f))
}

// dyingCalls does the same.
type dyingCalls struct {
	store.Store
	inbox *dyingInbox
}

func (d dyingCalls) AddCall(ctx context.Context, c desk.Call, j desk.Job) (desk.Call, error) {
	c, err := d.Store.AddCall(ctx, c, j)
	return c, d.inbox.die("add", err)
}

// TestAFolderOfRecordings_FB11_SYS22: what lies there is written down once, whatever
// repeats and wherever it dies; it goes when that is done, or when a person takes it away.
// What can't be taken stays and says why; what is on its way waits.
func TestAFolderOfRecordings_FB11_SYS22(t *testing.T) {
	for _, dies := range []bool{false, true} {
		t.Run(fmt.Sprint("dies: ", dies), func(t *testing.T) {
			h, s := newHouse(t), newScribeServer(t)
			s.wrote, s.phoned = wroteOfACall, true
			h.scribe, h.hearing = s.amazon(), new(transcribe.Price())
			h.connect()
			dir := t.TempDir()
			look, inbox := h.folder(dir), &dyingInbox{dead: map[string]bool{}}
			if dies {
				inbox.Inbox = look.Inbox
				look.Inbox, look.Calls = inbox, dyingCalls{h.st, inbox}
			}
			gather := func() {
				for range 5 {
					_, err := look.Look(t.Context())
					if err != nil && !dies {
						t.Fatal(err)
					}
				}
			}
			gather() // nobody made the folder yet
			putIn(h, dir, "2026/call one.mp3", "ID3 one")
			putIn(h, dir, "notes.exe", "x")
			putIn(h, dir, "empty.mp3", "")
			putIn(h, dir, ".part.mp3", "ID3 on its way")
			putIn(h, dir, "growing.mp3", "ID3 gro")
			h.aged(filepath.Join(dir, "growing.mp3"), -time.Second)
			big := filepath.Join(dir, "big.wav")
			must(t, os.WriteFile(big, nil, 0o600))
			must(t, os.Truncate(big, desk.MaxUpload+1))
			h.aged(big, -time.Hour)
			must(t, os.Symlink(big, filepath.Join(dir, "link.mp3")))
			gather()
			h.clock.move(3 * time.Minute) // what no nudge told, the sweep tells
			h.aged(filepath.Join(dir, "growing.mp3"), -time.Second)
			must(t, sweep(h))
			h.wait(1)
			want := map[string]string{
				"call one.mp3": "folder waiting <nil> 0", "notes.exe": "folder failed file_type_not_allowed 0",
				"empty.mp3": "folder failed invalid 0", "big.wav": "folder failed file_too_big 0",
			}
			if got := h.recordingsNow(); !equalMaps(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			must(t, os.Remove(filepath.Join(dir, "growing.mp3")))
			s.end("COMPLETED")
			h.wait(3)
			gather()
			want["call one.mp3"] = "folder done <nil> 16800"
			if got := h.recordingsNow(); !equalMaps(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if got, want := left(t, dir), "big.wav empty.mp3 link.mp3 notes.exe"; got != want {
				t.Errorf("left %s, want %s", got, want)
			}
			if begun, kept := s.state(); begun != 1 || kept != 0 {
				t.Errorf("%d begun, %d kept there", begun, kept)
			}
			// Another recording of the same name is another; one taken away goes, its file too.
			putIn(h, dir, "2026/call one.mp3", "ID3 one, and one more")
			gather()
			h.wait(1)
			var id string
			for _, one := range h.as("supervisor", "GET", "/v1/recordings", nil).is(200).doc()["items"].([]any) {
				if at(one, "state") == "waiting" || at(one, "name") == "notes.exe" {
					id = fmt.Sprint(at(one, "id"))
					h.as("supervisor", "DELETE", "/v1/recordings/"+id, nil).is(204)
				}
			}
			gather()
			h.wait(3)
			gather()
			if got, want := left(t, dir), "big.wav empty.mp3 link.mp3"; got != want {
				t.Errorf("taken away: left %s, want %s", got, want)
			}
			if got := h.recordingsNow(); len(got) != 3 {
				t.Errorf("got %v, want the first and two refused", got)
			}
		})
	}
}

// TestAFolderOfRecordingsIsLeftAlone_SYS22: by who can't write down, and where as many are
// kept as may be; no more of what is refused is said than helps.
func TestAFolderOfRecordingsIsLeftAlone_SYS22(t *testing.T) {
	h, dir := newHouse(t), t.TempDir()
	putIn(h, dir, "a.mp3", "ID3")
	look := h.folder(dir)
	if n, err := look.Look(t.Context()); err != nil || n != 0 || left(t, dir) != "a.mp3" {
		t.Errorf("nobody writes down: got %d, %v", n, err)
	}
	look.On = true
	for i := range desk.MaxRefused + 5 {
		putIn(h, dir, fmt.Sprintf("%02d.exe", i), "x")
	}
	for range 9 {
		_, err := look.Look(t.Context())
		must(t, err)
	}
	if got := h.recordingsNow(); len(got) != desk.MaxRefused+1 {
		t.Errorf("got %d, want %d refused and one", len(got), desk.MaxRefused)
	}
	for i := range desk.MaxCalls {
		_, err := h.st.AddCall(t.Context(), desk.Call{ID: desk.CallID(fmt.Sprint("c", i)), State: desk.CallDone, AskedAt: h.clock.Now()}, desk.Job{ID: desk.JobID(fmt.Sprint("c", i)), Kind: desk.JobCall, State: desk.JobSent})
		must(t, err)
	}
	putIn(h, dir, "b.mp3", "ID3 b")
	if n, err := look.Look(t.Context()); err != nil || n != 0 || !strings.Contains(left(t, dir), "b.mp3") {
		t.Errorf("full: got %d, %v", n, err)
	}
}

// folder is the house's folder of recordings.
func (h *house) folder(dir string) *knowledge.RecordingFolder {
	h.parts.Inbox = folder.Inbox{Dir: dir, Files: h.files, Now: h.clock.Now}
	return h.parts.RecordingFolder()
}

func sweep(h *house) error {
	_, err := h.parts.Sweeper(time.Minute, 2*time.Minute).Sweep(h.t.Context())
	return err
}

func left(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	must(t, filepath.WalkDir(dir, func(at string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
		return err
	}))
	slices.Sort(names)
	return strings.Join(names, " ")
}

func equalMaps(a, b map[string]string) bool { return fmt.Sprint(a) == fmt.Sprint(b) }
