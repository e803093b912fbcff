package bucket_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
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

// listed is what S3 says of a bucket's objects whose names begin so, behind one of them if
// that is asked for, and of no more than are asked for.
func (s *s3Server) listed(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	most, err := strconv.Atoi(q.Get("max-keys"))
	if err != nil {
		most = 1000
	}
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(s.objects)) {
		if key = strings.TrimPrefix(key, "/files/"); strings.HasPrefix(key, q.Get("prefix")) && key > q.Get("start-after") {
			keys = append(keys, key)
		}
	}
	more := len(keys) > most
	_, _ = fmt.Fprintf(w, `<ListBucketResult><IsTruncated>%v</IsTruncated>`, more)
	for _, key := range keys[:min(most, len(keys))] {
		body := s.objects["/files/"+key]
		_, _ = fmt.Fprintf(w, `<Contents><Key>%s</Key><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Contents>`, key, body, len(body))
	}
	_, _ = fmt.Fprint(w, `</ListBucketResult>`)
}

// TestBucket_Names_BX05: all names that begin so are found, page by page, in their order.
func TestBucket_Names_BX05(t *testing.T) {
	b, s := open(t)
	var want []string
	for i := range 7 {
		want = append(want, fmt.Sprint("aws/lambda/", i))
		s.objects["/files/"+want[i]] = "x"
	}
	s.objects["/files/aws/other"], s.objects["/files/z"] = "x", "x"
	var got []string
	for ask, pages := (desk.PageAsk{Limit: 3}), 1; ; pages++ {
		page, err := b.Names(t.Context(), "aws/lambda/", ask)
		if err != nil || len(page.Items) > 3 {
			t.Fatalf("%v, %v", page, err)
		}
		got = append(got, page.Items...)
		if ask.Cursor = page.Next; ask.Cursor != "" {
			continue
		}
		if d := cmp.Diff(want, got); d != "" || pages != 3 {
			t.Errorf("%d pages %s", pages, d)
		}
		break
	}
	s.status = http.StatusServiceUnavailable
	if _, err := b.Names(t.Context(), "aws/lambda/", desk.PageAsk{Limit: 3}); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
}
