package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/parties"
)

// A CRM that lets us in no more, as where its webhook was deleted, is shown so on its
// connection as soon as any call finds it, with a code that has words; and no longer once a
// call is let in, or a check is.
func TestConnection_ThatLetsUsInNoMoreIsShown(t *testing.T) {
	calls, err := json.Marshal(parties.RestCalls(crmFields))
	must(t, err)
	for kind, c := range map[string]struct {
		settings string
		code     string
		open     func(h *house) (crm http.Handler, shut func(bool))
	}{
		"bitrix24": {`"secrets":{"webhook":"ADDRESS/rest/1/s3cr3tc0de/"}`, "webhook_unknown", func(h *house) (http.Handler, func(bool)) {
			b := &parties.Bitrix24{Code: "s3cr3tc0de", At: h.clock.Now()}
			return b, func(shut bool) { b.Code = map[bool]string{true: "another", false: "s3cr3tc0de"}[shut] }
		}},
		"kommo": {`"secrets":{"token":"t0ken"},"options":{"address":"ADDRESS"}`, "token_refused", func(h *house) (http.Handler, func(bool)) {
			k := &parties.Kommo{Token: "t0ken", Admin: true, At: h.clock.Now()}
			return k, func(shut bool) { k.Token = map[bool]string{true: "another", false: "t0ken"}[shut] }
		}},
		"creatio": {`"secrets":{"password":"p4ss"},"options":{"address":"ADDRESS","user":"robot"}`, "sign_in_refused", func(h *house) (http.Handler, func(bool)) {
			c := parties.NewCreatio(h.clock.Now())
			return c, func(shut bool) {
				c.Password = map[bool]string{true: "another", false: "p4ss"}[shut]
				c.EndSessions()
			}
		}},
		"rest": {`"secrets":{"token":"t0ken"},"options":{"address":"ADDRESS/api","calls":` + string(calls) + `}`, "token_refused", func(h *house) (http.Handler, func(bool)) {
			r := &parties.RestCRM{Token: "t0ken", At: h.clock.Now()}
			return r, func(shut bool) { r.Token = map[bool]string{true: "another", false: "t0ken"}[shut] }
		}},
	} {
		t.Run(kind, func(t *testing.T) {
			h := newHouse(t)
			crm, shut := c.open(h)
			server := httptest.NewServer(crm)
			t.Cleanup(server.Close)
			h.as("admin", "POST", "/v1/connections", `{"id":"hub","kind":"`+kind+`",`+strings.ReplaceAll(c.settings, "ADDRESS", server.URL)+`}`).is(201)
			card := "/v1/cards/" + h.as("admin", "POST", "/v1/cards", `{"kind":"contact","connection":"hub","title":"Ann"}`).is(201).doc()["ref"].(string)
			shows := func(when, want string) {
				t.Helper()
				one := h.as("admin", "GET", "/v1/connections/hub", nil).is(200).doc()
				all := h.as("admin", "GET", "/v1/connections", nil).is(200).doc()["items"].([]any)
				for _, doc := range []any{one, all[0]} {
					code, _ := at(doc, "refused", "code").(string)
					since, _ := at(doc, "refused", "since").(string)
					if code != want || (since == "") != (want == "") {
						t.Errorf("%s: %v is shown, want %q", when, at(doc, "refused"), want)
					}
				}
			}
			shows("at first", "")
			shut(true)
			for range 2 {
				h.as("admin", "GET", card, nil).no(409, "crm_refused")
				shows("once a call was refused", c.code)
			}
			shut(false)
			h.as("admin", "GET", card, nil).is(200)
			shows("once a call was let in", "")
			shut(true)
			h.as("admin", "POST", "/v1/connections/hub/check", nil).is(200)
			shows("once a check was refused", c.code)
			shut(false)
			h.as("admin", "POST", "/v1/connections/hub/check", nil).is(200)
			shows("once a check was let in", "")
		})
	}
}
