//go:build aws

package awstest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// TestLive has browsers told what changes, by the binaries that are deployed: the
// function api gives a ticket, a WebSocket API of ministack's calls the function live
// as the template's would, and the function feed has it send what changed.
//
// ministack's gateway answers 410 for who is gone, and never throttles: the throttles
// here are a proxy's, before it. What it does not prove: nobody brings the table's
// stream, so the records are made here of what the table holds; nobody checks a
// signature or a right (TestTemplateLive and TestTemplateFeed hold the template's, and
// shared/gateway's test what is signed); it hangs up neither after ten minutes of
// silence nor after two hours; that the stage is there with its routes after a deployment is
// CloudFormation's; and the code with which AWS closes is not observed.
func TestLive(t *testing.T) {
	c := newCloud(t)
	g := c.gateway()
	c.setUp()
	c.feed()
	alice := g.enters()
	bob := g.enters()
	if url := c.ticket(); g.dial(url) == nil || g.dial(url) != nil {
		t.Error("a ticket lets in twice, or not at all")
	}
	if g.dial(g.url+"?ticket=none") != nil || g.dial(g.url) != nil {
		t.Error("one is let in without a ticket")
	}

	// A message is told to who is there, and again to nobody but by ids.
	c.tell(update(5000, 1, "Secret words"))
	d := c.dialogOf(5000)
	head := c.item("C#"+strings.TrimSuffix(d.ID, "-1"), "HEAD")
	c.changed(head)
	for name, conn := range map[string]*socketOf{"Alice": alice, "Bob": bob} {
		if got := conn.next(); !strings.Contains(got, `"kind":"message","dialog":"`+d.ID) || strings.Contains(got, "Secret") {
			t.Errorf("%s is told %s", name, got)
		}
	}

	// Who is gone, and who can't be reached, cost nobody anything.
	alice.conn.CloseNow()
	g.throttle(true)
	c.changed(head)
	g.throttle(false)
	c.changed(head)
	if got := bob.next(); !strings.Contains(got, `"kind":"reload"`) {
		t.Errorf("Bob missed something and is told %s", got)
	}
	bob.says("{}")
	if got := bob.next(); got != `{"cursor":"","events":[]}` {
		t.Errorf("Bob says that he is there and is answered %s", got)
	}

	// Whose key is revoked is hung up on, and told nothing more.
	var made struct{ ID, Token string }
	c.api(http.MethodPost, "/v1/keys", map[string]string{"name": "script", "role": "admin"}, &made)
	admin := c.key
	c.key = made.Token
	script := g.enters()
	c.key = admin
	before := c.item("KEYS", made.ID)
	c.api(http.MethodDelete, "/v1/keys/"+made.ID, nil, nil)
	c.changed(head, change{before, c.item("KEYS", made.ID)})
	if got := bob.next(); !strings.Contains(got, d.ID) {
		t.Errorf("Bob is told %s", got)
	}
	if got := script.next(); got != "" {
		t.Errorf("whose key was revoked is told %s, want to be hung up on", got)
	}
}

// wsGateway is a WebSocket API of ministack's with the function live behind it.
type wsGateway struct {
	*cloud
	url       string // of operators' WebSockets
	pages     string // of visitors'
	throttled chan bool
}

