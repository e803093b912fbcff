package kit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"github.com/sufler/sufler/shared/desk"
)

// MaxFile is the largest file that is fetched, in bytes: WhatsApp's documents
// may have so many, and nobody's more.
const MaxFile = 100 << 20

// fetchTimeout is how long fetching a file may take, its last byte included,
// where the caller's context allows more.
const fetchTimeout = 5 * time.Minute

// Source is where a channel's files may lie.
type Source struct {
	Client *http.Client
	// Domains are the vendor's; a name in one of them will do. None: any public
	// address.
	Domains []string
	Hosts   []string // further ones, for fakes; plain http will do there
}

// allows says whether a file may be fetched from the address: it comes from
// outside, and must not make us call into our own network.
func (s Source) allows(u *url.URL) bool {
	if s.listed(u) {
		return u.Scheme == "http" || u.Scheme == "https"
	}
	if u.Scheme != "https" || u.User != nil || (u.Port() != "" && u.Port() != "443") {
		return false
	}
	return len(s.Domains) == 0 || slices.ContainsFunc(s.Domains, func(d string) bool {
		return u.Hostname() == d || strings.HasSuffix(u.Hostname(), "."+d)
	})
}

// listed says whether the address is on one of the hosts that main named.
func (s Source) listed(u *url.URL) bool {
	return slices.Contains(s.Hosts, u.Host) || slices.Contains(s.Hosts, u.Hostname())
}

var errForeign = errors.New("the file's address is on a host that is not allowed")

// Open starts the download of a file.
func (s Source) Open(ctx context.Context, address, token string) (desk.File, error) {
	u, err := url.Parse(address)
	if err != nil || !s.allows(u) {
		return desk.File{}, Refused("bad_address", "The file's address is not one of the messenger's.")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return desk.File{}, Refused("bad_address", "The file's address can't be used.")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	c := s.browser(u)
	c.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if !s.allows(next.URL) || len(via) > 3 {
			return errForeign
		}
		return nil
	}
	res, err := c.Do(req)
	if errors.Is(err, errForeign) {
		return desk.File{}, Refused("bad_address", "The file is on a host that is not the messenger's.")
	}
	if err != nil {
		return desk.File{}, lost(err, false) // nothing happens by asking again
	}
	if e := ByStatus(Reply{Status: res.StatusCode, Header: res.Header}, ""); e != nil {
		e.Again, e.Unsure = e.Again || e.Unsure, false
		e.Reason = "The file could not be fetched: " + http.StatusText(res.StatusCode) + "."
		return desk.File{}, errors.Join(e, res.Body.Close())
	}
	if res.ContentLength > MaxFile {
		return desk.File{}, errors.Join(Refused("too_large", fmt.Sprintf("The file has more than %d MB.", MaxFile>>20)), res.Body.Close())
	}
	return desk.File{Body: &limited{ReadCloser: res.Body, left: MaxFile}, MIME: res.Header.Get("Content-Type"), Size: res.ContentLength}, nil
}

// browser is the client to fetch from u with. Where any public address will do,
// private ones are refused at the moment of connecting, when the name has become
// a number: a check of the name alone could be fooled.
func (s Source) browser(u *url.URL) *http.Client {
	c := http.Client{}
	if s.Client != nil {
		c = *s.Client
	}
	c.Timeout = fetchTimeout // one for ordinary calls is too short for a video
	if len(s.Domains) > 0 || s.listed(u) {
		return &c
	}
	t, ok := c.Transport.(*http.Transport)
	if !ok {
		t, _ = http.DefaultTransport.(*http.Transport)
	}
	t = t.Clone()
	t.Proxy = nil
	t.DialContext = (&net.Dialer{Control: publicOnly}).DialContext
	t.DisableKeepAlives = true // the transport lives for this file only
	c.Transport = t
	return &c
}

func publicOnly(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return errForeign
	}
	ip := a.Addr().Unmap()
	if ssrf.IPv6NAT64Prefix.Contains(ip) { // its last bytes are the IPv4 address that is meant
		b := ip.As16()
		ip = netip.AddrFrom4([4]byte(b[12:]))
	}
	if ssrf.New().SafeAddr(ip) != nil {
		return errForeign
	}
	return nil
}

// limited fails after so many bytes, whatever the server said before.
type limited struct {
	io.ReadCloser
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, Invalid("the file has more than %d MB", MaxFile>>20)
	}
	return n, err
}
