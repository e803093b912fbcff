package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Network is what limits by address count by: an IPv4 address, or an IPv6
// address's first 64 bits, which is what one customer of a provider is given and
// may change within at will. What is no address is nobody's, the zero Prefix.
func Network(remote string) netip.Prefix {
	a, ok := address(remote)
	if !ok {
		return netip.Prefix{}
	}
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// address reads an address with or without a port.
func address(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		var ap netip.AddrPort
		ap, err = netip.ParseAddrPort(s)
		a = ap.Addr()
	}
	return a.Unmap().WithZone(""), err == nil
}

// Proxies are the networks of proxies in front of us, whose word on whom they
// speak for is believed. Nobody else's is: anybody may write a header.
type Proxies []netip.Prefix

// ParseProxies reads addresses and networks, by comma. ErrInvalid.
func ParseProxies(list string) (Proxies, error) {
	var out Proxies
	for s := range strings.SplitSeq(list, ",") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		p, err := netip.ParsePrefix(s)
		if a, single := address(s); err != nil && single {
			p, err = a.Prefix(a.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %q is no address, and no network like 10.0.0.0/8", desk.ErrInvalid, s)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// Handler makes each call's RemoteAddr the caller's own.
func (p Proxies) Handler(next http.Handler) http.Handler {
	if len(p) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a := p.caller(r); a != r.RemoteAddr {
			r = r.WithContext(r.Context()) // a copy: the request is the server's
			r.RemoteAddr = a
		}
		next.ServeHTTP(w, r)
	})
}

// caller walks back through X-Forwarded-For, to which each proxy adds who called
// it, to the first address that is no proxy of ours. What stands before that one
// may be anybody's invention.
func (p Proxies) caller(r *http.Request) string {
	at := r.RemoteAddr
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.holds(at); i-- {
		hop := strings.TrimSpace(hops[i])
		if _, ok := address(hop); !ok {
			break
		}
		at = hop
	}
	return at
}

func (p Proxies) holds(remote string) bool {
	a, ok := address(remote)
	if !ok {
		return false
	}
	for _, n := range p {
		if n.Contains(a) {
			return true
		}
	}
	return false
}
