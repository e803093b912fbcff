package kommo_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/outgoing"
)

// The calls that are in no golden file, since they hold secrets: the first tokens, the next
// ones, and where we are told of changes.
func TestCalls_WithSecrets(t *testing.T) {
	const back = "https://sufler.example/v1/crms/callback"
	s := &parties.Kommo{Admin: true, At: start, ClientID: "integration", ClientSecret: "s3cret", Redirect: back}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	c := byOAuth(h.URL)
	c.Secrets["webhook_secret"] = hook
	m, err := kommo.Open(c, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	next := m.HTTP.Transport
	m.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		sent := []byte{}
		if r.Body != nil {
			sent, _ = io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(sent))
		}
		asked = append(asked, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Content-Type")+" "+r.Header.Get("Authorization")+" "+string(sent)))
		return next.RoundTrip(r)
	})}
	kept := &parties.Grants{}
	m.Keep(kept, s.Now)
	code := s.Code()
	g, err := m.Redeem(t.Context(), code, strings.TrimPrefix(h.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	g.Round = 1
	if _, err := kept.SaveGrant(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	s.Move(20 * time.Hour)
	if said := m.Subscribe(t.Context(), "https://sufler.example/webhooks/crm/shop", true); !said.OK {
		t.Errorf("%+v", said)
	}
	to := `https://sufler.example/webhooks/crm/shop?secret=` + hook
	want := []string{
		`POST /oauth2/access_token application/json  {"client_id":"integration","client_secret":"s3cret","code":"` + code + `","grant_type":"authorization_code","redirect_uri":"` + back + `"}`,
		`POST /oauth2/access_token application/json  {"client_id":"integration","client_secret":"s3cret","grant_type":"refresh_token","redirect_uri":"` + back + `","refresh_token":"refresh2"}`,
		`GET /api/v4/webhooks?filter%5Bdestination%5D=https%3A%2F%2Fsufler.example%2Fwebhooks%2Fcrm%2Fshop%3Fsecret%3D` + hook + `  Bearer access3`,
		`POST /api/v4/webhooks application/json Bearer access3 {"destination":"` + to + `","settings":["update_lead","status_lead","responsible_lead","delete_lead","restore_lead","update_contact","delete_contact"]}`,
	}
	if d := cmp.Diff(want, asked); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}
