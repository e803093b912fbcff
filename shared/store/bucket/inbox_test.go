package bucket_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/bucket"
)

// TestInbox_FindsCopiesAndRemoves_FB11: what lies in the folder alone, the very object that
// was found, and no other that has its name by now.
func TestInbox_FindsCopiesAndRemoves_FB11(t *testing.T) {
	b, s := open(t)
	in := bucket.Inbox{Bucket: b}
	s.objects["/files/recordings/in/"] = ""
	s.objects["/files/recordings/in/2026/звонок 1+2.mp3"] = "one"
	s.objects["/files/fabc"] = "a customer's"
	found, err := in.Found(t.Context())
	want := []desk.Found{{Key: "2026/звонок 1+2.mp3", Mark: tag("one"), Size: 3}}
	if d := cmp.Diff(want, found); d != "" || err != nil {
		t.Fatalf("%v\n%s", err, d)
	}
	for range 2 {
		if err := in.CopyFound(t.Context(), found[0], "fcopy"); err != nil || s.objects["/files/fcopy"] != "one" {
			t.Fatalf("got %q, %v", s.objects["/files/fcopy"], err)
		}
	}
	s.objects["/files/recordings/in/2026/звонок 1+2.mp3"] = "two"
	if err := in.CopyFound(t.Context(), found[0], "fcopy"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("another by now: got %v", err)
	}
	if err := in.RemoveFound(t.Context(), found[0]); err != nil || len(s.objects) != 4 {
		t.Errorf("another by now: got %v, %d left", err, len(s.objects))
	}
	found[0].Mark = tag("two")
	for range 2 { // S3 calls forbidden what is not there any more
		if err := in.RemoveFound(t.Context(), found[0]); err != nil || len(s.objects) != 3 {
			t.Errorf("got %v, %d left", err, len(s.objects))
		}
	}
	s.status = http.StatusServiceUnavailable
	_, err = in.Found(t.Context())
	for _, err := range []error{err, in.CopyFound(t.Context(), found[0], "f"), in.RemoveFound(t.Context(), found[0])} {
		if !errors.Is(err, desk.ErrBusy) {
			t.Errorf("got %v, want ErrBusy", err)
		}
	}
}

// listed is what S3 says of a bucket's objects whose names begin so.
func (s *s3Server) listed(w http.ResponseWriter, r *http.Request) {
	prefix := "/files/" + r.URL.Query().Get("prefix")
	_, _ = fmt.Fprint(w, `<ListBucketResult>`)
	for key, body := range s.objects {
		if len(key) >= len(prefix) && key[:len(prefix)] == prefix {
			_, _ = fmt.Fprintf(w, `<Contents><Key>%s</Key><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Contents>`, key[len("/files/"):], body, len(body))
		}
	}
	_, _ = fmt.Fprint(w, `</ListBucketResult>`)
}
