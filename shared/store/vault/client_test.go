package vault_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/vault"
)

// ssmServer speaks SSM's JSON protocol; fail answers with a status and a kind of
// error for so many calls.
type ssmServer struct {
	kept   map[string]string
	fail   int
	status int
	kind   string
	calls  int
}

func (s *ssmServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.calls++
	var in struct {
		Name, Value, Type         string
		Overwrite, WithDecryption bool
	}
	signed := strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AKID/") &&
		strings.Contains(r.Header.Get("Authorization"), "/eu-central-1/ssm/aws4_request")
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || !signed {
		s.answer(w, http.StatusForbidden, `{"__type":"com.amazonaws.ssm#AccessDeniedException"}`)
		return
	}
	if s.calls <= s.fail {
		s.answer(w, s.status, `{"__type":"`+s.kind+`"}`)
		return
	}
	switch target := r.Header.Get("X-Amz-Target"); {
	case target == "AmazonSSM.PutParameter" && in.Type == "SecureString" && in.Overwrite:
		s.kept[in.Name+":7"] = in.Value
		s.answer(w, http.StatusOK, `{"Version":7}`)
	case target == "AmazonSSM.GetParameter" && in.WithDecryption && s.kept[in.Name] != "":
		s.answer(w, http.StatusOK, fmt.Sprintf(`{"Parameter":{"Value":%q}}`, s.kept[in.Name]))
	default:
		s.answer(w, http.StatusBadRequest, `{"__type":"ParameterNotFound"}`)
	}
}

func (s *ssmServer) answer(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

func TestClient_SpeaksSSMsProtocol(t *testing.T) {
	for _, c := range []struct {
		name   string
		fail   int
		status int
		kind   string
		want   error
		calls  int
	}{
		{"all is well", 0, 0, "", nil, 1},
		{"a server's error is asked again", 2, 500, "InternalServerError", nil, 3},
		{"throttling is asked again", 2, 400, "ThrottlingException", nil, 3},
		{"a server that stays down is busy", 9, 503, "", desk.ErrBusy, 3},
		{"a missing right is not the message's fault", 9, 400, "AccessDeniedException", desk.ErrBusy, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &ssmServer{kept: map[string]string{}, fail: c.fail, status: c.status, kind: c.kind}
			server := httptest.NewServer(s)
			defer server.Close()
			client := vault.Client{Region: "eu-central-1", Endpoint: &server.URL, HTTP: server.Client(), Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "")}
			version, err := client.Put(context.Background(), "/s/lines/shop", `{"token":"x"}`)
			if !errors.Is(err, c.want) || s.calls != c.calls || err == nil && version != 7 {
				t.Fatalf("got version %d, %v after %d calls", version, err, s.calls)
			}
			if err != nil {
				return
			}
			if v, ok, err := client.Get(context.Background(), "/s/lines/shop:7"); v != `{"token":"x"}` || !ok || err != nil {
				t.Errorf("got %q %v %v", v, ok, err)
			}
			if _, ok, err := client.Get(context.Background(), "/s/lines/shop:8"); ok || err != nil {
				t.Errorf("a version that is not there: %v %v", ok, err)
			}
		})
	}
}
