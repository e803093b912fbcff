package flow_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// slots takes uploads' bytes into the world's files, and can fail after the
// work.
type slots struct {
	*world
	lost int // how many takings' answers are lost
	mu   sync.Mutex
}

func (k *slots) UploadURL(_ context.Context, u desk.Upload) (desk.UploadURL, error) {
	return desk.UploadURL{Method: "PUT", URL: "https://x/" + u.Key()}, nil
}

func (k *slots) Whole(_ context.Context, u desk.Upload) error {
	if int64(len(k.files[u.Key()])) != u.Size {
		return desk.ErrNotFound
	}
	return nil
}

func (k *slots) Take(ctx context.Context, u desk.Upload, key string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.Whole(ctx, u); err != nil {
		return err
	}
	k.files[key] = k.files[u.Key()]
	if k.lost--; k.lost >= 0 {
		return fmt.Errorf("%w: the answer is lost", desk.ErrBusy)
	}
	return nil
}

func (w *world) uploader() *talk.Uploader {
	return &talk.Uploader{Uploads: w.store, UploadStore: &slots{world: w}, Now: w.clock}
}

// uploads announces a file and sends its bytes.
func (w *world) uploads(id, name, mime, body string) {
	w.t.Helper()
	up, slot, err := w.uploader().Announce(context.Background(), admin, desk.UploadID(id), name, mime, int64(len(body)))
	if err != nil || slot.URL != "https://x/"+up.Key() {
		w.t.Fatalf("got %+v, %+v, %v", up, slot, err)
	}
	w.files[up.Key()] = body
}

func (w *world) withFiles(id, text string, files ...talk.SayFile) (desk.Message, error) {
	r := w.replier()
	r.Uploader = w.uploader()
	return r.Reply(context.Background(), admin, talk.Say{ID: id, Dialog: dialogID("ann", 1), Text: text, Files: files})
}

func TestAReplyTakesItsFilesOnce_CH20(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "the price list, please"))
	w.uploads("u1", "prices.pdf", "application/pdf", "the prices")
	w.uploads("u2", "a.jpg", "image/jpeg", "a photo")
	var first desk.Message
	for n := range 3 {
		m, err := w.withFiles("r1", "", talk.SayFile{Upload: "u1", Name: "Preise.pdf"}, talk.SayFile{Upload: "u2"})
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = m
		}
		if d := cmp.Diff(first.Attachments, m.Attachments); d != "" {
			t.Error(d)
		}
		w.files["uploads/u1"] = "forged" + "pric" // its slot is still open
	}
	a := first.Attachments
	if len(a) != 2 || a[0].Kind != desk.AttachedDocument || a[0].Name != "Preise.pdf" || a[0].Size != 10 || a[0].MIME != "application/pdf" || a[1].Kind != desk.AttachedPhoto || a[1].Name != "a.jpg" {
		t.Fatalf("got %+v", a)
	}
	if w.files[a[0].Stored] != "the prices" || w.files[a[1].Stored] != "a photo" {
		t.Errorf("taken are %q and %q", w.files[a[0].Stored], w.files[a[1].Stored])
	}
	w.work()
	if len(w.sent) != 1 || len(w.sent[0].Attachments) != 2 || w.messages("ann")[1].Status != desk.StatusSent {
		t.Errorf("sent %+v", w.sent)
	}
	if a[0].Wanted() || w.messages("ann")[1].WantsFiles() {
		t.Error("our own file would be fetched from somewhere")
	}
}

