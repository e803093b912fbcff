package outgoing

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	"code.dny.dev/ssrf"
)

// inside says whether a host is one that is not public, however it is spelt: localhost, an
// address as it is usually written, or an IPv4 address as resolvers take it beside that, of
// one to four numbers, each decimal, octal or hexadecimal (2130706433, 0x7f.1, 0177.0.0.1).
// A host that ends as an address does and is none is no name either. It looks nothing up.
//
// https://url.spec.whatwg.org/#concept-ipv4-parser
func inside(host string) bool {
	if strings.ContainsFunc(host, disguised) {
		return true
	}
	host = strings.TrimSuffix(strings.ToLower(strings.ReplaceAll(host, "。", ".")), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		if !numeric(host[strings.LastIndexByte(host, '.')+1:]) {
			return false
		}
		var ok bool
		if ip, ok = spelt(host); !ok {
			return true
		}
	}
	return ssrf.New().SafeAddr(ip.Unmap().WithZone("")) != nil
}

// disguised says whether a letter is read as a digit, a plain letter or a dot by whoever
// makes a name of a host: wide ones, circled ones, those of formulas.
func disguised(r rune) bool {
	return r > unicode.MaxASCII && unicode.IsNumber(r) || r >= 0xFF00 && r <= 0xFFEF || r >= 0x1D400 && r <= 0x1D7FF
}

// numeric says whether the last part of a host makes it an address, and no name.
func numeric(part string) bool {
	_, ok := number(part)
	return ok || part != "" && strings.Trim(part, "0123456789") == ""
}

// spelt is an IPv4 address of one to four numbers, of which the last stands for all bytes
// that are left.
func spelt(host string) (netip.Addr, bool) {
	parts := strings.Split(host, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var whole uint64
	for i, part := range parts {
		n, ok := number(part)
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (5 - len(parts))
		}
		if !ok || n >= 1<<bits {
			return netip.Addr{}, false
		}
		whole = whole<<bits | n
	}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(whole))
	return netip.AddrFrom4(b), true
}

// number is one of them: 0x begins a hexadecimal one and 0 an octal one.
func number(part string) (uint64, bool) {
	base := 10
	switch hex, is := strings.CutPrefix(part, "0x"); {
	case is && hex == "":
		return 0, true
	case is:
		base, part = 16, hex
	case len(part) > 1 && part[0] == '0':
		base, part = 8, part[1:]
	}
	n, err := strconv.ParseUint(part, base, 64)
	return n, err == nil
}
