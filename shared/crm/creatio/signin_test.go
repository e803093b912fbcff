package creatio_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// The sign-ins, which are in no golden file since they hold secrets, and what a call has with
// it in a session: the cookies with their token, or OAuth's.
func TestCalls_WithSecrets(t *testing.T) {
	for name, c := range map[string]struct {
		options map[string]string
		want    []string
	}{
		"a user": {nil, []string{
			`POST /ServiceModel/AuthService.svc/Login application/json {"UserName":"robot","UserPassword":"p4ss"} cookies  csrf  session true authorization `,
			`GET /0/odata/$metadata   cookies .ASPXAUTH=auth0; BPMCSRF=csrf0 csrf csrf0 session true authorization `,
		}},
		"a client": {map[string]string{"client_id": "client"}, []string{
			`POST /connect/token application/x-www-form-urlencoded client_id=client&client_secret=s3cret&grant_type=client_credentials cookies  csrf  session true authorization `,
			`GET /0/odata/$metadata   cookies  csrf  session  authorization Bearer csrf0`,
		}},
	} {
		_, _, address := company(t)
		if c.options != nil {
			c.options["identity"] = address
		}
		m := open(t, address, c.options, map[string]string{"client_secret": "s3cret"})
		var asked []string
		next := m.HTTP.Transport
		m.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			sent := []byte{}
			if r.Body != nil {
				sent, _ = io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(sent))
			}
			h := r.Header
			asked = append(asked, strings.Join([]string{r.Method, r.URL.RequestURI(), h.Get("Content-Type"), string(sent), "cookies", h.Get("Cookie"), "csrf", h.Get("BPMCSRF"), "session", h.Get("ForceUseSession"), "authorization", h.Get("Authorization")}, " "))
			return next.RoundTrip(r)
		})}
		if _, err := m.Fields(t.Context(), "shop", desk.KindCompany); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, asked[:2]); d != "" {
			t.Errorf("%s: asked (-want +got)\n%s", name, d)
		}
	}
}