func TestFilesAreLookedAtBeforeAnythingIsStored_CH20(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.uploads("ok", "a.txt", "text/plain", "fine")
	if _, _, err := w.uploader().Announce(context.Background(), admin, "big", "b.txt", "text/plain", 60*desk.MB); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.uploader().Announce(context.Background(), admin, "empty", "c.txt", "text/plain", 5); err != nil {
		t.Fatal(err)
	}
	w.uploads("half", "d.txt", "text/plain", "whole")
	w.files["uploads/half"] = "hal"
	many := make([]talk.SayFile, desk.MaxFiles+1)
	for i := range many {
		many[i].Upload = "ok"
	}
	kept := len(w.files)
	for rule, c := range map[string]struct {
		files []talk.SayFile
		code  desk.Code
	}{
		"nobody announced it":       {[]talk.SayFile{{Upload: "ok"}, {Upload: "other"}}, desk.CodeFileUnknown},
		"its bytes did not come":    {[]talk.SayFile{{Upload: "ok"}, {Upload: "empty"}}, desk.CodeFileNotUploaded},
		"not all of its bytes came": {[]talk.SayFile{{Upload: "half"}}, desk.CodeFileNotUploaded},
		"too big for Telegram":      {[]talk.SayFile{{Upload: "big"}}, desk.CodeFileTooBig},
		"too many":                  {many, desk.CodeTooManyFiles},
		"a name that climbs":        {[]talk.SayFile{{Upload: "ok", Name: "../x"}}, ""},
	} {
		_, err := w.withFiles("r-"+rule, "look", c.files...)
		var no *desk.Refusal
		if c.code == "" && !errors.Is(err, desk.ErrInvalid) || c.code != "" && (!errors.As(err, &no) || no.Code != c.code) {
			t.Errorf("%s: got %v, want %s", rule, err, c.code)
		}
	}
	if len(w.messages("ann")) != 1 || len(w.files) != kept {
		t.Errorf("something was stored: %d messages, %d files of %d", len(w.messages("ann")), len(w.files), kept)
	}
	w.now = w.now.Add(desk.UploadLife)
	var no *desk.Refusal
	if _, err := w.withFiles("late", "", talk.SayFile{Upload: "ok"}); !errors.As(err, &no) || no.Code != desk.CodeFileUnknown {
		t.Errorf("a day later: got %v", err)
	}
}

func TestATakingWhoseAnswerIsLostIsRepeated_CH20(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.uploads("u1", "a.txt", "text/plain", "fine")
	r := w.replier()
	r.Uploader = &talk.Uploader{Uploads: w.store, UploadStore: &slots{world: w, lost: 1}, Now: w.clock}
	say := talk.Say{ID: "r1", Dialog: dialogID("ann", 1), Files: []talk.SayFile{{Upload: "u1"}}}
	if _, err := r.Reply(context.Background(), admin, say); !errors.Is(err, desk.ErrBusy) {
		t.Fatalf("got %v, want ErrBusy", err)
	}
	m, err := r.Reply(context.Background(), admin, say)
	if err != nil || w.files[m.Attachments[0].Stored] != "fine" || len(w.messages("ann")) != 2 {
		t.Errorf("got %+v, %v", m, err)
	}
}

// patient is slots in which no taking ends before all have begun.
type patient struct {
	slots
	left atomic.Int32
	all  chan struct{}
}

