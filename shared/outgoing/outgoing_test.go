package outgoing_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
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

// However a host inside is spelt, it is refused when it is set; names that only look alike
// are not.
func TestCheck_HoweverAHostInsideIsSpelt(t *testing.T) {
	for host, ok := range map[string]bool{
		"2130706433": false, "0x7f000001": false, "0X7F.1": false, "0x7f.0x0.0x0.0x1": false, "017700000001": false, "0177.0.0.1": false, "127.1": false, "127.0.1": false,
		"10.1": false, "0xa9fea9fe": false, "2852039166": false, "169.254.43518": false, "0251.0376.169.254": false, "0": false, "0x": false, "127.0.0.1.": false, "192.168.257": false,
		"１２７.0.0.1": false, "127。0。0。1": false, "①27.0.0.1": false, "127．0．0．1": false, "𝐥ocalhost": false, "localhost": false, "LOCALHOST.": false, "db.localhost": false,
		"[::ffff:7f00:1]": false, "[::ffff:127.0.0.1]": false, "[64:ff9b::7f00:1]": false, "[::127.0.0.1]": false, "[fe80::1%25eth0]": false, "[::]": false, "[2002:7f00:1::]": false,
		"999.1.1.1.1": false, "4294967296": false, "1.2.3.256": false, "09.1.1.1": false, "example.99999999999999999999999": false, "a.0x7f": false,
		"134744072": true, "0x8.0x8.0x8.0x8": true, "8.8.2056": true, "8.8.8.8.": true, "127.example.com": true, "0x7f.example": true, "2130706433.example.com": true,
		"localhost.example.com": true, "xn--80ak6aa92e.com": true, "пример.рф": true, "[2606:4700::1111]": true, "cafe.de": true, "0xcafe.fr": true,
	} {
		err := outgoing.Hosts{}.Check("https://" + host + "/hook")
		if (err == nil) != ok || err != nil && !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %v, want allowed %v", host, err, ok)
		}
	}
	for _, host := range []string{"127.1", "localhost", "2130706433"} {
		if err := (outgoing.Hosts{host}).Check("http://" + host); err != nil {
			t.Errorf("%s was named, and is refused: %v", host, err)
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
