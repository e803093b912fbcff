package kit_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
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
		{fmt.Errorf("check: %w", kit.Refused(desk.WhyToken, "Make a new token.")), "Make a new token."},
		{fmt.Errorf("élan: %w", desk.ErrNotFound), "Élan: not found."},
	} {
		if got := kit.Said(c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}

// What can't be reached says what a person can do about it, and repeats nothing of the
// address but a host that nobody knows: it may hold a secret.
func TestSend_SaysWhyNobodyAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		cause error
		says  string
	}{
		"a name that is none":       {&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "shop.example", IsNotFound: true}}, "here is no host of the name shop.example"},
		"a name server that is out": {&net.OpError{Op: "dial", Err: &net.DNSError{Err: "timeout", Name: "shop.example", IsTimeout: true}}, "looked up just now"},
		"nobody listens":            {&net.OpError{Op: "dial", Err: &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}}, "port"},
		"another's certificate":     {&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "s3cr3t.example"}}, "certificate"},
		"no https":                  {tls.RecordHeaderError{Msg: "s3cr3t"}, "https"},
		"no answer":                 {errors.New("s3cr3t"), "can't be reached"},
	} {
		req, err := http.NewRequest(http.MethodGet, "https://shop.example/s3cr3t", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = kit.Send(&http.Client{Transport: failing{c.cause}}, req)
		if said := kit.Said(err); !errors.Is(err, desk.ErrBusy) || !strings.Contains(said, c.says) || strings.Contains(said, "s3cr3t") {
			t.Errorf("%s: %q", name, said)
		}
	}
}

// A host that nobody knows is named, and nothing else of its address, which may hold a
// token; such a call never left us.
func TestAHostThatNobodyKnowsIsNamed(t *testing.T) {
	for _, c := range []struct {
		cause error
		want  string
	}{
		{&net.OpError{Op: "dial", Err: &net.DNSError{Name: "shop.bitrix.example", IsNotFound: true}}, "here is no host of the name shop.bitrix.example"},
		{&url.Error{Err: &net.OpError{Op: "dial", Err: &net.DNSError{Name: "shop.bitrix.example", IsTimeout: true}}}, "he CRM's host shop.bitrix.example could not be looked up"},
		{&net.OpError{Op: "dial", Err: fmt.Errorf("refused")}, "or gave no answer in time"},
	} {
		req, err := http.NewRequest(http.MethodGet, "https://shop.bitrix.example/rest/1/t0ken/profile", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = kit.Send(&http.Client{Transport: failing{c.cause}}, req)
		if said := kit.Said(err); !strings.Contains(said, c.want) || strings.Contains(said, "t0ken") || !kit.NotSent(err) {
			t.Errorf("got %q, sent %v, want %q", said, !kit.NotSent(err), c.want)
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

// What failed has a code, whatever it failed with, and what belongs into its words.
func TestFailed_HasACode(t *testing.T) {
	for _, c := range []struct {
		err    error
		code   desk.Code
		values map[string]string
	}{
		{fmt.Errorf("check: %w", kit.Refused(desk.WhyElsewhere, "It sends us elsewhere.", "status", "302")), desk.WhyElsewhere, map[string]string{"kind": "lead", "status": "302"}},
		{desk.Refuse(desk.CodeNoSuchCards, "There are none."), desk.WhyNoKind, map[string]string{"kind": "lead"}},
		{desk.Refuse(desk.CodeForbidden, "No."), desk.WhyRefused, map[string]string{"kind": "lead"}},
		{fmt.Errorf("a lead: %w", desk.ErrNotFound), desk.WhyGone, map[string]string{"kind": "lead"}},
		{fmt.Errorf("%w: it answered 502", desk.ErrBusy), desk.WhyBusy, map[string]string{"kind": "lead"}},
		{errors.New("anything"), desk.WhyNotTaken, map[string]string{"kind": "lead"}},
	} {
		tried := desk.Checked{About: desk.AboutCards, OK: true, Code: desk.CheckedAllowed}.Saying("kind", "lead")
		got := kit.Failed(tried, c.err)
		if d := cmp.Diff(c.values, got.Values); got.OK || got.Code != c.code || got.Text != kit.Said(c.err) || d != "" {
			t.Errorf("%v: got %+v, want %s (-want +got)\n%s", c.err, got, c.code, d)
		}
		if len(tried.Values) != 1 {
			t.Errorf("%v: the finding before has changed: %v", c.err, tried.Values)
		}
	}
}
