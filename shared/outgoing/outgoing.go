// Package outgoing is how addresses are called that a person gave us: an OpenID
// provider's, a CRM's, a webhook's. Whatever a name resolves to, nothing that is not
// public is connected to, but for the hosts that whoever started us named.
package outgoing

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"code.dny.dev/ssrf"

	"github.com/sufler/sufler/shared/desk"
)

// Hosts are those that may be called though they are not public, and without TLS,
// too: "127.0.0.1", "crm.internal" or, of one port only, "127.0.0.1:8081".
type Hosts []string

// has says whether a host was named, alone or with this port.
func (h Hosts) has(host, port string) bool {
	return slices.Contains(h, host) || slices.Contains(h, net.JoinHostPort(host, port))
}

// Check says what keeps an address from being called. ErrInvalid, in words for a
// person. It looks nothing up: what a name leads to is looked at when it is called.
func (h Hosts) Check(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("%w: an address begins with https:// and names a host", desk.ErrInvalid)
	case u.User != nil:
		return fmt.Errorf("%w: an address holds no user and no password", desk.ErrInvalid)
	case h.has(u.Hostname(), port(u)):
		return nil
	case u.Scheme != "https":
		return fmt.Errorf("%w: the address must be https://", desk.ErrInvalid)
	}
	if inside(u.Hostname()) {
		return fmt.Errorf("%w: the address is not public, and its host is none that this server may call (-allow-hosts)", desk.ErrInvalid)
	}
	return nil
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// Dial connects as http.Transport.DialContext wants it.
func (h Hosts) Dial(timeout time.Duration) func(ctx context.Context, network, address string) (net.Conn, error) {
	guarded := &net.Dialer{Timeout: timeout, Control: ssrf.New(ssrf.WithAnyPort()).Safe}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, port, err := net.SplitHostPort(address); err == nil && h.has(host, port) {
			return (&net.Dialer{Timeout: timeout}).DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

// Client calls with a time-out for the whole call, and follows no redirect: it would
// carry a secret to where nobody meant it to go.
func (h Hosts) Client(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DialContext: h.Dial(timeout), TLSHandshakeTimeout: timeout, MaxIdleConnsPerHost: 4, IdleConnTimeout: 90 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
