package vault_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/vault"
)

// ssmServer answers as SSM does.
type ssmServer struct {
	kept  map[string]string
	asked []string
}

func (s *ssmServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	var in struct {
		Name, Value, Type         string
		Overwrite, WithDecryption bool
	}
	if err == nil {
		err = json.Unmarshal(raw, &in)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	s.asked = append(s.asked, r.Header.Get("X-Amz-Target")+" "+string(raw))
	_, there := s.kept[in.Name]
	switch target := r.Header.Get("X-Amz-Target"); {
	case target == "AmazonSSM.PutParameter" && there && !in.Overwrite:
		s.answer(w, http.StatusBadRequest, `{"__type":"ParameterAlreadyExists"}`)
	case target == "AmazonSSM.PutParameter":
		s.kept[in.Name] = in.Value
		s.answer(w, http.StatusOK, `{"Tier":"Standard","Version":7}`)
	case target == "AmazonSSM.GetParameter" && there:
		s.answer(w, http.StatusOK, fmt.Sprintf(`{"Parameter":{"Value":%q,"LastModifiedDate":1.7E9}}`, s.kept[in.Name]))
	case in.Name == "/forbidden":
		s.answer(w, http.StatusBadRequest, `{"__type":"AccessDeniedException"}`)
	default:
		s.answer(w, http.StatusBadRequest, `{"__type":"ParameterNotFound"}`)
	}
}

func (s *ssmServer) answer(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

func TestClient_SpeaksSSMsProtocol(t *testing.T) {
	s := &ssmServer{kept: map[string]string{}}
	server := httptest.NewServer(s)
	defer server.Close()
	ctx := context.Background()
	c := vault.NewClient(aws.Config{Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "")}, &server.URL)
	if _, ok, err := c.Get(ctx, "/s/key"); ok || err != nil {
		t.Errorf("one that is not there: got %v, %v", ok, err)
	}
	described := c
	described.About = "a key"
	for i, want := range []bool{true, false} {
		if ok, err := described.Create(ctx, "/s/key", fmt.Sprint(i)); ok != want || err != nil {
			t.Errorf("create it, time %d: got %v, %v, want %v", i+1, ok, err, want)
		}
	}
	for range 2 {
		if version, err := c.Put(ctx, "/s/key", "x"); version != 7 || err != nil {
			t.Errorf("put: got version %d, %v", version, err)
		}
	}
	want := vault.Parameter{Value: "x", At: time.Unix(1_700_000_000, 0).UTC()}
	if p, ok, err := c.Get(ctx, "/s/key"); p != want || !ok || err != nil {
		t.Errorf("got %v %v %v, want %v", p, ok, err, want)
	}
	if _, _, err := c.Get(ctx, "/forbidden"); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("a missing right: got %v, want busy", err)
	}
	first := []string{
		`AmazonSSM.GetParameter {"Name":"/s/key","WithDecryption":true}`,
		`AmazonSSM.PutParameter {"Name":"/s/key","Value":"0","Type":"SecureString","Description":"a key","Overwrite":false}`,
		`AmazonSSM.PutParameter {"Name":"/s/key","Value":"1","Type":"SecureString","Description":"a key","Overwrite":false}`,
		`AmazonSSM.PutParameter {"Name":"/s/key","Value":"x","Type":"SecureString","Overwrite":true}`,
	}
	if d := cmp.Diff(first, s.asked[:len(first)]); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}
