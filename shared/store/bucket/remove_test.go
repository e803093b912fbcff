package bucket_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// A file goes, and only it; one that is not there is no error, since S3 says the
// same of both; one that can't go now is asked for again.
func TestBucket_Removes_BX12(t *testing.T) {
	b, s := open(t)
	for _, key := range []string{"fabc", "fabd"} {
		if _, err := b.Keep(t.Context(), key, desk.File{Body: io.NopCloser(strings.NewReader("a file"))}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := b.Remove(t.Context(), "fabc"); err != nil {
			t.Fatal(err)
		}
	}
	if left := slices.Collect(maps.Keys(s.objects)); !slices.Equal(left, []string{"/files/fabd"}) {
		t.Errorf("left: %v", left)
	}
	s.status = http.StatusServiceUnavailable
	if err := b.Remove(t.Context(), "fabd"); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
}