// gateway makes it, as the template does, and tells the functions where it is.
func (c *cloud) gateway() *wsGateway {
	g := &wsGateway{cloud: c, throttled: make(chan bool, 1)}
	g.throttled <- false
	var api struct {
		APIID string `json:"apiId"`
	}
	c.v2("/v2/apis", map[string]any{"name": c.name, "protocolType": "WEBSOCKET", "routeSelectionExpression": "$request.body.none"}, &api)
	at := cloudURL + "/_aws/execute-api/" + api.APIID
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		no := <-g.throttled
		g.throttled <- no
		if no {
			http.Error(w, `{"message":"Too Many Requests"}`, http.StatusTooManyRequests)
			return
		}
		req, err := http.NewRequestWithContext(r.Context(), r.Method, at+r.RequestURI, r.Body)
		if err != nil {
			return
		}
		req.Header = r.Header.Clone()
		res, err := c.guard.RoundTrip(req)
		if err != nil {
			return
		}
		defer res.Body.Close()
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	}))
	c.Cleanup(proxy.Close)
	g.url = strings.Replace(at, "http", "ws", 1) + "/live"
	g.pages = strings.TrimSuffix(g.url, "live") + "visitors"
	for _, f := range []string{"live", "feed"} {
		c.functions[f].env = append(c.functions[f].env, "GATEWAY="+proxy.URL+"/live", "VISITORS_GATEWAY="+proxy.URL+"/visitors")
	}
	c.functions["api"].env = append(c.functions["api"].env, "LIVE_AT="+g.url)
	c.functions["webhook"].env = append(c.functions["webhook"].env, "LIVE_AT="+g.pages)
	vars := map[string]string{}
	for _, pair := range c.functions["live"].env {
		name, value, _ := strings.Cut(pair, "=")
		vars[name] = value
	}
	c.deploy("live", zipped(c, "live"), vars)
	var integration struct {
		IntegrationID string `json:"integrationId"`
	}
	c.v2("/v2/apis/"+api.APIID+"/integrations", map[string]any{
		"integrationType": "AWS_PROXY", "integrationUri": "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:000000000000:function:" + c.name + "-live/invocations",
	}, &integration)
	for _, key := range []string{"$connect", "$disconnect", "$default"} {
		route := map[string]any{"routeKey": key, "target": "integrations/" + integration.IntegrationID}
		if key == "$default" {
			route["routeResponseSelectionExpression"] = "$default"
		}
		var made struct {
			RouteID string `json:"routeId"`
		}
		c.v2("/v2/apis/"+api.APIID+"/routes", route, &made)
		if key == "$default" {
			c.v2("/v2/apis/"+api.APIID+"/routes/"+made.RouteID+"/routeresponses", map[string]any{"routeResponseKey": "$default"}, nil)
		}
	}
	for _, stage := range []string{"live", "visitors"} {
		c.v2("/v2/apis/"+api.APIID+"/stages", map[string]any{"stageName": stage, "autoDeploy": true}, nil)
	}
	return g
}

// v2 calls API Gateway's own API.
func (c *cloud) v2(path string, in, out any) {
	c.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		c.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.Context(), http.MethodPost, cloudURL+path, bytes.NewReader(raw))
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/apigateway/aws4_request, SignedHeaders=host, Signature=0")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode > 299 {
		c.Fatalf("%s: %d %s %v", path, res.StatusCode, said, err)
	}
	if out != nil {
		if err := json.Unmarshal(said, out); err != nil {
			c.Fatal(err)
		}
	}
}

// throttle has the gateway take no frames, or take them again.
func (g *wsGateway) throttle(on bool) {
	<-g.throttled
	g.throttled <- on
}

// ticket is an address that lets in.
func (c *cloud) ticket() string {
	c.Helper()
	var t struct{ URL string }
	c.api(http.MethodPost, "/v1/live/ticket", nil, &t)
	return t.URL
}

// socketOf is a browser's WebSocket.
type socketOf struct {
	*wsGateway
	conn *websocket.Conn
}

// dial opens a WebSocket; nil: it was refused.
func (g *wsGateway) dial(url string) *socketOf {
	conn, res, err := websocket.Dial(g.Context(), url, nil)
	if err != nil {
		if res == nil {
			g.Fatal(err)
		}
		return nil
	}
	g.Cleanup(func() { _ = conn.CloseNow() })
	return &socketOf{g, conn}
}

func (g *wsGateway) enters() *socketOf {
	g.Helper()
	s := g.dial(g.ticket())
	if s == nil {
		g.Fatal("a ticket does not let in")
	}
	return s
}

func (s *socketOf) says(what string) {
	s.Helper()
	if err := s.conn.Write(s.Context(), websocket.MessageText, []byte(what)); err != nil {
		s.Fatal(err)
	}
}

// next is the next frame; "": it was hung up.
func (s *socketOf) next() string {
	s.Helper()
	end := time.AfterFunc(patience, func() { s.Error("nothing is said any more"); _ = s.conn.CloseNow() })
	defer end.Stop()
	_, raw, err := s.conn.Read(s.Context())
	if err != nil {
		return ""
	}
	return string(raw)
}

// change is what became of an item.
type change struct{ before, after image }

// changed has the function feed told that an item is new, and of what else changed.
func (c *cloud) changed(made image, more ...change) {
	c.Helper()
	var records []any
	for i, ch := range append([]change{{after: made}}, more...) {
		records = append(records, map[string]any{"eventName": "MODIFY", "dynamodb": map[string]any{
			"Keys": image{"pk": ch.after["pk"], "sk": ch.after["sk"]}, "OldImage": ch.before, "NewImage": ch.after, "SequenceNumber": fmt.Sprint(100 + i),
		}})
	}
	in, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		c.Fatal(err)
	}
	out, err := c.functions["feed"].invoke(c.Context(), in)
	if err != nil || string(out) != `{"batchItemFailures":[]}` {
		c.Fatalf("the feed answers %s, %v: %s", out, err, c.functions["feed"].said())
	}
}
