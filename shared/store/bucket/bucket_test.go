package bucket_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/bucket"
)

// s3Server keeps what is put, as S3 does with path-style addresses; status, if
// set, is what it answers instead.
type s3Server struct {
	objects map[string]string
	status  int
}

func (s *s3Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.status != 0 {
		w.WriteHeader(s.status)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.objects[r.URL.Path] = string(body)
}

func open(t *testing.T) (bucket.Bucket, *s3Server) {
	t.Helper()
	s := &s3Server{objects: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return bucket.Bucket{Name: "files", Client: s3.New(s3.Options{
		Region: "eu-central-1", BaseEndpoint: &server.URL, UsePathStyle: true, RetryMaxAttempts: 1,
		Credentials:                credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
	})}, s
}

func TestBucket_KeepsAndLinks_CH19(t *testing.T) {
	b, s := open(t)
	for range 2 { // keeping again is harmless
		n, err := b.Keep(context.Background(), "abc1", desk.File{Body: io.NopCloser(strings.NewReader("a file")), Size: -1})
		if err != nil || n != 6 || s.objects["/files/abc1"] != "a file" {
			t.Fatalf("kept %d, %v: %v", n, err, s.objects)
		}
	}
	link, err := b.Link(context.Background(), "abc1", "счёт.pdf")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Path != "/files/abc1" || q.Get("X-Amz-Signature") == "" || q.Get("X-Amz-Expires") != "600" ||
		!strings.HasPrefix(q.Get("response-content-disposition"), "attachment; ") {
		t.Errorf("link %s", link)
	}
}

func TestBucket_Down_IsBusy(t *testing.T) {
	b, s := open(t)
	s.status = http.StatusServiceUnavailable
	_, err := b.Keep(context.Background(), "abc1", desk.File{Body: io.NopCloser(strings.NewReader("x"))})
	if !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
}
