package outgoing_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/outgoing"
)

func TestCheck_WhatMayBeCalled(t *testing.T) {
	hosts := outgoing.Hosts{"127.0.0.1:8081", "crm.internal"}
	for address, ok := range map[string]bool{
		"https://api.example.com/v1": true, "https://8.8.8.8": true, "http://127.0.0.1:8081/x": true, "http://crm.internal:9000": true,
		"http://api.example.com": false, "https://127.0.0.1": false, "https://127.0.0.1:8082": false, "https://10.0.0.1": false, "https://[::1]": false,
		"https://169.254.169.254/latest": false, "https://[::ffff:10.0.0.1]": false, "https://[fd00::1]": false, "https://100.64.0.1": false,
		"ftp://api.example.com": false, "api.example.com": false, "": false, "https://a:b@api.example.com": false, "javascript:alert(1)": false,
	} {
		if err := hosts.Check(address); (err == nil) != ok {
			t.Errorf("%q: got %v, want allowed %v", address, err, ok)
		}
	}
}

// Whatever a name leads to, only named hosts are called that are not public; and no
// redirect is followed.
func TestClient_ReachesNothingInside(t *testing.T) {
	called := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		called++
		http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
	}))
	defer server.Close()
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{server.URL, "http://localhost:" + at.Port()} {
		if res, err := (outgoing.Hosts{"127.0.0.1:1"}).Client(time.Second).Get(address); err == nil {
			res.Body.Close()
			t.Errorf("%s was called", address)
		}
	}
	if called != 0 {
		t.Fatalf("it was called %d times", called)
	}
	for _, hosts := range []outgoing.Hosts{{"127.0.0.1"}, {at.Host}} {
		res, err := hosts.Client(time.Minute).Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusFound {
			t.Errorf("got %d, want the redirect itself", res.StatusCode)
		}
	}
}
