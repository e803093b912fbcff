package kit_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// An error is said as a sentence, without our names of kinds of error.
func TestSaid(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("%w: the CRM can't be reached", desk.ErrBusy), "The CRM can't be reached."},
		{fmt.Errorf("the account: %w", fmt.Errorf("%w: Kommo answered 502", desk.ErrBusy)), "The account: Kommo answered 502."},
		{fmt.Errorf("%w: country is a calling code", desk.ErrInvalid), "Country is a calling code."},
		{fmt.Errorf("check: %w", kit.Refused("Make a new token.")), "Make a new token."},
		{fmt.Errorf("élan: %w", desk.ErrNotFound), "Élan: not found."},
	} {
		if got := kit.Said(c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}

// What can't be reached says what a person can do about it, and repeats no address: that
// may be a secret.
func TestSend_SaysWhyNobodyAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		cause error
		says  string
	}{
		"a name that is none":       {&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "s3cr3t.example", IsNotFound: true}}, "no such host"},
		"a name server that is out": {&net.OpError{Op: "dial", Err: &net.DNSError{Err: "timeout", Name: "s3cr3t.example", IsTimeout: true}}, "looked up just now"},
		"nobody listens":            {&net.OpError{Op: "dial", Err: &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}}, "port"},
		"another's certificate":     {&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "s3cr3t.example"}}, "certificate"},
		"no https":                  {tls.RecordHeaderError{Msg: "s3cr3t"}, "https"},
		"no answer":                 {errors.New("s3cr3t"), "can't be reached"},
	} {
		req, err := http.NewRequest(http.MethodGet, "https://s3cr3t.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = kit.Send(&http.Client{Transport: failing{c.cause}}, req)
		if said := kit.Said(err); !errors.Is(err, desk.ErrBusy) || !strings.Contains(said, c.says) || strings.Contains(said, "s3cr3t") {
			t.Errorf("%s: %q", name, said)
		}
	}
}

type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

func TestNumber(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "0": "0", "-0": "0", "007.50": "7.5", "+5": "5", "-1.20": "-1.2", ".5": "0.5", "1e3": "1000", "1.5E2": "150", "1,200": "", "about ten": "", "0x10": "", "NaN": "", "1_000": "", "--1": "", "1.2.3": "", "1e999": "",
	} {
		if got := kit.Number(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}
