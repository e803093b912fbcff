//go:build aws

package awstest_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// messenger stands in for api.telegram.org, so that no test leaves the machine.
// The functions know that name only, so it is a proxy that they reach by
// HTTPS_PROXY, with a certificate that they trust by SSL_CERT_FILE: both are
// Go's own variables, and what is on the loopback is never proxied.
//
// https://core.telegram.org/bots/api#making-requests
type messenger struct {
	proxy *httptest.Server
	inner *httptest.Server
	ca    string // the certificate's file
	api   parties.BotAPI
}

const telegramHost = "api.telegram.org"

func newMessenger(t testing.TB) *messenger {
	cert, err := certificate(telegramHost)
	if err != nil {
		t.Fatal(err)
	}
	m := &messenger{ca: filepath.Join(t.TempDir(), "ca.pem")}
	if err := os.WriteFile(m.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}), 0o600); err != nil {
		t.Fatal(err)
	}
	m.inner = httptest.NewUnstartedServer(&m.api)
	m.inner.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	m.inner.Config.ErrorLog = log.New(io.Discard, "", 0) // who was killed hangs up
	m.inner.StartTLS()
	t.Cleanup(m.inner.Close)
	m.proxy = httptest.NewServer(http.HandlerFunc(m.tunnel))
	t.Cleanup(m.proxy.Close)
	return m
}

// certificate is a host's, signed by itself.
func certificate(host string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{host}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, err
}

// env has a function find it.
func (m *messenger) env() []string {
	return []string{"HTTPS_PROXY=" + m.proxy.URL, "SSL_CERT_FILE=" + m.ca}
}

// tunnel connects to the messenger, and to nobody else.
func (m *messenger) tunnel(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect || r.Host != telegramHost+":443" {
		http.Error(w, "nobody else is called here", http.StatusForbidden)
		return
	}
	there, err := net.Dial("tcp", m.inner.Listener.Addr().String())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		there.Close()
		return
	}
	go func() {
		defer there.Close()
		_, _ = io.Copy(there, here)
	}()
	defer here.Close()
	_, _ = io.Copy(here, there)
}