func (p *patient) Take(ctx context.Context, u desk.Upload, key string) error {
	if p.left.Add(-1) == 0 {
		close(p.all)
	}
	select {
	case <-p.all:
		return p.slots.Take(ctx, u, key)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestFilesOfOneMessageAreTakenAtOnce_CH20(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	say := talk.Say{ID: "r1", Dialog: dialogID("ann", 1)}
	for i := range desk.MaxFiles {
		id := fmt.Sprint("u", i)
		w.uploads(id, id+".txt", "text/plain", "fine"+id)
		say.Files = append(say.Files, talk.SayFile{Upload: desk.UploadID(id)})
	}
	at := &patient{slots: slots{world: w}, all: make(chan struct{})}
	at.left.Store(desk.MaxFiles)
	r := w.replier()
	r.Uploader = &talk.Uploader{Uploads: w.store, UploadStore: at, Now: w.clock}
	m, err := r.Reply(ctx, admin, say)
	if err != nil || len(m.Attachments) != desk.MaxFiles {
		t.Fatalf("got %d files, %v", len(m.Attachments), err)
	}
	for i, a := range m.Attachments {
		if want := fmt.Sprintf("fineu%d", i); w.files[a.Stored] != want {
			t.Errorf("file %d is %q", i, w.files[a.Stored])
		}
	}
}

// A closed dialog takes nothing; what it took before it was closed is answered
// again. A note's files go nowhere, so no messenger's limits hold.
func TestFilesOfNotesAndOfClosedDialogs_CH20(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.uploads("u1", "a.txt", "text/plain", "fine")
	r := w.replier()
	r.Uploader = w.uploader()
	if _, _, err := r.Uploader.Announce(context.Background(), admin, "big", "b.mp4", "video/mp4", 60*desk.MB); err != nil {
		t.Fatal(err)
	}
	note := talk.Say{ID: "n1", Dialog: dialogID("ann", 1), Files: []talk.SayFile{{Upload: "big"}}}
	var no *desk.Refusal
	if _, err := r.Note(context.Background(), admin, note); !errors.As(err, &no) || no.Code != desk.CodeFileNotUploaded {
		t.Errorf("a note's large file: got %v, want only its bytes to be missing", err)
	}
	if _, err := w.withFiles("r1", "", talk.SayFile{Upload: "u1"}); err != nil {
		t.Fatal(err)
	}
	w.step("close", func() error {
		_, err := w.closer().Close(context.Background(), admin, dialogID("ann", 1))
		return err
	})
	kept := len(w.files)
	if m, err := w.withFiles("r1", "", talk.SayFile{Upload: "u1"}); err != nil || len(m.Attachments) != 1 {
		t.Errorf("said before it was closed: got %+v, %v", m, err)
	}
	if _, err := w.withFiles("r2", "", talk.SayFile{Upload: "u1"}); !errors.As(err, &no) || no.Code != desk.CodeDialogClosed || len(w.files) != kept {
		t.Errorf("after it was closed: got %v, %d files of %d", err, len(w.files), kept)
	}
}

func TestWritingFirstTakesFiles_CH20_OP27(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.uploads("u1", "a.txt", "text/plain", "fine")
	s := w.starter()
	s.Uploader = w.uploader()
	for range 2 {
		if _, err := s.Start(context.Background(), admin, desk.NewCustomerID("shop", "ann"), talk.Say{ID: "s1", Files: []talk.SayFile{{Upload: "u1"}}}); err != nil {
			t.Fatal(err)
		}
	}
	w.work()
	if len(w.sent) != 1 || len(w.sent[0].Attachments) != 1 {
		t.Errorf("sent %+v", w.sent)
	}
}

// What of a message is out is remembered: the next attempt begins after it.
func TestPartsThatAreOutAreNotSentAgain_CH20(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.uploads("u1", "a.txt", "text/plain", "fine")
	w.sendErr = &desk.SendError{Again: true, Done: 2, Code: "429", Reason: "too fast", After: time.Minute}
	m, err := w.withFiles("r1", "look", talk.SayFile{Upload: "u1"})
	if err != nil {
		t.Fatal(err)
	}
	w.work()
	if m := w.messages("ann")[1]; m.Status != desk.StatusQueued || m.Reason != "too fast" {
		t.Errorf("while it waits: %q %q", m.Status, m.Reason)
	}
	w.sendErr = &desk.SendError{Again: true, Code: "unreachable", Reason: "away"} // nothing more went out
	w.pass(2 * time.Minute)
	w.sendErr = nil
	w.pass(time.Hour)
	if now := w.messages("ann")[1]; len(w.sent) != 1 || w.sent[0].Done != 2 || w.sent[0].Marker != m.External || now.Status != desk.StatusSent || now.Reason != "" {
		t.Errorf("sent %+v", w.sent)
	}
}
