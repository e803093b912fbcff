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
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/store/presign"
)

// s3Server keeps what is put, as S3 does with path-style addresses for who may
// not list the bucket; status, if set, is what it answers instead.
type s3Server struct {
	objects map[string]string
	status  int
	before  func() // a copy: somebody is faster
}

func (s *s3Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.status != 0 {
		w.WriteHeader(s.status)
		return
	}
	if from := r.Header.Get("X-Amz-Copy-Source"); from != "" {
		at, err := url.QueryUnescape("/" + from) // as S3 does: a plus is a space
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.copy(w, r, at)
		return
	}
	if r.URL.Query().Get("list-type") == "2" {
		s.listed(w, r)
		return
	}
	switch r.Method {
	case http.MethodPut:
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.objects[r.URL.Path] = string(body)
	case http.MethodDelete:
		delete(s.objects, r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	case http.MethodGet, http.MethodHead:
		body, ok := s.objects[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Header().Set("ETag", tag(body))
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(body))
	}
}

func tag(body string) string { return `"` + body + `"` }

func (s *s3Server) copy(w http.ResponseWriter, r *http.Request, from string) {
	if s.before != nil {
		s.before()
	}
	body, ok := s.objects[from]
	if !ok || r.Header.Get("X-Amz-Copy-Source-If-Match") != tag(body) {
		w.WriteHeader(http.StatusPreconditionFailed)
		return
	}
	s.objects[r.URL.Path] = body
	_, _ = io.WriteString(w, `<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>`)
}

func open(t *testing.T) (bucket.Bucket, *s3Server) {
	t.Helper()
	s := &s3Server{objects: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	keys := credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "")
	return bucket.Bucket{Signer: presign.Signer{Bucket: "files", Region: "eu-central-1", Credentials: keys, Endpoint: &server.URL, Now: time.Now}, Client: s3.New(s3.Options{
		Region: "eu-central-1", BaseEndpoint: &server.URL, UsePathStyle: true, RetryMaxAttempts: 1,
		Credentials:                keys,
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
	})}, s
}

func TestBucket_Keeps_CH19(t *testing.T) {
	b, s := open(t)
	for range 2 { // keeping again is harmless
		n, err := b.Keep(context.Background(), "abc1", desk.File{Body: io.NopCloser(strings.NewReader("a file")), Size: -1})
		if err != nil || n != 6 || s.objects["/files/abc1"] != "a file" {
			t.Fatalf("kept %d, %v: %v", n, err, s.objects)
		}
	}
}

func TestBucket_Down_IsBusy(t *testing.T) {
	b, s := open(t)
	s.status = http.StatusServiceUnavailable
	u := desk.Upload{ID: "u1", MIME: "text/plain", Size: 5}
	_, kept := b.Keep(context.Background(), "abc1", desk.File{Body: io.NopCloser(strings.NewReader("x"))})
	_, opened := b.Open(context.Background(), "abc1")
	for what, err := range map[string]error{"keep": kept, "open": opened, "whole": b.Whole(t.Context(), u), "take": b.Take(t.Context(), u, "sent/x.txt")} {
		if !errors.Is(err, desk.ErrBusy) {
			t.Errorf("%s: got %v, want ErrBusy", what, err)
		}
	}
}

// What was uploaded is taken as it was looked at, whole, any number of times.
func TestBucket_TakesAnUpload_CH20(t *testing.T) {
	b, s := open(t)
	u := desk.Upload{ID: "u1", MIME: "text/plain", Size: 5}
	for name, body := range map[string]string{"nothing is there": "", "half of it is there": "hel"} {
		if body != "" {
			s.objects["/files/uploads/u1"] = body
		}
		if err := errors.Join(b.Whole(t.Context(), u), b.Take(t.Context(), u, "sent/x.txt")); !errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrBusy) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
		}
	}
	slot, err := b.UploadURL(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(slot.Method, slot.URL, strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.Body.Close() != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := errors.Join(b.Whole(t.Context(), u), b.Take(t.Context(), u, "sent/x.txt")); err != nil {
			t.Fatal(err)
		}
	}
	f, err := b.Open(t.Context(), "sent/x.txt")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f.Body)
	if err != nil || f.Body.Close() != nil || string(got) != "hello" || f.Size != 5 {
		t.Errorf("got %q of %d bytes, %v", got, f.Size, err)
	}
	s.before = func() { s.objects["/files/uploads/u1"] = "other" }
	if err := b.Take(t.Context(), u, "sent/y.txt"); !errors.Is(err, desk.ErrBusy) || s.objects["/files/sent/y.txt"] != "" {
		t.Errorf("changed between the look and the copy: got %v, %q", err, s.objects["/files/sent/y.txt"])
	}
	if _, err := b.Open(t.Context(), "sent/y.txt"); !errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrBusy) {
		t.Errorf("what is not there, which S3 calls forbidden: got %v, want ErrNotFound", err)
	}
}
